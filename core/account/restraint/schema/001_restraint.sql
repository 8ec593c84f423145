-- A restraint (协助执行登记): one freeze that somebody ordered, over one account or all of a party, and what became of it.
CREATE TABLE restraint_orders (
  id BIGINT NOT NULL PRIMARY KEY,
  kind VARCHAR(16) NOT NULL,
  authority VARCHAR(120) NOT NULL,
  document VARCHAR(120) NOT NULL,
  case_no VARCHAR(120) NOT NULL,
  currency VARCHAR(3) NOT NULL,
  ordered BIGINT NOT NULL,
  whole SMALLINT NOT NULL,
  until_at BIGINT NOT NULL,
  state VARCHAR(12) NOT NULL,
  waiting SMALLINT NOT NULL,
  warned_until BIGINT NOT NULL,
  deducted BIGINT NOT NULL,
  released BIGINT NOT NULL,
  branch VARCHAR(12) NOT NULL,
  made_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX restraint_orders_state ON restraint_orders (state, until_at, id);
CREATE INDEX restraint_orders_branch ON restraint_orders (branch, id);
CREATE INDEX restraint_orders_document ON restraint_orders (document, id);
-- Whose accounts it takes hold of.
CREATE TABLE restraint_parties (
  party BIGINT NOT NULL,
  restraint BIGINT NOT NULL,
  PRIMARY KEY (party, restraint)
);
CREATE INDEX restraint_parties_restraint ON restraint_parties (restraint, party);
-- Its share in each account, which stands as a freeze in the ledger.
CREATE TABLE restraint_lines (
  id BIGINT NOT NULL PRIMARY KEY,
  restraint BIGINT NOT NULL,
  account BIGINT NOT NULL,
  freeze BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  deducted BIGINT NOT NULL,
  released BIGINT NOT NULL
);
CREATE INDEX restraint_lines_restraint ON restraint_lines (restraint, id);
CREATE INDEX restraint_lines_account ON restraint_lines (account, restraint);
-- What was done, each under a document of its own: rows are only added. officers is sealed.
CREATE TABLE restraint_measures (
  id BIGINT NOT NULL PRIMARY KEY,
  restraint BIGINT NOT NULL,
  measure VARCHAR(12) NOT NULL,
  authority VARCHAR(120) NOT NULL,
  document VARCHAR(120) NOT NULL,
  amount BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  party BIGINT NOT NULL,
  account BIGINT NOT NULL,
  to_account BIGINT NOT NULL,
  file VARCHAR(80) NOT NULL,
  officers VARBINARY(4096) NOT NULL,
  made_at BIGINT NOT NULL,
  person VARCHAR(64) NOT NULL,
  reason VARCHAR(500) NOT NULL
);
CREATE UNIQUE INDEX restraint_measures_document ON restraint_measures (authority, document);
CREATE INDEX restraint_measures_restraint ON restraint_measures (restraint, id);
-- Accounts that the law protects, wholly or by an amount a month.
CREATE TABLE restraint_marks (
  account BIGINT NOT NULL PRIMARY KEY,
  kind VARCHAR(24) NOT NULL,
  monthly BIGINT NOT NULL,
  evidence VARCHAR(200) NOT NULL,
  set_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
-- What has been drawn of the protected amount, by month (YYYYMM).
CREATE TABLE restraint_living (
  account BIGINT NOT NULL,
  period BIGINT NOT NULL,
  used BIGINT NOT NULL,
  PRIMARY KEY (account, period)
);
-- Files of documents, each attached once.
CREATE TABLE restraint_files (
  digest VARCHAR(80) NOT NULL PRIMARY KEY,
  media VARCHAR(127) NOT NULL,
  size BIGINT NOT NULL,
  put_at BIGINT NOT NULL
);
