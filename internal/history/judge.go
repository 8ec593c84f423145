package history

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// Judge holds what the processes of one history tried and what they were answered, and says what is wrong with what the
// database holds.
type Judge struct {
	tried   map[string]*Op // by reference of the operation
	got     map[string][]Result
	wrong   []string
	lost    string // what ended a process's work under its lease
	counts  map[string]int
	entries map[string]int64   // of the witness, by reference
	legs    map[int64][]Leg    // by entry
	made    map[string]int     // steps by reference: distinct operations' effects
	targets map[string][]int64 // ids of holds and freezes by reference
}

// NewJudge knows nothing yet.
func NewJudge() *Judge {
	return &Judge{tried: map[string]*Op{}, got: map[string][]Result{}, counts: map[string]int{}, entries: map[string]int64{},
		legs: map[int64][]Leg{}, made: map[string]int{}, targets: map[string][]int64{}}
}

// hear takes a line of a process's report.
func (j *Judge) hear(l *line) {
	switch {
	case l.Try != nil:
		j.tried[l.Try.Ref] = l.Try
	case l.Got != nil:
		j.got[l.Got.Ref] = append(j.got[l.Got.Ref], *l.Got)
		if l.Got.Fault != "" {
			j.complain("%s: %s", l.Got.Ref, l.Got.Fault)
		}
	case l.Lost != "":
		j.lost = l.Lost
	case l.Wrong != "":
		j.complain("%s", l.Wrong)
	}
	for k, n := range l.Sum {
		j.counts[k] += n
	}
}

func (j *Judge) complain(format string, args ...any) {
	if len(j.wrong) < 40 {
		j.wrong = append(j.wrong, fmt.Sprintf(format, args...))
	}
}

// inDoubt are the operations whose outcome no process was told and which can be asked again.
func (j *Judge) inDoubt() (ops []Op) {
	for ref, op := range j.tried {
		if again[op.Verb] && !slices.ContainsFunc(j.got[ref], func(r Result) bool { return r.Outcome != Unknown }) {
			ops = append(ops, *op)
		}
	}
	slices.SortFunc(ops, func(a, b Op) int { return strings.Compare(a.Ref, b.Ref) })
	return ops
}

// Sentence judges the database: every step of every account, what was acknowledged against what is there, the closed days,
// the statements, and the ledger's own full check.
func (j *Judge) Sentence(ctx context.Context, b *Bank, p *Plan) ([]string, error) {
	days, err := j.bankDays(ctx, b)
	if err != nil {
		return nil, err
	}
	accounts, err := j.accounts(ctx, b, p)
	if err != nil {
		return nil, err
	}
	for _, id := range accounts {
		if err := j.account(ctx, b, id, days); err != nil {
			return nil, err
		}
	}
	if _, err := b.Ledger.Fold(ctx); err != nil {
		return nil, err
	}
	if err := j.hot(ctx, b, p.Hot); err != nil {
		return nil, err
	}
	j.answers()
	if err := j.closedDays(ctx, b); err != nil {
		return nil, err
	}
	report, err := b.Ledger.Check(ctx, ledger.CheckOptions{Full: true})
	if err != nil {
		return nil, err
	}
	for _, f := range report.Findings {
		if !f.Notice {
			j.complain("check: %s: %s", f.Code, f.EN)
		}
	}
	return j.wrong, nil
}

// accounts are the history's: those it began with and those whose numbers say that it opened them.
func (j *Judge) accounts(ctx context.Context, b *Bank, p *Plan) ([]int64, error) {
	ids := append([]int64{p.Cash}, p.Accounts...)
	sum := money.Amount(0)
	for after := ledger.AccountID(0); ; {
		page, err := b.Ledger.Accounts(ctx, ledger.AccountFilter{}, after, 200)
		if err != nil {
			return nil, err
		}
		for _, a := range page {
			if a.Class == ledger.Asset || a.Class == ledger.Expense {
				sum += a.Balance.Booked
			} else {
				sum -= a.Balance.Booked
			}
			if j.tried[a.Number] != nil {
				ids = append(ids, int64(a.ID))
				j.made[a.Number]++
			}
			after = a.ID
		}
		if len(page) < 200 {
			break
		}
	}
	if sum != 0 {
		j.complain("debits and credits of all accounts differ by %d", sum)
	}
	return ids, nil
}

// steps reads all that an account went through.
func steps(ctx context.Context, b *Bank, account int64) (out []Step, err error) {
	const page = 2000
	for {
		var part []Step
		err := b.Store.View(ctx, func(v *store.View) (err error) {
			part, err = stepsOf(v, account, int64(len(out)), page)
			return err
		})
		if out = append(out, part...); err != nil || len(part) < page {
			return out, err
		}
	}
}

