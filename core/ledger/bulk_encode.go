package ledger

import (
	"encoding/json"
	"strconv"
	"time"
	"unicode/utf8"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/base/problem"
)

// EntryAnswer is an entry as the API shows it. Amounts and balances are debit positive, in minor units, whatever the
// accounts' classes: they sum to zero per currency.
type EntryAnswer struct {
	ID         EntryID         `json:"id"`
	Kind       string          `json:"kind"`
	Reference  string          `json:"reference"`
	BookedAt   time.Time       `json:"bookedAt"`
	BankDate   calendar.Date   `json:"bankDate"`
	ValueDate  calendar.Date   `json:"valueDate"`
	Branch     Branch          `json:"branch,omitempty"`
	Code       string          `json:"code,omitempty"`
	Summary    string          `json:"summary,omitempty"`
	Hold       HoldID          `json:"hold,omitempty"`
	Reverses   EntryID         `json:"reverses,omitempty"`
	ReversedBy EntryID         `json:"reversedBy,omitempty"`
	Postings   []PostingAnswer `json:"postings" nullable:"false"`
	Metadata   json.RawMessage `json:"metadata,omitempty"`
	Replayed   bool            `json:"replayed,omitempty"`
}

// PostingAnswer is one posting of an entry.
type PostingAnswer struct {
	Account  AccountID    `json:"account"`
	Amount   money.Amount `json:"amount"`
	Sequence int64        `json:"sequence"`
	Balance  money.Amount `json:"balance"`
}

// Location is where the entry can be read.
func (a *EntryAnswer) Location() string { return "/v1/ledger/entries/" + a.ID.String() }

// AnswerOf is a booked entry as the API shows it.
func AnswerOf(e *Entry) *EntryAnswer {
	a := &EntryAnswer{ID: e.ID, Kind: e.Kind, Reference: e.Reference, BookedAt: e.BookedAt, BankDate: e.BankDate,
		ValueDate: e.ValueDate, Branch: e.Branch, Code: e.Code, Summary: e.Summary, Hold: e.Hold, Reverses: e.Reverses,
		Metadata: e.Metadata, Replayed: e.Replayed, Postings: make([]PostingAnswer, len(e.Postings))}
	for i := range e.Postings {
		p := &e.Postings[i]
		a.Postings[i] = PostingAnswer{p.Account, p.Amount, p.Sequence, p.Balance}
	}
	return a
}

// appendEntry is AnswerOf in JSON, by hand: it runs inside the writer, where every microsecond is everybody's.
func appendEntry(b []byte, e *Entry) []byte {
	b = appendID(append(b, `{"id":`...), int64(e.ID))
	b = appendString(append(b, `,"kind":`...), e.Kind)
	b = appendString(append(b, `,"reference":`...), e.Reference)
	b = append(b, `,"bookedAt":"`...)
	b = appendTime(b, e.BookedAt)
	b = append(b, `","bankDate":"`...)
	b = appendDate(b, e.BankDate)
	b = append(b, `","valueDate":"`...)
	b = append(appendDate(b, e.ValueDate), '"')
	for _, t := range [...]struct{ name, text string }{
		{`,"branch":`, string(e.Branch)}, {`,"code":`, e.Code}, {`,"summary":`, e.Summary}} {
		if t.text != "" {
			b = appendString(append(b, t.name...), t.text)
		}
	}
	if e.Hold != 0 {
		b = appendID(append(b, `,"hold":`...), int64(e.Hold))
	}
	if e.Reverses != 0 {
		b = appendID(append(b, `,"reverses":`...), int64(e.Reverses))
	}
	b = appendPostings(append(b, `,"postings":`...), e)
	if len(e.Metadata) > 0 {
		b = append(append(b, `,"metadata":`...), e.Metadata...)
	}
	if e.Replayed {
		b = append(b, `,"replayed":true`...)
	}
	return append(b, '}')
}

func appendPostings(b []byte, e *Entry) []byte {
	b = append(b, '[')
	for i := range e.Postings {
		p := &e.Postings[i]
		if i > 0 {
			b = append(b, ',')
		}
		b = appendID(append(b, `{"account":`...), int64(p.Account))
		b = appendID(append(b, `,"amount":`...), int64(p.Amount))
		b = strconv.AppendInt(append(b, `,"sequence":`...), p.Sequence, 10)
		b = appendID(append(b, `,"balance":`...), int64(p.Balance))
		b = append(b, '}')
	}
	return append(b, ']')
}

// appendResult is one item of a batch's answer: what was booked, in short, or why not.
func appendResult(b []byte, e *Entry, refusal error) []byte {
	if refusal != nil {
		p := problem.Of(refusal)
		status := `{"status":"refused","code":"`
		if p.Code == ErrNotTried.Code {
			status = `{"status":"not_tried","code":"`
		}
		b = append(append(b, status...), p.Code...)
		b = appendString(append(b, `","detail":`...), p.EN)
		b = appendString(append(b, `,"detailZh":`...), p.ZH)
		return append(b, '}')
	}
	if e.Replayed {
		b = append(b, `{"status":"replayed","id":`...)
	} else {
		b = append(b, `{"status":"booked","id":`...)
	}
	b = appendID(b, int64(e.ID))
	b = append(b, `,"postings":[`...)
	for i := range e.Postings {
		p := &e.Postings[i]
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(append(b, `{"sequence":`...), p.Sequence, 10)
		b = appendID(append(b, `,"balance":`...), int64(p.Balance))
		b = append(b, '}')
	}
	return append(b, ']', '}')
}

// appendID appends a number as a string.
func appendID(b []byte, n int64) []byte {
	return append(strconv.AppendInt(append(b, '"'), n, 10), '"')
}

// appendDate appends an ISO date. Dates of the ledger are valid.
func appendDate(b []byte, d calendar.Date) []byte {
	out, err := d.AppendText(b)
	if err != nil {
		return append(b, d.String()...)
	}
	return out
}

// appendTime appends a time in RFC 3339, as encoding/json writes it.
func appendTime(b []byte, t time.Time) []byte { return t.AppendFormat(b, time.RFC3339Nano) }

const hexDigits = "0123456789abcdef"

// appendString appends a JSON string. What is not UTF-8 becomes U+FFFD.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r != utf8.RuneError || n > 1 {
				i += n
				continue
			}
			b = append(append(b, s[from:i]...), `\ufffd`...)
			i++
			from = i
			continue
		}
		b = append(b, s[from:i]...)
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
		i++
		from = i
	}
	return append(append(b, s[from:]...), '"')
}
