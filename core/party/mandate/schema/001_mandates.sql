-- Who may act for whom (授权). head_of is the party while this is its legal representative's, else NULL: there is one at a time.
-- until_at is the first moment at which the right no longer stands; 9223372036854775807 where none is set.
CREATE TABLE mandate_mandates (
  id BIGINT NOT NULL PRIMARY KEY,
  for_party BIGINT NOT NULL,
  person BIGINT NOT NULL,
  basis SMALLINT NOT NULL,
  roles VARCHAR(240) NOT NULL,
  title VARCHAR(60) NOT NULL,
  items VARBINARY(8192) NOT NULL,
  from_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  given_by BIGINT NOT NULL,
  evidence VARCHAR(200) NOT NULL,
  removed_at BIGINT,
  version BIGINT NOT NULL,
  head_of BIGINT
);
CREATE INDEX mandate_mandates_for ON mandate_mandates (for_party, id);
CREATE INDEX mandate_mandates_person ON mandate_mandates (person, id);
CREATE UNIQUE INDEX mandate_mandates_head ON mandate_mandates (head_of);
-- Each change of a mandate, with the mandate as it stood afterwards.
CREATE TABLE mandate_changes (
  id BIGINT NOT NULL PRIMARY KEY,
  mandate BIGINT NOT NULL,
  version BIGINT NOT NULL,
  verb VARCHAR(16) NOT NULL,
  changed_at BIGINT NOT NULL,
  person VARCHAR(64) NOT NULL,
  hat VARCHAR(64) NOT NULL,
  reason VARCHAR(200) NOT NULL,
  data VARBINARY(16384) NOT NULL
);
CREATE UNIQUE INDEX mandate_changes_mandate ON mandate_changes (mandate, version);
-- One row a party whose rights are being changed, for updates to wait for each other; 0 and -1 are the whole webs of people
-- and of owners.
CREATE TABLE mandate_anchors (
  party BIGINT NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL
);
