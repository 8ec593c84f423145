-- Lists (名单) and which version of each is in force; 0 is none.
CREATE TABLE screening_lists (
  id VARCHAR(32) NOT NULL PRIMARY KEY,
  kind VARCHAR(16) NOT NULL,
  name_zh VARCHAR(120) NOT NULL,
  name_en VARCHAR(120) NOT NULL,
  source VARCHAR(300) NOT NULL,
  live BIGINT NOT NULL,
  made_at BIGINT NOT NULL
);
-- Versions of lists. base is the version that the counts of differences compare with.
CREATE TABLE screening_versions (
  id BIGINT NOT NULL PRIMARY KEY,
  list VARCHAR(32) NOT NULL,
  state SMALLINT NOT NULL,
  format VARCHAR(16) NOT NULL,
  encoding VARCHAR(16) NOT NULL,
  digest VARBINARY(32) NOT NULL,
  file_name VARCHAR(200) NOT NULL,
  entries BIGINT NOT NULL,
  added BIGINT NOT NULL,
  removed BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  base BIGINT NOT NULL,
  loaded_by VARCHAR(80) NOT NULL,
  loaded_at BIGINT NOT NULL,
  decided_by VARCHAR(80) NOT NULL,
  decided_at BIGINT NOT NULL,
  reason VARCHAR(500) NOT NULL
);
CREATE INDEX screening_versions_list ON screening_versions (list, id);
-- A version's entries, many a row: JSON, deflated. They never change.
CREATE TABLE screening_blocks (
  version BIGINT NOT NULL,
  block BIGINT NOT NULL,
  first_entry BIGINT NOT NULL,
  packed VARBINARY(32000) NOT NULL,
  PRIMARY KEY (version, block)
);
-- Hits (命中). The fingerprint is of what was compared on both sides: as long as neither changes, a decision stands.
CREATE TABLE screening_hits (
  id BIGINT NOT NULL PRIMARY KEY,
  party BIGINT NOT NULL,
  list VARCHAR(32) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  ref VARCHAR(64) NOT NULL,
  version BIGINT NOT NULL,
  place BIGINT NOT NULL,
  fingerprint VARBINARY(32) NOT NULL,
  score SMALLINT NOT NULL,
  state SMALLINT NOT NULL,
  listed_name VARCHAR(300) NOT NULL,
  why_en VARCHAR(500) NOT NULL,
  why_zh VARCHAR(500) NOT NULL,
  branch VARCHAR(12) NOT NULL,
  found_at BIGINT NOT NULL,
  decided_by VARCHAR(80) NOT NULL,
  decided_at BIGINT NOT NULL,
  reason VARCHAR(500) NOT NULL
);
CREATE UNIQUE INDEX screening_hits_same ON screening_hits (party, list, ref, fingerprint);
CREATE INDEX screening_hits_state ON screening_hits (state, id);
-- Runs over all parties (全量回溯筛查); the id is that of the job.
CREATE TABLE screening_runs (
  id BIGINT NOT NULL PRIMARY KEY,
  started_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  parties BIGINT NOT NULL,
  found BIGINT NOT NULL,
  lapsed BIGINT NOT NULL
);
