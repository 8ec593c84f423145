package passkey

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Config names the bank to browsers.
type Config struct {
	RPID    string   // relying party id, a domain without scheme and port: "bank.example", "localhost"
	Origins []string // under which its pages live, whole: "https://bank.example"
	Name    string   // shown by the browser: "通惠银行"
}

// Site is the bank as a relying party (依赖方). Its methods may be called at the same time.
type Site struct {
	w    *webauthn.WebAuthn
	cfg  Config
	hash [sha256.Size]byte // of RPID, as authenticators sign it
}

// New makes a site; it refuses a domain or an origin that browsers wouldn't take.
func New(cfg Config) (*Site, error) {
	if cfg.Name == "" {
		cfg.Name = cfg.RPID
	}
	if net.ParseIP(cfg.RPID) != nil {
		return nil, fmt.Errorf("passkey: browsers take a name as relying party id, not the address %s: use localhost", cfg.RPID)
	}
	required := true
	w, err := webauthn.New(&webauthn.Config{
		RPID: cfg.RPID, RPDisplayName: cfg.Name, RPOrigins: slices.Clone(cfg.Origins),
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			RequireResidentKey: &required, ResidentKey: protocol.ResidentKeyRequirementRequired,
			UserVerification: protocol.VerificationRequired,
		},
	})
	if err != nil {
		return nil, fmt.Errorf("passkey: %w", err)
	}
	return &Site{w: w, cfg: cfg, hash: sha256.Sum256([]byte(cfg.RPID))}, nil
}

// Key is what the bank keeps of a passkey.
type Key struct {
	ID     []byte // chosen by the authenticator, unique in the world
	Record []byte // public key and flags, JSON
	Count  uint32 // signatures it says to have made; 0 when it doesn't count
}

// Owner is whose passkeys are asked for.
type Owner struct {
	Handle []byte // opaque, up to 64 bytes; it tells nothing of the person
	Name   string // by which she picks the passkey in her browser's list
	Keys   []Key  // those she has
}

// Ceremony is one question. Options go to the browser, State stays with the bank until the answer comes.
type Ceremony struct {
	Options json.RawMessage // for navigator.credentials.create or get: {"publicKey": …}
	State   []byte
}

// Register asks for a new passkey of an owner; those she has are excluded.
func (s *Site) Register(o Owner) (Ceremony, error) {
	u, err := o.user()
	if err != nil {
		return Ceremony{}, err
	}
	options, state, err := s.w.BeginRegistration(u, webauthn.WithExclusions(webauthn.Credentials(u.keys).CredentialDescriptors()))
	if err != nil {
		return Ceremony{}, fmt.Errorf("passkey: %w", err)
	}
	return ceremony(options, state)
}

// Registered judges the answer to Register.
func (s *Site) Registered(o Owner, state, answer []byte) (Key, error) {
	u, err := o.user()
	if err != nil {
		return Key{}, err
	}
	var session webauthn.SessionData
	if err := json.Unmarshal(state, &session); err != nil {
		return Key{}, ErrStale.Because(err)
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return Key{}, ErrUnreadable.Because(err)
	}
	data := &parsed.Response.AttestationObject.AuthData
	if err := s.ours(&parsed.Response.CollectedClientData, data); err != nil {
		return Key{}, err
	}
	c, err := s.w.CreateCredential(u, session, parsed)
	if err != nil {
		return Key{}, judged(err)
	}
	return keyOf(c)
}

// Ask asks for any passkey of this site: the browser offers those it has (可发现凭证).
func (s *Site) Ask() (Ceremony, error) {
	options, state, err := s.w.BeginDiscoverableLogin()
	if err != nil {
		return Ceremony{}, fmt.Errorf("passkey: %w", err)
	}
	return ceremony(options, state)
}

// Answered judges the answer to Ask. find gives the owner who has a handle and the key of this id, or ErrUnknown. The key
// comes back with its new count, for the caller to keep.
func (s *Site) Answered(state, answer []byte, find func(id, handle []byte) (Owner, error)) (Key, error) {
	var session webauthn.SessionData
	if err := json.Unmarshal(state, &session); err != nil {
		return Key{}, ErrStale.Because(err)
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return Key{}, ErrUnreadable.Because(err)
	}
	if err := s.ours(&parsed.Response.CollectedClientData, &parsed.Response.AuthenticatorData); err != nil {
		return Key{}, err
	}
	_, c, err := s.w.ValidatePasskeyLogin(func(id, handle []byte) (webauthn.User, error) {
		o, err := find(id, handle)
		if err != nil {
			return nil, err
		}
		return o.user()
	}, session, parsed)
	if err != nil {
		return Key{}, judged(err)
	}
	if c.Authenticator.CloneWarning {
		return Key{ID: c.ID}, ErrCloned
	}
	return keyOf(c)
}

// ours tells a passkey of another site, and one whose device checked nobody, from other faults, so that the sentence
// can say so. The library checks all of it again.
func (s *Site) ours(c *protocol.CollectedClientData, d *protocol.AuthenticatorData) error {
	same := func(o string) bool { return strings.EqualFold(strings.TrimSuffix(o, "/"), c.Origin) }
	switch {
	case !slices.ContainsFunc(s.cfg.Origins, same), !bytes.Equal(d.RPIDHash, s.hash[:]):
		return ErrOtherSite
	case !d.Flags.HasUserVerified():
		return ErrUnverified
	}
	return nil
}

func ceremony(options, state any) (c Ceremony, err error) {
	if c.Options, err = json.Marshal(options); err == nil {
		c.State, err = json.Marshal(state)
	}
	return c, err
}

// keyOf drops what was only of use at registration.
func keyOf(c *webauthn.Credential) (Key, error) {
	kept := *c
	kept.Attestation = webauthn.CredentialAttestation{}
	record, err := json.Marshal(&kept)
	return Key{ID: c.ID, Record: record, Count: c.Authenticator.SignCount}, err
}

// user is an Owner as the library sees one.
type user struct {
	Owner
	keys []webauthn.Credential
}

func (o Owner) user() (*user, error) {
	u := &user{Owner: o}
	for _, k := range o.Keys {
		var c webauthn.Credential
		if err := json.Unmarshal(k.Record, &c); err != nil {
			return nil, fmt.Errorf("passkey: a kept key can't be read: %w", err)
		}
		c.Authenticator.SignCount = k.Count
		u.keys = append(u.keys, c)
	}
	return u, nil
}

// WebAuthnID is the owner's handle.
func (u *user) WebAuthnID() []byte { return u.Handle }

// WebAuthnName is shown in the browser's list.
func (u *user) WebAuthnName() string { return u.Name }

// WebAuthnDisplayName is shown in the browser's list.
func (u *user) WebAuthnDisplayName() string { return u.Name }

// WebAuthnCredentials are the owner's keys.
func (u *user) WebAuthnCredentials() []webauthn.Credential { return u.keys }
