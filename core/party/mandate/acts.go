package mandate

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

// The acts that need four eyes.
const (
	ActHire   = "staff.hire"
	ActChange = "staff.change"
	ActLeave  = "staff.leave"
)

// Acts are what the register of approvals runs for this room; New declares them to it.
func (m *Mandates) Acts() []approval.Act {
	return []approval.Act{
		{Kind: ActHire, EN: "Employ a member of staff", ZH: "聘用员工", Permission: mayWriteStaff, StepUp: true,
			Run: run(m.Hire), Describe: m.DescribeHire},
		{Kind: ActChange, EN: "Transfer a member of staff or change her roles", ZH: "员工调动或变更角色", Permission: mayWriteStaff, StepUp: true,
			Run: run(m.Reassign), Describe: m.DescribeChange},
		{Kind: ActLeave, EN: "End a member of staff's employment", ZH: "员工离职", Permission: mayWriteStaff, StepUp: true,
			Run: run(m.Leave), Describe: m.DescribeLeave},
	}
}

// run makes an act of a verb about staff: its payload is the verb's request, its result the employment.
func run[Request any](verb func(*store.Tx, Request) (*Staff, error)) func(context.Context, *store.Tx, json.RawMessage) (json.RawMessage, error) {
	return func(_ context.Context, tx *store.Tx, payload json.RawMessage) (json.RawMessage, error) {
		r, err := read[Request](payload)
		if err != nil {
			return nil, err
		}
		s, err := verb(tx, r)
		if err != nil {
			return nil, err
		}
		return json.Marshal(s)
	}
}

func read[Request any](payload json.RawMessage) (r Request, err error) {
	if err := json.Unmarshal(payload, &r); err != nil {
		return r, ErrRequest.Because(err)
	}
	return r, nil
}

// DescribeHire says whom a hiring employs, where and as what.
func (m *Mandates) DescribeHire(ctx context.Context, payload json.RawMessage) []approval.Line {
	h, err := read[Hiring](payload)
	if err != nil {
		return nil
	}
	return m.describe(ctx, nil, &Staff{Number: h.Number, Person: h.Person, Branch: h.Branch, Roles: h.Roles, Title: h.Title, From: h.From,
		Until: h.Until})
}

// DescribeChange says what a reassignment changes.
func (m *Mandates) DescribeChange(ctx context.Context, payload json.RawMessage) []approval.Line {
	p, err := read[Reassignment](payload)
	if err != nil {
		return nil
	}
	was := m.member(ctx, p.Staff)
	if was == nil {
		return nil
	}
	now := *was
	if p.Branch != nil {
		now.Branch = *p.Branch
	}
	if p.Roles != nil {
		now.Roles = p.Roles
	}
	if p.Title != nil {
		now.Title = *p.Title
	}
	if p.Until != nil {
		now.Until = *p.Until
	}
	return m.describe(ctx, was, &now)
}

// DescribeLeave says who leaves, and why.
func (m *Mandates) DescribeLeave(ctx context.Context, payload json.RawMessage) []approval.Line {
	l, err := read[Leaving](payload)
	if err != nil {
		return nil
	}
	was := m.member(ctx, l.Staff)
	if was == nil {
		return nil
	}
	return append(m.describe(ctx, was, &Staff{Number: was.Number, Person: was.Person}),
		approval.Line{EN: "Reason", ZH: "理由", Value: l.Reason})
}

// member is an employment as it is now, or nil.
func (m *Mandates) member(ctx context.Context, id store.ID) (s *Staff) {
	_ = m.st.View(ctx, func(v *store.View) (err error) {
		s, _, err = staffByID(v, id)
		return err
	})
	return s
}

// describe lists what an employment is, beside what it was.
func (m *Mandates) describe(ctx context.Context, was, now *Staff) []approval.Line {
	lines := []approval.Line{
		{EN: "Staff number", ZH: "工号", Value: now.Number}, {EN: "Name", ZH: "姓名"}, {EN: "Branch", ZH: "机构", Value: now.Branch},
		{EN: "Roles", ZH: "角色", Value: rolesText(now.Roles)}, {EN: "Title", ZH: "职务", Value: now.Title},
		{EN: "From", ZH: "起始时间", Value: timeText(now.From)}, {EN: "Until", ZH: "截止时间", Value: timeText(now.Until)},
	}
	_ = m.st.View(ctx, func(v *store.View) (err error) { // a name that can't be read stays empty: the number tells who it is
		lines[1].Value, err = m.o.Parties.Name(ctx, v, now.Person)
		return err
	})
	if was != nil {
		for i, old := range []string{was.Number, lines[1].Value, was.Branch, rolesText(was.Roles), was.Title, timeText(was.From),
			timeText(was.Until)} {
			lines[i].Old = old
		}
	}
	out := lines[:0]
	for _, l := range lines {
		if l.Old != "" || l.Value != "" {
			out = append(out, l)
		}
	}
	return out
}

func rolesText(roles []auth.Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		rule, _ := auth.RuleOf(r)
		words[i] = rule.ZH + " " + rule.EN
	}
	return strings.Join(words, ", ")
}

func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(shanghai).Format("2006-01-02 15:04:05 -07:00")
}

// errRehearsed undoes a rehearsal.
var errRehearsed = errors.New("mandate: rehearsed")

// propose registers a request about staff for four eyes, after a rehearsal: what can't be done is refused to who proposes it.
func (m *Mandates) propose(tx *store.Tx, act string, request any, about auth.Party, object, reason string,
	rehearse func() error) (*approval.Approval, error) {
	if m.o.Approvals == nil {
		return nil, ErrFourEyes
	}
	err := tx.Savepoint(func() error {
		if err := rehearse(); err != nil {
			return err
		}
		return errRehearsed
	})
	if !errors.Is(err, errRehearsed) {
		return nil, err
	}
	payload, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	a, err := m.o.Approvals.Propose(tx, approval.Proposal{Kind: act, Object: object, Payload: payload, Reason: reason, About: about})
	return &a, err
}
