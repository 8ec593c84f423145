-- Orders (支付指令). to_phone is masked; payee is 0 until she has been credited, as only then she may see the order. counted is 1
-- while the amount counts against the payer's limits of its bank date. checks is what was looked at, as "name=match;rule=pass".
CREATE TABLE payment_orders (
  id BIGINT NOT NULL PRIMARY KEY,
  kind VARCHAR(12) NOT NULL,
  reference VARCHAR(64) NOT NULL,
  state VARCHAR(12) NOT NULL,
  channel VARCHAR(12) NOT NULL,
  from_account BIGINT NOT NULL,
  from_number VARCHAR(64) NOT NULL,
  from_name VARCHAR(200) NOT NULL,
  from_bank VARCHAR(12) NOT NULL,
  to_account BIGINT NOT NULL,
  to_number VARCHAR(64) NOT NULL,
  to_name VARCHAR(200) NOT NULL,
  to_phone VARCHAR(24) NOT NULL,
  to_bank VARCHAR(12) NOT NULL,
  to_bankname VARCHAR(120) NOT NULL,
  amount BIGINT NOT NULL,
  fee BIGINT NOT NULL,
  currency VARCHAR(3) NOT NULL,
  purpose VARCHAR(60) NOT NULL,
  note VARCHAR(140) NOT NULL,
  payer BIGINT NOT NULL,
  payee BIGINT NOT NULL,
  person BIGINT NOT NULL,
  branch VARCHAR(12) NOT NULL,
  batch BIGINT NOT NULL,
  endtoend VARCHAR(35) NOT NULL,
  uetr VARCHAR(36) NOT NULL,
  entry BIGINT NOT NULL,
  back BIGINT NOT NULL,
  approval BIGINT NOT NULL,
  reason VARCHAR(40) NOT NULL,
  checks VARCHAR(200) NOT NULL,
  counted SMALLINT NOT NULL,
  made_at BIGINT NOT NULL,
  bankdate BIGINT NOT NULL,
  settled_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX payment_orders_reference ON payment_orders (kind, reference);
CREATE INDEX payment_orders_payer ON payment_orders (payer, id);
CREATE INDEX payment_orders_payee ON payment_orders (payee, id);
-- Orders that have not come to their end: proposed, sent or held. Few, so they are found without an index of all.
CREATE TABLE payment_waiting (
  id BIGINT NOT NULL PRIMARY KEY,
  state VARCHAR(12) NOT NULL
);
-- What a payer has used of her limits on one bank date, by channel, and the limits that she has set herself (own, JSON).
-- person is 0 for the payer as a whole, one of a firm's people, or below zero one of the accounts (its id, negative).
CREATE TABLE payment_payers (
  party BIGINT NOT NULL,
  person BIGINT NOT NULL,
  bankdate BIGINT NOT NULL,
  used_web BIGINT NOT NULL,
  used_kiosk BIGINT NOT NULL,
  used_counter BIGINT NOT NULL,
  used_api BIGINT NOT NULL,
  orders BIGINT NOT NULL,
  own VARBINARY(1024) NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (party, person)
);
-- Phone numbers under which somebody takes payments (手机号收款). held is 0 while the number is linked, else the row's own id.
CREATE TABLE payment_aliases (
  id BIGINT NOT NULL PRIMARY KEY,
  mark VARBINARY(32) NOT NULL,
  held BIGINT NOT NULL,
  sealed VARBINARY(128) NOT NULL,
  party BIGINT NOT NULL,
  account BIGINT NOT NULL,
  since BIGINT NOT NULL,
  ended BIGINT NOT NULL
);
CREATE UNIQUE INDEX payment_aliases_mark ON payment_aliases (mark, held);
CREATE INDEX payment_aliases_party ON payment_aliases (party, id);
-- Payees that a payer has saved (常用收款人).
CREATE TABLE payment_payees (
  id BIGINT NOT NULL PRIMARY KEY,
  party BIGINT NOT NULL,
  number VARCHAR(64) NOT NULL,
  bank VARCHAR(12) NOT NULL,
  name VARCHAR(200) NOT NULL,
  bankname VARCHAR(120) NOT NULL,
  label VARCHAR(40) NOT NULL,
  since BIGINT NOT NULL
);
CREATE UNIQUE INDEX payment_payees_number ON payment_payees (party, bank, number);
-- The key of the receipts' verification codes, sealed by the vault.
CREATE TABLE payment_keys (
  id BIGINT NOT NULL PRIMARY KEY,
  sealed VARBINARY(128) NOT NULL,
  made_at BIGINT NOT NULL
);
-- Banks by their code in the payment system (支付系统行号).
CREATE TABLE payment_banks (
  code VARCHAR(12) NOT NULL PRIMARY KEY,
  name_zh VARCHAR(120) NOT NULL,
  name_en VARCHAR(120) NOT NULL
);
-- The bank's own accounts to which payments book, by their word: transit, fee, suspense.
CREATE TABLE payment_accounts (
  word VARCHAR(16) NOT NULL,
  branch VARCHAR(12) NOT NULL,
  currency VARCHAR(3) NOT NULL,
  account BIGINT NOT NULL,
  PRIMARY KEY (word, branch, currency)
);
