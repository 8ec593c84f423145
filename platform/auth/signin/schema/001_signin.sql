-- Users (用户): a person who may sign in. login_mark is a keyed mark of the login name, which stands nowhere in plain.
CREATE TABLE signin_users (
  person BIGINT NOT NULL PRIMARY KEY,
  login VARBINARY(512),
  login_mark VARBINARY(32),
  masked VARCHAR(64) NOT NULL,
  state SMALLINT NOT NULL,
  handle VARBINARY(32) NOT NULL,
  password VARCHAR(255) NOT NULL,
  password_at BIGINT NOT NULL,
  totp VARBINARY(512),
  totp_step BIGINT NOT NULL,
  activation VARBINARY(32),
  activation_until BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX signin_users_login ON signin_users (login_mark);
CREATE UNIQUE INDEX signin_users_handle ON signin_users (handle);
-- Recovery codes (恢复码), each good once. code is a digest.
CREATE TABLE signin_recovery (
  person BIGINT NOT NULL,
  code VARBINARY(32) NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (person, code)
);
-- Passkeys (通行密钥). digest is of the credential's id, which may be too long for a key.
CREATE TABLE signin_passkeys (
  id BIGINT NOT NULL PRIMARY KEY,
  person BIGINT NOT NULL,
  digest VARBINARY(32) NOT NULL,
  credential VARBINARY(1023) NOT NULL,
  record VARBINARY(8192) NOT NULL,
  signed BIGINT NOT NULL,
  name VARCHAR(120) NOT NULL,
  made_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE UNIQUE INDEX signin_passkeys_digest ON signin_passkeys (digest);
CREATE INDEX signin_passkeys_person ON signin_passkeys (person, id);
-- Identities of staff at an OpenID provider. digest is of issuer and subject.
CREATE TABLE signin_identities (
  digest VARBINARY(32) NOT NULL PRIMARY KEY,
  person BIGINT NOT NULL,
  issuer VARCHAR(255) NOT NULL,
  linked_at BIGINT NOT NULL
);
CREATE INDEX signin_identities_person ON signin_identities (person);
-- Devices (设备): a browser in which a person has signed in before. secret is the digest of its cookie.
CREATE TABLE signin_devices (
  id BIGINT NOT NULL PRIMARY KEY,
  person BIGINT NOT NULL,
  secret VARBINARY(32) NOT NULL,
  name VARCHAR(200) NOT NULL,
  made_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE UNIQUE INDEX signin_devices_secret ON signin_devices (secret, person);
CREATE INDEX signin_devices_person ON signin_devices (person, id);
-- Sessions (会话). token is the digest of the cookie; person is 0 for a terminal's own.
CREATE TABLE signin_sessions (
  id BIGINT NOT NULL PRIMARY KEY,
  token VARBINARY(32) NOT NULL,
  person BIGINT NOT NULL,
  terminal BIGINT NOT NULL,
  device BIGINT NOT NULL,
  client VARCHAR(64) NOT NULL,
  level SMALLINT NOT NULL,
  method VARCHAR(24) NOT NULL,
  hat VARCHAR(64) NOT NULL,
  address VARCHAR(64) NOT NULL,
  agent VARCHAR(200) NOT NULL,
  proved_at BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  idle_seconds BIGINT NOT NULL,
  ended_at BIGINT,
  ended_why VARCHAR(24) NOT NULL
);
CREATE UNIQUE INDEX signin_sessions_token ON signin_sessions (token);
CREATE INDEX signin_sessions_person ON signin_sessions (person, id);
CREATE INDEX signin_sessions_terminal ON signin_sessions (terminal, id);
CREATE INDEX signin_sessions_ends ON signin_sessions (ends_at);
-- Tickets: what is between two steps of a ceremony. Each is taken once.
CREATE TABLE signin_tickets (
  token VARBINARY(32) NOT NULL PRIMARY KEY,
  kind VARCHAR(24) NOT NULL,
  person BIGINT NOT NULL,
  session BIGINT NOT NULL,
  data VARBINARY(8192) NOT NULL,
  tries SMALLINT NOT NULL,
  ends_at BIGINT NOT NULL
);
CREATE INDEX signin_tickets_until ON signin_tickets (ends_at);
-- Failures, counted by a digest of account and device, account and network, or account alone.
CREATE TABLE signin_failures (
  counter VARBINARY(32) NOT NULL PRIMARY KEY,
  failures BIGINT NOT NULL,
  last_at BIGINT NOT NULL
);
CREATE INDEX signin_failures_last ON signin_failures (last_at);
-- Terminals (自助终端) and the digests of their secrets.
CREATE TABLE signin_terminals (
  id BIGINT NOT NULL PRIMARY KEY,
  code VARCHAR(24) NOT NULL,
  secret VARBINARY(32) NOT NULL,
  branch VARCHAR(12) NOT NULL,
  state SMALLINT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX signin_terminals_code ON signin_terminals (code);
-- Cards (卡): until the bank issues cards, test tokens bound to a party. token is a digest, pin a password hash.
CREATE TABLE signin_cards (
  id BIGINT NOT NULL PRIMARY KEY,
  token VARBINARY(32) NOT NULL,
  party BIGINT NOT NULL,
  pin VARCHAR(255) NOT NULL,
  tries SMALLINT NOT NULL,
  state SMALLINT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX signin_cards_token ON signin_cards (token);
CREATE INDEX signin_cards_party ON signin_cards (party, id);
