package ledger

import (
	"context"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/store"
)

// TrialQuery chooses a trial balance. It is embedded, so its name is exported: huma sees no other embedded fields.
type TrialQuery struct {
	Date     string `query:"date" format:"date" doc:"The last bank date that counts; absent: the newest." example:"2026-03-31"`
	From     string `query:"from" format:"date" doc:"The first bank date of the turnover; absent: the bank's first." example:"2026-03-01"`
	Branch   Branch `query:"branch" maxLength:"12" doc:"机构号; absent: all branches, each with its own lines."`
	Currency string `query:"currency" maxLength:"3" doc:"ISO 4217 code; absent: all." example:"CNY"`
}

type trialCSVIn struct {
	TrialQuery
	Lang string `query:"lang" enum:"zh,en" default:"zh" doc:"Of the headings and names."`
	BOM  bool   `query:"bom" doc:"Begin with a byte order mark, for spreadsheet programs."`
}

// TrialLine is one code of one branch in one currency. Balances are on one side, turnovers on both.
type TrialLine struct {
	Branch        Branch         `json:"branch"`
	Currency      money.Currency `json:"currency"`
	Code          Code           `json:"code"`
	Class         Class          `json:"class"`
	NameZH        string         `json:"nameZh"`
	NameEN        string         `json:"nameEn"`
	OpeningDebit  money.Amount   `json:"openingDebit"` // 期初余额
	OpeningCredit money.Amount   `json:"openingCredit"`
	Debit         money.Amount   `json:"debit"` // 本期发生额
	Credit        money.Amount   `json:"credit"`
	BalanceDebit  money.Amount   `json:"balanceDebit"` // 期末余额
	BalanceCredit money.Amount   `json:"balanceCredit"`
}

// TrialSum is the sum of a currency's lines. It ties when debits equal credits at all three places, as they must over
// all branches; the books of a single branch tie if no entry joins it with another.
type TrialSum struct {
	Currency      money.Currency `json:"currency"`
	OpeningDebit  money.Amount   `json:"openingDebit"`
	OpeningCredit money.Amount   `json:"openingCredit"`
	Debit         money.Amount   `json:"debit"`
	Credit        money.Amount   `json:"credit"`
	BalanceDebit  money.Amount   `json:"balanceDebit"`
	BalanceCredit money.Amount   `json:"balanceCredit"`
	Ties          bool           `json:"ties"`
}

// Trial is a trial balance (试算平衡表): for a period of bank dates, or since the beginning.
type Trial struct {
	From  string      `json:"from,omitempty" format:"date"`
	Date  string      `json:"date" format:"date"`
	Lines []TrialLine `json:"lines" nullable:"false"`
	Sums  []TrialSum  `json:"sums" nullable:"false"`
}

func (l *Ledger) trialRoutes(api huma.API) {
	const about = "Opening balance, turnover and closing balance of every code, by branch and currency. Debits equal credits per currency."
	app.Read(api, app.Operation{ID: "trialBalance", Method: "GET", Path: "/v1/ledger/trial-balance", EN: "Read the trial balance",
		ZH: "试算平衡表", About: about, Permission: mayRead, Problems: []*problem.Error{ErrPeriod}},
		func(ctx context.Context, in *TrialQuery) (*Trial, error) { return l.readTrial(ctx, in) })
	app.Stream(api, app.Operation{ID: "exportTrialBalance", Method: "GET", Path: "/v1/ledger/trial-balance.csv",
		EN: "Export the trial balance", ZH: "导出试算平衡表", About: about, Permission: mayRead, Problems: []*problem.Error{ErrPeriod}},
		[]app.Media{{Type: MediaCSV}},
		func(ctx context.Context, in *trialCSVIn, w *app.StreamWriter) error {
			t, err := l.readTrial(ctx, &in.TrialQuery)
			if err != nil {
				return err
			}
			w.Filename("trial-balance-" + t.Date + ".csv")
			_, err = w.Write(t.appendCSV(nil, in.Lang, in.BOM))
			return err
		})
}

func (l *Ledger) readTrial(ctx context.Context, in *TrialQuery) (*Trial, error) {
	newest, err := l.Days(ctx, calendar.MaxDate, 1)
	if err != nil {
		return nil, err
	}
	if len(newest) == 0 {
		return nil, ErrNoOpenDay
	}
	to, err := dateOr(in.Date, newest[0].Date, "query:date")
	if err != nil {
		return nil, err
	}
	from, err := dateOr(in.From, calendar.MinDate, "query:from")
	if err != nil {
		return nil, err
	}
	if from > to {
		return nil, located(ErrPeriod, "query:from")
	}
	currency := money.Currency("")
	if in.Currency != "" {
		if currency, err = money.ParseCurrency(in.Currency); err != nil {
			return nil, located(err, "query:currency")
		}
	}
	rows, err := view(ctx, l, func(v *store.View) ([]trialRow, error) { return trialRows(v, from, to, in.Branch, currency) })
	if err != nil {
		return nil, err
	}
	t := &Trial{From: in.From, Date: to.String(), Lines: []TrialLine{}, Sums: []TrialSum{}}
	return t, t.fill(rows)
}

