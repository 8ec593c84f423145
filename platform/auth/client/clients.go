package client

import (
	"context"
	"embed"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"time"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/limit"
	"tonghui/platform/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the clients' migrations.
func Schema() fs.FS {
	f, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return f
}

// Parties knows the parties for whom clients act.
type Parties interface {
	// PartyName is a party's name; ok is false if there is none.
	PartyName(q store.Querier, p auth.Party) (name string, ok bool, err error)
}

// Config tunes the clients; the zero value is right for tests.
type Config struct {
	Audit    *audit.Log                       // nil: nothing is noted
	Parties  Parties                          // nil: nobody is looked up, and hats bear no name
	Limit    limit.Rule                       // of each client that has no rate of its own; default 200 at once, one more each 5 ms
	Attempts limit.Rule                       // of failed requests for a token, by address; default 20 at once, one more each 3 s
	Lifetime time.Duration                    // of an access token; default 10 minutes
	Scheme   string                           // "https" behind a proxy that ends TLS; "": by the connection
	Audience []string                         // what assertions are made out to; default the address of the token endpoint, as asked
	Address  func(r *http.Request) netip.Addr // from where a request comes; default that of the connection
}

// Clients are the programs that the bank knows.
type Clients struct {
	st       *store.Store
	cfg      Config
	cache    cache
	calls    *limit.Limiter
	attempts *limit.Limiter
	recent   recent
}

// New makes the clients of a store.
func New(st *store.Store, cfg Config) *Clients {
	if cfg.Limit == (limit.Rule{}) {
		cfg.Limit = limit.Rule{Burst: 200, Every: 5 * time.Millisecond}
	}
	if cfg.Attempts == (limit.Rule{}) {
		cfg.Attempts = limit.Rule{Burst: 20, Every: 3 * time.Second}
	}
	if cfg.Lifetime <= 0 {
		cfg.Lifetime = 10 * time.Minute
	}
	if cfg.Address == nil {
		cfg.Address = peer
	}
	c := &Clients{st: st, cfg: cfg, calls: limit.New(cfg.Limit), attempts: limit.New(cfg.Attempts)}
	c.cache.clear()
	return c
}

// peer is the address of the connection.
func peer(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	a, _ := netip.ParseAddr(host)
	return a.Unmap().WithZone("")
}

// Get is one client with all keys that it has or had.
func (c *Clients) Get(ctx context.Context, id store.ID) (out *Client, err error) {
	err = c.st.View(ctx, func(v *store.View) (err error) {
		out, err = c.Read(v, id)
		return err
	})
	return out, err
}

// Read is Get inside an update or a view.
func (c *Clients) Read(q store.Querier, id store.ID) (*Client, error) {
	k, ok, err := clientByID(q, id)
	if err == nil && !ok {
		err = ErrUnknown.With(id)
	}
	if err != nil {
		return nil, err
	}
	k.Keys, err = keysOf(q, id)
	return k, err
}

// List is up to most clients after an id, in the order of their registration, without their keys.
func (c *Clients) List(ctx context.Context, after store.ID, most int) (out []*Client, err error) {
	err = c.st.View(ctx, func(v *store.View) (err error) {
		out, err = clientPage(v, after, most)
		return err
	})
	return out, err
}

// Sweep removes tokens and nonces whose time is over. A job does it each minute.
func (c *Clients) Sweep(ctx context.Context) error {
	for more := true; more; {
		if err := c.st.UpdateSlow(ctx, func(tx *store.Tx) (err error) {
			more, err = sweepTables(tx)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}
