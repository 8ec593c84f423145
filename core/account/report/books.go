package report

import (
	"cmp"
	"slices"
	"strings"

	"tonghui/base/money"
	"tonghui/core/ledger"
)

// sum is what a code moved in one currency, debit positive: before a period, and in it.
type sum struct {
	code          ledger.ChartCode
	opening       money.Amount
	debit, credit money.Amount
}

func (s *sum) closing() money.Amount { return s.opening + s.debit - s.credit }

// books are a report's sums by currency, each by code.
type books map[money.Currency]map[ledger.Code]*sum

// add puts totals into the books: those up to the day before a period, and those up to its end. Sums of the ledger's totals stay in
// range as the ledger's own do.
func (b books) add(chart map[ledger.Code]ledger.ChartCode, before, upTo []ledger.Total, keep func(ledger.Branch) bool) {
	at := func(t *ledger.Total) *sum {
		if b[t.Currency] == nil {
			b[t.Currency] = map[ledger.Code]*sum{}
		}
		s := b[t.Currency][t.Code]
		if s == nil {
			s = &sum{code: chart[t.Code]}
			s.code.Code = t.Code
			b[t.Currency][t.Code] = s
		}
		return s
	}
	for i := range upTo {
		if t := &upTo[i]; keep(t.Branch) {
			s := at(t)
			s.debit += t.Debit
			s.credit += t.Credit
		}
	}
	for i := range before {
		if t := &before[i]; keep(t.Branch) {
			s := at(t)
			s.opening += t.Debit - t.Credit
			s.debit -= t.Debit
			s.credit -= t.Credit
		}
	}
}

// leaveOut takes totals out of the period again.
func (b books) leaveOut(ts []ledger.Total, keep func(ledger.Branch) bool) {
	for i := range ts {
		if s := b[ts[i].Currency][ts[i].Code]; s != nil && keep(ts[i].Branch) {
			s.debit -= ts[i].Debit
			s.credit -= ts[i].Credit
		}
	}
}

// sheets makes one sheet a currency, by a form's rule.
func (b books) sheets(rule func([]*sum) ([]Row, bool)) []*Sheet {
	out := []*Sheet{}
	for c, codes := range b {
		var list []*sum
		for _, s := range codes {
			list = append(list, s)
		}
		slices.SortFunc(list, func(x, y *sum) int { return cmp.Compare(x.code.Code, y.code.Code) })
		s := &Sheet{Currency: c}
		s.Rows, s.Ties = rule(list)
		out = append(out, s)
	}
	slices.SortFunc(out, func(x, y *Sheet) int { return cmp.Compare(x.Currency, y.Currency) })
	return out
}

func named(s *sum) Row {
	return Row{Code: string(s.code.Code), Name: Heading{s.code.NameEN, s.code.NameZH}}
}

func total(section, en, zh string, cells ...money.Amount) Row {
	return Row{Section: section, Name: Heading{en, zh}, Cells: cells, Total: true}
}

// trial lists every code with its opening balance, turnover and closing balance, each on its side.
func trial(list []*sum) ([]Row, bool) {
	sums := make([]money.Amount, 6)
	rows := []Row{}
	for _, s := range list {
		r := named(s)
		o, c := s.opening, s.closing()
		r.Section, r.Cells = "trial", []money.Amount{max(o, 0), max(-o, 0), s.debit, s.credit, max(c, 0), max(-c, 0)}
		for i, a := range r.Cells {
			sums[i] += a
		}
		rows = append(rows, r)
	}
	return append(rows, total("total", "Total", "合计", sums...)), sums[0] == sums[1] && sums[2] == sums[3] && sums[4] == sums[5]
}

// between is the word for what joins a branch's books to those of the others.
const betweenEN, betweenZH = "Due between branches", "系统内往来"

// sheet is the balance sheet: assets, liabilities, equity, and the profit that no year-end has transferred yet. Codes of the common
// class (共同类, 3xxx) stand on the side on which their balance lies. What doesn't tie is a branch's position towards the others, which
// is nothing over the whole bank.
func sheet(list []*sum) ([]Row, bool) {
	var parts [3][]Row
	var sums [3]money.Amount
	profit := money.Amount(0)
	for _, s := range list {
		a, at := s.closing(), 0
		switch {
		case s.code.Class == ledger.Income || s.code.Class == ledger.Expense:
			profit -= a
			continue
		case s.code.Class == ledger.Equity:
			at = 2
		case s.code.Class == ledger.Liability || strings.HasPrefix(string(s.code.Code), "3") && a < 0:
			at = 1
		}
		if a == 0 {
			continue
		}
		if at > 0 {
			a = -a
		}
		r := named(s)
		r.Section, r.Cells = [...]string{"assets", "liabilities", "equity"}[at], []money.Amount{a}
		parts[at] = append(parts[at], r)
		sums[at] += a
	}
	gap := sums[0] - sums[1] - sums[2] - profit
	if gap > 0 { // the branch owes it to others
		parts[1] = append(parts[1], Row{Section: "liabilities", Name: Heading{betweenEN, betweenZH}, Cells: []money.Amount{gap}})
		sums[1] += gap
	} else if gap < 0 {
		parts[0] = append(parts[0], Row{Section: "assets", Name: Heading{betweenEN, betweenZH}, Cells: []money.Amount{-gap}})
		sums[0] -= gap
	}
	rows := append([]Row{}, parts[0]...)
	rows = append(append(rows, total("assets", "Total assets", "资产总计", sums[0])), parts[1]...)
	rows = append(append(rows, total("liabilities", "Total liabilities", "负债合计", sums[1])), parts[2]...)
	rows = append(rows, Row{Section: "equity", Name: Heading{"Profit not yet transferred", "本年利润（未结转）"}, Cells: []money.Amount{profit}},
		total("equity", "Total equity", "所有者权益合计", sums[2]+profit),
		total("total", "Total liabilities and equity", "负债和所有者权益总计", sums[1]+sums[2]+profit))
	return rows, gap == 0
}

// income is the income statement: income less expense of a period is its profit.
func income(list []*sum) ([]Row, bool) {
	var parts [2][]Row
	var sums [2]money.Amount
	for _, s := range list {
		at, a := 0, s.credit-s.debit
		if s.code.Class == ledger.Expense {
			at, a = 1, -a
		} else if s.code.Class != ledger.Income {
			continue
		}
		if a == 0 {
			continue
		}
		r := named(s)
		r.Section, r.Cells = [...]string{"income", "expense"}[at], []money.Amount{a}
		parts[at] = append(parts[at], r)
		sums[at] += a
	}
	rows := append([]Row{}, parts[0]...)
	rows = append(append(rows, total("income", "Total income", "收入合计", sums[0])), parts[1]...)
	return append(rows, total("expense", "Total expense", "支出合计", sums[1]),
		total("total", "Profit", "净利润", sums[0]-sums[1])), true
}
