package blob

import (
	"errors"
	"strings"
	"testing"

	"tonghui/platform/store"
	"tonghui/platform/store/keys"
)

func TestRewrap(t *testing.T) {
	p, st := folder(t), store.Test(t, schema)
	plain, old := New(st, p, nil), New(st, p, ringOf(t, 1))
	texts := []string{"from before there was a key", "under the old key"}
	refs := []Ref{put(t, plain, texts[0]), put(t, old, texts[1])}
	for _, ref := range refs {
		attach(t, old, ref)
	}
	f := New(st, p, ringOf(t, 2, 1))
	if n, err := f.Rewrap(t.Context()); n != 2 || err != nil {
		t.Fatalf("%d wrapped anew, %v", n, err)
	}
	if n, err := f.Rewrap(t.Context()); n != 0 || err != nil {
		t.Errorf("%d wrapped anew a second time, %v", n, err)
	}
	now := New(st, p, ringOf(t, 2)) // the old key is thrown away
	for i, ref := range refs {
		if got, err := get(now, ref.Digest); err != nil || got != texts[i] {
			t.Errorf("%q, %v", got, err)
		}
	}
	if r, err := now.Check(t.Context(), CheckOptions{Full: true}); err != nil || len(r.Findings) > 0 || r.Orphaned > 0 {
		t.Errorf("%+v %v", r, err)
	}
	if _, err := plain.Rewrap(t.Context()); !errors.Is(err, keys.ErrKeyFile) {
		t.Errorf("without a key: %v", err)
	}
}

func TestCopies(t *testing.T) {
	everywhere(t, func(t *testing.T, f *Files) {
		texts := []string{"one", "two", strings.Repeat("three", 100_000)}
		var refs []Ref
		for _, text := range texts {
			refs = append(refs, put(t, f, text))
			attach(t, f, refs[len(refs)-1])
		}
		put(t, f, "never attached")
		shelf, ring := folder(t), ringOf(t, 9)
		if m, err := f.CopyTo(t.Context(), shelf, ring); err != nil || m.Files != 3 || m.Copied != 3 {
			t.Fatalf("%+v %v", m, err)
		}
		if m, err := f.CopyTo(t.Context(), shelf, ring); err != nil || m.Copied != 0 || m.There != 3 {
			t.Errorf("a second time: %+v %v", m, err)
		}
		empty := New(f.st, folder(t), f.ring) // as after a restore of the database
		if _, err := empty.CopyFrom(t.Context(), shelf, ringOf(t, 8)); !errors.Is(err, keys.ErrWrongKey) {
			t.Errorf("with the wrong key: %v", err)
		}
		if m, err := empty.CopyFrom(t.Context(), shelf, ring); err != nil || m.Copied != 3 {
			t.Errorf("%+v %v", m, err)
		}
		if err := empty.Verify(t.Context(), true); err != nil {
			t.Error(err)
		}
		damage(t, shelf, refs[2].Digest.name(true), func(b []byte) []byte { b[len(b)/2] ^= 1; return b })
		if _, err := New(f.st, folder(t), f.ring).CopyFrom(t.Context(), shelf, ring); !errors.Is(err, ErrCorrupt) {
			t.Errorf("from a damaged copy: %v", err)
		}
		damage(t, f.place, lying(t, f, refs[0].Digest), func(b []byte) []byte { b[0] ^= 1; return b })
		if _, err := f.CopyTo(t.Context(), folder(t), nil); !errors.Is(err, ErrCorrupt) {
			t.Errorf("a copy of a damaged file: %v", err)
		}
	})
}
