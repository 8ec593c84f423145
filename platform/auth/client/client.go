package client

import (
	"net/netip"
	"strings"
	"time"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/limit"
	"tonghui/platform/store"
)

// Kind is the kind of a client as an object of permissions and audit records.
const Kind = "client.client"

// State says whether a client is let in.
type State string

// The states.
const (
	Active    State = "active"
	Suspended State = "suspended"
)

// states are the numbers in the table.
var states = []State{Active, Suspended}

// Form is what a credential with a thumbprint is.
type Form string

// The forms.
const (
	Ed25519Key  Form = "ed25519"
	SM2Key      Form = "sm2-sm3"
	Certificate Form = "certificate"
)

// Client is a program that may call the bank.
type Client struct {
	ID        store.ID    `json:"id" doc:"Also its client_id."`
	Name      string      `json:"name"`
	Party     auth.Party  `json:"party,omitzero" doc:"For whom it acts; absent for the bank's own programs."`
	Roles     []auth.Role `json:"roles" nullable:"false"`
	State     State       `json:"state" enum:"active,suspended"`
	Networks  []string    `json:"networks,omitempty" doc:"From where it may call; absent: from everywhere."`
	Until     *time.Time  `json:"until,omitempty" doc:"When its registration ends."`
	Rate      *Rate       `json:"rate,omitempty" doc:"Its own limit; absent: the bank's usual one."`
	HasSecret bool        `json:"hasSecret"`
	Keys      []Key       `json:"keys,omitempty" doc:"When one client is read."`
	MadeAt    time.Time   `json:"madeAt"`
	ChangedAt time.Time   `json:"changedAt"`

	secret   []byte // SHA-256
	epoch    int64
	version  int64
	prefixes []netip.Prefix
	forName  string // of Party
}

// Key is a public key or a certificate of a client.
type Key struct {
	ID         store.ID   `json:"id"`
	Form       Form       `json:"form" enum:"ed25519,sm2-sm3,certificate"`
	Thumbprint string     `json:"thumbprint" doc:"SHA-256, of a key in base64url, of a certificate in hex."`
	Name       string     `json:"name,omitempty"`
	From       time.Time  `json:"from"`
	Until      *time.Time `json:"until,omitempty"`
	EndedAt    *time.Time `json:"endedAt,omitempty" doc:"When it was removed."`
	MadeAt     time.Time  `json:"madeAt"`

	client store.ID
	thumb  [32]byte
	public []byte // SubjectPublicKeyInfo; empty for a certificate
}

// holds reports whether the key is in force.
func (k *Key) holds(now time.Time) bool {
	return k.EndedAt == nil && !now.Before(k.From) && (k.Until == nil || now.Before(*k.Until))
}

// Rate is how often a client may call: Burst at once, and one more each EveryMicros; a Burst of 0 sets no limit.
type Rate struct {
	Burst       int   `json:"burst" minimum:"0" maximum:"1000000" doc:"Calls at once; 0: no limit."`
	EveryMicros int64 `json:"everyMicros" minimum:"0" maximum:"86400000000" doc:"Microseconds until one more."`
}

func (r *Rate) valid() bool {
	return r == nil || r.Burst == 0 ||
		r.Burst > 0 && r.Burst <= 1_000_000 && r.EveryMicros > 0 && r.EveryMicros <= int64(24*time.Hour/time.Microsecond)
}

// rule is the client's limit, or the bank's usual one.
func (c *Client) rule(usual limit.Rule) limit.Rule {
	if c.Rate == nil {
		return usual
	}
	return limit.Rule{Burst: c.Rate.Burst, Every: time.Duration(c.Rate.EveryMicros) * time.Microsecond}
}

// AuthScope is to whom a client belongs: to the party for whom it acts.
func (c *Client) AuthScope() (auth.Scope, string) {
	var s auth.Scope
	if c.Party != 0 {
		s.Parties = []auth.Party{c.Party}
	}
	return s, Kind + "/" + c.ID.String()
}

// Location is where the client can be read.
func (c *Client) Location() string { return "/v1/clients/" + c.ID.String() }

// Digest is the row's for the audit log.
func (c *Client) Digest() audit.Digest {
	var h audit.Hasher
	h.Start(Kind).Int(int64(c.ID)).Text(c.Name).Int(int64(c.Party)).Text(joinRoles(c.Roles)).Text(string(c.State))
	h.Text(strings.Join(c.Networks, ",")).Bytes(c.secret).Int(c.epoch).Int(c.version)
	for _, t := range []*time.Time{c.Until, &c.MadeAt} {
		if t == nil {
			h.Null()
			continue
		}
		h.Int(t.UnixMicro())
	}
	if c.Rate == nil {
		return h.Null().Sum()
	}
	return h.Int(int64(c.Rate.Burst)).Int(c.Rate.EveryMicros).Sum()
}

// Digest is the row's for the audit log.
func (k *Key) Digest() audit.Digest {
	var h audit.Hasher
	h.Start("client.key").Int(int64(k.ID)).Int(int64(k.client)).Text(string(k.Form)).Bytes(k.thumb[:]).Text(k.Name).Int(k.From.UnixMicro())
	for _, t := range []*time.Time{k.Until, k.EndedAt} {
		if t == nil {
			h.Null()
			continue
		}
		h.Int(t.UnixMicro())
	}
	return h.Sum()
}

// subject is who the client is, as it has shown by some way.
func (c *Client) subject(level auth.Level, proved time.Time) *auth.Subject {
	id := c.ID.String()
	s := &auth.Subject{Name: c.Name, Client: id, Level: level, ProvedAt: proved,
		Hat: auth.Hat{ID: "client-" + id, Kind: auth.ClientHat, For: c.Party, ForName: c.forName, Roles: c.Roles}}
	if c.Until != nil {
		s.Hat.Until = *c.Until
	}
	return s
}

func joinRoles(roles []auth.Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return strings.Join(words, ",")
}

func splitWords(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}
