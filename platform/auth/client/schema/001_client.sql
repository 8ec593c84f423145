-- Programs that call the bank. roles and networks are words with commas between; epoch rises when all tokens given out before
-- lose their force; secret is the SHA-256 of 32 random bytes. Absent burst and every_us: the bank's own limit; burst 0: none.
CREATE TABLE client_clients (
  id BIGINT NOT NULL PRIMARY KEY,
  name VARCHAR(100) NOT NULL,
  party BIGINT NOT NULL,
  roles VARCHAR(512) NOT NULL,
  state SMALLINT NOT NULL,
  networks VARCHAR(1024) NOT NULL,
  until_at BIGINT,
  burst BIGINT,
  every_us BIGINT,
  secret VARBINARY(32),
  epoch BIGINT NOT NULL,
  version BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX client_clients_name ON client_clients (name);
-- Their public keys, and the certificates that they show; thumb is the SHA-256 of key or certificate, and belongs to one
-- client for ever.
CREATE TABLE client_keys (
  id BIGINT NOT NULL PRIMARY KEY,
  client BIGINT NOT NULL,
  form VARCHAR(16) NOT NULL,
  thumb VARBINARY(32) NOT NULL,
  public VARBINARY(1024) NOT NULL,
  name VARCHAR(64) NOT NULL,
  from_at BIGINT NOT NULL,
  until_at BIGINT,
  ended_at BIGINT,
  made_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX client_keys_thumb ON client_keys (thumb);
CREATE INDEX client_keys_client ON client_keys (client, id);
-- Access tokens given out, by their SHA-256; cert binds one to a certificate (RFC 8705).
CREATE TABLE client_tokens (
  hash VARBINARY(32) NOT NULL PRIMARY KEY,
  client BIGINT NOT NULL,
  epoch BIGINT NOT NULL,
  cert VARBINARY(32),
  made_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL
);
CREATE INDEX client_tokens_until ON client_tokens (until_at);
-- Nonces of signed requests and ids of assertions, hashed with whose they are, until nobody could use them again anyway.
CREATE TABLE client_nonces (
  hash VARBINARY(32) NOT NULL PRIMARY KEY,
  until_at BIGINT NOT NULL
);
CREATE INDEX client_nonces_until ON client_nonces (until_at);
