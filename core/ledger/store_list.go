package ledger

import (
	"strings"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// AccountFilter chooses accounts; empty fields choose all.
type AccountFilter struct {
	Branch   Branch
	Code     Code
	Currency money.Currency
	Prefix   string       // of the number
	Within   *auth.Filter // what the reader may see, of an account the ledger knows its branch only; nil: all
}

// accountOrder is the order of a list, decided by its filter so that an index gives it. Cursors of different orders
// don't mix.
type accountOrder uint8

const (
	byAccountID accountOrder = iota + 1
	byNumber
	byBranch
)

func (f *AccountFilter) order() accountOrder {
	switch {
	case f.Prefix != "":
		return byNumber
	case f.Branch != "":
		return byBranch
	}
	return byAccountID
}

// accountPage reads up to limit accounts behind one account (0: from the first) in the filter's order.
func accountPage(q store.Querier, f *AccountFilter, after AccountID, limit int) ([]*position, error) {
	if w := f.Within; w != nil && (!w.All && len(w.Branches) == 0 || w.Objects != nil && len(w.Objects) == 0) {
		return nil, nil
	}
	var where []string
	var args []any
	need := func(cond string, arg ...any) {
		where, args = append(where, cond), append(args, arg...)
	}
	if f.Branch != "" {
		need("a.branch = ?", string(f.Branch))
	}
	if f.Code != "" {
		need("a.code = ?", string(f.Code))
	}
	if f.Currency != "" {
		need("a.currency = ?", string(f.Currency))
	}
	if f.Within != nil && !f.Within.All {
		need("a.branch IN ("+store.Marks(len(f.Within.Branches))+")", anys(f.Within.Branches)...)
	}
	if f.Within != nil && f.Within.Objects != nil {
		need("a.id IN ("+store.Marks(len(f.Within.Objects))+")", accountsNamed(f.Within.Objects)...)
	}
	order := "ORDER BY a.id"
	switch f.order() {
	case byNumber:
		order = "ORDER BY a.number"
		need("a.number >= ? AND a.number < ?", f.Prefix, f.Prefix+"\U0010FFFF")
		if after != 0 {
			need("a.number > (SELECT number FROM ledger_accounts WHERE id = ?)", int64(after))
		}
	case byBranch:
		order = "ORDER BY a.branch, a.code, a.currency, a.id"
		if after != 0 {
			need("(a.code, a.currency, a.id) > (SELECT code, currency, id FROM ledger_accounts WHERE id = ?)", int64(after))
		}
	default:
		need("a.id > ?", int64(after))
	}
	text := selectAccount + "WHERE " + strings.Join(where, " AND ") + " " + order + " LIMIT ?"
	ps, err := store.All(q, scanPosition, text, append(args, limit)...)
	for i := 0; i < len(ps) && err == nil; i++ {
		err = ps[i].addPending(q)
	}
	return ps, err
}

func anys[T any](values []T) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}

// accountsNamed are the ids in objects such as "ledger.account/123"; 0, which is no account's, for others.
func accountsNamed(objects []string) []any {
	out := make([]any, len(objects))
	for i, o := range objects {
		id, _ := store.ParseID(strings.TrimPrefix(o, string(accountKind)+"/")) // 0 unless an id
		out[i] = int64(id)
	}
	return out
}

// accountBranch is the branch that keeps an account.
func accountBranch(q store.Querier, id AccountID) (Branch, bool, error) {
	b, found, err := store.One(q, store.Value[string], "SELECT branch FROM ledger_accounts WHERE id = ?", int64(id))
	return Branch(b), found, err
}

// contrasOf reads the numbers and names of accounts.
func contrasOf(q store.Querier, ids []AccountID, each func(AccountID, contra)) error {
	type row struct {
		id AccountID
		contra
	}
	const most = 256
	args := make([]any, 0, most)
	for len(ids) > 0 {
		n := min(most, len(ids))
		args = args[:0]
		for _, id := range ids[:n] {
			args = append(args, int64(id))
		}
		rows, err := store.All(q, func(r store.Scanner) (c row, err error) {
			err = r.Scan(&c.id, &c.Number, &c.Name)
			return c, err
		}, "SELECT id, number, name FROM ledger_accounts WHERE id IN ("+store.Marks(n)+")", args...)
		if err != nil {
			return err
		}
		for _, r := range rows {
			each(r.id, r.contra)
		}
		ids = ids[n:]
	}
	return nil
}

// freezePage reads an account's freezes behind an id: those that have ended, or those that have not.
func freezePage(q store.Querier, account AccountID, ended bool, after FreezeID, limit int) ([]*Freeze, error) {
	states := "state < ?"
	if ended {
		states = "state = ?"
	}
	return store.All(q, scanFreeze, selectFreeze+"WHERE account = ? AND "+states+" AND id > ? ORDER BY id LIMIT ?",
		int64(account), int64(Ended), int64(after), limit)
}

// trialRow is what a code of a branch moved before a period and in it.
type trialRow struct {
	Total                   // in the period
	chart         ChartCode // what the chart says of the code
	openingDebit  money.Amount
	openingCredit money.Amount
}

// trialRows sums the general ledger: what was booked before from, and from then on up to a date.
func trialRows(q store.Querier, from, to calendar.Date, branch Branch, currency money.Currency) ([]trialRow, error) {
	text := `SELECT t.branch, t.code, t.currency, c.class, c.name_zh, c.name_en,
		SUM(CASE WHEN t.bank_date < ? THEN t.debit ELSE 0 END), SUM(CASE WHEN t.bank_date < ? THEN t.credit ELSE 0 END),
		SUM(CASE WHEN t.bank_date < ? THEN 0 ELSE t.debit END), SUM(CASE WHEN t.bank_date < ? THEN 0 ELSE t.credit END)
		FROM ledger_sums t JOIN ledger_codes c ON c.code = t.code WHERE t.bank_date <= ?`
	args := []any{int64(from), int64(from), int64(from), int64(from), int64(to)}
	if branch != "" {
		text, args = text+" AND t.branch = ?", append(args, string(branch))
	}
	if currency != "" {
		text, args = text+" AND t.currency = ?", append(args, string(currency))
	}
	return store.All(q, func(r store.Scanner) (t trialRow, err error) {
		err = r.Scan(&t.Branch, &t.Code, &t.Currency, &t.chart.Class, &t.chart.NameZH, &t.chart.NameEN,
			&t.openingDebit, &t.openingCredit, &t.Debit, &t.Credit)
		return t, err
	}, text+` GROUP BY t.branch, t.code, t.currency, c.class, c.name_zh, c.name_en ORDER BY t.branch, t.currency, t.code`, args...)
}
