-- Changes of business parameters, only added. valid_from is a day as days since 1970-01-01.
CREATE TABLE parameter_values (
  id BIGINT NOT NULL PRIMARY KEY,
  name VARCHAR(48) NOT NULL,
  valid_from BIGINT NOT NULL,
  value VARCHAR(1000) NOT NULL,
  proposed_by VARCHAR(64) NOT NULL,
  approved_by VARCHAR(64) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  set_at BIGINT NOT NULL
);
CREATE INDEX parameter_values_name ON parameter_values (name, id);
