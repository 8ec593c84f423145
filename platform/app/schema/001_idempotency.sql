-- Remembered answers, by scope (actor and operation, hashed) and the client's idempotency key (幂等键).
-- Clients' keys are mostly ordered by time within a scope, so new rows append. form says how body is stored:
-- 1 compressed, 2 sealed, 3 both. created (microseconds UTC) is what the sweep goes by.
CREATE TABLE app_answers (
	scope BIGINT NOT NULL,
	idem_key VARCHAR(128) NOT NULL,
	digest VARBINARY(32) NOT NULL,
	created BIGINT NOT NULL,
	status BIGINT NOT NULL,
	content_type VARCHAR(64) NOT NULL,
	location VARCHAR(512) NOT NULL,
	form BIGINT NOT NULL,
	body LONGBLOB NOT NULL,
	PRIMARY KEY (scope, idem_key)
);
CREATE INDEX app_answers_created ON app_answers (created);
