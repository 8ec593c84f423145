package ledger

import (
	"slices"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

// book is the ledger's part in the commit group: the accounts that the writer works on, and the rows that the
// group has not written out. It is a store.Buffer of one lane, so only that lane's goroutine touches it.
//
// An account's state is loaded once and stays in memory: while it is in use where one process has the database to
// itself, until the end of the group where others write beside it (shared). There loading locks the account's rows, so
// what is in memory is what is true until the commit. The balance row is written once per account and flush, however
// many postings it had. What an update changes it saves first, so that Cut can bring back the state of any mark.
type book struct {
	layout   layout
	shared   bool
	accounts map[AccountID]*state
	keys     map[totalKey]*dayTotal

	entries  *store.Appender
	opened   *store.Appender // ledger_accounts
	lines    *store.Appender // the layout's rows
	offdates *store.Appender
	pending  *store.Appender // postings of buffered accounts
	balances *store.RowTexts
	moves    []move // what the queued entries moved, for the general ledger
	moved    int    // moves already written out

	saved []save     // states before they were changed, oldest first
	marks []snapshot // positions that were handed out
	stamp int64      // rises with every mark; a state saved since then needs no second copy
	dirty []*state   // states whose balance row is to be written
	// written are the states whose balance row the group has written. A savepoint that is undone may take the row
	// back to what it was before any of those writings, so every Cut queues them all again; but not those that the
	// group no longer changes, whose row is as it was before the group.
	written []*state
	stats   *Stats // nil in trials
	group   int64
	limit   int    // accounts in memory; maxCached but in tests
	arena   []byte // packed postings of the group's entries

	// broken is the error of a flush. What failed may be rows of earlier updates, which one update's savepoint doesn't
	// take back, so nothing is written until the group has ended: its commit fails and each update runs again alone.
	broken error

	// listed are the buffered accounts, as of a fence of the bank date.
	listed      map[AccountID]*state
	listFence   int64
	listChanged bool // in this group
}

// save is one state before a change. made says that it was not there at all.
type save struct {
	s    *state
	old  state
	made bool
}

// snapshot is a mark: the sum by which it is known, and the length of every part.
type snapshot struct{ sum, entries, opened, lines, offdates, pending, moves, saved int }

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

func newBook(y layout, shared bool) *book {
	return &book{
		layout:   y,
		shared:   shared,
		limit:    maxCached,
		accounts: map[AccountID]*state{},
		keys:     map[totalKey]*dayTotal{},
		entries: store.NewAppender("ledger_entries", "id", "kind", "reference", "booked_at", "bank_date", "value_date",
			"branch", "code", "summary", "reverses", "hold", "postings", "metadata"),
		opened: store.NewAppender("ledger_accounts", "id", "number", "code", "class", "currency", "branch", "name",
			"floor_amount", "ceiling_amount", "debit_frozen", "credit_frozen", "opened_at", "opened_on", "metadata"),
		lines:    y.appender(),
		offdates: store.NewAppender("ledger_offdates", "account", "value_date", "entry", "seq", "bank_date", "day", "amount"),
		pending:  newPending(),
		balances: newBalances(),
		marks:    []snapshot{{}},
	}
}

// Mark hands out the present position.
func (b *book) Mark() int {
	now := snapshot{0, b.entries.Mark(), b.opened.Mark(), b.lines.Mark(), b.offdates.Mark(), b.pending.Mark(), len(b.moves), len(b.saved)}
	now.sum = now.entries + now.opened + now.lines + now.offdates + now.pending + now.moves + now.saved
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
			// Without a change that is left in this group, no writing before the mark had the row: see flushBalances.
			if v.s.dirty = dirty && v.s.first > 0; !v.s.dirty && v.s.first > 0 {
				b.touch(v.s)
			}
		}
		b.saved = b.saved[:len(b.saved)-1]
	}
	for _, s := range b.written {
		if b.accounts[s.id] == s && s.first > 0 {
			b.touch(s)
		}
	}
	b.written = b.written[:0]
	b.entries.Cut(to.entries)
	b.opened.Cut(to.opened)
	b.lines.Cut(to.lines)
	b.offdates.Cut(to.offdates)
	if b.listChanged { // the fence it was read under may come again with another list
		b.listed = nil
	}
	b.pending.Cut(to.pending)
	b.moves = b.moves[:to.moves]
	b.moved = min(b.moved, to.moves)
	b.stamp++
}

