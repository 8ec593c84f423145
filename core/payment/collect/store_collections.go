package collect

import (
	"database/sql"

	"tonghui/base/calendar"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

const selectCollection = `SELECT id, code, pass, payee, payee_account, payer, payer_account, branch, title, note, amount, refunded, reference,
	payment, bank_date, made_at FROM collect_collections `

func scanCollection(s store.Scanner) (*Collection, error) {
	c := &Collection{}
	var made int64
	var code, pass sql.NullInt64
	err := s.Scan(&c.ID, &code, &pass, &c.Payee, &c.PayeeAccount, &c.Payer, &c.payerAccount, &c.Branch, &c.Title, &c.Note, &c.Amount, &c.Refunded,
		&c.Reference, &c.Payment, &c.BankDate, &made)
	c.Code, c.Pass, c.MadeAt = store.ID(code.Int64), store.ID(pass.Int64), at(made)
	return c, err
}

func insertCollection(tx *store.Tx, c *Collection) error {
	_, err := tx.Exec(`INSERT INTO collect_collections (id, code, pass, payee, payee_account, payer, payer_account, branch, title, note, amount,
		refunded, reference, payment, bank_date, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)`, int64(c.ID), idOrNull(c.Code),
		idOrNull(c.Pass), int64(c.Payee), int64(c.PayeeAccount), int64(c.Payer), int64(c.payerAccount), c.Branch, c.Title, c.Note, int64(c.Amount),
		c.Reference, int64(c.Payment), int64(c.BankDate), c.MadeAt.UnixMicro())
	return taken(err)
}

func updateRefunded(tx *store.Tx, c *Collection) error {
	_, err := tx.Exec("UPDATE collect_collections SET refunded = ? WHERE id = ?", int64(c.Refunded), int64(c.ID))
	return err
}

func collectionByID(q store.Querier, id store.ID) (*Collection, error) {
	c, ok, err := store.One(q, scanCollection, selectCollection+"WHERE id = ?", int64(id))
	if err == nil && !ok {
		err = ErrUnknown
	}
	return c, err
}

func lockCollection(tx *store.Tx, id store.ID) (*Collection, error) {
	rows, err := tx.Lock(selectCollection+"WHERE id = ? ORDER BY id", int64(id))
	return first(rows, err, scanCollection, ErrUnknown)
}

func collectionByReference(q store.Querier, payee auth.Party, reference string) (*Collection, error) {
	c, ok, err := store.One(q, scanCollection, selectCollection+"WHERE payee = ? AND reference = ?", int64(payee), reference)
	if err == nil && !ok {
		err = ErrUnknown
	}
	return c, err
}

// collections are what a filter shows, the newest first; of a code only, if one is given.
func collections(q store.Querier, f auth.Filter, code, before store.ID, limit int) ([]*Collection, error) {
	where, args := within(f, "payee", "payer")
	if code != 0 {
		where += " AND code = ?"
		args = append(args, int64(code))
	}
	return store.All(q, scanCollection, selectCollection+"WHERE id < ? AND "+where+" ORDER BY id DESC LIMIT ?",
		append(append([]any{int64(before)}, args...), limit)...)
}

// days sums a payee's collections by bank date, the newest first.
func days(q store.Querier, payee auth.Party, from, to calendar.Date) ([]Day, error) {
	return store.All(q, func(s store.Scanner) (d Day, err error) {
		return d, s.Scan(&d.Date, &d.Count, &d.Amount, &d.Refunded)
	}, `SELECT bank_date, COUNT(*), SUM(amount), SUM(refunded) FROM collect_collections WHERE payee = ? AND bank_date BETWEEN ? AND ?
		GROUP BY bank_date ORDER BY bank_date DESC`, int64(payee), int64(from), int64(to))
}

func scanRefund(s store.Scanner) (*Refund, error) {
	r := &Refund{}
	var made int64
	err := s.Scan(&r.ID, &r.Collection, &r.Amount, &r.Reason, &r.Reference, &r.Payment, &made)
	r.MadeAt = at(made)
	return r, err
}

const selectRefund = "SELECT id, collection, amount, reason, reference, payment, made_at FROM collect_refunds "

func insertRefund(tx *store.Tx, r *Refund) error {
	_, err := tx.Exec("INSERT INTO collect_refunds (id, collection, amount, reason, reference, payment, made_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
		int64(r.ID), int64(r.Collection), int64(r.Amount), r.Reason, r.Reference, int64(r.Payment), r.MadeAt.UnixMicro())
	return taken(err)
}

func refundByReference(q store.Querier, collection store.ID, reference string) (*Refund, error) {
	r, ok, err := store.One(q, scanRefund, selectRefund+"WHERE collection = ? AND reference = ?", int64(collection), reference)
	if err == nil && !ok {
		err = ErrUnknown
	}
	return r, err
}

func refundsOf(q store.Querier, collection store.ID) ([]*Refund, error) {
	return store.All(q, scanRefund, selectRefund+"WHERE collection = ? ORDER BY id", int64(collection))
}

// refundGaps are collections whose refunds don't add up to what they say, or exceed them.
func refundGaps(q store.Querier, after store.ID, limit int) ([]*Collection, error) {
	return store.All(q, scanCollection, selectCollection+`WHERE id > ? AND (refunded < 0 OR refunded > amount OR refunded <>
		(SELECT COALESCE(SUM(r.amount), 0) FROM collect_refunds r WHERE r.collection = collect_collections.id)) ORDER BY id LIMIT ?`, int64(after), limit)
}
