import { headersFor } from '@/api/client'
import { problemOf } from '@/api/problem'
import { save } from '@/parts/csv'

/** Fetches a file of the bank and hands it to the person. A plain link would go out without the hat of this tab. */
export async function download(path: string, name: string): Promise<void> {
  const response = await fetch(path, { credentials: 'same-origin', headers: headersFor('GET') }).catch((e: unknown) => { throw problemOf(e) })
  if (!response.ok) throw problemOf(await response.json().catch(() => undefined), response.status)
  save(name, await response.blob())
}

/** Sends a file as the body of a request: its bytes say what it is. */
export async function upload<T>(path: string, file: Blob, key: string): Promise<T> {
  const headers = { ...headersFor('POST'), 'Idempotency-Key': key, Accept: 'application/json', 'Content-Type': 'application/octet-stream' }
  const response = await fetch(path, { method: 'POST', credentials: 'same-origin', headers, body: file }).catch((e: unknown) => { throw problemOf(e) })
  const json: unknown = await response.json().catch(() => undefined)
  if (!response.ok || json === undefined) throw problemOf(json, response.status)
  return json as T
}
