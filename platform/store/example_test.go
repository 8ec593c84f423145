package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing/fstest"

	"tonghui/platform/store"
)

// A room brings its schema, writes in updates and reads in views.
func Example() {
	dir, err := os.MkdirTemp("", "bank")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	st, err := store.Open(ctx, filepath.Join(dir, "bank.db"), store.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer st.Close()
	schema := store.Schema{Module: "notes", Files: fstest.MapFS{"001_notes.sql": {Data: []byte(
		"CREATE TABLE notes_notes (id BIGINT NOT NULL PRIMARY KEY, word VARCHAR(16) NOT NULL UNIQUE);")}}}
	applied, err := st.Migrate(ctx, "v1", schema)
	fmt.Println(applied, err)

	write := func(word string) error {
		return st.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec("INSERT INTO notes_notes (id, word) VALUES (?, ?)", int64(tx.NewID()), word)
			return err
		})
	}
	fmt.Println(write("通惠"), errors.Is(write("通惠"), store.ErrDuplicate))
	err = st.View(ctx, func(v *store.View) error {
		words, err := store.All(v, store.Value[string], "SELECT word FROM notes_notes ORDER BY id")
		fmt.Println(words)
		return err
	})
	fmt.Println(err)
	// Output:
	// [notes/001_notes.sql] <nil>
	// <nil> true
	// [通惠]
	// <nil>
}
