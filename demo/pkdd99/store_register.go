package pkdd99

import (
	"context"
	"errors"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

type district struct {
	id                                              int64
	name, region                                    string
	inhabitants, salary, unemployed95, unemployed96 any // int64, or nil where nobody knew
}

type loan struct {
	id, account     int64
	grantedOn       calendar.Date
	amount, payment money.Amount
	months          int64
	status          string
}

// insertNew inserts a row; known says that its key was there already, and then nothing has changed.
func insertNew(tx *store.Tx, query string, args ...any) (known bool, err error) {
	_, err = tx.Exec(query, args...)
	if errors.Is(err, store.ErrDuplicate) {
		return true, nil
	}
	return false, err
}

func (d *district) insert(tx *store.Tx) (bool, error) {
	return insertNew(tx, `INSERT INTO pkdd99_districts (id, name, region, inhabitants, average_salary, unemployment_1995_bp,
		unemployment_1996_bp) VALUES (?, ?, ?, ?, ?, ?, ?)`, d.id, d.name, d.region, d.inhabitants, d.salary, d.unemployed95, d.unemployed96)
}

func insertClient(tx *store.Tx, id, district int64, birthNumber []byte) (bool, error) {
	known, err := insertNew(tx, "INSERT INTO pkdd99_clients (id, district) VALUES (?, ?)", id, district)
	if err != nil || known {
		return known, err
	}
	_, err = tx.Exec("INSERT INTO pkdd99_birth_numbers (client, birth_number) VALUES (?, ?)", id, birthNumber)
	return false, err
}

func insertAccount(tx *store.Tx, id, district int64, frequency string, openedOn calendar.Date) (bool, error) {
	return insertNew(tx, "INSERT INTO pkdd99_accounts (id, district, frequency, opened_on) VALUES (?, ?, ?, ?)",
		id, district, frequency, int64(openedOn))
}

func insertDisposition(tx *store.Tx, id, client, account int64, kind string) (bool, error) {
	return insertNew(tx, "INSERT INTO pkdd99_dispositions (id, client, account, kind) VALUES (?, ?, ?, ?)", id, client, account, kind)
}

func insertOrder(tx *store.Tx, id, account int64, bankTo, accountTo string, sum money.Amount, purpose string) (bool, error) {
	return insertNew(tx, "INSERT INTO pkdd99_orders (id, account, bank_to, account_to, amount, purpose) VALUES (?, ?, ?, ?, ?, ?)",
		id, account, bankTo, accountTo, int64(sum), purpose)
}

func (l *loan) insert(tx *store.Tx) (bool, error) {
	return insertNew(tx, `INSERT INTO pkdd99_loans (id, account, granted_on, amount, duration_months, payment, status)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, l.id, l.account, int64(l.grantedOn), int64(l.amount), l.months, int64(l.payment), l.status)
}

func insertCard(tx *store.Tx, id, disposition int64, kind string, issuedOn calendar.Date) (bool, error) {
	return insertNew(tx, "INSERT INTO pkdd99_cards (id, disposition, kind, issued_on) VALUES (?, ?, ?, ?)",
		id, disposition, kind, int64(issuedOn))
}

// setLedgerAccount notes which account of the ledger an imported one is.
func setLedgerAccount(tx *store.Tx, id int64, account ledger.AccountID) error {
	_, err := tx.Exec("UPDATE pkdd99_accounts SET ledger_account = ? WHERE id = ?", int64(account), id)
	return err
}

// ledgerAccounts are the imported accounts that are open in the ledger.
func ledgerAccounts(ctx context.Context, st *store.Store) (map[int64]ledger.AccountID, error) {
	out := map[int64]ledger.AccountID{}
	err := st.View(ctx, func(v *store.View) error {
		_, err := store.All(v, func(r store.Scanner) (struct{}, error) {
			var id, account int64
			err := r.Scan(&id, &account)
			out[id] = ledger.AccountID(account)
			return struct{}{}, err
		}, "SELECT id, ledger_account FROM pkdd99_accounts WHERE ledger_account IS NOT NULL ORDER BY id")
		return err
	})
	return out, err
}
