package city

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/auth/client"
	"tonghui/platform/auth/signin"
	"tonghui/platform/auth/totp"
	"tonghui/platform/store"
)

// Password is the published password of every login of the demo city (演示口令). It is in no bank but a demonstration: Build
// refuses others.
const Password = "tonghui-demo-2026" //nolint:gosec // published on purpose

// user is somebody of the cast who gets a login.
type user struct {
	key string
	Line
	codes bool // a role of hers asks for a second factor
}

// users are all who get a login: the staff, then customers.
func users() []user {
	var out []user
	for i := range members {
		p := &members[i]
		rule, _ := auth.RuleOf(p.role)
		out = append(out, user{p.key, Line{Kind: UserLine, Face: auth.OpsFace, Login: p.key, ZH: p.zh + "，" + p.title, EN: rule.EN},
			rule.Level >= auth.LevelTwo})
	}
	for i := range humans {
		if h := &humans[i]; h.login {
			out = append(out, customer(h))
		}
	}
	slices.SortStableFunc(out, func(a, b user) int { return faceOrder(a.Face) - faceOrder(b.Face) })
	return out
}

func faceOrder(f auth.Face) int {
	return slices.Index([]auth.Face{auth.PeopleFace, auth.BusinessFace, auth.GovernmentFace, auth.KioskFace, auth.OpsFace}, f)
}

// customer tells what a customer is, from her posts.
func customer(h *human) user {
	u := user{h.key, Line{Kind: UserLine, Face: auth.PeopleFace, Login: h.key, ZH: h.zh + "，客户", EN: "Customer"}, false}
	for i := range bodies {
		b := &bodies[i]
		face, head := auth.GovernmentFace, auth.AgencyHead
		if b.firm() {
			face, head = auth.BusinessFace, auth.FirmHead
		}
		for _, p := range append([]post{{b.head.person, head, b.head.title}}, b.people...) {
			if p.person != h.key {
				continue
			}
			rule, _ := auth.RuleOf(p.role)
			u.ZH, u.EN = u.ZH+"；"+b.zh+" "+p.title+"（"+rule.ZH+"）", u.EN+"; "+rule.EN+" ("+b.key+")"
			u.codes = u.codes || rule.Level >= auth.LevelTwo
			if u.Face == auth.PeopleFace && h.key != "lijing" { // she is the one with three hats: begin where everybody is at home
				u.Face = face
			}
		}
	}
	return u
}

// logins lets the users in: invited by an administrator, each activates with the published password, and sets up one-time
// codes if a role of hers asks for them.
func (w *works) logins() error {
	for i, u := range users() {
		u.Person = w.party(u.key)
		err := w.afterAs("chenjianguo", auth.StaffHat, "access/"+u.key, func(ctx context.Context) (store.ID, error) {
			var err error
			u.OTPAuth, err = w.activate(ctx, &u, i)
			return u.Person, err
		})
		if err != nil {
			return err
		}
		if err := w.line("login/"+u.key, u.Line); err != nil {
			return err
		}
	}
	return nil
}

// line keeps a login for printing.
func (w *works) line(name string, l Line) error {
	return w.once(w.ctx, name, func(tx *store.Tx) (store.ID, error) { return l.Person, insertLine(tx, &l) })
}

// activate makes one user and answers the address of her one-time codes, "" if she needs none. Somebody who was left half made
// is made anew.
func (w *works) activate(ctx context.Context, u *user, count int) (otpauth string, err error) {
	var code string
	err = w.Store.Update(ctx, func(tx *store.Tx) (err error) {
		if code, err = w.SignIn.Invite(tx, u.Person, u.Login); errors.Is(err, signin.ErrUser) {
			code, err = w.SignIn.Reset(tx, u.Person, "演示城市重新开通")
		}
		return err
	})
	if err != nil {
		return "", err
	}
	caller := signin.Caller{Address: fmt.Sprintf("198.18.%d.10", count), Agent: "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0"}
	own := w.ctx
	g, err := w.SignIn.Activate(own, caller, u.Login, code, Password)
	if err != nil {
		return "", err
	}
	sub := &auth.Subject{Person: u.Person, Name: u.Login, Client: "web", Session: g.Session.ID, Level: g.Session.Level,
		ProvedAt: g.Session.ProvedAt, Hat: auth.Hat{ID: "self", Kind: auth.SelfHat, For: u.Person, Roles: []auth.Role{auth.Customer}}}
	own = auth.WithSubject(own, sub)
	if u.codes {
		if otpauth, err = w.codes(own, caller, sub); err != nil {
			return "", err
		}
	}
	return otpauth, w.Store.Update(own, func(tx *store.Tx) error {
		_, err := w.SignIn.EndOthers(tx, u.Person, 0)
		return err
	})
}

// codes sets up one-time codes. The first code is that of half a minute ago, so that the present one is still good.
func (w *works) codes(ctx context.Context, c signin.Caller, sub *auth.Subject) (otpauth string, err error) {
	ticket, secret, otpauth, err := w.SignIn.NewTOTP(ctx, sub)
	if err != nil {
		return "", err
	}
	code, err := totp.Code(secret, w.Store.Now().Add(-30*time.Second))
	if err != nil {
		return "", err
	}
	_, err = w.SignIn.AddTOTP(ctx, c, sub, ticket, code)
	return otpauth, err
}

// terminals sets up a terminal and two test cards.
func (w *works) terminals() error {
	err := w.onceAs("chenjianguo", auth.StaffHat, "terminal", func(_ context.Context, tx *store.Tx) (store.ID, error) {
		id, word, err := w.SignIn.AddTerminal(tx, "K01", "0101")
		if err != nil {
			return 0, err
		}
		return id, insertLine(tx, &Line{Kind: TerminalLine, Face: auth.KioskFace, Login: "K01", Word: word,
			ZH: "通州支行大厅自助终端", EN: "Terminal in the hall of Tongzhou Branch"})
	})
	if err != nil {
		return err
	}
	if w.deposits() {
		return nil // the bank's own cards open it
	}
	for _, who := range []string{"lijing", "liguizhen"} {
		if _, stands := w.made["card/"+who]; stands {
			continue
		}
		card, err := w.SignIn.MakeTestCard(w.ctx)
		if err != nil {
			return err
		}
		err = w.onceAs("sunli", auth.StaffHat, "card/"+who, func(_ context.Context, tx *store.Tx) (store.ID, error) {
			if err := w.SignIn.IssueTestCard(tx, w.party(who), card); err != nil {
				return 0, err
			}
			return 0, insertLine(tx, &Line{Kind: CardLine, Face: auth.KioskFace, Login: card.Token, Word: card.PIN, Person: w.party(who),
				ZH: nameOf(who) + "的测试卡，卡号与密码", EN: "Test card of " + who + ", token and PIN"})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// clients registers a program that reads.
func (w *works) clients() error {
	return w.onceAs("chenjianguo", auth.StaffHat, "client", func(_ context.Context, tx *store.Tx) (store.ID, error) {
		secret, hash := client.NewSecret()
		c, err := w.Clients.Register(tx, client.Registration{Name: "通州区财政局 国库对账程序", Party: w.party("caizheng"),
			Roles: []auth.Role{auth.ClientReader}})
		if err != nil {
			return 0, err
		}
		if _, err := w.Clients.RotateSecret(tx, c.ID, hash); err != nil {
			return 0, err
		}
		return c.ID, insertLine(tx, &Line{Kind: ClientLine, Login: c.ID.String(), Word: secret,
			ZH: "接口客户端：国库对账程序，编号与密钥串", EN: "API client, id and secret: POST " + client.TokenPath})
	})
}
