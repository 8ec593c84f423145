package ledger

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"tonghui/base/money"
)

// csvText is what a CSV statement says, in one language.
type csvText struct {
	title, branch, number, name, currency, from, to, made, opening string
	columns                                                        [9]string
	closing, totals, lines, pending                                string
	currencyName                                                   func(money.Currency) string
}

var csvWords = map[string]*csvText{
	"zh": {"账户对账单", "机构", "账号", "户名", "币种", "起始日期", "截止日期", "制表时间", "期初余额",
		[9]string{"交易日期", "起息日", "摘要", "借方", "贷方", "余额", "对方账号", "对方户名", "参考号"},
		"期末余额", "合计", "笔", "未列入的待并入记账笔数", money.Currency.NameZH},
	"en": {"Account statement", "Branch", "Account number", "Account name", "Currency", "From", "To", "Made at", "Opening balance",
		[9]string{"Booking date", "Value date", "Summary", "Debit", "Credit", "Balance", "Other account", "Other name", "Reference"},
		"Closing balance", "Total", "entries", "Pending postings, not listed", money.Currency.NameEN},
}

// csvStatement is RFC 4180 in UTF-8, as a bank prints a statement. A cell that a spreadsheet would take for a formula is
// led by an apostrophe, so that nobody's reference runs on a reader's machine.
type csvStatement struct {
	words    *csvText
	excel    bool
	currency money.Currency
}

const crlf = "\r\n"

func (c *csvStatement) head(b []byte, s *Statement) []byte {
	w, a := c.words, &s.Account
	if c.excel {
		b = append(b, "\ufeff"...)
	}
	b = append(append(b, w.title...), crlf...)
	row := func(name, value string) {
		b = append(append(b, name...), ',')
		b = append(c.text(b, value), crlf...)
	}
	row(w.branch, string(a.Branch))
	row(w.number, a.Number)
	row(w.name, a.Name)
	row(w.currency, string(a.Currency)+" "+w.currencyName(a.Currency))
	row(w.from, s.From.String())
	row(w.to, s.To.String())
	row(w.made, s.MadeAt.Format("2006-01-02 15:04:05 UTC"))
	if s.Pending > 0 {
		row(w.pending, strconv.FormatInt(s.Pending, 10))
	}
	b = append(append(b, w.opening...), ',')
	b = append(c.money(b, s.Opening), crlf+crlf...)
	return append(append(b, strings.Join(w.columns[:], ",")...), crlf...)
}

func (c *csvStatement) line(b []byte, l *Line, other *contra) []byte {
	b = append(appendDate(b, l.BankDate), ',')
	b = append(appendDate(b, l.ValueDate), ',')
	what := l.Summary
	if what == "" {
		what = l.Kind
	}
	b = append(c.text(b, what), ',')
	size := l.Amount
	if size < 0 {
		size = -size
	}
	if l.Debit {
		b = append(c.money(b, size), ',', ',')
	} else {
		b = append(c.money(append(b, ','), size), ',')
	}
	b = append(c.money(b, l.Balance), ',')
	b = append(c.text(b, other.Number), ',')
	b = append(c.text(b, other.Name), ',')
	return append(c.text(b, l.Reference), crlf...)
}

func (c *csvStatement) foot(b []byte, t *statementTotals) []byte {
	b = append(append(b, crlf...), c.words.totals...)
	b = strconv.AppendInt(append(b, ",,"...), t.Lines, 10)
	b = append(append(append(b, ' '), c.words.lines...), ',')
	b = append(c.money(b, t.Debit), ',')
	b = append(c.money(b, t.Credit), ",,,,"+crlf...)
	b = append(append(b, c.words.closing...), ",,,,,"...)
	return append(c.money(b, t.Closing), ",,,"+crlf...)
}

func (c *csvStatement) money(b []byte, a money.Amount) []byte {
	return money.Of(a, c.currency).AppendDecimal(b)
}

// longNumber is the number of digits from which spreadsheets round.
const longNumber = 12

// text appends a cell of somebody's text, on one line.
func (c *csvStatement) text(b []byte, s string) []byte {
	if s == "" {
		return b
	}
	plain, number := true, true
	for i := range len(s) {
		switch ch := s[i]; {
		case ch == '"' || ch == ',' || ch < ' ' || ch == 0x7f:
			plain = false
		case ch >= '0' && ch <= '9':
			continue
		}
		number = false
	}
	if first := s[0]; plain && !formula(first) && first != ' ' && first != 0xEF && s[len(s)-1] != ' ' {
		b = append(b, s...)
		if c.excel && number && len(s) >= longNumber {
			b = append(b, '\t') // the usual way to keep a spreadsheet from making a float of it
		}
		return b
	}
	return quoteCell(b, s)
}

// formula says that a spreadsheet may run a cell that begins with this byte.
func formula(first byte) bool {
	switch first {
	case '=', '+', '-', '@':
		return true
	}
	return false
}

// quoteCell appends a cell in quotes. Control characters become spaces, and a formula is led by an apostrophe, also
// when spaces come before it or its sign is the full-width form.
func quoteCell(b []byte, s string) []byte {
	b = append(b, '"')
	visible := strings.TrimLeftFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f })
	switch r, _ := utf8.DecodeRuneInString(visible); r {
	case '=', '+', '-', '@', '＝', '＋', '－', '＠':
		b = append(b, '\'')
	}
	for i := range len(s) {
		switch ch := s[i]; {
		case ch == '"':
			b = append(b, '"', '"')
		case ch < ' ' || ch == 0x7f:
			b = append(b, ' ')
		default:
			b = append(b, ch)
		}
	}
	return append(b, '"')
}
