package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tonghui/base/problem"
	"tonghui/platform/store/faultfs"
)

// faulty opens a bank over a faulty disk.
func faulty(t *testing.T, seed uint64, opt Options) (*Store, *faultfs.FS, *Appender) {
	t.Helper()
	fs, err := faultfs.New(seed)
	if err != nil {
		t.Fatal(err)
	}
	opt.VFS, opt.CacheMB, opt.Readers = fs.Name, 2, 2
	s := TestOptions(t, opt, testSchema)
	rows := NewAppender("t_rows", "id", "word")
	s.AddBuffer(func() Buffer { return rows })
	return s, fs, rows
}

// ledger of what a test's clients were told.
type told struct {
	mu      sync.Mutex
	ok      map[string]bool
	unknown map[string]bool // store.disk_error: may or may not be there after a power cut
	errs    map[string]int
}

// burst sends updates from several clients, half of them straight, half through the buffer.
func (k *told) burst(t *testing.T, s *Store, rows *Appender, prefix string, n int) {
	t.Helper()
	var wg sync.WaitGroup
	for i := range n {
		word := fmt.Sprintf("%s%d", prefix, i)
		wg.Go(func() {
			err := s.Update(ctx, func(tx *Tx) error {
				if i%2 == 0 {
					return insertRow(tx, word)
				}
				rows.Add(int64(tx.NewID()), word)
				return nil
			})
			k.mu.Lock()
			defer k.mu.Unlock()
			if err == nil {
				k.ok[word] = true
				return
			}
			p := problem.Of(err)
			if p.Kind != problem.Unavailable || p.EN == "" || p.ZH == "" {
				t.Errorf("%s: no clear problem: %v", word, err)
			}
			k.errs[p.Code]++
			k.unknown[word] = p.Code == ErrDisk.Code
		})
	}
	wg.Wait()
}

// check compares rows with what the clients were told. After a power cut an uncertain row may be there.
func (k *told) check(t *testing.T, s *Store, where string, cut bool) {
	t.Helper()
	k.mu.Lock()
	defer k.mu.Unlock()
	found := map[string]int{}
	for _, w := range strings.Fields(words(t, s)) {
		found[w]++
		if !k.ok[w] && !(cut && k.unknown[w]) {
			t.Errorf("%s: %s is there, though its client was told otherwise", where, w)
		}
	}
	for w := range k.ok {
		if found[w] != 1 {
			t.Errorf("%s: %s was acknowledged and is there %d times", where, w, found[w])
		}
	}
}

