package restraint

import (
	"math"
	"strings"
	"time"

	"tonghui/base/money"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

const selectOrder = `SELECT id, kind, authority, document, case_no, currency, ordered, whole, until_at, state, waiting, warned_until,
	deducted, released, branch, made_at, ended_at, version FROM restraint_orders `

func scanOrder(s store.Scanner) (*Restraint, error) {
	r := &Restraint{}
	var until, warned, made, ended int64
	err := s.Scan(&r.ID, &r.Kind, &r.Authority, &r.Document, &r.Case, &r.Currency, &r.Ordered, &r.Whole, &until, &r.State, &r.Waiting,
		&warned, &r.Deducted, &r.Released, &r.Branch, &made, &ended, &r.Version)
	r.Until, r.warned, r.MadeAt, r.EndedAt = timeOf(until), timeOf(warned), timeOf(made), timeOrNil(ended)
	return r, err
}

func timeOf(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

func timeOrNil(micros int64) *time.Time {
	if micros == 0 {
		return nil
	}
	t := timeOf(micros)
	return &t
}

func microsOf(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func microsOrZero(t *time.Time) int64 {
	if t == nil {
		return 0
	}
	return t.UnixMicro()
}

func orderByID(q store.Querier, id store.ID) (*Restraint, error) {
	r, ok, err := store.One(q, scanOrder, selectOrder+"WHERE id = ?", int64(id))
	if err == nil && !ok {
		return nil, ErrUnknown
	}
	if err != nil {
		return nil, err
	}
	return r, withParties(q, r)
}

func lockOrder(tx *store.Tx, id store.ID) (*Restraint, error) {
	rows, err := tx.Lock(selectOrder+"WHERE id = ? ORDER BY id", int64(id))
	found, err := store.Collect(rows, err, scanOrder)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, ErrUnknown
	}
	return found[0], withParties(tx, found[0])
}

// withParties adds whose accounts restraints hold.
func withParties(q store.Querier, rs ...*Restraint) error {
	if len(rs) == 0 {
		return nil
	}
	args := make([]any, len(rs))
	byID := make(map[store.ID]*Restraint, len(rs))
	for i, r := range rs {
		args[i], byID[r.ID], r.Parties = int64(r.ID), r, []auth.Party{}
	}
	pairs, err := store.All(q, func(s store.Scanner) (p [2]store.ID, err error) {
		err = s.Scan(&p[0], &p[1])
		return p, err
	}, "SELECT restraint, party FROM restraint_parties WHERE restraint IN ("+store.Marks(len(args))+") ORDER BY restraint, party", args...)
	for _, p := range pairs {
		byID[p[0]].Parties = append(byID[p[0]].Parties, p[1])
	}
	return err
}

// filter chooses restraints of a list.
type filter struct {
	auth.Filter
	state    State
	kind     Authority
	document string
	account  store.ID
	party    auth.Party
}

// ordersBefore is a page of restraints, the newest first.
func ordersBefore(q store.Querier, f filter, before store.ID, limit int) ([]*Restraint, error) {
	where, args := []string{"id < ?"}, []any{int64(before)}
	and := func(set bool, text string, v any) {
		if set {
			where, args = append(where, text), append(args, v)
		}
	}
	and(f.state != "", "state = ?", string(f.state))
	and(f.kind != "", "kind = ?", string(f.kind))
	and(f.document != "", "document = ?", f.document)
	and(f.account != 0, "id IN (SELECT restraint FROM restraint_lines WHERE account = ?)", int64(f.account))
	and(f.party != 0, "id IN (SELECT restraint FROM restraint_parties WHERE party = ?)", int64(f.party))
	if !f.All {
		either := []string{"1 = 0"}
		if len(f.Parties) > 0 {
			either = append(either, "id IN (SELECT restraint FROM restraint_parties WHERE party IN ("+store.Marks(len(f.Parties))+"))")
		}
		for _, p := range f.Parties {
			args = append(args, int64(p))
		}
		if len(f.Branches) > 0 {
			either = append(either, "branch IN ("+store.Marks(len(f.Branches))+")")
		}
		for _, b := range f.Branches {
			args = append(args, b)
		}
		where = append(where, "("+strings.Join(either, " OR ")+")")
	}
	if f.Objects != nil {
		ids := []any{}
		for _, o := range f.Objects {
			if id, err := store.ParseID(strings.TrimPrefix(o, Kind+"/")); err == nil {
				ids = append(ids, int64(id))
			}
		}
		if len(ids) == 0 {
			return nil, nil
		}
		where, args = append(where, "id IN ("+store.Marks(len(ids))+")"), append(args, ids...)
	}
	rs, err := store.All(q, scanOrder, selectOrder+"WHERE "+strings.Join(where, " AND ")+" ORDER BY id DESC LIMIT ?", append(args, limit)...)
	if err != nil {
		return nil, err
	}
	return rs, withParties(q, rs...)
}

// dueOrders are the restraints in force that end before a moment or wait, behind one.
func dueOrders(q store.Querier, before time.Time, after store.ID, limit int) ([]*Restraint, error) {
	return store.All(q, scanOrder, selectOrder+"WHERE state = ? AND id > ? AND (until_at <= ? OR waiting = 1) ORDER BY id LIMIT ?",
		string(InForce), int64(after), before.UnixMicro(), limit)
}

// ordersAfter walks over all restraints.
func ordersAfter(q store.Querier, after store.ID, limit int) ([]*Restraint, error) {
	return store.All(q, scanOrder, selectOrder+"WHERE id > ? ORDER BY id LIMIT ?", int64(after), limit)
}

func insertOrder(tx *store.Tx, r *Restraint) error {
	for _, p := range r.Parties {
		if _, err := tx.Exec("INSERT INTO restraint_parties (party, restraint) VALUES (?, ?)", int64(p), int64(r.ID)); err != nil {
			return err
		}
	}
	_, err := tx.Exec(`INSERT INTO restraint_orders (id, kind, authority, document, case_no, currency, ordered, whole, until_at, state,
		waiting, warned_until, deducted, released, branch, made_at, ended_at, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(r.ID), string(r.Kind), r.Authority, r.Document, r.Case,
		string(r.Currency), int64(r.Ordered), r.Whole, microsOf(r.Until), string(r.State), r.Waiting, microsOf(r.warned), int64(r.Deducted),
		int64(r.Released), r.Branch, microsOf(r.MadeAt), microsOrZero(r.EndedAt), r.Version)
	return err
}

func updateOrder(tx *store.Tx, r *Restraint) error {
	_, err := tx.Exec(`UPDATE restraint_orders SET until_at = ?, state = ?, waiting = ?, warned_until = ?, deducted = ?, released = ?,
		ended_at = ?, version = ? WHERE id = ?`, microsOf(r.Until), string(r.State), r.Waiting, microsOf(r.warned), int64(r.Deducted),
		int64(r.Released), microsOrZero(r.EndedAt), r.Version, int64(r.ID))
	return err
}

func linesOf(q store.Querier, id store.ID) ([]*Line, error) {
	return store.All(q, func(s store.Scanner) (*Line, error) {
		l := &Line{}
		return l, s.Scan(&l.ID, &l.restraint, &l.Account, &l.Freeze, &l.Amount, &l.Deducted, &l.Released)
	}, "SELECT id, restraint, account, freeze, amount, deducted, released FROM restraint_lines WHERE restraint = ? ORDER BY id", int64(id))
}

func insertLine(tx *store.Tx, l *Line) error {
	_, err := tx.Exec("INSERT INTO restraint_lines (id, restraint, account, freeze, amount, deducted, released) VALUES (?, ?, ?, ?, ?, ?, ?)",
		int64(l.ID), int64(l.restraint), int64(l.Account), int64(l.Freeze), int64(l.Amount), int64(l.Deducted), int64(l.Released))
	return err
}

func updateLine(tx *store.Tx, l *Line) error {
	_, err := tx.Exec("UPDATE restraint_lines SET deducted = ?, released = ? WHERE id = ?", int64(l.Deducted), int64(l.Released), int64(l.ID))
	return err
}

// moveParty gives the restraints of one party to another.
func moveParty(tx *store.Tx, keep, gone auth.Party) error {
	ids, err := store.All(tx, store.Value[store.ID], "SELECT restraint FROM restraint_parties WHERE party = ? ORDER BY restraint", int64(gone))
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := tx.Exec("REPLACE INTO restraint_parties (party, restraint) VALUES (?, ?)", int64(keep), int64(id)); err != nil {
			return err
		}
	}
	_, err = tx.Exec("DELETE FROM restraint_parties WHERE party = ?", int64(gone))
	return err
}

// newest is before every id.
const newest = store.ID(math.MaxInt64)

// measured is the sum of a restraint's deductions by its measures.
func measured(q store.Querier, id store.ID) (deducted money.Amount, err error) {
	deducted, _, err = store.One(q, store.Value[money.Amount],
		"SELECT COALESCE(SUM(amount), 0) FROM restraint_measures WHERE restraint = ? AND measure = ?", int64(id), string(Deduct))
	return deducted, err
}
