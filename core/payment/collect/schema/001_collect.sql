-- Codes that are shown by who is to be paid (收款码).
CREATE TABLE collect_codes (
  id BIGINT NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL,
  owner BIGINT NOT NULL,
  branch VARCHAR(12) NOT NULL,
  title VARCHAR(60) NOT NULL,
  category VARCHAR(4) NOT NULL,
  amount BIGINT NOT NULL,
  note VARCHAR(60) NOT NULL,
  once_only SMALLINT NOT NULL,
  state VARCHAR(12) NOT NULL,
  made_at BIGINT NOT NULL,
  expires_at BIGINT,
  ended_at BIGINT
);
CREATE INDEX collect_codes_owner ON collect_codes (owner, id);
-- Passes that are shown by who pays (付款码); the number itself isn't kept, only its digest.
CREATE TABLE collect_passes (
  id BIGINT NOT NULL PRIMARY KEY,
  mark VARBINARY(32) NOT NULL,
  account BIGINT NOT NULL,
  owner BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE UNIQUE INDEX collect_passes_mark ON collect_passes (mark);
CREATE INDEX collect_passes_age ON collect_passes (expires_at, id);
-- Charges of a pass that their payer must confirm (待确认收款).
CREATE TABLE collect_asks (
  id BIGINT NOT NULL PRIMARY KEY,
  pass BIGINT NOT NULL,
  payer BIGINT NOT NULL,
  payer_account BIGINT NOT NULL,
  payee BIGINT NOT NULL,
  payee_account BIGINT NOT NULL,
  branch VARCHAR(12) NOT NULL,
  title VARCHAR(60) NOT NULL,
  amount BIGINT NOT NULL,
  note VARCHAR(60) NOT NULL,
  reference VARCHAR(64) NOT NULL,
  state VARCHAR(12) NOT NULL,
  collection BIGINT,
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX collect_asks_payer ON collect_asks (payer, id);
CREATE UNIQUE INDEX collect_asks_reference ON collect_asks (payee, reference);
-- What was paid by a code or a pass (收款记录).
CREATE TABLE collect_collections (
  id BIGINT NOT NULL PRIMARY KEY,
  code BIGINT,
  pass BIGINT,
  payee BIGINT NOT NULL,
  payee_account BIGINT NOT NULL,
  payer BIGINT NOT NULL,
  payer_account BIGINT NOT NULL,
  branch VARCHAR(12) NOT NULL,
  title VARCHAR(60) NOT NULL,
  note VARCHAR(60) NOT NULL,
  amount BIGINT NOT NULL,
  refunded BIGINT NOT NULL,
  reference VARCHAR(64) NOT NULL,
  payment BIGINT NOT NULL,
  bank_date BIGINT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX collect_collections_reference ON collect_collections (payee, reference);
CREATE INDEX collect_collections_payee ON collect_collections (payee, id);
CREATE INDEX collect_collections_payer ON collect_collections (payer, id);
CREATE INDEX collect_collections_code ON collect_collections (code, id);
CREATE TABLE collect_refunds (
  id BIGINT NOT NULL PRIMARY KEY,
  collection BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  reason VARCHAR(120) NOT NULL,
  reference VARCHAR(64) NOT NULL,
  payment BIGINT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX collect_refunds_reference ON collect_refunds (collection, reference);
-- What a payer has given to printed codes on a day.
CREATE TABLE collect_printed (
  payer BIGINT NOT NULL,
  bank_date BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  PRIMARY KEY (payer, bank_date)
);