// cut reopens what a power cut would leave and checks it.
func (k *told) cut(t *testing.T, fs *faultfs.FS, where string) {
	t.Helper()
	for _, torn := range []bool{false, true, true} {
		dir := TestDir(t)
		if err := fs.PowerCut(dir, torn); err != nil {
			t.Fatal(err)
		}
		s, err := Open(ctx, filepath.Join(dir, "bank.db"), Options{CacheMB: 2, Readers: 1})
		if err != nil {
			t.Errorf("%s: after a power cut (torn %v): %v", where, torn, err)
			continue
		}
		k.check(t, s, fmt.Sprintf("%s, power cut, torn %v", where, torn), true)
		if err := s.View(ctx, func(v *View) error {
			ok, _, err := One(v, Value[string], "PRAGMA integrity_check")
			if ok != "ok" {
				t.Errorf("%s: %s", where, ok)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		_ = os.RemoveAll(dir)
	}
}

// Every fault at every call: nothing acknowledged is lost, what was refused is not there, the problem is clear, and
// the bank goes on when the fault is lifted; also after a power cut at any of these moments.
func TestFaults(t *testing.T) {
	SQLiteOnly(t, "faults of the file")
	type spot struct {
		op    faultfs.Op
		file  faultfs.File
		fault faultfs.Fault
		name  string
	}
	spots := []spot{
		{faultfs.Write, faultfs.Log, faultfs.IOError, "log write error"},
		{faultfs.Write, faultfs.Log, faultfs.ShortWrite, "log short write"},
		{faultfs.Write, faultfs.Log, faultfs.DiskFull, "log disk full"},
		{faultfs.Sync, faultfs.Log, faultfs.IOError, "log sync error"},
		{faultfs.Write, faultfs.Database, faultfs.IOError, "database write error"},
		{faultfs.Write, faultfs.Database, faultfs.ShortWrite, "database short write"},
		{faultfs.Write, faultfs.Database, faultfs.DiskFull, "database disk full"},
		{faultfs.Sync, faultfs.Database, faultfs.IOError, "database sync error"},
	}
	for i, sp := range spots {
		for _, at := range []int{1, 2, 5} {
			for _, lasting := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/%d/%v", sp.name, at, lasting), func(t *testing.T) {
					t.Parallel()
					// A small log, so that it is folded and started anew all the time.
					s, fs, rows := faulty(t, uint64(i*100+at), Options{walFold: 30_000, walMax: 60_000})
					k := &told{ok: map[string]bool{}, unknown: map[string]bool{}, errs: map[string]int{}}
					k.burst(t, s, rows, "a", 20)
					fs.Inject(func(c faultfs.Call) faultfs.Fault {
						if c.Op == sp.op && c.File == sp.file && (c.N == at || lasting && c.N > at) {
							return sp.fault
						}
						return faultfs.None
					})
					for round := range 3 {
						k.burst(t, s, rows, fmt.Sprintf("b%d-", round), 15)
						k.cut(t, fs, "under the fault")
					}
					k.check(t, s, "under the fault", false)
					if lasting && at <= 2 && sp.file == faultfs.Log && len(k.errs) == 0 {
						t.Error("a lasting fault of the log was not felt")
					}
					fs.Inject(nil)
					before := len(k.ok)
					k.burst(t, s, rows, "c", 20)
					if len(k.ok) != before+20 {
						t.Errorf("the bank doesn't go on: %v", k.errs)
					}
					k.check(t, s, "after the fault", false)
					k.cut(t, fs, "after the fault")
				})
			}
		}
	}
}

