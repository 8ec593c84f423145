-- Versions of products (产品) as dated data: of those that have begun the latest counts, and of one day the last that was approved.
CREATE TABLE account_products (
  id BIGINT NOT NULL PRIMARY KEY,
  code VARCHAR(24) NOT NULL,
  valid_from BIGINT NOT NULL,
  data VARBINARY(12288) NOT NULL,
  proposed_by VARCHAR(64) NOT NULL,
  approved_by VARCHAR(64) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  set_at BIGINT NOT NULL
);
CREATE INDEX account_products_code ON account_products (code, id);
-- Items of the public tariff (收费标准), dated in the same way.
CREATE TABLE account_tariff (
  id BIGINT NOT NULL PRIMARY KEY,
  item VARCHAR(40) NOT NULL,
  valid_from BIGINT NOT NULL,
  data VARBINARY(4096) NOT NULL,
  proposed_by VARCHAR(64) NOT NULL,
  approved_by VARCHAR(64) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  set_at BIGINT NOT NULL
);
CREATE INDEX account_tariff_item ON account_tariff (item, id);
-- Deposit accounts; id and number are the ledger's. basic_of is the owner while this is its basic account, else NULL: a firm has one.
CREATE TABLE account_accounts (
  id BIGINT NOT NULL PRIMARY KEY,
  number VARCHAR(34) NOT NULL,
  name VARCHAR(200) NOT NULL,
  owner BIGINT NOT NULL,
  holder VARCHAR(12) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  product VARCHAR(24) NOT NULL,
  currency VARCHAR(3) NOT NULL,
  branch VARCHAR(12) NOT NULL,
  state VARCHAR(8) NOT NULL,
  parent BIGINT NOT NULL,
  title VARCHAR(60) NOT NULL,
  purpose VARCHAR(200) NOT NULL,
  opened_on BIGINT NOT NULL,
  ends_on BIGINT,
  closed_on BIGINT,
  last_use_on BIGINT NOT NULL,
  funds BIGINT NOT NULL,
  terms VARBINARY(2048) NOT NULL,
  reference VARCHAR(64),
  version BIGINT NOT NULL,
  basic_of BIGINT
);
CREATE UNIQUE INDEX account_accounts_number ON account_accounts (number);
CREATE UNIQUE INDEX account_accounts_reference ON account_accounts (reference);
CREATE UNIQUE INDEX account_accounts_basic ON account_accounts (basic_of);
CREATE INDEX account_accounts_owner ON account_accounts (owner, id);
CREATE INDEX account_accounts_branch ON account_accounts (branch, id);
CREATE INDEX account_accounts_parent ON account_accounts (parent, id);
CREATE INDEX account_accounts_kind ON account_accounts (kind, state, id);
CREATE INDEX account_accounts_ends ON account_accounts (state, ends_on, id);
CREATE INDEX account_accounts_use ON account_accounts (state, last_use_on, id);
-- The last serial of account numbers, by the branch and product that stand in the number.
CREATE TABLE account_serials (
  branch BIGINT NOT NULL,
  product BIGINT NOT NULL,
  last_serial BIGINT NOT NULL,
  PRIMARY KEY (branch, product)
);
-- The bank's own accounts that this room books to, by their fixed numbers.
CREATE TABLE account_books (
  number VARCHAR(34) NOT NULL PRIMARY KEY,
  id BIGINT NOT NULL
);
-- Limits that a customer has set below the product's, by channel; '' is every channel.
CREATE TABLE account_limits (
  account BIGINT NOT NULL,
  channel VARCHAR(16) NOT NULL,
  single_max BIGINT,
  day_max BIGINT,
  set_at BIGINT NOT NULL,
  PRIMARY KEY (account, channel)
);
-- Notices of drawing from notice deposits (通知).
CREATE TABLE account_notices (
  id BIGINT NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  given_on BIGINT NOT NULL,
  due_on BIGINT NOT NULL,
  state VARCHAR(8) NOT NULL
);
CREATE INDEX account_notices_account ON account_notices (account, id);
-- Release conditions of custody and escrow accounts (划款条件).
CREATE TABLE account_conditions (
  account BIGINT NOT NULL,
  place BIGINT NOT NULL,
  words VARCHAR(200) NOT NULL,
  evidence VARCHAR(200) NOT NULL,
  met_by VARCHAR(64) NOT NULL,
  met_at BIGINT,
  PRIMARY KEY (account, place)
);
-- Withdrawals from time and notice deposits and what they paid; reference makes them happen once.
CREATE TABLE account_withdrawals (
  id BIGINT NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL,
  reference VARCHAR(64) NOT NULL,
  amount BIGINT NOT NULL,
  interest BIGINT NOT NULL,
  paid_to BIGINT NOT NULL,
  drawn_on BIGINT NOT NULL,
  broken SMALLINT NOT NULL
);
CREATE UNIQUE INDEX account_withdrawals_reference ON account_withdrawals (account, reference);
-- How far a passbook is printed (存折): the last posting, the book and its next free line.
CREATE TABLE account_passbooks (
  account BIGINT NOT NULL PRIMARY KEY,
  book BIGINT NOT NULL,
  printed BIGINT NOT NULL,
  place BIGINT NOT NULL
);
