-- Who owns or controls a business. A row ends when another declaration takes its place.
CREATE TABLE mandate_holders (
  id BIGINT NOT NULL PRIMARY KEY,
  firm BIGINT NOT NULL,
  owner BIGINT NOT NULL,
  control SMALLINT NOT NULL,
  share_bp BIGINT NOT NULL,
  from_at BIGINT NOT NULL,
  removed_at BIGINT,
  evidence VARCHAR(200) NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX mandate_holders_firm ON mandate_holders (firm, id);
CREATE INDEX mandate_holders_owner ON mandate_holders (owner, id);
