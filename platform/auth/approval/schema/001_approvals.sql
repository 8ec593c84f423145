-- What was proposed, by whom, and what became of it. The payload and the result may be sealed; see seal.go.
CREATE TABLE approval_approvals (
  id BIGINT NOT NULL PRIMARY KEY,
  kind VARCHAR(40) NOT NULL,
  object VARCHAR(100) NOT NULL,
  about BIGINT NOT NULL,
  state SMALLINT NOT NULL,
  maker BIGINT NOT NULL,
  maker_name VARCHAR(200) NOT NULL,
  maker_hat VARCHAR(64) NOT NULL,
  maker_client VARCHAR(64) NOT NULL,
  maker_for BIGINT NOT NULL,
  branch VARCHAR(12) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  salt VARBINARY(16) NOT NULL,
  digest VARBINARY(32) NOT NULL,
  payload VARBINARY(28672) NOT NULL,
  proposed_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  decider BIGINT NOT NULL,
  decider_name VARCHAR(200) NOT NULL,
  decider_hat VARCHAR(64) NOT NULL,
  decider_client VARCHAR(64) NOT NULL,
  decided_at BIGINT NOT NULL,
  note VARCHAR(500) NOT NULL,
  result VARBINARY(16384) NOT NULL
);
CREATE INDEX approval_approvals_state ON approval_approvals (state, id);
CREATE INDEX approval_approvals_maker ON approval_approvals (maker, id);
CREATE INDEX approval_approvals_object ON approval_approvals (object, id);
