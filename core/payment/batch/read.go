package batch

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"tonghui/base/money"
)

// Format is the form of a file.
type Format string

// The formats.
const (
	CSV    Format = "csv"
	Excel  Format = "xlsx"
	Pain09 Format = "pain.001.001.09"
	Pain11 Format = "pain.001.001.11"
)

// The limits of a file.
const (
	MaxLines = 100_000
	MaxFile  = 64 << 20 // bytes
	// maxUnpacked bounds what an Excel file unpacks to, and maxPart one of its parts: a sheet of 100,000 lines needs 40 MiB.
	maxUnpacked = 192 << 20
	maxPart     = 128 << 20
)

// file is what was read of one.
type file struct {
	format      Format
	message     string // MsgId
	paymentInfo string // PmtInfId
	debtor      string // the account it names, if it does
	lines       []*Line
}

// read makes lines of a file. What concerns the file as a whole is an error; what concerns one line becomes its fault.
func read(body []byte, currency money.Currency) (*file, error) {
	if len(body) > MaxFile {
		return nil, ErrTooLarge.With(MaxFile >> 20)
	}
	text := bytes.TrimLeft(body, " \t\r\n\xef\xbb\xbf")
	var f *file
	var err error
	switch {
	case len(text) == 0:
		return nil, ErrEmpty
	case bytes.HasPrefix(body, []byte("PK\x03\x04")):
		f, err = readExcel(body, currency)
	case bytes.HasPrefix(body, []byte("\xd0\xcf\x11\xe0")): // the old .xls, and .xlsx with a password
		return nil, ErrExcel
	case text[0] == '<':
		f, err = readPain(body, currency)
	case bytes.IndexByte(text, 0) >= 0:
		return nil, ErrUnreadable
	default:
		f, err = readCSV(body, currency)
	}
	if err != nil {
		return nil, err
	}
	if len(f.lines) == 0 {
		return nil, ErrEmpty
	}
	return f, total(f.lines)
}

func total(lines []*Line) (err error) {
	var sum money.Amount
	for _, l := range lines {
		if sum, err = sum.Add(l.Amount); err != nil {
			return ErrOverflow
		}
	}
	return nil
}

// decode makes UTF-8 of a text: it is that, or GB18030 (which holds GBK and GB2312), or refused.
func decode(body []byte) ([]byte, error) {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if utf8.Valid(body) {
		return body, nil
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(body)
	if err == nil && !bytes.ContainsRune(out, utf8.RuneError) {
		return out, nil
	}
	n := 0
	for line := range bytes.Lines(body) {
		n++
		if utf8.Valid(line) {
			continue
		}
		if out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(line); err != nil || bytes.ContainsRune(out, utf8.RuneError) {
			break
		}
	}
	return nil, ErrEncoding.With(n)
}

// column is a place in a table.
type column int

const (
	columnAccount column = iota
	columnName
	columnAmount
	columnBank
	columnPurpose
	columnReference
	columnCount
)

// headings are how columns are called.
var headings = map[string]column{
	"账号": columnAccount, "收款账号": columnAccount, "收款人账号": columnAccount, "account": columnAccount,
	"户名": columnName, "姓名": columnName, "收款户名": columnName, "收款人户名": columnName, "name": columnName,
	"金额": columnAmount, "金额(元)": columnAmount, "amount": columnAmount,
	"行号": columnBank, "收款行号": columnBank, "bank": columnBank,
	"用途": columnPurpose, "摘要": columnPurpose, "purpose": columnPurpose,
	"业务编号": columnReference, "编号": columnReference, "reference": columnReference,
}

// columnsOf finds the columns by their headings. A column that nobody knows is refused: it may be what the payer means by another.
func columnsOf(row []string) (at [columnCount]int, err error) {
	for i := range at {
		at[i] = -1
	}
	for i, heading := range row {
		word := strings.ToLower(strings.NewReplacer(" ", "", "（", "(", "）", ")", "*", "").Replace(strings.TrimSpace(heading)))
		if word == "" || word == "序号" || word == "no." {
			continue
		}
		c, ok := headings[word]
		if !ok || at[c] >= 0 {
			return at, ErrColumns.With(quoted(heading))
		}
		at[c] = i
	}
	for c, word := range []string{"账号", "户名", "金额"} {
		if at[c] < 0 {
			return at, ErrColumns.With(quoted(word))
		}
	}
	return at, nil
}

func quoted(s string) string {
	if r := []rune(s); len(r) > 20 {
		s = string(r[:20]) + "…"
	}
	return "“" + s + "”"
}

// rowLine makes a line of a table's row. ok is false for an empty row.
func rowLine(number int64, row []string, at [columnCount]int, currency money.Currency) (l *Line, ok bool) {
	cell := func(c column) string {
		if i := at[c]; i >= 0 && i < len(row) {
			return strings.TrimSpace(row[i])
		}
		return ""
	}
	for _, s := range row {
		ok = ok || strings.TrimSpace(s) != ""
	}
	if !ok {
		return nil, false
	}
	l = &Line{Number: number, Account: cell(columnAccount), Name: cell(columnName), Bank: cell(columnBank), Purpose: cell(columnPurpose),
		Reference: cell(columnReference)}
	l.setAmount(cell(columnAmount), currency)
	return l, true
}

// setAmount reads an amount of the file's text into minor units.
func (l *Line) setAmount(text string, currency money.Currency) {
	m, err := money.Parse(text, currency)
	switch {
	case err != nil || m.Currency != currency:
		l.Fault = faultAmount
	case m.Amount <= 0:
		l.Fault = faultZero
	default:
		l.Amount = m.Amount
	}
}

// canonical brings an account's number to its one form: full-width digits, blanks and hyphens are put right.
func canonical(account string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ', r == '-', r == '\t', r == '\u00a0', r == '\u3000', r == '\'':
			return -1
		case 0xFF10 <= r && r <= 0xFF5A: // full-width digits and letters
			return r - 0xFEE0
		}
		return r
	}, account)
}

func accountForm(s string) bool {
	if len(s) < 6 || len(s) > 34 {
		return false
	}
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return false
		}
	}
	return true
}

// says reports whether a text has at most that many characters and no control characters.
func says(s string, most int) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= most && !strings.ContainsFunc(s, unicode.IsControl)
}
