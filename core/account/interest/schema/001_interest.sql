-- Rates (利率): dated rows, never changed. A correction may begin in the past; every other row begins after the day it was set.
CREATE TABLE interest_rates (
  id BIGINT NOT NULL PRIMARY KEY,
  code VARCHAR(32) NOT NULL,
  valid_from BIGINT NOT NULL,
  mode SMALLINT NOT NULL,
  tiers VARBINARY(2048) NOT NULL,
  correction SMALLINT NOT NULL,
  proposed_by VARCHAR(160) NOT NULL,
  approved_by VARCHAR(160) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  set_at BIGINT NOT NULL
);
CREATE INDEX interest_rates_code ON interest_rates (code, valid_from, id);
-- What is accrued together: one pair of general-ledger accounts. booked is what stands on the payable account.
CREATE TABLE interest_pools (
  id BIGINT NOT NULL PRIMARY KEY,
  branch VARCHAR(12) NOT NULL,
  product VARCHAR(32) NOT NULL,
  currency VARCHAR(3) NOT NULL,
  rate_code VARCHAR(32) NOT NULL,
  settles SMALLINT NOT NULL,
  expense BIGINT NOT NULL,
  payable BIGINT NOT NULL,
  booked BIGINT NOT NULL
);
CREATE UNIQUE INDEX interest_pools_key ON interest_pools (branch, product, currency, rate_code, settles);
-- How each account earns and what it has earned; see account.go. The sums are 128 bits in two columns.
CREATE TABLE interest_accounts (
  account BIGINT NOT NULL PRIMARY KEY,
  pool BIGINT NOT NULL,
  plan SMALLINT NOT NULL,
  began BIGINT NOT NULL,
  matures BIGINT NOT NULL,
  fixed BIGINT NOT NULL,
  paid_to BIGINT NOT NULL,
  since BIGINT NOT NULL,
  balance BIGINT NOT NULL,
  acc_hi BIGINT NOT NULL,
  acc_lo BIGINT NOT NULL,
  adj_hi BIGINT NOT NULL,
  adj_lo BIGINT NOT NULL,
  day BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  ended BIGINT NOT NULL,
  events VARBINARY(2048)
);
-- What the steps of a bank date have come to so far, per pool.
CREATE TABLE interest_tallies (
  bank_date BIGINT NOT NULL,
  step SMALLINT NOT NULL,
  pool BIGINT NOT NULL,
  sum_hi BIGINT NOT NULL,
  sum_lo BIGINT NOT NULL,
  paid BIGINT NOT NULL,
  accounts BIGINT NOT NULL,
  PRIMARY KEY (bank_date, step, pool)
);
-- What a bank date's accrual rests on: the rows of rates up to one, and up to which corrections were taken in before it.
CREATE TABLE interest_days (
  bank_date BIGINT NOT NULL PRIMARY KEY,
  corrections_before BIGINT NOT NULL,
  corrections_upto BIGINT NOT NULL,
  accrued SMALLINT NOT NULL
);
