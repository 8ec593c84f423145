-- A standing order. occurrence is the next one's number, attempt its next try's, next_on the bank date of that; dates are days
-- since 1970-01-01, 0 none.
CREATE TABLE standing_orders (
  id BIGINT NOT NULL PRIMARY KEY,
  state VARCHAR(12) NOT NULL,
  owner BIGINT NOT NULL,
  branch VARCHAR(12) NOT NULL,
  account BIGINT NOT NULL,
  account_number VARCHAR(34) NOT NULL,
  to_account VARCHAR(64) NOT NULL,
  to_phone VARCHAR(24) NOT NULL,
  to_name VARCHAR(140) NOT NULL,
  to_bank VARCHAR(14) NOT NULL,
  name_close SMALLINT NOT NULL,
  amount BIGINT NOT NULL,
  currency VARCHAR(3) NOT NULL,
  purpose VARCHAR(60) NOT NULL,
  every VARCHAR(12) NOT NULL,
  plan_day BIGINT NOT NULL,
  first_on BIGINT NOT NULL,
  until_on BIGINT NOT NULL,
  times BIGINT NOT NULL,
  shift SMALLINT NOT NULL,
  tries BIGINT NOT NULL,
  occurrence BIGINT NOT NULL,
  attempt BIGINT NOT NULL,
  next_on BIGINT NOT NULL,
  paid BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  made_by VARCHAR(64) NOT NULL,
  reason VARCHAR(200) NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX standing_orders_owner ON standing_orders (owner, id);
CREATE INDEX standing_orders_branch ON standing_orders (branch, id);
CREATE INDEX standing_orders_due ON standing_orders (state, next_on, id);
-- Each try of each occurrence.
CREATE TABLE standing_runs (
  standing BIGINT NOT NULL,
  occurrence BIGINT NOT NULL,
  attempt BIGINT NOT NULL,
  due_on BIGINT NOT NULL,
  ran_on BIGINT NOT NULL,
  state VARCHAR(12) NOT NULL,
  payment BIGINT NOT NULL,
  code VARCHAR(48) NOT NULL,
  detail_en VARCHAR(300) NOT NULL,
  detail_zh VARCHAR(300) NOT NULL,
  PRIMARY KEY (standing, occurrence, attempt)
);
