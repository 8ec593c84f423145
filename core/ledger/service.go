package ledger

import (
	"context"

	"tonghui/base/calendar"
	"tonghui/base/problem"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Ledger is the bank's ledger. Its methods that take a Tx are verbs, to be called inside an Update; those that
// take a context read.
type Ledger struct {
	st     *store.Store
	slot   store.Slot
	stats  Stats
	layout layout

	audit   *audit.Log // nil: nothing is noted
	keeper  DayKeeper  // nil: nobody is told
	holders func(store.Querier, AccountID) ([]auth.Party, error)
	buffers bool // buffered accounts are booked to without their balance row

	branches branches
}

// Options tune a ledger; without any it is right for a bank.
type Options struct {
	Layout Layout     // of postings; ByEngine but in tests and trials
	Audit  *audit.Log // takes a note of every change and covers every entry; nil: none
	// Holders tells to whom an account belongs (户主); nil: nobody knows, and only the branch decides who sees it.
	Holders func(q store.Querier, id AccountID) ([]auth.Party, error)
	Days    DayKeeper // hears of bank dates in the update that opens or closes them; nil: nobody

	buffers bool // for tests: buffer also where one process writes
}

// New makes the ledger of a store. It must be called before the store's first Update, once.
func New(st *store.Store, opt ...Options) *Ledger {
	var o Options
	if len(opt) > 0 {
		o = opt[0]
	}
	l := &Ledger{st: st, audit: o.Audit, keeper: o.Days, holders: o.Holders, layout: o.Layout.of(st.Engine())}
	_, l.buffers = l.layout.(clustered) // segments are packed along the chain, which needs the balance row
	l.buffers = l.buffers && (st.Engine().Shared() || o.buffers)
	l.slot = st.AddBuffer(func() store.Buffer { return l.newBook() })
	return l
}

// bookOf is the book of the lane that an update runs in.
func (l *Ledger) bookOf(tx *store.Tx) *book { return tx.Buffer(l.slot).(*book) }

// newBook makes one lane's memory.
func (l *Ledger) newBook() *book {
	b := newBook(l.layout, l.st.Engine().Shared())
	b.stats = &l.stats
	return b
}

// Mode is what a batch does when one of its entries is refused.
type Mode uint8

// The three modes.
const (
	Independent Mode = iota // each entry answers for itself
	Atomic                  // all or none
	StopAtFirst             // those before the first refusal stand, the rest is not tried
)

// ParseMode reads independent, atomic or stop; empty is independent.
func ParseMode(s string) (Mode, error) {
	switch s {
	case "", "independent":
		return Independent, nil
	case "atomic":
		return Atomic, nil
	case "stop":
		return StopAtFirst, nil
	}
	return 0, ErrMode
}

// Post books one entry, or answers the entry that was booked before under its kind and reference. On success
// e holds what was booked; on refusal nothing has changed.
func (l *Ledger) Post(tx *store.Tx, e *Entry) error {
	entries := [1]*Entry{e}
	p := poster{l: l, tx: tx, book: l.bookOf(tx), entries: entries[:]}
	err := p.prepare()
	if err == nil {
		err = p.one(e)
	}
	if err != nil { // a group that runs again may count it twice
		l.stats.refuse(err)
	}
	return err
}

// PostBatch books up to MaxBatch entries in their order. For Independent and StopAtFirst it returns one
// error or nil for each entry; for Atomic the first refusal undoes all and is returned as the second value.
// Entries that are linked stand and fall together in every mode.
func (l *Ledger) PostBatch(tx *store.Tx, mode Mode, entries []*Entry) ([]error, error) {
	if len(entries) == 0 || len(entries) > MaxBatch {
		return nil, ErrBatchSize.With(MaxBatch)
	}
	if entries[len(entries)-1].Linked {
		return nil, ErrOpenChain
	}
	p := poster{l: l, tx: tx, book: l.bookOf(tx), entries: entries}
	if err := p.prepare(); err != nil {
		return nil, err
	}
	if mode == Atomic {
		return nil, tx.Savepoint(func() error {
			for i, e := range entries {
				if err := p.one(e); err != nil {
					return refusedAt(i, err)
				}
			}
			return nil
		})
	}
	errs := make([]error, len(entries))
	for i := 0; i < len(entries); {
		n := 1
		for entries[i+n-1].Linked {
			n++
		}
		failed, err := p.chain(entries[i:i+n], errs[i:i+n])
		if err != nil {
			return nil, err
		}
		i += n
		if failed && mode == StopAtFirst {
			for j := i; j < len(errs); j++ {
				errs[j] = ErrNotTried
			}
			break
		}
	}
	tx.AfterCommit(func() { l.stats.refuse(errs...) })
	return errs, nil
}

// poster books the entries of one call.
type poster struct {
	l        *Ledger
	tx       *store.Tx
	book     *book
	entries  []*Entry
	open     calendar.Date
	hasDay   bool
	days     map[calendar.Date]DayState // of dates that entries name, other than the open one
	buffered map[AccountID]*state       // those that are booked to without their balance row
	booked   map[[2]string]*Entry       // in careful mode: what is booked under the batch's references
}

// accounts loads all accounts of the entries into memory and locks them.
func (p *poster) accounts() error {
	b := p.book
	if p.l.buffers {
		var err error
		if p.buffered, err = b.buffered(p.tx); err != nil {
			return err
		}
	}
	var missing []AccountID
	for _, e := range p.entries {
		for i := range e.Postings {
			if id := e.Postings[i].Account; b.accounts[id] == nil && p.buffered[id] == nil {
				missing = append(missing, id)
			}
		}
	}
	return b.need(p.tx, missing)
}

// prepare loads the entries' accounts and, in careful mode, what is booked under their references.
func (p *poster) prepare() error {
	p.open, p.hasDay = p.tx.BankDate()
	if err := p.accounts(); err != nil {
		return err
	}
	if !p.tx.Careful() {
		return nil
	}
	kinds := map[string][]string{}
	for _, e := range p.entries {
		kinds[e.Kind] = append(kinds[e.Kind], e.Reference)
	}
	p.booked = map[[2]string]*Entry{}
	for kind, references := range kinds {
		found, err := entriesByReference(p.tx, kind, references)
		if err != nil {
			return err
		}
		for r, e := range found {
			p.booked[[2]string{kind, r}] = e
		}
	}
	return nil
}

// chain books linked entries, all or none; a single entry is a chain of one. An error that is no refusal ends
// the whole batch.
func (p *poster) chain(entries []*Entry, errs []error) (failed bool, err error) {
	if len(entries) == 1 {
		errs[0] = p.one(entries[0])
		if fault(errs[0]) {
			return true, errs[0]
		}
		return errs[0] != nil, nil
	}
	at := -1
	err = p.tx.Savepoint(func() error {
		for i, e := range entries {
			if err := p.one(e); err != nil {
				at = i
				return err
			}
		}
		return nil
	})
	if err == nil {
		return false, nil
	}
	if fault(err) || at < 0 {
		return true, err
	}
	for i, e := range entries {
		errs[i] = ErrChain
		if key := [2]string{e.Kind, e.Reference}; p.booked[key] == e {
			delete(p.booked, key) // only what the chain itself booked
		}
	}
	errs[at] = err
	return true, nil
}

// fault says that an error is the bank's own, not a refusal.
func fault(err error) bool {
	if err == nil {
		return false
	}
	k := problem.KindOf(err)
	return k == problem.Internal || k == problem.Unavailable
}

// one books one entry, or finds it booked.
func (p *poster) one(e *Entry) error {
	e.forget()
	if err := e.check(); err != nil {
		return err
	}
	key := [2]string{e.Kind, e.Reference}
	if was := p.booked[key]; was != nil {
		return e.replay(was)
	}
	err := p.fresh(e)
	switch {
	case err == nil && p.booked != nil:
		p.booked[key] = e
	case err != nil && p.booked == nil && !fault(err):
		return p.refused(e, err)
	}
	return err
}

// refused answers a refusal, unless the entry is booked already: what a repeated withdrawal meets (no funds left,
// a captured hold, a closed day) may be the effect of its own first time. Only now is that worth a look-up.
func (p *poster) refused(e *Entry, refusal error) error {
	found, err := entriesByReference(p.tx, e.Kind, []string{e.Reference})
	if err != nil {
		return err
	}
	if was := found[e.Reference]; was != nil {
		e.forget()
		return e.replay(was)
	}
	return refusal
}

// fresh books an entry that is not known to be booked.
func (p *poster) fresh(e *Entry) error {
	for i := range e.Postings {
		q := &e.Postings[i]
		if q.account = p.buffered[q.Account]; q.account == nil {
			q.account = p.book.accounts[q.Account]
		}
		if q.account == nil {
			return ErrUnknownAccount.With(q.Account).At(postingPath(i, "account"), "unknown account", "账户不存在")
		}
	}
	if err := p.date(e); err != nil {
		return err
	}
	if e.Capture != nil {
		if err := p.capture(e); err != nil {
			return err
		}
	} else if err := e.decide(nil, 0); err != nil {
		return err
	}
	e.ID, e.BookedAt = e.nextID(p.tx), p.tx.Now()
	if err := p.book.book(p.tx, e); err != nil {
		return err
	}
	return p.l.cover(p.tx, e)
}

// nextID makes the entry's id: higher than those of the entries before it on each of its accounts, also where another
// process with a clock a little ahead made those. So the ids along an account rise with its sequence, on every engine;
// Check rests on that. The store refuses processes whose clocks lie far apart, so the loop is short.
func (e *Entry) nextID(tx *store.Tx) EntryID {
	last := e.Reverses
	for i := range e.Postings {
		last = max(last, e.Postings[i].account.head)
	}
	return after(tx, last)
}

// date stamps the bank date and the value date. An entry may name the open day or the closing one.
func (p *poster) date(e *Entry) error {
	if !p.hasDay {
		return ErrNoOpenDay
	}
	if e.BankDate == 0 {
		e.BankDate, e.filled[byBankDate] = p.open, p.open
	} else if e.BankDate != p.open {
		state, known := p.days[e.BankDate]
		if !known {
			var err error
			// Read plainly: days change in exclusive updates only.
			if state, _, err = dayState(p.tx, e.BankDate); err != nil {
				return err
			}
			if p.days == nil {
				p.days = map[calendar.Date]DayState{}
			}
			p.days[e.BankDate] = state
		}
		switch state {
		case DayClosing:
		case DayClosed:
			return ErrDayClosed.With(e.BankDate)
		default:
			return ErrDayNotOpen.With(e.BankDate)
		}
	}
	if e.ValueDate == 0 {
		e.ValueDate, e.filled[byValueDate] = e.BankDate, e.BankDate
	}
	if d := e.ValueDate - e.BankDate; d > MaxValueShift || d < -MaxValueShift {
		return ErrValueDate.With(MaxValueShift)
	}
	return nil
}

// view reads one snapshot.
func view[T any](ctx context.Context, l *Ledger, read func(*store.View) (T, error)) (out T, err error) {
	err = l.st.View(ctx, func(v *store.View) error {
		out, err = read(v)
		return err
	})
	return out, err
}
