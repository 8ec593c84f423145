package signin

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	soft "github.com/descope/virtualwebauthn"

	"tonghui/base/problem"
	"tonghui/platform/auth"
	"tonghui/platform/auth/oidc"
	"tonghui/platform/auth/passkey"
	"tonghui/platform/store"
)

// phone is a software authenticator.
type phone struct {
	cred   soft.Credential
	handle []byte
}

func (p *phone) made(t *testing.T, options json.RawMessage, at soft.RelyingParty) json.RawMessage {
	t.Helper()
	asked, err := soft.ParseAttestationOptions(string(options))
	if err != nil {
		t.Fatal(err)
	}
	p.handle = []byte(asked.UserID)
	return json.RawMessage(soft.CreateAttestationResponse(at, soft.NewAuthenticator(), p.cred, *asked))
}

func (p *phone) answer(t *testing.T, options json.RawMessage, at soft.RelyingParty) json.RawMessage {
	t.Helper()
	asked, err := soft.ParseAssertionOptions(string(options))
	if err != nil {
		t.Fatal(err)
	}
	p.cred.Counter++
	a := soft.NewAuthenticatorWithOptions(soft.AuthenticatorOptions{UserHandle: p.handle})
	return json.RawMessage(soft.CreateAssertionResponse(at, a, p.cred, *asked))
}

// withPasskey registers one for a session.
func (b *bank) withPasskey(t *testing.T, g *Grant) (*phone, *Passkey) {
	t.Helper()
	ctx := context.Background()
	sub, err := b.admits(g, "")
	if err != nil {
		t.Fatal(err)
	}
	asked, err := b.NewPasskey(ctx, sub)
	if err != nil {
		t.Fatal(err)
	}
	p := &phone{cred: newCredential()}
	k, err := b.AddPasskey(ctx, sub, asked.Ticket, "我的手机", p.made(t, asked.Options, site))
	if err != nil {
		t.Fatal(err)
	}
	return p, k
}

