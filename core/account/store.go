package account

import (
	"database/sql"
	"encoding/json"
	"errors"

	"tonghui/base/calendar"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

const selectAccount = `SELECT id, number, name, owner, holder, kind, product, currency, branch, state, parent, title, purpose, opened_on,
	ends_on, closed_on, last_use_on, funds, terms, reference, version FROM account_accounts `

func scanAccount(r store.Scanner) (a Account, err error) {
	var ends, closed sql.NullInt64
	var reference sql.NullString
	var terms []byte
	err = r.Scan(&a.ID, &a.Number, &a.Name, &a.Owner, &a.Holder, &a.Kind, &a.Product, &a.Currency, &a.Branch, &a.State, &a.Parent,
		&a.Title, &a.Purpose, &a.OpenedOn, &ends, &closed, &a.LastUseOn, &a.funds, &terms, &reference, &a.Version)
	if err != nil {
		return a, err
	}
	a.MaturesOn, a.ClosedOn, a.reference = dateOrNil(ends), dateOrNil(closed), reference.String
	if len(terms) > 0 {
		err = json.Unmarshal(terms, &a.Terms)
	}
	return a, err
}

func dateOrNil(v sql.NullInt64) *calendar.Date {
	if !v.Valid {
		return nil
	}
	d := calendar.Date(v.Int64)
	return &d
}

func dateOrNull(d *calendar.Date) any {
	if d == nil {
		return nil
	}
	return int64(*d)
}

func textOrNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// termsBytes is the JSON of terms; empty for none.
func (t *Terms) bytes() []byte {
	if *t == (Terms{}) {
		return []byte{}
	}
	b, err := json.Marshal(t)
	if err != nil {
		panic(err) // dates, numbers and texts alone
	}
	return b
}

func (a *Account) basicOf() any {
	if a.Kind == Basic && a.State != Closed {
		return int64(a.Owner)
	}
	return nil
}

func insertAccount(tx *store.Tx, a *Account) error {
	_, err := tx.Exec(`INSERT INTO account_accounts (id, number, name, owner, holder, kind, product, currency, branch, state, parent, title,
		purpose, opened_on, ends_on, closed_on, last_use_on, funds, terms, reference, version, basic_of)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(a.ID), a.Number, a.Name, int64(a.Owner),
		string(a.Holder), string(a.Kind), a.Product, string(a.Currency), string(a.Branch), string(a.State), int64(a.Parent), a.Title,
		a.Purpose, int64(a.OpenedOn), dateOrNull(a.MaturesOn), dateOrNull(a.ClosedOn), int64(a.LastUseOn), int64(a.funds), a.Terms.bytes(),
		textOrNull(a.reference), a.Version, a.basicOf())
	return err
}

func updateAccount(tx *store.Tx, a *Account) error {
	_, err := tx.Exec(`UPDATE account_accounts SET name = ?, owner = ?, state = ?, title = ?, purpose = ?, ends_on = ?, closed_on = ?,
		last_use_on = ?, funds = ?, terms = ?, version = ?, basic_of = ? WHERE id = ?`, a.Name, int64(a.Owner), string(a.State), a.Title,
		a.Purpose, dateOrNull(a.MaturesOn), dateOrNull(a.ClosedOn), int64(a.LastUseOn), int64(a.funds), a.Terms.bytes(), a.Version,
		a.basicOf(), int64(a.ID))
	if errors.Is(err, store.ErrDuplicate) {
		err = ErrBasicStands
	}
	return err
}

// digest is the account's for the audit log. Of the last use it says nothing: that isn't noted.
func (a *Account) digest() audit.Digest {
	var h audit.Hasher
	h.Start(KindAccount).Int(int64(a.ID)).Text(a.Number).Text(a.Name).Int(int64(a.Owner)).Text(string(a.Holder)).Text(string(a.Kind)).
		Text(a.Product).Text(string(a.Currency)).Text(string(a.Branch)).Text(string(a.State)).Int(int64(a.Parent)).Text(a.Title).
		Text(a.Purpose).Int(int64(a.OpenedOn)).Int(int64(a.funds)).Bytes(a.Terms.bytes()).Text(a.reference).Int(a.Version)
	for _, d := range []*calendar.Date{a.MaturesOn, a.ClosedOn} {
		if d == nil {
			h.Null()
		} else {
			h.Int(int64(*d))
		}
	}
	return h.Sum()
}

// peeked reads past the buffers of a Tx: this room's rows are written at once.
func peeked(q store.Querier) store.Querier {
	if tx, ok := q.(*store.Tx); ok {
		return tx.Peeker()
	}
	return q
}

func accountByID(q store.Querier, id ledger.AccountID) (Account, bool, error) {
	return store.One(peeked(q), scanAccount, selectAccount+"WHERE id = ?", int64(id))
}

func accountByNumber(q store.Querier, number string) (Account, bool, error) {
	return store.One(peeked(q), scanAccount, selectAccount+"WHERE number = ?", number)
}

func accountByReference(q store.Querier, reference string) (Account, bool, error) {
	return store.One(peeked(q), scanAccount, selectAccount+"WHERE reference = ?", reference)
}

func accountsByID(q store.Querier, ids []ledger.AccountID) (map[ledger.AccountID]Account, error) {
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = int64(id)
	}
	found, err := store.All(peeked(q), scanAccount, selectAccount+"WHERE id IN ("+store.Marks(len(args))+")", args...)
	out := make(map[ledger.AccountID]Account, len(found))
	for _, a := range found {
		out[a.ID] = a
	}
	return out, err
}

func accountsByNumber(q store.Querier, numbers []string) (map[string]Account, error) {
	args := make([]any, len(numbers))
	for i, n := range numbers {
		args[i] = n
	}
	found, err := store.All(peeked(q), scanAccount, selectAccount+"WHERE number IN ("+store.Marks(len(args))+")", args...)
	out := make(map[string]Account, len(found))
	for _, a := range found {
		out[a.Number] = a
	}
	return out, err
}

func accountsOf(q store.Querier, owner auth.Party) ([]Account, error) {
	return store.All(peeked(q), scanAccount, selectAccount+"WHERE owner = ? ORDER BY id", int64(owner))
}

// lockAccount reads an account until nobody else may change it.
func lockAccount(tx *store.Tx, id ledger.AccountID) (Account, bool, error) {
	rows, err := tx.PeekLock(selectAccount+"WHERE id = ? ORDER BY id", int64(id))
	found, err := store.Collect(rows, err, scanAccount)
	if err != nil || len(found) == 0 {
		return Account{}, false, err
	}
	return found[0], true, nil
}

// lockAccountsOf locks all accounts of an owner: what is decided on all of them holds until the commit.
func lockAccountsOf(tx *store.Tx, owner auth.Party) ([]Account, error) {
	rows, err := tx.Lock(selectAccount+"WHERE owner = ? ORDER BY id", int64(owner))
	return store.Collect(rows, err, scanAccount)
}

func childrenOf(q store.Querier, parent ledger.AccountID, after ledger.AccountID, limit int) ([]Account, error) {
	return store.All(peeked(q), scanAccount, selectAccount+"WHERE parent = ? AND id > ? ORDER BY id LIMIT ?", int64(parent), int64(after), limit)
}

func openChildren(q store.Querier, parent ledger.AccountID) (n int64, err error) {
	n, _, err = store.One(peeked(q), store.Value[int64], "SELECT COUNT(*) FROM account_accounts WHERE parent = ? AND state <> ?",
		int64(parent), string(Closed))
	return n, err
}

// markUse brings the last use forward; it says whether it moved.
func markUse(tx *store.Tx, id ledger.AccountID, on calendar.Date) error {
	_, err := tx.Exec("UPDATE account_accounts SET last_use_on = ? WHERE id = ? AND last_use_on < ?", int64(on), int64(id), int64(on))
	return err
}
