package store

import (
	"context"
	"errors"
	"testing"
	"testing/fstest"
)

var testSchema = Schema{Module: "t", Files: fstest.MapFS{"001_t.sql": {Data: []byte(
	"CREATE TABLE t_rows (id BIGINT NOT NULL PRIMARY KEY, word VARCHAR(8) NOT NULL UNIQUE);\n")}}}

func TestUpdateAndRefusal(t *testing.T) {
	s := Test(t, testSchema)
	ctx := context.Background()
	boom := errors.New("boom")
	insert := func(word string, fail error) error {
		return s.Update(ctx, func(tx *Tx) error {
			if _, err := tx.Exec("INSERT INTO t_rows (id, word) VALUES (?, ?)", tx.NewID(), word); err != nil {
				return err
			}
			return fail
		})
	}
	if err := insert("a", nil); err != nil {
		t.Fatal(err)
	}
	if err := insert("b", boom); !errors.Is(err, boom) {
		t.Fatalf("got %v", err)
	}
	if err := insert("a", nil); !errors.Is(err, ErrDuplicate) {
		t.Fatalf("got %v", err)
	}
	if err := insert("too long a word", nil); err == nil {
		t.Fatal("length is not checked")
	}
	var words []string
	if err := s.View(ctx, func(v *View) (err error) {
		words, err = All(v, Value[string], "SELECT word FROM t_rows ORDER BY id")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if len(words) != 1 || words[0] != "a" {
		t.Fatalf("rows: %v", words)
	}
}
