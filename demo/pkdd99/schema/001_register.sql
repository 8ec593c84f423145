-- The districts that accounts and clients belong to.
CREATE TABLE pkdd99_districts (
  id BIGINT NOT NULL PRIMARY KEY,
  name VARCHAR(120) NOT NULL,
  region VARCHAR(120) NOT NULL,
  inhabitants BIGINT,
  average_salary BIGINT,
  unemployment_1995_bp BIGINT,
  unemployment_1996_bp BIGINT
);
CREATE TABLE pkdd99_clients (
  id BIGINT NOT NULL PRIMARY KEY,
  district BIGINT NOT NULL
);
-- Personal data, apart from everything else and wide enough for a cipher text.
CREATE TABLE pkdd99_birth_numbers (
  client BIGINT NOT NULL PRIMARY KEY,
  birth_number VARBINARY(256) NOT NULL
);
-- Accounts of the imported bank; ledger_account is set when the bank's days reach opened_on.
CREATE TABLE pkdd99_accounts (
  id BIGINT NOT NULL PRIMARY KEY,
  district BIGINT NOT NULL,
  frequency VARCHAR(24) NOT NULL,
  opened_on BIGINT NOT NULL,
  ledger_account BIGINT
);
-- Who may act on an account: its owner or a disponent.
CREATE TABLE pkdd99_dispositions (
  id BIGINT NOT NULL PRIMARY KEY,
  client BIGINT NOT NULL,
  account BIGINT NOT NULL,
  kind VARCHAR(16) NOT NULL
);
CREATE INDEX pkdd99_dispositions_account ON pkdd99_dispositions (account, id);
CREATE TABLE pkdd99_orders (
  id BIGINT NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL,
  bank_to VARCHAR(12) NOT NULL,
  account_to VARCHAR(34) NOT NULL,
  amount BIGINT NOT NULL,
  purpose VARCHAR(16) NOT NULL
);
CREATE INDEX pkdd99_orders_account ON pkdd99_orders (account, id);
CREATE TABLE pkdd99_loans (
  id BIGINT NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL,
  granted_on BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  duration_months BIGINT NOT NULL,
  payment BIGINT NOT NULL,
  status VARCHAR(1) NOT NULL
);
CREATE INDEX pkdd99_loans_account ON pkdd99_loans (account, id);
CREATE TABLE pkdd99_cards (
  id BIGINT NOT NULL PRIMARY KEY,
  disposition BIGINT NOT NULL,
  kind VARCHAR(16) NOT NULL,
  issued_on BIGINT NOT NULL
);