// account replays an account step by step and compares what came of it with what the ledger shows.
func (j *Judge) account(ctx context.Context, b *Bank, id int64, days []map[int64]ledger.DayState) error {
	all, err := steps(ctx, b, id)
	if err != nil {
		return err
	}
	m := newAccount(id)
	var posted []Leg
	for i := range all {
		s := &all[i]
		if err := m.apply(s); err != nil {
			j.complain("account %d, step %d, %s: %v", id, i+1, s.Ref, err)
		}
		j.day(s, days)
		j.seen(s)
		for _, l := range s.Legs {
			if l.Account == id {
				posted = append(posted, Leg{s.Entry, l.Amount, l.Sequence, l.Balance})
			}
		}
	}
	a, err := b.Ledger.Account(ctx, ledger.AccountID(id))
	if err != nil {
		return err
	}
	frozen, whole := m.frozen()
	want := ledger.Balance{Booked: m.booked, Held: m.held(), Frozen: frozen, FrozenAll: whole, Sequence: m.seq}
	if !same(want, a.Balance) {
		j.complain("account %d holds %+v, its steps say %+v", id, a.Balance, want)
	}
	return j.statement(ctx, b, a, posted)
}

func same(a, b ledger.Balance) bool {
	a.Available, b.Available = nil, nil
	return a == b
}

// seen counts what an operation did; a step stands on each of its accounts, so an entry is counted by its id.
func (j *Judge) seen(s *Step) {
	switch s.Verb {
	case Post, Reverse:
		if was, ok := j.entries[s.Ref]; ok && was != s.Entry {
			j.complain("reference %s was booked twice: entries %d and %d", s.Ref, was, s.Entry)
		} else if !ok {
			j.made[s.Ref]++
		}
		j.entries[s.Ref], j.legs[s.Entry] = s.Entry, s.Legs
	case Open: // counted by its number
	default:
		j.made[s.Ref]++
		j.targets[s.Ref] = append(j.targets[s.Ref], s.Target)
	}
}

// statement compares an account's lines, in the order of booking and in the order of a statement, with its steps.
func (j *Judge) statement(ctx context.Context, b *Bank, a *ledger.Account, posted []Leg) error {
	const page = 1000
	for before, at := int64(0), len(posted); ; {
		lines, err := b.Ledger.Postings(ctx, a.ID, before, page)
		if err != nil {
			return err
		}
		for i := range lines {
			if at--; at < 0 || posted[at].Account != int64(lines[i].Entry) || posted[at].Sequence != lines[i].Sequence {
				j.complain("account %s: posting %d of entry %d (%s) is in no step", a.ID, lines[i].Sequence, lines[i].Entry,
					lines[i].Reference)
				return nil
			}
			before = lines[i].Sequence
		}
		if len(lines) < page {
			if at != 0 {
				j.complain("account %s: %d postings of its steps are not there", a.ID, at)
			}
			break
		}
	}
	s, err := b.Ledger.Statement(ctx, a.ID, calendar.MustOf(2020, 1, 1), calendar.MustOf(2090, 1, 1))
	if err != nil {
		return err
	}
	sum, n := s.Opening, 0
	var was ledger.Line
	err = b.Ledger.Lines(ctx, s, func(l *ledger.Line) error {
		if n > 0 && (l.BankDate < was.BankDate || l.BankDate == was.BankDate && l.Sequence <= was.Sequence) {
			j.complain("account %s: its statement shows posting %d after %d", a.ID, l.Sequence, was.Sequence)
		}
		was = *l
		sum += l.Amount
		n++
		return nil
	})
	if err == nil && (sum != a.Balance.Booked || n != len(posted)) {
		j.complain("account %s: its statement has %d lines and ends with %d, not %d with %d", a.ID, n, sum, len(posted),
			a.Balance.Booked)
	}
	return err
}

// hot sums up what the entries did to the account that no witness watches.
func (j *Judge) hot(ctx context.Context, b *Bank, id int64) error {
	if id == 0 {
		return nil
	}
	sum, n := money.Amount(0), int64(0)
	for _, legs := range j.legs {
		for _, l := range legs {
			if l.Account == id {
				sum -= l.Amount
				n++
			}
		}
	}
	a, err := b.Ledger.Account(ctx, ledger.AccountID(id))
	if err == nil && (a.Balance.Booked != sum || a.Balance.Sequence+a.Balance.Pending != n) {
		j.complain("the hot account holds %d in %d postings, the entries say %d in %d", a.Balance.Booked,
			a.Balance.Sequence+a.Balance.Pending, sum, n)
	}
	return err
}

// Hear tells the judge of an operation and its answer.
func (j *Judge) Hear(op *Op, r *Result) {
	j.hear(&line{Try: op})
	j.hear(&line{Got: r})
}
