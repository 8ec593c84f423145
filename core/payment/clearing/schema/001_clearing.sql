-- Messages, sent and received (报文). Their bytes are in clearing_bodies. side is out or in, peer the other side of the hop.
CREATE TABLE clearing_messages (
  id BIGINT NOT NULL PRIMARY KEY,
  side VARCHAR(3) NOT NULL,
  peer VARCHAR(12) NOT NULL,
  reference VARCHAR(35) NOT NULL,
  definition VARCHAR(15) NOT NULL,
  uetr VARCHAR(36) NOT NULL,
  transfer BIGINT NOT NULL,
  state VARCHAR(12) NOT NULL,
  digest VARBINARY(32) NOT NULL,
  attempts BIGINT NOT NULL,
  fault VARCHAR(300) NOT NULL,
  made_at BIGINT NOT NULL,
  done_at BIGINT NOT NULL,
  trace VARCHAR(64) NOT NULL
);
CREATE UNIQUE INDEX clearing_messages_reference ON clearing_messages (side, peer, reference);
CREATE INDEX clearing_messages_uetr ON clearing_messages (uetr, id);
CREATE INDEX clearing_messages_state ON clearing_messages (side, state, id);
CREATE TABLE clearing_bodies (
  message BIGINT NOT NULL PRIMARY KEY,
  body MEDIUMBLOB NOT NULL
);
-- Transfers (往来账): payments and returns, out and in. settled_on is the house's date. waits is an inward message that can't be
-- worked before this transfer has settled.
CREATE TABLE clearing_transfers (
  id BIGINT NOT NULL PRIMARY KEY,
  uetr VARCHAR(36) NOT NULL,
  kind VARCHAR(8) NOT NULL,
  side VARCHAR(3) NOT NULL,
  reference VARCHAR(35) NOT NULL,
  endtoend VARCHAR(35) NOT NULL,
  group_id VARCHAR(35) NOT NULL,
  order_id BIGINT NOT NULL,
  scheme VARCHAR(3) NOT NULL,
  bank VARCHAR(12) NOT NULL,
  branch VARCHAR(12) NOT NULL,
  amount BIGINT NOT NULL,
  currency VARCHAR(3) NOT NULL,
  state VARCHAR(10) NOT NULL,
  reason VARCHAR(35) NOT NULL,
  asks BIGINT NOT NULL,
  sent_on BIGINT NOT NULL,
  settled_on BIGINT NOT NULL,
  window_name VARCHAR(35) NOT NULL,
  waits BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX clearing_transfers_uetr ON clearing_transfers (uetr, side, kind);
CREATE INDEX clearing_transfers_order ON clearing_transfers (order_id);
CREATE INDEX clearing_transfers_state ON clearing_transfers (state, id);
CREATE INDEX clearing_transfers_settled ON clearing_transfers (settled_on, id);
-- What a person must look into (查询查复事项).
CREATE TABLE clearing_items (
  id BIGINT NOT NULL PRIMARY KEY,
  kind VARCHAR(20) NOT NULL,
  message BIGINT NOT NULL,
  uetr VARCHAR(36) NOT NULL,
  state VARCHAR(8) NOT NULL,
  detail VARCHAR(500) NOT NULL,
  note VARCHAR(500) NOT NULL,
  opened_at BIGINT NOT NULL,
  closed_at BIGINT NOT NULL,
  closed_by VARCHAR(80) NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX clearing_items_once ON clearing_items (kind, message, uetr);
CREATE INDEX clearing_items_state ON clearing_items (state, id);
-- Recalls (撤回), out and in.
CREATE TABLE clearing_recalls (
  id BIGINT NOT NULL PRIMARY KEY,
  side VARCHAR(3) NOT NULL,
  reference VARCHAR(35) NOT NULL,
  uetr VARCHAR(36) NOT NULL,
  transfer BIGINT NOT NULL,
  bank VARCHAR(12) NOT NULL,
  group_id VARCHAR(35) NOT NULL,
  endtoend VARCHAR(35) NOT NULL,
  tx_id VARCHAR(35) NOT NULL,
  amount BIGINT NOT NULL,
  reason VARCHAR(4) NOT NULL,
  state VARCHAR(10) NOT NULL,
  answer VARCHAR(4) NOT NULL,
  made_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX clearing_recalls_reference ON clearing_recalls (side, reference);
CREATE INDEX clearing_recalls_uetr ON clearing_recalls (uetr, id);
CREATE INDEX clearing_recalls_state ON clearing_recalls (state, id);
-- The house's statements (对账单) and notices, and their lines.
CREATE TABLE clearing_statements (
  id BIGINT NOT NULL PRIMARY KEY,
  reference VARCHAR(35) NOT NULL,
  kind VARCHAR(4) NOT NULL,
  on_date BIGINT NOT NULL,
  pages BIGINT NOT NULL,
  last_page BIGINT NOT NULL,
  opening BIGINT NOT NULL,
  closing BIGINT NOT NULL,
  state VARCHAR(10) NOT NULL,
  made_at BIGINT NOT NULL,
  matched BIGINT NOT NULL,
  broken BIGINT NOT NULL
);
CREATE UNIQUE INDEX clearing_statements_reference ON clearing_statements (reference);
CREATE TABLE clearing_lines (
  id BIGINT NOT NULL PRIMARY KEY,
  statement BIGINT NOT NULL,
  page BIGINT NOT NULL,
  place BIGINT NOT NULL,
  uetr VARCHAR(36) NOT NULL,
  reference VARCHAR(35) NOT NULL,
  side VARCHAR(3) NOT NULL,
  amount BIGINT NOT NULL,
  on_date BIGINT NOT NULL,
  window_name VARCHAR(35) NOT NULL
);
CREATE UNIQUE INDEX clearing_lines_place ON clearing_lines (statement, page, place);
-- Differences between books and statement (未达账项).
CREATE TABLE clearing_breaks (
  id BIGINT NOT NULL PRIMARY KEY,
  statement BIGINT NOT NULL,
  kind VARCHAR(10) NOT NULL,
  uetr VARCHAR(36) NOT NULL,
  side VARCHAR(3) NOT NULL,
  ours BIGINT NOT NULL,
  theirs BIGINT NOT NULL,
  our_date BIGINT NOT NULL,
  their_date BIGINT NOT NULL,
  state VARCHAR(10) NOT NULL,
  note VARCHAR(500) NOT NULL,
  opened_on BIGINT NOT NULL,
  opened_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  ended_by VARCHAR(80) NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX clearing_breaks_once ON clearing_breaks (statement, kind, uetr, side);
CREATE INDEX clearing_breaks_state ON clearing_breaks (state, id);
-- Who takes part (参与行), and the keys of those whose signatures the bank reads.
CREATE TABLE clearing_participants (
  code VARCHAR(12) NOT NULL PRIMARY KEY,
  name VARCHAR(60) NOT NULL,
  house SMALLINT NOT NULL,
  active SMALLINT NOT NULL
);
CREATE TABLE clearing_keys (
  code VARCHAR(12) NOT NULL,
  thumb VARCHAR(64) NOT NULL,
  public_key VARBINARY(256) NOT NULL,
  from_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  PRIMARY KEY (code, thumb)
);
-- Nonces of signatures that have been read; older ones than a few minutes are gone.
CREATE TABLE clearing_nonces (
  signer VARCHAR(128) NOT NULL,
  nonce VARCHAR(64) NOT NULL,
  used_at BIGINT NOT NULL,
  PRIMARY KEY (signer, nonce)
);
CREATE INDEX clearing_nonces_used ON clearing_nonces (used_at);
