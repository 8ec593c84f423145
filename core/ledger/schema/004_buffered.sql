-- Accounts that are booked to without their balance row (热点账户缓冲记账); see buffered.go. Ids of postings that wait
-- are higher than since.
CREATE TABLE ledger_buffered (
  account BIGINT NOT NULL PRIMARY KEY,
  since BIGINT NOT NULL
);
-- Postings that wait to be folded into their account's sequence and balance. The stripe is the writer's that booked it.
CREATE TABLE ledger_pending (
  account BIGINT NOT NULL,
  stripe SMALLINT NOT NULL,
  entry BIGINT NOT NULL,
  place SMALLINT NOT NULL,
  amount BIGINT NOT NULL,
  bank_date BIGINT NOT NULL,
  value_date BIGINT NOT NULL,
  contra BIGINT NOT NULL,
  PRIMARY KEY (account, stripe, entry, place)
);
