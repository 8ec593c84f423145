package ledger

import (
	"slices"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

// book is the ledger's part in the commit group: the accounts that the writer works on, and the rows that the
// group has not written out. It is a store.Buffer, so only the writer's goroutine touches it.
//
// An account's state is loaded once and stays in memory while it is in use; the balance row is written once
// per account and flush, however many postings it had. What an update changes it saves first, so that Cut can
// bring back the state of any mark.
type book struct {
	accounts map[AccountID]*state
	keys     map[totalKey]*dayTotal

	entries  *store.Appender
	opened   *store.Appender // ledger_accounts
	segments *store.Appender
	offdates *store.Appender
	moves    []move // what the queued entries moved, for the general ledger
	moved    int    // moves already written out

	saved []save     // states before they were changed, oldest first
	marks []snapshot // positions that were handed out
	stamp int64      // rises with every mark; a state saved since then needs no second copy
	dirty []*state   // states whose balance row is to be written
	// written are the states whose balance row the group has written. A savepoint that is undone may take the row
	// back to what it was before any of those writings, so every Cut queues them all again.
	written []*state
	group   int64
	limit   int    // accounts in memory; maxCached but in tests
	arena   []byte // packed postings of the group's entries

	// broken is the error of a flush. What failed may be rows of earlier updates, which one update's savepoint doesn't
	// take back, so nothing is written until the group has ended: its commit fails and each update runs again alone.
	broken error
}

// save is one state before a change. made says that it was not there at all.
type save struct {
	s    *state
	old  state
	made bool
}

// snapshot is a mark: the sum by which it is known, and the length of every part.
type snapshot struct{ sum, entries, opened, segments, offdates, moves, saved int }

// move is one posting's effect on the general ledger.
type move struct {
	total  *dayTotal
	date   calendar.Date
	amount money.Amount
}

type totalKey struct {
	branch   Branch
	code     Code
	currency money.Currency
}

// dayTotal gathers what a (branch, code, currency) moved on one date between two flushes.
type dayTotal struct {
	totalKey
	date          calendar.Date
	debit, credit money.Amount
	queued        bool
}

// maxCached bounds the accounts in memory: about 600 bytes each with their tails.
const maxCached = 1 << 17

func newBook() *book {
	return &book{
		limit:    maxCached,
		accounts: map[AccountID]*state{},
		keys:     map[totalKey]*dayTotal{},
		entries: store.NewAppender("ledger_entries", "id", "kind", "reference", "booked_at", "bank_date", "value_date",
			"branch", "code", "summary", "reverses", "hold", "postings", "metadata"),
		opened: store.NewAppender("ledger_accounts", "id", "number", "code", "class", "currency", "branch", "name",
			"floor_amount", "ceiling_amount", "debit_frozen", "credit_frozen", "opened_at", "opened_on", "metadata"),
		segments: store.NewAppender("ledger_segments", "id", "account", "first_seq", "opening", "first_entry", "first_day",
			"last_day", "data"),
		offdates: store.NewAppender("ledger_offdates", "account", "value_date", "entry", "seq", "bank_date", "day", "amount"),
		marks:    []snapshot{{}},
	}
}

// Mark hands out the present position.
func (b *book) Mark() int {
	now := snapshot{0, b.entries.Mark(), b.opened.Mark(), b.segments.Mark(), b.offdates.Mark(), len(b.moves), len(b.saved)}
	now.sum = now.entries + now.opened + now.segments + now.offdates + now.moves + now.saved
	if b.marks[len(b.marks)-1].sum != now.sum {
		b.marks = append(b.marks, now)
	}
	b.stamp++
	return now.sum
}

func (b *book) at(mark int) (i int, s snapshot) {
	for i = len(b.marks) - 1; b.marks[i].sum > mark; i-- {
	}
	return i, b.marks[i]
}

// Cut brings everything back to a mark. A state that was written out after it is written again.
func (b *book) Cut(mark int) {
	i, to := b.at(mark)
	b.marks = b.marks[:i+1]
	for len(b.saved) > to.saved {
		v := &b.saved[len(b.saved)-1]
		if v.made {
			delete(b.accounts, v.s.id)
			v.s.dirty, v.s.limits.ended = false, true
		} else {
			dirty := v.s.dirty
			*v.s = v.old
			if v.s.dirty = dirty; !dirty {
				b.touch(v.s)
			}
		}
		b.saved = b.saved[:len(b.saved)-1]
	}
	for _, s := range b.written {
		if b.accounts[s.id] == s {
			b.touch(s)
		}
	}
	b.written = b.written[:0]
	b.entries.Cut(to.entries)
	b.opened.Cut(to.opened)
	b.segments.Cut(to.segments)
	b.offdates.Cut(to.offdates)
	b.moves = b.moves[:to.moves]
	b.moved = min(b.moved, to.moves)
	b.stamp++
}

// Committed forgets the group and makes room in memory.
func (b *book) Committed() {
	for _, a := range []*store.Appender{b.entries, b.opened, b.segments, b.offdates} {
		a.Committed()
	}
	for _, s := range b.dirty {
		s.dirty = false
	}
	for i := range b.saved {
		b.saved[i].s.made = 0
	}
	clear(b.saved)
	b.moves, b.moved, b.dirty = b.moves[:0], 0, b.dirty[:0]
	b.saved, b.marks = b.saved[:0], b.marks[:1]
	clear(b.written)
	b.written = b.written[:0]
	if b.arena = b.arena[:0]; cap(b.arena) > 4<<20 {
		b.arena = nil
	}
	b.group++
	b.broken = nil
	if len(b.accounts) > b.limit {
		b.evict()
	}
}

// evict drops accounts that the last groups didn't use, down to three quarters of the bound.
func (b *book) evict() {
	for age := int64(64); len(b.accounts) > b.limit*3/4; age /= 4 {
		for id, s := range b.accounts {
			if s.group < b.group-age && !s.dirty {
				delete(b.accounts, id)
			}
			if len(b.accounts) <= b.limit*3/4 {
				break
			}
		}
		if age == 0 {
			break
		}
	}
}

// save keeps a state's present values until the mark is passed; call it before every change.
func (b *book) save(s *state) {
	if s.stamp != b.stamp {
		b.saved = append(b.saved, save{s: s, old: *s})
		s.stamp = b.stamp
	}
	b.touch(s) // also then: it may have been written out since it was saved
}

// touch queues the state's balance row.
func (b *book) touch(s *state) {
	s.group = b.group
	if !s.dirty {
		s.dirty = true
		b.dirty = append(b.dirty, s)
	}
}

// put adds a new account's state.
func (b *book) put(s *state, made bool) {
	b.accounts[s.id] = s
	s.totals = b.total(totalKey{s.branch, s.code, s.currency})
	s.group = b.group
	if made {
		b.saved = append(b.saved, save{s: s, made: true})
		s.made = len(b.saved)
		b.touch(s)
	}
}

func (b *book) total(k totalKey) *dayTotal {
	t := b.keys[k]
	if t == nil {
		t = &dayTotal{totalKey: k}
		b.keys[k] = t
	}
	return t
}

// book queues a decided entry: performs it on the states, and adds its row, its moves and what else its
// accounts need.
func (b *book) book(tx *store.Tx, e *Entry) error {
	for i := range e.Postings {
		b.save(e.Postings[i].account)
	}
	e.perform()
	for i := range e.Postings {
		p := &e.Postings[i]
		s := p.account
		b.moves = append(b.moves, move{s.totals, e.BankDate, p.Amount})
		if e.BankDate != s.day || e.ValueDate != s.day {
			s.shift = max(s.shift, shiftOf(e.BankDate, e.ValueDate, s.day))
			b.offdates.Add(int64(s.id), int64(e.ValueDate), int64(e.ID), p.Sequence, int64(e.BankDate), int64(s.day), int64(p.Amount))
		}
		a := atomOf(e, i, s.day)
		s.tail.add(&a)
		if p.Sequence%segmentLen == 0 {
			if err := b.closeSegment(tx, s, p.Sequence); err != nil {
				return err
			}
		}
	}
	at := len(b.arena)
	b.arena = packPostings(b.arena, e)
	b.entries.Add(int64(e.ID), e.Kind, e.Reference, e.BookedAt.UnixMicro(), int64(e.BankDate), int64(e.ValueDate),
		textOrNull(string(e.Branch)), textOrNull(e.Code), textOrNull(e.Summary), idOrNull(int64(e.Reverses)),
		idOrNull(int64(e.Hold)), b.arena[at:len(b.arena):len(b.arena)], bytesOrNull(e.Metadata))
	return nil
}

// closeSegment packs the last segmentLen postings of an account into a row.
func (b *book) closeSegment(tx *store.Tx, s *state, lastSeq int64) error {
	t := &s.tail
	if t.missing > 0 {
		if err := t.fill(tx.Peeker(), s.id, lastSeq); err != nil {
			return err
		}
	}
	b.segments.Add(int64(tx.NewID()), int64(s.id), lastSeq-segmentLen+1, int64(t.opening), int64(t.first), int64(t.day), int64(s.day), t.data)
	s.tail = tail{before: t.before}
	return nil
}

// Flush writes everything before a mark out. Balance rows go out in their present state, which Cut puts right again;
// but not those of accounts opened after the mark, which Cut couldn't.
func (b *book) Flush(tx *store.Tx, upTo int) error {
	if b.broken == nil {
		b.broken = b.flush(tx, upTo)
	}
	return b.broken
}

func (b *book) flush(tx *store.Tx, upTo int) error {
	_, to := b.at(upTo)
	if err := b.opened.Flush(tx, to.opened); err != nil {
		return err
	}
	if err := b.entries.Flush(tx, to.entries); err != nil {
		return err
	}
	if err := b.segments.Flush(tx, to.segments); err != nil {
		return err
	}
	if err := b.offdates.Flush(tx, to.offdates); err != nil {
		return err
	}
	if err := b.flushTotals(tx, to.moves); err != nil {
		return err
	}
	return b.flushBalances(tx, to.saved)
}

// sortDirty orders the balance rows by account, so that neighbours share a page.
func (b *book) sortDirty() {
	slices.SortFunc(b.dirty, func(x, y *state) int {
		switch {
		case x.id < y.id:
			return -1
		case x.id > y.id:
			return 1
		}
		return 0
	})
}

func textOrNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func bytesOrNull(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

func idOrNull(i int64) any {
	if i == 0 {
		return nil
	}
	return i
}
