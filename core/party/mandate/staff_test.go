package mandate

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

func (b *bank) hired(person, number, at string, roles ...auth.Role) (s *Staff, err error) {
	err = b.st.Update(ctx, func(tx *store.Tx) (err error) {
		s, err = b.Hire(tx, Hiring{Person: b.names[person], Number: number, Branch: at, Roles: roles})
		return err
	})
	return s, err
}

func TestStaffRefusals(t *testing.T) {
	b := newBank(t)
	wang, err := b.hired("王芳", "001", "0101", auth.Teller)
	b.must(err)
	past := b.now().Add(-time.Second)
	b.close("孙丽")
	for name, c := range map[string]struct {
		h    Hiring
		want error
	}{
		"twice":                     {Hiring{Person: b.names["王芳"], Number: "002", Branch: "0101", Roles: []auth.Role{auth.Teller}}, ErrEmployed},
		"number taken":              {Hiring{Person: b.names["李强"], Number: "001", Branch: "0101", Roles: []auth.Role{auth.Teller}}, ErrNumberTaken},
		"odd number":                {Hiring{Person: b.names["李强"], Number: "a1", Branch: "0101", Roles: []auth.Role{auth.Teller}}, ErrNumber},
		"duties exclude each other": {Hiring{Person: b.names["李强"], Number: "002", Branch: "0101", Roles: []auth.Role{auth.Teller, auth.TellerChecker}}, auth.ErrRolesExclude},
		"a firm's role":             {Hiring{Person: b.names["李强"], Number: "002", Branch: "0101", Roles: []auth.Role{auth.FirmMaker}}, auth.ErrRoleKind},
		"the bank's own role":       {Hiring{Person: b.names["李强"], Number: "002", Branch: "0101", Roles: []auth.Role{auth.System}}, auth.ErrRoleSystem},
		"no role":                   {Hiring{Person: b.names["李强"], Number: "002", Branch: "0101"}, ErrStaffRoles},
		"no branch":                 {Hiring{Person: b.names["李强"], Number: "002", Branch: "77", Roles: []auth.Role{auth.Teller}}, ErrBranch},
		"a firm":                    {Hiring{Person: b.names["惠民公司"], Number: "002", Branch: "0101", Roles: []auth.Role{auth.Teller}}, ErrPerson},
		"the dead":                  {Hiring{Person: b.names["孙丽"], Number: "002", Branch: "0101", Roles: []auth.Role{auth.Teller}}, ErrInactive},
		"over before it begins":     {Hiring{Person: b.names["李强"], Number: "002", Branch: "0101", Roles: []auth.Role{auth.Teller}, Until: past}, ErrPeriod},
		"over":                      {Hiring{Person: b.names["李强"], Number: "002", Branch: "0101", Roles: []auth.Role{auth.Teller}, From: past.Add(-time.Second), Until: past}, ErrUntilPast},
	} {
		err := b.st.Update(ctx, func(tx *store.Tx) error {
			_, err := b.Hire(tx, c.h)
			return err
		})
		if !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
	end := func(code string) error {
		return b.st.Update(ctx, func(tx *store.Tx) error {
			_, err := b.branches.Close(tx, code)
			return err
		})
	}
	if err := end("0101"); !errors.Is(err, ErrWorks) {
		t.Errorf("closing a branch where she works: %v", err)
	}
	b.must(end("0102"))
	to := "0102"
	err = b.st.Update(ctx, func(tx *store.Tx) error {
		_, err := b.Reassign(tx, Reassignment{Staff: wang.ID, Branch: &to})
		return err
	})
	if !errors.Is(err, ErrBranch) {
		t.Errorf("transfer to a closed branch: %v", err)
	}
}

// TestStaffLife: hired, transferred, given other roles, and gone; each at once in her hats. A second employment follows.
func TestStaffLife(t *testing.T) {
	b := newBank(t)
	s, err := b.hired("王芳", "001", "0101", auth.Teller)
	b.must(err)
	b.wears("王芳", "self 王芳 customer", "staff 滨河支行 teller")
	head := "0001"
	b.changed = nil
	b.ok(func(tx *store.Tx) error {
		_, err := b.Reassign(tx, Reassignment{Staff: s.ID, Version: 1, Branch: &head, Roles: []auth.Role{auth.Compliance}})
		return err
	})
	if !slices.Contains(b.changed, b.names["王芳"]) {
		t.Error("sign-in didn't hear of the transfer")
	}
	b.wears("王芳", "self 王芳 customer", "staff 总行 compliance")
	b.must(b.st.View(ctx, func(v *store.View) error {
		hats, err := b.Hats(ctx, v, b.names["王芳"])
		if got := strings.Join(hats[1].Branches, " "); got != "0001 0101 0102" {
			t.Errorf("she sees %s", got)
		}
		return err
	}))
	b.changed = nil
	sub := "0101"
	b.ok(func(tx *store.Tx) error { // the tree under her changes
		_, err := b.branches.Amend(tx, "0102", 0, amendParent(&sub))
		return err
	})
	if !slices.Contains(b.changed, b.names["王芳"]) {
		t.Error("sign-in didn't hear of the branch that moved")
	}
	if err := b.st.Update(ctx, func(tx *store.Tx) error {
		_, err := b.Leave(tx, Leaving{Staff: s.ID, Version: 1, Reason: "退休"})
		return err
	}); !errors.Is(err, ErrVersion) {
		t.Errorf("a stale version: %v", err)
	}
	b.ok(func(tx *store.Tx) error {
		_, err := b.Leave(tx, Leaving{Staff: s.ID, Version: 2, Reason: "退休"})
		return err
	})
	b.wears("王芳", "self 王芳 customer")
	if err := b.st.Update(ctx, func(tx *store.Tx) error {
		_, err := b.Leave(tx, Leaving{Staff: s.ID})
		return err
	}); !errors.Is(err, ErrLeft) {
		t.Errorf("leaving twice: %v", err)
	}
	_, err = b.hired("王芳", "002", "0101", auth.Auditor)
	b.must(err)
	b.must(b.st.View(ctx, func(v *store.View) error {
		h, err := staffChanges(v, s.ID)
		var verbs []string
		for _, c := range h {
			verbs = append(verbs, c.Verb)
		}
		if got := strings.Join(verbs, " "); got != "hire transfer leave" {
			t.Errorf("history: %s", got)
		}
		return err
	}))
}

// TestFourEyes: a hiring happens when a second administrator approves it, not before, and is described to her.
func TestFourEyes(t *testing.T) {
	b := newBank(t)
	admin := func(name string) *auth.Subject {
		s := b.under(name, auth.StaffHat, "", auth.Admin)
		s.ProvedAt, s.Level = b.now(), auth.LevelTwo
		return s
	}
	h := Hiring{Person: b.names["王芳"], Number: "00017", Branch: "0101", Roles: []auth.Role{auth.Teller}}
	var a *approval.Approval
	propose := func(h Hiring) error {
		return b.st.Update(auth.WithSubject(ctx, admin("钱进")), func(tx *store.Tx) (err error) {
			a, err = b.propose(tx, ActHire, h, h.Person, KindStaff+"/"+h.Number, "新员工", func() error {
				_, err := b.Hire(tx, h)
				return err
			})
			return err
		})
	}
	bad := h
	bad.Branch = "77"
	if err := propose(bad); !errors.Is(err, ErrBranch) {
		t.Errorf("what can't be done is proposed: %v", err)
	}
	b.must(propose(h))
	b.wears("王芳", "self 王芳 customer")
	text, err := json.Marshal(b.DescribeHire(ctx, must(json.Marshal(h))))
	b.must(err)
	for _, want := range []string{"00017", "王芳", "0101", "柜员"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s lacks %s", text, want)
		}
	}
	approve := func(name string) error {
		c := auth.WithSubject(ctx, admin(name))
		return b.st.Update(c, func(tx *store.Tx) error {
			_, err := b.approvals.Approve(c, tx, a.ID, "")
			return err
		})
	}
	if err := approve("钱进"); !errors.Is(err, approval.ErrOwn) {
		t.Errorf("the maker approves: %v", err)
	}
	if err := approve("王芳"); !errors.Is(err, approval.ErrOwnRights) {
		t.Errorf("the hired approves: %v", err)
	}
	b.must(approve("赵敏"))
	b.wears("王芳", "self 王芳 customer", "staff 滨河支行 teller")
	s, _, err := one(b, "王芳")
	b.must(err)
	title := "主管"
	for name, c := range map[string]struct {
		lines []approval.Line
		want  string
	}{
		"change": {b.DescribeChange(ctx, must(json.Marshal(Reassignment{Staff: s.ID, Title: &title}))), "主管"},
		"leave":  {b.DescribeLeave(ctx, must(json.Marshal(Leaving{Staff: s.ID, Reason: "退休"}))), "退休"},
	} {
		if text := string(must(json.Marshal(c.lines))); !strings.Contains(text, c.want) || !strings.Contains(text, "00017") {
			t.Errorf("%s: %s", name, text)
		}
	}
	for _, act := range b.Acts() {
		if err := b.st.Update(ctx, func(tx *store.Tx) error {
			_, err := act.Run(ctx, tx, json.RawMessage(`{"staff":7,"person":7}`))
			return err
		}); !errors.Is(err, ErrRequest) {
			t.Errorf("%s of a wrong payload: %v", act.Kind, err)
		}
		if act.Describe(ctx, json.RawMessage(`[]`)) != nil {
			t.Errorf("%s describes a wrong payload", act.Kind)
		}
	}
}

func one(b *bank, name string) (s *Staff, ok bool, err error) {
	err = b.st.View(ctx, func(v *store.View) (err error) {
		s, ok, err = employed(v, b.names[name], b.now())
		return err
	})
	return s, ok, err
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
