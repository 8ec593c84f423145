-- What the demo city has built so far, by the city's own names: a build that was interrupted goes on behind it.
CREATE TABLE city_made (
  name VARCHAR(96) NOT NULL PRIMARY KEY,
  id BIGINT NOT NULL,
  made_at BIGINT NOT NULL
);
-- How to get into the demo bank. All of this is published: it stands in no bank but a demonstration.
CREATE TABLE city_logins (
  id BIGINT NOT NULL PRIMARY KEY,
  kind VARCHAR(16) NOT NULL,
  face VARCHAR(16) NOT NULL,
  login VARCHAR(96) NOT NULL,
  word VARCHAR(128) NOT NULL,
  otpauth VARCHAR(255) NOT NULL,
  person BIGINT NOT NULL,
  about_zh VARCHAR(255) NOT NULL,
  about_en VARCHAR(255) NOT NULL
);
