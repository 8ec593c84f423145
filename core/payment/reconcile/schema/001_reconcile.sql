-- What an account held at a month's end, and what its holder says of it (余额对账单).
CREATE TABLE reconcile_statements (
  id BIGINT NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL,
  owner BIGINT NOT NULL,
  branch VARCHAR(12) NOT NULL,
  number VARCHAR(34) NOT NULL,
  name VARCHAR(200) NOT NULL,
  as_of BIGINT NOT NULL,
  balance BIGINT NOT NULL,
  state VARCHAR(12) NOT NULL,
  due_on BIGINT NOT NULL,
  issued_at BIGINT NOT NULL,
  answered_at BIGINT,
  answered_by BIGINT,
  book_balance BIGINT,
  items VARBINARY(16000),
  note VARCHAR(500) NOT NULL,
  resolved_at BIGINT,
  resolved_by BIGINT,
  resolution VARCHAR(500) NOT NULL
);
CREATE UNIQUE INDEX reconcile_statements_account ON reconcile_statements (account, as_of);
CREATE INDEX reconcile_statements_owner ON reconcile_statements (owner, id);
CREATE INDEX reconcile_statements_state ON reconcile_statements (state, due_on, id);
CREATE INDEX reconcile_statements_day ON reconcile_statements (as_of, state);
