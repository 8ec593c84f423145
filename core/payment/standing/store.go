package standing

import (
	"strings"
	"time"

	"tonghui/base/calendar"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// orderColumns are those of an order, in the order of scanOrder and values.
var orderColumns = []string{"id", "state", "owner", "branch", "account", "account_number", "to_account", "to_phone", "to_name", "to_bank",
	"name_close", "amount", "currency", "purpose", "every", "plan_day", "first_on", "until_on", "times", "shift", "tries", "occurrence",
	"attempt", "next_on", "paid", "made_at", "made_by", "reason", "version"}

var (
	selectOrder = "SELECT " + strings.Join(orderColumns, ", ") + " FROM standing_orders "
	addOrder    = "INSERT INTO standing_orders (" + strings.Join(orderColumns, ", ") + ") VALUES (" + store.Marks(len(orderColumns)) + ")"
	setOrder    = "UPDATE standing_orders SET " + strings.Join(orderColumns[1:], " = ?, ") + " = ? WHERE id = ?"
)

func scanOrder(r store.Scanner) (*Order, error) {
	o := &Order{}
	var made int64
	err := r.Scan(&o.ID, &o.State, &o.Owner, &o.Branch, &o.Account, &o.AccountNumber, &o.To.Account, &o.To.Phone, &o.To.Name, &o.To.Bank,
		&o.nameClose, &o.Amount, &o.Currency, &o.Purpose, &o.Plan.Every, &o.Plan.Day, &o.Plan.First, &o.Plan.Until, &o.Plan.Times, &o.Plan.Shift,
		&o.Tries, &o.Occurrence, &o.Attempt, &o.NextOn, &o.Paid, &made, &o.MadeBy, &o.Reason, &o.Version)
	o.MadeAt = time.UnixMicro(made).UTC()
	return o, err
}

func (o *Order) values() []any {
	nameClose := int64(0)
	if o.nameClose {
		nameClose = 1
	}
	return []any{int64(o.ID), string(o.State), int64(o.Owner), o.Branch, int64(o.Account), o.AccountNumber, o.To.Account, o.To.Phone, o.To.Name,
		o.To.Bank, nameClose, int64(o.Amount), string(o.Currency), o.Purpose, string(o.Plan.Every), int64(o.Plan.Day), int64(o.Plan.First),
		int64(o.Plan.Until), int64(o.Plan.Times), int64(o.Plan.Shift), o.Tries, o.Occurrence, o.Attempt, int64(o.NextOn), o.Paid,
		o.MadeAt.UnixMicro(), o.MadeBy, o.Reason, o.Version}
}

// Digest covers what was agreed, not how far an order has come by itself.
func (o *Order) Digest() audit.Digest {
	h := (&audit.Hasher{}).Start(string(Object))
	for i, v := range o.values() {
		switch orderColumns[i] {
		case "occurrence", "attempt", "next_on", "paid":
			continue
		}
		switch v := v.(type) {
		case int64:
			h.Int(v)
		case string:
			h.Text(v)
		}
	}
	return h.Sum()
}

func insertOrder(tx *store.Tx, o *Order) error {
	_, err := tx.Exec(addOrder, o.values()...)
	return err
}

func updateOrder(tx *store.Tx, o *Order) error {
	_, err := tx.Exec(setOrder, append(o.values()[1:], int64(o.ID))...)
	return err
}

func orderByID(q store.Querier, id store.ID) (*Order, error) {
	o, ok, err := store.One(q, scanOrder, selectOrder+"WHERE id = ?", int64(id))
	if err == nil && !ok {
		err = ErrUnknown
	}
	return o, err
}

// heldOrder locks an order.
func heldOrder(tx *store.Tx, id store.ID) (*Order, error) {
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

// dueOrders locks orders whose next try has come, behind an id.
func dueOrders(tx *store.Tx, on calendar.Date, after store.ID, limit int) ([]*Order, error) {
	rows, err := tx.Lock(selectOrder+"WHERE state = ? AND next_on <= ? AND id > ? ORDER BY id LIMIT ?", string(Active), int64(on), int64(after), limit)
	return store.Collect(rows, err, scanOrder)
}

// orderPage lists orders that a filter admits, the latest first.
func orderPage(q store.Querier, f auth.Filter, before store.ID, limit int) ([]*Order, error) {
	where, args := []string{"id > 0"}, []any{}
	if before != 0 {
		where, args = append(where, "id < ?"), append(args, int64(before))
	}
	if !f.All {
		ways := []string{"1 = 0"}
		if len(f.Parties) > 0 {
			ways = append(ways, "owner IN ("+store.Marks(len(f.Parties))+")")
			for _, p := range f.Parties {
				args = append(args, int64(p))
			}
		}
		if len(f.Branches) > 0 {
			ways = append(ways, "branch IN ("+store.Marks(len(f.Branches))+")")
			for _, b := range f.Branches {
				args = append(args, b)
			}
		}
		where = append(where, "("+strings.Join(ways, " OR ")+")")
	}
	if f.Objects != nil {
		ids := []any{int64(0)}
		for _, o := range f.Objects {
			if id, err := store.ParseID(strings.TrimPrefix(o, string(Object)+"/")); err == nil {
				ids = append(ids, int64(id))
			}
		}
		where, args = append(where, "id IN ("+store.Marks(len(ids))+")"), append(args, ids...)
	}
	return store.All(q, scanOrder, selectOrder+"WHERE "+strings.Join(where, " AND ")+" ORDER BY id DESC LIMIT ?", append(args, limit)...)
}

func insertRun(tx *store.Tx, id store.ID, r *Run) error {
	_, err := tx.Exec(`INSERT INTO standing_runs (standing, occurrence, attempt, due_on, ran_on, state, payment, code, detail_en, detail_zh)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(id), r.Occurrence, r.Attempt, int64(r.DueOn), int64(r.RanOn), string(r.State),
		int64(r.Payment), r.Code, r.DetailEN, r.DetailZH)
	return err
}

func runsOf(q store.Querier, id store.ID, before int64, limit int) ([]*Run, error) {
	if before == 0 {
		before = 1 << 40
	}
	return store.All(q, func(s store.Scanner) (*Run, error) {
		r := &Run{}
		return r, s.Scan(&r.Occurrence, &r.Attempt, &r.DueOn, &r.RanOn, &r.State, &r.Payment, &r.Code, &r.DetailEN, &r.DetailZH)
	}, `SELECT occurrence, attempt, due_on, ran_on, state, payment, code, detail_en, detail_zh FROM standing_runs
		WHERE standing = ? AND occurrence < ? ORDER BY occurrence DESC, attempt DESC LIMIT ?`, int64(id), before, limit)
}

func ordersAfter(q store.Querier, after, upTo store.ID, limit int) ([]*Order, error) {
	return store.All(q, scanOrder, selectOrder+"WHERE id > ? AND id <= ? ORDER BY id LIMIT ?", int64(after), int64(upTo), limit)
}

// AuditSources let `tonghui verify` compare orders with the audit log.
func (s *Orders) AuditSources() []audit.Source {
	return []audit.Source{{Kind: string(Object), Table: "standing_orders",
		Digests: func(q store.Querier, objects []string) (map[string]audit.Digest, error) {
			args := []any{int64(0)}
			for _, o := range objects {
				if id, err := store.ParseID(o); err == nil {
					args = append(args, int64(id))
				}
			}
			rows, err := store.All(q, scanOrder, selectOrder+"WHERE id IN ("+store.Marks(len(args))+")", args...)
			out := make(map[string]audit.Digest, len(rows))
			for _, o := range rows {
				out[o.ID.String()] = o.Digest()
			}
			return out, err
		},
		Objects: func(q store.Querier, after string, limit int) ([]string, error) {
			var low store.ID
			if after != "" {
				var err error
				if low, err = store.ParseID(after); err != nil {
					return nil, err
				}
			}
			return store.All(q, func(r store.Scanner) (string, error) {
				id, err := store.Value[store.ID](r)
				return id.String(), err
			}, "SELECT id FROM standing_orders WHERE id > ? ORDER BY id LIMIT ?", int64(low), limit)
		}}}
}

// OnAccount tells whether an account has orders that aren't over: it can't be closed while it has.
func (*Orders) OnAccount(q store.Querier, id ledger.AccountID) (bool, error) {
	_, found, err := store.One(q, store.Value[int64], "SELECT id FROM standing_orders WHERE account = ? AND state <> 'ended' LIMIT 1",
		int64(id))
	return found, err
}
