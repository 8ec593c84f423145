package signin

import (
	"context"
	"embed"
	"encoding/json"
	"io/fs"
	"net/http"
	"net/url"
	"time"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/limit"
	"tonghui/platform/auth/oidc"
	"tonghui/platform/auth/passkey"
	"tonghui/platform/auth/password"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the room's migrations; the module is named "signin".
func Schema() fs.FS {
	f, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return f
}

// Registry knows who somebody is and for whom she may act. q is the Tx or View in which the question comes up.
type Registry interface {
	// Hats are the rights to act that stand now, the hat for herself first if she is a customer.
	Hats(ctx context.Context, q store.Querier, person auth.Party) ([]auth.Hat, error)
	// Name is what she is called; an unknown party is a problem.
	Name(ctx context.Context, q store.Querier, person auth.Party) (string, error)
}

// Documents finds people by their identity documents.
type Documents interface {
	PersonByDocument(ctx context.Context, q store.Querier, number string) (person auth.Party, found bool, err error)
}

// Provider is an OpenID provider of the bank's staff; *oidc.Provider is the one.
type Provider interface {
	// Begin is where the browser goes, and what is remembered until it comes back. BeginFresh has the provider ask anew.
	Begin(ctx context.Context) (address string, c oidc.Ceremony, err error)
	BeginFresh(ctx context.Context) (address string, c oidc.Ceremony, err error)
	// Finish judges the query with which the browser came back.
	Finish(ctx context.Context, c oidc.Ceremony, query url.Values) (oidc.Identity, error)
}

// Config says how people sign in. Registry, Vault, Audit and Hasher must be there; what else is zero takes its default or is off.
type Config struct {
	Registry  Registry
	Documents Documents // for terminals; nil: no sign-in by identity document
	Cards     Cards     // of the bank, for terminals; nil: only test cards
	Vault     *vault.Vault
	Audit     *audit.Log
	Hasher    *password.Hasher
	Policy    password.Policy
	Passkeys  *passkey.Site       // nil: no passkeys
	Providers map[string]Provider // by the word in the URL
	Name      string              // of the bank, as authenticator apps show it; default "Tonghui"
	Origins   []string            // of the bank's own pages, besides the host that the request names: behind a proxy

	Idle      time.Duration // without a call, for people; default 15 min
	IdleStaff time.Duration // for who has a staff hat; default 30 min
	IdleKiosk time.Duration // at a terminal, whose page warns and wipes earlier; default 5 min
	Absolute  time.Duration // of a session in all; default 12 h
	Terminal  time.Duration // of a terminal's own session; default 30 days
	Secure    bool          // the site is on https: cookies are Secure and bound to the host
	PerNet    limit.Rule    // tries of one network address; default 30 at once and one each 2 s
}

func (c *Config) fill() {
	for _, d := range []struct {
		v         *time.Duration
		otherwise time.Duration
	}{
		{&c.Idle, 15 * time.Minute}, {&c.IdleStaff, 30 * time.Minute}, {&c.IdleKiosk, 5 * time.Minute},
		{&c.Absolute, 12 * time.Hour}, {&c.Terminal, 30 * 24 * time.Hour},
	} {
		if *d.v <= 0 {
			*d.v = d.otherwise
		}
	}
	if c.Name == "" {
		c.Name = "Tonghui"
	}
	if c.PerNet == (limit.Rule{}) {
		c.PerNet = limit.Rule{Burst: 30, Every: 2 * time.Second}
	}
}

// SignIn is the room. Its methods may be called at the same time.
type SignIn struct {
	st     *store.Store
	cfg    Config
	levels map[auth.Role]auth.Level
	origin *http.CrossOriginProtection
	perNet *limit.Limiter
	memory *memory // nil where other processes write to the database
}

// New makes the room. It registers its sealed columns with the vault.
func New(st *store.Store, cfg Config) *SignIn {
	cfg.fill()
	s := &SignIn{st: st, cfg: cfg, levels: map[auth.Role]auth.Level{}, origin: http.NewCrossOriginProtection(), perNet: limit.New(cfg.PerNet)}
	for _, r := range auth.Roles() {
		s.levels[r.Role] = r.Level
	}
	for _, o := range cfg.Origins {
		if err := s.origin.AddTrustedOrigin(o); err != nil {
			panic(err) // the program's own setting; it is checked where it is read
		}
	}
	if !st.Engine().Shared() {
		s.memory = newMemory()
	}
	cfg.Vault.AddColumn(vault.Column{Table: "signin_users", Column: "totp", Key: "person"})
	cfg.Vault.AddColumn(vault.Column{Table: "signin_users", Column: "login", Key: "person", Mark: &vault.MarkColumn{
		Column: "login_mark", Of: func(_ string, plain []byte) (string, string) { return markLogin, string(plain) }}})
	return s
}

// Kinds of marks.
const (
	markLogin = "login"
	markDesk  = "signin.desk"
)

// Caller is from where somebody wants to get in.
type Caller struct {
	Address  string // network address
	Agent    string // what the browser says of itself
	Device   string // cookie, "" none
	Session  string // cookie of a session that this one takes the place of
	Terminal string // cookie of a terminal
}

// CallerOf reads it from a request; address is the one of the client, as the app knows it.
func (s *SignIn) CallerOf(r *http.Request, address string) Caller {
	return Caller{Address: clip(address, 64), Agent: clip(r.UserAgent(), 200), Device: s.valueOf(r, deviceCookie),
		Session: s.valueOf(r, sessionCookie), Terminal: s.valueOf(r, terminalCookie)}
}

// Grant is what a step of signing in has come to: a session, or the ticket to the next step.
type Grant struct {
	Session *Session // nil: Ticket leads on
	Token   string   // the session's cookie; shown once
	Device  string   // a new device's cookie; "" when the device was known
	Ticket  string   // for the second factor
	Options json.RawMessage
}

// allowed takes one try off the network's allowance. A device that is known spends its own.
func (s *SignIn) allowed(c Caller, known store.ID) error {
	key := "net " + network(c.Address)
	if known != 0 {
		key = "device " + known.String()
	}
	if wait, ok := s.perNet.Allow(key, s.st.Now()); !ok {
		return limit.Refuse(wait)
	}
	return nil
}

// view runs f over a snapshot.
func (s *SignIn) view(ctx context.Context, f func(v *store.View) error) error {
	return s.st.View(ctx, f)
}

// note writes an audit note about a person's access.
func (s *SignIn) note(tx *store.Tx, verb string, person auth.Party, reason string) error {
	return s.cfg.Audit.Note(tx, audit.Note{Verb: "signin." + verb, Kind: "signin.user", Object: object(person), Reason: reason})
}

// object names a person for a note; nobody is known of a login that isn't one.
func object(person auth.Party) string {
	if person == 0 {
		return "unknown"
	}
	return person.String()
}

// failed records a try that failed; what was given is in no record.
func (s *SignIn) failed(ctx context.Context, c Caller, person auth.Party, method string) error {
	return s.st.Update(s.at(ctx, c), func(tx *store.Tx) error { return s.note(tx, "failed", person, method) })
}

// at puts into the context from where somebody comes, for the audit log.
func (s *SignIn) at(ctx context.Context, c Caller) context.Context {
	p := audit.PlaceOf(ctx)
	if p.Address == "" {
		p.Address = c.Address
	}
	return audit.WithPlace(ctx, p)
}
