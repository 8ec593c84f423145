package ledger

import (
	"strconv"
	"unicode/utf8"

	"tonghui/base/calendar"
	"tonghui/base/money"
)

// camtStatement is a statement as ISO 20022 BankToCustomerStatementV08 (camt.053.001.08). Element names, their order and
// their lengths are the schema's: Max35Text and so on; what is longer is cut, and characters that XML forbids are left
// out. Debit and credit are the bank's: money in a deposit is CRDT. A booking is BOOK; its kind is a proprietary
// transaction code.
type camtStatement struct {
	currency money.Currency
	debitUp  bool // the account's normal side is debit
	s        *Statement
}

const camtNamespace = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"

// Lengths of the schema's text types, in characters.
const (
	max34, max35, max70, max140, max500 = 34, 35, 70, 140, 500
)

func newCamt(s *Statement) *camtStatement {
	return &camtStatement{currency: s.Account.Currency, debitUp: s.Account.Class.sign() > 0, s: s}
}

func (c *camtStatement) head(b []byte, s *Statement) []byte {
	a := &s.Account
	b = append(b, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<Document xmlns="`+camtNamespace+`"><BkToCstmrStmt><GrpHdr><MsgId>`...)
	b = strconv.AppendInt(b, int64(a.ID), 10) // with the time in base 36 at most 31 characters
	b = strconv.AppendInt(append(b, '-'), s.MadeAt.UnixMicro(), 36)
	b = append(b, `</MsgId><CreDtTm>`...)
	b = appendTime(b, s.MadeAt)
	b = append(b, `</CreDtTm></GrpHdr>`+"\n"+`<Stmt><Id>`...)
	b = strconv.AppendInt(b, int64(a.ID), 10)
	b = append(append(b, '-'), strconv.Itoa(s.From.YYYYMMDD())[2:]...) // two digits of the year, to stay within 35
	b = append(append(b, '-'), strconv.Itoa(s.To.YYYYMMDD())[2:]...)
	b = append(b, `</Id><CreDtTm>`...)
	b = appendTime(b, s.MadeAt)
	b = append(b, `</CreDtTm><FrToDt><FrDtTm>`...)
	b = append(appendDate(b, s.From), `T00:00:00</FrDtTm><ToDtTm>`...)
	b = append(appendDate(b, s.To), `T23:59:59</ToDtTm></FrToDt>`+"\n"+`<Acct><Id><Othr>`...)
	b = element(b, "Id", a.Number, max34)
	b = append(append(b, `</Othr></Id><Ccy>`...), string(a.Currency)...)
	b = append(b, `</Ccy>`...)
	b = element(b, "Nm", a.Name, max70)
	b = element(append(b, `<Ownr>`...), "Nm", a.Name, max140)
	b = append(b, `</Ownr><Svcr><FinInstnId><Nm>Tonghui</Nm></FinInstnId><BrnchId>`...)
	b = element(b, "Id", string(a.Branch), max35)
	b = append(b, `</BrnchId></Svcr></Acct>`+"\n"...)
	b = c.balance(b, "OPBD", s.Opening, s.From)
	return c.balance(b, "CLBD", s.Closing, s.To)
}

func (c *camtStatement) balance(b []byte, code string, a money.Amount, d calendar.Date) []byte {
	debit := a < 0 && !c.debitUp || a > 0 && c.debitUp
	b = append(append(b, `<Bal><Tp><CdOrPrtry><Cd>`...), code...)
	b = c.amount(append(b, `</Cd></CdOrPrtry></Tp>`...), a, debit)
	b = appendDate(append(b, `<Dt><Dt>`...), d)
	return append(b, `</Dt></Dt></Bal>`+"\n"...)
}

// amount appends Amt, which has no sign, and CdtDbtInd.
func (c *camtStatement) amount(b []byte, a money.Amount, debit bool) []byte {
	b = append(append(append(b, `<Amt Ccy="`...), string(c.currency)...), '"', '>')
	at := len(b)
	b = money.Of(a, c.currency).AppendDecimal(b)
	if b[at] == '-' {
		b = append(b[:at], b[at+1:]...)
	}
	if debit {
		return append(b, `</Amt><CdtDbtInd>DBIT</CdtDbtInd>`...)
	}
	return append(b, `</Amt><CdtDbtInd>CRDT</CdtDbtInd>`...)
}

func (c *camtStatement) line(b []byte, l *Line, other *contra) []byte {
	b = strconv.AppendInt(append(b, `<Ntry><NtryRef>`...), l.Sequence, 10)
	b = c.amount(append(b, `</NtryRef>`...), l.Amount, l.Debit)
	b = appendDate(append(b, `<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>`...), l.BankDate)
	b = appendDate(append(b, `</Dt></BookgDt><ValDt><Dt>`...), l.ValueDate)
	b = strconv.AppendInt(append(b, `</Dt></ValDt><AcctSvcrRef>`...), int64(l.Entry), 10)
	b = element(append(b, `</AcctSvcrRef><BkTxCd><Prtry>`...), "Cd", l.Kind, max35)
	b = append(b, `</Prtry></BkTxCd><NtryDtls><TxDtls><Refs>`...)
	b = element(b, "EndToEndId", l.Reference, max35)
	b = c.amount(append(b, `</Refs>`...), l.Amount, l.Debit)
	if other.Number != "" {
		b = related(b, l.Debit, other)
	}
	if len(l.Reference) > max35 {
		b = element(b, "AddtlTxInf", l.Reference, max500)
	}
	b = append(b, `</TxDtls></NtryDtls>`...)
	b = element(b, "AddtlNtryInf", l.Summary, max500)
	return append(b, `</Ntry>`+"\n"...)
}

// related names the other party: who pays in is the debtor, who is paid the creditor.
func related(b []byte, debit bool, other *contra) []byte {
	party := [4]string{`<RltdPties><Dbtr><Pty>`, `</Pty></Dbtr><DbtrAcct><Id><Othr>`, `</Othr></Id>`, `</DbtrAcct></RltdPties>`}
	if debit {
		party = [4]string{`<RltdPties><Cdtr><Pty>`, `</Pty></Cdtr><CdtrAcct><Id><Othr>`, `</Othr></Id>`, `</CdtrAcct></RltdPties>`}
	}
	b = element(append(b, party[0]...), "Nm", other.Name, max140)
	b = element(append(b, party[1]...), "Id", other.Number, max34)
	b = element(append(b, party[2]...), "Nm", other.Name, max70)
	return append(b, party[3]...)
}

func (c *camtStatement) foot(b []byte, t *statementTotals) []byte {
	note := strconv.FormatInt(t.Lines, 10) + " entries"
	if c.s.Pending > 0 {
		note += ", " + strconv.FormatInt(c.s.Pending, 10) + " more pending"
	}
	b = element(b, "AddtlStmtInf", note, max500)
	return append(b, "</Stmt></BkToCstmrStmt></Document>\n"...)
}

// element appends an element of text, cut to a number of characters; nothing if no character is left, as the schema
// knows no empty text.
func element(b []byte, name, text string, most int) []byte {
	at := len(b)
	b = append(append(append(b, '<'), name...), '>')
	start := len(b)
	if b = appendXML(b, text, most); len(b) == start {
		return b[:at]
	}
	return append(append(append(b, '<', '/'), name...), '>')
}

// appendXML appends text without the characters that XML 1.0 forbids.
func appendXML(b []byte, s string, most int) []byte {
	for i := 0; i < len(s) && most > 0; {
		ch := s[i]
		if ch < utf8.RuneSelf {
			i++
			switch {
			case ch == '&':
				b = append(b, "&amp;"...)
			case ch == '<':
				b = append(b, "&lt;"...)
			case ch == '>':
				b = append(b, "&gt;"...)
			case ch < ' ' || ch == 0x7f:
				continue
			default:
				b = append(b, ch)
			}
			most--
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r != utf8.RuneError && r != 0xFFFE && r != 0xFFFF {
			b = append(b, s[i:i+n]...)
			most--
		}
		i += n
	}
	return b
}
