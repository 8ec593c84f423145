package ledger

import (
	"bytes"
	"encoding/json"
	"strconv"

	"tonghui/base/money"
)

// Properties of an entry, as bits: which of them an entry has had.
const (
	hasKind = 1 << iota
	hasReference
	hasPostings
	hasDebit
	hasCredit
	hasAmount
	hasCurrency
	hasBankDate
	hasValueDate
	hasBranch
	hasCode
	hasSummary
	hasMetadata
	hasCapture
	hasLinked
)

var entryProperties = map[string]int{
	"kind": hasKind, "reference": hasReference, "postings": hasPostings, "debit": hasDebit, "credit": hasCredit,
	"amount": hasAmount, "currency": hasCurrency, "bankDate": hasBankDate, "valueDate": hasValueDate, "branch": hasBranch,
	"code": hasCode, "summary": hasSummary, "metadata": hasMetadata, "capture": hasCapture, "linked": hasLinked,
}

// short is the short form of a transfer.
type short struct {
	debit, credit AccountID
	amount        money.Amount
	currency      money.Currency
}

// entry reads one entry, in either form, and puts it out.
func (d *decoder) entry() error {
	if d.next() != '{' {
		if d.i >= len(d.b) {
			return d.broken()
		}
		return d.notThis("", "an object", "对象")
	}
	d.i++
	if len(d.entries) == cap(d.entries) {
		n := 1
		if d.batch {
			n = entriesPerSlab
		}
		d.entries = make([]Entry, 0, n)
	}
	d.entries = append(d.entries, Entry{})
	e := &d.entries[len(d.entries)-1]
	d.legs = d.legs[:0]
	var s short
	had := 0
	for first := true; ; first = false {
		name, end, err := d.key(first)
		if err != nil {
			return err
		}
		if end {
			break
		}
		bit := entryProperties[string(name)]
		if bit == 0 {
			return d.unknown(name, "")
		}
		if had&bit != 0 {
			return d.fault(ErrPropertyTwice, "/"+string(name))
		}
		had |= bit
		if err := d.property(bit, e, &s); err != nil {
			return err
		}
	}
	if err := d.finish(e, &s, had); err != nil {
		return err
	}
	d.out = append(d.out, e)
	return nil
}

// property reads the value of one of an entry's properties.
func (d *decoder) property(bit int, e *Entry, s *short) (err error) {
	switch bit {
	case hasKind:
		t, err := d.quoted("/kind")
		if err != nil {
			return err
		}
		if string(t) != d.kind {
			d.kind = string(t)
		}
		e.Kind = d.kind
	case hasReference:
		e.Reference, err = d.string("/reference")
	case hasPostings:
		err = d.readPostings()
	case hasDebit:
		s.debit, err = d.account("/debit")
	case hasCredit:
		s.credit, err = d.account("/credit")
	case hasAmount:
		s.amount, err = d.amount("/amount")
	case hasCurrency:
		s.currency, err = d.code("/currency")
	case hasBankDate:
		e.BankDate, err = d.date("/bankDate")
	case hasValueDate:
		e.ValueDate, err = d.date("/valueDate")
	case hasBranch:
		t, err := d.string("/branch")
		e.Branch = Branch(t)
		return err
	case hasCode:
		e.Code, err = d.string("/code")
	case hasSummary:
		e.Summary, err = d.string("/summary")
	case hasMetadata:
		e.Metadata, err = d.object("/metadata")
	case hasCapture:
		e.Capture, err = d.capture()
	case hasLinked:
		e.Linked, err = d.flag("/linked")
	}
	return err
}

// finish gives the entry its postings and checks what a reader of the body alone can see.
func (d *decoder) finish(e *Entry, s *short, had int) error {
	const shortForm = hasDebit | hasCredit | hasAmount
	switch {
	case had&hasPostings != 0 && had&(shortForm|hasCurrency) == 0:
	case had&hasPostings == 0 && had&shortForm == shortForm:
		if s.amount <= 0 {
			return d.fault(ErrAmountNotPositive, "/amount")
		}
		d.legs = append(d.legs, Posting{Account: s.debit, Amount: s.amount, Currency: s.currency},
			Posting{Account: s.credit, Amount: -s.amount, Currency: s.currency})
	default:
		return d.fault(ErrShortForm, "")
	}
	if had&hasKind == 0 {
		return d.fault(ErrKind, "/kind")
	}
	if had&hasReference == 0 {
		return d.fault(ErrReference, "/reference")
	}
	e.Postings = d.keep(d.legs)
	return nil
}

