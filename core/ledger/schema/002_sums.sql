-- The general ledger with a stripe for each of the processes' writers, so that no row is everybody's: readers sum.
-- It takes the place of ledger_totals, which nothing reads or writes from here on. That table stays until a contract
-- migration of the second release after this one drops it: a binary before this one can't run beside this one
-- (it knows one process for a database only), but its backups are still restored and compared by it.
CREATE TABLE ledger_sums (
  bank_date BIGINT NOT NULL,
  branch VARCHAR(12) NOT NULL,
  code VARCHAR(16) NOT NULL,
  currency VARCHAR(3) NOT NULL,
  stripe SMALLINT NOT NULL,
  debit BIGINT NOT NULL,
  credit BIGINT NOT NULL,
  PRIMARY KEY (bank_date, branch, code, currency, stripe)
);
INSERT INTO ledger_sums (bank_date, branch, code, currency, stripe, debit, credit)
  SELECT bank_date, branch, code, currency, 0, debit, credit FROM ledger_totals;
