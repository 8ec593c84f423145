-- The bank's own people (员工). holder is the person while she is employed, else NULL: one employment at a time.
CREATE TABLE mandate_staff (
  id BIGINT NOT NULL PRIMARY KEY,
  number VARCHAR(16) NOT NULL,
  person BIGINT NOT NULL,
  branch VARCHAR(12) NOT NULL,
  roles VARCHAR(240) NOT NULL,
  title VARCHAR(60) NOT NULL,
  from_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  removed_at BIGINT,
  version BIGINT NOT NULL,
  holder BIGINT
);
CREATE UNIQUE INDEX mandate_staff_number ON mandate_staff (number);
CREATE UNIQUE INDEX mandate_staff_holder ON mandate_staff (holder);
CREATE INDEX mandate_staff_person ON mandate_staff (person, id);
CREATE INDEX mandate_staff_branch ON mandate_staff (branch, id);
-- Each change of an employment, with the employment as it stood afterwards.
CREATE TABLE mandate_staffchanges (
  id BIGINT NOT NULL PRIMARY KEY,
  staff BIGINT NOT NULL,
  version BIGINT NOT NULL,
  verb VARCHAR(16) NOT NULL,
  changed_at BIGINT NOT NULL,
  person VARCHAR(64) NOT NULL,
  hat VARCHAR(64) NOT NULL,
  reason VARCHAR(200) NOT NULL,
  data VARBINARY(4096) NOT NULL
);
CREATE UNIQUE INDEX mandate_staffchanges_staff ON mandate_staffchanges (staff, version);
