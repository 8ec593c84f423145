package mandate

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tonghui/base/calendar"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// TestManyHats: one person is customer, agent, employee of a firm, clerk of an agency and member of staff.
func TestManyHats(t *testing.T) {
	b := newBank(t)
	b.wears("王芳", "self 王芳 customer")
	b.given(b.grant("财政局", "王芳", Employee, roles(auth.AgencyMaker)))
	b.given(b.grant("惠民公司", "王芳", Employee, roles(auth.FirmChecker, auth.FirmViewer)))
	b.given(b.grant("李强", "王芳", Agent))
	b.ok(func(tx *store.Tx) error {
		_, err := b.Hire(tx, Hiring{Person: b.names["王芳"], Number: "00017", Branch: "0101", Roles: []auth.Role{auth.Teller}})
		return err
	})
	b.wears("王芳", "self 王芳 customer", "agent 李强 agent", "firm 惠民公司 firm_checker,firm_viewer", "agency 财政局 agency_maker",
		"staff 滨河支行 teller")
	b.close("惠民公司")
	b.wears("王芳", "self 王芳 customer", "agent 李强 agent", "agency 财政局 agency_maker", "staff 滨河支行 teller")
	b.close("王芳")
	b.wears("王芳")
	b.wears("财政局")
}

// TestTheLastMoment: a right gives a hat from its first moment until just before its last.
func TestTheLastMoment(t *testing.T) {
	b := newBank(t)
	b.given(b.grant("李强", "王芳", Agent, from(start.Add(time.Hour)), until(start.Add(2*time.Hour))))
	b.wears("王芳", "self 王芳 customer")
	b.advance(time.Hour - time.Microsecond)
	b.wears("王芳", "self 王芳 customer")
	b.advance(time.Microsecond)
	b.wears("王芳", "self 王芳 customer", "agent 李强 agent")
	b.advance(time.Hour - time.Microsecond)
	b.wears("王芳", "self 王芳 customer", "agent 李强 agent")
	b.advance(time.Microsecond)
	b.wears("王芳", "self 王芳 customer")
	b.advance(time.Second)
	b.wears("王芳", "self 王芳 customer")
}

