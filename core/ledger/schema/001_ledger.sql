-- The chart of accounts (会计科目表).
CREATE TABLE ledger_codes (
  code VARCHAR(16) NOT NULL PRIMARY KEY,
  class SMALLINT NOT NULL,
  name_zh VARCHAR(120) NOT NULL,
  name_en VARCHAR(120) NOT NULL
);
-- What an account is and what it may; what it holds stands in ledger_balances.
CREATE TABLE ledger_accounts (
  id BIGINT NOT NULL PRIMARY KEY,
  number VARCHAR(34) NOT NULL,
  code VARCHAR(16) NOT NULL,
  class SMALLINT NOT NULL,
  currency VARCHAR(3) NOT NULL,
  branch VARCHAR(12) NOT NULL,
  name VARCHAR(200) NOT NULL,
  floor_amount BIGINT,
  ceiling_amount BIGINT,
  debit_frozen SMALLINT NOT NULL,
  credit_frozen SMALLINT NOT NULL,
  opened_at BIGINT NOT NULL,
  opened_on BIGINT NOT NULL,
  closed_on BIGINT,
  metadata VARBINARY(4096)
);
CREATE UNIQUE INDEX ledger_accounts_number ON ledger_accounts (number);
CREATE INDEX ledger_accounts_code ON ledger_accounts (branch, code, currency, id);
-- What an account may spend is one row. Balances are debit positive.
CREATE TABLE ledger_balances (
  account BIGINT NOT NULL PRIMARY KEY,
  balance BIGINT NOT NULL,
  held BIGINT NOT NULL,
  frozen BIGINT NOT NULL,
  frozen_all SMALLINT NOT NULL,
  seq BIGINT NOT NULL,
  head BIGINT NOT NULL,
  last_day BIGINT NOT NULL,
  date_shift BIGINT NOT NULL
);
-- One row an entry, in the order of booking, never changed. The postings are packed; see postings.go.
CREATE TABLE ledger_entries (
  id BIGINT NOT NULL PRIMARY KEY,
  kind VARCHAR(24) NOT NULL,
  reference VARCHAR(64) NOT NULL,
  booked_at BIGINT NOT NULL,
  bank_date BIGINT NOT NULL,
  value_date BIGINT NOT NULL,
  branch VARCHAR(12),
  code VARCHAR(16),
  summary VARCHAR(140),
  reverses BIGINT,
  hold BIGINT,
  postings VARBINARY(16384) NOT NULL,
  metadata VARBINARY(4096)
);
CREATE UNIQUE INDEX ledger_entries_reference ON ledger_entries (kind, reference);
-- Every 32 postings of an account, packed; see segment.go. Rows are appended; only the narrow index is in the
-- order of accounts.
CREATE TABLE ledger_segments (
  id BIGINT NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL,
  first_seq BIGINT NOT NULL,
  opening BIGINT NOT NULL,
  first_entry BIGINT NOT NULL,
  first_day BIGINT NOT NULL,
  last_day BIGINT NOT NULL,
  data VARBINARY(32768) NOT NULL
);
CREATE UNIQUE INDEX ledger_segments_account ON ledger_segments (account, first_seq, first_day, last_day);
-- Postings whose bank date or value date is not the account's day when they were booked; see asof.go.
CREATE TABLE ledger_offdates (
  account BIGINT NOT NULL,
  value_date BIGINT NOT NULL,
  entry BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  bank_date BIGINT NOT NULL,
  day BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  PRIMARY KEY (account, value_date, entry, seq)
);
-- The general ledger: what each code moved on each bank date.
CREATE TABLE ledger_totals (
  bank_date BIGINT NOT NULL,
  branch VARCHAR(12) NOT NULL,
  code VARCHAR(16) NOT NULL,
  currency VARCHAR(3) NOT NULL,
  debit BIGINT NOT NULL,
  credit BIGINT NOT NULL,
  PRIMARY KEY (bank_date, branch, code, currency)
);
CREATE TABLE ledger_reversals (
  entry BIGINT NOT NULL PRIMARY KEY,
  reversal BIGINT NOT NULL
);
CREATE TABLE ledger_days (
  bank_date BIGINT NOT NULL PRIMARY KEY,
  state SMALLINT NOT NULL,
  opened_at BIGINT NOT NULL,
  closing_at BIGINT,
  closed_at BIGINT
);
CREATE TABLE ledger_periods (
  period BIGINT NOT NULL PRIMARY KEY,
  closed_at BIGINT NOT NULL
);
CREATE TABLE ledger_holds (
  id BIGINT NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL,
  kind VARCHAR(24) NOT NULL,
  reference VARCHAR(64) NOT NULL,
  amount BIGINT NOT NULL,
  captured BIGINT NOT NULL,
  released BIGINT NOT NULL,
  state SMALLINT NOT NULL,
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  summary VARCHAR(140)
);
CREATE UNIQUE INDEX ledger_holds_reference ON ledger_holds (kind, reference);
CREATE INDEX ledger_holds_account ON ledger_holds (account, state, id);
CREATE INDEX ledger_holds_expiry ON ledger_holds (state, expires_at, id);
CREATE TABLE ledger_freezes (
  id BIGINT NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL,
  kind SMALLINT NOT NULL,
  reference VARCHAR(64) NOT NULL,
  ordered BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  whole SMALLINT NOT NULL,
  state SMALLINT NOT NULL,
  authority VARCHAR(120) NOT NULL,
  document VARCHAR(120) NOT NULL,
  made_at BIGINT NOT NULL,
  effective_at BIGINT,
  expires_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE UNIQUE INDEX ledger_freezes_reference ON ledger_freezes (kind, reference);
CREATE INDEX ledger_freezes_account ON ledger_freezes (account, state, id);
CREATE INDEX ledger_freezes_expiry ON ledger_freezes (state, expires_at, id);
-- How far `Check` has come, per kind of check.
CREATE TABLE ledger_checks (
  name VARCHAR(32) NOT NULL PRIMARY KEY,
  up_to BIGINT NOT NULL,
  checked_at BIGINT NOT NULL,
  findings BIGINT NOT NULL
);
