-- A file of payments (批次) and how far it has come. live_file is the payer and the file's digest while the same file is refused,
-- else NULL. at_line is the last line that the present round has dealt with; hold is what keeps the money for the rest.
CREATE TABLE batch_batches (
  id BIGINT NOT NULL PRIMARY KEY,
  kind VARCHAR(16) NOT NULL,
  state VARCHAR(12) NOT NULL,
  owner BIGINT NOT NULL,
  branch VARCHAR(12) NOT NULL,
  account BIGINT NOT NULL,
  account_number VARCHAR(34) NOT NULL,
  currency VARCHAR(3) NOT NULL,
  purpose VARCHAR(60) NOT NULL,
  file_name VARCHAR(200) NOT NULL,
  file_digest VARCHAR(80) NOT NULL,
  live_file VARCHAR(104),
  format VARCHAR(20) NOT NULL,
  message VARCHAR(35) NOT NULL,
  payment_info VARCHAR(35) NOT NULL,
  line_count BIGINT NOT NULL,
  total BIGINT NOT NULL,
  bad BIGINT NOT NULL,
  bad_amount BIGINT NOT NULL,
  doubtful BIGINT NOT NULL,
  doubtful_amount BIGINT NOT NULL,
  decision VARCHAR(16) NOT NULL,
  to_pay BIGINT NOT NULL,
  to_pay_amount BIGINT NOT NULL,
  paid BIGINT NOT NULL,
  paid_amount BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  failed_amount BIGINT NOT NULL,
  round BIGINT NOT NULL,
  at_line BIGINT NOT NULL,
  left_amount BIGINT NOT NULL,
  hold BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  made_by VARCHAR(64) NOT NULL,
  checked_at BIGINT NOT NULL,
  checked_by VARCHAR(64) NOT NULL,
  approved_at BIGINT NOT NULL,
  approved_by VARCHAR(64) NOT NULL,
  ended_at BIGINT NOT NULL,
  reason VARCHAR(200) NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX batch_batches_file ON batch_batches (live_file);
CREATE INDEX batch_batches_owner ON batch_batches (owner, id);
CREATE INDEX batch_batches_branch ON batch_batches (branch, id);
-- One line of a file, as it was read and judged; never changed. twin is a digest of what makes two lines the same payment.
CREATE TABLE batch_lines (
  batch BIGINT NOT NULL,
  line BIGINT NOT NULL,
  account VARCHAR(34) NOT NULL,
  name VARCHAR(140) NOT NULL,
  bank VARCHAR(14) NOT NULL,
  amount BIGINT NOT NULL,
  purpose VARCHAR(60) NOT NULL,
  reference VARCHAR(35) NOT NULL,
  to_account BIGINT NOT NULL,
  payee BIGINT NOT NULL,
  fault VARCHAR(24) NOT NULL,
  other_batch BIGINT NOT NULL,
  other_line BIGINT NOT NULL,
  twin BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  PRIMARY KEY (batch, line)
);
CREATE INDEX batch_lines_fault ON batch_lines (batch, fault, line);
CREATE INDEX batch_lines_twin ON batch_lines (twin);
-- What a round made of a line (回盘明细).
CREATE TABLE batch_results (
  batch BIGINT NOT NULL,
  line BIGINT NOT NULL,
  round BIGINT NOT NULL,
  state SMALLINT NOT NULL,
  payment BIGINT NOT NULL,
  code VARCHAR(48) NOT NULL,
  detail_en VARCHAR(300) NOT NULL,
  detail_zh VARCHAR(300) NOT NULL,
  PRIMARY KEY (batch, line, round)
);
CREATE INDEX batch_results_state ON batch_results (batch, round, state, line);
