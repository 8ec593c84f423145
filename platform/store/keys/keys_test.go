package keys

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

func testKey(t testing.TB, b byte) *MasterKey {
	t.Helper()
	m, err := NewMasterKey(bytes.Repeat([]byte{b}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func sealed(t testing.TB, r *Ring, plain []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := r.Seal(context.Background(), &b, "test")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// unsealed reads everything, and what was given out before a failure.
func unsealed(r *Ring, from io.Reader, purpose string) ([]byte, error) {
	text, err := r.Open(context.Background(), from, purpose)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(text)
}

func TestWhatIsSealedOpens(t *testing.T) {
	ring := NewRing(testKey(t, 1))
	for _, n := range []int{0, 1, 15, 16, 17, segmentBytes - 200, segmentBytes, segmentBytes + 1, 3*segmentBytes + 7} {
		plain := bytes.Repeat([]byte("通惠"), n/6+1)[:n]
		file := sealed(t, ring, plain)
		if n >= 6 && bytes.Contains(file, plain[:6]) {
			t.Errorf("%d bytes: the text can be read in the file", n)
		}
		for _, r := range []io.Reader{bytes.NewReader(file), iotest.OneByteReader(bytes.NewReader(file)), iotest.DataErrReader(bytes.NewReader(file))} {
			got, err := unsealed(ring, r, "test")
			if err != nil || !bytes.Equal(got, plain) {
				t.Errorf("%d bytes: %d came back, %v", n, len(got), err)
			}
		}
	}
}

func TestOneKeyOneFile(t *testing.T) {
	ring := NewRing(testKey(t, 1))
	if bytes.Equal(sealed(t, ring, []byte("same")), sealed(t, ring, []byte("same"))) {
		t.Error("the same text sealed twice is the same file")
	}
}

// TestDamage changes, cuts and lengthens a file at every place that differs: each is found, and nothing but the
// beginning of the true text is handed out.
func TestDamage(t *testing.T) {
	ring := NewRing(testKey(t, 1))
	plain := bytes.Repeat([]byte("0123456789abcdef"), 2*segmentBytes/16+3)
	file := sealed(t, ring, plain)
	rapid.Check(t, func(rt *rapid.T) {
		place := rapid.OneOf(rapid.IntRange(0, 200), rapid.IntRange(0, len(file)-1), rapid.IntRange(len(file)-60, len(file)-1)).Draw(rt, "place")
		broken := bytes.Clone(file)
		want := []error{ErrAltered}
		switch how := rapid.SampledFrom([]string{"change", "cut", "append"}).Draw(rt, "how"); how {
		case "change":
			broken[place] ^= byte(1 << rapid.IntRange(0, 7).Draw(rt, "bit"))
			if place < 8 {
				want = []error{ErrNotSealed}
			} else if place < 14 { // lengths: the header then ends elsewhere
				want = []error{ErrAltered, ErrCutShort}
			}
		case "cut":
			broken = broken[:place]
			want = []error{ErrCutShort}
			if place == 0 {
				want = []error{ErrNotSealed}
			}
		case "append":
			broken = append(broken, rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(rt, "more")...)
			want = []error{ErrCutShort, ErrAltered}
		}
		got, err := unsealed(ring, bytes.NewReader(broken), "test")
		if !isOneOf(err, want) {
			rt.Fatalf("place %d of %d: %v, want one of %v", place, len(file), err, want)
		}
		if !bytes.HasPrefix(plain, got) {
			rt.Fatal("altered text was handed out")
		}
	})
}

func isOneOf(err error, want []error) bool {
	for _, w := range want {
		if errors.Is(err, w) {
			return true
		}
	}
	return false
}

func TestSegmentsCannotBeLeftOutOrMoved(t *testing.T) {
	ring := NewRing(testKey(t, 1))
	file := sealed(t, ring, make([]byte, 4*segmentBytes))
	h, err := readHeader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	at := len(h.bytes()) // the first segment begins with the library's own header, and all have one length
	one := func(i int) []byte { return file[at+i*segmentBytes : at+(i+1)*segmentBytes] }
	join := func(parts ...[]byte) []byte {
		b := bytes.Clone(file[:at])
		for _, p := range parts {
			b = append(b, p...)
		}
		return append(b, end(int64(len(b)))...)
	}
	rest := file[at+4*segmentBytes : len(file)-endBytes]
	if _, err := unsealed(ring, bytes.NewReader(join(one(0), one(1), one(2), one(3), rest)), "test"); err != nil {
		t.Fatalf("put together as it was: %v", err)
	}
	for name, b := range map[string][]byte{
		"left out": join(one(0), one(2), one(3), rest), "moved": join(one(0), one(2), one(1), one(3), rest),
		"last cut off, end mark mended": join(one(0), one(1), one(2), one(3)),
	} {
		if _, err := unsealed(ring, bytes.NewReader(b), "test"); !errors.Is(err, ErrAltered) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheRightKeyForTheRightThing(t *testing.T) {
	one, two := testKey(t, 1), testKey(t, 2)
	file := sealed(t, NewRing(one), []byte("text"))
	for _, c := range []struct {
		name    string
		ring    *Ring
		purpose string
		want    error
	}{
		{"another key", NewRing(two), "test", ErrWrongKey}, {"no key", nil, "test", ErrNoKey},
		{"another purpose", NewRing(one), "backup", ErrAltered}, {"an older key of the ring", NewRing(two, one), "test", nil},
	} {
		if _, err := unsealed(c.ring, bytes.NewReader(file), c.purpose); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	h := header{version: formatVersion, algorithm: 2, keyID: one.ID(), wrapped: []byte("x")}
	if _, err := unsealed(NewRing(one), bytes.NewReader(h.bytes()), "test"); !errors.Is(err, ErrNewer) {
		t.Errorf("an algorithm to come: %v", err)
	}
}

func TestRotation(t *testing.T) {
	ctx := context.Background()
	one, two := testKey(t, 1), testKey(t, 2)
	plain := bytes.Repeat([]byte("x"), 2*segmentBytes)
	file := sealed(t, NewRing(one), plain)
	var out bytes.Buffer
	if err := NewRing(two, one).Rewrap(ctx, &out, bytes.NewReader(file), "test"); err != nil {
		t.Fatal(err)
	}
	if id, err := KeyID(bytes.NewReader(out.Bytes())); err != nil || id != two.ID() {
		t.Errorf("sealed under %s, %v", id, err)
	}
	if got, err := unsealed(NewRing(two), bytes.NewReader(out.Bytes()), "test"); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("after the rotation: %d bytes, %v", len(got), err)
	}
	if _, err := unsealed(NewRing(one), bytes.NewReader(out.Bytes()), "test"); !errors.Is(err, ErrWrongKey) {
		t.Errorf("the old key: %v", err)
	}
	if err := NewRing(two, one).Rewrap(ctx, io.Discard, bytes.NewReader(file[:len(file)-9]), "test"); !errors.Is(err, ErrCutShort) {
		t.Errorf("a file cut short, wrapped anew: %v", err)
	}
}

func TestFailuresOfWhatLiesBelow(t *testing.T) {
	ring := NewRing(testKey(t, 1))
	file := sealed(t, ring, make([]byte, 3*segmentBytes))
	broken := errors.New("disk")
	for _, n := range []int{0, 9, 11, 30, 100, segmentBytes + 500, len(file) - 3} {
		r := io.MultiReader(bytes.NewReader(file[:n]), iotest.ErrReader(broken))
		if _, err := unsealed(ring, r, "test"); !errors.Is(err, broken) {
			t.Errorf("after %d bytes: %v", n, err)
		}
	}
	for _, n := range []int{0, 1, 300} {
		w, err := ring.Seal(context.Background(), &failing{left: n}, "test")
		if err == nil {
			_, err = w.Write(make([]byte, segmentBytes))
		}
		if err == nil {
			err = w.Close()
		}
		if !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("a disk that takes %d bytes: %v", n, err)
		}
	}
}

// failing is a disk that fills up.
type failing struct{ left int }

func (f *failing) Write(p []byte) (int, error) {
	if len(p) > f.left {
		return 0, io.ErrShortWrite
	}
	f.left -= len(p)
	return len(p), nil
}

func TestLoad(t *testing.T) {
	one, two := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	t.Setenv("BANK_KEY", hex.EncodeToString(one))
	good := file("good", "# of this year\n"+hex.EncodeToString(two)+"\n\n# of last year\n"+hex.EncodeToString(one)+"\n")
	ring, err := Load(good)
	if err != nil || ring.ID() != testKey(t, 2).ID() || len(ring.all) != 2 {
		t.Errorf("a file of two keys: %v", err)
	}
	if ring, err := Load("env:BANK_KEY"); err != nil || ring.ID() != testKey(t, 1).ID() {
		t.Errorf("from the environment: %v", err)
	}
	if ring, err := Load(""); err != nil || ring != nil || ring.ID() != "" {
		t.Errorf("no key: %v", err)
	}
	for _, bad := range []string{"env:BANK_KEY_THAT_IS_NOT", dir + "/none", file("empty", "\n# nothing\n"),
		file("short", hex.EncodeToString(one[1:])), file("letters", "the key under the mat")} {
		if _, err := Load(bad); !errors.Is(err, ErrKeyFile) || bytes.Contains([]byte(err.Error()), []byte("under the mat")) {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if _, err := NewMasterKey(one[1:]); err == nil {
		t.Error("a key of 31 bytes was taken")
	}
}

func BenchmarkSeal(b *testing.B) {
	ring := NewRing(testKey(b, 1))
	plain := make([]byte, 16<<20)
	b.SetBytes(int64(len(plain)))
	for b.Loop() {
		w, err := ring.Seal(context.Background(), io.Discard, "bench")
		if err != nil {
			b.Fatal(err)
		}
		if _, err := w.Write(plain); err != nil {
			b.Fatal(err)
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	ring := NewRing(testKey(f, 1))
	f.Add(sealed(f, ring, []byte("text")))
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := unsealed(ring, bytes.NewReader(file), "test")
		if err == nil && string(got) != "text" {
			t.Errorf("%q opened", got)
		}
	})
}

// TestGenerate: a generated key is one that Parse reads, and no two are alike.
func TestGenerate(t *testing.T) {
	one, other := Generate(), Generate()
	a, err := Parse(one)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Parse(other)
	if err != nil || a.ID() == b.ID() {
		t.Errorf("%s and %s: %v", a.ID(), b.ID(), err)
	}
}
