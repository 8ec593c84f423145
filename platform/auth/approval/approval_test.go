package approval_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"tonghui/base/problem"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
)

// TestWhoMayDecide is the rule of four eyes as a table: a proposal of person 10 at branch 0001, about person 30.
func TestWhoMayDecide(t *testing.T) {
	late := func(o *office, person auth.Party) context.Context {
		ctx := o.accountant(person)
		o.clock.advance(6 * time.Minute)
		return ctx
	}
	for name, c := range map[string]struct {
		kind string
		who  func(o *office) context.Context
		want error
	}{
		"another accountant":        {"word.write", func(o *office) context.Context { return o.accountant(11) }, nil},
		"the maker":                 {"word.write", func(o *office) context.Context { return o.accountant(10) }, approval.ErrOwn},
		"the maker, a second hat":   {"word.write", func(o *office) context.Context { return o.staff(10, "staff-99", "0002", auth.Accountant) }, approval.ErrOwn},
		"whom it concerns":          {"word.write", func(o *office) context.Context { return o.accountant(30) }, approval.ErrOwnRights},
		"without the act's own":     {"word.write", func(o *office) context.Context { return o.staff(11, "s", "0001", auth.Admin) }, approval.ErrNotYours},
		"who may only see":          {"word.write", func(o *office) context.Context { return o.staff(11, "s", "0001", auth.Auditor) }, approval.ErrNotYours},
		"who may see at her branch": {"word.local", func(o *office) context.Context { return o.staff(11, "s", "0001", auth.Teller) }, approval.ErrNotYours},
		"her manager":               {"word.local", func(o *office) context.Context { return o.staff(11, "s", "0001", auth.BranchManager) }, nil},
		"another branch's manager":  {"word.local", func(o *office) context.Context { return o.staff(11, "s", "0002", auth.BranchManager) }, approval.ErrUnknown},
		"nobody":                    {"word.write", func(*office) context.Context { return context.Background() }, auth.ErrNobody},
		"a program": {"word.write", func(*office) context.Context {
			return auth.WithSubject(context.Background(), &auth.Subject{Client: "x", Hat: auth.Hat{Kind: auth.ClientHat, Roles: []auth.Role{auth.System}}})
		}, approval.ErrPerson},
		"with a fresh proof":                {"word.risky", func(o *office) context.Context { return o.accountant(11) }, nil},
		"with an old proof":                 {"word.risky", func(o *office) context.Context { return late(o, 11) }, approval.ErrProof},
		"an old proof where none is needed": {"word.write", func(o *office) context.Context { return late(o, 11) }, nil},
		"too late": {"word.write", func(o *office) context.Context {
			o.clock.advance(approval.Lifetime)
			return o.accountant(11)
		}, approval.ErrExpired},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			p := word("x")
			p.Kind, p.About = c.kind, 30
			id := o.propose(o.accountant(10), p)
			ctx := c.who(o)
			if err := o.approve(ctx, id); !errors.Is(err, c.want) || c.want == nil && err != nil {
				t.Errorf("approve: %v, not %v", err, c.want)
			}
			if n := len(o.words()); (n == 1) != (c.want == nil) {
				t.Errorf("the act ran %d times", n)
			}
			if c.want == nil {
				return
			}
			for verb, do := range map[string]func(*store.Tx, store.ID, string) (approval.Approval, error){"return": o.reg.Return, "refuse": o.reg.Refuse} {
				err := o.st.Update(ctx, func(tx *store.Tx) error {
					_, err := do(tx, id, "no")
					return err
				})
				if !errors.Is(err, c.want) {
					t.Errorf("%s: %v, not %v", verb, err, c.want)
				}
			}
		})
	}
}

