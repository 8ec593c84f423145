package blob

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"pgregory.net/rapid"

	"tonghui/platform/store"
	"tonghui/platform/store/keys"
)

var schema = store.Schema{Module: "blob", Files: Schema()}

func ringOf(t testing.TB, b byte, older ...byte) *keys.Ring {
	t.Helper()
	var all []keys.Wrapper
	for _, b := range append([]byte{b}, older...) {
		m, err := keys.NewMasterKey(bytes.Repeat([]byte{b}, 32))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, m)
	}
	return keys.NewRing(all[0], all[1:]...)
}

func folder(t testing.TB) *Folder {
	t.Helper()
	f, err := OpenFolder(filepath.Join(store.TestDir(t), "files"))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// everywhere runs a test over each kind of place, plain and sealed.
func everywhere(t *testing.T, run func(t *testing.T, f *Files)) {
	for _, sealed := range []bool{false, true} {
		var ring *keys.Ring
		name := " plain"
		if sealed {
			ring, name = ringOf(t, 1), " sealed"
		}
		t.Run("folder"+name, func(t *testing.T) { run(t, New(store.Test(t, schema), folder(t), ring)) })
		t.Run("s3"+name, func(t *testing.T) { run(t, New(store.Test(t, schema), s3Place(t), ring)) })
	}
}

func put(t testing.TB, f *Files, text string) Ref {
	t.Helper()
	ref, err := f.Put(t.Context(), strings.NewReader(text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func attach(t testing.TB, f *Files, ref Ref) {
	t.Helper()
	if err := f.st.Update(t.Context(), func(tx *store.Tx) error { return f.Attach(tx, ref) }); err != nil {
		t.Fatal(err)
	}
}

func detach(f *Files, d Digest) error {
	return f.st.Update(context.Background(), func(tx *store.Tx) error { return f.Detach(tx, d) })
}

func get(f *Files, d Digest) (string, error) {
	r, _, err := f.Get(context.Background(), d)
	if err != nil {
		return "", err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	return string(b), err
}

// lying is the name under which a file lies in its place.
func lying(t testing.TB, f *Files, d Digest) string {
	t.Helper()
	row, err := f.Stat(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return d.name(row.KeyID != "")
}

// damage rewrites the bytes of a kept file.
func damage(t testing.TB, p Place, name string, change func([]byte) []byte) {
	t.Helper()
	r, err := p.Get(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	_ = r.Close()
	if err != nil {
		t.Fatal(err)
	}
	s, err := p.Spool()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Write(change(b)); err != nil {
		t.Fatal(err)
	}
	if err := p.Keep(t.Context(), name, s); err != nil {
		t.Fatal(err)
	}
}

func TestALifeOfAFile(t *testing.T) {
	everywhere(t, func(t *testing.T, f *Files) {
		ctx := t.Context()
		for _, text := range []string{"x", "通惠", strings.Repeat("a", pieceBytes), strings.Repeat("b", 3*pieceBytes+1)} {
			ref := put(t, f, text)
			if again := put(t, f, text); again != ref {
				t.Errorf("put twice: %v and %v", ref, again)
			}
			if got, err := get(f, ref.Digest); err != nil || got != text {
				t.Errorf("%d bytes came back, %v", len(got), err)
			}
			attach(t, f, ref)
			attach(t, f, ref)
			if err := f.Delete(ctx, ref.Digest); !errors.Is(err, ErrAttached) {
				t.Errorf("deleted what is attached: %v", err)
			}
			if err := errors.Join(detach(f, ref.Digest), detach(f, ref.Digest)); err != nil {
				t.Error(err)
			}
			if err := detach(f, ref.Digest); !errors.Is(err, ErrNotAttached) {
				t.Errorf("detached a third time: %v", err)
			}
			name := lying(t, f, ref.Digest)
			if err := f.Delete(ctx, ref.Digest); err != nil {
				t.Error(err)
			}
			if _, err := get(f, ref.Digest); !errors.Is(err, ErrMissing) {
				t.Errorf("after its deletion: %v", err)
			}
			if _, err := f.place.Stat(ctx, name); !errors.Is(err, ErrMissing) {
				t.Errorf("its bytes after its deletion: %v", err)
			}
			if err := f.Delete(ctx, ref.Digest); !errors.Is(err, ErrMissing) {
				t.Errorf("deleted twice: %v", err)
			}
		}
	})
}

// nothingKept fails if a refused file left a row, bytes or a spooled file.
func nothingKept(t *testing.T, f *Files) {
	t.Helper()
	if err := f.eachRow(t.Context(), func(row File) error { return errors.New("row of " + string(row.Digest)) }); err != nil {
		t.Error(err)
	}
	if err := f.place.List(t.Context(), "", func(o Object) error { return errors.New("file " + o.Name) }); err != nil {
		t.Error(err)
	}
	if p, ok := f.place.(*Folder); ok {
		if left, err := os.ReadDir(filepath.Join(p.dir, spoolFolder)); err != nil || len(left) != 0 {
			t.Errorf("%d spooled files left, %v", len(left), err)
		}
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	everywhere(t, func(t *testing.T, f *Files) {
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		for _, c := range []struct {
			name string
			ctx  context.Context
			r    io.Reader
			opt  Options
			want error
		}{
			{"empty", t.Context(), strings.NewReader(""), Options{}, ErrEmpty},
			{"a byte too many", t.Context(), strings.NewReader("123456"), Options{MaxBytes: 5}, ErrTooLarge},
			{"without end", t.Context(), endless{}, Options{MaxBytes: 1 << 20}, ErrTooLarge},
			{"broken off", t.Context(), io.MultiReader(strings.NewReader("begin"), iotest.ErrReader(io.ErrUnexpectedEOF)), Options{}, ErrBrokenOff},
			{"given up", gone, strings.NewReader("text"), Options{}, store.ErrGaveUp},
			{"media type", t.Context(), strings.NewReader("text"), Options{MediaType: strings.Repeat("m", 128)}, ErrMediaType},
		} {
			if _, err := f.Put(c.ctx, c.r, c.opt); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", c.name, err)
			}
			nothingKept(t, f)
		}
		if ref, err := f.Put(t.Context(), strings.NewReader("12345"), Options{MaxBytes: 5}); err != nil || ref.Size != 5 {
			t.Errorf("just small enough: %v %v", ref, err)
		}
	})
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// TestDamageIsFound changes one byte, cuts, lengthens and takes away: reading says so before the last byte, Check and
// Verify name the file.
func TestDamageIsFound(t *testing.T) {
	everywhere(t, func(t *testing.T, f *Files) {
		text := strings.Repeat("0123456789", 20_000)
		ref := put(t, f, text)
		attach(t, f, ref)
		attach(t, f, put(t, f, "another, unharmed"))
		name := lying(t, f, ref.Digest)
		var whole []byte
		damage(t, f.place, name, func(b []byte) []byte { whole = bytes.Clone(b); return b })
		for _, c := range []struct {
			name   string
			change func([]byte) []byte
			want   error
		}{
			{"first byte", func(b []byte) []byte { b[0] ^= 1; return b }, ErrCorrupt},
			{"a byte inside", func(b []byte) []byte { b[len(b)/2] ^= 1; return b }, ErrCorrupt},
			{"last byte", func(b []byte) []byte { b[len(b)-1] ^= 1; return b }, ErrCorrupt},
			{"cut", func(b []byte) []byte { return b[:len(b)-1] }, ErrCorrupt},
			{"cut at a piece", func(b []byte) []byte { return b[:pieceBytes] }, ErrCorrupt},
			{"lengthened", func(b []byte) []byte { return append(b, 0) }, ErrCorrupt},
		} {
			damage(t, f.place, name, func([]byte) []byte { return c.change(bytes.Clone(whole)) })
			got, err := get(f, ref.Digest)
			if !errors.Is(err, c.want) || len(got) >= len(text) {
				t.Errorf("%s: %d bytes were handed out, %v", c.name, len(got), err)
			}
			r, err := f.Check(t.Context(), CheckOptions{Full: true})
			if err != nil || len(r.Findings) != 1 || r.Findings[0].Digest != ref.Digest || !errors.Is(r.Findings[0].Problem, c.want) {
				t.Errorf("%s: Check found %v, %v", c.name, r.Findings, err)
			}
			if err := f.Verify(t.Context(), true); !errors.Is(err, ErrFindings) {
				t.Errorf("%s: Verify: %v", c.name, err)
			}
		}
		if err := f.place.Remove(t.Context(), name); err != nil {
			t.Fatal(err)
		}
		if _, err := get(f, ref.Digest); !errors.Is(err, ErrLost) {
			t.Errorf("taken away: %v", err)
		}
		if r, err := f.Check(t.Context(), CheckOptions{}); err != nil || len(r.Findings) != 1 || !errors.Is(r.Findings[0].Problem, ErrLost) {
			t.Errorf("taken away: Check found %v, %v", r.Findings, err)
		}
		put(t, f, text) // who has it can put it back
		if err := f.Verify(t.Context(), true); err != nil {
			t.Errorf("put back: %v", err)
		}
	})
}

func TestSealedFilesHideTheirText(t *testing.T) {
	p := folder(t)
	st := store.Test(t, schema)
	f := New(st, p, ringOf(t, 1))
	secret := strings.Repeat("身份证 110101", 1000)
	ref := put(t, f, secret)
	raw, err := os.ReadFile(filepath.Join(p.dir, lying(t, f, ref.Digest)))
	if err != nil || bytes.Contains(raw, []byte("110101")) || bytes.Contains(raw, []byte("身份证")) {
		t.Errorf("the text can be read on disk, %v", err)
	}
	attach(t, f, ref)
	for name, c := range map[string]struct {
		ring *keys.Ring
		want error
	}{"no key": {nil, keys.ErrNoKey}, "another key": {ringOf(t, 2), keys.ErrWrongKey}, "rotated": {ringOf(t, 2, 1), nil}} {
		if _, err := get(New(st, p, c.ring), ref.Digest); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if c.want != nil {
			if _, err := New(st, p, c.ring).Check(t.Context(), CheckOptions{Full: true}); !errors.Is(err, c.want) {
				t.Errorf("%s: a check that can't read blames the file: %v", name, err)
			}
		}
	}
}

func TestSweep(t *testing.T) {
	everywhere(t, func(t *testing.T, f *Files) {
		kept, left := put(t, f, "kept"), put(t, f, "left")
		attach(t, f, kept)
		if n, err := f.Sweep(t.Context(), SweepAge); n != 0 || err != nil {
			t.Errorf("a sweep of today's uploads took %d, %v", n, err)
		}
		if n, err := f.Sweep(t.Context(), -time.Minute); n != 1 || err != nil {
			t.Errorf("a sweep a day later took %d, %v", n, err)
		}
		if _, err := get(f, left.Digest); !errors.Is(err, ErrMissing) {
			t.Errorf("what nobody attached: %v", err)
		}
		if _, err := get(f, kept.Digest); err != nil {
			t.Errorf("what is attached: %v", err)
		}
		err := f.st.Update(t.Context(), func(tx *store.Tx) error { return f.Attach(tx, left) })
		if !errors.Is(err, ErrMissing) {
			t.Errorf("attached to what was swept: %v", err)
		}
	})
}

func TestAPutThatBrokeOff(t *testing.T) {
	p := folder(t)
	f := New(store.Test(t, schema), p, nil)
	for i, name := range []string{"of today", "of last week"} {
		path := filepath.Join(p.dir, spoolFolder, name)
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		at := f.st.Now().AddDate(0, 0, -7*i)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.Sweep(t.Context(), SweepAge); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(filepath.Join(p.dir, spoolFolder))
	if err != nil || len(left) != 1 || left[0].Name() != "of today" {
		t.Errorf("left: %v %v", left, err)
	}
}

func TestARemovalThatBrokeOff(t *testing.T) {
	clock := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	var mu sync.Mutex
	opt := store.Options{Clock: func() time.Time { mu.Lock(); defer mu.Unlock(); return clock }, CacheMB: 16, Readers: 4}
	f := New(store.TestOptions(t, opt, schema), folder(t), nil)
	ref := put(t, f, "half removed")
	err := f.st.Update(t.Context(), func(tx *store.Tx) error {
		_, err := markRemoving(tx, ref.Digest, tx.Now())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.st.Update(t.Context(), func(tx *store.Tx) error { return f.Attach(tx, ref) }); !errors.Is(err, ErrMissing) {
		t.Errorf("attached to what is being removed: %v", err)
	}
	short, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := f.Put(short, strings.NewReader("half removed"), Options{}); !errors.Is(err, ErrBeingRemoved) {
		t.Errorf("put in during its removal: %v", err)
	}
	mu.Lock()
	clock = clock.Add(abandoned + time.Second)
	mu.Unlock()
	if n, err := f.Sweep(t.Context(), SweepAge); n != 1 || err != nil {
		t.Errorf("the next sweep finished %d, %v", n, err)
	}
	if put(t, f, "half removed"); f.Verify(t.Context(), true) != nil {
		t.Error("put in after its removal")
	}
}

func TestOrphans(t *testing.T) {
	everywhere(t, func(t *testing.T, f *Files) {
		attach(t, f, put(t, f, "known"))
		other := New(store.Test(t, schema), f.place, f.ring)
		put(t, other, "of another bank")
		r, err := f.Check(t.Context(), CheckOptions{})
		if err != nil || r.Orphaned != 1 || len(r.Orphans) != 1 || len(r.Findings) != 0 {
			t.Errorf("%+v %v", r, err)
		}
	})
}

func TestDigests(t *testing.T) {
	good := "sha256:" + strings.Repeat("0a", 32)
	if d, err := ParseDigest(good); err != nil || string(d) != good {
		t.Error(err)
	}
	f := New(store.Test(t, schema), folder(t), nil)
	for _, bad := range []string{"", "sha256:", good[:70], good + "0", strings.ToUpper(good), "sm3:" + good[7:],
		"sha256:../../../../etc/passwd", "sha256:" + strings.Repeat("0A", 32)} {
		if _, err := ParseDigest(bad); !errors.Is(err, ErrDigest) {
			t.Errorf("%q: %v", bad, err)
		}
		if _, err := get(f, Digest(bad)); !errors.Is(err, ErrDigest) {
			t.Errorf("get %q: %v", bad, err)
		}
		if err := f.Delete(t.Context(), Digest(bad)); !errors.Is(err, ErrDigest) {
			t.Errorf("delete %q: %v", bad, err)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		d, err := ParseDigest("sha256:" + rapid.StringMatching("[0-9a-f]{64}").Draw(rt, "digest"))
		if err != nil {
			rt.Fatal(err)
		}
		sealed := rapid.Bool().Draw(rt, "sealed")
		if back, s, ok := digestOfName(d.name(sealed)); !ok || back != d || s != sealed {
			rt.Fatalf("%s: %s %v %v", d.name(sealed), back, s, ok)
		}
	})
}
