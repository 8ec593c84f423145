-- Work that waits or runs, one row a job, narrow enough for thousands a second: inserted, claimed and deleted once each.
-- claim is the fence: 0 while the job waits, else the number of the claim under which it runs. See doc.go.
CREATE TABLE jobs_queue (
  id BIGINT NOT NULL PRIMARY KEY,
  kind VARCHAR(48) NOT NULL,
  lane SMALLINT NOT NULL,
  shard SMALLINT NOT NULL,
  run_at BIGINT NOT NULL,
  enqueued_at BIGINT NOT NULL,
  dedupe VARCHAR(128),
  payload VARBINARY(16384) NOT NULL,
  origin VARCHAR(160),
  trace VARCHAR(55),
  claim BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  wish SMALLINT NOT NULL,
  error VARCHAR(500)
);
CREATE INDEX jobs_queue_due ON jobs_queue (kind, lane, run_at, shard);
-- Dead letters (死信): jobs that failed for good, until an operator retries or discards them.
CREATE TABLE jobs_dead (
  id BIGINT NOT NULL PRIMARY KEY,
  kind VARCHAR(48) NOT NULL,
  lane SMALLINT NOT NULL,
  shard SMALLINT NOT NULL,
  run_at BIGINT NOT NULL,
  enqueued_at BIGINT NOT NULL,
  dedupe VARCHAR(128),
  payload VARBINARY(16384) NOT NULL,
  origin VARCHAR(160),
  trace VARCHAR(55),
  started_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  error VARCHAR(500),
  died_at BIGINT NOT NULL
);
-- What has ended, without its payload, until its time of keeping is over.
CREATE TABLE jobs_done (
  id BIGINT NOT NULL PRIMARY KEY,
  kind VARCHAR(48) NOT NULL,
  outcome SMALLINT NOT NULL,
  attempts BIGINT NOT NULL,
  enqueued_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  keep_until BIGINT NOT NULL,
  dedupe VARCHAR(128)
);
CREATE INDEX jobs_done_keep ON jobs_done (keep_until);
-- The keys of all jobs that are still known, whether they wait, run, are dead or done.
CREATE TABLE jobs_keys (
  kind VARCHAR(48) NOT NULL,
  dedupe VARCHAR(128) NOT NULL,
  job BIGINT NOT NULL,
  PRIMARY KEY (kind, dedupe)
);
-- Where a long job stands; its place is the handler's own cursor.
CREATE TABLE jobs_progress (
  job BIGINT NOT NULL PRIMARY KEY,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  note VARCHAR(200) NOT NULL,
  place VARBINARY(4096) NOT NULL,
  updated_at BIGINT NOT NULL
);
-- What operators did: who, when, why. Rows are kept.
CREATE TABLE jobs_notes (
  id BIGINT NOT NULL PRIMARY KEY,
  subject VARCHAR(64) NOT NULL,
  verb VARCHAR(16) NOT NULL,
  actor VARCHAR(160) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  noted_at BIGINT NOT NULL
);
CREATE INDEX jobs_notes_subject ON jobs_notes (subject, id);
-- Kinds that an operator has stopped.
CREATE TABLE jobs_kinds (
  kind VARCHAR(48) NOT NULL PRIMARY KEY,
  paused SMALLINT NOT NULL
);
-- How far each schedule is: the last moment looked at (microseconds), or the last bank date served.
CREATE TABLE jobs_schedules (
  name VARCHAR(48) NOT NULL PRIMARY KEY,
  mark BIGINT NOT NULL,
  last_job BIGINT NOT NULL,
  paused SMALLINT NOT NULL
);
-- The processes that share the work; only the fair shares rest on it.
CREATE TABLE jobs_nodes (
  node BIGINT NOT NULL PRIMARY KEY,
  seen_at BIGINT NOT NULL
);
-- Events that have no sequence yet.
CREATE TABLE jobs_unsent (
  id BIGINT NOT NULL PRIMARY KEY,
  topic VARCHAR(96) NOT NULL,
  payload VARBINARY(8192) NOT NULL,
  published_at BIGINT NOT NULL
);
-- Events in the order in which everybody sees them.
CREATE TABLE jobs_events (
  seq BIGINT NOT NULL PRIMARY KEY,
  topic VARCHAR(96) NOT NULL,
  payload VARBINARY(8192) NOT NULL,
  published_at BIGINT NOT NULL
);
-- The last sequence given, and the last one that is no longer kept.
CREATE TABLE jobs_sequence (
  id BIGINT NOT NULL PRIMARY KEY,
  last_seq BIGINT NOT NULL,
  gone_seq BIGINT NOT NULL
);
