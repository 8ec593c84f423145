package keys

import (
	"bytes"
	"context"
	"errors"
	"testing"
)

func TestWrapKey(t *testing.T) {
	ctx := context.Background()
	one, two := testKey(t, 1), testKey(t, 2)
	s := transitServer(t)
	tr, err := OpenTransit(s.URL+"/v1/transit/bank", "let me in")
	if err != nil {
		t.Fatal(err)
	}
	for name, ring := range map[string]*Ring{"local": NewRing(one), "service": NewRing(tr)} {
		wrapped, id, err := ring.WrapKey(ctx, "vault 1", []byte("a data key"))
		if err != nil || id != ring.ID() || bytes.Contains(wrapped, []byte("a data key")) {
			t.Fatalf("%s: %q under %s, %v", name, wrapped, id, err)
		}
		later := NewRing(two, ring.current)
		if got, err := later.UnwrapKey(ctx, "vault 1", id, wrapped); err != nil || string(got) != "a data key" || !later.Has(id) {
			t.Errorf("%s: by a ring that has the key as an older one: %q, %v", name, got, err)
		}
		wrong := []struct {
			says    string
			ring    *Ring
			purpose string
			id      string
			wrapped []byte
			want    error
		}{
			{"another purpose", ring, "vault 2", id, wrapped, ErrAltered},
			{"another master key", NewRing(two), "vault 1", id, wrapped, ErrWrongKey},
			{"the id of another", later, "vault 1", two.ID(), wrapped, ErrAltered},
			{"no ring", nil, "vault 1", id, wrapped, ErrNoKey},
			{"cut short", ring, "vault 1", id, wrapped[:len(wrapped)-4], ErrAltered},
		}
		for _, c := range wrong {
			if got, err := c.ring.UnwrapKey(ctx, c.purpose, c.id, c.wrapped); !errors.Is(err, c.want) {
				t.Errorf("%s, %s: %q, %v", name, c.says, got, err)
			}
		}
	}
	var none *Ring
	if _, _, err := none.WrapKey(ctx, "vault 1", nil); err == nil || none.Has("x") {
		t.Errorf("no ring wraps: %v", err)
	}
}

// TestAWrappedKeyIsNoFileKey: a data key of a file can't be passed off as one of the vault, whatever the purposes are called.
func TestAWrappedKeyIsNoFileKey(t *testing.T) {
	ring := NewRing(testKey(t, 1))
	file := sealed(t, ring, []byte("text"))
	h, err := readHeader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	for _, purpose := range []string{"test", "", string(h.context("test"))} {
		if _, err := ring.UnwrapKey(context.Background(), purpose, h.keyID, h.wrapped); !errors.Is(err, ErrAltered) {
			t.Errorf("purpose %q: %v", purpose, err)
		}
	}
}
