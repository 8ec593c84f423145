-- Who the bank knows (当事人). One row a party, changed under its lock; what it was before stands in party_versions.
CREATE TABLE party_parties (
  id BIGINT NOT NULL PRIMARY KEY,
  sort VARCHAR(12) NOT NULL,
  status VARCHAR(12) NOT NULL,
  name VARCHAR(400) NOT NULL,
  latin VARCHAR(200) NOT NULL,
  pinyin VARCHAR(200) NOT NULL,
  birth BIGINT,
  gender VARCHAR(8) NOT NULL,
  nationality VARCHAR(3) NOT NULL,
  branch VARCHAR(12) NOT NULL,
  kyc SMALLINT NOT NULL,
  kyc_until BIGINT,
  kyc_at BIGINT NOT NULL,
  kyc_by VARCHAR(64) NOT NULL,
  risk VARCHAR(8) NOT NULL,
  risk_reason VARCHAR(800) NOT NULL,
  merged_into BIGINT NOT NULL,
  version BIGINT NOT NULL,
  registered_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE INDEX party_parties_branch ON party_parties (branch, id);
CREATE INDEX party_parties_pinyin ON party_parties (pinyin, birth);
CREATE INDEX party_parties_merged ON party_parties (merged_into);
-- Every version of a party, and what made it; never changed.
CREATE TABLE party_versions (
  party BIGINT NOT NULL,
  version BIGINT NOT NULL,
  verb VARCHAR(40) NOT NULL,
  about VARCHAR(200) NOT NULL,
  made_at BIGINT NOT NULL,
  made_by VARCHAR(64) NOT NULL,
  hat VARCHAR(64) NOT NULL,
  client VARCHAR(64) NOT NULL,
  body VARBINARY(4096) NOT NULL,
  PRIMARY KEY (party, version)
);
-- Names by which a party is found: present, Latin and former ones.
CREATE TABLE party_names (
  id BIGINT NOT NULL PRIMARY KEY,
  party BIGINT NOT NULL,
  kind VARCHAR(8) NOT NULL,
  name VARCHAR(400) NOT NULL,
  pinyin VARCHAR(200) NOT NULL,
  initials VARCHAR(100) NOT NULL,
  since BIGINT NOT NULL
);
CREATE INDEX party_names_name ON party_names (name, id);
CREATE INDEX party_names_pinyin ON party_names (pinyin, id);
CREATE INDEX party_names_initials ON party_names (initials, id);
CREATE INDEX party_names_party ON party_names (party, id);
-- Protected values (敏感信息): identity numbers, phones, e-mail and other addresses, each sealed under its own row.
-- What was removed stays, with its end, as long as the law wants it kept. origin is the party that first gave it. held is 0
-- for an identifier that its party has now, and the row's id for all else: an identifier belongs to one party.
CREATE TABLE party_values (
  id BIGINT NOT NULL PRIMARY KEY,
  party BIGINT NOT NULL,
  origin BIGINT NOT NULL,
  kind VARCHAR(24) NOT NULL,
  mark VARBINARY(32),
  held BIGINT NOT NULL,
  sealed VARBINARY(2048) NOT NULL,
  expires BIGINT,
  since BIGINT NOT NULL,
  ended BIGINT NOT NULL
);
CREATE UNIQUE INDEX party_values_mark ON party_values (mark, held);
CREATE INDEX party_values_party ON party_values (party, ended, id);
-- Pictures of documents (证件影像); the bytes lie sealed among the bank's files.
CREATE TABLE party_documents (
  id BIGINT NOT NULL PRIMARY KEY,
  party BIGINT NOT NULL,
  origin BIGINT NOT NULL,
  kind VARCHAR(24) NOT NULL,
  digest VARCHAR(80) NOT NULL,
  media VARCHAR(64) NOT NULL,
  size BIGINT NOT NULL,
  since BIGINT NOT NULL,
  given_by VARCHAR(64) NOT NULL,
  ended BIGINT NOT NULL
);
CREATE INDEX party_documents_party ON party_documents (party, ended, id);
-- How levels and ratings came about; never changed.
CREATE TABLE party_kyc (
  id BIGINT NOT NULL PRIMARY KEY,
  party BIGINT NOT NULL,
  level SMALLINT NOT NULL,
  valid_until BIGINT,
  risk VARCHAR(8) NOT NULL,
  reason VARCHAR(800) NOT NULL,
  evidence VARBINARY(4000) NOT NULL,
  made_at BIGINT NOT NULL,
  made_by VARCHAR(64) NOT NULL
);
CREATE INDEX party_kyc_party ON party_kyc (party, id);
-- Who saw protected values in the clear; written before they leave.
CREATE TABLE party_disclosures (
  id BIGINT NOT NULL PRIMARY KEY,
  party BIGINT NOT NULL,
  origin BIGINT NOT NULL,
  person BIGINT NOT NULL,
  person_name VARCHAR(400) NOT NULL,
  hat VARCHAR(64) NOT NULL,
  hat_kind VARCHAR(12) NOT NULL,
  client VARCHAR(64) NOT NULL,
  behalf BIGINT NOT NULL,
  fields VARCHAR(1000) NOT NULL,
  reason VARCHAR(800) NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE INDEX party_disclosures_party ON party_disclosures (party, id);
-- Consents (授权同意).
CREATE TABLE party_consents (
  id BIGINT NOT NULL PRIMARY KEY,
  party BIGINT NOT NULL,
  origin BIGINT NOT NULL,
  purpose VARCHAR(32) NOT NULL,
  data VARCHAR(200) NOT NULL,
  recipient VARCHAR(64) NOT NULL,
  wording VARCHAR(32) NOT NULL,
  given_at BIGINT NOT NULL,
  given_by VARCHAR(64) NOT NULL,
  valid_until BIGINT NOT NULL,
  withdrawn_at BIGINT NOT NULL,
  withdrawn_by VARCHAR(64) NOT NULL
);
CREATE INDEX party_consents_party ON party_consents (party, purpose, id);
-- Holders of accounts (户主). slot is 0 for the owner and the party for a joint holder, so that an account has one owner.
CREATE TABLE party_accounts (
  id BIGINT NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL,
  party BIGINT NOT NULL,
  origin BIGINT NOT NULL,
  relation VARCHAR(8) NOT NULL,
  slot BIGINT NOT NULL,
  since BIGINT NOT NULL,
  ended BIGINT NOT NULL
);
CREATE UNIQUE INDEX party_accounts_slot ON party_accounts (account, slot, ended);
CREATE INDEX party_accounts_party ON party_accounts (party, ended, account);
-- Pairs that may be one (疑似重复); one_id is the smaller id.
CREATE TABLE party_duplicates (
  id BIGINT NOT NULL PRIMARY KEY,
  one_id BIGINT NOT NULL,
  other_id BIGINT NOT NULL,
  score SMALLINT NOT NULL,
  why VARBINARY(2000) NOT NULL,
  state VARCHAR(12) NOT NULL,
  found_at BIGINT NOT NULL,
  decided_at BIGINT NOT NULL,
  decided_by VARCHAR(64) NOT NULL,
  reason VARCHAR(800) NOT NULL
);
CREATE UNIQUE INDEX party_duplicates_pair ON party_duplicates (one_id, other_id);
CREATE INDEX party_duplicates_other ON party_duplicates (other_id);
CREATE INDEX party_duplicates_state ON party_duplicates (state, id);
-- Merges: what came from where; never changed.
CREATE TABLE party_merges (
  id BIGINT NOT NULL PRIMARY KEY,
  gone BIGINT NOT NULL,
  kept BIGINT NOT NULL,
  reason VARCHAR(800) NOT NULL,
  moved VARBINARY(8000) NOT NULL,
  made_at BIGINT NOT NULL,
  made_by VARCHAR(64) NOT NULL
);
CREATE INDEX party_merges_kept ON party_merges (kept, id);
CREATE INDEX party_merges_gone ON party_merges (gone);