// TestOneDecision: whatever end a proposal has, there is no other.
func TestOneDecision(t *testing.T) {
	ends := map[approval.State]func(o *office, id store.ID) error{
		approval.Approved: func(o *office, id store.ID) error { return o.approve(o.accountant(11), id) },
		approval.Returned: func(o *office, id store.ID) error {
			return o.st.Update(o.accountant(11), func(tx *store.Tx) error { _, err := o.reg.Return(tx, id, "amount?"); return err })
		},
		approval.Refused: func(o *office, id store.ID) error {
			return o.st.Update(o.accountant(11), func(tx *store.Tx) error { _, err := o.reg.Refuse(tx, id, "no"); return err })
		},
		approval.Withdrawn: func(o *office, id store.ID) error {
			return o.st.Update(o.staff(10, "staff-77", "0009", auth.Auditor), func(tx *store.Tx) error { _, err := o.reg.Withdraw(tx, id); return err })
		},
	}
	for first, do := range ends {
		t.Run(string(first), func(t *testing.T) {
			o := newOffice(t)
			id := o.propose(o.accountant(10), word("x"))
			if err := do(o, id); err != nil {
				t.Fatal(err)
			}
			for second, again := range ends {
				if err := again(o, id); !errors.Is(err, approval.ErrDecided) {
					t.Errorf("%s after %s: %v", second, first, err)
				}
			}
			if got := o.state(id); got != first {
				t.Errorf("it is %s", got)
			}
			if n := len(o.words()); (n == 1) != (first == approval.Approved) || n > 1 {
				t.Errorf("the act ran %d times", n)
			}
			o.verify()
		})
	}
}

// TestTwoApproversAtOnce: the act runs once, and one of them is told so.
func TestTwoApproversAtOnce(t *testing.T) {
	o := newOffice(t)
	for range 10 {
		id := o.propose(o.accountant(10), word("once"))
		before := len(o.words())
		errs := make([]error, 4)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() { errs[i] = o.approve(o.accountant(auth.Party(11+i)), id) })
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case !errors.Is(err, approval.ErrDecided):
				t.Error(err)
			}
		}
		if n := len(o.words()) - before; won != 1 || n != 1 {
			t.Fatalf("%d approvals, the act ran %d times", won, n)
		}
	}
}

func TestActFails(t *testing.T) {
	o := newOffice(t)
	id := o.propose(o.accountant(10), word("bad"))
	if err := o.approve(o.accountant(11), id); !errors.Is(err, errWord) {
		t.Fatal(err)
	}
	if len(o.words()) != 0 || o.state(id) != approval.Open {
		t.Error("something was half done")
	}
	o.verify()
}

