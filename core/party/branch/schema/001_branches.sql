-- Branches (机构). Codes are never given again, so rows are never deleted.
CREATE TABLE branch_branches (
  code VARCHAR(12) NOT NULL PRIMARY KEY,
  name_zh VARCHAR(120) NOT NULL,
  name_en VARCHAR(120) NOT NULL,
  parent VARCHAR(12) NOT NULL,
  kind SMALLINT NOT NULL,
  address VARCHAR(240) NOT NULL,
  opened_at BIGINT NOT NULL,
  closed_at BIGINT,
  version BIGINT NOT NULL,
  head SMALLINT
);
-- head is 1 for the head office and NULL for all others, so that there is one.
CREATE UNIQUE INDEX branch_branches_head ON branch_branches (head);
-- Each change, with the branch as it stood afterwards.
CREATE TABLE branch_changes (
  id BIGINT NOT NULL PRIMARY KEY,
  code VARCHAR(12) NOT NULL,
  version BIGINT NOT NULL,
  verb VARCHAR(16) NOT NULL,
  changed_at BIGINT NOT NULL,
  person VARCHAR(64) NOT NULL,
  data VARBINARY(4096) NOT NULL
);
CREATE UNIQUE INDEX branch_changes_code ON branch_changes (code, version);