func TestRefusals(t *testing.T) {
	b := newBank(t)
	b.party(personSort, "无名", 0)
	b.party(personSort, "故人", calendar.MustOf(1940, 1, 1))
	b.close("故人")
	born17 := calendar.FromTime(start).Add(-18 * 365) // some days short of 18
	b.party(personSort, "少年", born17)
	for name, c := range map[string]struct {
		want error
		g    Grant
	}{
		"herself":                   {ErrHerself, b.grant("王芳", "王芳", Agent)},
		"under 18":                  {ErrAge, b.grant("王芳", "少年", Agent)},
		"child as head":             {ErrAge, b.grant("惠民公司", "小明", LegalRepresentative)},
		"child at work":             {ErrAge, b.grant("惠民公司", "小明", Employee, roles(auth.FirmViewer))},
		"age unknown":               {ErrAgeUnknown, b.grant("王芳", "无名", Agent)},
		"a business acts":           {ErrPerson, b.grant("王芳", "惠民公司", Agent)},
		"agent of a business":       {ErrSort, b.grant("惠民公司", "王芳", Agent)},
		"employee of a person":      {ErrSort, b.grant("王芳", "李强", Employee, roles(auth.FirmMaker))},
		"the dead act":              {ErrInactive, b.grant("王芳", "故人", Agent)},
		"for the dead":              {ErrInactive, b.grant("故人", "王芳", Agent)},
		"until in the past":         {ErrUntilPast, b.grant("王芳", "李强", Agent, from(start.Add(-time.Hour)), until(start))},
		"ends before it begins":     {ErrPeriod, b.grant("王芳", "李强", Agent, from(start.Add(3*time.Hour)), until(start.Add(2*time.Hour)))},
		"no end":                    {ErrUntil, b.grant("王芳", "李强", Agent, until(time.Time{}))},
		"no items":                  {ErrItems, b.grant("王芳", "李强", Agent, items())},
		"an item twice":             {ErrItems, b.grant("王芳", "李强", Agent, items(item("ledger.read", ""), item("ledger.read", "")))},
		"an odd object":             {ErrItems, b.grant("王芳", "李强", Agent, items(item("ledger.read", "everything")))},
		"items of an employee":      {ErrItems, b.grant("惠民公司", "李强", Employee, roles(auth.FirmMaker), items(item("ledger.read", "")))},
		"passing on":                {ErrNotGivable, b.grant("王芳", "李强", Agent, items(item("mandate.write", "")))},
		"what nobody has":           {ErrNotGivable, b.grant("王芳", "李强", Agent, items(item("ledger.post", "")))},
		"another's account":         {ErrMoreThanGiver, b.grant("王芳", "李强", Agent, items(item("ledger.read", "ledger.account/7")))},
		"duties exclude each other": {auth.ErrRolesExclude, b.grant("惠民公司", "李强", Employee, roles(auth.FirmMaker, auth.FirmChecker))},
		"a role of another kind":    {auth.ErrRoleKind, b.grant("惠民公司", "李强", Employee, roles(auth.Teller))},
		"no role":                   {ErrRoles, b.grant("惠民公司", "李强", Employee)},
		"employee as head":          {ErrRoles, b.grant("惠民公司", "李强", Employee, roles(auth.FirmHead))},
		"agent with a role":         {ErrRoles, b.grant("王芳", "李强", Agent, roles(auth.Guardian))},
		"unknown basis":             {ErrBasis, b.grant("王芳", "李强", 0)},
		"replacing nobody":          {ErrReplaces, b.grant("惠民公司", "李强", LegalRepresentative, replaces(7))},
		"guardian of an adult":      {ErrGuarded, b.grant("王芳", "李强", Guardian)},
		"executor without proof":    {ErrEvidence, b.grant("故人", "李强", Executor)},
		"a title with a newline":    {ErrTitle, b.grant("惠民公司", "李强", Employee, roles(auth.FirmMaker), func(g *Grant) { g.Title = "会\n计" })},
	} {
		if _, err := b.as(nil, c.g); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
	b.given(b.grant("故人", "李强", Executor, evidence("(2026)公证字第 8 号")))
	b.wears("李强", "self 李强 customer", "agent 故人 agent")
	b.given(b.grant("王芳", "李强", Agent, items(item("ledger.read", "ledger.account/"+b.names["王芳"].String()))))
}

// TestWhoGives: each basis has those who may give it; an agent never passes on what she has.
func TestWhoGives(t *testing.T) {
	b := newBank(t)
	firmHead := b.under("钱进", auth.FirmHat, "惠民公司", auth.FirmHead)
	agent := b.under("李强", auth.AgentHat, "王芳", auth.Agent)
	teller := b.under("孙丽", auth.StaffHat, "", auth.Teller)
	employee := b.grant("惠民公司", "赵敏", Employee, roles(auth.FirmMaker))
	for name, c := range map[string]struct {
		who  *auth.Subject
		g    Grant
		want error
	}{
		"the person herself":          {b.self("王芳"), b.grant("王芳", "赵敏", Agent), nil},
		"somebody else":               {b.self("李强"), b.grant("王芳", "赵敏", Agent), ErrGiver},
		"her agent":                   {agent, b.grant("王芳", "赵敏", Agent), ErrSubAuthorise},
		"her agent for a firm":        {agent, employee, ErrSubAuthorise},
		"the firm's maker":            {b.under("钱进", auth.FirmHat, "惠民公司", auth.FirmMaker), employee, ErrGiver},
		"another firm's head":         {b.under("钱进", auth.FirmHat, "通达公司", auth.FirmHead), employee, ErrGiver},
		"the firm's head":             {firmHead, employee, nil},
		"the firm's head for a head":  {firmHead, b.grant("惠民公司", "赵敏", LegalRepresentative), ErrGiver},
		"a child's mother by herself": {b.self("王芳"), b.grant("小明", "王芳", Guardian), ErrGiver},
		"a teller":                    {teller, b.grant("惠民公司", "李强", LegalRepresentative), nil},
		"a teller for herself":        {teller, b.grant("王芳", "孙丽", Agent), ErrOwnHand},
		"more than she has": {&auth.Subject{Person: b.names["王芳"], Hat: auth.Hat{Kind: auth.SelfHat, For: b.names["王芳"],
			Roles: []auth.Role{auth.Customer}, Items: []auth.Item{item("mandate.write", "")}}}, b.grant("王芳", "钱进", Agent), ErrMoreThanGiver},
	} {
		if _, err := b.as(c.who, c.g); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

// TestDutiesAcrossRights: duties that exclude each other are refused in two rights as in one, and by amending.
func TestDutiesAcrossRights(t *testing.T) {
	b := newBank(t)
	head := b.given(b.grant("惠民公司", "李强", LegalRepresentative, roles(auth.FirmHead, auth.FirmMaker)))
	b.refused(auth.ErrRolesExclude, b.grant("惠民公司", "李强", Employee, roles(auth.FirmChecker)))
	one := b.given(b.grant("惠民公司", "李强", Employee, roles(auth.FirmViewer)))
	b.refused(ErrAlready, b.grant("惠民公司", "李强", Employee, roles(auth.FirmViewer)))
	amend := func(id store.ID, a Amendment) error {
		return b.st.Update(ctx, func(tx *store.Tx) error {
			_, err := b.Amend(tx, id, a)
			return err
		})
	}
	if err := amend(one.ID, Amendment{Roles: &[]auth.Role{auth.FirmChecker}}); !errors.Is(err, auth.ErrRolesExclude) {
		t.Errorf("amending to what excludes: %v", err)
	}
	if err := amend(one.ID, Amendment{Version: 9}); !errors.Is(err, ErrVersion) {
		t.Errorf("a stale version: %v", err)
	}
	b.must(amend(head.ID, Amendment{Roles: &[]auth.Role{auth.FirmHead}}))
	b.must(amend(one.ID, Amendment{Roles: &[]auth.Role{auth.FirmChecker}, Version: 1}))
	b.wears("李强", "self 李强 customer", "firm 惠民公司 firm_head", "firm 惠民公司 firm_checker")
}

// TestRemoval: it takes effect at once, tells sign-in, and stays in the history.
func TestRemoval(t *testing.T) {
	b := newBank(t)
	one := b.given(b.grant("王芳", "李强", Agent))
	b.wears("李强", "self 李强 customer", "agent 王芳 agent")
	b.changed = nil
	remove := func(s *auth.Subject, resign bool) error {
		return b.st.Update(auth.WithSubject(ctx, s), func(tx *store.Tx) (err error) {
			if resign {
				_, err = b.Resign(tx, one.ID, "不再需要")
			} else {
				_, err = b.Remove(tx, one.ID, "不再需要")
			}
			return err
		})
	}
	if err := remove(b.self("赵敏"), false); !errors.Is(err, ErrGiver) {
		t.Errorf("a stranger removes: %v", err)
	}
	if err := remove(b.self("赵敏"), true); !errors.Is(err, ErrUnknown) {
		t.Errorf("a stranger resigns: %v", err)
	}
	b.must(remove(b.self("王芳"), false))
	b.wears("李强", "self 李强 customer")
	if !slices.Contains(b.changed, b.names["李强"]) {
		t.Errorf("sign-in heard of %v", b.changed)
	}
	if err := remove(b.self("王芳"), false); !errors.Is(err, ErrEnded) {
		t.Errorf("removing twice: %v", err)
	}
	one = b.given(b.grant("王芳", "李强", Agent))
	b.must(remove(b.self("李强"), true))
	b.wears("李强", "self 李强 customer")
	head := b.given(b.grant("惠民公司", "李强", LegalRepresentative))
	one = head
	if err := remove(b.self("李强"), true); !errors.Is(err, ErrResign) {
		t.Errorf("a head resigns: %v", err)
	}
	b.must(b.st.View(ctx, func(v *store.View) error {
		h, err := b.History(v, one.ID)
		if err != nil || len(h) != 1 || h[0].Verb != "give" || h[0].Mandate.State != InForce {
			t.Errorf("history: %+v, %v", h, err)
		}
		now, err := b.Of(v, b.names["李强"], false, 0, 10)
		past, e := b.Of(v, b.names["李强"], true, 0, 10)
		if len(now) != 1 || len(past) != 2 || past[0].State != Removed {
			t.Errorf("acting: %d now, %d past", len(now), len(past))
		}
		return errors.Join(err, e)
	}))
}

// TestCircle: A acts for B acts for C acts for A is refused, wherever it is closed, and named whole; another's name is masked
// to a customer.
func TestCircle(t *testing.T) {
	b := newBank(t)
	b.given(b.grant("王芳", "李强", Agent)) // 李强 acts for 王芳
	b.refused(ErrCircle, b.grant("李强", "王芳", Agent))
	b.given(b.grant("李强", "赵敏", Agent))
	b.given(b.grant("李强", "钱进", Agent)) // no part of it
	last := b.given(b.grant("赵敏", "孙丽", Agent, from(start.Add(time.Hour))))
	_, err := b.as(nil, b.grant("孙丽", "王芳", Agent))
	if !errors.Is(err, ErrCircle) || !strings.Contains(err.Error(), "王芳 ← 李强 ← 赵敏 ← 孙丽 ← 王芳") {
		t.Errorf("the circle isn't named: %v", err)
	}
	_, err = b.as(b.self("孙丽"), b.grant("孙丽", "王芳", Agent))
	if !errors.Is(err, ErrCircle) || !strings.Contains(err.Error(), "王芳 ← 李* ← 赵* ← 孙丽 ← 王芳") {
		t.Errorf("others' names for a customer: %v", err)
	}
	b.ok(func(tx *store.Tx) error {
		_, err := b.Remove(tx, last.ID, "")
		return err
	})
	b.given(b.grant("孙丽", "王芳", Agent))
}

// TestCrossingCircle: two rights that together would close a circle are given at the same time; one of them is refused.
func TestCrossingCircle(t *testing.T) {
	b := newBank(t)
	b.given(b.grant("李强", "赵敏", Agent))
	b.given(b.grant("钱进", "王芳", Agent))
	errs := b.together(b.grant("王芳", "李强", Agent), b.grant("赵敏", "钱进", Agent))
	if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), ErrCircle) {
		t.Errorf("got %v", errs)
	}
}

// TestOneHead: of many legal representatives appointed at once one stands; replacing names the one who goes.
func TestOneHead(t *testing.T) {
	b := newBank(t)
	var all []Grant
	for _, p := range []string{"王芳", "李强", "赵敏", "钱进"} {
		all = append(all, b.grant("惠民公司", p, LegalRepresentative))
	}
	stood := 0
	for _, err := range b.together(all...) {
		if err == nil {
			stood++
		} else if !errors.Is(err, ErrHeadStands) {
			t.Errorf("refused with %v", err)
		}
	}
	if stood != 1 {
		t.Fatalf("%d stand", stood)
	}
	var now *Mandate
	b.must(b.st.View(ctx, func(v *store.View) error {
		ones, err := b.For(v, b.names["惠民公司"], false, 0, 10)
		if len(ones) != 1 {
			t.Fatalf("%d heads are listed", len(ones))
		}
		now = ones[0]
		return err
	}))
	b.refused(ErrReplaces, b.grant("惠民公司", "孙丽", LegalRepresentative, replaces(now.ID+1)))
	next := b.given(b.grant("惠民公司", "孙丽", LegalRepresentative, replaces(now.ID), until(start.Add(time.Hour))))
	b.wears("孙丽", "self 孙丽 customer", "firm 惠民公司 firm_head")
	b.must(b.st.View(ctx, func(v *store.View) error {
		was, err := b.Get(v, now.ID)
		if was.State != Removed {
			t.Errorf("the one before is %s", was.State)
		}
		return err
	}))
	b.advance(time.Hour) // her time is over: the place is free
	if next.StateAt(b.now()) != Expired {
		t.Errorf("it is %s", next.StateAt(b.now()))
	}
	b.given(b.grant("惠民公司", "王芳", LegalRepresentative))
}

// together gives rights at the same time.
func (b *bank) together(all ...Grant) []error {
	errs := make([]error, len(all))
	var wg sync.WaitGroup
	for i, g := range all {
		wg.Go(func() { _, errs[i] = b.as(nil, g) })
	}
	wg.Wait()
	return errs
}

// TestGuardian: of a child until its 18th birthday begins in China; born on 29 February, on 1 March.
func TestGuardian(t *testing.T) {
	b := newBank(t)
	one := b.given(b.grant("小明", "王芳", Guardian))
	want := time.Date(2030, 2, 28, 16, 0, 0, 0, time.UTC)
	if !one.Until.Equal(want) {
		t.Errorf("until %s, want %s", one.Until, want)
	}
	b.wears("王芳", "self 王芳 customer", "agent 小明 guardian")
	b.micros.Store(want.UnixMicro())
	b.wears("王芳", "self 王芳 customer")
	b.given(b.grant("李强", "王芳", Guardian, evidence("(2026)京0105民特8号")))
	b.given(b.grant("李强", "赵敏", Guardian, evidence("(2026)京0105民特8号")))
}
