package collect

import (
	"database/sql"
	"errors"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

const selectCode = `SELECT id, account, owner, branch, title, category, amount, note, once_only, state, made_at, expires_at, ended_at
	FROM collect_codes `

func scanCode(s store.Scanner) (*Code, error) {
	c := &Code{}
	var made int64
	var expires, ended sql.NullInt64
	err := s.Scan(&c.ID, &c.Account, &c.Owner, &c.Branch, &c.Title, &c.Category, &c.Amount, &c.Note, &c.Once, &c.State, &made, &expires, &ended)
	if err != nil {
		return nil, err
	}
	c.MadeAt, c.ExpiresAt, c.EndedAt = at(made), atOrNil(expires), atOrNil(ended)
	c.Text = write(c)
	return c, nil
}

func at(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

func atOrNil(n sql.NullInt64) *time.Time {
	if !n.Valid {
		return nil
	}
	t := at(n.Int64)
	return &t
}

func microsOrNull(t *time.Time) any {
	if t == nil {
		return nil
	}
	return t.UnixMicro()
}

func idOrNull(id store.ID) any {
	if id == 0 {
		return nil
	}
	return int64(id)
}

func insertCode(tx *store.Tx, c *Code) error {
	_, err := tx.Exec(`INSERT INTO collect_codes (id, account, owner, branch, title, category, amount, note, once_only, state, made_at,
		expires_at, ended_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(c.ID), int64(c.Account), int64(c.Owner), c.Branch,
		c.Title, c.Category, int64(c.Amount), c.Note, c.Once, string(c.State), c.MadeAt.UnixMicro(), microsOrNull(c.ExpiresAt), microsOrNull(c.EndedAt))
	return err
}

func updateCode(tx *store.Tx, c *Code) error {
	_, err := tx.Exec("UPDATE collect_codes SET state = ?, ended_at = ? WHERE id = ?", string(c.State), microsOrNull(c.EndedAt), int64(c.ID))
	return err
}

func codeByID(q store.Querier, id store.ID) (*Code, error) {
	c, ok, err := store.One(q, scanCode, selectCode+"WHERE id = ?", int64(id))
	if err == nil && !ok {
		err = ErrUnknownCode
	}
	return c, err
}

// first is the one row that a locking query may give.
func first[T any](rows *sql.Rows, err error, scan func(store.Scanner) (T, error), missing error) (v T, _ error) {
	all, err := store.Collect(rows, err, scan)
	if err == nil && len(all) == 0 {
		err = missing
	}
	if err != nil {
		return v, err
	}
	return all[0], nil
}

func lockCode(tx *store.Tx, id store.ID) (*Code, error) {
	rows, err := tx.Lock(selectCode+"WHERE id = ? ORDER BY id", int64(id))
	return first(rows, err, scanCode, ErrUnknownCode)
}

// codes are a party's, or all that a filter shows, the newest first.
func codes(q store.Querier, f auth.Filter, before store.ID, limit int) ([]*Code, error) {
	where, args := within(f, "owner", "")
	return store.All(q, scanCode, selectCode+"WHERE id < ? AND "+where+" ORDER BY id DESC LIMIT ?", append(append([]any{int64(before)}, args...), limit)...)
}

// within makes a condition of a filter; other is a second owner's column, or "".
func within(f auth.Filter, owner, other string) (string, []any) {
	if f.All {
		return "1 = 1", nil
	}
	var args []any
	in := func(column string) string {
		for _, p := range f.Parties {
			args = append(args, int64(p))
		}
		return column + " IN (" + store.Marks(len(f.Parties)) + ")"
	}
	where := "(" + in(owner)
	if other != "" {
		where += " OR " + in(other)
	}
	where += " OR branch IN (" + store.Marks(len(f.Branches)) + "))"
	for _, b := range f.Branches {
		args = append(args, b)
	}
	return where, args
}

func insertPass(tx *store.Tx, p *Pass, mark []byte, owner auth.Party) error {
	_, err := tx.Exec("INSERT INTO collect_passes (id, mark, account, owner, made_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
		int64(p.ID), mark, int64(p.Account), int64(owner), tx.Now().UnixMicro(), p.ExpiresAt.UnixMicro())
	return err
}

func scanPass(s store.Scanner) (p pass, err error) {
	var used sql.NullInt64
	err = s.Scan(&p.id, &p.account, &p.owner, &p.expires, &used)
	p.used = used.Valid
	return p, err
}

func lockPass(tx *store.Tx, mark []byte) (pass, error) {
	rows, err := tx.Lock("SELECT id, account, owner, expires_at, used_at FROM collect_passes WHERE mark = ? ORDER BY id", mark)
	return first(rows, err, scanPass, ErrPass)
}

func usePass(tx *store.Tx, id store.ID) error {
	_, err := tx.Exec("UPDATE collect_passes SET used_at = ? WHERE id = ?", tx.Now().UnixMicro(), int64(id))
	return err
}

// dropPasses forgets a few that are long over.
func dropPasses(tx *store.Tx, before time.Time) error {
	old, err := store.All(tx, store.Value[int64], "SELECT id FROM collect_passes WHERE expires_at < ? ORDER BY expires_at, id LIMIT 20", before.UnixMicro())
	if err != nil || len(old) == 0 {
		return err
	}
	args := make([]any, len(old))
	for i, id := range old {
		args[i] = id
	}
	_, err = tx.Exec("DELETE FROM collect_passes WHERE id IN ("+store.Marks(len(args))+")", args...)
	return err
}

const selectAsk = `SELECT id, pass, payer, payer_account, payee, payee_account, branch, title, amount, note, reference, state, collection, made_at,
	expires_at FROM collect_asks `

func scanAsk(s store.Scanner) (*Ask, error) {
	a := &Ask{}
	var made, expires int64
	var col sql.NullInt64
	err := s.Scan(&a.ID, &a.pass, &a.payer, &a.payerAccount, &a.payee, &a.payeeAccount, &a.branch, &a.Title, &a.Amount, &a.Note, &a.reference,
		&a.State, &col, &made, &expires)
	a.Collection, a.MadeAt, a.ExpiresAt = store.ID(col.Int64), at(made), at(expires)
	return a, err
}

func insertAsk(tx *store.Tx, a *Ask) error {
	_, err := tx.Exec(`INSERT INTO collect_asks (id, pass, payer, payer_account, payee, payee_account, branch, title, amount, note, reference, state,
		made_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(a.ID), int64(a.pass), int64(a.payer), int64(a.payerAccount),
		int64(a.payee), int64(a.payeeAccount), a.branch, a.Title, int64(a.Amount), a.Note, a.reference, string(a.State), a.MadeAt.UnixMicro(),
		a.ExpiresAt.UnixMicro())
	return taken(err)
}

func updateAsk(tx *store.Tx, a *Ask) error {
	_, err := tx.Exec("UPDATE collect_asks SET state = ?, collection = ? WHERE id = ?", string(a.State), idOrNull(a.Collection), int64(a.ID))
	return err
}

func askByID(q store.Querier, id store.ID) (*Ask, error) {
	a, ok, err := store.One(q, scanAsk, selectAsk+"WHERE id = ?", int64(id))
	if err == nil && !ok {
		err = ErrUnknownAsk
	}
	return a, err
}

func lockAsk(tx *store.Tx, id store.ID) (*Ask, error) {
	rows, err := tx.Lock(selectAsk+"WHERE id = ? ORDER BY id", int64(id))
	return first(rows, err, scanAsk, ErrUnknownAsk)
}

func askByReference(q store.Querier, payee auth.Party, reference string) (*Ask, error) {
	a, ok, err := store.One(q, scanAsk, selectAsk+"WHERE payee = ? AND reference = ?", int64(payee), reference)
	if err == nil && !ok {
		err = ErrUnknownAsk
	}
	return a, err
}

// openAsks are those that a payer can still confirm.
func openAsks(q store.Querier, payer auth.Party, now time.Time) ([]*Ask, error) {
	return store.All(q, scanAsk, selectAsk+"WHERE payer = ? AND state = 'open' AND expires_at > ? ORDER BY id DESC LIMIT 20", int64(payer), now.UnixMicro())
}

func lockPrinted(tx *store.Tx, payer auth.Party, on calendar.Date) (money.Amount, error) {
	rows, err := tx.Lock("SELECT amount FROM collect_printed WHERE payer = ? AND bank_date = ? ORDER BY payer, bank_date", int64(payer), int64(on))
	all, err := store.Collect(rows, err, store.Value[money.Amount])
	if err != nil || len(all) > 0 {
		return sum(all), err
	}
	// Nothing to lock yet: the row is made first, so that two at once meet on its key.
	_, err = tx.Exec("INSERT INTO collect_printed (payer, bank_date, amount) VALUES (?, ?, 0)", int64(payer), int64(on))
	if !errors.Is(err, store.ErrDuplicate) {
		return 0, err
	}
	rows, err = tx.Lock("SELECT amount FROM collect_printed WHERE payer = ? AND bank_date = ? ORDER BY payer, bank_date", int64(payer), int64(on))
	all, err = store.Collect(rows, err, store.Value[money.Amount])
	return sum(all), err
}

// taken turns a key that another update was quicker to take into the room's refusal.
func taken(err error) error {
	if errors.Is(err, store.ErrDuplicate) {
		return ErrReferenceUsed
	}
	return err
}

func sum(all []money.Amount) (n money.Amount) {
	for _, a := range all {
		n += a
	}
	return n
}

func putPrinted(tx *store.Tx, payer auth.Party, on calendar.Date, amount money.Amount) error {
	_, err := tx.Exec("UPDATE collect_printed SET amount = ? WHERE payer = ? AND bank_date = ?", int64(amount), int64(payer), int64(on))
	return err
}

func printedOf(q store.Querier, payer auth.Party, on calendar.Date) (money.Amount, error) {
	n, _, err := store.One(q, store.Value[money.Amount], "SELECT amount FROM collect_printed WHERE payer = ? AND bank_date = ?", int64(payer), int64(on))
	return n, err
}
