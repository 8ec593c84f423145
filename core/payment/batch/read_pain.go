package batch

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"tonghui/base/money"
	"tonghui/base/problem"
)

// namespacePain begins the namespace of every version of CustomerCreditTransferInitiation.
const namespacePain = "urn:iso:std:iso:20022:tech:xsd:"

// painHeader is the part of GrpHdr that is checked (ISO 20022 pain.001, GroupHeader85 and GroupHeader95).
type painHeader struct {
	Message string `xml:"MsgId"`
	Count   string `xml:"NbOfTxs"`
	Sum     string `xml:"CtrlSum"`
}

// painAccount is CashAccount38 or CashAccount40.
type painAccount struct {
	IBAN  string `xml:"Id>IBAN"`
	Other string `xml:"Id>Othr>Id"`
}

func (a painAccount) number() string {
	if a.Other != "" {
		return strings.TrimSpace(a.Other)
	}
	return strings.TrimSpace(a.IBAN)
}

// painTransaction is CreditTransferTransaction34 or 54, as far as a payment in yuan needs it.
type painTransaction struct {
	EndToEnd string `xml:"PmtId>EndToEndId"`
	Amount   struct {
		Currency string `xml:"Ccy,attr"`
		Value    string `xml:",chardata"`
	} `xml:"Amt>InstdAmt"`
	Bank       string      `xml:"CdtrAgt>FinInstnId>ClrSysMmbId>MmbId"`
	Name       string      `xml:"Cdtr>Nm"`
	Account    painAccount `xml:"CdtrAcct"`
	Remittance []string    `xml:"RmtInf>Ustrd"`
}

// painReader reads a message element by element: one transaction is in memory as XML at a time.
type painReader struct {
	d        *xml.Decoder
	currency money.Currency
	f        *file
	header   *painHeader
	sum      decimal.Decimal // of all amounts as they stand, whatever their currency
	infos    int
}

// readPain reads pain.001.001.09 or pain.001.001.11. The sums of the group and of each PmtInf must be right.
func readPain(body []byte, currency money.Currency) (*file, error) {
	p := &painReader{d: xml.NewDecoder(bytes.NewReader(body)), currency: currency, f: &file{}}
	p.d.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, ErrEncoding.With(1) }
	err := p.document()
	var syntax *xml.SyntaxError
	switch {
	case errors.As(err, &syntax), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, p.wrong("XML").Because(err)
	case err != nil:
		return nil, err
	}
	return p.f, nil
}

func (p *painReader) wrong(what string) *problem.Error { return ErrXML.With(p.d.InputOffset(), what) }

// children calls f with each child of the element just begun, until its end.
func (p *painReader) children(f func(xml.StartElement) error) error {
	for {
		t, err := p.d.Token()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := f(t); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		case xml.Directive: // a DTD has no place here, and entities of its own even less
			return p.wrong("DTD")
		}
	}
}

func (p *painReader) document() error {
	for {
		t, err := p.d.Token()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.Directive:
			return p.wrong("DTD")
		case xml.StartElement:
			version := strings.TrimPrefix(t.Name.Space, namespacePain)
			if t.Name.Local != "Document" || version == t.Name.Space {
				return ErrUnreadable
			}
			if p.f.format = Format(version); p.f.format != Pain09 && p.f.format != Pain11 {
				return ErrVersion.With(quoted(version))
			}
			if err := p.children(p.initiation); err != nil {
				return err
			}
			return p.judge("GrpHdr", p.header, int64(len(p.f.lines)), p.sum)
		}
	}
}

func (p *painReader) initiation(e xml.StartElement) error {
	if e.Name.Local != "CstmrCdtTrfInitn" {
		return p.wrong(e.Name.Local)
	}
	return p.children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "GrpHdr":
			p.header = &painHeader{}
			if err := p.d.DecodeElement(p.header, &e); err != nil {
				return err
			}
			if p.header.Message == "" || len(p.header.Message) > 35 || p.header.Count == "" {
				return p.wrong("GrpHdr/MsgId, NbOfTxs")
			}
			p.f.message = p.header.Message
			return nil
		case "PmtInf":
			return p.payment()
		}
		return p.d.Skip()
	})
}

