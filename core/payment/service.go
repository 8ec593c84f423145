package payment

import (
	"context"
	"embed"
	"io/fs"
	"sync/atomic"

	"tonghui/core/ledger"
	"tonghui/platform/audit"
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

// Payments is the room of payments. Methods that take a Tx are verbs, to be called inside an Update.
type Payments struct {
	st     *store.Store
	led    *ledger.Ledger
	d      Deps
	orders store.Slot // rows of payment_orders
	payers store.Slot
	own    bankAccounts
	code   atomic.Pointer[[]byte] // the receipts' key, once it was opened
	bounds *bounds
	heard  []func(tx *store.Tx, o *Order) error
}

// New makes the room of a store; once, before the store's first Update.
func New(st *store.Store, led *ledger.Ledger, deps Deps) *Payments {
	p := &Payments{st: st, led: led, d: deps, bounds: newBounds()}
	p.payers = st.AddBuffer(func() store.Buffer { return newPayers(st.Engine().Shared()) })
	p.orders = st.AddBuffer(newOrderRows)
	if deps.Vault != nil {
		deps.Vault.AddColumn(keyColumn())
		deps.Vault.AddColumn(aliasColumn())
	}
	if deps.Approvals != nil {
		deps.Approvals.Add(p.acts()...)
	}
	return p
}

// Through sets the clearing by which other banks are paid; before the first payment.
func (p *Payments) Through(c Clearing) { p.d.Clearing = c }

// Trace adds tracers to the chains of orders.
func (p *Payments) Trace(t ...Tracer) { p.d.Tracers = append(p.d.Tracers, t...) }

// Judge adds rules, asked in their order.
func (p *Payments) Judge(r ...Rule) { p.d.Rules = append(p.d.Rules, r...) }

// OnChange adds a room that hears of each later change of an order's state, in its update: settled, rejected, returned.
func (p *Payments) OnChange(f func(tx *store.Tx, o *Order) error) { p.heard = append(p.heard, f) }

// note takes a note, where there is a log.
func (p *Payments) note(tx *store.Tx, n audit.Note) error {
	if p.d.Audit == nil {
		return nil
	}
	return p.d.Audit.Note(tx, n)
}

// Get reads an order: ErrUnknown.
func (p *Payments) Get(q store.Querier, id store.ID) (*Order, error) { return orderByID(q, id) }

// find reads an order in a snapshot of its own.
func (p *Payments) find(ctx context.Context, id store.ID) (o *Order, err error) {
	err = p.st.View(ctx, func(v *store.View) error {
		o, err = orderByID(v, id)
		return err
	})
	return o, err
}
