package clearing_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/ident"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/core/payment"
	"tonghui/core/payment/clearing"
	"tonghui/platform/audit"
	"tonghui/platform/auth/approval"
	"tonghui/platform/auth/signature"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

const (
	self  ident.BankCode = "313581000072"
	house ident.BankCode = "001100090017"
	other ident.BankCode = "102100000097"
)

var ctx = context.Background()

// day is the bank date of the tests.
var day = calendar.MustOf(2026, 3, 2)

// desk is a small room of payments beside the clearing: orders between two customers' accounts and the transit account.
type desk struct {
	led     *ledger.Ledger
	c       *clearing.Clearing
	transit ledger.AccountID
	payer   ledger.AccountID
	payee   ledger.AccountID
}

var deskSchema = store.Schema{Module: "desk", Files: fstest.MapFS{"001_desk.sql": &fstest.MapFile{Data: []byte(`
	CREATE TABLE desk_orders (id BIGINT NOT NULL PRIMARY KEY, kind VARCHAR(16) NOT NULL, reference VARCHAR(64) NOT NULL, state VARCHAR(16) NOT NULL,
	uetr VARCHAR(36) NOT NULL, amount BIGINT NOT NULL, account BIGINT NOT NULL, number VARCHAR(34) NOT NULL, reason VARCHAR(35) NOT NULL);
	CREATE UNIQUE INDEX desk_orders_reference ON desk_orders (kind, reference);`)}}}

var errOrder = problem.New(problem.Conflict, "desk.state", "The order is %s.", "指令状态为 %s。")

func scanDesk(r store.Scanner) (*payment.Order, error) {
	o := &payment.Order{Currency: "CNY", Branch: "0001"}
	var account int64
	err := r.Scan(&o.ID, &o.Kind, &o.Reference, &o.State, &o.UETR, &o.Amount, &account, &o.FromNumber, &o.Reason)
	o.From, o.ToAccount = ledger.AccountID(account), ledger.AccountID(account)
	return o, err
}

const selectDesk = "SELECT id, kind, reference, state, uetr, amount, account, number, reason FROM desk_orders "

func (d *desk) Get(q store.Querier, id store.ID) (*payment.Order, error) {
	o, ok, err := store.One(q, scanDesk, selectDesk+"WHERE id = ?", int64(id))
	if err == nil && !ok {
		err = errOrder.With("missing")
	}
	return o, err
}

func (d *desk) move(tx *store.Tx, reference string, from, to ledger.AccountID, amount money.Amount) error {
	return d.led.Post(tx, &ledger.Entry{Kind: "desk", Reference: reference, Postings: []ledger.Posting{{Account: from, Amount: amount},
		{Account: to, Amount: -amount}}})
}

func (d *desk) turn(tx *store.Tx, id store.ID, from, to payment.State, code string) (*payment.Order, error) {
	o, err := d.Get(tx, id)
	if err != nil {
		return nil, err
	}
	if o.State != from {
		return nil, errOrder.With(string(o.State))
	}
	_, err = tx.Exec("UPDATE desk_orders SET state = ?, reason = ? WHERE id = ?", string(to), code, int64(id))
	return o, err
}

func (d *desk) Settle(tx *store.Tx, id store.ID) error {
	_, err := d.turn(tx, id, payment.Sent, payment.Settled, "")
	return err
}

func (d *desk) Reject(tx *store.Tx, id store.ID, code string) error {
	o, err := d.turn(tx, id, payment.Sent, payment.Rejected, code)
	if err != nil {
		return err
	}
	return d.move(tx, id.String()+"/reject", d.transit, o.From, o.Amount)
}

func (d *desk) Return(tx *store.Tx, id store.ID, code string) error {
	o, err := d.turn(tx, id, payment.Settled, payment.Returned, code)
	if err != nil {
		return err
	}
	return d.move(tx, id.String()+"/return", d.transit, o.From, o.Amount)
}

