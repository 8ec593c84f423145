-- Accounts in which money without a home lies: the room's own and those of other rooms that have parked something.
CREATE TABLE suspense_accounts (
  account BIGINT NOT NULL PRIMARY KEY,
  side VARCHAR(12) NOT NULL,
  branch VARCHAR(12) NOT NULL,
  currency VARCHAR(3) NOT NULL,
  own VARCHAR(40)
);
CREATE UNIQUE INDEX suspense_accounts_own ON suspense_accounts (own);
-- Items (挂账): money that waits for somebody to find out whose it is.
CREATE TABLE suspense_items (
  id BIGINT NOT NULL PRIMARY KEY,
  code VARCHAR(40) NOT NULL,
  object VARCHAR(100) NOT NULL,
  account BIGINT NOT NULL,
  side VARCHAR(12) NOT NULL,
  branch VARCHAR(12) NOT NULL,
  currency VARCHAR(3) NOT NULL,
  amount BIGINT NOT NULL,
  rest BIGINT NOT NULL,
  why VARCHAR(200) NOT NULL,
  since BIGINT NOT NULL,
  parked_at BIGINT NOT NULL,
  state VARCHAR(12) NOT NULL,
  assigned BIGINT NOT NULL,
  bucket SMALLINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX suspense_items_object ON suspense_items (code, object);
CREATE INDEX suspense_items_state ON suspense_items (state, id);
CREATE INDEX suspense_items_branch ON suspense_items (branch, state, id);
CREATE INDEX suspense_items_account ON suspense_items (account, state);
-- What was done about an item: rows are only added.
CREATE TABLE suspense_moves (
  id BIGINT NOT NULL PRIMARY KEY,
  item BIGINT NOT NULL,
  reference VARCHAR(40) NOT NULL,
  kind VARCHAR(12) NOT NULL,
  amount BIGINT NOT NULL,
  to_account BIGINT NOT NULL,
  entry BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  person VARCHAR(64) NOT NULL,
  reason VARCHAR(500) NOT NULL
);
CREATE UNIQUE INDEX suspense_moves_reference ON suspense_moves (item, reference);
