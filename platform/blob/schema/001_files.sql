-- Stored files. state: 1 put in, nothing attached; 2 attached; 3 being removed. links counts what is attached.
-- key_id is the master key under which the bytes are sealed, '' when they lie plain. Times are microseconds UTC.
CREATE TABLE blob_files (
	digest VARCHAR(80) NOT NULL PRIMARY KEY,
	size_bytes BIGINT NOT NULL,
	media_type VARCHAR(127) NOT NULL,
	key_id VARCHAR(64) NOT NULL,
	state SMALLINT NOT NULL,
	links BIGINT NOT NULL,
	made_at BIGINT NOT NULL,
	changed_at BIGINT NOT NULL
);

CREATE INDEX blob_files_state ON blob_files (state, changed_at, digest);
