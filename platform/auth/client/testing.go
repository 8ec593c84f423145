package client

import (
	"context"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// T is what ForTest needs of a *testing.T or *testing.B.
type T interface {
	Helper()
	Fatal(args ...any)
	Cleanup(f func())
}

// ForTest registers a client with these roles in a test's store, which must have this package's schema, and gives it an access
// token for the header `Authorization: Bearer`. Without roles it may do everything. The token holds for a year, and no rate
// limit applies.
func ForTest(t T, st *store.Store, roles ...auth.Role) (c *Clients, bearer string) {
	t.Helper()
	c = New(st, Config{})
	return c, c.ForTest(t, roles...)
}

// ForTest registers a further client of these clients; see ForTest.
func (c *Clients) ForTest(t T, roles ...auth.Role) (bearer string) {
	t.Helper()
	if len(roles) == 0 {
		roles = []auth.Role{auth.System}
	}
	var k *Client
	ctx := store.WithActor(context.Background(), store.Actor{Person: "test", Hat: "test", Client: "test"})
	err := c.st.Update(ctx, func(tx *store.Tx) (err error) {
		k, err = c.register(tx, Registration{Name: "test " + tx.NewID().String(), Roles: roles, Rate: &Rate{}})
		return err
	})
	if err != nil {
		t.Fatal("registering a client for the test:", err)
	}
	g, err := c.issue(ctx, &token{client: k.ID, epoch: k.epoch}, 365*24*time.Hour)
	if err != nil {
		t.Fatal("giving the test's client a token:", err)
	}
	return g.AccessToken
}
