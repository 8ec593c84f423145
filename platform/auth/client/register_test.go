package client_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tonghui/platform/auth"
	"tonghui/platform/auth/client"
	"tonghui/platform/auth/signature"
	"tonghui/platform/store"
)

// TestRegistrationIsRead: what is registered, also by way of JSON in a proposal, is what is read back.
func TestRegistrationIsRead(t *testing.T) {
	b := newBank(t, client.Config{})
	until := b.now.Add(time.Hour)
	n := client.Registration{Name: "税务局批量查询", Party: 7, Roles: []auth.Role{auth.ClientAgency}, Networks: []string{"203.0.113.0/24"}, Until: &until,
		Rate: &client.Rate{Burst: 5, EveryMicros: 1000}, Keys: []client.NewKey{{Name: "k", Public: string(b.key(signature.SM2).Public().PEM())}}}
	text, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	var again client.Registration
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	var k *client.Client
	b.update(func(tx *store.Tx) (err error) {
		k, err = b.Register(tx, again)
		return err
	})
	got, err := b.Get(context.Background(), k.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got.Digest() != k.Digest() || len(got.Keys) != 1 || got.Keys[0].Digest() != k.Keys[0].Digest() {
		t.Errorf("registered %+v, read %+v", k, got)
	}
	want, _ := json.Marshal(k)
	have, _ := json.Marshal(got)
	if diff := cmp.Diff(string(want), string(have)); diff != "" {
		t.Errorf("read back otherwise (-registered +read):\n%s", diff)
	}
	if strings.Contains(string(have), "secret\":\"") {
		t.Error("the answer shows a secret")
	}
}

func TestBadRegistrations(t *testing.T) {
	b := newBank(t, client.Config{Parties: parties{7: "税务局"}})
	past, soon := b.now, b.now.Add(time.Hour)
	b.register(client.Registration{Name: "taken"})
	reader := []auth.Role{auth.ClientReader}
	public := string(b.key(signature.Ed25519).Public().PEM())
	for name, c := range map[string]struct {
		n    client.Registration
		want error
	}{
		"no name":         {client.Registration{Roles: reader}, client.ErrName},
		"a line break":    {client.Registration{Name: "a\nb", Roles: reader}, client.ErrName},
		"blanks":          {client.Registration{Name: " a", Roles: reader}, client.ErrName},
		"broken text":     {client.Registration{Name: "\xff", Roles: reader}, client.ErrName},
		"a long name":     {client.Registration{Name: strings.Repeat("惠", 101), Roles: reader}, client.ErrName},
		"a taken name":    {client.Registration{Name: "taken", Roles: reader}, client.ErrNameTaken},
		"no roles":        {client.Registration{Name: "a"}, client.ErrRoles},
		"staff's role":    {client.Registration{Name: "a", Roles: []auth.Role{auth.Admin}}, auth.ErrRoleKind},
		"the bank's role": {client.Registration{Name: "a", Roles: []auth.Role{auth.System}}, auth.ErrRoleSystem},
		"no such role":    {client.Registration{Name: "a", Roles: []auth.Role{"god,admin"}}, auth.ErrUnknownRole},
		"no network":      {client.Registration{Name: "a", Roles: reader, Networks: []string{"203.0.113.0"}}, client.ErrCIDR},
		"many networks":   {client.Registration{Name: "a", Roles: reader, Networks: make([]string, 21)}, client.ErrCIDR},
		"over already":    {client.Registration{Name: "a", Roles: reader, Until: &past}, client.ErrUntil},
		"no interval":     {client.Registration{Name: "a", Roles: reader, Rate: &client.Rate{Burst: 1}}, client.ErrRate},
		"negative":        {client.Registration{Name: "a", Roles: reader, Rate: &client.Rate{Burst: -1}}, client.ErrRate},
		"no party":        {client.Registration{Name: "a", Roles: reader, Party: 8}, client.ErrParty},
		"no key":          {client.Registration{Name: "a", Roles: reader, Keys: []client.NewKey{{}}}, client.ErrKeyInput},
		"two in one": {client.Registration{Name: "a", Roles: reader, Keys: []client.NewKey{{Public: public, Fingerprint: strings.Repeat("a", 64)}}},
			client.ErrKeyInput},
		"a short fingerprint": {client.Registration{Name: "a", Roles: reader, Keys: []client.NewKey{{Fingerprint: "abcd"}}}, client.ErrKeyInput},
		"no certificate":      {client.Registration{Name: "a", Roles: reader, Keys: []client.NewKey{{Certificate: public}}}, client.ErrKeyInput},
		"no public key":       {client.Registration{Name: "a", Roles: reader, Keys: []client.NewKey{{Public: "x"}}}, signature.ErrKeyForm},
		"ends before it begins": {client.Registration{Name: "a", Roles: reader, Keys: []client.NewKey{{Public: public, From: &soon, Until: &soon}}},
			client.ErrUntil},
		"the same key twice": {client.Registration{Name: "a", Roles: reader, Keys: []client.NewKey{{Public: public}, {Public: public}}},
			client.ErrKeyTaken},
	} {
		err := b.st.Update(context.Background(), func(tx *store.Tx) error {
			_, err := b.Register(tx, c.n)
			return err
		})
		b.wants(name, err, c.want)
	}
	k, secret := b.register(client.Registration{Name: "good", Party: 7})
	if s := b.admits("a good one", withToken(b.token(k, secret)), nil); s.Hat.ForName != "税务局" {
		t.Errorf("acts for %q", s.Hat.ForName)
	}
	list, err := b.List(context.Background(), 0, 10)
	if err != nil || len(list) != 2 {
		t.Errorf("%d clients are registered (%v), want 2: a refused one left something behind", len(list), err)
	}
	_, err = b.Get(context.Background(), 5)
	b.wants("reading nobody", err, client.ErrUnknown)
}

// parties are names by id.
type parties map[auth.Party]string

func (p parties) PartyName(_ store.Querier, id auth.Party) (string, bool, error) {
	name, ok := p[id]
	return name, ok, nil
}

func TestKeysAreBounded(t *testing.T) {
	b := newBank(t, client.Config{})
	k, _ := b.register(client.Registration{})
	var last *client.Key
	for range 10 {
		last = b.addKey(k, b.key(signature.Ed25519), client.NewKey{})
	}
	add := func() error {
		return b.st.Update(context.Background(), func(tx *store.Tx) error {
			_, err := b.AddKey(tx, k.ID, client.NewKey{Public: string(b.key(signature.Ed25519).Public().PEM())})
			return err
		})
	}
	b.wants("an eleventh key", add(), client.ErrTooManyKeys)
	b.update(func(tx *store.Tx) error {
		_, err := b.RemoveKey(tx, k.ID, last.ID)
		return err
	})
	b.wants("in the place of a removed one", add(), nil)
}

// TestEveryChangeIsNoted: each verb leaves its note, and no note holds a credential.
func TestEveryChangeIsNoted(t *testing.T) {
	b := newBank(t, client.Config{})
	k, secret := b.register(client.Registration{Name: "ERP"})
	b.token(k, secret)
	key := b.addKey(k, b.key(signature.Ed25519), client.NewKey{})
	b.update(func(tx *store.Tx) error {
		if _, err := b.RemoveKey(tx, k.ID, key.ID); err != nil {
			return err
		}
		if _, err := b.Suspend(tx, k.ID, "audit"); err != nil {
			return err
		}
		_, err := b.Resume(tx, k.ID, "audit")
		return err
	})
	var bodies []string
	err := b.st.View(context.Background(), func(v *store.View) (err error) {
		bodies, err = store.All(v, store.Value[string], "SELECT body FROM audit_pending ORDER BY id")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(bodies, "\n")
	for _, verb := range []string{"client.register", "client.secret", "client.token", "client.add_key", "client.end_tokens", "client.remove_key",
		"client.suspend", "client.resume"} {
		if !strings.Contains(all, verb) {
			t.Errorf("no note of %s", verb)
		}
	}
	if strings.Contains(all, secret) || strings.Contains(all, "tt_") {
		t.Error("a note holds a credential")
	}
}

// TestCacheNeverLies: whatever is changed between, the door says at once what the tables say.
func TestCacheNeverLies(t *testing.T) {
	b := newBank(t, client.Config{})
	rapid.Check(t, func(rt *rapid.T) {
		k, secret := b.register(client.Registration{Rate: &client.Rate{}})
		key := b.key(signature.Ed25519)
		registered := b.addKey(k, key, client.NewKey{})
		token := b.token(k, secret)
		active, keyed, good := true, true, true // as the verbs say
		for range rapid.IntRange(1, 8).Draw(rt, "steps") {
			switch rapid.SampledFrom([]string{"suspend", "resume", "rotate", "remove", "token", "look"}).Draw(rt, "step") {
			case "suspend":
				if active {
					b.update(func(tx *store.Tx) error { _, err := b.Suspend(tx, k.ID, "x"); return err })
					active, good = false, false
				}
			case "resume":
				if !active {
					b.update(func(tx *store.Tx) error { _, err := b.Resume(tx, k.ID, "x"); return err })
					active = true
				}
			case "rotate":
				fresh, hash := client.NewSecret()
				secret, good = fresh, false
				b.update(func(tx *store.Tx) error { _, err := b.RotateSecret(tx, k.ID, hash); return err })
			case "remove":
				if keyed {
					b.update(func(tx *store.Tx) error { _, err := b.RemoveKey(tx, k.ID, registered.ID); return err })
					keyed, good = false, false
				}
			case "token":
				if active {
					token, good = b.token(k, secret), true
				}
			}
			if _, err := b.Admit(withToken(token)); (err == nil) != (active && good) {
				rt.Fatalf("active %v, token good %v: %v", active, good, err)
			}
			if _, err := b.AdmitSigned(b.signed(k.ID.String(), key, entry), []byte(entry)); (err == nil) != (active && keyed) {
				rt.Fatalf("active %v, key in force %v: %v", active, keyed, err)
			}
		}
	})
}
