-- Keys of the software security module (加密机): the LMK sealed by the vault, all others wrapped by it.
CREATE TABLE card_keys (
  id BIGINT NOT NULL PRIMARY KEY,
  name VARCHAR(24) NOT NULL,
  purpose SMALLINT NOT NULL,
  check_value VARCHAR(6) NOT NULL,
  sealed VARBINARY(512),
  wrapped VARBINARY(512),
  made_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX card_keys_name ON card_keys (name);
-- Cards (银行卡). The number is sealed and found by its mark; masked is what people see. A renewed card has the number and the next
-- sequence. The row is the card's one lock: limits, counters and PIN tries change only under it.
CREATE TABLE card_cards (
  id BIGINT NOT NULL PRIMARY KEY,
  kind SMALLINT NOT NULL,
  number_sealed VARBINARY(128) NOT NULL,
  number_mark VARBINARY(32) NOT NULL,
  masked VARCHAR(24) NOT NULL,
  sequence SMALLINT NOT NULL,
  owner BIGINT NOT NULL,
  holder BIGINT NOT NULL,
  account BIGINT NOT NULL,
  branch VARCHAR(12) NOT NULL,
  currency VARCHAR(3) NOT NULL,
  expires_on BIGINT NOT NULL,
  state SMALLINT NOT NULL,
  pin VARBINARY(64),
  tries SMALLINT NOT NULL,
  limits VARBINARY(1024) NOT NULL,
  loss SMALLINT NOT NULL,
  lost_at BIGINT,
  replaces BIGINT,
  replaced_by BIGINT,
  issued_at BIGINT NOT NULL,
  activated_at BIGINT,
  ended_at BIGINT,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX card_cards_number ON card_cards (number_mark, sequence);
CREATE INDEX card_cards_owner ON card_cards (owner, id);
CREATE INDEX card_cards_holder ON card_cards (holder, id);
CREATE INDEX card_cards_account ON card_cards (account, id);
CREATE INDEX card_cards_branch ON card_cards (branch, id);
-- Who brings in transactions of cards (收单机构), and the account in which the bank owes what was captured.
CREATE TABLE card_acquirers (
  id BIGINT NOT NULL PRIMARY KEY,
  code VARCHAR(24) NOT NULL,
  client VARCHAR(64) NOT NULL,
  name VARCHAR(60) NOT NULL,
  branch VARCHAR(12) NOT NULL,
  account BIGINT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX card_acquirers_code ON card_acquirers (code);
CREATE UNIQUE INDEX card_acquirers_client ON card_acquirers (client);
-- Authorisations (授权), approved or not. day is the calendar day in China whose counters it took from;
-- moved is its last movement, above whose id the next one is made.
CREATE TABLE card_authorisations (
  id BIGINT NOT NULL PRIMARY KEY,
  acquirer BIGINT NOT NULL,
  reference VARCHAR(64) NOT NULL,
  card BIGINT NOT NULL,
  account BIGINT NOT NULL,
  channel VARCHAR(12) NOT NULL,
  amount BIGINT NOT NULL,
  currency VARCHAR(3) NOT NULL,
  merchant VARCHAR(60) NOT NULL,
  category VARCHAR(4) NOT NULL,
  terminal VARCHAR(16) NOT NULL,
  response VARCHAR(2) NOT NULL,
  state SMALLINT NOT NULL,
  hold BIGINT NOT NULL,
  captured BIGINT NOT NULL,
  refunded BIGINT NOT NULL,
  restored BIGINT NOT NULL,
  day BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  moved BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX card_authorisations_reference ON card_authorisations (acquirer, reference);
CREATE INDEX card_authorisations_card ON card_authorisations (card, id);
-- What an acquirer has taken or given back (请款, 退货); rows are only added.
CREATE TABLE card_movements (
  id BIGINT NOT NULL PRIMARY KEY,
  acquirer BIGINT NOT NULL,
  reference VARCHAR(64) NOT NULL,
  authorisation BIGINT NOT NULL,
  kind SMALLINT NOT NULL,
  amount BIGINT NOT NULL,
  last SMALLINT NOT NULL,
  entry BIGINT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX card_movements_reference ON card_movements (acquirer, reference);
CREATE INDEX card_movements_authorisation ON card_movements (authorisation, id);
-- What a card has spent in a channel on a day, in authorisations that were not reversed.
CREATE TABLE card_spent (
  card BIGINT NOT NULL,
  day BIGINT NOT NULL,
  channel VARCHAR(12) NOT NULL,
  amount BIGINT NOT NULL,
  times BIGINT NOT NULL,
  PRIMARY KEY (card, day, channel)
);
