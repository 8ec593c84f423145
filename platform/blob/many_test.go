package blob

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tonghui/platform/store"
)

// twoStores are one bank as two processes have it on a database server: own lanes, own connections. A file has one
// writer, so there both are the same.
func twoStores(t *testing.T) (first, second *store.Store) {
	t.Helper()
	if store.TestDSN() == "" {
		st := store.Test(t, schema)
		return st, st
	}
	at := store.TestDatabase(t)
	var both [2]*store.Store
	for i := range both {
		st, err := store.Open(t.Context(), at, store.Options{Readers: 2})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = st.Close() })
		if _, err := st.Migrate(t.Context(), "test", schema); err != nil {
			t.Fatal(err)
		}
		both[i] = st
	}
	return both[0], both[1]
}

// TestManyAtOnce has putters, attachers and an impatient sweep over few contents, through two Files as two processes
// would have: whatever was attached is there, whole.
func TestManyAtOnce(t *testing.T) {
	p := folder(t)
	q, err := OpenFolder(p.dir)
	if err != nil {
		t.Fatal(err)
	}
	st, second := twoStores(t)
	files := []*Files{New(st, p, nil), New(second, q, nil)}
	var workers sync.WaitGroup
	stop := make(chan struct{})
	var attached sync.Map
	for w := range 6 {
		workers.Go(func() {
			f := files[w%2]
			for i := range 40 {
				ref, err := f.Put(context.Background(), strings.NewReader(strings.Repeat("c", 1+(w+i)%5)), Options{})
				if err != nil {
					t.Error(err)
					return
				}
				err = f.st.Update(context.Background(), func(tx *store.Tx) error { return f.Attach(tx, ref) })
				switch {
				case err == nil && i%3 == 0:
					attached.Store(ref.Digest, true)
				case err == nil:
					err = detach(f, ref.Digest)
				case errors.Is(err, ErrMissing): // swept between the two
					err = nil
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	var sweeper sync.WaitGroup
	sweeper.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				if _, err := files[1].Sweep(context.Background(), -time.Minute); err != nil {
					t.Error(err)
					return
				}
			}
		}
	})
	workers.Wait()
	close(stop)
	sweeper.Wait()
	n := int64(0)
	attached.Range(func(any, any) bool { n++; return true })
	r, err := files[0].Check(t.Context(), CheckOptions{Full: true})
	if err != nil || len(r.Findings) > 0 || r.Files != n {
		t.Errorf("%d attached files, %d in the table: %v %v", n, r.Files, r.Findings, err)
	}
	nothingSpooled(t, p)
}

func nothingSpooled(t *testing.T, p *Folder) {
	t.Helper()
	if left, err := os.ReadDir(filepath.Join(p.dir, spoolFolder)); err != nil || len(left) != 0 {
		t.Errorf("%d spooled files left, %v", len(left), err)
	}
}
