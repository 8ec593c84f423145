package vault

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"tonghui/platform/store"
	"tonghui/platform/store/keys"
)

// people is a room that keeps protected values.
var people = store.Schema{Module: "people", Files: fstest.MapFS{"001_people.sql": {Data: []byte(`CREATE TABLE people_people (
	id BIGINT NOT NULL PRIMARY KEY, kind VARCHAR(16) NOT NULL, number VARBINARY(256), mark VARBINARY(32), plain VARCHAR(64))`)}}}

func numbers() Column {
	return Column{Table: "people_people", Column: "number", Key: "id", Mark: &MarkColumn{
		Column: "mark", By: "kind", Of: func(by string, plain []byte) (string, string) { return by, normal(string(plain)) }}}
}

func normal(s string) string { return strings.ToUpper(strings.ReplaceAll(s, " ", "")) }

// clock is the time of a test's store.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)} }

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func testStore(t testing.TB, c *clock) *store.Store {
	t.Helper()
	opt := store.Options{CacheMB: 16, Readers: 4}
	if c != nil {
		opt.Clock = c.read
	}
	return store.TestOptions(t, opt, store.Schema{Module: "vault", Files: Schema()}, people)
}

func master(t testing.TB, b byte) *keys.MasterKey {
	t.Helper()
	m, err := keys.NewMasterKey(bytes.Repeat([]byte{b}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// process is a vault as another process of the same bank would have it.
func process(t testing.TB, st *store.Store, opt Options, ring *keys.Ring) *Vault {
	t.Helper()
	v, err := New(st, ring, opt)
	if err != nil {
		t.Fatal(err)
	}
	v.AddColumn(numbers())
	if err := v.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	return v
}

func at(row store.ID) Place { return Place{"people_people", "number", row} }

func TestWhatIsSealedOpensAtItsPlaceOnly(t *testing.T) {
	st := testStore(t, nil)
	for _, a := range []Algorithm{AES256GCM, SM4GCM} {
		v := process(t, st, Options{Algorithm: a, Settle: 1}, keys.NewRing(master(t, 1)))
		if _, err := v.RotateDataKey(context.Background()); err != nil {
			t.Fatal(err)
		}
		for _, plain := range [][]byte{nil, []byte("x"), []byte("110101199003074514"), bytes.Repeat([]byte("长"), MaxPlain/3)} {
			sealed, err := v.Seal(at(7), plain)
			if err != nil || len(sealed) != len(plain)+Overhead || sealed[1] != byte(a) {
				t.Fatalf("%s: %d bytes sealed to %d, %v", a, len(plain), len(sealed), err)
			}
			if len(plain) > 6 && bytes.Contains(sealed, plain[:6]) {
				t.Errorf("%s: the text can be read", a)
			}
			if got, err := v.Open(at(7), sealed); err != nil || !bytes.Equal(got, plain) {
				t.Errorf("%s: %q came back, %v", a, got, err)
			}
			again, _ := v.Seal(at(7), plain)
			if bytes.Equal(sealed, again) {
				t.Errorf("%s: the same value sealed twice is the same", a)
			}
			for says, p := range map[string]Place{
				"another row": at(8), "another column": {"people_people", "phone", 7}, "another table": {"people_peoplf", "number", 7},
				"names cut elsewhere": {"people_peoplen", "umber", 7},
			} {
				if got, err := v.Open(p, sealed); !errors.Is(err, ErrAltered) {
					t.Errorf("%s, %s: %q, %v", a, says, got, err)
				}
			}
		}
	}
}

func TestDamage(t *testing.T) {
	v := ForTest(t, testStore(t, nil))
	sealed, err := v.Seal(at(7), []byte("110101199003074514"))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		b, want := bytes.Clone(sealed), []error{ErrAltered}
		switch how := rapid.SampledFrom([]string{"flip", "cut", "append", "front"}).Draw(rt, "how"); how {
		case "flip":
			i := rapid.IntRange(0, len(b)-1).Draw(rt, "byte")
			b[i] ^= 1 << rapid.IntRange(0, 7).Draw(rt, "bit")
			switch {
			case i < 2: // version and algorithm: unknown, or the other one
				want = []error{ErrNewer, ErrAltered}
			case i < nameBytes:
				want = []error{ErrUnknownKey, ErrAltered} // key 2 is the index key
			}
		case "cut":
			b = b[:rapid.IntRange(0, len(b)-1).Draw(rt, "length")]
		case "append":
			b = append(b, rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(rt, "more")...)
		case "front":
			b = b[rapid.IntRange(1, len(b)).Draw(rt, "cut"):]
			want = []error{ErrAltered, ErrNewer, ErrUnknownKey}
		}
		got, err := v.Open(at(7), b)
		for _, w := range want {
			if errors.Is(err, w) {
				return
			}
		}
		rt.Fatalf("%q, %v, want one of %v", got, err, want)
	})
}

func TestVectors(t *testing.T) {
	for _, c := range []struct {
		source               string
		a                    Algorithm
		key, iv, aad, p, out string
	}{
		{"RFC 8998, A.1", SM4GCM, "0123456789abcdeffedcba9876543210", "00001234567800000000abcd", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
			"aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
			"17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15" +
				"a56834cbcf98c397b4024a2691233b8d83de3541e4c2b58177e065a9bf7b62ec"},
		{"McGrew and Viega, GCM, test case 16", AES256GCM, "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
			"cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
			"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
			"522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662" +
				"76fc6ece0f4e1768cddf8853bb2d551b"},
	} {
		hx := func(s string) []byte {
			b, err := hex.DecodeString(s)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		g, err := c.a.aead(hx(c.key))
		if err != nil {
			t.Fatal(err)
		}
		if got := g.Seal(nil, hx(c.iv), hx(c.p), hx(c.aad)); hex.EncodeToString(got) != c.out {
			t.Errorf("%s: %x", c.source, got)
		}
	}
}

func TestRefusals(t *testing.T) {
	ctx := context.Background()
	st := testStore(t, nil)
	if _, err := New(st, nil, Options{}); !errors.Is(err, ErrNoMaster) {
		t.Errorf("without a ring: %v", err)
	}
	if _, err := New(st, keys.NewRing(master(t, 1)), Options{Algorithm: 9}); err == nil {
		t.Error("algorithm 9 was taken")
	}
	v, err := New(st, keys.NewRing(master(t, 1)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, sealErr := v.Seal(at(1), nil)
	_, openErr := v.Open(at(1), make([]byte, 60))
	if !errors.Is(sealErr, ErrNotStarted) || !errors.Is(openErr, ErrNotStarted) {
		t.Errorf("before the start: %v, %v", sealErr, openErr)
	}
	if _, err := v.RotateDataKey(ctx); !errors.Is(err, ErrNotStarted) {
		t.Errorf("a change of keys before the start: %v", err)
	}
	if err := v.Start(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Seal(at(1), make([]byte, MaxPlain+1)); !errors.Is(err, ErrTooLong) {
		t.Errorf("a long value: %v", err)
	}
	if _, err := v.Reseal(ctx); !errors.Is(err, ErrNoColumns) {
		t.Errorf("nothing registered: %v", err)
	}
	other, err := New(st, keys.NewRing(master(t, 2)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(ctx); !errors.Is(err, ErrMaster) || !errors.Is(err, keys.ErrWrongKey) {
		t.Errorf("with another master key: %v", err)
	}
	for says, c := range map[string]Column{
		"a name with SQL in it": {Table: "people_people WHERE 1", Column: "number", Key: "id"},
		"marks without Of":      {Table: "people_people", Column: "number", Key: "id", Mark: &MarkColumn{Column: "mark"}},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was registered", says)
				}
			}()
			v.AddColumn(c)
		}()
	}
}

// TestAKeysRowIsBound: rows of the table changed places.
func TestAKeysRowIsBound(t *testing.T) {
	ctx := context.Background()
	st := testStore(t, nil)
	ring := keys.NewRing(master(t, 1))
	v := process(t, st, Options{}, ring)
	if _, err := v.RotateDataKey(ctx); err != nil {
		t.Fatal(err)
	}
	one, three := v.Keys()[0], v.Keys()[2]
	err := st.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec("UPDATE vault_keys SET wrapped = ? WHERE id = ?", one.wrapped, int64(three.ID))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	again, err := New(st, ring, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Start(ctx); !errors.Is(err, ErrMaster) || !errors.Is(err, keys.ErrAltered) {
		t.Errorf("key 1 stands as key 3: %v", err)
	}
}

// TestNothingPlainInTheFiles plants values, sealed and marked, and searches what lies on the disk. One plain value proves that
// the search finds.
func TestNothingPlainInTheFiles(t *testing.T) {
	store.SQLiteOnly(t, "a server's files are its own")
	st := testStore(t, nil)
	ring := keys.NewRing(master(t, 1))
	v := process(t, st, Options{}, ring)
	const planted = "110101199003074514"
	put(t, st, v, 1, "citizen", planted)
	err := st.Update(context.Background(), func(tx *store.Tx) error {
		_, err := tx.Exec("UPDATE people_people SET plain = ? WHERE id = ?", "searched-for-in-vain?", 1)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	k := v.known.Load()
	secrets := map[string][]byte{"the value": []byte(planted), "its beginning": []byte(planted[:8]), "the index key": k.index[0].raw,
		"the master key": bytes.Repeat([]byte{1}, 32)}
	control := 0
	err = filepath.WalkDir(filepath.Dir(st.Path()), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		control += bytes.Count(b, []byte("searched-for-in-vain?"))
		for says, s := range secrets {
			if bytes.Contains(b, s) {
				t.Errorf("%s stands in %s", says, filepath.Base(path))
			}
		}
		return err
	})
	if err != nil || control == 0 {
		t.Errorf("the search found %d plain values, %v", control, err)
	}
}

// put writes a person through the vault.
func put(t testing.TB, st *store.Store, v *Vault, row store.ID, kind, plain string) {
	t.Helper()
	sealed, err := v.Seal(at(row), []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	mark := v.Mark(kind, normal(plain))
	err = st.Update(context.Background(), func(tx *store.Tx) error {
		_, err := tx.Exec("REPLACE INTO people_people (id, kind, number, mark) VALUES (?, ?, ?, ?)", int64(row), kind, sealed, mark)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// find looks a value up by its marks and opens what it finds.
func find(t testing.TB, st *store.Store, v *Vault, kind, plain string) (rows []store.ID) {
	t.Helper()
	marks := v.Marks(kind, normal(plain))
	args := make([]any, len(marks))
	for i, m := range marks {
		args[i] = m
	}
	var found []line
	err := st.View(context.Background(), func(w *store.View) (err error) {
		found, err = store.All(w, func(s store.Scanner) (l line, err error) { return l, s.Scan(&l.row, &l.sealed) },
			"SELECT id, number FROM people_people WHERE mark IN ("+store.Marks(len(args))+") ORDER BY id", args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range found {
		got, err := v.Open(at(l.row), l.sealed)
		if err != nil || string(got) != plain {
			t.Fatalf("row %s holds %q, want %q: %v", l.row, got, plain, err)
		}
		rows = append(rows, l.row)
	}
	return rows
}