// Committed forgets the group and makes room in memory. Where others write too, that is all of it: the locks are gone.
func (b *book) Committed() {
	if b.stats != nil && len(b.moves) > 0 {
		b.stats.Entries.Add(int64(b.entries.Mark()))
		b.stats.Postings.Add(int64(len(b.moves)))
	}
	for _, a := range []*store.Appender{b.entries, b.opened, b.lines, b.offdates, b.pending} {
		a.Committed()
	}
	for _, s := range b.dirty {
		s.dirty = false
	}
	for i := range b.saved {
		b.saved[i].s.first = 0
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
	b.listChanged = false
	if b.shared {
		clear(b.accounts)
	} else if len(b.accounts) > b.limit {
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
		if s.first == 0 {
			s.first = len(b.saved)
		}
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

// need brings accounts into memory, and locks those that are not there yet, in the order of their ids.
func (b *book) need(tx *store.Tx, ids []AccountID) error {
	missing := ids[:0]
	for _, id := range ids {
		if b.accounts[id] == nil {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return b.load(tx, missing)
}

// put adds a new account's state.
func (b *book) put(s *state, made bool) {
	b.accounts[s.id] = s
	s.totals = b.total(totalKey{s.branch, s.code, s.currency})
	s.group = b.group
	if made {
		b.saved = append(b.saved, save{s: s, made: true})
		s.first = len(b.saved)
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
		if s := e.Postings[i].account; !s.buffered {
			b.save(s)
		}
	}
	e.perform()
	for i := range e.Postings {
		p := &e.Postings[i]
		s := p.account
		b.moves = append(b.moves, move{s.totals, e.BankDate, p.Amount})
		if s.buffered {
			b.pending.Add(int64(s.id), tx.Lane(), int64(e.ID), i, int64(p.Amount), int64(e.BankDate), int64(e.ValueDate),
				int64(contraOf(e.Postings, i)))
			continue
		}
		a := atomOf(e, i, s.day)
		if err := b.line(tx, s, &a); err != nil {
			return err
		}
	}
	at := len(b.arena)
	b.arena = packPostings(b.arena, e)
	b.entries.Add(int64(e.ID), e.Kind, e.Reference, e.BookedAt.UnixMicro(), int64(e.BankDate), int64(e.ValueDate),
		textOrNull(string(e.Branch)), textOrNull(e.Code), textOrNull(e.Summary), idOrNull(int64(e.Reverses)),
		idOrNull(int64(e.Hold)), b.arena[at:len(b.arena):len(b.arena)], bytesOrNull(e.Metadata))
	return nil
}

// line adds what readers find a performed posting by.
func (b *book) line(tx *store.Tx, s *state, a *atom) error {
	if a.bank != s.day || a.value != s.day {
		s.shift = max(s.shift, shiftOf(a.bank, a.value, s.day))
		b.offdates.Add(int64(s.id), int64(a.value), int64(a.entry), a.seq, int64(a.bank), int64(s.day), int64(a.amount))
	}
	return b.layout.add(tx, b.lines, s, a)
}

// Flush writes everything before a mark out. Balance rows go out in their present state, which Cut puts right again;
// but not those of accounts that were opened or first changed after the mark, which Cut couldn't.
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
	if err := b.lines.Flush(tx, to.lines); err != nil {
		return err
	}
	if err := b.offdates.Flush(tx, to.offdates); err != nil {
		return err
	}
	if err := b.pending.Flush(tx, to.pending); err != nil {
		return err
	}
	if err := b.flushTotals(tx, to.moves); err != nil {
		return err
	}
	return b.flushBalances(tx, to.saved)
}

// sortDirty orders the balance rows by account, so that neighbours share a page.
func (b *book) sortDirty() {
	slices.SortFunc(b.dirty, func(x, y *state) int { return compareIDs(x.id, y.id) })
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