// payment reads one PmtInf: transactions of one debtor account.
func (p *painReader) payment() error {
	var info painHeader
	var sum decimal.Decimal
	count := int64(0)
	p.infos++
	err := p.children(func(e xml.StartElement) (err error) {
		text := func(into *string) error { return p.d.DecodeElement(into, &e) }
		switch e.Name.Local {
		case "PmtInfId":
			if err = text(&info.Message); err == nil && p.infos == 1 && len(info.Message) <= 35 {
				p.f.paymentInfo = info.Message
			}
			return err
		case "NbOfTxs":
			return text(&info.Count)
		case "CtrlSum":
			return text(&info.Sum)
		case "DbtrAcct":
			var a painAccount
			if err := p.d.DecodeElement(&a, &e); err != nil {
				return err
			}
			if number := canonical(a.number()); p.f.debtor == "" {
				p.f.debtor = number
			} else if p.f.debtor != number {
				return ErrDebtor
			}
			return nil
		case "CdtTrfTxInf":
			amount, err := p.transaction(e)
			sum, count = sum.Add(amount), count+1
			return err
		}
		return p.d.Skip()
	})
	if err != nil {
		return err
	}
	p.sum = p.sum.Add(sum)
	return p.judge("PmtInf", &info, count, sum)
}

func (p *painReader) transaction(e xml.StartElement) (amount decimal.Decimal, err error) {
	var t painTransaction
	if err := p.d.DecodeElement(&t, &e); err != nil {
		return amount, err
	}
	if len(p.f.lines) == MaxLines {
		return amount, ErrTooMany.With(MaxLines)
	}
	l := &Line{Number: int64(len(p.f.lines) + 1), Account: t.Account.number(), Name: strings.TrimSpace(t.Name), Bank: strings.TrimSpace(t.Bank),
		Purpose: strings.TrimSpace(strings.Join(t.Remittance, "")), Reference: strings.TrimSpace(t.EndToEnd)}
	if l.Reference == "NOTPROVIDED" {
		l.Reference = ""
	}
	value := strings.TrimSpace(t.Amount.Value)
	l.setAmount(value, p.currency)
	if l.Fault == "" && t.Amount.Currency != string(p.currency) {
		l.Amount, l.Fault = 0, faultCurrency
	}
	if plain(value) {
		amount, err = decimal.NewFromString(value)
	}
	p.f.lines = append(p.f.lines, l)
	return amount, err
}

// plain says whether a number is written as XML's decimal: no exponent, of a sensible length.
func plain(s string) bool {
	return s != "" && len(s) <= 24 && strings.Trim(s, "0123456789.") == "" && strings.Count(s, ".") <= 1 && s != "."
}

// judge compares what a header declares with what there is. CtrlSum may be absent, and so may a PmtInf's NbOfTxs.
func (p *painReader) judge(where string, h *painHeader, count int64, sum decimal.Decimal) error {
	if h == nil {
		return p.wrong("GrpHdr")
	}
	if h.Count != "" {
		if n, err := strconv.ParseInt(h.Count, 10, 64); err != nil || n != count {
			return ErrCount.With(where+"/NbOfTxs", quoted(h.Count), count)
		}
	}
	if h.Sum != "" {
		if !plain(h.Sum) {
			return ErrSum.With(where+"/CtrlSum", quoted(h.Sum), sum)
		}
		if d, err := decimal.NewFromString(h.Sum); err != nil || !d.Equal(sum) {
			return ErrSum.With(where+"/CtrlSum", quoted(h.Sum), sum)
		}
	}
	return nil
}
