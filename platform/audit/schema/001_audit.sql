-- Notes that have no number yet, as their updates wrote them. The sequencer takes what is here, in whatever order it was
-- committed, and moves it to audit_records.
CREATE TABLE audit_pending (
  id BIGINT NOT NULL PRIMARY KEY,
  body VARBINARY(3072) NOT NULL,
  private VARBINARY(8192),
  salt VARBINARY(16)
);
-- The leaves of the tree. body is what is hashed; kind, object and last_id repeat parts of it for look-ups.
CREATE TABLE audit_records (
  leaf BIGINT NOT NULL PRIMARY KEY,
  id BIGINT NOT NULL,
  kind VARCHAR(40) NOT NULL,
  object VARCHAR(64) NOT NULL,
  last_id BIGINT NOT NULL,
  body VARBINARY(3072) NOT NULL
);
CREATE UNIQUE INDEX audit_records_id ON audit_records (id);
CREATE INDEX audit_records_object ON audit_records (kind, object, id);
-- What may be erased: persons, addresses, reasons and the salt under which their leaf commits to them.
CREATE TABLE audit_private (
  id BIGINT NOT NULL PRIMARY KEY,
  person VARCHAR(64),
  body VARBINARY(8192) NOT NULL
);
CREATE INDEX audit_private_person ON audit_private (person, id);
-- The salts of digests that could be guessed, of objects with personal data. Without its salt a digest says nothing.
CREATE TABLE audit_salts (
  id BIGINT NOT NULL PRIMARY KEY,
  salt VARBINARY(16) NOT NULL
);
-- Which records have lost their private part (what = 1) or their salt (2), by which erasure.
CREATE TABLE audit_erasures (
  record BIGINT NOT NULL,
  what SMALLINT NOT NULL,
  erasure BIGINT NOT NULL,
  PRIMARY KEY (record, what)
);
CREATE INDEX audit_erasures_erasure ON audit_erasures (erasure, record);
-- The Merkle tree in tiles of 256 hashes; the rightmost tile of a level grows.
CREATE TABLE audit_tiles (
  level SMALLINT NOT NULL,
  n BIGINT NOT NULL,
  hashes VARBINARY(8192) NOT NULL,
  PRIMARY KEY (level, n)
);
CREATE TABLE audit_tree (
  id SMALLINT NOT NULL PRIMARY KEY,
  size BIGINT NOT NULL
);
CREATE TABLE audit_checkpoints (
  size BIGINT NOT NULL PRIMARY KEY,
  signed_at BIGINT NOT NULL,
  note VARBINARY(8192) NOT NULL
);
-- How far the last check without findings has come.
CREATE TABLE audit_checks (
  name VARCHAR(64) NOT NULL PRIMARY KEY,
  up_to BIGINT NOT NULL,
  checked_at BIGINT NOT NULL
);
