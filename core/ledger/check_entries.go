package ledger

import (
	"context"
	"hash/maphash"
	"math/bits"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
)

// maxAccountID is the highest id there can be.
const maxAccountID = AccountID(1<<63 - 1)

// checker is one run of Check.
type checker struct {
	ctx    context.Context
	l      *Ledger
	opt    CheckOptions
	report *CheckReport
	since  EntryID          // 0 in a full check
	cur    EntryID          // the tallies hold everything up to here,
	ahead  map[EntryID]bool // and these

	safeUpTo EntryID // see safe
	safeAt   time.Time
	total    int64 // postings to read, as far as known

	// The directory: which key each account has. ids is sorted; late holds those met later.
	ids      []AccountID
	keys     []int32
	late     map[AccountID]int32
	keyList  []keyInfo
	keyIndex map[totalKey]int32

	// The pass: tallies of accounts from low to high.
	first     bool
	low, high AccountID
	index     map[AccountID]int32
	tallies   []tally

	days dateSet
	sums map[dayKey]*dayTotal // what the entries moved, for the general ledger
}

// keyInfo is a totalKey with what all its accounts share.
type keyInfo struct {
	totalKey
	class Class
}

// tally is what an account's rows must say, as far as the entries are read.
type tally struct {
	account  AccountID
	balance  money.Amount
	seq      int64
	head     EntryID
	before   EntryID // the entry before head
	day      calendar.Date
	key      int32
	from     int64         // the first segment to compare
	hash     uint64        // of the postings since the last full segment
	packed   uint64        // of the full segments
	shift    calendar.Date // the most days between the dates of one posting
	offs     uint64        // of the rows in ledger_offdates
	offCount int64         // their number
	captured money.Amount  // from holds, normal side
	waiting  []pendingRow  // of a buffered account: postings that may not be folded yet
	folded   int64         // a sequence up to which they are known to be folded,
	asked    bool          // once that was asked
}

type dayKey struct {
	date calendar.Date
	key  int32
}

type dateSet map[calendar.Date]bool

// read is an entry as the check reads it.
type read struct {
	Entry
	texts       uint64    // hash of kind, reference and summary
	holdAccount AccountID // of the captured hold
	bad         bool      // the postings are damaged
}

var hashSeed = maphash.MakeSeed()

// mix folds a number into a hash.
func mix(h uint64, v int64) uint64 {
	hi, lo := bits.Mul64(h^uint64(v)^0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93)
	return hi ^ lo ^ h<<7
}

func hashTexts(kind, reference, summary []byte) uint64 {
	h := maphash.Bytes(hashSeed, kind)
	h = mix(h, int64(maphash.Bytes(hashSeed, reference)))
	return mix(h, int64(maphash.Bytes(hashSeed, summary)))
}

// hashOpen begins the hash of a segment, hashAtom adds a posting, and hashClose ends it: equal for the entries and
// for their packed form.
func hashOpen(opening money.Amount, first EntryID, day calendar.Date) uint64 {
	return mix(mix(mix(1, int64(opening)), int64(first)), int64(day))
}

func hashAtom(h uint64, entry EntryID, amount money.Amount, bank, value calendar.Date, contra AccountID, texts uint64) uint64 {
	h = mix(mix(h, int64(entry)), int64(amount))
	h = mix(h, int64(bank)<<32|int64(uint32(value)))
	return mix(mix(h, int64(contra)), int64(texts))
}

func hashClose(h uint64, lastDay calendar.Date) uint64 { return mix(h, int64(lastDay)) }

func hashOffdate(value calendar.Date, entry EntryID, seq int64, bank, day calendar.Date, amount money.Amount) uint64 {
	h := mix(mix(2, int64(entry)), seq)
	h = mix(h, int64(bank)<<32|int64(uint32(value)))
	return mix(mix(h, int64(day)), int64(amount))
}

// apply judges one entry and adds its postings to the tallies.
func (c *checker) apply(e *read) error {
	if c.first {
		c.report.Entries++
		if err := c.whole(e); err != nil || e.bad {
			return err
		}
	} else if e.bad {
		return nil
	}
	for i := range e.Postings {
		p := &e.Postings[i]
		if p.Account < c.low || p.Account > c.high {
			continue
		}
		t, err := c.tally(p)
		if err != nil {
			return err
		}
		if t == nil {
			continue // an unknown account, already found
		}
		if err := c.posting(e, i, t); err != nil {
			return err
		}
	}
	return nil
}

