package signin

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"tonghui/base/problem"
	"tonghui/platform/auth"
	"tonghui/platform/auth/limit"
	"tonghui/platform/store"
)

func TestPasswordThenSession(t *testing.T) {
	b, ctx := newBank(t), context.Background()
	first, device := b.member()
	if device == "" {
		t.Fatal("the first sign-in gives the browser no device")
	}
	c := home
	c.Device = device
	g, err := b.Password(ctx, c, Try{Login: " Li.Ming ", Password: liWord})
	if err != nil {
		t.Fatal(err)
	}
	if g.Device != "" || g.Session.Device != first.Session.Device || g.Token == first.Token || g.Session.Level != auth.LevelOne {
		t.Errorf("a known device: %+v", g)
	}
	sub, err := b.admits(g, "")
	if err != nil || sub.Person != li || sub.Name != "李明" || sub.Hat.ID != "self" || sub.Session != g.Session.ID || sub.Client != "web" {
		t.Fatalf("subject %+v: %v", sub, err)
	}
	if none, err := b.Admit(b.request(http.MethodGet, nil)); none != nil || err != nil {
		t.Errorf("a call without a cookie: %v, %v", none, err)
	}
}

// Whatever is wrong, the answer is the same.
func TestNothingTellsWhichLoginsExist(t *testing.T) {
	b, ctx := newBank(t), context.Background()
	b.member()
	b.update(func(tx *store.Tx) error { // a user who has no password
		_, err := b.Invite(tx, wang, "wang.fang")
		return err
	})
	for i, try := range []Try{
		{Login: liName, Password: "wrong"}, {Login: "nobody.here", Password: liWord}, {Login: "wang.fang", Password: ""},
		{Login: "\x00' OR 1=1 --", Password: "x"}, {Login: liName, Password: liWord, Recovery: "AAAA-BBBB-CCCC-DDDD"}, {Login: "", Password: ""},
	} {
		_, err := b.Password(ctx, elsewhere(i), try)
		if !errors.Is(err, ErrWrong) || problem.Of(err).EN != ErrWrong.EN {
			t.Errorf("%q: %v", try.Login, err)
		}
	}
}

func TestSessionsEnd(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		name string
		do   func(b *bank, g *Grant)
		want *problem.Error
	}{
		{"idle", func(b *bank, _ *Grant) { b.wait(16 * time.Minute) }, ErrIdle},
		{"absolute", func(b *bank, g *Grant) {
			for range 12*6 - 1 {
				b.wait(10 * time.Minute)
				if _, err := b.admits(g, ""); err != nil {
					b.t.Fatalf("used every ten minutes: %v", err)
				}
				b.settle(g)
			}
			b.wait(10 * time.Minute)
		}, ErrEnded},
		{"signed out", func(b *bank, g *Grant) {
			b.update(func(tx *store.Tx) error { return b.End(tx, li, g.Session.ID, "signed out") })
		}, ErrRevoked},
		{"all others ended elsewhere", func(b *bank, _ *Grant) {
			b.update(func(tx *store.Tx) error { _, err := b.EndOthers(tx, li, 0); return err })
		}, ErrRevoked},
		{"its device ended", func(b *bank, g *Grant) {
			b.update(func(tx *store.Tx) error { return b.EndDevice(tx, li, g.Session.Device) })
		}, ErrRevoked},
		{"user suspended", func(b *bank, _ *Grant) {
			b.update(func(tx *store.Tx) error { return b.Suspend(tx, li, "court order") })
		}, ErrRevoked},
		{"party merged into another", func(b *bank, _ *Grant) {
			b.update(func(tx *store.Tx) error { return b.OnMerge(tx, wang, li) })
		}, ErrRevoked},
		{"user reset", func(b *bank, _ *Grant) {
			b.update(func(tx *store.Tx) error { _, err := b.Reset(tx, li, "lost her phone"); return err })
		}, ErrRevoked},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBank(t)
			g, _ := b.member()
			if _, err := b.admits(g, ""); err != nil {
				t.Fatal(err)
			}
			c.do(b, g)
			if sub, err := b.admits(g, ""); !errors.Is(err, c.want) || sub != nil {
				t.Errorf("after: %v, %v", sub, err)
			}
			if list, err := b.Sessions(ctx, li, 0); len(list) != 0 || err != nil {
				t.Errorf("the list shows %v: %v", list, err)
			}
		})
	}
}

