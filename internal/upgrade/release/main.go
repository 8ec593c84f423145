// Command release is a tiny bank in one of two versions; upgrade's test builds it twice.
//
//	release DSN expand|contract   migrate
//	release DSN serve FIRST       write notes FIRST, FIRST+1 … until the input ends; a line for each that is acknowledged
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"testing/fstest"
	"time"

	"tonghui/base/problem"
	"tonghui/platform/store"
)

// release is set when the program is built: 1 or 2.
var release = "1"

var files = map[string]string{
	"001_notes.sql": `CREATE TABLE upgrade_notes (id BIGINT NOT NULL PRIMARY KEY, word VARCHAR(16) NOT NULL);
		CREATE TABLE upgrade_sums (id BIGINT NOT NULL PRIMARY KEY, n BIGINT NOT NULL);
		INSERT INTO upgrade_sums (id, n) VALUES (1, 0);`,
	"002_kind.sql":          `ALTER TABLE upgrade_notes ADD COLUMN kind VARCHAR(16) NOT NULL DEFAULT 'plain';`,
	"003_kind.contract.sql": `ALTER TABLE upgrade_notes ALTER COLUMN kind DROP DEFAULT;`,
}

// schema is what a release knows; only the verb contract brings what takes away.
func schema(verb string) store.Schema {
	fs := fstest.MapFS{}
	for name, text := range files {
		added, removed := name[:3] == "002", name[:3] == "003"
		if added && release == "1" || removed && verb != "contract" {
			continue
		}
		fs[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return store.Schema{Module: "upgrade", Files: fs}
}

func main() {
	if err := run(context.Background(), os.Args[1], os.Args[2], os.Args[3:]...); err != nil {
		var p *problem.Error
		if errors.As(err, &p) {
			fmt.Println("refused", p.Code)
		}
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dsn, verb string, args ...string) error {
	st, err := store.Open(ctx, dsn, store.Options{Lanes: 2, Readers: 1, Address: "release " + release})
	if err != nil {
		return err
	}
	defer st.Close()
	if verb != "serve" {
		_, err := st.Migrate(ctx, "release "+release, schema(verb))
		return err
	}
	if err := st.Migrated(ctx, schema(verb)); err != nil {
		return err
	}
	first, err := strconv.ParseInt(args[0], 10, 64)
	if err != nil {
		return err
	}
	stop := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		close(stop)
	}()
	return serve(ctx, st, first, stop)
}

// serve writes until it is told to stop or refused for good. An update that broke is tried again for a while: whoever runs
// an old version sees first what the database says, and then why.
func serve(ctx context.Context, st *store.Store, id int64, stop chan struct{}) error {
	out := bufio.NewWriter(os.Stdout)
	broken := time.Time{}
	for {
		select {
		case <-stop:
			return nil
		default:
		}
		err := st.Update(ctx, func(tx *store.Tx) error { return note(tx, id) })
		switch {
		case err == nil:
			fmt.Fprintln(out, "wrote", id)
			if err := out.Flush(); err != nil {
				return err
			}
			id++
			broken = time.Time{}
		case errors.Is(err, store.ErrNewerSchema):
			return err
		case broken.IsZero():
			broken = time.Now()
		case time.Since(broken) > 30*time.Second:
			return err
		default:
			time.Sleep(20 * time.Millisecond)
		}
	}
}

func note(tx *store.Tx, id int64) error {
	rows, err := tx.Lock("SELECT n FROM upgrade_sums WHERE id = 1 ORDER BY id")
	n, err := store.Collect(rows, err, store.Value[int64])
	if err != nil {
		return err
	}
	if release == "1" {
		_, err = tx.Exec("INSERT INTO upgrade_notes (id, word) VALUES (?, ?)", id, "old")
	} else {
		_, err = tx.Exec("INSERT INTO upgrade_notes (id, word, kind) VALUES (?, ?, ?)", id, "new", "marked")
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec("UPDATE upgrade_sums SET n = ? WHERE id = 1", n[0]+1)
	return err
}
