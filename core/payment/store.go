package payment

import (
	"strings"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// orderColumns are those of payment_orders, in the order in which rows are written and read.
var orderColumns = []string{"id", "kind", "reference", "state", "channel", "from_account", "from_number", "from_name", "from_bank",
	"to_account", "to_number", "to_name", "to_phone", "to_bank", "to_bankname", "amount", "fee", "currency", "purpose", "note",
	"payer", "payee", "person", "branch", "batch", "endtoend", "uetr", "entry", "back", "approval", "reason", "checks", "counted",
	"made_at", "bankdate", "settled_at", "ended_at", "version"}

var selectOrder = "SELECT " + strings.Join(orderColumns, ", ") + " FROM payment_orders "

func newOrderRows() store.Buffer { return store.NewAppender("payment_orders", orderColumns...) }

// row is the order as its columns.
func (o *Order) row() []any {
	settled := int64(0)
	if o.SettledAt != nil {
		settled = o.SettledAt.UnixMicro()
	}
	return []any{int64(o.ID), string(o.Kind), o.Reference, string(o.State), string(o.Channel), int64(o.From), o.FromNumber, o.FromName,
		o.FromBank, int64(o.ToAccount), o.To.Account, o.To.Name, o.To.Phone, o.To.Bank, o.To.BankName, int64(o.Amount), int64(o.Fee),
		string(o.Currency), o.Purpose, o.Note, int64(o.Payer), int64(o.PayeeParty), int64(o.person), o.Branch, int64(o.Batch),
		o.EndToEndID, o.UETR, int64(o.Entry), int64(o.back), int64(o.Approval), o.Reason, o.checks, number(o.counted),
		o.MadeAt.UnixMicro(), int64(o.BankDate), settled, o.ended, o.version}
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func scanOrder(s store.Scanner) (*Order, error) {
	o := &Order{}
	var made, settled, counted int64
	err := s.Scan(&o.ID, &o.Kind, &o.Reference, &o.State, &o.Channel, &o.From, &o.FromNumber, &o.FromName, &o.FromBank, &o.ToAccount,
		&o.To.Account, &o.To.Name, &o.To.Phone, &o.To.Bank, &o.To.BankName, &o.Amount, &o.Fee, &o.Currency, &o.Purpose, &o.Note, &o.Payer,
		&o.PayeeParty, &o.person, &o.Branch, &o.Batch, &o.EndToEndID, &o.UETR, &o.Entry, &o.back, &o.Approval, &o.Reason, &o.checks,
		&counted, &made, &o.BankDate, &settled, &o.ended, &o.version)
	o.Number, o.MadeAt, o.counted = o.ID.String(), timeOf(made), counted == 1
	if settled != 0 {
		at := timeOf(settled)
		o.SettledAt = &at
	}
	return o, err
}

func timeOf(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

func orderByID(q store.Querier, id store.ID) (*Order, error) {
	o, ok, err := store.One(q, scanOrder, selectOrder+"WHERE id = ?", int64(id))
	if err == nil && !ok {
		err = ErrUnknown
	}
	return o, err
}

// lockOrder reads an order for a change of its state.
func lockOrder(tx *store.Tx, id store.ID) (*Order, error) {
	rows, err := tx.Lock(selectOrder+"WHERE id = ? ORDER BY id", int64(id))
	found, err := store.Collect(rows, err, scanOrder)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, ErrUnknown
	}
	return found[0], nil
}

// ordersByReference are those of a kind under these references.
func ordersByReference(q store.Querier, kind Kind, references []string) (map[string]*Order, error) {
	out := map[string]*Order{}
	for len(references) > 0 {
		n := min(len(references), 200)
		args := make([]any, 0, n+1)
		args = append(args, string(kind))
		for _, r := range references[:n] {
			args = append(args, r)
		}
		found, err := store.All(q, scanOrder, selectOrder+"WHERE kind = ? AND reference IN ("+store.Marks(n)+") ORDER BY reference", args...)
		if err != nil {
			return nil, err
		}
		for _, o := range found {
			out[o.Reference] = o
		}
		references = references[n:]
	}
	return out, nil
}

// updateOrder writes what changes of an order after it was made.
func updateOrder(tx *store.Tx, o *Order) error {
	settled := int64(0)
	if o.SettledAt != nil {
		settled = o.SettledAt.UnixMicro()
	}
	_, err := tx.Exec(`UPDATE payment_orders SET state = ?, to_account = ?, payee = ?, fee = ?, entry = ?, back = ?, approval = ?, reason = ?, checks = ?,
		counted = ?, bankdate = ?, settled_at = ?, ended_at = ?, uetr = ?, version = ? WHERE id = ?`, string(o.State), int64(o.ToAccount),
		int64(o.PayeeParty), int64(o.Fee), int64(o.Entry), int64(o.back), int64(o.Approval), o.Reason, o.checks, number(o.counted),
		int64(o.BankDate), settled, o.ended, o.UETR, o.version, int64(o.ID))
	return err
}

// setWaiting keeps the table of unfinished orders in step with an order's state.
func setWaiting(tx *store.Tx, o *Order) error {
	if o.State.waits() {
		_, err := tx.Exec("REPLACE INTO payment_waiting (id, state) VALUES (?, ?)", int64(o.ID), string(o.State))
		return err
	}
	_, err := tx.Exec("DELETE FROM payment_waiting WHERE id = ?", int64(o.ID))
	return err
}

// waitingOrders are unfinished orders of a state behind an id.
func waitingOrders(q store.Querier, state State, after store.ID, limit int) ([]*Order, error) {
	return store.All(q, scanOrder, selectOrder+"WHERE id IN (SELECT id FROM payment_waiting WHERE state = ? AND id > ?) ORDER BY id LIMIT ?",
		string(state), int64(after), limit)
}

// paidSince are payee and amount of what a payer ordered by hand since a moment, the newest first.
func paidSince(q store.Querier, payer auth.Party, since time.Time) ([]paid, error) {
	return store.All(q, func(s store.Scanner) (r paid, err error) {
		err = s.Scan(&r.key.number, &r.key.amount, &r.at)
		return r, err
	}, `SELECT to_number, amount, made_at FROM payment_orders WHERE payer = ? AND id > ? AND kind = 'transfer'
		AND state IN ('settled', 'sent', 'proposed', 'returned') ORDER BY id DESC LIMIT 5000`, int64(payer), int64(idSince(since)))
}

// idSince is below all ids made from a moment on; ids are ordered by their millisecond.
func idSince(t time.Time) store.ID {
	const low = 21 // bits below the millisecond
	return store.ID(t.Sub(store.ID(0).Time()).Milliseconds() << low)
}