// settle waits until what a call has left to write beside it has been written.
func (b *bank) settle(g *Grant) {
	b.t.Helper()
	for {
		var n *Session
		if err := b.view(context.Background(), func(v *store.View) (err error) {
			n, _, err = sessionByID(v, g.Session.ID)
			return err
		}); err != nil {
			b.t.Fatal(err)
		}
		if n.SeenAt().Equal(b.now()) {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

func TestSuspendedUserCannotSignIn(t *testing.T) {
	b, ctx := newBank(t), context.Background()
	b.member()
	b.update(func(tx *store.Tx) error { return b.Suspend(tx, li, "x") })
	if _, err := b.Password(ctx, home, Try{Login: liName, Password: liWord}); !errors.Is(err, ErrSuspended) {
		t.Errorf("suspended: %v", err)
	}
	if _, err := b.Password(ctx, home, Try{Login: liName, Password: "wrong"}); !errors.Is(err, ErrWrong) {
		t.Errorf("a stranger learns that somebody is suspended: %v", err)
	}
	b.update(func(tx *store.Tx) error { return b.Resume(tx, li, "x") })
	if _, err := b.Password(ctx, home, Try{Login: liName, Password: liWord}); err != nil {
		t.Errorf("resumed: %v", err)
	}
}

// A token that somebody has put into a browser never becomes a session, and one that was signed in is good for nothing after
// the next sign-in or step-up.
func TestFixation(t *testing.T) {
	b, ctx := newBank(t), context.Background()
	g, device := b.member()
	planted, _ := secret()
	c := home
	c.Session, c.Device = planted, device
	mine, err := b.Password(ctx, c, Try{Login: liName, Password: liWord})
	if err != nil || mine.Token == planted {
		t.Fatalf("%v", err)
	}
	if _, err := b.admits(&Grant{Token: planted}, ""); !errors.Is(err, ErrNoSession) {
		t.Errorf("the planted token: %v", err)
	}
	c.Session = g.Token // the attacker's own session, planted
	if _, err = b.Password(ctx, c, Try{Login: liName, Password: liWord}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.admits(g, ""); !errors.Is(err, ErrRevoked) {
		t.Errorf("the session that this one replaced: %v", err)
	}
	sub, err := b.admits(mine, "")
	if err != nil {
		t.Fatal(err)
	}
	b.wait(time.Minute)
	up, err := b.StepUp(ctx, c, sub, liWord, "")
	if err != nil || up.Token == mine.Token || up.Session.ID != mine.Session.ID {
		t.Fatalf("step-up: %v", err)
	}
	if _, err := b.admits(mine, ""); !errors.Is(err, ErrNoSession) {
		t.Errorf("the token before the step-up: %v", err)
	}
	after, err := b.admits(up, "")
	if err != nil || !after.ProvedAt.Equal(b.now()) {
		t.Errorf("after the step-up: %+v, %v", after, err)
	}
}

func TestForgery(t *testing.T) {
	b := newBank(t)
	g, device := b.member()
	c := home
	c.Device = device
	other, err := b.Password(context.Background(), c, Try{Login: liName, Password: liWord})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		method string
		change func(http.Header)
		want   error
	}{
		{"as the bank's page does", "POST", func(h http.Header) { h.Set("Sec-Fetch-Site", "same-origin") }, nil},
		{"a program", "POST", func(http.Header) {}, nil},
		{"no token", "POST", func(h http.Header) { h.Del(CSRFHeader) }, ErrForged},
		{"another session's token", "POST", func(h http.Header) { h.Set(CSRFHeader, other.CSRF()) }, ErrForged},
		{"no token in a delete", "DELETE", func(h http.Header) { h.Del(CSRFHeader) }, ErrForged},
		{"another site", "POST", func(h http.Header) { h.Set("Sec-Fetch-Site", "cross-site") }, ErrForged},
		{"another site of the same domain", "PUT", func(h http.Header) { h.Set("Sec-Fetch-Site", "same-site") }, ErrForged},
		{"another origin, an old browser", "POST", func(h http.Header) { h.Set("Origin", "https://evil.example") }, ErrForged},
		{"no origin", "POST", func(h http.Header) { h.Set("Origin", "null") }, ErrForged},
		{"a read from another site", "GET", func(h http.Header) { h.Del(CSRFHeader); h.Set("Sec-Fetch-Site", "cross-site") }, nil},
	} {
		r := b.request(c.method, g)
		c.change(r.Header)
		if _, err := b.Admit(r); !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestHats(t *testing.T) {
	b, ctx := newBank(t), context.Background()
	g, _ := b.member()
	if sub, err := b.admits(g, "firm-7"); err != nil || sub.Hat.For != 7 || len(sub.Hat.Roles) != 1 || sub.Hat.Roles[0] != auth.FirmMaker {
		t.Errorf("a role above the level is worn, or one below isn't: %+v, %v", sub, err)
	}
	for _, want := range []string{"firm-8", "staff-9", "self ", "SELF"} {
		if _, err := b.admits(g, want); !errors.Is(err, ErrHat) {
			t.Errorf("hat %q: %v", want, err)
		}
	}
	sub, err := b.admits(g, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.SetHat(ctx, sub, "firm-8"); !errors.Is(err, ErrHat) {
		t.Errorf("another's hat as the default: %v", err)
	}
	if err := b.SetHat(ctx, sub, "firm-7"); err != nil {
		t.Fatal(err)
	}
	if sub, err := b.admits(g, ""); err != nil || sub.Hat.ID != "firm-7" {
		t.Errorf("the default hat: %+v, %v", sub, err)
	}
	// It ends by itself at its moment …
	ends := firm
	ends.Until = b.now().Add(5 * time.Minute)
	b.who.Set(li, "李明", self, ends)
	b.update(func(tx *store.Tx) error { b.Changed(tx, li); return nil })
	b.wait(5*time.Minute - time.Microsecond)
	if _, err := b.admits(g, "firm-7"); err != nil {
		t.Errorf("a microsecond before its end: %v", err)
	}
	b.wait(time.Microsecond)
	if _, err := b.admits(g, "firm-7"); !errors.Is(err, ErrHat) {
		t.Errorf("at its end: %v", err)
	}
	if sub, err := b.admits(g, ""); err != nil || sub.Hat.ID != "self" {
		t.Errorf("the default has ended: %+v, %v", sub, err)
	}
	// … or is taken away, at once.
	b.who.Set(li, "李明")
	b.update(func(tx *store.Tx) error { b.Changed(tx, li); return nil })
	if sub, err := b.admits(g, ""); err != nil || sub.Hat.ID != "" || sub.Reach("ledger.read") != 0 {
		t.Errorf("without any hat: %+v, %v", sub, err)
	}
	if _, err := b.admits(g, "self"); !errors.Is(err, ErrHat) {
		t.Errorf("a hat taken away: %v", err)
	}
}

func TestLevel(t *testing.T) {
	b := newBank(t)
	c := b.TestClient(t, wang, auth.LevelOne)
	c.Hat = "staff-9"
	r := c.Sign(b.request(http.MethodGet, nil))
	if _, err := b.Admit(r); !errors.Is(err, ErrLevel) {
		t.Errorf("an administrator with a password alone: %v", err)
	}
	r.URL.Path = "/v1/session/step-up"
	if sub, err := b.Admit(r); err != nil || len(sub.Hat.Roles) != 0 {
		t.Errorf("where she steps up: %+v, %v", sub, err)
	}
	strong := b.TestClient(t, wang, auth.LevelStrong)
	strong.Hat = "staff-9"
	if sub, err := b.Admit(strong.Sign(b.request(http.MethodGet, nil))); err != nil || len(sub.Hat.Roles) != 1 {
		t.Errorf("with a passkey: %+v, %v", sub, err)
	}
}

func TestSecondFactor(t *testing.T) {
	b, ctx := newBank(t), context.Background()
	first, device := b.member()
	secret, recovery := b.withTOTP(first)
	c := home
	c.Device = device
	start := func() string {
		t.Helper()
		g, err := b.Password(ctx, c, Try{Login: liName, Password: liWord})
		if err != nil || g.Session != nil || g.Ticket == "" {
			t.Fatalf("%+v, %v", g, err)
		}
		return g.Ticket
	}
	code := b.code(secret)
	ticket := start()
	g, err := b.Second(ctx, c, ticket, code)
	if err != nil || g.Session.Level != auth.LevelTwo {
		t.Fatalf("%+v, %v", g, err)
	}
	if _, err := b.Second(ctx, c, ticket, code); !errors.Is(err, ErrTicket) {
		t.Errorf("a ticket used again: %v", err)
	}
	if _, err := b.Second(ctx, c, start(), code); !errors.Is(err, ErrCode) {
		t.Errorf("a replayed code: %v", err)
	}
	if g, err := b.Second(ctx, c, start(), recovery[0]); err != nil || g.Session.Level != auth.LevelTwo {
		t.Errorf("a recovery code: %v", err)
	}
	if _, err := b.Second(ctx, c, start(), recovery[0]); !errors.Is(err, ErrCode) {
		t.Errorf("a recovery code used again: %v", err)
	}
	b.wait(time.Hour)
	guessed := start()
	for range maxTries {
		if _, err := b.Second(ctx, c, guessed, "000000"); !errors.Is(err, ErrCode) {
			t.Fatal(err)
		}
	}
	if _, err := b.Second(ctx, c, guessed, b.code(secret)); !errors.Is(err, ErrTicket) {
		t.Errorf("the right code after five wrong ones: %v", err)
	}
	b.wait(time.Hour)
	late := start()
	b.wait(6 * time.Minute)
	if _, err := b.Second(ctx, c, late, b.code(secret)); !errors.Is(err, ErrTicket) {
		t.Errorf("after six minutes: %v", err)
	}
}

// A thousand tries from everywhere don't keep anybody out on her own device, and not for long on a new one.
func TestAttackersLockNobodyOut(t *testing.T) {
	b, ctx := newBank(t), context.Background()
	g, device := b.member()
	_, recovery := b.withTOTP(g)
	judged := 0
	for i := range 1000 {
		_, err := b.Password(ctx, elsewhere(i), Try{Login: liName, Password: "guess"})
		switch {
		case errors.Is(err, ErrWrong):
			judged++
		case !errors.Is(err, limit.ErrTooMany):
			t.Fatal(err)
		}
		b.wait(time.Second)
	}
	if judged > 100 {
		t.Errorf("%d guesses in 1,000 s were judged: the account's counter slows nobody", judged)
	}
	known := home
	known.Device = device
	if g, err := b.Password(ctx, known, Try{Login: liName, Password: liWord}); err != nil || g.Ticket == "" {
		t.Errorf("the known device: %v", err)
	}
	fresh := Caller{Address: "203.0.113.77"}
	if _, err := b.Password(ctx, fresh, Try{Login: liName, Password: liWord}); err != nil && limit.RetryAfter(err) > 30 {
		t.Errorf("an unknown device waits %d s", limit.RetryAfter(err))
	}
	if g, err := b.Password(ctx, fresh, Try{Login: liName, Password: liWord, Recovery: recovery[1]}); err != nil || g.Session == nil {
		t.Errorf("an unknown device with a recovery code: %v", err)
	}
	b.wait(anywhere.longest)
	if _, err := b.Password(ctx, Caller{Address: "192.0.2.9"}, Try{Login: liName, Password: liWord}); err != nil {
		t.Errorf("an unknown device after the longest wait: %v", err)
	}
}

// A device's own wrong tries are slowed, each twice as long, and forgotten by a right one.
func TestOwnTriesAreSlowed(t *testing.T) {
	b, ctx := newBank(t), context.Background()
	_, device := b.member()
	c := home
	c.Device = device
	for range ownDevice.free {
		if _, err := b.Password(ctx, c, Try{Login: liName, Password: "wrong"}); !errors.Is(err, ErrWrong) {
			t.Fatal(err)
		}
	}
	if _, err := b.Password(ctx, c, Try{Login: liName, Password: liWord}); limit.RetryAfter(err) != 1 {
		t.Fatalf("the sixth try: %v", err)
	}
	b.wait(time.Second)
	if _, err := b.Password(ctx, c, Try{Login: liName, Password: "wrong"}); !errors.Is(err, ErrWrong) {
		t.Fatal(err)
	}
	if _, err := b.Password(ctx, c, Try{Login: liName, Password: liWord}); limit.RetryAfter(err) != 2 {
		t.Fatalf("the seventh: %v", err)
	}
	b.wait(2 * time.Second)
	if _, err := b.Password(ctx, c, Try{Login: liName, Password: liWord}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Password(ctx, c, Try{Login: liName, Password: "wrong"}); !errors.Is(err, ErrWrong) {
		t.Errorf("after a right one the next is free: %v", err)
	}
}
