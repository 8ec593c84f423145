package clearing

import (
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

const paymentColumns = "uetr, kind, msg_id, end_to_end, tx_id, scheme, payer, payee, amount, day, digest, status, reason, info, " +
	"settlement_window, made_at, ended_at, ask_at, asked"

func scanPayment(r store.Scanner) (p Payment, err error) {
	var on, made, ended, ask int64
	err = r.Scan(&p.UETR, &p.kind, &p.msgID, &p.EndToEnd, &p.TxID, &p.Scheme, &p.Payer, &p.Payee, &p.Amount, &on, &p.digest, &p.Status,
		&p.Reason, &p.info, &p.Window, &made, &ended, &ask, &p.asked)
	p.day, p.Return = calendar.Date(on), p.kind == back
	p.made, p.ended, p.askAt = timeOf(made), timeOf(ended), timeOf(ask)
	return p, err
}

// timeOf and micros keep "never" as 0.
func timeOf(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func payment(q store.Querier, uetr string, k kind) (*Payment, error) {
	p, ok, err := store.One(q, scanPayment, "SELECT "+paymentColumns+" FROM clearing_payments WHERE uetr = ? AND kind = ?", uetr, int64(k))
	if err != nil || !ok {
		return nil, err
	}
	return &p, nil
}

// txTaken tells whether a bank has used a TxId for another payment.
func txTaken(q store.Querier, payer, txID, uetr string) (bool, error) {
	_, ok, err := store.One(q, store.Value[string], "SELECT uetr FROM clearing_payments WHERE payer = ? AND tx_id = ? AND uetr <> ? LIMIT 1",
		payer, txID, uetr)
	return ok, err
}

func putPayment(tx *store.Tx, p *Payment) error {
	_, err := tx.Exec("REPLACE INTO clearing_payments ("+paymentColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		p.UETR, int64(p.kind), p.msgID, p.EndToEnd, p.TxID, p.Scheme, p.Payer, p.Payee, int64(p.Amount), int64(p.day), p.digest, p.Status,
		p.Reason, p.info, p.Window, micros(p.made), micros(p.ended), micros(p.askAt), p.asked)
	return err
}

// inWindow are the payments of a window, in the order in which its pages name them.
func inWindow(q store.Querier, name string) ([]Payment, error) {
	return store.All(q, scanPayment, "SELECT "+paymentColumns+" FROM clearing_payments WHERE settlement_window = ? ORDER BY uetr, kind", name)
}

// toAsk are the payments whose payee's bank has not answered in time.
func toAsk(q store.Querier, now time.Time) ([]Payment, error) {
	return store.All(q, scanPayment,
		"SELECT "+paymentColumns+" FROM clearing_payments WHERE ask_at > 0 AND ask_at <= ? ORDER BY ask_at, uetr LIMIT 200", now.UnixMicro())
}

// settlePayments writes the window's payments off as settled.
func settlePayments(tx *store.Tx, name string) error {
	_, err := tx.Exec("UPDATE clearing_payments SET status = ?, ended_at = ? WHERE settlement_window = ?", settled, tx.Now().UnixMicro(), name)
	return err
}

func allPayments(q store.Querier, after string, limit int) ([]Payment, error) {
	return store.All(q, scanPayment, "SELECT "+paymentColumns+" FROM clearing_payments WHERE uetr > ? ORDER BY uetr, kind LIMIT ?", after, limit)
}

// entry is a booking on a settlement account.
type entry struct {
	account string
	day     calendar.Date
	amount  money.Amount
	what    string // RTP, RTN or NET; OPEN for what was paid in
	uetr    string
	kind    kind
	window  string
	page    int64
	at      time.Time
}

func insertEntry(tx *store.Tx, e entry) error {
	_, err := tx.Exec(`INSERT INTO clearing_entries (id, account, day, amount, what, uetr, kind, settlement_window, page, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(tx.NewID()), e.account, int64(e.day), int64(e.amount), e.what, e.uetr, int64(e.kind),
		e.window, e.page, tx.Now().UnixMicro())
	return err
}

func entriesOf(q store.Querier, account string, on calendar.Date) ([]entry, error) {
	return store.All(q, func(r store.Scanner) (e entry, err error) {
		var on, at int64
		err = r.Scan(&e.account, &on, &e.amount, &e.what, &e.uetr, &e.kind, &e.window, &e.page, &at)
		e.day, e.at = calendar.Date(on), timeOf(at)
		return e, err
	}, `SELECT account, day, amount, what, uetr, kind, settlement_window, page, at FROM clearing_entries
		WHERE account = ? AND day = ? AND what <> 'OPEN' ORDER BY id`, account, int64(on))
}

// sums are the entries of an account added up, and those of everything that settled together.
func sums(q store.Querier) (map[string]money.Amount, error) {
	type sum struct {
		account string
		amount  money.Amount
	}
	rows, err := store.All(q, func(r store.Scanner) (s sum, err error) {
		err = r.Scan(&s.account, &s.amount)
		return s, err
	}, "SELECT account, SUM(amount) FROM clearing_entries GROUP BY account ORDER BY account")
	found := map[string]money.Amount{}
	for _, s := range rows {
		found[s.account] = s.amount
	}
	return found, err
}

// lopsided finds a settlement whose entries don't sum to zero; "" if there is none.
func lopsided(q store.Querier) (string, error) {
	what, _, err := store.One(q, store.Value[string], `SELECT MAX(uetr) FROM clearing_entries WHERE what <> 'OPEN'
		GROUP BY uetr, kind, settlement_window HAVING SUM(amount) <> 0 LIMIT 1`)
	if err != nil || what != "" {
		return what, err
	}
	what, _, err = store.One(q, store.Value[string], `SELECT uetr FROM clearing_entries WHERE what <> 'OPEN' AND what <> 'NET'
		GROUP BY uetr, kind HAVING COUNT(*) <> 2 LIMIT 1`)
	return what, err
}

// inFlight are the payments in process and those of the open window: what is reserved and owed.
func inFlight(q store.Querier, open string) ([]Payment, error) {
	return store.All(q, scanPayment, "SELECT "+paymentColumns+" FROM clearing_payments WHERE status = ? OR settlement_window = ? ORDER BY uetr, kind",
		inProcess, open)
}

func scanWindow(r store.Scanner) (w window, err error) {
	var on, at int64
	err = r.Scan(&w.Name, &on, &w.Number, &w.State, &at)
	w.Day, w.Settled = calendar.Date(on), timeOf(at)
	return w, err
}

// windowIn is the first window in a state.
func windowIn(q store.Querier, state int64) (window, bool, error) {
	return store.One(q, scanWindow, "SELECT name, day, number, state, settled_at FROM clearing_windows WHERE state = ? ORDER BY name LIMIT 1", state)
}

func lastWindow(q store.Querier, on calendar.Date) (window, bool, error) {
	return store.One(q, scanWindow, "SELECT name, day, number, state, settled_at FROM clearing_windows WHERE day = ? ORDER BY number DESC LIMIT 1",
		int64(on))
}

func putWindow(tx *store.Tx, w window) error {
	_, err := tx.Exec("REPLACE INTO clearing_windows (name, day, number, state, settled_at) VALUES (?, ?, ?, ?, ?)",
		w.Name, int64(w.Day), w.Number, w.State, micros(w.Settled))
	return err
}

func scanDay(r store.Scanner) (d day, err error) {
	var on int64
	err = r.Scan(&on, &d.State, &d.Cuts)
	d.Date = calendar.Date(on)
	return d, err
}

func lastDay(q store.Querier) (day, bool, error) {
	return store.One(q, scanDay, "SELECT day, state, cuts FROM clearing_days ORDER BY day DESC LIMIT 1")
}

func dayIn(q store.Querier, state int64) (day, bool, error) {
	return store.One(q, scanDay, "SELECT day, state, cuts FROM clearing_days WHERE state = ? ORDER BY day LIMIT 1", state)
}

func putDay(tx *store.Tx, d day) error {
	_, err := tx.Exec("REPLACE INTO clearing_days (day, state, cuts) VALUES (?, ?, ?)", int64(d.Date), d.State, d.Cuts)
	return err
}

func putOpening(tx *store.Tx, on calendar.Date, account string, balance money.Amount) error {
	_, err := tx.Exec("REPLACE INTO clearing_openings (day, account, balance) VALUES (?, ?, ?)", int64(on), account, int64(balance))
	return err
}

func opening(q store.Querier, on calendar.Date, account string) (money.Amount, error) {
	a, _, err := store.One(q, store.Value[money.Amount], "SELECT balance FROM clearing_openings WHERE day = ? AND account = ?", int64(on), account)
	return a, err
}

// recall is a request to send a payment back (撤回).
type recall struct {
	uetr, asker, holder, cxlID, status string
}

func recallOf(q store.Querier, uetr string) (recall, bool, error) {
	return store.One(q, func(r store.Scanner) (c recall, err error) {
		err = r.Scan(&c.uetr, &c.asker, &c.holder, &c.cxlID, &c.status)
		return c, err
	}, "SELECT uetr, asker, holder, cxl_id, status FROM clearing_recalls WHERE uetr = ?", uetr)
}

func putRecall(tx *store.Tx, c recall) error {
	_, err := tx.Exec("REPLACE INTO clearing_recalls (uetr, asker, holder, cxl_id, status, at) VALUES (?, ?, ?, ?, ?, ?)",
		c.uetr, c.asker, c.holder, c.cxlID, c.status, tx.Now().UnixMicro())
	return err
}
