-- What each account went through, in the order of the commits: head counts an account's steps. Account 0 is the bank itself:
-- its steps are the changes of its days.
CREATE TABLE history_heads (
  account BIGINT NOT NULL PRIMARY KEY,
  head BIGINT NOT NULL
);
CREATE TABLE history_steps (
  account BIGINT NOT NULL,
  place BIGINT NOT NULL,
  step VARBINARY(4096) NOT NULL,
  PRIMARY KEY (account, place)
);
