-- Which party of the bank a client has become; his birth number is dropped then.
ALTER TABLE pkdd99_clients ADD COLUMN party BIGINT;
