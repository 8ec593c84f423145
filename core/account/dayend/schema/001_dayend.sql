-- Runs of the end of day (日终批次): one a bank date.
CREATE TABLE dayend_runs (
  bank_date BIGINT NOT NULL PRIMARY KEY,
  next_date BIGINT NOT NULL,
  state SMALLINT NOT NULL,
  place SMALLINT NOT NULL,
  attempt BIGINT NOT NULL,
  started_by VARCHAR(160) NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  finding VARBINARY(4000)
);
CREATE INDEX dayend_runs_state ON dayend_runs (state, bank_date);
-- How far each step has come: written with every chunk.
CREATE TABLE dayend_steps (
  bank_date BIGINT NOT NULL,
  place SMALLINT NOT NULL,
  name VARCHAR(48) NOT NULL,
  cursor_text VARCHAR(200) NOT NULL,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  chunks BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  PRIMARY KEY (bank_date, place)
);
