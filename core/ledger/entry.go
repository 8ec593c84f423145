package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"time"
	"unicode/utf8"

	"tonghui/base/calendar"
	"tonghui/base/money"
)

// The limits of one entry.
const (
	MaxPostings  = 256   // postings of an entry
	MaxBatch     = 8_000 // entries of a batch
	MaxMetadata  = 4_096 // bytes of JSON
	MaxSummary   = 140   // characters
	MaxReference = 64    // bytes
	MaxKind      = 24    // bytes
	// MaxValueShift is how many days a value date may lie before or after the bank date.
	MaxValueShift = 366
)

// Posting is one line of an entry: a debit when Amount is positive, a credit when it is negative, in minor
// units. Currency may be left empty; if it is given, it must be the account's.
type Posting struct {
	Account  AccountID
	Amount   money.Amount
	Currency money.Currency

	// Filled in by the ledger:
	Sequence int64        // the account's first posting is 1
	Balance  money.Amount // of the account after this posting, debit positive
	previous EntryID      // the account's entry before this one, 0 at its first
	account  *state       // while it is being booked
}

// Entry is a booked or a coming entry. Kind and Reference name it for ever: posting it again answers the
// same entry.
type Entry struct {
	Kind      string // what it is in the room that posts it, such as "transfer"
	Reference string // unique within the kind; time-ordered ones (ULID, UUIDv7) keep the index fast
	Postings  []Posting
	BankDate  calendar.Date   // 0: the open day; else the open or the closing day
	ValueDate calendar.Date   // 0: the bank date
	Branch    Branch          // where it was booked; may be empty
	Code      string          // for reports; may be empty
	Summary   string          // 摘要, what the statement says
	Metadata  json.RawMessage // JSON object, may be nil
	Capture   *Capture        // the hold that this entry captures from
	Linked    bool            // in a batch: stands and falls with the next entry

	// Filled in by the ledger:
	ID       EntryID
	BookedAt time.Time
	Hold     HoldID
	Reverses EntryID
	Replayed bool // it was already booked; this is the answer of the first time

	filled [2]calendar.Date // the dates that the ledger filled in, by basis; see forget
}

// Capture says that an entry takes its money from a hold.
type Capture struct {
	Hold HoldID
	// Final releases what the hold still has after this capture.
	Final bool
}

// check looks at everything that needs no account. It is pure.
func (e *Entry) check() error {
	if n := len(e.Kind); n == 0 || n > MaxKind {
		return ErrKind
	}
	if n := len(e.Reference); n == 0 || n > MaxReference || !utf8.ValidString(e.Reference) {
		return ErrReference
	}
	if len(e.Postings) < 2 {
		return ErrTooFewPostings
	}
	if len(e.Postings) > MaxPostings {
		return ErrTooManyPostings.With(len(e.Postings), MaxPostings)
	}
	if len(e.Summary) > MaxSummary && utf8.RuneCountInString(e.Summary) > MaxSummary {
		return ErrSummary.With(MaxSummary)
	}
	if len(e.Metadata) > MaxMetadata {
		return ErrMetadata.With(MaxMetadata)
	}
	if len(e.Metadata) > 0 && !(json.Valid(e.Metadata) && e.Metadata[0] == '{') {
		return ErrMetadata.With(MaxMetadata)
	}
	if len(e.Code) > 16 || !branchOK(e.Branch, true) {
		return ErrReportCode
	}
	for i := range e.Postings {
		if e.Postings[i].Amount == 0 {
			return ErrZeroAmount.At(postingPath(i, "amount"), "must not be zero", "不能为零")
		}
		if e.Postings[i].Amount == minAmount { // its negative does not exist, so it could never be reversed
			return ErrBalanceOverflow.With(e.Postings[i].Account)
		}
	}
	return nil
}

// balanced checks that the postings sum to zero in each currency, once their accounts are known.
func (e *Entry) balanced() error {
	p := e.Postings
	if len(p) == 2 && p[0].account.currency == p[1].account.currency {
		if sum, err := p[0].Amount.Add(p[1].Amount); err != nil || sum != 0 {
			return ErrUnbalanced.With(p[0].account.currency)
		}
		return nil
	}
	sums := make(map[money.Currency]money.Amount, 2)
	for i := range p {
		c := p[i].account.currency
		sum, err := sums[c].Add(p[i].Amount)
		if err != nil {
			return err
		}
		sums[c] = sum
	}
	for i := range p {
		if c := p[i].account.currency; sums[c] != 0 {
			return ErrUnbalanced.With(c)
		}
	}
	return nil
}

// forget takes back what an earlier run filled in: an update may run again, and must then ask what it asked at
// first, not for the dates that the first run stamped.
func (e *Entry) forget() {
	if f := e.filled[byBankDate]; f != 0 && e.BankDate == f {
		e.BankDate = 0
	}
	if f := e.filled[byValueDate]; f != 0 && e.ValueDate == f {
		e.ValueDate = 0
	}
	e.filled, e.ID, e.Hold, e.Replayed = [2]calendar.Date{}, 0, 0, false
}

// replay answers with the entry that is booked under e's reference, if e asks for the same.
func (e *Entry) replay(was *Entry) error {
	if !was.same(e) {
		return ErrDuplicateReference.With(e.Kind, e.Reference)
	}
	linked, capture := e.Linked, e.Capture
	*e = *was
	e.Linked, e.Capture, e.Replayed = linked, capture, true
	return nil
}

// same says whether o asks for what e booked: kind, reference, postings, value date, and texts.
func (e *Entry) same(o *Entry) bool {
	if e.Kind != o.Kind || e.Reference != o.Reference || len(e.Postings) != len(o.Postings) ||
		e.Summary != o.Summary || e.Code != o.Code || e.Branch != o.Branch || string(e.Metadata) != string(o.Metadata) {
		return false
	}
	if o.ValueDate != 0 && o.ValueDate != e.ValueDate || o.BankDate != 0 && o.BankDate != e.BankDate {
		return false
	}
	if e.Hold != 0 != (o.Capture != nil) || o.Capture != nil && o.Capture.Hold != e.Hold {
		return false
	}
	for i := range e.Postings {
		if e.Postings[i].Account != o.Postings[i].Account || e.Postings[i].Amount != o.Postings[i].Amount {
			return false
		}
	}
	return true
}

// Digest is a SHA-256 over everything that the entry says and did, in a fixed binary form: what the audit log
// keeps to find one changed fen.
func (e *Entry) Digest() [32]byte {
	b := make([]byte, 0, 256)
	text := func(s string) {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	for _, n := range []int64{int64(e.ID), e.BookedAt.UnixMicro(), int64(e.BankDate), int64(e.ValueDate),
		int64(e.Reverses), int64(e.Hold)} {
		b = binary.AppendVarint(b, n)
	}
	for _, s := range []string{"tonghui.entry.1", e.Kind, e.Reference, string(e.Branch), e.Code, e.Summary, string(e.Metadata)} {
		text(s)
	}
	for i := range e.Postings {
		p := &e.Postings[i]
		for _, n := range []int64{int64(p.Account), int64(p.Amount), p.Sequence, int64(p.Balance)} {
			b = binary.AppendVarint(b, n)
		}
	}
	return sha256.Sum256(b)
}
