package vault

import (
	"context"
	"crypto/rand"

	"tonghui/platform/store"
	"tonghui/platform/store/keys"
)

// tester is the part of testing.TB that ForTest needs.
type tester interface {
	Helper()
	Fatal(args ...any)
}

// ForTest is a started vault under a random master key, for the tests of rooms. st has the vault's Schema. columns are
// registered first.
func ForTest(t tester, st *store.Store, columns ...Column) *Vault {
	t.Helper()
	raw := make([]byte, 32)
	_, _ = rand.Read(raw)
	master, err := keys.NewMasterKey(raw)
	if err != nil {
		t.Fatal(err)
	}
	v, err := New(st, keys.NewRing(master), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range columns {
		v.AddColumn(c)
	}
	if err := v.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	return v
}
