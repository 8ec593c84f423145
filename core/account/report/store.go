package report

import (
	"tonghui/base/calendar"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// forget takes away what was summed of a date.
func forget(tx *store.Tx, d calendar.Date) error {
	if _, err := tx.Exec("DELETE FROM report_products WHERE bank_date = ?", int64(d)); err != nil {
		return err
	}
	_, err := tx.Exec("DELETE FROM report_movements WHERE bank_date = ?", int64(d))
	return err
}

func addProduct(tx *store.Tx, d calendar.Date, k productKey, p *product) error {
	was, _, err := store.One(tx, func(s store.Scanner) (p product, err error) {
		err = s.Scan(&p.accounts, &p.total)
		return p, err
	}, "SELECT accounts, total FROM report_products WHERE bank_date = ? AND branch = ? AND product = ? AND currency = ?",
		int64(d), k.branch, k.product, string(k.currency))
	if err != nil {
		return err
	}
	_, err = tx.Exec("REPLACE INTO report_products (bank_date, branch, product, currency, accounts, total) VALUES (?, ?, ?, ?, ?, ?)",
		int64(d), k.branch, k.product, string(k.currency), was.accounts+p.accounts, int64(was.total+p.total))
	return err
}

const selectMovement = `SELECT bank_date, party, currency, form, way, branch, natural_person, account, amount, entries
	FROM report_movements `

func scanMovement(s store.Scanner) (*Movement, error) {
	m := &Movement{}
	return m, s.Scan(&m.Date, &m.Party, &m.Currency, &m.Form, &m.Way, &m.Branch, &m.Natural, &m.Account, &m.Amount, &m.Entries)
}

const ofMovement = "WHERE bank_date = ? AND party = ? AND currency = ? AND form = ? AND way = ?"

func (m *Movement) key() []any {
	return []any{int64(m.Date), int64(m.Party), string(m.Currency), m.Form, m.Way}
}

// addMovement adds to a customer's sums of a date; branch and account stay those of the first one.
func addMovement(tx *store.Tx, m *Movement) error {
	was, found, err := store.One(tx, scanMovement, selectMovement+ofMovement, m.key()...)
	if err != nil {
		return err
	}
	if found {
		_, err = tx.Exec("UPDATE report_movements SET amount = ?, entries = ? "+ofMovement,
			append([]any{int64(was.Amount + m.Amount), was.Entries + m.Entries}, m.key()...)...)
		return err
	}
	_, err = tx.Exec(`INSERT INTO report_movements (bank_date, party, currency, form, way, branch, natural_person, account, amount, entries,
		large) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`, append(m.key(), m.Branch, m.Natural, int64(m.Account), int64(m.Amount), m.Entries)...)
	return err
}

// movementsOf are a date's sums behind a party.
func movementsOf(q store.Querier, d calendar.Date, after auth.Party, limit int) ([]*Movement, error) {
	return store.All(q, scanMovement, selectMovement+"WHERE bank_date = ? AND party > ? ORDER BY party, currency, form, way LIMIT ?",
		int64(d), int64(after), limit)
}

func markLarge(tx *store.Tx, m *Movement) error {
	_, err := tx.Exec("UPDATE report_movements SET large = 1 "+ofMovement, m.key()...)
	return err
}

func dropMovement(tx *store.Tx, m *Movement) error {
	_, err := tx.Exec("DELETE FROM report_movements "+ofMovement, m.key()...)
	return err
}

// reach is the WHERE of what a filter shows of branches' rows. Reports know no single objects: who is bound to some sees none.
func reach(f auth.Filter) (string, []any) {
	switch {
	case f.Objects != nil:
		return "1 = 0", nil
	case f.All:
		return "1 = 1", nil
	}
	args := []any{""} // no row has none
	for _, b := range f.Branches {
		args = append(args, b)
	}
	return "branch IN (" + store.Marks(len(args)) + ")", args
}

// largeOn are the large movements of a date behind one, by customer.
func largeOn(q store.Querier, f auth.Filter, d calendar.Date, branch string, after *Movement, limit int) ([]*Movement, error) {
	where, args := reach(f)
	args = append([]any{int64(d)}, args...)
	if branch != "" {
		where, args = where+" AND branch = ?", append(args, branch)
	}
	if after.Party != 0 {
		where += " AND (party > ? OR party = ? AND (currency > ? OR currency = ? AND (form > ? OR form = ? AND way > ?)))"
		args = append(args, int64(after.Party), int64(after.Party), string(after.Currency), string(after.Currency), after.Form, after.Form, after.Way)
	}
	return store.All(q, scanMovement, selectMovement+"WHERE large = 1 AND bank_date = ? AND "+where+
		" ORDER BY party, currency, form, way LIMIT ?", append(args, limit)...)
}

// productsOn are the deposits by product of a date.
func productsOn(q store.Querier, f auth.Filter, d calendar.Date, branch string) ([]*Product, error) {
	where, args := reach(f)
	args = append([]any{int64(d)}, args...)
	if branch != "" {
		where, args = where+" AND branch = ?", append(args, branch)
	}
	return store.All(q, func(s store.Scanner) (*Product, error) {
		p := &Product{}
		return p, s.Scan(&p.Date, &p.Branch, &p.Product, &p.Currency, &p.Accounts, &p.Total)
	}, "SELECT bank_date, branch, product, currency, accounts, total FROM report_products WHERE bank_date = ? AND "+where+
		" ORDER BY branch, product, currency", args...)
}

// newestProducts is the newest date whose deposits were summed.
func newestProducts(q store.Querier, upTo calendar.Date) (calendar.Date, bool, error) {
	return store.One(q, store.Value[calendar.Date],
		"SELECT bank_date FROM report_products WHERE bank_date <= ? ORDER BY bank_date DESC LIMIT 1", int64(upTo))
}
