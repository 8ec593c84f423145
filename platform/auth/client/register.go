package client

import (
	"crypto/sha256"
	"errors"
	"net/netip"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// secretMark begins every client's secret, so that scanners of source code find it where it doesn't belong.
const secretMark = "ts_"

// Registration is a client that is to be registered. It stands in JSON in a proposal that two people decide.
type Registration struct {
	Name     string      `json:"name" minLength:"1" maxLength:"100" doc:"What the program is called." example:"ERP of Huaxin Trading"`
	Party    auth.Party  `json:"party,omitzero" doc:"For whom it acts; absent for the bank's own programs."`
	Roles    []auth.Role `json:"roles" minItems:"1" maxItems:"10" nullable:"false" doc:"What it may; roles of programs." example:"[\"client_reader\"]"`
	Networks []string    `json:"networks,omitempty" maxItems:"20" doc:"From where it may call; absent: from everywhere." example:"[\"203.0.113.0/24\"]"`
	Until    *time.Time  `json:"until,omitempty" doc:"When its registration ends; absent: it doesn't."`
	Rate     *Rate       `json:"rate,omitempty" doc:"Its own limit; absent: the bank's usual one."`
	Keys     []NewKey    `json:"keys,omitempty" maxItems:"10" doc:"Public keys and certificates to begin with."`
}

// Check refuses what could not be registered, as far as that can be told without the tables; it also brings networks into
// their canonical form.
func (n *Registration) Check(now time.Time) error {
	length := utf8.RuneCountInString(n.Name)
	if length == 0 || length > 100 || !utf8.ValidString(n.Name) || strings.ContainsFunc(n.Name, unicode.IsControl) ||
		strings.TrimSpace(n.Name) != n.Name {
		return ErrName
	}
	if len(n.Roles) == 0 || len(n.Roles) > 10 {
		return ErrRoles
	}
	if err := auth.CheckRoles(auth.ClientHat, n.Roles); err != nil {
		return err
	}
	if len(n.Networks) > 20 {
		return ErrCIDR.With(n.Networks[20])
	}
	for i, text := range n.Networks {
		p, err := netip.ParsePrefix(text)
		if err != nil || p.Addr().Is4In6() {
			return ErrCIDR.With(clip(text))
		}
		n.Networks[i] = p.Masked().String()
	}
	if n.Until != nil && !n.Until.After(now) {
		return ErrUntil
	}
	if !n.Rate.valid() {
		return ErrRate
	}
	if len(n.Keys) > maxKeys {
		return ErrTooManyKeys
	}
	for i := range n.Keys {
		if _, err := n.Keys[i].read(now); err != nil {
			return err
		}
	}
	return nil
}

// clip keeps a word of others short and harmless in a sentence.
func clip(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// Register takes a client in. It has the keys that n brings; RotateSecret gives it a secret, if it is to have one.
func (c *Clients) Register(tx *store.Tx, n Registration) (*Client, error) {
	if err := n.Check(tx.Now()); err != nil {
		return nil, err
	}
	return c.register(tx, n)
}

// register is Register without the checks.
func (c *Clients) register(tx *store.Tx, n Registration) (*Client, error) {
	k := &Client{ID: tx.NewID(), Name: n.Name, Party: n.Party, Roles: n.Roles, State: Active, Networks: n.Networks, Until: n.Until, Rate: n.Rate,
		MadeAt: tx.Now(), ChangedAt: tx.Now(), epoch: 1, version: 1}
	if n.Party != 0 && c.cfg.Parties != nil {
		_, ok, err := c.cfg.Parties.PartyName(tx, n.Party)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, ErrParty.With(n.Party)
		}
	}
	if err := insertClient(tx, k); err != nil {
		if errors.Is(err, store.ErrDuplicate) {
			err = ErrNameTaken
		}
		return nil, err
	}
	if err := c.note(tx, "client.register", k, audit.Digest{}, ""); err != nil {
		return nil, err
	}
	for i := range n.Keys {
		key, changed, err := c.addKey(tx, k.ID, n.Keys[i])
		if err != nil {
			return nil, err
		}
		k.Keys, k.version = append(k.Keys, *key), changed.version
	}
	return k, nil
}

// change locks a client, changes it and notes that.
func (c *Clients) change(tx *store.Tx, id store.ID, verb, reason string, do func(*Client) error) (*Client, error) {
	k, err := lockClient(tx, id)
	if err != nil {
		return nil, err
	}
	before := k.Digest()
	if err := do(k); err != nil {
		return nil, err
	}
	k.version++
	k.ChangedAt = tx.Now()
	if err := updateClient(tx, k); err != nil {
		return nil, err
	}
	c.changed(tx, id)
	return k, c.note(tx, verb, k, before, reason)
}

// Suspend lets a client in no more, by no way, and takes their force from all its tokens.
func (c *Clients) Suspend(tx *store.Tx, id store.ID, reason string) (*Client, error) {
	return c.change(tx, id, "client.suspend", reason, func(k *Client) error {
		if k.State == Suspended {
			return ErrState.With(id)
		}
		k.State = Suspended
		k.epoch++
		return nil
	})
}

// Resume lets a suspended client in again; it needs new tokens.
func (c *Clients) Resume(tx *store.Tx, id store.ID, reason string) (*Client, error) {
	return c.change(tx, id, "client.resume", reason, func(k *Client) error {
		if k.State == Active {
			return ErrState.With(id)
		}
		k.State = Active
		return nil
	})
}

// NewSecret makes a secret, which is shown once and kept nowhere, and the hash by which RotateSecret makes it the client's.
func NewSecret() (secret string, hash [32]byte) {
	secret = secretMark + randomWord()
	return secret, sha256.Sum256([]byte(secret))
}

// RotateSecret gives a client a new secret by its hash; the old one and all tokens lose their force. A client that can sign
// should be given none.
func (c *Clients) RotateSecret(tx *store.Tx, id store.ID, hash [32]byte) (*Client, error) {
	return c.change(tx, id, "client.secret", "", func(k *Client) error {
		k.secret, k.HasSecret = hash[:], true
		k.epoch++
		return nil
	})
}

// note records a change in the audit log, if there is one.
func (c *Clients) note(tx *store.Tx, verb string, k *Client, before audit.Digest, reason string) error {
	if c.cfg.Audit == nil {
		return nil
	}
	return c.cfg.Audit.Note(tx, audit.Note{Verb: verb, Kind: Kind, Object: k.ID.String(), Version: k.version, Before: before, After: k.Digest(),
		Salted: true, Reason: reason})
}