func TestPasskeyAlone(t *testing.T) {
	b, ctx := newBank(t), context.Background()
	first, _ := b.member()
	p, _ := b.withPasskey(t, first)
	ask := func() *Grant {
		t.Helper()
		g, err := b.AskPasskey(ctx, home)
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	asked := ask()
	given := p.answer(t, asked.Options, site)
	g, err := b.Passkey(ctx, home, asked.Ticket, given)
	if err != nil || g.Session.Level != auth.LevelStrong || g.Session.Person != li {
		t.Fatalf("%+v, %v", g, err)
	}
	if _, err := b.Passkey(ctx, home, asked.Ticket, given); !errors.Is(err, ErrTicket) {
		t.Errorf("the same answer again: %v", err)
	}
	if _, err := b.Passkey(ctx, home, ask().Ticket, given); !errors.Is(err, passkey.ErrStale) {
		t.Errorf("the same answer to another question: %v", err)
	}
	asked = ask()
	phish := p.answer(t, asked.Options, soft.RelyingParty{ID: "bank.examp1e", Origin: "https://bank.examp1e"})
	if _, err := b.Passkey(ctx, home, asked.Ticket, phish); !errors.Is(err, passkey.ErrOtherSite) {
		t.Errorf("a passkey of another site: %v", err)
	}
	p.cred.Counter = 0
	asked = ask()
	if _, err := b.Passkey(ctx, home, asked.Ticket, p.answer(t, asked.Options, site)); !errors.Is(err, passkey.ErrCloned) {
		t.Errorf("a counter that went back: %v", err)
	}
	p.cred.Counter = 100
	asked = ask()
	b.wait(ticketFor)
	if _, err := b.Passkey(ctx, home, asked.Ticket, p.answer(t, asked.Options, site)); !errors.Is(err, ErrTicket) {
		t.Errorf("after five minutes: %v", err)
	}
	b.update(func(tx *store.Tx) error { return b.Suspend(tx, li, "x") })
	asked = ask()
	if _, err := b.Passkey(ctx, home, asked.Ticket, p.answer(t, asked.Options, site)); !errors.Is(err, ErrSuspended) {
		t.Errorf("a suspended user's passkey: %v", err)
	}
}

// Two answers that were judged before either was written: the one with the lower count comes too late.
func TestPasskeyUsedTwiceAtOnce(t *testing.T) {
	b, ctx := newBank(t), context.Background()
	first, _ := b.member()
	p, _ := b.withPasskey(t, first)
	var judged []*Passkey
	for range 2 {
		asked, err := b.AskPasskey(ctx, home)
		if err != nil {
			t.Fatal(err)
		}
		tk, err := b.take(ctx, asked.Ticket, forPasskey, 0)
		if err != nil {
			t.Fatal(err)
		}
		k, err := b.answered(ctx, home, tk, p.answer(t, asked.Options, site))
		if err != nil {
			t.Fatal(err)
		}
		judged = append(judged, k)
	}
	b.update(func(tx *store.Tx) error { return b.useKey(tx, judged[1]) })
	err := b.st.Update(ctx, func(tx *store.Tx) error { return b.useKey(tx, judged[0]) })
	if !errors.Is(err, passkey.ErrCloned) {
		t.Errorf("the lower count: %v", err)
	}
}

func TestStepUpByPasskey(t *testing.T) {
	b, ctx := newBank(t), context.Background()
	first, _ := b.member()
	p, key := b.withPasskey(t, first)
	sub, _ := b.admits(first, "")
	asked, err := b.AskStepUp(ctx, sub)
	if err != nil {
		t.Fatal(err)
	}
	other := *sub
	other.Session++
	if _, err := b.StepUpByPasskey(ctx, home, &other, asked.Ticket, p.answer(t, asked.Options, site)); !errors.Is(err, ErrTicket) {
		t.Errorf("under another session: %v", err)
	}
	if _, err := b.Passkey(ctx, home, asked.Ticket, p.answer(t, asked.Options, site)); !errors.Is(err, ErrTicket) {
		t.Errorf("a step-up's ticket signs in: %v", err)
	}
	g, err := b.StepUpByPasskey(ctx, home, sub, asked.Ticket, p.answer(t, asked.Options, site))
	if err != nil || g.Session.Level != auth.LevelStrong {
		t.Fatalf("%+v, %v", g, err)
	}
	if sub, err := b.admits(g, "firm-7"); err != nil || len(sub.Hat.Roles) != 2 {
		t.Errorf("the sealer's role after the step-up: %+v, %v", sub, err)
	}
	if err := b.RemovePasskey(ctx, home, sub, key.ID+1); !errors.Is(err, ErrNotYours) {
		t.Errorf("another's passkey: %v", err)
	}
	if err := b.RemovePasskey(ctx, home, sub, key.ID); err != nil {
		t.Error(err)
	}
}

func TestChangePassword(t *testing.T) {
	b, ctx := newBank(t), context.Background()
	first, device := b.member()
	c := home
	c.Device = device
	second, err := b.Password(ctx, c, Try{Login: liName, Password: liWord})
	if err != nil {
		t.Fatal(err)
	}
	sub, _ := b.admits(second, "")
	if err := b.SetPassword(ctx, c, sub, "wrong", newWord); !errors.Is(err, ErrOldPassword) {
		t.Errorf("the wrong old one: %v", err)
	}
	if err := b.SetPassword(ctx, c, sub, liWord, "李明李明李明李明李明"); problem.KindOf(err) != problem.Invalid {
		t.Errorf("one that everybody guesses: %v", err)
	}
	if err := b.SetPassword(ctx, c, sub, liWord, "my li.ming forever!"); problem.KindOf(err) != problem.Invalid {
		t.Errorf("one that holds the login name: %v", err)
	}
	if err := b.SetPassword(ctx, c, sub, liWord, newWord); err != nil {
		t.Fatal(err)
	}
	if _, err := b.admits(first, ""); !errors.Is(err, ErrRevoked) {
		t.Errorf("the other session: %v", err)
	}
	if _, err := b.admits(second, ""); err != nil {
		t.Errorf("this session: %v", err)
	}
	if _, err := b.Password(ctx, c, Try{Login: liName, Password: liWord}); !errors.Is(err, ErrWrong) {
		t.Errorf("the old password: %v", err)
	}
	if _, err := b.Password(ctx, c, Try{Login: liName, Password: newWord}); err != nil {
		t.Errorf("the new password: %v", err)
	}
}

func TestActivation(t *testing.T) {
	b, ctx := newBank(t), context.Background()
	var code, again string
	b.update(func(tx *store.Tx) (err error) { code, err = b.Invite(tx, li, liName); return err })
	for name, login := range map[string]string{"another login": "wang.fang", "no login": ""} {
		if _, err := b.Activate(ctx, home, login, code, liWord); !errors.Is(err, ErrActivation) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := b.Activate(ctx, home, liName, "7K3M-9QWX-2B4C-8DEF", liWord); !errors.Is(err, ErrActivation) {
		t.Errorf("a wrong code: %v", err)
	}
	if _, err := b.Activate(ctx, home, liName, "", liWord); !errors.Is(err, ErrActivation) {
		t.Errorf("no code: %v", err)
	}
	if _, err := b.Activate(ctx, home, liName, code, "short"); problem.KindOf(err) != problem.Invalid {
		t.Errorf("a short password: %v", err)
	}
	if _, err := b.Activate(ctx, home, liName, strings.ToLower(code), liWord); err != nil {
		t.Fatalf("the code in small letters: %v", err)
	}
	if _, err := b.Activate(ctx, home, liName, code, newWord); !errors.Is(err, ErrActivation) {
		t.Errorf("a used code: %v", err)
	}
	b.update(func(tx *store.Tx) (err error) { again, err = b.Reset(tx, li, "lost"); return err })
	b.wait(CodeLife)
	if _, err := b.Activate(ctx, home, liName, again, newWord); !errors.Is(err, ErrActivation) {
		t.Errorf("a code of yesterday: %v", err)
	}
	b.update(func(tx *store.Tx) (err error) { again, err = b.Reset(tx, li, "lost"); return err })
	asked, err := b.ActivateByPasskey(ctx, home, liName, again)
	if err != nil {
		t.Fatal(err)
	}
	p := &phone{cred: newCredential()}
	g, err := b.ActivatePasskey(ctx, home, liName, again, asked.Ticket, "key", p.made(t, asked.Options, site))
	if err != nil || g.Session.Level != auth.LevelStrong {
		t.Fatalf("by passkey: %v", err)
	}
	sub, _ := b.admits(g, "")
	m, err := b.MethodsOf(ctx, li)
	if err != nil || m.Password || len(m.Passkeys) != 1 || m.Login != "li***g" {
		t.Errorf("methods %+v, %v", m, err)
	}
	if err := b.RemovePasskey(ctx, home, sub, m.Passkeys[0].ID); !errors.Is(err, ErrLastMethod) {
		t.Errorf("the only way in: %v", err)
	}
}

func TestInviteRefusals(t *testing.T) {
	b, ctx := newBank(t), context.Background()
	b.member()
	for _, c := range []struct {
		person auth.Party
		login  string
		want   error
	}{
		{li, "other.name", ErrUser}, {wang, liName, ErrLoginTaken}, {wang, "LI.MING", ErrLoginTaken}, {wang, "ab", ErrLogin},
		{wang, "a b c", ErrLogin}, {wang, "wang\u202efang", ErrLogin},
	} {
		err := b.st.Update(ctx, func(tx *store.Tx) error { _, err := b.Invite(tx, c.person, c.login); return err })
		if !errors.Is(err, c.want) {
			t.Errorf("%q: %v", c.login, err)
		}
	}
	if _, err := b.UserOf(ctx, 0, "LI.ming"); err != nil {
		t.Errorf("by login name: %v", err)
	}
	if _, err := b.UserOf(ctx, 0, "nobody"); !errors.Is(err, ErrUnknownUser) {
		t.Errorf("an unknown one: %v", err)
	}
	if list, err := b.Users(ctx, 0, 10); err != nil || len(list) != 1 || list[0].State != "active" || list[0].Name != "李明" {
		t.Errorf("users %+v, %v", list, err)
	}
}

func TestTerminal(t *testing.T) {
	b, ctx := newBank(t), context.Background()
	b.docs["11010119900307001X"] = li
	var id store.ID
	var word string
	b.update(func(tx *store.Tx) (err error) { id, word, err = b.AddTerminal(tx, "K01", "0101"); return err })
	card, err := b.MakeTestCard(ctx)
	if err != nil {
		t.Fatal(err)
	}
	b.update(func(tx *store.Tx) error { return b.IssueTestCard(tx, li, card) })
	at := Caller{Address: "10.0.0.9", Agent: "kiosk"}
	if _, err := b.Card(ctx, at, card.Token, card.PIN); !errors.Is(err, ErrTerminal) {
		t.Errorf("a card away from a terminal: %v", err)
	}
	if _, err := b.SignInTerminal(ctx, at, "K01", "7K3M-9QWX-2B4C-8DEF"); !errors.Is(err, ErrTerminal) {
		t.Errorf("a wrong secret: %v", err)
	}
	own, err := b.SignInTerminal(ctx, at, "K01", word)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, "https://bank.example/v1/session", nil)
	r.AddCookie(&http.Cookie{Name: terminalCookie, Value: own.Token})
	if sub, err := b.Admit(r); err != nil || sub.Person != 0 || sub.Hat.Kind != auth.KioskHat || sub.Client != "kiosk-K01" || sub.Hat.Branch != "0101" {
		t.Fatalf("the terminal itself: %+v, %v", sub, err)
	}
	at.Terminal = own.Token
	g, err := b.Card(ctx, at, card.Token, card.PIN)
	if err != nil || g.Session.Level != auth.LevelTwo || g.Device != "" {
		t.Fatalf("%+v, %v", g, err)
	}
	if sub, err := b.admits(g, ""); err != nil || sub.Person != li || sub.Client != "kiosk-K01" {
		t.Errorf("the person at it: %+v, %v", sub, err)
	}
	for range maxPINs {
		if _, err := b.Card(ctx, at, card.Token, "000000x"); !errors.Is(err, ErrCard) {
			t.Fatal(err)
		}
	}
	if _, err := b.Card(ctx, at, card.Token, card.PIN); !errors.Is(err, ErrCardLocked) {
		t.Errorf("after three wrong PINs: %v", err)
	}
	b.update(func(tx *store.Tx) error { return b.UnlockCards(tx, li) })
	if _, err := b.Card(ctx, at, card.Token, card.PIN); err != nil {
		t.Errorf("unlocked: %v", err)
	}
	if _, err := b.Card(ctx, at, "7K3M-9QWX-2B4C-8DEF", "123456"); !errors.Is(err, ErrCard) {
		t.Errorf("an unknown card: %v", err)
	}
	b.wait(time.Minute)
	var code string
	b.update(func(tx *store.Tx) (err error) { code, err = b.IssueCode(tx, li); return err })
	if _, err := b.Document(ctx, at, "11010119900307001X", "00000000x"); !errors.Is(err, ErrDocument) {
		t.Errorf("a wrong code: %v", err)
	}
	if _, err := b.Document(ctx, at, "110101199003070028", code); !errors.Is(err, ErrDocument) {
		t.Errorf("another document: %v", err)
	}
	g, err = b.Document(ctx, at, "11010119900307001X", code)
	if err != nil || g.Session.Level != auth.LevelTwo {
		t.Fatal(err)
	}
	if _, err := b.Document(ctx, at, "11010119900307001X", code); !errors.Is(err, ErrDocument) {
		t.Errorf("the code again: %v", err)
	}
	b.update(func(tx *store.Tx) error { return b.StopTerminal(tx, id) })
	if _, err := b.admits(g, ""); !errors.Is(err, ErrRevoked) {
		t.Errorf("at a stopped terminal: %v", err)
	}
	if _, err := b.Card(ctx, at, card.Token, card.PIN); !errors.Is(err, ErrTerminal) {
		t.Errorf("a card at a stopped terminal: %v", err)
	}
}

// directory is a provider that knows one person; the real one is tested in its own room.
type directory struct{ subject string }

func (d *directory) Begin(context.Context) (string, oidc.Ceremony, error) {
	state, _ := secret()
	return "https://id.example/authorize?state=" + state, oidc.Ceremony{State: state}, nil
}

func (d *directory) BeginFresh(ctx context.Context) (string, oidc.Ceremony, error) {
	return d.Begin(ctx)
}

func (d *directory) Finish(_ context.Context, c oidc.Ceremony, q url.Values) (oidc.Identity, error) {
	switch {
	case q.Get("state") != c.State:
		return oidc.Identity{}, oidc.ErrState
	case q.Get("code") != "good":
		return oidc.Identity{}, oidc.ErrCode
	}
	return oidc.Identity{Issuer: "https://id.example", Subject: d.subject, AMR: []string{"pwd", "otp"}}, nil
}

func TestProvider(t *testing.T) {
	b, ctx := newBank(t), context.Background()
	d := &directory{subject: "w-17"}
	b.cfg.Providers = map[string]Provider{"staff": d}
	var sub *auth.Subject // nil: nobody has signed in
	back := func(back, code string, change func(*http.Request)) (*Grant, string, error) {
		t.Helper()
		to, cookie, err := b.ToProvider(ctx, home, sub, "staff", back)
		if err != nil {
			t.Fatal(err)
		}
		_, state, _ := strings.Cut(to, "state=")
		r := httptest.NewRequest(http.MethodGet, "https://bank.example/v1/auth/providers/callback?code="+code+"&state="+state, nil)
		r.AddCookie(cookie)
		if change != nil {
			change(r)
		}
		return b.FromProvider(ctx, home, r)
	}
	if _, _, err := back("/", "good", nil); !errors.Is(err, ErrUnlinked) {
		t.Errorf("nobody is linked: %v", err)
	}
	b.update(func(tx *store.Tx) error {
		if err := b.Link(tx, wang, "https://id.example", "w-17"); !errors.Is(err, ErrUnknownUser) {
			t.Errorf("linked to no user: %v", err)
		}
		if _, err := b.Invite(tx, wang, "wang.fang"); err != nil {
			return err
		}
		return b.Link(tx, wang, "https://id.example", "w-17")
	})
	g, to, err := back("/ops/users", "good", nil)
	if err != nil || g.Session.Person != wang || g.Session.Level != auth.LevelTwo || to != "/ops/users" {
		t.Fatalf("%+v, %q, %v", g, to, err)
	}
	for _, evil := range []string{"https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nSet-Cookie: x=y", ""} {
		if _, to, err := back(evil, "good", nil); err != nil || to != "/" {
			t.Errorf("back to %q leads to %q: %v", evil, to, err)
		}
	}
	if _, _, err := back("/", "bad", nil); !errors.Is(err, oidc.ErrCode) {
		t.Errorf("a wrong code: %v", err)
	}
	if _, _, err := back("/", "good", func(r *http.Request) { r.URL.RawQuery = "code=good&state=other" }); !errors.Is(err, oidc.ErrState) {
		t.Errorf("another state: %v", err)
	}
	if _, _, err := back("/", "good", func(r *http.Request) { r.Header.Del("Cookie") }); !errors.Is(err, ErrTicket) {
		t.Errorf("another browser: %v", err)
	}
	if _, _, err := b.ToProvider(ctx, home, nil, "other", "/"); !errors.Is(err, ErrProvider) {
		t.Errorf("another provider: %v", err)
	}
	if sub, err = b.admits(g, ""); err != nil {
		t.Fatal(err)
	}
	b.wait(time.Minute)
	up, _, err := back("/", "good", nil)
	if err != nil || up.Session.ID != g.Session.ID || up.Token == g.Token || !up.Session.ProvedAt.Equal(b.now()) {
		t.Errorf("a step-up at the provider: %v", err)
	}
	b.member()
	b.update(func(tx *store.Tx) error { return b.Link(tx, li, "https://id.example", "w-18") })
	d.subject = "w-18"
	if _, _, err := back("/", "good", nil); !errors.Is(err, ErrUnlinked) {
		t.Errorf("a step-up by somebody else: %v", err)
	}
	d.subject, sub = "w-17", nil
	b.update(func(tx *store.Tx) error { return b.Unlink(tx, wang, "https://id.example") })
	if _, _, err := back("/", "good", nil); !errors.Is(err, ErrUnlinked) {
		t.Errorf("unlinked: %v", err)
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
