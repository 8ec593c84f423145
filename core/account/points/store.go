package points

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

const selectRule = `SELECT id, code, name_zh, name_en, kind, category, from_on, until_on, per, multiplier_bp, cap_day, cap_month, valid_months
	FROM points_rules `

func scanRule(r store.Scanner) (*Rule, error) {
	x := &Rule{}
	return x, r.Scan(&x.ID, &x.Code, &x.NameZH, &x.NameEN, &x.Kind, &x.Category, &x.From, &x.Until, &x.Per, &x.MultiplierBP, &x.CapDay, &x.CapMonth,
		&x.ValidMonths)
}

// rulesOn are the rules that hold on a day, a handful.
func rulesOn(q store.Querier, d calendar.Date) ([]*Rule, error) {
	return store.All(q, scanRule, selectRule+"WHERE from_on <= ? AND until_on >= ? ORDER BY from_on, id", int64(d), int64(d))
}

func rulesAfter(q store.Querier, after store.ID, limit int) ([]*Rule, error) {
	return store.All(q, scanRule, selectRule+"WHERE id > ? ORDER BY id LIMIT ?", int64(after), limit)
}

func insertRule(tx *store.Tx, x *Rule) error {
	_, err := tx.Exec(`INSERT INTO points_rules (id, code, name_zh, name_en, kind, category, from_on, until_on, per, multiplier_bp, cap_day,
		cap_month, valid_months, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(x.ID), x.Code, x.NameZH, x.NameEN, string(x.Kind),
		x.Category, int64(x.From), int64(x.Until), int64(x.Per), x.MultiplierBP, x.CapDay, x.CapMonth, int64(x.ValidMonths), tx.Now().UnixMicro())
	return err
}

// lockAccount locks a party's account, and makes it if it isn't there. Two that make it at once meet at its key, and the later one
// takes what the other has made.
func lockAccount(tx *store.Tx, party auth.Party) (a account, err error) {
	for range 2 {
		rows, err := tx.Lock("SELECT balance, head, version FROM points_accounts WHERE party = ? ORDER BY party", int64(party))
		found, err := store.Collect(rows, err, func(r store.Scanner) (a account, err error) {
			return a, r.Scan(&a.balance, &a.head, &a.version)
		})
		if err != nil {
			return account{}, err
		}
		if len(found) > 0 {
			found[0].party = party
			return found[0], nil
		}
		_, err = tx.Exec("INSERT INTO points_accounts (party, balance, head, version) VALUES (?, 0, 0, 1)", int64(party))
		if !errors.Is(err, store.ErrDuplicate) {
			return account{party: party, version: 1}, err
		}
	}
	return account{}, store.ErrConflict
}

func writeAccount(tx *store.Tx, a *account) error {
	a.version++
	_, err := tx.Exec("UPDATE points_accounts SET balance = ?, head = ?, version = ? WHERE party = ?", a.balance, int64(a.head), a.version, int64(a.party))
	return err
}

func balanceOf(q store.Querier, party auth.Party) (int64, error) {
	n, _, err := store.One(q, store.Value[int64], "SELECT balance FROM points_accounts WHERE party = ?", int64(party))
	return n, err
}

const selectBatch = "SELECT id, party, earned, remains, expires_on, made_at FROM points_batches "

func scanBatch(r store.Scanner) (*Batch, error) {
	b := &Batch{}
	var made int64
	err := r.Scan(&b.ID, &b.Party, &b.Earned, &b.Remains, &b.ExpiresOn, &made)
	b.MadeAt = time.UnixMicro(made).UTC()
	return b, err
}

// lockBatches are an account's batches that hold something, the first to end first.
func lockBatches(tx *store.Tx, party auth.Party) ([]*Batch, error) {
	rows, err := tx.Lock(selectBatch+"WHERE party = ? AND remains > 0 ORDER BY expires_on, id", int64(party))
	return store.Collect(rows, err, scanBatch)
}

func lockBatch(tx *store.Tx, id store.ID) (*Batch, error) {
	rows, err := tx.Lock(selectBatch+"WHERE id = ? ORDER BY id", int64(id))
	found, err := store.Collect(rows, err, scanBatch)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("points: batch %s is gone", id)
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// batchesOf are an account's batches that hold something, the first to end first.
func batchesOf(q store.Querier, party auth.Party, limit int) ([]*Batch, error) {
	return store.All(q, scanBatch, selectBatch+"WHERE party = ? AND remains > 0 ORDER BY expires_on, id LIMIT ?", int64(party), limit)
}

// dueBatches hold something after their last day, d or before. In the order of their accounts, so that two updates lock alike.
func dueBatches(q store.Querier, d calendar.Date, limit int) ([]*Batch, error) {
	return store.All(q, scanBatch, selectBatch+"WHERE expires_on <= ? AND remains > 0 ORDER BY party, id LIMIT ?", int64(d), limit)
}

// heldBy is what an account's batches hold together.
func heldBy(q store.Querier, party auth.Party) (int64, error) {
	n, _, err := store.One(q, store.Value[int64], "SELECT COALESCE(SUM(remains), 0) FROM points_batches WHERE party = ?", int64(party))
	return n, err
}

func insertBatch(tx *store.Tx, b *Batch) error {
	_, err := tx.Exec("INSERT INTO points_batches (id, party, earned, remains, expires_on, made_at) VALUES (?, ?, ?, ?, ?, ?)",
		int64(b.ID), int64(b.Party), b.Earned, b.Remains, int64(b.ExpiresOn), b.MadeAt.UnixMicro())
	return err
}

func updateBatch(tx *store.Tx, b *Batch) error {
	_, err := tx.Exec("UPDATE points_batches SET remains = ?, expires_on = ? WHERE id = ?", b.Remains, int64(b.ExpiresOn), int64(b.ID))
	return err
}

const selectEntry = "SELECT id, party, batch, kind, reference, amount, balance, made_on, made_at FROM points_entries "

func scanEntry(r store.Scanner) (*Entry, error) {
	e := &Entry{}
	var made int64
	err := r.Scan(&e.ID, &e.Party, &e.Batch, &e.Kind, &e.Reference, &e.Amount, &e.Balance, &e.Day, &made)
	e.MadeAt = time.UnixMicro(made).UTC()
	return e, err
}

func insertEntry(tx *store.Tx, e *Entry) error {
	_, err := tx.Exec(`INSERT INTO points_entries (id, party, batch, kind, reference, amount, balance, made_on, made_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(e.ID), int64(e.Party), int64(e.Batch), string(e.Kind), e.Reference, e.Amount, e.Balance,
		int64(e.Day), e.MadeAt.UnixMicro())
	return err
}

// entriesOf are an account's entries of one kind and reference, the oldest first.
func entriesOf(q store.Querier, party auth.Party, kind EntryKind, reference string) ([]*Entry, error) {
	return store.All(q, scanEntry, selectEntry+"WHERE party = ? AND kind = ? AND reference = ? ORDER BY id", int64(party), string(kind), reference)
}

// entriesPage are an account's, the newest first, before an id; 0 is the newest of all.
func entriesPage(q store.Querier, party auth.Party, before store.ID, limit int) ([]*Entry, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	return store.All(q, scanEntry, selectEntry+"WHERE party = ? AND id < ? ORDER BY id DESC LIMIT ?", int64(party), int64(before), limit)
}

func lockEvent(tx *store.Tx, reference string) (event, bool, error) {
	rows, err := tx.Lock(`SELECT reference, id, party, kind, category, rule, amount, refunded, points, reversed, batch, made_on FROM points_events
		WHERE reference = ? ORDER BY reference`, reference)
	found, err := store.Collect(rows, err, func(r store.Scanner) (e event, err error) {
		return e, r.Scan(&e.Reference, &e.id, &e.Party, &e.Kind, &e.Category, &e.rule, &e.Amount, &e.refunded, &e.points, &e.reversed, &e.batch, &e.day)
	})
	if err != nil || len(found) == 0 {
		return event{}, false, err
	}
	return found[0], true, nil
}

func partyOfEvent(q store.Querier, reference string) (auth.Party, bool, error) {
	return store.One(q, store.Value[auth.Party], "SELECT party FROM points_events WHERE reference = ?", reference)
}

func insertEvent(tx *store.Tx, e *event) error {
	_, err := tx.Exec(`INSERT INTO points_events (reference, id, party, kind, category, rule, amount, refunded, points, reversed, batch, made_on)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, e.Reference, int64(e.id), int64(e.Party), string(e.Kind), e.Category, int64(e.rule), int64(e.Amount),
		int64(e.refunded), e.points, e.reversed, int64(e.batch), int64(e.day))
	return err
}

func updateEvent(tx *store.Tx, e *event) error {
	_, err := tx.Exec("UPDATE points_events SET refunded = ?, reversed = ? WHERE reference = ?", int64(e.refunded), e.reversed, e.Reference)
	return err
}

// moveEvents gives events to another party.
func moveEvents(tx *store.Tx, keep, gone auth.Party) error {
	_, err := tx.Exec("UPDATE points_events SET party = ? WHERE party = ?", int64(keep), int64(gone))
	return err
}

// earnedSince is what a party has earned by a rule from a day on.
func earnedSince(q store.Querier, party auth.Party, rule store.ID, from calendar.Date) (int64, error) {
	n, _, err := store.One(q, store.Value[int64], "SELECT COALESCE(SUM(points - reversed), 0) FROM points_events WHERE party = ? AND rule = ? AND made_on >= ?",
		int64(party), int64(rule), int64(from))
	return n, err
}

func refundOf(q store.Querier, event, reference string) (money.Amount, bool, error) {
	return store.One(q, store.Value[money.Amount], "SELECT amount FROM points_refunds WHERE event = ? AND reference = ?", event, reference)
}

func insertRefund(tx *store.Tx, event, reference string, amount money.Amount) error {
	_, err := tx.Exec("INSERT INTO points_refunds (event, reference, amount, made_at) VALUES (?, ?, ?, ?)", event, reference, int64(amount),
		tx.Now().UnixMicro())
	return err
}

func timeOf(n sql.NullInt64) *time.Time {
	if !n.Valid {
		return nil
	}
	t := time.UnixMicro(n.Int64).UTC()
	return &t
}
