package store

import "context"

// productName marks a database as a bank of this program.
const productName = "tonghui"

// The store's own tables, in MySQL's words. Every engine has the first three; nodes and lanes are those of shared ones.
const (
	tableBank = `CREATE TABLE IF NOT EXISTS store_bank (
	id BIGINT NOT NULL PRIMARY KEY, product VARCHAR(16) NOT NULL, bank_date BIGINT NOT NULL,
	fence BIGINT NOT NULL, day_open BIGINT NOT NULL, id_high BIGINT NOT NULL)`
	tableMigrations = `CREATE TABLE IF NOT EXISTS store_migrations (
	module VARCHAR(32) NOT NULL, file VARCHAR(64) NOT NULL, steps BIGINT NOT NULL, digest VARCHAR(64) NOT NULL,
	applied_at BIGINT NOT NULL, version VARCHAR(64) NOT NULL, PRIMARY KEY (module, file))`
	tableLeases = `CREATE TABLE IF NOT EXISTS store_leases (
	name VARCHAR(64) NOT NULL PRIMARY KEY, holder VARCHAR(64) NOT NULL, token BIGINT NOT NULL, until_at BIGINT NOT NULL)`
	tableNodes = `CREATE TABLE IF NOT EXISTS store_nodes (
	node BIGINT NOT NULL PRIMARY KEY, holder VARCHAR(64) NOT NULL, address VARCHAR(255) NOT NULL, beat_at BIGINT NOT NULL)`
	tableLanes = `CREATE TABLE IF NOT EXISTS store_lanes (
	lane BIGINT NOT NULL PRIMARY KEY, holder VARCHAR(64) NOT NULL, group_no BIGINT NOT NULL, last_id BIGINT NOT NULL,
	bank_date BIGINT NOT NULL, fence BIGINT NOT NULL, day_open BIGINT NOT NULL)`
)

const insertBank = `INSERT INTO store_bank (id, product, bank_date, fence, day_open, id_high)
	VALUES (1, 'tonghui', 0, 0, 0, 0)`

func bootstrapSQLite(ctx context.Context, c *conn) error {
	for _, text := range []string{toSQLite(tableBank), toSQLite(tableMigrations), toSQLite(tableLeases)} {
		if _, err := c.c.ExecContext(ctx, text); err != nil {
			return classify(err)
		}
	}
	var n int64
	err := c.c.QueryRowContext(ctx, "SELECT COUNT(*) FROM store_bank").Scan(&n)
	if err == nil && n == 0 {
		_, err = c.c.ExecContext(ctx, insertBank)
	}
	return classify(err)
}
