package hsm_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"tonghui/core/account/card"
	"tonghui/core/account/card/hsm"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
)

var ctx = context.Background()

var schemas = []store.Schema{{Module: "card", Files: card.Schema()}, {Module: "vault", Files: vault.Schema()}}

var her = hsm.Holder{Number: "6299990123456789013", Token: "463856467968123"}

func module(t *testing.T) (*hsm.Software, *store.Store, *vault.Vault) {
	t.Helper()
	st := store.Test(t, schemas...)
	v := vault.ForTest(t, st)
	return hsm.NewSoftware(st, v), st, v
}

func typed(t *testing.T, m hsm.HSM, pin, by, digits string) hsm.Block {
	t.Helper()
	public, err := m.PublicKey(ctx)
	must(t, err)
	pad, err := hsm.NewPad(public)
	must(t, err)
	b, err := pad.Block(pin, by, digits)
	must(t, err)
	return b
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestPINs: chosen at a pad, verified from every kind of block, for this card only, and by another process of the same bank.
func TestPINs(t *testing.T) {
	m, st, v := module(t)
	ref, err := m.Reference(ctx, typed(t, m, "135790", hsm.ByCard, her.Token), her)
	must(t, err)
	other := hsm.NewSoftware(st, v) // another process
	for _, c := range []struct {
		pin, by, digits string
		want            bool
	}{{"135790", hsm.ByNumber, her.Number, true}, {"135790", hsm.ByCard, her.Token, true}, {"135791", hsm.ByCard, her.Token, false}} {
		ok, err := other.Verify(ctx, typed(t, m, c.pin, c.by, c.digits), her, ref)
		if err != nil || ok != c.want {
			t.Errorf("%s by %s: %t, %v", c.pin, c.by, ok, err)
		}
	}
	theirs := hsm.Holder{Number: "6299990123456789021", Token: "463856467968124"}
	if ok, err := m.Verify(ctx, typed(t, m, "135790", hsm.ByNumber, theirs.Number), theirs, ref); ok || err == nil {
		t.Error("a reference serves another card")
	}
	if _, err := m.Reference(ctx, typed(t, m, "123456", hsm.ByNumber, her.Number), her); !errors.Is(err, hsm.ErrWeak) {
		t.Errorf("weak: %v", err)
	}
	if value, err := m.PVV(ctx, ref, her); err != nil || len(value) != 4 {
		t.Errorf("PVV %v", err)
	}
}

// TestZPKs: blocks of acquirers in all three formats, given on from one to another.
func TestZPKs(t *testing.T) {
	m, _, _ := module(t)
	ref, err := m.Reference(ctx, typed(t, m, "246801", hsm.ByNumber, her.Number), her)
	must(t, err)
	old, plain, err := m.MakeZPK(ctx, "ACQ-TDES", false)
	must(t, err)
	modern, _, err := m.MakeZPK(ctx, "ACQ-AES", true)
	must(t, err)
	if len(plain) != 16 || len(old.CheckValue) != 6 || len(modern.CheckValue) != 6 {
		t.Errorf("keys %v %v", old, modern)
	}
	if _, _, err := m.MakeZPK(ctx, "ACQ-AES", true); !errors.Is(err, hsm.ErrKeyTaken) {
		t.Errorf("twice: %v", err)
	}
	b := typed(t, m, "246801", hsm.ByNumber, her.Number)
	for _, to := range []struct {
		key store.ID
		f   hsm.Format
	}{{old.ID, hsm.Format0}, {old.ID, hsm.Format3}, {modern.ID, hsm.Format4}} {
		out, err := m.Translate(ctx, b, her, to.key, to.f)
		must(t, err)
		if ok, err := m.Verify(ctx, out, her, ref); err != nil || !ok {
			t.Errorf("format %d: %t, %v", to.f, ok, err)
		}
		b = out
	}
	if _, err := m.Translate(ctx, b, her, old.ID, hsm.Format4); !errors.Is(err, hsm.ErrFormat) {
		t.Errorf("AES format under TDES: %v", err)
	}
	b.Key = 7
	if _, err := m.Verify(ctx, b, her, ref); !errors.Is(err, hsm.ErrKey) {
		t.Errorf("unknown key: %v", err)
	}
}

// TestCVVs: computed, compared, and different per service code.
func TestCVVs(t *testing.T) {
	m, _, _ := module(t)
	one, err := m.CVV(ctx, her, "3112", "220")
	must(t, err)
	if ok, err := m.VerifyCVV(ctx, her, "3112", "220", one); err != nil || !ok {
		t.Errorf("%t, %v", ok, err)
	}
	if ok, _ := m.VerifyCVV(ctx, her, "3112", "220", "x"+one[1:]); ok {
		t.Error("a wrong CVV passes")
	}
}

// TestKeysAtRest: nothing in the file is a key in the clear, and logs of values show nothing.
func TestKeysAtRest(t *testing.T) {
	m, st, _ := module(t)
	_, plain, err := m.MakeZPK(ctx, "ACQ", true)
	must(t, err)
	if store.TestDSN() == "" {
		for _, name := range []string{st.Path(), st.Path() + "-wal"} {
			b, err := os.ReadFile(name)
			if err == nil && bytes.Contains(b, plain) {
				t.Errorf("%s holds a key in the clear", name)
			}
		}
	}
	if s := fmt.Sprint(typed(t, m, "135790", hsm.ByNumber, her.Number).LogValue()); strings.Contains(s, "135790") {
		t.Error(s)
	}
}
