package engines

import (
	"testing"
	"testing/fstest"
	"time"

	"tonghui/platform/store"
)

// The server rolls a transaction back while the answer to its query is being read, after the first rows have come. Whatever
// the update says after that must not be booked by itself.
func TestADeadlockAmongTheRows(t *testing.T) {
	s := mariaDB(t)
	begin(t, s)
	st, err := store.Open(t.Context(), s.DSN("bank"), store.Options{Lanes: 2, Readers: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	schema := store.Schema{Module: "lock", Files: fstest.MapFS{"001_rows.sql": {Data: []byte(`
		CREATE TABLE lock_rows (id BIGINT NOT NULL PRIMARY KEY, v BIGINT NOT NULL);
		INSERT INTO lock_rows (id, v) VALUES (1, 0), (2, 0);
		CREATE TABLE lock_marks (id BIGINT NOT NULL PRIMARY KEY);`)}}}
	if _, err := st.Migrate(t.Context(), "test", schema); err != nil {
		t.Fatal(err)
	}
	db, err := s.Open(s.Addr, "bank")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()

	// One writes row 2 and, when the other waits for it with row 1 in its hands, asks for row 1.
	wrote, first := make(chan struct{}), make(chan error, 1)
	go func() {
		told := false
		first <- st.Update(t.Context(), func(tx *store.Tx) error {
			if _, err := tx.Exec("UPDATE lock_rows SET v = v + 1 WHERE id = 2"); err != nil {
				return err
			}
			if !told {
				told = true
				close(wrote)
				until(t, func() bool {
					var n int
					_ = db.QueryRow("SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'").Scan(&n)
					time.Sleep(150 * time.Millisecond) // the table is made anew only if nobody has looked for 100 ms
					return n > 0
				})
			}
			_, err := tx.Exec("UPDATE lock_rows SET v = v + 1 WHERE id = 1")
			return err
		})
	}()
	<-wrote
	tries, met := int64(0), 0
	err = st.Update(t.Context(), func(tx *store.Tx) error {
		tries++
		rows, err := tx.Lock("SELECT id FROM lock_rows ORDER BY id")
		if _, err = store.Collect(rows, err, store.Value[int64]); err != nil {
			met++
			_, _ = tx.Exec("INSERT INTO lock_marks (id) VALUES (?)", -tries) // goes on although it was told
			return err
		}
		_, err = tx.Exec("INSERT INTO lock_marks (id) VALUES (?)", tries)
		return err
	})
	if e := <-first; e != nil || err != nil {
		t.Fatal(e, err)
	}
	if met == 0 {
		t.Fatal("no deadlock: the test proves nothing")
	}
	var marks, mark int64
	if err := db.QueryRow("SELECT COUNT(*), MAX(id) FROM lock_marks").Scan(&marks, &mark); err != nil || marks != 1 || mark != tries {
		t.Errorf("%d marks, the last %d, %v; want one, of try %d", marks, mark, err, tries)
	}
}
