import type { Proof } from './proof'

/** A proof as a bank gave it, and its public key. */
export const key = 'tonghui.example/fdfd51f29e20+fe8dbdff+ATuCOwZgMjd4mUY4XwoQZApYYTt6xvkWAql6H4B+9mvG'

export const id = '456547473725351424'

export const proof: Proof = {
  leaf: 743,
  record: '{"id":"456547473725351424","at":"2026-11-24T15:53:19.956505Z","day":"2026-11-16","verb":"ledger.post","kind":"ledger.entry","object":"0456547473725326080","last":"456547473725351168","count":92,"marks":"WwvmnSv0e88eOS0UJvxMxKBCGSeGdyoCRRRIMeiQdKi2n93cdJfY8pdoJXqY5dmlEMNHLYOX4Qlgs5oM867GACQMzSIA0sZWnROpLu7jdFF5nyv/jIZwkFE8egKG7u9LUxJUi+VgdI8m03QcOH+gab4J545IIVcrR58dNnZZ4Q1N8wbDPIY8EZXVtQjZGQO00ja3JozfUe1nvt98JiZkx7NrurgRmgCx2hQmsgr3zV/qO9nT86C58Q==","hat":"staff-456547472819355648","client":"demo","after":"v3QrjbA4fb+9+cWTcM+OCLyRUgtvRF5E5+W8H/o4QC4=","private":"gUopglNsdHwNkl3RoZcoTNIGOmtlQ25rSrgluiuSA50="}',
  private: '{"salt":"gqawLNFtMfsDHoq7Kw0u5g==","person":"456547472817259264"}',
  hashes: [
    'ObswtTfSUhB6kGvQeqhMQfSYm24pVNTzpHaVULvFlb4=',
    'TZP7j/AKY4ZpGPXSRSab4yyF/V2GKE1pTrZYribH/wM=',
    '6DMy0+PP0505Tcit/DVqwtTaT/EtQq0Ho5j0e38UUUM=',
    'rCY/CHtrsOqm6CdLLy9roRrg5YZKy4AQnhyTIEDt97o=',
    'tiTC0WF3E027ssctX4TmIYteoZymquBUH0YpaW5CCBQ=',
    '41RUJJRlACmeEevj9rOHsTAzfu/GKfc+T5qBVOd1E0I=',
    '1OPjUO0WzzYt6wenPVu0wRXMdOKh2AP/wK8zwRGi2bc=',
    'DF504HSUn/OybbSGvVycrLJNP8QTY0ibQK2/v9sCm7M=',
    'kA40truqkQD37GTZpRLMfDu3eXkuMekS3+loxMcFI6U=',
    'FssM0QCMeKfRzDHa5Y/ZAyoNNFmX/7heh0Hfab8u9Vs=',
  ],
  checkpoint: 'tonghui.example/fdfd51f29e20\n1009\n/35UdU4l7ezyU5fciQEqCVX8VfSoUr+YkZ1XuQKnU3M=\ntime 1795536534\n\n— tonghui.example/fdfd51f29e20 /o29/+cTaHfjpZxwMwngHHhOtIFOzSEd8UY7+fuU0dB178I2eYmnlQ6UQuXUi7O7gNklbhVq3umJ9Q6v/kD/dyBo1AM=\n',
}
