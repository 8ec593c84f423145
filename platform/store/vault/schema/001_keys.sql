-- Every key under which values of the bank are sealed or marked, wrapped by a master key that is not in this database.
-- purpose 1 seals, 2 marks; algorithm 1 is AES-256-GCM, 2 SM4-GCM, 3 HMAC-SHA256. retired_at 0: in use, or may be.
CREATE TABLE vault_keys (
  id BIGINT NOT NULL PRIMARY KEY,
  purpose SMALLINT NOT NULL,
  algorithm SMALLINT NOT NULL,
  master_id VARCHAR(64) NOT NULL,
  wrapped VARBINARY(4096) NOT NULL,
  made_at BIGINT NOT NULL,
  active_at BIGINT NOT NULL,
  retired_at BIGINT NOT NULL
);
