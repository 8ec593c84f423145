package payment

import (
	"strings"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Filter narrows a list of orders; what is zero doesn't.
type Filter struct {
	Payer    auth.Party
	Account  int64 // payer's or payee's
	Kind     Kind
	State    State
	Batch    store.ID
	From, To time.Time // made at or after, made before
	Least    int64     // amount
	Most     int64
	may      *auth.Filter // what the caller may see
}

// where is the filter as a condition.
func (f *Filter) where() (string, []any) {
	conds, args := []string{"id > 0"}, []any{}
	add := func(cond string, values ...any) {
		conds = append(conds, cond)
		args = append(args, values...)
	}
	if f.Payer != 0 {
		add("payer = ?", int64(f.Payer))
	}
	if f.Account != 0 {
		add("(from_account = ? OR to_account = ? AND entry > 0)", f.Account, f.Account)
	}
	if f.Kind != "" {
		add("kind = ?", string(f.Kind))
	}
	if f.State != "" {
		add("state = ?", string(f.State))
		if f.State.waits() {
			add("id IN (SELECT id FROM payment_waiting WHERE state = ?)", string(f.State))
		}
	}
	if f.Batch != 0 {
		add("batch = ?", int64(f.Batch))
	}
	if !f.From.IsZero() {
		add("id > ?", int64(idSince(f.From)))
	}
	if !f.To.IsZero() {
		add("id < ?", int64(idSince(f.To)))
	}
	if f.Least > 0 {
		add("amount >= ?", f.Least)
	}
	if f.Most > 0 {
		add("amount <= ?", f.Most)
	}
	if f.may != nil {
		cond, more := admitted(f.may)
		add(cond, more...)
	}
	return strings.Join(conds, " AND "), args
}

// admitted is what a caller may see: payer's and payee's parties, the payer's branch, single orders.
func admitted(f *auth.Filter) (string, []any) {
	var conds []string
	var args []any
	if f.All {
		conds = append(conds, "id > 0")
	}
	if n := len(f.Parties); n > 0 {
		in := store.Marks(n)
		conds = append(conds, "payer IN ("+in+")", "payee IN ("+in+")")
		for range 2 {
			for _, p := range f.Parties {
				args = append(args, int64(p))
			}
		}
	}
	if n := len(f.Branches); n > 0 {
		conds = append(conds, "branch IN ("+store.Marks(n)+")")
		for _, b := range f.Branches {
			args = append(args, b)
		}
	}
	if len(conds) == 0 {
		return "id < 0", nil
	}
	out := "(" + strings.Join(conds, " OR ") + ")"
	if f.Objects == nil {
		return out, args
	}
	out += " AND id IN (" + store.Marks(len(f.Objects)) + ")"
	for _, o := range f.Objects {
		_, id, _ := strings.Cut(o, "/")
		n, _ := store.ParseID(id)
		args = append(args, int64(n))
	}
	return out, args
}

// ordersOf lists orders before an id (0: from the newest), the newest first.
func ordersOf(q store.Querier, f *Filter, before store.ID, limit int) ([]*Order, error) {
	where, args := f.where()
	if before != 0 {
		where, args = where+" AND id < ?", append(args, int64(before))
	}
	return store.All(q, scanOrder, selectOrder+"WHERE "+where+" ORDER BY id DESC LIMIT ?", append(args, limit)...)
}
