package passkey_test

import (
	"bytes"
	"errors"
	"testing"

	soft "github.com/descope/virtualwebauthn"

	"tonghui/base/problem"
	"tonghui/platform/auth/passkey"
)

var bank = soft.RelyingParty{ID: "bank.example", Name: "Tonghui", Origin: "https://bank.example"}

func newSite(t *testing.T) *passkey.Site {
	t.Helper()
	s, err := passkey.New(passkey.Config{RPID: bank.ID, Origins: []string{bank.Origin}, Name: bank.Name})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// register makes a passkey of an owner in a software authenticator.
func register(t *testing.T, s *passkey.Site, o passkey.Owner, at soft.RelyingParty, cred soft.Credential, opt soft.AuthenticatorOptions) (passkey.Key, error) {
	t.Helper()
	c, err := s.Register(o)
	if err != nil {
		t.Fatal(err)
	}
	asked, err := soft.ParseAttestationOptions(string(c.Options))
	if err != nil {
		t.Fatal(err)
	}
	answer := soft.CreateAttestationResponse(at, soft.NewAuthenticatorWithOptions(opt), cred, *asked)
	return s.Registered(o, c.State, []byte(answer))
}

func answer(t *testing.T, c passkey.Ceremony, at soft.RelyingParty, cred soft.Credential, opt soft.AuthenticatorOptions) []byte {
	t.Helper()
	asked, err := soft.ParseAssertionOptions(string(c.Options))
	if err != nil {
		t.Fatal(err)
	}
	return []byte(soft.CreateAssertionResponse(at, soft.NewAuthenticatorWithOptions(opt), cred, *asked))
}

func TestSignInAndItsRefusals(t *testing.T) {
	s := newSite(t)
	owner := passkey.Owner{Handle: []byte("opaque-handle-01"), Name: "li"}
	cred := newCredential()
	cred.Counter = 5
	k, err := register(t, s, owner, bank, cred, soft.AuthenticatorOptions{})
	if err != nil || !bytes.Equal(k.ID, cred.ID) || k.Count != 5 {
		t.Fatalf("registered %x with count %d: %v", k.ID, k.Count, err)
	}
	owner.Keys = []passkey.Key{k}
	find := func(id, handle []byte) (passkey.Owner, error) {
		if !bytes.Equal(handle, owner.Handle) || !bytes.Equal(id, k.ID) {
			return passkey.Owner{}, passkey.ErrUnknown
		}
		return owner, nil
	}
	with := func(count uint32) soft.Credential {
		c := cred
		c.Counter = count
		return c
	}
	mine := soft.AuthenticatorOptions{UserHandle: owner.Handle}
	other := soft.RelyingParty{ID: "bank.examp1e", Origin: "https://bank.examp1e"}
	for _, c := range []struct {
		name string
		at   soft.RelyingParty
		cred soft.Credential
		opt  soft.AuthenticatorOptions
		want *problem.Error
	}{
		{"as it should be", bank, with(6), mine, nil},
		{"another site", other, with(6), mine, passkey.ErrOtherSite},
		{"the id of this site under another origin", soft.RelyingParty{ID: bank.ID, Origin: other.Origin}, with(6), mine, passkey.ErrOtherSite},
		{"this origin with another id", soft.RelyingParty{ID: other.ID, Origin: bank.Origin}, with(6), mine, passkey.ErrOtherSite},
		{"a subdomain", soft.RelyingParty{ID: bank.ID, Origin: "https://a.bank.example"}, with(6), mine, passkey.ErrOtherSite},
		{"without TLS", soft.RelyingParty{ID: bank.ID, Origin: "http://bank.example"}, with(6), mine, passkey.ErrOtherSite},
		{"the counter stands", bank, with(5), mine, passkey.ErrCloned},
		{"the counter went back", bank, with(4), mine, passkey.ErrCloned},
		{"the counter is gone", bank, with(0), mine, passkey.ErrCloned},
		{"nobody verified", bank, with(6), soft.AuthenticatorOptions{UserHandle: owner.Handle, UserNotVerified: true}, passkey.ErrUnverified},
		{"nobody present", bank, with(6), soft.AuthenticatorOptions{UserHandle: owner.Handle, UserNotPresent: true}, passkey.ErrRefused},
		{"another person's handle", bank, with(6), soft.AuthenticatorOptions{UserHandle: []byte("opaque-handle-02")}, passkey.ErrUnknown},
		{"no handle", bank, with(6), soft.AuthenticatorOptions{}, passkey.ErrRefused},
		{"another key under this id", bank, soft.Credential{ID: cred.ID, Key: newCredential().Key, Counter: 6}, mine, passkey.ErrRefused},
		{"an unknown key", bank, newCredential(), mine, passkey.ErrUnknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked, err := s.Ask()
			if err != nil {
				t.Fatal(err)
			}
			got, err := s.Answered(asked.State, answer(t, asked, c.at, c.cred, c.opt), find)
			if c.want == nil {
				if err != nil || got.Count != 6 {
					t.Fatalf("count %d, %v", got.Count, err)
				}
				return
			}
			if !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
		})
	}
}