// A commit whose sync failed stays dead while the process lives, although its frames are in the log: the writer's
// connection is opened anew, and rooms' caches must still be right. It is not run again: it may be on disk.
func TestFailedSyncStaysDead(t *testing.T) {
	SQLiteOnly(t, "faults of the file")
	s, fs, _ := faulty(t, 1, Options{Readers: 1})
	c := addCounters(s)
	runs := 0
	bump := func(tx *Tx) error { runs++; _, err := c.bump(tx, "x"); return err }
	wantErr(t, s.Update(ctx, bump), nil)
	for round := range 5 {
		for range cap(s.pool) { // no reader holds the log's index
			if r := <-s.pool; r != nil {
				_ = r.close()
			}
			s.pool <- nil
		}
		fs.Inject(func(c faultfs.Call) faultfs.Fault {
			if c.Op == faultfs.Sync && (c.N == 1 || round > 0) {
				return faultfs.IOError
			}
			return faultfs.None
		})
		runs = 0
		for _, err := range together(t, s, bump, bump) {
			wantErr(t, err, ErrDisk)
		}
		if runs != 2 {
			t.Errorf("%d runs of two updates", runs)
		}
		if round > 2 { // the connection is opened anew under the fault
			wantErr(t, s.Update(ctx, bump), ErrDisk)
		}
		fs.Inject(nil)
	}
	wantErr(t, s.Update(ctx, bump), nil)
	var n int64
	if err := s.View(ctx, func(v *View) (err error) {
		n, _, err = One(v, Value[int64], "SELECT n FROM t_counters")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if n != 2 || c.n["x"] != 2 {
		t.Errorf("row %d, cache %d, want 2", n, c.n["x"])
	}
}

// An I/O error before the commit: each update is tried alone; a disk that stays broken refuses all of them.
func TestDiskBreaksInAClosure(t *testing.T) {
	SQLiteOnly(t, "faults of the file")
	s, fs, _ := faulty(t, 1, Options{})
	// More than the page cache holds, so that pages spill into the log before the commit.
	big := func(tx *Tx) error {
		for range 40 {
			if _, err := tx.Exec("INSERT INTO t_big (id, body) VALUES (?, zeroblob(100000))", int64(tx.NewID())); err != nil {
				return err
			}
		}
		return nil
	}
	small := func(tx *Tx) error { return insertRow(tx, tx.NewID().String()[:8]) }
	for _, fault := range []faultfs.Fault{faultfs.IOError, faultfs.DiskFull} {
		fs.Inject(func(c faultfs.Call) faultfs.Fault {
			if c.Op == faultfs.Write && c.File == faultfs.Log {
				return fault
			}
			return faultfs.None
		})
		for i, err := range together(t, s, small, big, small, small) {
			if p := problem.Of(err); p.Kind != problem.Unavailable || fault == faultfs.DiskFull && !errors.Is(err, ErrDiskFull) {
				t.Errorf("%d: %v", i, err)
			}
		}
		fs.Inject(nil)
	}
	wantErr(t, s.Update(ctx, big), nil)
	wantErr(t, insert(s, "on"), nil)
	wantWords(t, s, "on")
}

// Full: what doesn't fit is refused, what fits is booked, and nothing needs repair afterwards.
func TestQuota(t *testing.T) {
	SQLiteOnly(t, "faults of the file")
	s, fs, rows := faulty(t, 1, Options{walFold: 1 << 30, walMax: 1 << 40})
	fullDisk(t, s, rows, fs, func() { fs.Quota(fs.Used() + 300_000) }, func() { fs.Quota(0) })
}

// fullDisk fills a disk that has little room left, and frees it.
func fullDisk(t *testing.T, s *Store, rows *Appender, fs *faultfs.FS, fill, free func()) {
	t.Helper()
	k := &told{ok: map[string]bool{}, unknown: map[string]bool{}, errs: map[string]int{}}
	k.burst(t, s, rows, "a", 20)
	fill()
	big := func(tx *Tx) error {
		_, err := tx.Exec("INSERT INTO t_big (id, body) VALUES (?, zeroblob(2000000))", int64(tx.NewID()))
		return err
	}
	small := func(word string) func(*Tx) error {
		return func(tx *Tx) error { rows.Add(int64(tx.NewID()), word); return nil }
	}
	errs := together(t, s, small("b1"), big, small("b2"))
	wantErr(t, errs[1], ErrDiskFull)
	for i, w := range map[int]string{0: "b1", 2: "b2"} {
		if errs[i] == nil {
			k.ok[w] = true
		} else {
			t.Errorf("%s fits and was refused: %v", w, errs[i])
		}
	}
	for i := 0; len(k.errs) == 0 && i < 100; i++ {
		k.burst(t, s, rows, fmt.Sprintf("c%d-", i), 10)
	}
	if k.errs[ErrDiskFull.Code] == 0 {
		t.Errorf("the disk was never full: %v", k.errs)
	}
	k.check(t, s, "full", false)
	if fs != nil {
		k.cut(t, fs, "full")
	}
	free()
	clear(k.errs)
	k.burst(t, s, rows, "d", 20)
	wantErr(t, s.Update(ctx, big), nil)
	if len(k.errs) > 0 {
		t.Errorf("the bank doesn't go on: %v", k.errs)
	}
	k.check(t, s, "free again", false)
}

// The same on a real file system.
func TestFullDisk(t *testing.T) {
	SQLiteOnly(t, "faults of the file")
	dir := t.TempDir()
	mount(t, dir, "-t", "tmpfs", "-o", "size=4m", "tmpfs")
	s, err := Open(ctx, filepath.Join(dir, "bank.db"), Options{CacheMB: 2, walFold: 1 << 30, walMax: 1 << 40})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Migrate(ctx, "test", testSchema); err != nil {
		t.Fatal(err)
	}
	rows := NewAppender("t_rows", "id", "word")
	s.AddBuffer(func() Buffer { return rows })
	ballast := filepath.Join(dir, "ballast")
	fill := func() {
		used, err := os.Stat(s.Path() + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(ballast, make([]byte, 4<<20-used.Size()-500_000), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	free := func() {
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
	}
	fullDisk(t, s, rows, nil, fill, free)
}
