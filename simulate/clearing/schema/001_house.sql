-- Participants (参与行) with their settlement accounts. net and pending are what the open window owes; see position.go.
CREATE TABLE clearing_participants (
  code VARCHAR(12) NOT NULL PRIMARY KEY,
  name VARCHAR(140) NOT NULL,
  url VARCHAR(300) NOT NULL,
  played SMALLINT NOT NULL,
  suspended SMALLINT NOT NULL,
  balance BIGINT NOT NULL,
  reserved BIGINT NOT NULL,
  net BIGINT NOT NULL,
  pending BIGINT NOT NULL,
  cap BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE TABLE clearing_keys (
  code VARCHAR(12) NOT NULL,
  thumb VARCHAR(43) NOT NULL,
  pem VARCHAR(2000) NOT NULL,
  from_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  PRIMARY KEY (code, thumb)
);
CREATE TABLE clearing_nonces (
  code VARCHAR(12) NOT NULL,
  nonce VARCHAR(64) NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (code, nonce)
);
CREATE INDEX clearing_nonces_at ON clearing_nonces (at);
-- Every message that was acknowledged, for good.
CREATE TABLE clearing_received (
  sender VARCHAR(12) NOT NULL,
  biz VARCHAR(35) NOT NULL,
  digest VARBINARY(32) NOT NULL,
  version VARCHAR(16) NOT NULL,
  uetr VARCHAR(36) NOT NULL,
  remark VARCHAR(200) NOT NULL,
  refused SMALLINT NOT NULL,
  at BIGINT NOT NULL,
  body MEDIUMBLOB NOT NULL,
  PRIMARY KEY (sender, biz)
);
CREATE INDEX clearing_received_at ON clearing_received (at);
-- What is to be sent: state 0 waiting, 1 acknowledged, 2 refused for good.
CREATE TABLE clearing_outbox (
  id BIGINT NOT NULL PRIMARY KEY,
  receiver VARCHAR(12) NOT NULL,
  biz VARCHAR(35) NOT NULL,
  version VARCHAR(16) NOT NULL,
  uetr VARCHAR(36) NOT NULL,
  state SMALLINT NOT NULL,
  tries BIGINT NOT NULL,
  due BIGINT NOT NULL,
  answer VARCHAR(400) NOT NULL,
  body MEDIUMBLOB NOT NULL
);
CREATE UNIQUE INDEX clearing_outbox_biz ON clearing_outbox (receiver, biz);
CREATE INDEX clearing_outbox_due ON clearing_outbox (state, receiver, due);
-- Payments (kind 1) and returns (kind 2). status is that of pacs.002; a dead UETR has no amount and is refused.
CREATE TABLE clearing_payments (
  uetr VARCHAR(36) NOT NULL,
  kind SMALLINT NOT NULL,
  msg_id VARCHAR(35) NOT NULL,
  end_to_end VARCHAR(35) NOT NULL,
  tx_id VARCHAR(35) NOT NULL,
  scheme VARCHAR(3) NOT NULL,
  payer VARCHAR(12) NOT NULL,
  payee VARCHAR(12) NOT NULL,
  amount BIGINT NOT NULL,
  day BIGINT NOT NULL,
  digest VARBINARY(32) NOT NULL,
  status VARCHAR(4) NOT NULL,
  reason VARCHAR(4) NOT NULL,
  info VARCHAR(105) NOT NULL,
  settlement_window VARCHAR(20) NOT NULL,
  made_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  ask_at BIGINT NOT NULL,
  asked BIGINT NOT NULL,
  PRIMARY KEY (uetr, kind)
);
CREATE INDEX clearing_payments_tx ON clearing_payments (payer, tx_id);
CREATE INDEX clearing_payments_window ON clearing_payments (settlement_window, uetr);
CREATE INDEX clearing_payments_ask ON clearing_payments (ask_at);
-- The house's books: each settlement's rows sum to zero, and an account's rows sum to its balance.
CREATE TABLE clearing_entries (
  id BIGINT NOT NULL PRIMARY KEY,
  account VARCHAR(12) NOT NULL,
  day BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  what VARCHAR(4) NOT NULL,
  uetr VARCHAR(36) NOT NULL,
  kind SMALLINT NOT NULL,
  settlement_window VARCHAR(20) NOT NULL,
  page BIGINT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX clearing_entries_account ON clearing_entries (account, day, id);
CREATE TABLE clearing_windows (
  name VARCHAR(20) NOT NULL PRIMARY KEY,
  day BIGINT NOT NULL,
  number BIGINT NOT NULL,
  state SMALLINT NOT NULL,
  settled_at BIGINT NOT NULL
);
CREATE INDEX clearing_windows_state ON clearing_windows (state, name);
CREATE TABLE clearing_days (
  day BIGINT NOT NULL PRIMARY KEY,
  state SMALLINT NOT NULL,
  cuts BIGINT NOT NULL
);
CREATE TABLE clearing_openings (
  day BIGINT NOT NULL,
  account VARCHAR(12) NOT NULL,
  balance BIGINT NOT NULL,
  PRIMARY KEY (day, account)
);
CREATE TABLE clearing_recalls (
  uetr VARCHAR(36) NOT NULL PRIMARY KEY,
  asker VARCHAR(12) NOT NULL,
  holder VARCHAR(12) NOT NULL,
  cxl_id VARCHAR(35) NOT NULL,
  status VARCHAR(4) NOT NULL,
  at BIGINT NOT NULL
);
-- Differences that are planted into the next statement (差错注入).
CREATE TABLE clearing_plants (
  id BIGINT NOT NULL PRIMARY KEY,
  account VARCHAR(12) NOT NULL,
  day BIGINT NOT NULL,
  what VARCHAR(8) NOT NULL
);
-- What the banks that the house plays have booked: amount is positive for money in.
CREATE TABLE clearing_played (
  code VARCHAR(12) NOT NULL,
  uetr VARCHAR(36) NOT NULL,
  kind SMALLINT NOT NULL,
  account VARCHAR(34) NOT NULL,
  amount BIGINT NOT NULL,
  state VARCHAR(8) NOT NULL,
  PRIMARY KEY (code, uetr, kind)
);
