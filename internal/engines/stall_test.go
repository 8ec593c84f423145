package engines

import (
	"context"
	"testing"
	"time"
)

// Somebody holds what transfers need for longer than they wait for a lock: a row, or all tables, as a backup and a
// state transfer do. They run again, and nothing is lost, double or out of step.
func TestLocksThatLastTooLong(t *testing.T) {
	s := mariaDB(t)
	begin(t, s)
	l := startLoad(t, 6, open(t, s.DSN("bank")), open(t, s.DSN("bank")))
	l.progress(100)
	db, err := s.Open(s.Addr, "bank")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, hold := range [][2]string{
		{"SELECT account FROM ledger_balances ORDER BY account LIMIT 1 FOR UPDATE", "ROLLBACK"},
		{"FLUSH TABLES WITH READ LOCK", "UNLOCK TABLES"},
	} {
		c, err := db.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"BEGIN", hold[0]} {
			if _, err := c.ExecContext(context.Background(), text); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(7 * time.Second) // longer than a lock is waited for
		if _, err := c.ExecContext(context.Background(), hold[1]); err != nil {
			t.Fatal(err)
		}
		_ = c.Close()
		l.progress(100)
	}
	l.end()
	l.check(s)
}
