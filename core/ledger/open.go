package ledger

import (
	"encoding/json"
	"errors"
	"unicode/utf8"

	"tonghui/base/money"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// DefineCode puts a code into the chart of accounts. Defining it again with the same class changes its names.
func (l *Ledger) DefineCode(tx *store.Tx, c ChartCode) error {
	if !codeOK(c.Code) || c.Class < Asset || c.Class > Expense || c.NameEN == "" || c.NameZH == "" ||
		len(c.NameEN) > 120 || utf8.RuneCountInString(c.NameZH) > 120 {
		return ErrCodeFields
	}
	was, found, err := codeByName(tx, c.Code)
	if err != nil {
		return err
	}
	if found && was.Class != c.Class {
		return ErrCodeExists.With(c.Code)
	}
	var before audit.Digest
	if err = putCode(tx, c, found); !found && errors.Is(err, store.ErrDuplicate) { // another process was first
		if was, found, err = codeByName(tx, c.Code); err == nil && was.Class != c.Class {
			err = ErrCodeExists.With(c.Code)
		}
		if err == nil {
			err = putCode(tx, c, true)
		}
	}
	if err != nil {
		return err
	}
	if found {
		before = l.digest(&was)
	}
	return l.note(tx, "ledger.define_code", kindCode, string(c.Code), before, &c)
}

// OpenAccount opens an account. Its number must be new; the code must be in the chart.
func (l *Ledger) OpenAccount(tx *store.Tx, n NewAccount) (*Account, error) {
	as, err := l.OpenAccounts(tx, []NewAccount{n})
	if err != nil {
		return nil, err
	}
	return as[0], nil
}

// OpenAccounts opens many accounts, all or none.
func (l *Ledger) OpenAccounts(tx *store.Tx, ns []NewAccount) ([]*Account, error) {
	day, ok := tx.BankDate()
	if !ok {
		return nil, ErrNoOpenDay
	}
	buffered := false
	codes := map[Code]Class{}
	seen := make(map[string]bool, len(ns))
	numbers := make([]string, len(ns))
	for i := range ns {
		if err := ns[i].check(); err != nil {
			return nil, err
		}
		if numbers[i] = ns[i].Number; seen[ns[i].Number] {
			return nil, ErrDuplicateNumber.With(ns[i].Number)
		}
		seen[ns[i].Number] = true
		buffered = buffered || ns[i].Buffered
		if _, known := codes[ns[i].Code]; known {
			continue
		}
		c, ok, err := codeByName(tx.Peeker(), ns[i].Code)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, ErrUnknownCode.With(ns[i].Code)
		}
		codes[c.Code] = c.Class
	}
	if tx.Careful() {
		if taken, ok, err := takenNumber(tx, numbers); err != nil || ok {
			if ok {
				err = ErrDuplicateNumber.With(taken)
			}
			return nil, err
		}
	}
	if buffered {
		if err := tx.Exclusive(); err != nil {
			return nil, err
		}
	}
	b := l.bookOf(tx)
	out := make([]*Account, len(ns))
	for i := range ns {
		n := &ns[i]
		a := &Account{ID: AccountID(tx.NewID()), Number: n.Number, Code: n.Code, Class: codes[n.Code], Currency: n.Currency,
			Branch: n.Branch, Name: n.Name, Limits: n.Limits, OpenedAt: tx.Now(), OpenedOn: day, Metadata: n.Metadata, Buffered: n.Buffered}
		b.open(a)
		a.Balance = b.accounts[a.ID].shown()
		out[i] = a
		if err := l.note(tx, "ledger.open_account", kindAccount, a.ID.String(), audit.Digest{}, a); err != nil {
			return nil, err
		}
	}
	if !buffered {
		return out, nil
	}
	return out, b.changeBuffered(tx, func() error {
		for _, a := range out {
			if a.Buffered {
				if err := insertBuffered(tx, a.ID, tx.NewID()); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// open queues a new account's row and puts its state into memory.
func (b *book) open(a *Account) {
	s := &state{id: a.ID, class: a.Class, currency: a.Currency, branch: a.Branch, code: a.Code}
	s.setLimits(a.Limits)
	b.put(s, true)
	b.opened.Add(int64(a.ID), a.Number, string(a.Code), int64(a.Class), string(a.Currency), string(a.Branch), a.Name,
		amountOrNull(a.Limits.Floor), amountOrNull(a.Limits.Ceiling), a.Limits.DebitFrozen, a.Limits.CreditFrozen,
		a.OpenedAt.UnixMicro(), int64(a.OpenedOn), bytesOrNull(a.Metadata))
}

// SetLimits changes what an account may do. It doesn't touch what is booked: an account may stand below a new
// floor, and then nothing leaves it until it has risen.
func (l *Ledger) SetLimits(tx *store.Tx, id AccountID, limits Limits) error {
	s, err := l.state(tx, id)
	if err != nil {
		return err
	}
	if s.limits.ended {
		return ErrAccountClosed.With(id)
	}
	return l.noteAccount(tx, "ledger.set_limits", id, func(a *Account) error {
		l.bookOf(tx).save(s)
		s.setLimits(limits)
		a.Limits = limits
		return updateLimits(tx, id, limits)
	})
}

// CloseAccount closes an account for ever. Its balance, holds and freezes must be gone.
func (l *Ledger) CloseAccount(tx *store.Tx, id AccountID) error {
	day, ok := tx.BankDate()
	if !ok {
		return ErrNoOpenDay
	}
	s, err := l.state(tx, id)
	if err != nil {
		return err
	}
	if s.limits.ended {
		return ErrAccountClosed.With(id)
	}
	if s.balance != 0 || s.held != 0 || s.frozen != 0 || s.frozenAll {
		return ErrAccountNotEmpty.With(id)
	}
	return l.noteAccount(tx, "ledger.close_account", id, func(a *Account) error {
		l.bookOf(tx).save(s)
		s.limits.ended = true
		a.ClosedOn = &day
		return updateClosed(tx, id, day)
	})
}

func (s *state) setLimits(l Limits) {
	s.limits.floor, s.limits.hasFloor = amountAnd(l.Floor)
	s.limits.ceiling, s.limits.hasCeiling = amountAnd(l.Ceiling)
	s.limits.noDebit, s.limits.noCredit = l.DebitFrozen, l.CreditFrozen
}

func amountAnd(a *money.Amount) (money.Amount, bool) {
	if a == nil {
		return 0, false
	}
	return *a, true
}

// shown is the balance as a reader sees it.
func (s *state) shown() Balance {
	b := Balance{Booked: s.normal(), Held: s.held, Frozen: s.frozen, FrozenAll: s.frozenAll, Sequence: s.seq}
	if s.limits.hasFloor {
		left, err := spendable(b.Booked, b.Held, b.Frozen, s.limits.floor)
		if err != nil || left < 0 || s.frozenAll {
			left = 0
		}
		b.Available = &left
	}
	return b
}

func (n *NewAccount) check() error {
	if l := utf8.RuneCountInString(n.Number); l == 0 || l > 34 {
		return ErrAccountFields
	}
	if l := utf8.RuneCountInString(n.Name); l == 0 || l > 200 {
		return ErrAccountFields
	}
	if !n.Currency.Valid() || !branchOK(n.Branch, false) || !codeOK(n.Code) {
		return ErrAccountFields
	}
	if len(n.Metadata) > MaxMetadata || len(n.Metadata) > 0 && !(json.Valid(n.Metadata) && n.Metadata[0] == '{') {
		return ErrMetadata.With(MaxMetadata)
	}
	if n.Limits.Floor != nil && *n.Limits.Floor == minAmount {
		return money.ErrOverflow
	}
	if n.Buffered && !n.Limits.unlimited() {
		return ErrBufferedLimits.With(n.Number)
	}
	return nil
}

func codeOK(c Code) bool { return len(c) >= 1 && len(c) <= 16 && capitals(string(c), true) }

func branchOK(b Branch, empty bool) bool {
	return empty && b == "" || len(b) >= 1 && len(b) <= 12 && capitals(string(b), false)
}

func capitals(s string, dots bool) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || dots && c == '.') {
			return false
		}
	}
	return true
}
