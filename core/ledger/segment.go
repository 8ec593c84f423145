package ledger

import (
	"encoding/binary"
	"errors"

	"tonghui/base/calendar"
	"tonghui/base/money"
)

// Where an account's postings are
//
// Entries lie in the order of booking; every posting names its account's entry before it, so an account's
// postings form a chain that starts at the head in the balance row. A chain is all the writer needs and costs
// nothing to keep, but reading it is one look-up a posting. So every segmentLen postings the writer also
// packs the account's last segmentLen postings into one row of ledger_segments, found by account and sequence,
// with all that a statement line says. A reader walks the chain for at most segmentLen − 1 postings and reads
// the rest by segments. The layout trial with its figures is docs/ledger-layout.md.
//
// The data of a segment is, for each posting, oldest first:
//
//	entry      uvarint, minus the entry before (the first: minus the column first_entry, so 0)
//	amount     varint, debit positive
//	bank date  varint, minus the column first_day
//	value date varint, minus the bank date
//	contra     uvarint, the other account of an entry with two postings, else 0
//	kind, reference, summary: each the length shared with the posting before, the length of the rest, the rest
type tail struct {
	data    []byte
	count   int           // postings in data
	opening money.Amount  // balance before the first of them
	first   EntryID       // entry of the first
	last    EntryID       // entry of the last
	day     calendar.Date // the account's day at the first
	texts   [3]string     // kind, reference, summary of the last

	missing int     // postings that came before data but were not in memory when it began
	oldHead EntryID // where the chain of the missing ones starts
}

// segmentLen is the number of postings in a segment: segment n holds the sequences n·32+1 to n·32+32.
const segmentLen = 32

// atom is one posting as a statement shows it.
type atom struct {
	entry   EntryID
	seq     int64
	amount  money.Amount
	balance money.Amount // after it, debit positive
	bank    calendar.Date
	value   calendar.Date
	day     calendar.Date // the account's day: the highest bank date so far
	contra  AccountID     // 0 when the entry has more than two postings
	texts   [3]string     // kind, reference, summary
}

// add packs one posting at the end of the tail; day is the account's day including it.
func (t *tail) add(a *atom) {
	if t.count == 0 {
		t.opening, t.first, t.last, t.day = a.balance-a.amount, a.entry, a.entry, a.day
		t.texts = [3]string{}
	}
	b := binary.AppendUvarint(t.data, uint64(a.entry-t.last))
	b = binary.AppendVarint(b, int64(a.amount))
	b = binary.AppendVarint(b, int64(a.bank-t.day))
	b = binary.AppendVarint(b, int64(a.value-a.bank))
	b = binary.AppendUvarint(b, uint64(a.contra))
	for i, s := range a.texts {
		n := sharedPrefix(t.texts[i], s)
		b = binary.AppendUvarint(b, uint64(n))
		b = binary.AppendUvarint(b, uint64(len(s)-n))
		b = append(b, s[n:]...)
	}
	t.data, t.last, t.texts = b, a.entry, a.texts
	t.count++
}

func sharedPrefix(a, b string) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// atomOf is what posting i of an entry looks like from its account.
func atomOf(e *Entry, i int, day calendar.Date) atom {
	p := &e.Postings[i]
	a := atom{entry: e.ID, seq: p.Sequence, amount: p.Amount, balance: p.Balance, bank: e.BankDate, value: e.ValueDate,
		day: day, texts: [3]string{e.Kind, e.Reference, e.Summary}}
	if len(e.Postings) == 2 {
		a.contra = e.Postings[1-i].Account
	}
	return a
}

// segment is one row of ledger_segments.
type segment struct {
	account  AccountID
	firstSeq int64
	opening  money.Amount
	first    EntryID
	firstDay calendar.Date
	lastDay  calendar.Date
	data     []byte
}

var errSegment = errors.New("ledger: a segment's data is damaged")

// atoms unpacks a segment into dst, oldest first.
func (g *segment) atoms(dst []atom) ([]atom, error) {
	r := unpacker{b: g.data}
	a := atom{entry: g.first, balance: g.opening, day: g.firstDay}
	for a.seq = g.firstSeq; len(r.b) > 0; a.seq++ {
		a.entry += EntryID(r.uvarint())
		a.amount = money.Amount(r.varint())
		a.balance += a.amount
		a.bank = g.firstDay + calendar.Date(r.varint())
		a.value = a.bank + calendar.Date(r.varint())
		a.day = max(a.day, a.bank)
		a.contra = AccountID(r.uvarint())
		for i := range a.texts {
			a.texts[i] = r.text(a.texts[i])
		}
		if r.bad {
			return nil, errSegment
		}
		dst = append(dst, a)
	}
	return dst, nil
}

// unpacker reads the packed forms; bad stays set once something didn't fit.
type unpacker struct {
	b   []byte
	bad bool
}

func (r *unpacker) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *unpacker) varint() int64 {
	u := r.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

func (r *unpacker) text(before string) string {
	shared, rest := r.uvarint(), r.uvarint()
	if r.bad || shared > uint64(len(before)) || rest > uint64(len(r.b)) {
		r.bad, r.b = true, nil
		return ""
	}
	if rest == 0 && shared == uint64(len(before)) {
		return before
	}
	s := before[:shared] + string(r.b[:rest])
	r.b = r.b[rest:]
	return s
}
