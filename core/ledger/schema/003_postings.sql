-- The clustered layout of postings: a row each, in the order of its account. Engines that many processes write to
-- use it instead of ledger_segments; see layout.go. The other layout leaves it empty.
CREATE TABLE ledger_postings (
  account BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  entry BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  balance BIGINT NOT NULL,
  bank_date BIGINT NOT NULL,
  value_date BIGINT NOT NULL,
  day BIGINT NOT NULL,
  contra BIGINT NOT NULL,
  PRIMARY KEY (account, seq)
);