// TestTampering: whoever changes what was proposed in the table changes nothing in the bank.
func TestTampering(t *testing.T) {
	for column, value := range map[string]any{
		"payload": []byte(`"more"`), "kind": "word.risky", "object": "word.word/2", "about": 77,
	} {
		t.Run(column, func(t *testing.T) {
			o := newOffice(t)
			id := o.propose(o.accountant(10), word("less"))
			err := o.st.Update(context.Background(), func(tx *store.Tx) error {
				_, err := tx.Exec("UPDATE approval_approvals SET "+column+" = ?", value)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := o.approve(o.accountant(11), id); !errors.Is(err, approval.ErrChanged) {
				t.Error(err)
			}
			if _, err := o.reg.Get(context.Background(), id); !errors.Is(err, approval.ErrChanged) {
				t.Errorf("it is shown as if nothing were wrong: %v", err)
			}
			if len(o.words()) != 0 {
				t.Error("the act ran")
			}
		})
	}
}

func TestProposeRefuses(t *testing.T) {
	o := newOffice(t)
	for name, c := range map[string]struct {
		change func(*approval.Proposal)
		want   error
	}{
		"unknown act":    {func(p *approval.Proposal) { p.Kind = "word.eat" }, approval.ErrKind},
		"blank reason":   {func(p *approval.Proposal) { p.Reason = " \t" }, approval.ErrReason},
		"long reason":    {func(p *approval.Proposal) { p.Reason = strings.Repeat("因", 501) }, approval.ErrReason},
		"no JSON":        {func(p *approval.Proposal) { p.Payload = json.RawMessage(`{"a":`) }, approval.ErrPayload},
		"no payload":     {func(p *approval.Proposal) { p.Payload = nil }, approval.ErrPayload},
		"too much":       {func(p *approval.Proposal) { p.Payload = json.RawMessage(`"` + strings.Repeat("x", 25<<10) + `"`) }, approval.ErrPayload},
		"endless object": {func(p *approval.Proposal) { p.Object = strings.Repeat("o", 101) }, approval.ErrPayload},
	} {
		p := word("x")
		c.change(&p)
		if _, err := o.tryPropose(o.accountant(10), p); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := o.tryPropose(context.Background(), word("x")); !errors.Is(err, auth.ErrNobody) {
		t.Errorf("nobody proposed: %v", err)
	}
	long := word("x")
	long.Reason = strings.Repeat("因", 500)
	o.propose(o.accountant(10), long)
}

func TestWithdrawIsTheMakers(t *testing.T) {
	o := newOffice(t)
	id := o.propose(o.accountant(10), word("x"))
	for want, who := range map[*problem.Error]context.Context{
		approval.ErrNotMaker: o.accountant(11),
		approval.ErrUnknown:  o.staff(12, "s", "0002", auth.Teller),
		auth.ErrNobody:       context.Background(),
	} {
		err := o.st.Update(who, func(tx *store.Tx) error { _, err := o.reg.Withdraw(tx, id); return err })
		if !errors.Is(err, want) {
			t.Errorf("%v, not %v", err, want)
		}
	}
	if o.state(id) != approval.Open {
		t.Error("it was withdrawn")
	}
}

func TestLists(t *testing.T) {
	o := newOffice(t)
	mine := o.propose(o.accountant(10), word("mine"))
	about := word("about")
	about.About = 10
	aboutMe := o.propose(o.accountant(11), about)
	other := o.propose(o.accountant(11), word("other"))
	local := word("local")
	local.Kind = "word.local"
	away := o.propose(o.staff(12, "s12", "0002", auth.Teller), local)
	done := o.propose(o.accountant(11), word("done"))
	if err := o.approve(o.accountant(13), done); err != nil {
		t.Fatal(err)
	}
	ids := func(ctx context.Context, view approval.View, p auth.Permission) (out []store.ID) {
		s := auth.SubjectOf(ctx)
		var before store.ID
		for { // page by page, one at a time
			page, err := o.reg.List(ctx, approval.Filter{View: view, Show: s.Filter(p), For: s, Before: before, Limit: 1})
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				return out
			}
			if scope, object := page[0].AuthScope(); !s.Filter(p).Admits(scope, object) {
				t.Errorf("%s leads out of the reach", view)
			}
			out, before = append(out, page[0].ID), page[0].ID
		}
	}
	same := func(what string, got []store.ID, want ...store.ID) {
		t.Helper()
		if len(got) != len(want) {
			t.Errorf("%s: %v, not %v", what, got, want)
			return
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s: %v, not %v", what, got, want)
			}
		}
	}
	same("for me", ids(o.accountant(10), approval.ForMe, "approval.read"), other)
	same("open", ids(o.accountant(10), approval.Waiting, "approval.read"), away, other, aboutMe, mine)
	same("decided", ids(o.accountant(10), approval.Decided, "approval.read"), done)
	same("all", ids(o.accountant(10), approval.All, "approval.read"), done, away, other, aboutMe, mine)
	same("of a manager", ids(o.staff(20, "m", "0002", auth.BranchManager), approval.ForMe, "approval.read"), away)
	same("of a teller", ids(o.staff(20, "m", "0002", auth.Teller), approval.Waiting, "approval.read"), away)
	same("to decide, of a teller", ids(o.staff(20, "m", "0002", auth.Teller), approval.ForMe, "approval.read"))
	same("of a customer", ids(o.staff(20, "m", "0002"), approval.All, "approval.read"))
	own, err := o.reg.Mine(o.staff(10, "other-hat", "0007", auth.Auditor), 0, 10)
	if err != nil || len(own) != 1 || own[0].ID != mine {
		t.Errorf("mine: %v %v", own, err)
	}
	if a, err := o.reg.Own(o.accountant(10), mine); err != nil || len(a.Lines) != 1 || a.Lines[0].Value != "mine" {
		t.Errorf("own: %+v %v", a, err)
	}
	if _, err := o.reg.Own(o.accountant(10), other); !errors.Is(err, approval.ErrUnknown) {
		t.Errorf("another's as own: %v", err)
	}
	if a, err := o.reg.Get(context.Background(), done); err != nil || string(a.Result) != `{"written":true}` || a.Decider.Party != 13 {
		t.Errorf("decided: %+v %v", a, err)
	}
	narrow := auth.SubjectOf(o.accountant(10)).Filter("approval.read")
	narrow.Objects = []string{"approval.approval/" + other.String(), "word.word/1", "approval.approval/x"}
	got, err := o.reg.List(context.Background(), approval.Filter{View: approval.All, Show: narrow, Limit: 9})
	if err != nil || len(got) != 1 || got[0].ID != other {
		t.Errorf("narrowed to one: %v %v", got, err)
	}
	o.clock.advance(approval.Lifetime)
	same("after their time", ids(o.accountant(10), approval.Waiting, "approval.read"))
	if got := o.state(mine); got != approval.Expired {
		t.Errorf("after its time it is %s", got)
	}
	o.verify()
}

func TestSealed(t *testing.T) {
	o := newOffice(t)
	o.reg.Seal(vault.ForTest(t, o.st))
	id := o.propose(o.accountant(10), word("secret"))
	second := o.propose(o.accountant(10), word("another"))
	stored := func() (all []byte) {
		err := o.st.View(context.Background(), func(v *store.View) error {
			rows, err := store.All(v, store.Value[[]byte], "SELECT payload FROM approval_approvals UNION ALL SELECT result FROM approval_approvals")
			all = bytes.Join(rows, nil)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	if err := o.approve(o.accountant(11), id); err != nil {
		t.Fatal(err)
	}
	if b := stored(); len(b) == 0 || bytes.Contains(b, []byte("secret")) || bytes.Contains(b, []byte("written")) {
		t.Errorf("it stands in the table: %q", b)
	}
	if a, err := o.reg.Get(context.Background(), id); err != nil || a.Lines[0].Value != "secret" || string(a.Result) != `{"written":true}` {
		t.Errorf("%+v %v", a, err)
	}
	err := o.st.Update(context.Background(), func(tx *store.Tx) error {
		sealed, _, err := store.One(tx, store.Value[[]byte], "SELECT payload FROM approval_approvals WHERE id = ?", int64(id))
		if err == nil {
			_, err = tx.Exec("UPDATE approval_approvals SET payload = ? WHERE id = ?", sealed, int64(second))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := o.approve(o.accountant(11), second); !errors.Is(err, approval.ErrChanged) {
		t.Errorf("a payload of another place: %v", err)
	}
}

func TestAddRefuses(t *testing.T) {
	o := newOffice(t)
	for name, change := range map[string]func(*approval.Act){
		"twice":               func(*approval.Act) {},
		"one word":            func(a *approval.Act) { a.Kind = "write" },
		"no Chinese":          func(a *approval.Act) { a.Kind, a.ZH = "word.new", "" },
		"nothing to run":      func(a *approval.Act) { a.Kind, a.Run = "word.new", nil },
		"nothing to describe": func(a *approval.Act) { a.Kind, a.Describe = "word.new", nil },
		"no permission":       func(a *approval.Act) { a.Kind, a.Permission = "word.new", "word.write" },
	} {
		a := o.act("word.write", "ledger.post")
		change(&a)
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: it was taken", name)
				}
			}()
			o.reg.Add(a)
		}()
	}
}
