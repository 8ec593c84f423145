package backup

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/sys/unix"
	"pgregory.net/rapid"

	"tonghui/platform/store"
	"tonghui/platform/store/keys"
)

var pairs = store.Schema{Module: "trial", Files: fstest.MapFS{"001_pairs.sql": {Data: []byte(
	`CREATE TABLE trial_pairs (n BIGINT NOT NULL, side SMALLINT NOT NULL, text VARCHAR(200) NOT NULL, PRIMARY KEY (n, side))`)}}}

// bank is a database with pairs of rows, each pair of one update.
type bank struct {
	st   *store.Store
	path string
	n    atomic.Int64
}

func newBank(t testing.TB) *bank {
	t.Helper()
	b := &bank{path: filepath.Join(store.TestDir(t), "bank.db")}
	var err error
	if b.st, err = store.Open(t.Context(), b.path, store.Options{CacheMB: 4, Readers: 2}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.st.Close() })
	if _, err := b.st.Migrate(t.Context(), "test", pairs); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bank) write(t testing.TB, howMany int) {
	t.Helper()
	for range howMany {
		err := b.st.Update(context.Background(), func(tx *store.Tx) error {
			n := b.n.Load() + 1
			tx.NewID()
			for side := range 2 {
				if _, err := tx.Exec("INSERT INTO trial_pairs (n, side, text) VALUES (?, ?, ?)", n, side, strings.Repeat("通惠河", 20)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
			return
		}
		b.n.Add(1)
	}
}

func ringOf(t testing.TB, b byte) *keys.Ring {
	t.Helper()
	m, err := keys.NewMasterKey(bytes.Repeat([]byte{b}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return keys.NewRing(m)
}

func backupOf(t testing.TB, path string, ring *keys.Ring) ([]byte, Manifest) {
	t.Helper()
	src, err := OpenSQLite(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	var out bytes.Buffer
	m, err := Write(t.Context(), &out, src, WriteOptions{Ring: ring, Program: "test", Where: "memory"})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), m
}

// count reads a restored bank: its pairs, and whether any is half.
func count(t testing.TB, path string) (found int64) {
	t.Helper()
	st, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	err = st.View(t.Context(), func(v *store.View) error {
		half, _, err := store.One(v, store.Value[int64], "SELECT COUNT(*) FROM (SELECT n FROM trial_pairs GROUP BY n HAVING COUNT(*) <> 2) AS halves")
		if err == nil && half != 0 {
			t.Errorf("%d pairs are half", half)
		}
		if err == nil {
			found, _, err = store.One(v, store.Value[int64], "SELECT COUNT(DISTINCT n) FROM trial_pairs")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.Migrate(t.Context(), "test", pairs); err != nil {
		t.Fatal(err)
	}
	return found
}

func restored(t testing.TB, file []byte, ring *keys.Ring) string {
	t.Helper()
	path := filepath.Join(store.TestDir(t), "restored.db")
	s, err := RestoreSQLite(t.Context(), bytes.NewReader(file), path, ring)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestThereAndBack(t *testing.T) {
	for _, ring := range []*keys.Ring{nil, ringOf(t, 1)} {
		b := newBank(t)
		b.write(t, 50)
		file, m := backupOf(t, b.path, ring)
		if m.Size == 0 || len(m.Bank) != 12 || m.Engine != SQLiteEngine || len(m.Schemas) != 1 || m.Seq == 0 {
			t.Errorf("%+v", m)
		}
		if bytes.Contains(file, []byte("begin.json")) || ring != nil && bytes.Contains(file, []byte("content/")) {
			t.Error("the archive can be read from outside")
		}
		b.write(t, 5)
		path := restored(t, file, ring)
		if n := count(t, path); n != 50 {
			t.Errorf("%d pairs came back", n)
		}
		again, err := Read(t.Context(), bytes.NewReader(file), ring, nil)
		if err != nil || again.SHA256 != m.SHA256 {
			t.Errorf("checked only: %v", err)
		}
		// The restored bank goes on, and is the same bank to its next backup.
		if _, next := backupOf(t, path, ring); next.Bank != m.Bank {
			t.Errorf("bank %s became %s", m.Bank, next.Bank)
		}
	}
}

// TestWhileTheBankWrites takes backups during updates, with checkpoints between: each is the state of one commit.
func TestWhileTheBankWrites(t *testing.T) {
	b := newBank(t)
	b.write(t, 10)
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
				b.write(t, 20)
			}
		}
	}()
	for range 8 {
		before := b.n.Load()
		file, _ := backupOf(t, b.path, nil)
		after := b.n.Load()
		if n := count(t, restored(t, file, nil)); n < before || n > after+1 {
			t.Errorf("%d pairs in the backup; there were %d before and %d after it", n, before, after)
		}
	}
	close(stop)
	<-done
}

func TestABankThatIsClosed(t *testing.T) {
	b := newBank(t)
	b.write(t, 3)
	if err := b.st.Close(); err != nil {
		t.Fatal(err)
	}
	file, _ := backupOf(t, b.path, nil)
	if n := count(t, restored(t, file, nil)); n != 3 {
		t.Errorf("%d pairs", n)
	}
}

func TestTheCheckpointTravels(t *testing.T) {
	b := newBank(t)
	b.write(t, 1)
	note := []byte("bank.example\n1\nAAAA\n\n— signed\n")
	src, err := OpenSQLite(t.Context(), b.path, func(m Manifest, q store.Querier) ([]byte, error) {
		n, _, err := store.One(q, store.Value[int64], "SELECT COUNT(*) FROM trial_pairs")
		return fmt.Appendf(bytes.Clone(note), "%d of %s", n, m.Schemas[0].Module), err
	})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	var out bytes.Buffer
	if _, err := Write(t.Context(), &out, src, WriteOptions{}); err != nil {
		t.Fatal(err)
	}
	m, err := Read(t.Context(), &out, nil, nil)
	if err != nil || string(m.Checkpoint) != string(note)+"2 of trial" {
		t.Errorf("%q %v", m.Checkpoint, err)
	}
}

// TestDamage changes or cuts a backup at any place: nothing of it gets a name.
func TestDamage(t *testing.T) {
	b := newBank(t)
	b.write(t, 200)
	for name, ring := range map[string]*keys.Ring{"plain": nil, "sealed": ringOf(t, 1)} {
		t.Run(name, func(t *testing.T) {
			file, made := backupOf(t, b.path, ring)
			dir := store.TestDir(t)
			rapid.Check(t, func(rt *rapid.T) {
				at := rapid.OneOf(rapid.IntRange(0, len(file)-1), rapid.IntRange(len(file)-40, len(file)-1)).Draw(rt, "place")
				broken := bytes.Clone(file)
				if rapid.Bool().Draw(rt, "cut") {
					broken = broken[:at]
				} else {
					broken[at] ^= byte(1 << rapid.IntRange(0, 7).Draw(rt, "bit"))
				}
				path := filepath.Join(dir, "bank.db")
				s, err := RestoreSQLite(context.Background(), bytes.NewReader(broken), path, ring)
				if err == nil {
					same := s.Manifest.SHA256 == made.SHA256
					s.Discard()
					if ring == nil && len(broken) == len(file) && same {
						return // another way to write the same text: compression has many
					}
					rt.Fatal("a damaged backup was restored")
				}
				if !errors.Is(err, ErrCutShort) && !errors.Is(err, ErrAltered) && (at >= 14 || !errors.Is(err, ErrNotABackup)) {
					rt.Fatal(err)
				}
				if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
					rt.Fatalf("%d files are left, %v", len(left), err)
				}
			})
			for _, cut := range []int{len(file) - 1, len(file) / 2} {
				if _, err := Read(t.Context(), bytes.NewReader(file[:cut]), ring, nil); !errors.Is(err, ErrCutShort) {
					t.Errorf("cut to %d: %v", cut, err)
				}
			}
			file[len(file)/2] ^= 1
			if _, err := Read(t.Context(), bytes.NewReader(file), ring, nil); !errors.Is(err, ErrAltered) {
				t.Errorf("one byte changed: %v", err)
			}
		})
	}
}

func TestBackupsThatAreRefused(t *testing.T) {
	b := newBank(t)
	b.write(t, 1)
	sealed, _ := backupOf(t, b.path, ringOf(t, 1))
	var other bytes.Buffer
	if _, err := Write(t.Context(), &other, stranger{}, WriteOptions{}); err != nil {
		t.Fatal(err)
	}
	var zipped bytes.Buffer
	z, err := zstd.NewWriter(&zipped)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = io.WriteString(z, strings.Repeat("not a tar\n", 1000)); err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		file []byte
		ring *keys.Ring
		want error
	}{
		{"wrong key", sealed, ringOf(t, 2), keys.ErrWrongKey},
		{"no key", sealed, nil, keys.ErrNoKey},
		{"empty", nil, nil, ErrNotABackup},
		{"a text", []byte("Dear Sir or Madam"), nil, ErrNotABackup},
		{"something zipped", zipped.Bytes(), nil, ErrAltered},
		{"content of another tool", other.Bytes(), nil, ErrOtherEngine},
	} {
		path := filepath.Join(store.TestDir(t), "bank.db")
		if _, err := RestoreSQLite(t.Context(), bytes.NewReader(c.file), path, c.ring); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	for _, c := range []struct {
		m    Manifest
		want error
	}{{Manifest{Product: "abacus", Format: 1}, ErrOtherProduct}, {Manifest{Product: product, Format: 9}, ErrNewer}} {
		if err := c.m.judge(); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v", c.m, err)
		}
	}
}

// stranger is a source of another engine.
type stranger struct{}

func (stranger) Describe(context.Context) (Manifest, error) {
	return Manifest{Engine: MariaDB, Tool: DumpTool}, nil
}
func (stranger) Stream(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, "CREATE TABLE …")
	return err
}
func (stranger) Total() int64 { return 0 }
func (stranger) Close() error { return nil }

func TestDatabasesThatAreNoBank(t *testing.T) {
	dir := store.TestDir(t)
	file := func(name string, text []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	shop := filepath.Join(dir, "shop.db")
	db, err := sql.Open("sqlite", "file:"+shop)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE orders (id INTEGER)"); err != nil {
		t.Fatal(err)
	}
	twin := filepath.Join(dir, "twin.db")
	db2, err := sql.Open("sqlite", "file:"+twin)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"CREATE TABLE store_bank (id INTEGER, product TEXT, bank_date INTEGER, id_high INTEGER)",
		"INSERT INTO store_bank VALUES (1, 'abacus', 0, 0)"} {
		if _, err := db2.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(db.Close(), db2.Close()); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]error{
		shop: ErrOtherProduct, twin: ErrOtherProduct, dir: store.ErrNoDatabase, filepath.Join(dir, "none"): store.ErrNoDatabase,
		file("letter", []byte(strings.Repeat("Dear Sir or Madam, ", 100))): store.ErrNotABank, file("empty.db", nil): ErrOtherProduct,
	} {
		src, err := OpenSQLite(t.Context(), path, nil)
		if err == nil {
			_, err = Write(t.Context(), io.Discard, src, WriteOptions{})
			_ = src.Close()
		}
		if !errors.Is(err, want) {
			t.Errorf("%s: %v", filepath.Base(path), err)
		}
	}
}

func TestRestoreOverABank(t *testing.T) {
	b := newBank(t)
	b.write(t, 2)
	file, _ := backupOf(t, b.path, nil)
	if _, err := RestoreSQLite(t.Context(), bytes.NewReader(file), b.path, nil); !errors.Is(err, ErrExists) {
		t.Errorf("over a bank: %v", err)
	}
	dir := store.TestDir(t)
	path := filepath.Join(dir, "bank.db")
	s, err := RestoreSQLite(t.Context(), bytes.NewReader(file), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("before Commit there is something: %v", err)
	}
	if err := os.WriteFile(path, []byte("somebody was faster"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(); !errors.Is(err, ErrExists) {
		t.Errorf("Commit over a file that came meanwhile: %v", err)
	}
	s.Discard()
	if text, err := os.ReadFile(path); err != nil || string(text) != "somebody was faster" {
		t.Errorf("the file that came meanwhile: %q %v", text, err)
	}
	for _, beside := range []string{"-wal", "-journal"} {
		p := filepath.Join(store.TestDir(t), "bank.db")
		if err := os.WriteFile(p+beside, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := RestoreSQLite(t.Context(), bytes.NewReader(file), p, nil); !errors.Is(err, ErrExists) {
			t.Errorf("beside a leftover %s: %v", beside, err)
		}
	}
	if _, err := RestoreSQLite(t.Context(), bytes.NewReader(file), filepath.Join(dir, "no", "bank.db"), nil); !errors.Is(err, ErrWrite) {
		t.Errorf("into a folder that isn't there: %v", err)
	}
}

// TestADatabaseThatWasDamagedBefore has a sound backup of an unsound file.
func TestADatabaseThatWasDamagedBefore(t *testing.T) {
	b := newBank(t)
	b.write(t, 300)
	if err := b.st.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(b.path)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(raw) - 3*4096; i < len(raw)-4096; i++ {
		raw[i] = 0xff
	}
	if err := os.WriteFile(b.path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	file, _ := backupOf(t, b.path, nil)
	_, err = RestoreSQLite(t.Context(), bytes.NewReader(file), b.path+".new", nil)
	if !errors.Is(err, ErrDamagedSource) {
		t.Errorf("%v", err)
	}
}

func TestNoSpaceLeft(t *testing.T) {
	b := newBank(t)
	b.write(t, 2000)
	file, _ := backupOf(t, b.path, nil)
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full")
	}
	defer full.Close()
	for _, ring := range []*keys.Ring{nil, ringOf(t, 1)} {
		src, err := OpenSQLite(t.Context(), b.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = Write(t.Context(), full, src, WriteOptions{Ring: ring, Where: "disk"}); !errors.Is(err, ErrDiskFull) {
			t.Errorf("a backup to a full disk: %v", err)
		}
		_ = src.Close()
	}
	small := t.TempDir()
	if err := unix.Mount("tmpfs", small, "tmpfs", 0, "size=64k"); err != nil {
		t.Skipf("a small disk can't be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(small, 0) })
	if _, err := RestoreSQLite(t.Context(), bytes.NewReader(file), filepath.Join(small, "bank.db"), nil); !errors.Is(err, ErrDiskFull) {
		t.Errorf("a restore to a full disk: %v", err)
	}
	if left, err := os.ReadDir(small); err != nil || len(left) != 0 {
		t.Errorf("%d files are left, %v", len(left), err)
	}
}

func TestGivingUp(t *testing.T) {
	b := newBank(t)
	b.write(t, 500)
	file, _ := backupOf(t, b.path, nil)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	dir := store.TestDir(t)
	if _, err := RestoreSQLite(gone, bytes.NewReader(file), filepath.Join(dir, "bank.db"), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("%d files are left, %v", len(left), err)
	}
}