// whole judges what concerns the entry as one: it balances, its date was opened, its links lead somewhere; and adds
// to the general ledger.
func (c *checker) whole(e *read) error {
	if e.bad {
		c.find("entry_damaged", Finding{Entry: e.ID}, "", "")
		return nil
	}
	known := c.days[e.BankDate]
	if !known {
		if err := c.loadDays(); err != nil {
			return err
		}
		if !c.days[e.BankDate] {
			c.find("entry_day", Finding{Entry: e.ID, Date: e.BankDate}, "", e.BankDate)
			c.days[e.BankDate] = true // once is enough
		}
	}
	if e.Reverses != 0 {
		if err := c.reversal(e); err != nil {
			return err
		}
	}
	if e.Hold != 0 && e.holdAccount == 0 {
		c.find("hold_unknown", Finding{Hold: e.Hold, Entry: e.ID}, "", "")
	}
	var currency money.Currency
	var sum money.Amount
	mixed := false
	for i := range e.Postings {
		p := &e.Postings[i]
		k, err := c.keyOf(p.Account)
		if err != nil {
			return err
		}
		if k < 0 {
			c.find("entry_account", Finding{Entry: e.ID, Account: p.Account}, "", "")
			continue
		}
		p.Currency = c.keyList[k].currency
		mixed = mixed || i > 0 && p.Currency != currency
		currency = p.Currency
		sum += p.Amount
		c.addSum(e.BankDate, k, p.Amount)
	}
	if mixed {
		c.balancedEach(e)
	} else if sum != 0 {
		c.find("entry_unbalanced", Finding{Entry: e.ID}, 0, sum)
	}
	return nil
}

// balancedEach judges an entry of several currencies.
func (c *checker) balancedEach(e *read) {
	sums := map[money.Currency]money.Amount{}
	for i := range e.Postings {
		sums[e.Postings[i].Currency] += e.Postings[i].Amount
	}
	for _, sum := range sums {
		if sum != 0 {
			c.find("entry_unbalanced", Finding{Entry: e.ID}, 0, sum)
			return
		}
	}
}

func (c *checker) addSum(date calendar.Date, key int32, amount money.Amount) {
	s := c.sums[dayKey{date, key}]
	if s == nil {
		s = &dayTotal{}
		c.sums[dayKey{date, key}] = s
	}
	if amount > 0 {
		s.debit += amount
	} else {
		s.credit -= amount
	}
}

// posting compares a posting with the one before it on its account, then takes it as the last one, so that a wrong
// one is found once.
func (c *checker) posting(e *read, i int, t *tally) error {
	p := &e.Postings[i]
	c.report.Postings++
	if p.Sequence == 0 && c.l.buffers {
		return c.wait(e, i, t)
	}
	c.folded(t, p.Sequence-1)
	at := Finding{Entry: e.ID, Account: t.account, Sequence: p.Sequence}
	if p.Sequence != t.seq+1 {
		c.find("sequence", at, t.seq+1, p.Sequence)
	} else if want := t.balance + p.Amount; p.Balance != want {
		c.find("running_balance", at, want, p.Balance)
	}
	if t.head != e.ID {
		t.before = t.head
	}
	if p.previous != t.before {
		c.find("previous", at, t.before, p.previous)
	}
	if e.holdAccount == t.account {
		t.captured -= c.keyList[t.key].class.sign() * p.Amount
	}
	c.last(t, &atom{entry: e.ID, seq: p.Sequence, amount: p.Amount, balance: p.Balance, bank: e.BankDate, value: e.ValueDate,
		contra: contraOf(e.Postings, i)}, e.texts)
	return nil
}

// last takes a posting as its account's last one.
func (c *checker) last(t *tally, a *atom, texts uint64) {
	t.balance, t.seq, t.head = a.balance, a.seq, a.entry
	t.day = max(t.day, a.bank)
	a.day = t.day
	if a.bank != t.day || a.value != t.day {
		t.shift = max(t.shift, shiftOf(a.bank, a.value, t.day))
		t.offs += hashOffdate(a.value, a.entry, a.seq, a.bank, t.day, a.amount)
		t.offCount++
	}
	c.l.layout.tally(t, a, texts)
}
