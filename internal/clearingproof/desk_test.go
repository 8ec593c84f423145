package clearingproof

import (
	"context"
	"errors"
	"testing/fstest"

	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/core/payment"
	"tonghui/core/payment/clearing"
	"tonghui/platform/store"
)

// deskSchema holds the orders of the proof's bank.
var deskSchema = store.Schema{Module: "desk", Files: fstest.MapFS{"001_desk.sql": &fstest.MapFile{Data: []byte(`
CREATE TABLE desk_orders (id BIGINT NOT NULL PRIMARY KEY, kind VARCHAR(16) NOT NULL, reference VARCHAR(64) NOT NULL,
  state VARCHAR(16) NOT NULL, uetr VARCHAR(36) NOT NULL, amount BIGINT NOT NULL, account BIGINT NOT NULL, number VARCHAR(34) NOT NULL,
  reason VARCHAR(35) NOT NULL);
CREATE UNIQUE INDEX desk_orders_reference ON desk_orders (kind, reference);
CREATE INDEX desk_orders_state ON desk_orders (state);`)}}}

// desk is the smallest room of payments: a payer, a payee and the transit account between them and the clearing. Its verbs
// refuse any state change that must not happen twice, so that a second one shows as an error and not as money.
type desk struct {
	led                   *ledger.Ledger
	c                     *clearing.Clearing
	transit, payer, payee ledger.AccountID
}

var errState = problem.New(problem.Conflict, "desk.state", "The order is %s.", "指令状态为 %s。")

type order struct {
	ID        store.ID     `json:"id"`
	Kind      string       `json:"kind"`
	Reference string       `json:"reference"`
	State     string       `json:"state"`
	UETR      string       `json:"uetr"`
	Amount    money.Amount `json:"amount"`
	Number    string       `json:"number"`
	Reason    string       `json:"reason"`
	account   int64
}

const selectOrder = "SELECT id, kind, reference, state, uetr, amount, account, number, reason FROM desk_orders "

func scanOrder(r store.Scanner) (o order, err error) {
	err = r.Scan(&o.ID, &o.Kind, &o.Reference, &o.State, &o.UETR, &o.Amount, &o.account, &o.Number, &o.Reason)
	return o, err
}

func (o order) full() *payment.Order {
	return &payment.Order{ID: o.ID, Kind: payment.Kind(o.Kind), Reference: o.Reference, State: payment.State(o.State), UETR: o.UETR, Amount: o.Amount,
		Currency: "CNY", Branch: "0001", From: ledger.AccountID(o.account), ToAccount: ledger.AccountID(o.account), FromNumber: o.Number, Reason: o.Reason}
}

func (d *desk) Get(q store.Querier, id store.ID) (*payment.Order, error) {
	o, ok, err := store.One(q, scanOrder, selectOrder+"WHERE id = ?", int64(id))
	if err == nil && !ok {
		err = errState.With("missing")
	}
	return o.full(), err
}

func (d *desk) move(tx *store.Tx, reference string, from, to ledger.AccountID, amount money.Amount) error {
	return d.led.Post(tx, &ledger.Entry{Kind: "desk", Reference: reference, Postings: []ledger.Posting{{Account: from, Amount: amount},
		{Account: to, Amount: -amount}}})
}

func (d *desk) turn(tx *store.Tx, id store.ID, from, to payment.State, code string) (*payment.Order, error) {
	o, err := d.Get(tx, id)
	if err == nil && o.State != from {
		err = errState.With(string(o.State))
	}
	if err != nil {
		return nil, err
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
	if in.Account != payeeNumber {
		o.State, o.Reason = payment.Refused, payment.ReasonNoAccount
		return o, d.insert(tx, o, 0)
	}
	if err := d.insert(tx, o, d.payee); err != nil {
		return nil, err
	}
	return o, d.move(tx, o.ID.String(), d.transit, d.payee, o.Amount)
}

// Pay makes an order once for its reference, however often it is called.
func (d *desk) Pay(_ context.Context, tx *store.Tx, in payment.Instruction) (*payment.Order, error) {
	before, ok, err := store.One(tx, scanOrder, selectOrder+"WHERE kind = ? AND reference = ?", string(in.Kind), in.Reference)
	if err != nil || ok {
		return before.full(), err
	}
	o := &payment.Order{ID: tx.NewID(), Kind: in.Kind, Reference: in.Reference, State: payment.Sent, From: in.From, FromNumber: payerNumber,
		FromName: "王芳", To: in.To, Amount: in.Amount, Currency: in.Currency, Branch: "0001", Note: in.Note, Purpose: in.Purpose}
	if err := d.move(tx, o.ID.String(), in.From, d.transit, o.Amount); err != nil {
		return nil, err
	}
	return o, errors.Join(d.c.Send(tx, o), d.insert(tx, o, in.From))
}
