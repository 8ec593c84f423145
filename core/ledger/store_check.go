package ledger

import (
	"database/sql"
	"fmt"
	"slices"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

// checkName names the ledger's own check in ledger_checks.
const checkName = "books"

func checkedUpTo(q store.Querier) (int64, error) {
	n, _, err := store.One(q, store.Value[int64], "SELECT up_to FROM ledger_checks WHERE name = ?", checkName)
	return n, err
}

func putChecked(tx *store.Tx, upTo, findings int64) error {
	n, err := tx.Exec("UPDATE ledger_checks SET up_to = ?, checked_at = ?, findings = ? WHERE name = ?",
		upTo, tx.Now().UnixMicro(), findings, checkName)
	if err != nil || n > 0 {
		return err
	}
	_, err = tx.Exec("INSERT INTO ledger_checks (name, up_to, checked_at, findings) VALUES (?, ?, ?, ?)",
		checkName, upTo, tx.Now().UnixMicro(), findings)
	return err
}

// countPostings is how many postings there are, by the balance rows.
func countPostings(q store.Querier) (int64, error) {
	n, _, err := store.One(q, store.Value[int64], "SELECT COALESCE(SUM(seq), 0) FROM ledger_balances")
	return n, err
}

// accountRow is what the check must know of an account.
type accountRow struct {
	totalKey
	id    AccountID
	class Class
}

const selectAccountRow = "SELECT id, class, branch, code, currency FROM ledger_accounts "

func scanAccountRow(r store.Scanner) (a accountRow, err error) {
	err = r.Scan(&a.id, &a.class, &a.branch, &a.code, &a.currency)
	return a, err
}

func accountRows(q store.Querier, after AccountID, limit int) ([]accountRow, error) {
	return store.All(q, scanAccountRow, selectAccountRow+"WHERE id > ? ORDER BY id LIMIT ?", int64(after), limit)
}

func accountRowOf(q store.Querier, id AccountID) (accountRow, bool, error) {
	return store.One(q, scanAccountRow, selectAccountRow+"WHERE id = ?", int64(id))
}

// entriesAfter reads up to limit entries after an id, up to another one, into dst, whose storage it uses again. It reads what the
// check needs only, without making strings of the texts.
func entriesAfter(q store.Querier, dst []read, after, upTo EntryID, limit int) ([]read, error) {
	rows, err := q.Query(`SELECT id, bank_date, value_date, kind, reference, summary, reverses, hold, postings
		FROM ledger_entries WHERE id > ? AND id <= ? ORDER BY id LIMIT ?`, int64(after), int64(upTo), limit)
	if err != nil {
		return dst, err
	}
	defer rows.Close()
	var kind, reference, summary, packed sql.RawBytes
	var reverses, hold sql.NullInt64
	holds := false
	for rows.Next() {
		if len(dst) < cap(dst) {
			dst = dst[:len(dst)+1]
		} else {
			dst = append(dst, read{})
		}
		e := &dst[len(dst)-1]
		if err := rows.Scan((*int64)(&e.ID), &e.BankDate, &e.ValueDate, &kind, &reference, &summary, &reverses, &hold,
			&packed); err != nil {
			return dst, err
		}
		e.Reverses, e.Hold, e.holdAccount = EntryID(reverses.Int64), HoldID(hold.Int64), 0
		e.texts = hashTexts(kind, reference, summary)
		e.bad = UnpackPostings(&e.Entry, packed) != nil
		holds = holds || e.Hold != 0
	}
	if err := rows.Err(); err != nil || !holds {
		return dst, err
	}
	return dst, holdsIn(q, dst)
}

// holdAccounts finds on which account each hold stands.
func holdAccounts(q store.Querier, ids []HoldID) (map[HoldID]AccountID, error) {
	found := map[HoldID]AccountID{}
	for part := range slices.Chunk(ids, 128) {
		args := make([]any, 128)
		for i := range args {
			args[i] = int64(part[min(i, len(part)-1)])
		}
		_, err := store.All(q, func(r store.Scanner) (int, error) {
			var h HoldID
			var a AccountID
			err := r.Scan(&h, &a)
			found[h] = a
			return 0, err
		}, "SELECT id, account FROM ledger_holds WHERE id IN ("+store.Marks(128)+")", args...)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// balanceRow is a row of ledger_balances with its account's limits.
type balanceRow struct {
	account        AccountID
	balance        money.Amount
	held, frozen   money.Amount
	frozenAll      bool
	seq            int64
	head           EntryID
	day, shift     calendar.Date
	class          sql.NullInt64 // absent when the account is
	floor, ceiling sql.NullInt64
}

// balanceRows reads the balance rows of a range of accounts.
func balanceRows(q store.Querier, low, high AccountID, limit int) ([]balanceRow, error) {
	return store.All(q, func(r store.Scanner) (b balanceRow, err error) {
		err = r.Scan(&b.account, &b.balance, &b.held, &b.frozen, &b.frozenAll, &b.seq, &b.head, &b.day, &b.shift, &b.class, &b.floor,
			&b.ceiling)
		return b, err
	}, `SELECT b.account, b.balance, b.held, b.frozen, b.frozen_all, b.seq, b.head, b.last_day, b.date_shift, a.class,
		a.floor_amount, a.ceiling_amount FROM ledger_balances b LEFT JOIN ledger_accounts a ON a.id = b.account
		WHERE b.account BETWEEN ? AND ? ORDER BY b.account LIMIT ?`, int64(low), int64(high), limit)
}

// accountsWithoutBalance are the accounts of a range that have no balance row.
func accountsWithoutBalance(q store.Querier, low, high AccountID) ([]AccountID, error) {
	return store.All(q, store.Value[AccountID], `SELECT id FROM ledger_accounts WHERE id BETWEEN ? AND ?
		AND NOT EXISTS (SELECT 1 FROM ledger_balances WHERE account = ledger_accounts.id) ORDER BY id LIMIT 100`,
		int64(low), int64(high))
}

// holdSum is what the holds of an account come to.
type holdSum struct {
	account         AccountID
	left, captured  money.Amount
	damaged         HoldID // one whose amounts don't add up
	damagedHowOften int64
}

func holdSums(q store.Querier, low, high AccountID) ([]holdSum, error) {
	const bad = `amount <= 0 OR captured < 0 OR released < 0 OR captured + released > amount
		OR state <> 1 AND captured + released <> amount OR state NOT IN (1, 2, 3, 4)`
	return store.All(q, func(r store.Scanner) (h holdSum, err error) {
		err = r.Scan(&h.account, &h.left, &h.captured, &h.damaged, &h.damagedHowOften)
		return h, err
	}, fmt.Sprintf(`SELECT account, SUM(CASE WHEN state = 1 THEN amount - captured - released ELSE 0 END), SUM(captured),
		MAX(CASE WHEN %s THEN id ELSE 0 END), SUM(CASE WHEN %s THEN 1 ELSE 0 END)
		FROM ledger_holds WHERE account BETWEEN ? AND ? GROUP BY account ORDER BY account`, bad, bad), int64(low), int64(high))
}

// reservedAccounts are the accounts with active holds or with freezes that have not ended.
func reservedAccounts(q store.Querier) ([]AccountID, error) {
	return store.All(q, store.Value[AccountID], `SELECT account FROM ledger_holds WHERE state = 1
		UNION SELECT account FROM ledger_freezes WHERE state IN (1, 2) ORDER BY account`)
}

// freezesIn are the freezes of a range of accounts that have not ended.
func freezesIn(q store.Querier, low, high AccountID) ([]*Freeze, error) {
	return store.All(q, scanFreeze, selectFreeze+"WHERE account BETWEEN ? AND ? AND state <> ? ORDER BY account, id",
		int64(low), int64(high), int64(Ended))
}

// offdateRow is a row of ledger_offdates.
type offdateRow struct {
	account   AccountID
	value     calendar.Date
	entry     EntryID
	seq       int64
	bank, day calendar.Date
	amount    money.Amount
}

func offdateRows(q store.Querier, low, high AccountID, after EntryID) ([]offdateRow, error) {
	return store.All(q, func(r store.Scanner) (o offdateRow, err error) {
		err = r.Scan(&o.account, &o.value, &o.entry, &o.seq, &o.bank, &o.day, &o.amount)
		return o, err
	}, `SELECT account, value_date, entry, seq, bank_date, day, amount FROM ledger_offdates
		WHERE account BETWEEN ? AND ? AND entry > ? ORDER BY account, value_date, entry, seq`, int64(low), int64(high), int64(after))
}

// segmentsAfter reads up to limit segments after an id, in the order of writing: of each account in that of its
// sequence.
func segmentsAfter(q store.Querier, after int64, limit int) ([]segment, int64, error) {
	last := after
	gs, err := store.All(q, func(r store.Scanner) (g segment, err error) {
		err = r.Scan(&last, &g.account, &g.firstSeq, &g.opening, &g.first, &g.firstDay, &g.lastDay, &g.data)
		return g, err
	}, `SELECT id, account, first_seq, opening, first_entry, first_day, last_day, data FROM ledger_segments
		WHERE id > ? ORDER BY id LIMIT ?`, after, limit)
	return gs, last, err
}

// eachTotal goes through the general ledger, row by row.
func eachTotal(q store.Querier, each func(datedTotal)) error {
	rows, err := q.Query(`SELECT bank_date, branch, code, currency, SUM(debit), SUM(credit) FROM ledger_sums
		GROUP BY bank_date, branch, code, currency`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var t datedTotal
		if err := rows.Scan(&t.date, &t.Branch, &t.Code, &t.Currency, &t.Debit, &t.Credit); err != nil {
			return err
		}
		each(t)
	}
	return rows.Err()
}

type datedTotal struct {
	date calendar.Date
	Total
}

// balanceSums are the sums of the balances per branch, code and currency.
func balanceSums(q store.Querier) ([]Total, error) {
	return store.All(q, scanTotal, `SELECT a.branch, a.code, a.currency, SUM(b.balance), 0 FROM ledger_accounts a
		JOIN ledger_balances b ON b.account = a.id GROUP BY a.branch, a.code, a.currency ORDER BY a.branch, a.code, a.currency`)
}

// pendingSums are the sums of the pending postings per branch, code and currency.
func pendingSums(q store.Querier) ([]Total, error) {
	return store.All(q, scanTotal, `SELECT a.branch, a.code, a.currency, SUM(p.amount), 0 FROM ledger_pending p
		JOIN ledger_accounts a ON a.id = p.account GROUP BY a.branch, a.code, a.currency`)
}

// foldedSeq is up to which sequence an account's postings are folded.
func foldedSeq(q store.Querier, account AccountID) (int64, error) {
	n, _, err := store.One(q, store.Value[int64], "SELECT seq FROM ledger_balances WHERE account = ?", int64(account))
	return n, err
}

// reversalRow is a row of ledger_reversals.
type reversalRow struct{ entry, reversal EntryID }

func reversalRows(q store.Querier, after EntryID, limit int) ([]reversalRow, error) {
	return store.All(q, func(r store.Scanner) (v reversalRow, err error) {
		err = r.Scan(&v.entry, &v.reversal)
		return v, err
	}, "SELECT entry, reversal FROM ledger_reversals WHERE entry > ? ORDER BY entry LIMIT ?", int64(after), limit)
}
