-- How spending earns points (积分规则), as dated data. A bonus rule multiplies what another gives. until_on is the last day.
CREATE TABLE points_rules (
  id BIGINT NOT NULL PRIMARY KEY,
  code VARCHAR(24) NOT NULL,
  name_zh VARCHAR(60) NOT NULL,
  name_en VARCHAR(60) NOT NULL,
  kind VARCHAR(12) NOT NULL,
  category VARCHAR(4) NOT NULL,
  from_on BIGINT NOT NULL,
  until_on BIGINT NOT NULL,
  per BIGINT NOT NULL,
  multiplier_bp BIGINT NOT NULL,
  cap_day BIGINT NOT NULL,
  cap_month BIGINT NOT NULL,
  valid_months SMALLINT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX points_rules_code ON points_rules (code, from_on);
-- Who has points. The row is the account's one lock; balance is the sum of its entries, head
-- the last of them, above whose id the next one is made.
CREATE TABLE points_accounts (
  party BIGINT NOT NULL PRIMARY KEY,
  balance BIGINT NOT NULL,
  head BIGINT NOT NULL,
  version BIGINT NOT NULL
);
-- Points that were earned together and end together (积分批次). remains is the sum of the batch's entries.
CREATE TABLE points_batches (
  id BIGINT NOT NULL PRIMARY KEY,
  party BIGINT NOT NULL,
  earned BIGINT NOT NULL,
  remains BIGINT NOT NULL,
  expires_on BIGINT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE INDEX points_batches_party ON points_batches (party, expires_on, id);
CREATE INDEX points_batches_expires ON points_batches (expires_on, id);
-- The points' ledger: rows are only added. batch 0 is what an account owes after a refund of points that were used.
CREATE TABLE points_entries (
  id BIGINT NOT NULL PRIMARY KEY,
  party BIGINT NOT NULL,
  batch BIGINT NOT NULL,
  kind VARCHAR(8) NOT NULL,
  reference VARCHAR(64) NOT NULL,
  amount BIGINT NOT NULL,
  balance BIGINT NOT NULL,
  made_on BIGINT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE INDEX points_entries_party ON points_entries (party, id);
CREATE INDEX points_entries_batch ON points_entries (batch, id);
-- What earned points, once each, and how much of it was given back.
CREATE TABLE points_events (
  reference VARCHAR(64) NOT NULL PRIMARY KEY,
  id BIGINT NOT NULL,
  party BIGINT NOT NULL,
  kind VARCHAR(12) NOT NULL,
  category VARCHAR(4) NOT NULL,
  rule BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  refunded BIGINT NOT NULL,
  points BIGINT NOT NULL,
  reversed BIGINT NOT NULL,
  batch BIGINT NOT NULL,
  made_on BIGINT NOT NULL
);
CREATE INDEX points_events_party ON points_events (party, rule, made_on);
-- Refunds that have been counted.
CREATE TABLE points_refunds (
  event VARCHAR(64) NOT NULL,
  reference VARCHAR(64) NOT NULL,
  amount BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  PRIMARY KEY (event, reference)
);
-- What points are given for (兑换目录). stock is what is left.
CREATE TABLE points_items (
  id BIGINT NOT NULL PRIMARY KEY,
  code VARCHAR(24) NOT NULL,
  name_zh VARCHAR(60) NOT NULL,
  name_en VARCHAR(60) NOT NULL,
  price BIGINT NOT NULL,
  stock BIGINT NOT NULL,
  offered SMALLINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX points_items_code ON points_items (code);
-- What was taken (兑换单).
CREATE TABLE points_redemptions (
  id BIGINT NOT NULL PRIMARY KEY,
  party BIGINT NOT NULL,
  item BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  points BIGINT NOT NULL,
  state SMALLINT NOT NULL,
  made_at BIGINT NOT NULL,
  ended_at BIGINT,
  version BIGINT NOT NULL
);
CREATE INDEX points_redemptions_party ON points_redemptions (party, id);