// An answer to one question is none to another.
func TestAnswerOfAnotherCeremony(t *testing.T) {
	s := newSite(t)
	owner := passkey.Owner{Handle: []byte("h"), Name: "li"}
	cred := newCredential()
	k, err := register(t, s, owner, bank, cred, soft.AuthenticatorOptions{})
	if err != nil {
		t.Fatal(err)
	}
	owner.Keys = []passkey.Key{k}
	find := func(_, _ []byte) (passkey.Owner, error) { return owner, nil }
	first, _ := s.Ask()
	second, _ := s.Ask()
	given := answer(t, first, bank, cred, soft.AuthenticatorOptions{UserHandle: owner.Handle})
	if _, err := s.Answered(second.State, given, find); !errors.Is(err, passkey.ErrStale) {
		t.Errorf("an answer to an earlier question: %v", err)
	}
	if _, err := s.Answered(first.State, given, find); err != nil {
		t.Errorf("its own question: %v", err)
	}
	for _, broken := range []string{"", "{}", "null", `{"id":"a","rawId":"a","type":"public-key","response":{}}`, "[1"} {
		if _, err := s.Answered(first.State, []byte(broken), find); !errors.Is(err, passkey.ErrUnreadable) {
			t.Errorf("%q: %v", broken, err)
		}
		if _, err := s.Registered(owner, first.State, []byte(broken)); !errors.Is(err, passkey.ErrUnreadable) {
			t.Errorf("registration %q: %v", broken, err)
		}
	}
}

func TestRegistrationRefusals(t *testing.T) {
	s := newSite(t)
	owner := passkey.Owner{Handle: []byte("h"), Name: "li"}
	cred := newCredential()
	other := soft.RelyingParty{ID: "other.example", Origin: "https://other.example"}
	if _, err := register(t, s, owner, other, cred, soft.AuthenticatorOptions{}); !errors.Is(err, passkey.ErrOtherSite) {
		t.Errorf("at another site: %v", err)
	}
	if _, err := register(t, s, owner, bank, cred, soft.AuthenticatorOptions{UserNotVerified: true}); !errors.Is(err, passkey.ErrUnverified) {
		t.Errorf("nobody verified: %v", err)
	}
	first, _ := s.Register(owner)
	second, _ := s.Register(owner)
	asked, err := soft.ParseAttestationOptions(string(first.Options))
	if err != nil {
		t.Fatal(err)
	}
	given := soft.CreateAttestationResponse(bank, soft.NewAuthenticator(), cred, *asked)
	if _, err := s.Registered(owner, second.State, []byte(given)); !errors.Is(err, passkey.ErrStale) {
		t.Errorf("an answer to an earlier question: %v", err)
	}
	if _, err := s.Registered(passkey.Owner{Handle: []byte("g")}, first.State, []byte(given)); !errors.Is(err, passkey.ErrRefused) {
		t.Errorf("for another owner: %v", err)
	}
	if _, err := passkey.New(passkey.Config{RPID: "127.0.0.1", Origins: []string{"http://127.0.0.1"}}); err == nil {
		t.Error("an address is no relying party id")
	}
	if _, err := passkey.New(passkey.Config{RPID: "bank.example"}); err == nil {
		t.Error("a site without origins has no pages")
	}
}

// newCredential is a key of a software authenticator. Its library cuts leading zeros off a point's coordinates, which no real
// authenticator does, so keys that have some are not taken.
func newCredential() soft.Credential {
	const whole = 77 // bytes of a COSE key over P-256
	for {
		if c := soft.NewCredential(soft.KeyTypeEC2); len(c.Key.AttestationData()) == whole {
			return c
		}
	}
}
