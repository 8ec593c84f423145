package suspense

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"strings"
	"unicode/utf8"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the room's migrations.
func Schema() fs.FS {
	f, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return f
}

// DefaultThreshold is what one person may clear at a time unless the bank says otherwise: 50,000 yuan, in minor units.
const DefaultThreshold money.Amount = 5_000_000

// Returner sends an item back to where it came from. It says into which account the money goes for that, and starts what carries it
// there, in the same update.
type Returner interface {
	Return(tx *store.Tx, it *Item) (to ledger.AccountID, err error)
}

// Options are what the room needs; all may be left out.
type Options struct {
	Audit     *audit.Log
	Approvals *approval.Register
	Events    *jobs.Events
	Threshold func(q store.Querier) (money.Amount, error) // beyond which clearing takes two; default DefaultThreshold
	Returners map[string]Returner                         // by the first part of an item's code: "payment" for "payment.AC01"
}

// Desk keeps the items.
type Desk struct {
	st  *store.Store
	led *ledger.Ledger
	o   Options
}

// New makes the desk and declares its act to the register of approvals.
func New(st *store.Store, led *ledger.Ledger, o Options) *Desk {
	if o.Threshold == nil {
		o.Threshold = func(store.Querier) (money.Amount, error) { return DefaultThreshold, nil }
	}
	d := &Desk{st: st, led: led, o: o}
	if o.Approvals != nil {
		o.Approvals.Add(d.Acts()...)
	}
	return d
}

// Returns adds a returner for the items of a room, in the wiring: payments are made after the desk.
func (d *Desk) Returns(room string, r Returner) {
	if d.o.Returners == nil {
		d.o.Returners = map[string]Returner{}
	}
	d.o.Returners[room] = r
}

// Park makes an item of money that the caller has booked into account, which holds such money only; amount is on its normal side.
// The same object under the same code is one item.
func (d *Desk) Park(tx *store.Tx, code string, account ledger.AccountID, amount money.Amount, why, object string) error {
	_, err := d.park(tx, code, account, amount, why, object)
	return err
}

func (d *Desk) park(tx *store.Tx, code string, account ledger.AccountID, amount money.Amount, why, object string) (*Item, error) {
	if amount <= 0 || !textOK(code, 40) || !textOK(object, 100) || strings.TrimSpace(why) == "" || !utf8.ValidString(why) {
		return nil, ErrParking
	}
	if r := []rune(why); len(r) > 200 {
		why = string(r[:200])
	}
	if was, found, err := parked(tx, code, account, amount, object); found || err != nil {
		return was, err
	}
	k, err := d.known(tx, account)
	if err != nil {
		return nil, err
	}
	day, ok := tx.BankDate()
	if !ok {
		return nil, ledger.ErrNoOpenDay
	}
	it := &Item{ID: tx.NewID(), Code: code, Object: object, Account: account, Side: k.side, Branch: string(k.branch), Currency: k.currency,
		Amount: amount, Left: amount, Why: why, Since: day, ParkedAt: tx.Now(), State: Open, Version: 1}
	if err := insertItem(tx, it); errors.Is(err, store.ErrDuplicate) { // another process was first
		was, found, err := parked(tx, code, account, amount, object)
		if err == nil && !found {
			err = store.ErrConflict
		}
		return was, err
	} else if err != nil {
		return nil, err
	}
	if err := d.note(tx, "suspense.park", it, audit.Digest{}, ""); err != nil {
		return nil, err
	}
	return it, d.tell(tx, it, "parked")
}

// parked answers an item that is there already, if it is the same.
func parked(q store.Querier, code string, account ledger.AccountID, amount money.Amount, object string) (*Item, bool, error) {
	was, found, err := itemByObject(q, code, object)
	if err != nil || !found {
		return nil, false, err
	}
	if was.Account != account || was.Amount != amount {
		return nil, true, ErrParkedOtherwise.With(object)
	}
	was.Replayed = true
	return was, true, nil
}

// Moving is money that is to be put into suspense.
type Moving struct {
	Code   string
	Object string
	From   ledger.AccountID // where it lies now
	Amount money.Amount     // minor units
	Owed   bool             // the bank is owed it (a shortage): the branch's receivable takes it, and From is paid
	Why    string
}

// EntryPark is the ledger's kind of the entries by which money is put into suspense.
const EntryPark = "suspense.park"