// keep copies postings into the slab.
func (d *decoder) keep(legs []Posting) []Posting {
	if !d.batch || len(legs) > postingsPerSlab/2 {
		return append([]Posting(nil), legs...)
	}
	if cap(d.postings)-len(d.postings) < len(legs) {
		d.postings = make([]Posting, 0, postingsPerSlab)
	}
	at := len(d.postings)
	d.postings = append(d.postings, legs...)
	return d.postings[at:len(d.postings):len(d.postings)]
}

// readPostings takes the array of an entry's postings. One too many is enough to know that there are too many.
func (d *decoder) readPostings() error {
	if d.next() != '[' {
		return d.notThis("/postings", "an array", "数组")
	}
	d.i++
	for first := true; ; first = false {
		end, err := d.item(first)
		if err != nil || end {
			return err
		}
		if len(d.legs) > MaxPostings {
			return d.fault(ErrTooManyPostings.With(len(d.legs), MaxPostings), "/postings")
		}
		if err := d.posting(); err != nil {
			return err
		}
	}
}

func (d *decoder) posting() error {
	i := len(d.legs)
	if d.next() != '{' {
		return d.notThis("/postings/"+strconv.Itoa(i), "an object", "对象")
	}
	d.i++
	d.legs = append(d.legs, Posting{})
	p, had := &d.legs[i], 0
	for first := true; ; first = false {
		name, end, err := d.key(first)
		if err != nil {
			return err
		}
		if end {
			break
		}
		bit := 0
		switch string(name) {
		case "account":
			bit = hasDebit
		case "amount":
			bit = hasAmount
		case "currency":
			bit = hasCurrency
		default:
			return d.unknown(name, "/postings/"+strconv.Itoa(i))
		}
		if had&bit != 0 {
			return d.fault(ErrPropertyTwice, postingPath(i, string(name)))
		}
		had |= bit
		if err := d.leg(bit, i, p); err != nil {
			return err
		}
	}
	if had&hasDebit == 0 {
		return d.wrongType("given", "必填项", postingPath(i, "account"))
	}
	if had&hasAmount == 0 {
		return d.wrongType("given", "必填项", postingPath(i, "amount"))
	}
	return nil
}

// leg reads one property of a posting. Paths are made only when something is wrong.
func (d *decoder) leg(bit, i int, p *Posting) (err error) {
	start := d.i
	again := func(read func(string) error, name string) error {
		d.i = start
		return read(postingPath(i, name))
	}
	switch bit {
	case hasDebit:
		if p.Account, err = d.account(""); err != nil {
			return again(func(at string) error { _, err := d.account(at); return err }, "account")
		}
	case hasAmount:
		if p.Amount, err = d.amount(""); err != nil {
			return again(func(at string) error { _, err := d.amount(at); return err }, "amount")
		}
	case hasCurrency:
		if p.Currency, err = d.code(""); err != nil {
			return again(func(at string) error { _, err := d.code(at); return err }, "currency")
		}
	}
	return nil
}

// object takes an object as it stands, without white space, so that the same metadata has one text.
func (d *decoder) object(property string) (json.RawMessage, error) {
	v, err := d.raw()
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(v, []byte{'{'}) {
		return nil, d.wrongType("an object", "对象", property)
	}
	if len(v) > MaxMetadata {
		return nil, d.fault(ErrMetadata.With(MaxMetadata), property)
	}
	return v, nil
}

func (d *decoder) capture() (*Capture, error) {
	if d.next() != '{' {
		return nil, d.notThis("/capture", "an object", "对象")
	}
	d.i++
	c, had := &Capture{}, 0
	for first := true; ; first = false {
		name, end, err := d.key(first)
		if err != nil {
			return nil, err
		}
		if end {
			break
		}
		switch string(name) {
		case "hold":
			var id AccountID
			id, err = d.account("/capture/hold")
			c.Hold = HoldID(id)
			had++
		case "final":
			c.Final, err = d.flag("/capture/final")
		default:
			err = d.unknown(name, "/capture")
		}
		if err != nil {
			return nil, err
		}
	}
	if had == 0 {
		return nil, d.wrongType("given", "必填项", "/capture/hold")
	}
	return c, nil
}
