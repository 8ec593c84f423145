package approval

import (
	"slices"
	"strings"
	"time"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

const columns = `id, kind, object, about, state, maker, maker_name, maker_hat, maker_client, maker_for, branch, reason, salt, digest,
	payload, proposed_at, expires_at, decider, decider_name, decider_hat, decider_client, decided_at, note, result`

const selectAll = "SELECT " + columns + " FROM approval_approvals "

func scan(r store.Scanner) (*Approval, error) {
	a := &Approval{}
	var d Person
	var state, proposed, expires, decided int64
	var forWhom auth.Party
	var branch string
	var digest []byte
	err := r.Scan(&a.ID, &a.Kind, &a.Object, &a.About, &state, &a.Maker.Party, &a.Maker.Name, &a.Maker.Hat, &a.Maker.Client, &forWhom,
		&branch, &a.Reason, &a.salt, &digest, &a.sealed, &proposed, &expires, &d.Party, &d.Name, &d.Hat, &d.Client, &decided, &a.Note,
		&a.output)
	if err != nil {
		return nil, err
	}
	if state >= 0 && int(state) < len(states) {
		a.State = states[state] // any other number was written by nobody of the bank: no state, so nothing can be done with it
	}
	copy(a.digest[:], digest)
	a.ProposedAt, a.ExpiresAt = time.UnixMicro(proposed).UTC(), time.UnixMicro(expires).UTC()
	a.scope = scopeOf(forWhom, branch)
	if decided != 0 {
		at := time.UnixMicro(decided).UTC()
		a.Decider, a.DecidedAt = &d, &at
	}
	return a, nil
}

func insert(tx *store.Tx, a *Approval) error {
	var forWhom auth.Party
	if len(a.scope.Parties) > 0 {
		forWhom = a.scope.Parties[0]
	}
	_, err := tx.Exec("INSERT INTO approval_approvals ("+columns+") VALUES ("+store.Marks(24)+")",
		int64(a.ID), a.Kind, a.Object, int64(a.About), 0, int64(a.Maker.Party), a.Maker.Name, a.Maker.Hat, a.Maker.Client, int64(forWhom),
		a.scope.Branch, a.Reason, a.salt, a.digest[:], a.sealed, a.ProposedAt.UnixMicro(), a.ExpiresAt.UnixMicro(), 0, "", "", "", 0, "", []byte{})
	return err
}

// update writes the end of a proposal that this update has locked.
func update(tx *store.Tx, a *Approval) error {
	if a.output == nil {
		a.output = []byte{}
	}
	_, err := tx.Exec(`UPDATE approval_approvals SET state = ?, decider = ?, decider_name = ?, decider_hat = ?, decider_client = ?,
		decided_at = ?, note = ?, result = ? WHERE id = ?`, slices.Index(states, a.State), int64(a.Decider.Party), a.Decider.Name,
		a.Decider.Hat, a.Decider.Client, a.DecidedAt.UnixMicro(), a.Note, a.output, int64(a.ID))
	return err
}

// lockOne reads a proposal so that nobody else decides it beside this update.
func lockOne(tx *store.Tx, id store.ID) (*Approval, error) {
	rows, err := tx.Lock(selectAll+"WHERE id = ? ORDER BY id", int64(id))
	found, err := store.Collect(rows, err, scan)
	if err == nil && len(found) == 0 {
		err = ErrUnknown
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

func one(q store.Querier, id store.ID) (*Approval, error) {
	a, ok, err := store.One(q, scan, selectAll+"WHERE id = ?", int64(id))
	if err == nil && !ok {
		err = ErrUnknown
	}
	return a, err
}

// where gathers conditions and their arguments.
type where struct {
	text []string
	args []any
}

func (w *where) and(text string, args ...any) {
	w.text = append(w.text, text)
	w.args = append(w.args, args...)
}

func in[T any](w *where, column string, values []T) string {
	for _, v := range values {
		w.args = append(w.args, v)
	}
	return column + " IN (" + store.Marks(len(values)) + ")"
}

func list(q store.Querier, f *Filter, kinds []string, now time.Time) ([]*Approval, error) {
	w := &where{}
	switch f.View {
	case ForMe, Waiting:
		w.and("state = 0 AND expires_at > ?", now.UnixMicro())
	case Decided:
		w.and("state > 0")
	case All:
	}
	if f.View == ForMe {
		w.and("maker <> ? AND about <> ?", int64(f.For.Person), int64(f.For.Person))
		w.text = append(w.text, in(w, "kind", kinds))
	}
	if f.Object != "" {
		w.and("object = ?", f.Object)
	}
	if f.Before != 0 {
		w.and("id < ?", int64(f.Before))
	}
	shown(w, &f.Show)
	return store.All(q, scan, selectAll+"WHERE "+strings.Join(append(w.text, "1 = 1"), " AND ")+" ORDER BY id DESC LIMIT ?",
		append(w.args, f.Limit)...)
}

// shown makes a WHERE of what may be seen; a proposal lies in the field of no agency.
func shown(w *where, f *auth.Filter) {
	if f.Objects != nil {
		var ids []int64
		for _, o := range f.Objects {
			if word, ok := strings.CutPrefix(o, Kind+"/"); ok {
				if id, err := store.ParseID(word); err == nil {
					ids = append(ids, int64(id))
				}
			}
		}
		w.text = append(w.text, in(w, "id", ids))
	}
	if f.All {
		return
	}
	parties := make([]int64, len(f.Parties))
	for i, p := range f.Parties {
		parties[i] = int64(p)
	}
	w.text = append(w.text, "("+in(w, "maker_for", parties)+" OR "+in(w, "branch", f.Branches)+")")
}

func listMade(q store.Querier, maker auth.Party, before store.ID, limit int) ([]*Approval, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	return store.All(q, scan, selectAll+"WHERE maker = ? AND id < ? ORDER BY id DESC LIMIT ?", int64(maker), int64(before), limit)
}

// AuditSource lets the audit log compare the register with what was noted of it.
func AuditSource() audit.Source {
	return audit.Source{Kind: Kind, Table: "approval_approvals", Salted: true,
		Digests: func(q store.Querier, objects []string) (map[string]audit.Digest, error) {
			var ids []any
			for _, o := range objects {
				if id, err := store.ParseID(o); err == nil {
					ids = append(ids, int64(id))
				}
			}
			rows, err := store.All(q, scan, selectAll+"WHERE id IN ("+store.Marks(len(ids))+")", ids...)
			out := make(map[string]audit.Digest, len(rows))
			for _, a := range rows {
				out[a.ID.String()] = a.Digest()
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
			ids, err := store.All(q, store.Value[int64], "SELECT id FROM approval_approvals WHERE id > ? ORDER BY id LIMIT ?", int64(low), limit)
			out := make([]string, len(ids))
			for i, id := range ids {
				out[i] = store.ID(id).String()
			}
			return out, err
		}}
}
