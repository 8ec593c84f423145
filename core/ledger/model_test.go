package ledger

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
)

// model is the ledger in the simplest form there is: everything in memory, everything summed up when asked.
// Objects are named by their place, so that one history can be told to several ledgers.
type model struct {
	now      time.Time
	open     calendar.Date
	days     map[calendar.Date]DayState
	accounts []mAccount
	entries  []mEntry
	holds    []mHold
	freezes  []mFreeze
}

type mAccount struct {
	number   string
	class    Class
	code     Code
	currency money.Currency
	limits   Limits
	closed   bool
}

type mLeg struct {
	account  int
	amount   money.Amount
	currency money.Currency
}

type mEntry struct {
	ref         string
	kind        string
	legs        []mLeg
	bank, value calendar.Date
	hold        int // −1: none
	final       bool
	linked      bool
	reverses    int // −1: none
	replayed    int // of what entry this is a replay, −1
}

type mHold struct {
	account                    int
	ref                        string
	amount, captured, released money.Amount
	state                      HoldState
	expires                    time.Time
}

type mFreeze struct {
	account int
	kind    FreezeKind
	ref     string
	amount  money.Amount // 0: everything
	ended   bool
	expires time.Time
}

func (m *model) clone() *model {
	c := *m
	c.days = maps.Clone(m.days)
	c.accounts, c.entries = slices.Clone(m.accounts), slices.Clone(m.entries)
	c.holds, c.freezes = slices.Clone(m.holds), slices.Clone(m.freezes)
	return &c
}

// line is one posting of an account.
type mLine struct {
	amount      money.Amount
	bank, value calendar.Date
}

func (m *model) lines(account int) (out []mLine) {
	for _, e := range m.entries {
		for _, l := range e.legs {
			if l.account == account {
				out = append(out, mLine{l.amount, e.bank, e.value})
			}
		}
	}
	return out
}

// sum is a balance, debit positive, of the lines that pass.
func (m *model) sum(account int, pass func(mLine) bool) (sum money.Amount) {
	for _, l := range m.lines(account) {
		if pass(l) {
			sum += l.amount
		}
	}
	return sum
}

func anyLine(mLine) bool { return true }

func (m *model) normal(account int) money.Amount {
	return m.accounts[account].class.sign() * m.sum(account, anyLine)
}

func (h *mHold) left() money.Amount {
	if h.state != HoldActive {
		return 0
	}
	return h.amount - h.captured - h.released
}

func (m *model) held(account int) (sum money.Amount) {
	for i := range m.holds {
		if m.holds[i].account == account {
			sum += m.holds[i].left()
		}
	}
	return sum
}

// frozen takes all freezes, but of the judicial ones the first only.
func (m *model) frozen(account int) (sum money.Amount, all bool) {
	judicial := false
	for i := range m.freezes {
		f := &m.freezes[i]
		if f.account != account || f.ended || f.kind == Judicial && judicial {
			continue
		}
		judicial = judicial || f.kind == Judicial
		sum += f.amount
		all = all || f.amount == 0
	}
	return sum, all
}

// move says whether an account may move by net, debit positive.
func (m *model) move(account int, net, relief money.Amount) string {
	a := &m.accounts[account]
	step := a.class.sign() * net
	after := m.normal(account) + step
	frozen, all := m.frozen(account)
	held := m.held(account) - relief
	switch {
	case step < 0 && all:
		return "ledger.account_frozen"
	case step < 0 && a.limits.Floor != nil && after-held-frozen < *a.limits.Floor:
		if frozen > 0 && after-held >= *a.limits.Floor {
			return "ledger.account_frozen"
		}
		return "ledger.insufficient_funds"
	case step > 0 && a.limits.Ceiling != nil && after > *a.limits.Ceiling:
		return "ledger.ceiling"
	}
	return ""
}

