package signin

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Once a suspension has answered, no call of that person gets in, however many are under way.
func TestSuspensionIsAtOnce(t *testing.T) {
	for _, shared := range []bool{false, true} {
		b := newBank(t)
		if shared {
			b.memory = nil // as where other processes write: every call reads
		}
		g, _ := b.member()
		var done, late atomic.Bool
		var in atomic.Int64
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for !late.Load() {
					was := done.Load()
					_, err := b.admits(g, "")
					if err == nil {
						in.Add(1)
					}
					if was {
						if err == nil {
							t.Error("a suspended person got in")
						}
						late.Store(true)
					}
				}
			})
		}
		for in.Load() < 20 {
		}
		b.update(func(tx *store.Tx) error { return b.Suspend(tx, li, "x") })
		done.Store(true)
		wg.Wait()
		if _, err := b.admits(g, ""); err == nil {
			t.Error("suspended, and in")
		}
	}
}

// Rights taken away don't come back out of a reader that began before.
func TestRightsAreTakenAtOnce(t *testing.T) {
	b := newBank(t)
	if b.memory == nil {
		t.Skip("this engine is shared: nothing is remembered, so nothing can be stale")
	}
	g, _ := b.member()
	ctx := context.Background()
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					b.memory.dropPeople([]auth.Party{wang}) // others' rights change all the time
					_, _ = b.admits(g, "firm-7")
				}
			}
		})
	}
	for i := range 200 {
		hats := []auth.Hat{self}
		if i%2 == 1 {
			hats = append(hats, firm)
		}
		b.who.Set(li, "李明", hats...)
		if err := b.st.Update(ctx, func(tx *store.Tx) error { b.Changed(tx, li); return nil }); err != nil {
			t.Fatal(err)
		}
		_, err := b.admits(g, "firm-7")
		if has := len(hats) == 2; has && err != nil || !has && !errors.Is(err, ErrHat) {
			t.Fatalf("round %d: %v", i, err)
		}
	}
	close(stop)
	wg.Wait()
}

// What was read before something was dropped isn't kept after it.
func TestLateReaderKeepsNothing(t *testing.T) {
	m := newMemory()
	n := &Session{token: digest{1}}
	turn := m.turn.Load()
	m.dropPeople([]auth.Party{li})
	m.keepPerson(turn, li, &wardrobe{})
	m.keepSession(turn, n)
	if m.person(li) != nil || m.session(n.token) != nil {
		t.Error("an old row was kept")
	}
	turn = m.turn.Load()
	m.dropSession(digest{2})
	if m.keepSession(turn, n); m.session(n.token) != nil {
		t.Error("an old session was kept")
	}
	m.keepPerson(m.turn.Load(), li, &wardrobe{})
	m.keepSession(m.turn.Load(), n)
	if m.person(li) == nil || m.session(n.token) != n {
		t.Error("nothing is kept at all")
	}
}

// Of many tries at the same time no more are judged than one after another, and a ticket opens one session.
func TestTriesAtTheSameTime(t *testing.T) {
	b, ctx := newBank(t), context.Background()
	first, device := b.member()
	secret, _ := b.withTOTP(first)
	c := home
	c.Device = device
	g, err := b.Password(ctx, c, Try{Login: liName, Password: liWord})
	if err != nil {
		t.Fatal(err)
	}
	code := b.code(secret)
	var opened, judged atomic.Int64
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if g, err := b.Second(ctx, c, g.Ticket, code); err == nil && g.Session != nil {
				opened.Add(1)
			}
		})
	}
	wg.Wait()
	if opened.Load() != 1 {
		t.Errorf("one ticket and one code opened %d sessions", opened.Load())
	}
	for range 24 {
		wg.Go(func() {
			if _, err := b.Password(ctx, c, Try{Login: liName, Password: "guess"}); errors.Is(err, ErrWrong) {
				judged.Add(1)
			}
		})
	}
	wg.Wait()
	if n := judged.Load(); n != ownDevice.free {
		t.Errorf("%d tries were judged, %d are free", n, ownDevice.free)
	}
	card, err := b.MakeTestCard(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var word string
	b.update(func(tx *store.Tx) (err error) {
		if _, word, err = b.AddTerminal(tx, "K02", "0101"); err != nil {
			return err
		}
		return b.IssueTestCard(tx, li, card)
	})
	own, err := b.SignInTerminal(ctx, home, "K02", word)
	if err != nil {
		t.Fatal(err)
	}
	at := Caller{Address: home.Address, Terminal: own.Token}
	judged.Store(0)
	for range 12 {
		wg.Go(func() {
			if _, err := b.Card(ctx, at, card.Token, "99999x"); errors.Is(err, ErrCard) {
				judged.Add(1)
			}
		})
	}
	wg.Wait()
	if n := judged.Load(); n != maxPINs {
		t.Errorf("%d PINs were judged, %d are allowed", n, maxPINs)
	}
}

// Without memory every call reads; the answers are the same.
func TestWithoutMemory(t *testing.T) {
	b := newBank(t)
	b.memory = nil
	g, _ := b.member()
	if sub, err := b.admits(g, "firm-7"); err != nil || sub.Hat.For != 7 {
		t.Fatalf("%+v, %v", sub, err)
	}
	b.who.Set(li, "李明", self)
	if _, err := b.admits(g, "firm-7"); !errors.Is(err, ErrHat) {
		t.Errorf("a hat taken away elsewhere: %v", err)
	}
	r := b.request(http.MethodGet, &Grant{Token: "x"})
	if _, err := b.Admit(r); !errors.Is(err, ErrNoSession) {
		t.Errorf("an unknown token: %v", err)
	}
	if err := b.Sweep(context.Background()); err != nil {
		t.Error(err)
	}
	if _, err := b.admits(g, ""); err != nil {
		t.Errorf("the sweep took a session that stands: %v", err)
	}
}
