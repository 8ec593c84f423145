package ledger

import (
	"strconv"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
)

// LineAnswer is one posting as its account sees it, in JSON. Amount and balance are on the account's normal side, in
// minor units; opening plus all amounts is closing.
type LineAnswer struct {
	Entry        EntryID       `json:"entry"`
	Sequence     int64         `json:"sequence"`
	BookedAt     time.Time     `json:"bookedAt"`
	BankDate     calendar.Date `json:"bankDate"`
	ValueDate    calendar.Date `json:"valueDate"`
	Kind         string        `json:"kind"`
	Reference    string        `json:"reference"`
	Summary      string        `json:"summary,omitempty"`
	Side         string        `json:"side" enum:"debit,credit"`
	Amount       money.Amount  `json:"amount"`
	Balance      money.Amount  `json:"balance"`
	Contra       AccountID     `json:"contra,omitempty"`
	ContraNumber string        `json:"contraNumber,omitempty"`
	ContraName   string        `json:"contraName,omitempty"`
}

func lineAnswer(l *Line, other *contra) LineAnswer {
	return LineAnswer{Entry: l.Entry, Sequence: l.Sequence, BookedAt: l.BookedAt, BankDate: l.BankDate, ValueDate: l.ValueDate,
		Kind: l.Kind, Reference: l.Reference, Summary: l.Summary, Side: sideOf(l.Debit), Amount: l.Amount, Balance: l.Balance,
		Contra: l.Contra, ContraNumber: other.Number, ContraName: other.Name}
}

func sideOf(debit bool) string {
	if debit {
		return "debit"
	}
	return "credit"
}

// appendLine is lineAnswer in JSON, by hand.
func appendLine(b []byte, l *Line, other *contra) []byte {
	b = appendID(append(b, `{"entry":`...), int64(l.Entry))
	b = strconv.AppendInt(append(b, `,"sequence":`...), l.Sequence, 10)
	b = appendTime(append(b, `,"bookedAt":"`...), l.BookedAt)
	b = appendDate(append(b, `","bankDate":"`...), l.BankDate)
	b = appendDate(append(b, `","valueDate":"`...), l.ValueDate)
	b = appendString(append(b, `","kind":`...), l.Kind)
	b = appendString(append(b, `,"reference":`...), l.Reference)
	if l.Summary != "" {
		b = appendString(append(b, `,"summary":`...), l.Summary)
	}
	b = append(append(b, `,"side":"`...), sideOf(l.Debit)...)
	b = appendID(append(b, `","amount":`...), int64(l.Amount))
	b = appendID(append(b, `,"balance":`...), int64(l.Balance))
	if l.Contra != 0 {
		b = appendID(append(b, `,"contra":`...), int64(l.Contra))
		if other.Number != "" {
			b = appendString(append(b, `,"contraNumber":`...), other.Number)
			b = appendString(append(b, `,"contraName":`...), other.Name)
		}
	}
	return append(b, '}')
}

// linesStatement is a statement as JSON lines: an object with what the statement is about, one for each line, and one
// with the totals, by whose presence a reader knows that nothing is missing. Their property type tells them apart.
type linesStatement struct{}

func (linesStatement) head(b []byte, s *Statement) []byte {
	a := &s.Account
	b = append(b, `{"type":"statement","account":{"id":`...)
	b = appendID(b, int64(a.ID))
	b = appendString(append(b, `,"number":`...), a.Number)
	b = appendString(append(b, `,"name":`...), a.Name)
	b = appendString(append(b, `,"code":`...), string(a.Code))
	b = appendString(append(b, `,"class":`...), a.Class.String())
	b = appendString(append(b, `,"currency":`...), string(a.Currency))
	b = appendString(append(b, `,"branch":`...), string(a.Branch))
	b = appendDate(append(b, `},"from":"`...), s.From)
	b = appendDate(append(b, `","to":"`...), s.To)
	b = appendTime(append(b, `","madeAt":"`...), s.MadeAt)
	b = appendID(append(b, `","opening":`...), int64(s.Opening))
	if s.Pending > 0 {
		b = strconv.AppendInt(append(b, `,"pending":`...), s.Pending, 10)
	}
	return append(b, "}\n"...)
}

func (linesStatement) line(b []byte, l *Line, other *contra) []byte {
	b = append(b, `{"type":"line",`...)
	at := len(b)
	b = appendLine(b, l, other)
	copy(b[at:], b[at+1:]) // its opening brace stands already
	return append(b[:len(b)-1], '\n')
}

func (linesStatement) foot(b []byte, t *statementTotals) []byte {
	b = strconv.AppendInt(append(b, `{"type":"totals","lines":`...), t.Lines, 10)
	b = appendID(append(b, `,"debit":`...), int64(t.Debit))
	b = appendID(append(b, `,"credit":`...), int64(t.Credit))
	b = appendID(append(b, `,"closing":`...), int64(t.Closing))
	return append(b, "}\n"...)
}
