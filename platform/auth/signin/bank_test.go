package signin

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	soft "github.com/descope/virtualwebauthn"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/passkey"
	"tonghui/platform/auth/password"
	"tonghui/platform/auth/totp"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
)

const (
	li      auth.Party = 1001
	wang    auth.Party = 1002
	liName             = "li.ming"
	liWord             = "seven herons over a slow river"
	newWord            = "nine cranes under a quick moon"
)

var (
	site = soft.RelyingParty{ID: "bank.example", Name: "Tonghui", Origin: "https://bank.example"}
	self = auth.Hat{ID: "self", Kind: auth.SelfHat, For: li, Roles: []auth.Role{auth.Customer}}
	firm = auth.Hat{ID: "firm-7", Kind: auth.FirmHat, For: 7, ForName: "通惠商贸", Roles: []auth.Role{auth.FirmMaker, auth.FirmSealer}}
	desk = auth.Hat{ID: "staff-9", Kind: auth.StaffHat, Roles: []auth.Role{auth.Admin}}
)

// bank is a room with a clock of its own and two people.
type bank struct {
	*SignIn
	t     testing.TB
	st    *store.Store
	log   *audit.Log
	who   *Fixed
	docs  papers
	mu    sync.Mutex
	clock time.Time
}

// papers finds people by document.
type papers map[string]auth.Party

func (p papers) PersonByDocument(_ context.Context, _ store.Querier, number string) (auth.Party, bool, error) {
	who, ok := p[number]
	return who, ok, nil
}

func (b *bank) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.clock
}

// wait lets time pass.
func (b *bank) wait(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clock = b.clock.Add(d)
}

func newBank(t testing.TB) *bank {
	t.Helper()
	b := &bank{t: t, who: &Fixed{}, docs: papers{}, clock: time.Date(2026, 3, 9, 9, 0, 0, 0, time.UTC)}
	b.st = store.TestOptions(t, store.Options{CacheMB: 16, Readers: 4, Clock: b.now}, TestSchemas()...)
	b.log = audit.New(b.st, audit.Config{})
	keys, err := passkey.New(passkey.Config{RPID: site.ID, Origins: []string{site.Origin}})
	if err != nil {
		t.Fatal(err)
	}
	b.SignIn = New(b.st, Config{Registry: b.who, Documents: b.docs, Vault: vault.ForTest(t, b.st), Audit: b.log, Passkeys: keys,
		Hasher: password.New(password.Options{MemoryKiB: 64, Passes: 1})})
	b.who.Set(li, "李明", self, firm)
	b.who.Set(wang, "王芳", auth.Hat{ID: "self", Kind: auth.SelfHat, For: wang, Roles: []auth.Role{auth.Customer}}, desk)
	return b
}

// update writes, or ends the test.
func (b *bank) update(f func(tx *store.Tx) error) {
	b.t.Helper()
	if err := b.st.Update(context.Background(), f); err != nil {
		b.t.Fatal(err)
	}
}

var home = Caller{Address: "203.0.113.5", Agent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140"}

// member makes li a user with a password, and gives the session of her activation and her device.
func (b *bank) member() (g *Grant, device string) {
	b.t.Helper()
	var code string
	b.update(func(tx *store.Tx) (err error) {
		code, err = b.Invite(tx, li, liName)
		return err
	})
	g, err := b.Activate(context.Background(), home, liName, code, liWord)
	if err != nil {
		b.t.Fatal(err)
	}
	return g, g.Device
}

// request is a call with a session's cookie and, for a write, its token.
func (b *bank) request(method string, g *Grant) *http.Request {
	r := httptest.NewRequest(method, "https://bank.example/v1/ledger/accounts", nil)
	if g != nil {
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: g.Token})
		r.Header.Set(CSRFHeader, g.CSRF())
	}
	return r
}

// admits says who calls with a session.
func (b *bank) admits(g *Grant, hat string) (*auth.Subject, error) {
	r := b.request(http.MethodGet, g)
	if hat != "" {
		r.Header.Set(HatHeader, hat)
	}
	return b.Admit(r)
}

// withTOTP sets one-time codes up for a session.
func (b *bank) withTOTP(g *Grant) (secret []byte, recovery []string) {
	b.t.Helper()
	ctx := context.Background()
	sub, err := b.admits(g, "")
	if err != nil {
		b.t.Fatal(err)
	}
	word, secret, _, err := b.NewTOTP(ctx, sub)
	if err != nil {
		b.t.Fatal(err)
	}
	if recovery, err = b.AddTOTP(ctx, home, sub, word, b.code(secret)); err != nil {
		b.t.Fatal(err)
	}
	b.wait(time.Minute)
	return secret, recovery
}

func (b *bank) code(secret []byte) string {
	b.t.Helper()
	code, err := totp.Code(secret, b.now())
	if err != nil {
		b.t.Fatal(err)
	}
	return code
}

// elsewhere is the n-th address of an attacker with many networks.
func elsewhere(n int) Caller {
	return Caller{Address: fmt.Sprintf("198.%d.%d.7", 18+n/256, n%256), Agent: "curl/8"}
}
