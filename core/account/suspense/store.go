package suspense

import (
	"database/sql"
	"strings"
	"time"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

const selectItem = `SELECT id, code, object, account, side, branch, currency, amount, rest, why, since, parked_at, state, assigned, bucket,
	version FROM suspense_items `

func scanItem(s store.Scanner) (*Item, error) {
	it := &Item{}
	var parked int64
	err := s.Scan(&it.ID, &it.Code, &it.Object, &it.Account, &it.Side, &it.Branch, &it.Currency, &it.Amount, &it.Left, &it.Why, &it.Since,
		&parked, &it.State, &it.Assigned, &it.Bucket, &it.Version)
	it.ParkedAt = time.UnixMicro(parked).UTC()
	return it, err
}

func itemByID(q store.Querier, id store.ID) (*Item, error) {
	it, ok, err := store.One(q, scanItem, selectItem+"WHERE id = ?", int64(id))
	if err == nil && !ok {
		err = ErrUnknown
	}
	return it, err
}

func itemByObject(q store.Querier, code, object string) (*Item, bool, error) {
	return store.One(q, scanItem, selectItem+"WHERE code = ? AND object = ?", code, object)
}

func lockItem(tx *store.Tx, id store.ID) (*Item, error) {
	rows, err := tx.Lock(selectItem+"WHERE id = ? ORDER BY id", int64(id))
	found, err := store.Collect(rows, err, scanItem)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, ErrUnknown
	}
	return found[0], nil
}

func lockOpen(tx *store.Tx, after store.ID, limit int) ([]*Item, error) {
	rows, err := tx.Lock(selectItem+"WHERE state = ? AND id > ? ORDER BY id LIMIT ?", string(Open), int64(after), limit)
	return store.Collect(rows, err, scanItem)
}

func countOpen(q store.Querier) (int, error) {
	n, _, err := store.One(q, store.Value[int], "SELECT COUNT(*) FROM suspense_items WHERE state = ?", string(Open))
	return n, err
}

func insertItem(tx *store.Tx, it *Item) error {
	_, err := tx.Exec(`INSERT INTO suspense_items (id, code, object, account, side, branch, currency, amount, rest, why, since, parked_at,
		state, assigned, bucket, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(it.ID), it.Code, it.Object,
		int64(it.Account), string(it.Side), it.Branch, string(it.Currency), int64(it.Amount), int64(it.Left), it.Why, int64(it.Since),
		it.ParkedAt.UnixMicro(), string(it.State), int64(it.Assigned), it.Bucket, it.Version)
	return err
}

func updateItem(tx *store.Tx, it *Item) error {
	_, err := tx.Exec("UPDATE suspense_items SET rest = ?, state = ?, assigned = ?, version = ? WHERE id = ?", int64(it.Left),
		string(it.State), int64(it.Assigned), it.Version, int64(it.ID))
	return err
}

func setBucket(tx *store.Tx, id store.ID, bucket int) error {
	_, err := tx.Exec("UPDATE suspense_items SET bucket = ? WHERE id = ?", bucket, int64(id))
	return err
}

// filter chooses items of a list.
type filter struct {
	auth.Filter
	state  State
	code   string
	branch string
	bucket int // -1: any
}

// conditions are the WHERE of a filter.
func (f *filter) conditions() (string, []any) {
	where, args := []string{"1 = 1"}, []any{}
	and := func(set bool, text string, vs ...any) {
		if set {
			where, args = append(where, text), append(args, vs...)
		}
	}
	and(f.state != "", "state = ?", string(f.state))
	and(f.code != "", "code = ?", f.code)
	and(f.branch != "", "branch = ?", f.branch)
	and(f.bucket >= 0, "bucket = ?", f.bucket)
	if !f.All {
		branches := []any{""} // no item has none
		for _, b := range f.Branches {
			branches = append(branches, b)
		}
		and(true, "branch IN ("+store.Marks(len(branches))+")", branches...)
	}
	if f.Objects != nil {
		ids := []any{int64(0)}
		for _, o := range f.Objects {
			if id, err := store.ParseID(strings.TrimPrefix(o, Kind+"/")); err == nil {
				ids = append(ids, int64(id))
			}
		}
		and(true, "id IN ("+store.Marks(len(ids))+")", ids...)
	}
	return strings.Join(where, " AND "), args
}

// itemsAfter is a page of items, the oldest first.
func itemsAfter(q store.Querier, f filter, after store.ID, limit int) ([]*Item, error) {
	where, args := f.conditions()
	return store.All(q, scanItem, selectItem+"WHERE "+where+" AND id > ? ORDER BY id LIMIT ?", append(args, int64(after), limit)...)
}

// ages sums the open items by branch, side, currency and bucket.
func ages(q store.Querier, f filter) ([]*Age, error) {
	f.state, f.bucket = Open, -1
	where, args := f.conditions()
	return store.All(q, func(s store.Scanner) (*Age, error) {
		a := &Age{}
		return a, s.Scan(&a.Branch, &a.Side, &a.Currency, &a.Bucket, &a.Items, &a.Left)
	}, "SELECT branch, side, currency, bucket, COUNT(*), SUM(rest) FROM suspense_items WHERE "+where+
		" GROUP BY branch, side, currency, bucket ORDER BY branch, side, currency, bucket", args...)
}

const selectMove = "SELECT id, item, kind, reference, amount, to_account, entry, made_at, person, reason FROM suspense_moves "

func scanMove(s store.Scanner) (*Move, error) {
	m := &Move{}
	var made int64
	err := s.Scan(&m.ID, &m.item, &m.Kind, &m.Reference, &m.Amount, &m.To, &m.Entry, &made, &m.Person, &m.Reason)
	m.MadeAt = time.UnixMicro(made).UTC()
	return m, err
}

func movesOf(q store.Querier, item store.ID) ([]*Move, error) {
	return store.All(q, scanMove, selectMove+"WHERE item = ? ORDER BY id", int64(item))
}

func moveByReference(q store.Querier, item store.ID, reference string) (*Move, bool, error) {
	return store.One(q, scanMove, selectMove+"WHERE item = ? AND reference = ?", int64(item), reference)
}

func insertMove(tx *store.Tx, m *Move) error {
	_, err := tx.Exec(`INSERT INTO suspense_moves (id, item, kind, reference, amount, to_account, entry, made_at, person, reason)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(m.ID), int64(m.item), m.Kind, m.Reference, int64(m.Amount), int64(m.To),
		int64(m.Entry), m.MadeAt.UnixMicro(), m.Person, m.Reason)
	return err
}