// Move books money out of an account into the suspense account of its branch, and makes an item of it. The same object under the same
// code is one item and one entry.
func (d *Desk) Move(tx *store.Tx, m Moving) (*Item, error) {
	if m.Amount <= 0 || !textOK(m.Code, 20) || !textOK(m.Object, 40) {
		return nil, ErrParking // code and object together are the entry's reference
	}
	from, err := d.led.AccountIn(tx, m.From)
	if err != nil {
		return nil, err
	}
	side := Payable
	if m.Owed {
		side = Receivable
	}
	account, err := d.own(tx, side, from.Branch, from.Currency)
	if err != nil {
		return nil, err
	}
	e := entry(EntryPark, m.Code+" "+m.Object, account, m.From, -m.Amount, side, "挂账："+m.Why)
	if err := d.led.Post(tx, e); err != nil {
		return nil, err
	}
	return d.park(tx, m.Code, account, m.Amount, m.Why, m.Object)
}

// entry takes an amount out of a suspense account and books it to another; a negative amount comes from there.
func entry(kind, reference string, account, to ledger.AccountID, amount money.Amount, side Side, summary string) *ledger.Entry {
	if side == Receivable {
		amount = -amount
	}
	if r := []rune(summary); len(r) > ledger.MaxSummary {
		summary = string(r[:ledger.MaxSummary])
	}
	return &ledger.Entry{Kind: kind, Reference: reference, Summary: summary,
		Postings: []ledger.Posting{{Account: account, Amount: amount}, {Account: to, Amount: -amount}}}
}

// codes of the room's own accounts.
var codes = map[Side]ledger.Code{Payable: "2241", Receivable: "1221"}

var names = map[Side]string{Payable: "其他应付款—挂账", Receivable: "其他应收款—挂账"}

// own is the room's account of a side in a branch and currency, opened when it is first wanted.
func (d *Desk) own(tx *store.Tx, side Side, branch ledger.Branch, c money.Currency) (ledger.AccountID, error) {
	number := string(codes[side]) + "-" + string(branch) + "-parked"
	if c != "CNY" {
		number += "-" + string(c)
	}
	id, found, err := accountByNumber(tx, number)
	if err != nil || found {
		return id, err
	}
	a, err := d.led.OpenAccount(tx, ledger.NewAccount{Number: number, Code: codes[side], Currency: c, Branch: branch, Name: names[side],
		Limits: ledger.AtLeast(0)})
	if err != nil {
		return 0, err
	}
	return a.ID, insertAccount(tx, &place{account: a.ID, side: side, branch: branch, currency: c}, number)
}

// place is an account in which items lie.
type place struct {
	account  ledger.AccountID
	side     Side
	branch   ledger.Branch
	currency money.Currency
}

// known is what the room knows of an account, from the ledger the first time.
func (d *Desk) known(tx *store.Tx, id ledger.AccountID) (*place, error) {
	p, found, err := placeOf(tx, id)
	if err != nil || found {
		return p, err
	}
	a, err := d.led.AccountIn(tx, id)
	if err != nil {
		return nil, err
	}
	p = &place{account: id, branch: a.Branch, currency: a.Currency}
	switch a.Class {
	case ledger.Liability:
		p.side = Payable
	case ledger.Asset:
		p.side = Receivable
	default:
		return nil, ErrAccount.With(id)
	}
	if err = insertAccount(tx, p, ""); errors.Is(err, store.ErrDuplicate) {
		err = nil // another process was first, and wrote the same
	}
	return p, err
}

func textOK(s string, most int) bool {
	return strings.TrimSpace(s) != "" && len(s) <= most && utf8.ValidString(s)
}

func (d *Desk) note(tx *store.Tx, verb string, it *Item, before audit.Digest, reason string) error {
	if d.o.Audit == nil {
		return nil
	}
	return d.o.Audit.Note(tx, audit.Note{Verb: verb, Kind: Kind, Object: it.ID.String(), Version: it.Version, Before: before,
		After: it.Digest(), Salted: true, Reason: reason})
}

func (d *Desk) tell(tx *store.Tx, it *Item, what string) error {
	if d.o.Events == nil {
		return nil
	}
	return d.o.Events.Publish(tx, "suspense/"+it.Branch, map[string]any{"item": it.ID.String(), "what": what, "bucket": it.Bucket})
}

// Get reads an item with what was done about it. ErrUnknown.
func (d *Desk) Get(ctx context.Context, id store.ID) (it *Item, err error) {
	err = d.st.View(ctx, func(v *store.View) error {
		if it, err = itemByID(v, id); err != nil {
			return err
		}
		it.Moves, err = movesOf(v, id)
		return err
	})
	return it, err
}

func actor(tx *store.Tx) string {
	if s := auth.By(tx); s != nil {
		return s.Actor().Person
	}
	return tx.Actor().Person
}