func (d *desk) insert(tx *store.Tx, o *payment.Order, account ledger.AccountID) error {
	_, err := tx.Exec("INSERT INTO desk_orders (id, kind, reference, state, uetr, amount, account, number, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		int64(o.ID), string(o.Kind), o.Reference, string(o.State), o.UETR, int64(o.Amount), int64(account), o.FromNumber, o.Reason)
	return err
}

func (d *desk) Receive(_ context.Context, tx *store.Tx, in payment.Inward) (*payment.Order, error) {
	o := &payment.Order{ID: tx.NewID(), Kind: payment.Kind("inward"), Reference: in.Reference, State: payment.Settled, UETR: in.UETR, Amount: in.Amount,
		Currency: "CNY", Branch: "0001", FromNumber: in.FromNumber}
	if in.Account != "payee" {
		o.State, o.Reason = payment.Refused, "AC01"
		return o, d.insert(tx, o, 0)
	}
	if err := d.insert(tx, o, d.payee); err != nil {
		return nil, err
	}
	return o, d.move(tx, o.ID.String(), d.transit, d.payee, o.Amount)
}

func (d *desk) Pay(_ context.Context, tx *store.Tx, in payment.Instruction) (*payment.Order, error) {
	o := &payment.Order{ID: tx.NewID(), Kind: in.Kind, Reference: in.Reference, State: payment.Sent, From: in.From, FromNumber: "payer",
		FromName: "王芳", To: in.To, Amount: in.Amount, Currency: in.Currency, Branch: "0001", Note: in.Note, Purpose: in.Purpose}
	if err := d.move(tx, o.ID.String(), in.From, d.transit, o.Amount); err != nil {
		return nil, err
	}
	if err := d.c.Send(tx, o); err != nil {
		return nil, err
	}
	return o, d.insert(tx, o, in.From)
}

// world is a bank with its clearing, joined to a house of the test's over HTTP.
type world struct {
	testing.TB
	*desk
	st    *store.Store
	queue *jobs.Queue
	house *fakeHouse
	acts  *approval.Register
	bank  *httptest.Server
}

func schemas() []store.Schema {
	return []store.Schema{{Module: "ledger", Files: ledger.Schema()}, jobs.Schema(), {Module: "audit", Files: audit.Schema()},
		{Module: "approval", Files: approval.Schema()}, {Module: "clearing", Files: clearing.Schema()}, deskSchema}
}

func newWorld(t testing.TB, net *network) *world {
	w := &world{TB: t}
	w.st = store.TestOptions(t, store.Options{CacheMB: 16, Readers: 4}, schemas()...)
	log := audit.New(w.st, audit.Config{})
	led := ledger.New(w.st, ledger.Options{Audit: log})
	w.queue = jobs.New(w.st, jobs.Options{Poll: 10 * time.Millisecond})
	w.acts = approval.New(w.st, log)
	w.desk = &desk{led: led}
	key, houseKey := newKey(t), newKey(t)
	w.house = newHouse(t, houseKey, key.Public(), net)
	w.c = clearing.New(w.st, led, clearing.Options{Self: self, House: house, URL: w.house.server.URL, Key: key, Payments: w.desk, Queue: w.queue, Audit: log,
		Approvals: w.acts, Branch: "0001", Transport: net.transport(), Answer: 100 * time.Millisecond,
		Backoff: jobs.Exponential(5*time.Millisecond, 50*time.Millisecond)})
	w.acts.Add(w.c.Acts()...)
	if err := w.queue.Register(w.c.Workers()...); err != nil {
		t.Fatal(err)
	}
	w.bank = httptest.NewServer(http.HandlerFunc(w.serve))
	w.house.bank = w.bank.URL + "/v1/clearing/messages"
	w.found(houseKey)
	if err := w.queue.Start(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		w.house.stop()
		w.bank.Close()
		stop, cancel := context.WithTimeout(ctx, 20*time.Second)
		defer cancel()
		if err := w.queue.Stop(stop); err != nil {
			t.Error(err)
		}
	})
	return w
}

func newKey(t testing.TB) *signature.PrivateKey {
	k, err := signature.Generate(signature.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// serve is the bank's door as the app would make it.
func (w *world) serve(rw http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	a, err := w.c.Receive(r.Context(), r, body)
	if err != nil {
		p := problem.Of(err)
		if p.Kind == problem.Internal {
			w.Logf("the bank failed: %v", err)
		}
		http.Error(rw, p.Error(), p.Kind.Status())
		return
	}
	rw.Header().Set("Content-Type", a.Type)
	rw.WriteHeader(a.Status)
	_, _ = rw.Write(a.Body)
}

func (w *world) found(houseKey *signature.PrivateKey) {
	w.ok(func(tx *store.Tx) error { return errors.Join(w.led.SeedChart(tx), w.led.OpenDay(tx, day)) })
	w.ok(func(tx *store.Tx) error {
		if err := w.c.Found(tx); err != nil {
			return err
		}
		for _, a := range []struct {
			id     *ledger.AccountID
			number string
			code   ledger.Code
		}{{&w.transit, "3001-0001-transit", "3001"}, {&w.payer, "payer", "2011"}, {&w.payee, "payee", "2011"}} {
			n, err := w.led.OpenAccount(tx, ledger.NewAccount{Number: a.number, Code: a.code, Currency: "CNY", Branch: "0001", Name: a.number})
			if err != nil {
				return err
			}
			*a.id = n.ID
		}
		for _, p := range []clearing.Participant{{Code: house, Name: "清算所", House: true, Active: true}, {Code: other, Name: "他行", Active: true}} {
			if err := w.c.Enrol(tx, p); err != nil {
				return err
			}
		}
		return w.c.Rotate(tx, house, houseKey.Public(), tx.Now().Add(-time.Hour))
	})
}

func (w *world) ok(f func(tx *store.Tx) error) {
	w.Helper()
	if err := w.st.Update(ctx, f); err != nil {
		w.Fatal(err)
	}
}

// pay sends an order to the other bank and gives its id.
func (w *world) pay(amount money.Amount, to string) (id store.ID, uetr string) {
	w.Helper()
	w.ok(func(tx *store.Tx) error {
		o, err := w.Pay(ctx, tx, payment.Instruction{Kind: payment.Transfer, Reference: tx.NewID().String(), From: w.payer,
			To: payment.Payee{Account: to, Name: "李强", Bank: string(other)}, Amount: amount, Currency: "CNY", Purpose: "货款"})
		if err == nil {
			id, uetr = o.ID, o.UETR
		}
		return err
	})
	return id, uetr
}

func (w *world) state(id store.ID) (s payment.State) {
	w.Helper()
	w.view(func(q store.Querier) error {
		o, err := w.Get(q, id)
		if err == nil {
			s = o.State
		}
		return err
	})
	return s
}

func (w *world) view(f func(q store.Querier) error) {
	w.Helper()
	if err := w.st.View(ctx, func(v *store.View) error { return f(v) }); err != nil {
		w.Fatal(err)
	}
}

// until waits for something that comes about by itself; it fails the test when the test's own time is over.
func (w *world) until(what string, f func() bool) {
	w.Helper()
	deadline := w.st.Now().Add(60 * time.Second)
	for !f() {
		if w.st.Now().After(deadline) {
			w.Fatalf("never: %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// balance is what an account holds, on its normal side.
func (w *world) balance(number string) money.Amount {
	w.Helper()
	a, err := w.led.AccountByNumber(ctx, number)
	if err != nil {
		w.Fatal(err)
	}
	return a.Balance.Booked
}