func placeOf(q store.Querier, id ledger.AccountID) (*place, bool, error) {
	return store.One(q, func(s store.Scanner) (*place, error) {
		p := &place{}
		return p, s.Scan(&p.account, &p.side, &p.branch, &p.currency)
	}, "SELECT account, side, branch, currency FROM suspense_accounts WHERE account = ?", int64(id))
}

func accountByNumber(q store.Querier, number string) (ledger.AccountID, bool, error) {
	return store.One(q, store.Value[ledger.AccountID], "SELECT account FROM suspense_accounts WHERE own = ?", number)
}

func insertAccount(tx *store.Tx, p *place, own string) error {
	_, err := tx.Exec("INSERT INTO suspense_accounts (account, side, branch, currency, own) VALUES (?, ?, ?, ?, ?)", int64(p.account),
		string(p.side), string(p.branch), string(p.currency), sql.NullString{String: own, Valid: own != ""})
	return err
}

func places(q store.Querier) ([]ledger.AccountID, error) {
	return store.All(q, store.Value[ledger.AccountID], "SELECT account FROM suspense_accounts ORDER BY account")
}

// footing is what an account's items come to, and by how many versions they got there.
type footing struct {
	left     money.Amount
	versions int64
}

func footingOf(q store.Querier, id ledger.AccountID) (footing, error) {
	f, _, err := store.One(q, func(s store.Scanner) (f footing, err error) {
		err = s.Scan(&f.left, &f.versions)
		return f, err
	}, "SELECT COALESCE(SUM(rest), 0), COALESCE(SUM(version), 0) FROM suspense_items WHERE account = ?", int64(id))
	return f, err
}

// unevenItems are items whose moves and rest aren't their amount, or that are open with nothing left or done with something.
func unevenItems(q store.Querier, limit int) ([]store.ID, error) {
	return store.All(q, store.Value[store.ID], `SELECT i.id FROM suspense_items i LEFT JOIN
		(SELECT item, SUM(amount) AS moved FROM suspense_moves GROUP BY item) m ON m.item = i.id
		WHERE i.amount <> i.rest + COALESCE(m.moved, 0) OR (i.state = ?) <> (i.rest > 0) ORDER BY i.id LIMIT ?`, string(Open), limit)
}

func itemSource() audit.Source {
	return audit.Source{Kind: Kind, Table: "suspense_items", Salted: true,
		Digests: func(q store.Querier, objects []string) (map[string]audit.Digest, error) {
			args := make([]any, 0, len(objects))
			for _, o := range objects {
				if n, err := store.ParseID(o); err == nil {
					args = append(args, int64(n))
				}
			}
			rows, err := store.All(q, scanItem, selectItem+"WHERE id IN ("+store.Marks(len(args))+")", args...)
			found := make(map[string]audit.Digest, len(rows))
			for _, it := range rows {
				found[it.ID.String()] = it.Digest()
			}
			return found, err
		},
		Objects: func(q store.Querier, after string, limit int) ([]string, error) {
			low := store.ID(0)
			if after != "" {
				var err error
				if low, err = store.ParseID(after); err != nil {
					return nil, err
				}
			}
			return store.All(q, func(r store.Scanner) (string, error) {
				var n store.ID
				err := r.Scan(&n)
				return n.String(), err
			}, "SELECT id FROM suspense_items WHERE id > ? ORDER BY id LIMIT ?", int64(low), limit)
		},
	}
}
