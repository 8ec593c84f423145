package report

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"strings"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/auth"
)

// Form is which report a table is.
type Form string

// The forms.
const (
	TrialBalance    Form = "trial-balance"    // 试算平衡表
	BalanceSheet    Form = "balance-sheet"    // 资产负债表
	IncomeStatement Form = "income-statement" // 利润表
)

// forms in the order of the document, with their headings.
var forms = []struct {
	form    Form
	id      string // of operations
	columns []Heading
	Heading
}{
	{TrialBalance, "TrialBalance", []Heading{{"Opening debit", "期初借方"}, {"Opening credit", "期初贷方"}, {"Debit", "本期借方"},
		{"Credit", "本期贷方"}, {"Closing debit", "期末借方"}, {"Closing credit", "期末贷方"}}, Heading{"Trial balance", "试算平衡表"}},
	{BalanceSheet, "BalanceSheet", []Heading{{"Balance", "期末余额"}}, Heading{"Balance sheet", "资产负债表"}},
	{IncomeStatement, "IncomeStatement", []Heading{{"Amount", "本期金额"}}, Heading{"Income statement", "利润表"}},
}

// Heading is a word in both languages.
type Heading struct {
	EN string `json:"en"`
	ZH string `json:"zh"`
}

// in is the heading in a language.
func (h Heading) in(lang string) string {
	if lang == "en" {
		return h.EN
	}
	return h.ZH
}

// Table is a report.
type Table struct {
	Form    Form          `json:"form" enum:"trial-balance,balance-sheet,income-statement"`
	Title   Heading       `json:"title"`
	Branch  auth.Branch   `json:"branch,omitempty" doc:"With those below it; absent: the whole bank."`
	From    calendar.Date `json:"from,omitzero" doc:"First bank date of the period, where the report is of one."`
	Date    calendar.Date `json:"date"`
	Columns []Heading     `json:"columns" nullable:"false"`
	Sheets  []*Sheet      `json:"sheets" nullable:"false" doc:"One for each currency."`
	Digest  string        `json:"digest" doc:"SHA-256 of the content, in hex: of the Chinese CSV form without its last line."`
}

// Sheet is a report in one currency.
type Sheet struct {
	Currency money.Currency `json:"currency"`
	Rows     []Row          `json:"rows" nullable:"false"`
	Ties     bool           `json:"ties" doc:"Debits equal credits; assets equal liabilities, equity and profit."`
}

// Row is one line: of a code, or a total without one.
type Row struct {
	Section string         `json:"section" enum:"trial,assets,liabilities,equity,income,expense,total"`
	Code    string         `json:"code,omitempty"`
	Name    Heading        `json:"name"`
	Cells   []money.Amount `json:"cells" nullable:"false"`
	Total   bool           `json:"total,omitempty"`
}

// words of the CSV's head and foot.
var (
	wordCurrency, wordCode, wordName = Heading{"Currency", "币种"}, Heading{"Code", "科目号"}, Heading{"Item", "项目"}
	wordWhole, wordBranch            = Heading{"Whole bank", "全行"}, Heading{"Branch", "机构"}
)

// CSV is the table as a file in a language (RFC 4180), the last line naming the SHA-256 of all lines before it: whoever has the file
// can tell that nothing was changed in it. bom begins it with a byte order mark, which is no part of the digest.
func (t *Table) CSV(lang string, bom bool) []byte {
	body := t.body(lang)
	sum := sha256.Sum256(body)
	out := make([]byte, 0, len(body)+100)
	if bom {
		out = append(out, "\ufeff"...)
	}
	out = append(append(out, body...), "SHA-256,"...)
	return append(append(out, hex.EncodeToString(sum[:])...), "\r\n"...)
}

func (t *Table) body(lang string) []byte {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	put := func(cells ...string) { _ = w.Write(cells) } // into memory: it doesn't fail
	where := wordWhole.in(lang)
	if t.Branch != "" {
		where = wordBranch.in(lang) + " " + t.Branch
	}
	from := ""
	if t.From != 0 {
		from = t.From.String()
	}
	put(t.Title.in(lang), where, from, t.Date.String())
	head := []string{wordCurrency.in(lang), wordCode.in(lang), wordName.in(lang)}
	for _, c := range t.Columns {
		head = append(head, c.in(lang))
	}
	put(head...)
	for _, s := range t.Sheets {
		for _, r := range s.Rows {
			cells := []string{string(s.Currency), r.Code, r.Name.in(lang)}
			for _, a := range r.Cells {
				cells = append(cells, money.Of(a, s.Currency).Decimal())
			}
			put(cells...)
		}
	}
	w.Flush()
	return []byte(b.String())
}

// seal writes the digest into the table.
func (t *Table) seal() *Table {
	sum := sha256.Sum256(t.body("zh"))
	t.Digest = hex.EncodeToString(sum[:])
	return t
}
