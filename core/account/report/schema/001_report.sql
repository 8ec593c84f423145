-- Deposits by product at the end of a bank date.
CREATE TABLE report_products (
  bank_date BIGINT NOT NULL,
  branch VARCHAR(12) NOT NULL,
  product VARCHAR(40) NOT NULL,
  currency VARCHAR(3) NOT NULL,
  accounts BIGINT NOT NULL,
  total BIGINT NOT NULL,
  PRIMARY KEY (bank_date, branch, product, currency)
);
-- What a customer moved on a bank date, one side each: the sums from which large movements are told. large is 1 for those that reach
-- their threshold; the others go when the date's step has ended.
CREATE TABLE report_movements (
  bank_date BIGINT NOT NULL,
  party BIGINT NOT NULL,
  currency VARCHAR(3) NOT NULL,
  form VARCHAR(10) NOT NULL,
  way VARCHAR(4) NOT NULL,
  branch VARCHAR(12) NOT NULL,
  natural_person SMALLINT NOT NULL,
  account BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  entries BIGINT NOT NULL,
  large SMALLINT NOT NULL,
  PRIMARY KEY (bank_date, party, currency, form, way)
);
CREATE INDEX report_movements_large ON report_movements (large, bank_date, party);