// fill makes lines of rows and sums them per currency.
func (t *Trial) fill(rows []trialRow) error {
	at := map[money.Currency]int{}
	for i := range rows {
		line, err := rows[i].line()
		if err != nil {
			return err
		}
		t.Lines = append(t.Lines, line)
		if _, ok := at[line.Currency]; !ok {
			at[line.Currency] = len(t.Sums)
			t.Sums = append(t.Sums, TrialSum{Currency: line.Currency})
		}
		if err := t.Sums[at[line.Currency]].add(&line); err != nil {
			return err
		}
	}
	for i := range t.Sums {
		s := &t.Sums[i]
		s.Ties = s.OpeningDebit == s.OpeningCredit && s.Debit == s.Credit && s.BalanceDebit == s.BalanceCredit
	}
	return nil
}

func (r *trialRow) line() (TrialLine, error) {
	t := TrialLine{Branch: r.Branch, Currency: r.Currency, Code: r.Code, Class: r.chart.Class, NameZH: r.chart.NameZH,
		NameEN: r.chart.NameEN, Debit: r.Debit, Credit: r.Credit}
	opening, err := r.openingDebit.Sub(r.openingCredit)
	if err != nil {
		return t, err
	}
	moved, err := r.Debit.Sub(r.Credit)
	if err != nil {
		return t, err
	}
	closing, err := opening.Add(moved)
	if err != nil {
		return t, err
	}
	t.OpeningDebit, t.OpeningCredit = max(opening, 0), max(-opening, 0)
	t.BalanceDebit, t.BalanceCredit = max(closing, 0), max(-closing, 0)
	return t, nil
}

func (s *TrialSum) add(l *TrialLine) error {
	for _, p := range [...]struct {
		sum *money.Amount
		a   money.Amount
	}{{&s.OpeningDebit, l.OpeningDebit}, {&s.OpeningCredit, l.OpeningCredit}, {&s.Debit, l.Debit}, {&s.Credit, l.Credit},
		{&s.BalanceDebit, l.BalanceDebit}, {&s.BalanceCredit, l.BalanceCredit}} {
		sum, err := p.sum.Add(p.a)
		if err != nil {
			return err
		}
		*p.sum = sum
	}
	return nil
}

// trialWords heads the columns of the CSV.
var trialWords = map[string][]string{
	"zh": {"试算平衡表", "机构", "币种", "科目号", "科目名称", "期初借方", "期初贷方", "本期借方", "本期贷方", "期末借方", "期末贷方", "合计"},
	"en": {"Trial balance", "Branch", "Currency", "Code", "Name", "Opening debit", "Opening credit", "Debit", "Credit", "Closing debit",
		"Closing credit", "Total"},
}

func (t *Trial) appendCSV(b []byte, lang string, bom bool) []byte {
	words := trialWords[lang]
	if bom {
		b = append(b, "\ufeff"...)
	}
	b = append(append(append(b, words[0]...), ','), t.From...)
	b = append(append(append(b, ','), t.Date...), crlf...)
	b = append(append(b, strings.Join(words[1:11], ",")...), crlf...)
	row := func(cells [4]string, currency money.Currency, amounts ...money.Amount) {
		c := csvStatement{currency: currency}
		for _, text := range cells {
			b = append(c.text(b, text), ',')
		}
		for i, a := range amounts {
			if i > 0 {
				b = append(b, ',')
			}
			b = c.money(b, a)
		}
		b = append(b, crlf...)
	}
	for i := range t.Lines {
		l := &t.Lines[i]
		name := l.NameZH
		if lang == "en" {
			name = l.NameEN
		}
		row([4]string{string(l.Branch), string(l.Currency), string(l.Code), name}, l.Currency,
			l.OpeningDebit, l.OpeningCredit, l.Debit, l.Credit, l.BalanceDebit, l.BalanceCredit)
	}
	for i := range t.Sums {
		s := &t.Sums[i]
		row([4]string{words[11], string(s.Currency), "", ""}, s.Currency,
			s.OpeningDebit, s.OpeningCredit, s.Debit, s.Credit, s.BalanceDebit, s.BalanceCredit)
	}
	return b
}
