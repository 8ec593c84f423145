package interest

import (
	"encoding/json"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

const selectRate = `SELECT id, code, valid_from, mode, tiers, correction, proposed_by, approved_by, reason, set_at FROM interest_rates `

func scanRate(s store.Scanner) (r *Rate, err error) {
	r = &Rate{}
	var tiers []byte
	var at int64
	if err = s.Scan(&r.ID, &r.Code, &r.From, &r.Mode, &tiers, &r.Correction, &r.ProposedBy, &r.ApprovedBy, &r.Reason, &at); err != nil {
		return nil, err
	}
	r.SetAt = time.UnixMicro(at).UTC()
	return r, json.Unmarshal(tiers, &r.Tiers)
}

func ratesOf(q store.Querier, code string) ([]*Rate, error) {
	return store.All(q, scanRate, selectRate+"WHERE code = ? ORDER BY code, valid_from, id", code)
}

// allRates are read whole: they are as many as the bank's staff have decided.
func allRates(q store.Querier) ([]*Rate, error) {
	return store.All(q, scanRate, selectRate+"ORDER BY code, valid_from, id")
}

func lastRate(q store.Querier) (store.ID, error) {
	id, _, err := store.One(q, store.Value[store.ID], "SELECT COALESCE(MAX(id), 0) FROM interest_rates")
	return id, err
}

func ratesPage(q store.Querier, code string, before store.ID, limit int) ([]*Rate, error) {
	return store.All(q, scanRate, selectRate+"WHERE code = ? AND id < ? ORDER BY id DESC LIMIT ?", code, int64(before), limit)
}

func insertRate(tx *store.Tx, r *Rate) error {
	tiers, err := json.Marshal(r.Tiers)
	if err == nil {
		_, err = tx.Exec(`INSERT INTO interest_rates (id, code, valid_from, mode, tiers, correction, proposed_by, approved_by, reason, set_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(r.ID), r.Code, int64(r.From), int64(r.Mode), tiers, r.Correction, r.ProposedBy,
			r.ApprovedBy, r.Reason, r.SetAt.UnixMicro())
	}
	return err
}

// pool is what is accrued together.
type pool struct {
	id       store.ID
	branch   ledger.Branch
	product  string
	currency money.Currency
	code     string // of the rate; of time deposits, of the nights behind maturity
	settles  bool   // by the quarter
	expense  ledger.AccountID
	payable  ledger.AccountID
	booked   money.Amount // what stands on the payable account
}

const selectPool = "SELECT id, branch, product, currency, rate_code, settles, expense, payable, booked FROM interest_pools "

func scanPool(s store.Scanner) (p *pool, err error) {
	p = &pool{}
	err = s.Scan(&p.id, &p.branch, &p.product, &p.currency, &p.code, &p.settles, &p.expense, &p.payable, &p.booked)
	return p, err
}

func allPools(q store.Querier) ([]*pool, error) {
	return store.All(q, scanPool, selectPool+"ORDER BY id")
}

func poolsAfter(q store.Querier, after store.ID, limit int) ([]*pool, error) {
	return store.All(q, scanPool, selectPool+"WHERE id > ? ORDER BY id LIMIT ?", int64(after), limit)
}

func poolByID(q store.Querier, id store.ID) (*pool, error) {
	p, _, err := store.One(q, scanPool, selectPool+"WHERE id = ?", int64(id))
	return p, err
}

// lockPools reads pools that are going to be booked.
func lockPools(tx *store.Tx, after store.ID, limit int) ([]*pool, error) {
	rows, err := tx.Lock(selectPool+"WHERE id > ? ORDER BY id LIMIT ?", int64(after), limit)
	return store.Collect(rows, err, scanPool)
}

func poolByKey(q store.Querier, p *pool) (*pool, bool, error) {
	return store.One(q, scanPool, selectPool+"WHERE branch = ? AND product = ? AND currency = ? AND rate_code = ? AND settles = ?",
		string(p.branch), p.product, string(p.currency), p.code, p.settles)
}

func insertPool(tx *store.Tx, p *pool) error {
	_, err := tx.Exec(`INSERT INTO interest_pools (id, branch, product, currency, rate_code, settles, expense, payable, booked)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)`, int64(p.id), string(p.branch), p.product, string(p.currency), p.code, p.settles,
		int64(p.expense), int64(p.payable))
	return err
}

func addBooked(tx *store.Tx, id store.ID, amount money.Amount) error {
	if amount == 0 {
		return nil
	}
	_, err := tx.Exec("UPDATE interest_pools SET booked = booked + ? WHERE id = ?", int64(amount), int64(id))
	return err
}

// tally is what a step has come to so far in a pool.
type tally struct {
	sum      Sum
	paid     money.Amount
	accounts int64
}

// The steps that tally.
const (
	accruing = iota + 1
	settling
)

func talliesOf(q store.Querier, d calendar.Date, step int) (map[store.ID]tally, error) {
	out := map[store.ID]tally{}
	_, err := store.All(q, func(s store.Scanner) (struct{}, error) {
		var id store.ID
		var hi, lo int64
		var t tally
		err := s.Scan(&id, &hi, &lo, &t.paid, &t.accounts)
		t.sum = sumOf(hi, lo)
		out[id] = t
		return struct{}{}, err
	}, "SELECT pool, sum_hi, sum_lo, paid, accounts FROM interest_tallies WHERE bank_date = ? AND step = ? ORDER BY pool", int64(d), step)
	return out, err
}

func putTally(tx *store.Tx, d calendar.Date, step int, id store.ID, t tally) error {
	hi, lo := t.sum.columns()
	_, err := tx.Exec(`REPLACE INTO interest_tallies (bank_date, step, pool, sum_hi, sum_lo, paid, accounts) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		int64(d), step, int64(id), hi, lo, int64(t.paid), t.accounts)
	return err
}

func dropTallies(tx *store.Tx, d calendar.Date, step int) error {
	_, err := tx.Exec("DELETE FROM interest_tallies WHERE bank_date = ? AND step = ?", int64(d), step)
	return err
}

// dayRow is what a bank date's accrual rests on.
type dayRow struct {
	date         calendar.Date
	before, upTo store.ID // corrections of rates with ids in (before, upTo] are taken in with it
	accrued      bool
}

const selectDay = "SELECT bank_date, corrections_before, corrections_upto, accrued FROM interest_days "

func scanDay(s store.Scanner) (d dayRow, err error) {
	err = s.Scan(&d.date, &d.before, &d.upTo, &d.accrued)
	return d, err
}

func dayOn(q store.Querier, d calendar.Date) (dayRow, bool, error) {
	return store.One(q, scanDay, selectDay+"WHERE bank_date = ?", int64(d))
}

// dayBefore is the last accrual before a bank date.
func dayBefore(q store.Querier, d calendar.Date) (dayRow, bool, error) {
	return store.One(q, scanDay, selectDay+"WHERE bank_date < ? ORDER BY bank_date DESC LIMIT 1", int64(d))
}

func putDay(tx *store.Tx, d dayRow) error {
	_, err := tx.Exec("REPLACE INTO interest_days (bank_date, corrections_before, corrections_upto, accrued) VALUES (?, ?, ?, ?)",
		int64(d.date), int64(d.before), int64(d.upTo), d.accrued)
	return err
}

// source lets verify compare the rates with the audit log's notes of them.
func source() audit.Source {
	return audit.Source{Kind: kindRate, Table: "interest_rates",
		Digests: func(q store.Querier, objects []string) (map[string]audit.Digest, error) {
			args := make([]any, 0, len(objects))
			for _, o := range objects {
				if id, err := store.ParseID(o); err == nil {
					args = append(args, int64(id))
				}
			}
			rows, err := store.All(q, scanRate, selectRate+"WHERE id IN ("+store.Marks(len(args))+")", args...)
			out := make(map[string]audit.Digest, len(rows))
			for _, r := range rows {
				out[r.ID.String()] = r.Digest()
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
			return store.All(q, func(s store.Scanner) (string, error) {
				var id store.ID
				err := s.Scan(&id)
				return id.String(), err
			}, "SELECT id FROM interest_rates WHERE id > ? ORDER BY id LIMIT ?", int64(low), limit)
		}}
}