// post books an entry; it answers the code of the refusal, or "".
func (m *model) post(e *mEntry) string {
	e.replayed = -1
	for i := range e.legs {
		if e.legs[i].amount == 0 {
			return "ledger.zero_amount"
		}
	}
	for i := range m.entries {
		if b := &m.entries[i]; b.ref == e.ref && b.kind == e.kind {
			same := slices.EqualFunc(b.legs, e.legs, func(x, y mLeg) bool { return x.account == y.account && x.amount == y.amount }) &&
				(e.bank == 0 || e.bank == b.bank) && (e.value == 0 || e.value == b.value) && e.hold == b.hold
			if !same {
				return "ledger.duplicate_reference"
			}
			e.replayed = i
			return ""
		}
	}
	f := *e
	if f.bank == 0 {
		f.bank = m.open
	}
	switch s := m.days[f.bank]; {
	case f.bank == m.open || s == DayClosing:
	case s == DayClosed:
		return "ledger.day_closed"
	default:
		return "ledger.day_not_open"
	}
	if f.value == 0 {
		f.value = f.bank
	}
	var relief money.Amount
	if f.hold >= 0 {
		h := &m.holds[f.hold]
		if h.state != HoldActive || !h.expires.After(m.now) {
			return "ledger.hold_ended"
		}
		var take money.Amount
		for _, l := range f.legs {
			if l.account == h.account {
				take -= m.accounts[l.account].class.sign() * l.amount
			}
		}
		if take <= 0 {
			return "ledger.hold_account"
		}
		if take > h.left() {
			return "ledger.hold_exceeded"
		}
		if relief = take; f.final {
			relief = h.left()
		}
		if code := m.decide(&f, relief); code != "" {
			return code
		}
		h.captured += take
		if f.final || h.left() == 0 {
			h.released += h.left()
			h.state = HoldCaptured
		}
	} else if code := m.decide(&f, 0); code != "" {
		return code
	}
	m.entries = append(m.entries, f)
	return ""
}

func (m *model) decide(e *mEntry, relief money.Amount) string {
	sums := map[money.Currency]money.Amount{}
	nets := map[int]money.Amount{}
	for _, l := range e.legs {
		a := &m.accounts[l.account]
		switch {
		case a.closed:
			return "ledger.account_closed"
		case l.currency != "" && l.currency != a.currency:
			return "ledger.wrong_currency"
		case l.amount > 0 && a.limits.DebitFrozen:
			return "ledger.debit_frozen"
		case l.amount < 0 && a.limits.CreditFrozen:
			return "ledger.credit_frozen"
		}
		sums[a.currency] += l.amount
		nets[l.account] += l.amount
	}
	for _, s := range sums {
		if s != 0 {
			return "ledger.unbalanced"
		}
	}
	for _, l := range e.legs {
		r := money.Amount(0)
		if e.hold >= 0 && m.holds[e.hold].account == l.account {
			r = relief
		}
		if code := m.move(l.account, nets[l.account], r); code != "" {
			return code
		}
	}
	return ""
}

// batch books entries; it answers a code for each, or for Atomic one for all.
func (m *model) batch(mode Mode, es []mEntry) (codes []string, all string) {
	codes = make([]string, len(es))
	if es[len(es)-1].linked {
		return nil, "ledger.open_chain"
	}
	if mode == Atomic {
		c := m.clone()
		for i := range es {
			if c.post(&es[i]) != "" {
				return nil, "ledger.batch_refused"
			}
		}
		*m = *c
		return nil, ""
	}
	for i := 0; i < len(es); {
		n := 1
		for es[i+n-1].linked {
			n++
		}
		c, failed := m.clone(), -1
		for j := i; j < i+n && failed < 0; j++ {
			if codes[j] = c.post(&es[j]); codes[j] != "" {
				failed = j
			}
		}
		for j := i; j < i+n && failed >= 0; j++ {
			if j != failed {
				codes[j] = "ledger.chain"
			}
		}
		if failed < 0 {
			*m = *c
		}
		i += n
		if failed >= 0 && mode == StopAtFirst {
			for ; i < len(es); i++ {
				codes[i] = "ledger.not_tried"
			}
		}
	}
	return codes, ""
}

// statement is an account's lines of a period in the order of a statement.
func (m *model) statement(account int, from, to calendar.Date) (out []mLine) {
	for _, l := range m.lines(account) {
		if from <= l.bank && l.bank <= to {
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b mLine) int { return cmp.Compare(a.bank, b.bank) })
	return out
}
