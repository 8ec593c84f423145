package payment

import (
	"context"

	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// MaxMany is how many orders PayMany takes at once.
const MaxMany = 2_000

// PayMany makes many orders, each for itself: line by line an order or the error that refuses it; the last value is an error of the
// bank's own, after which the update must fail. Confirmed orders in the bank cost one look-up of a kind for all and one batch of
// the ledger; others are made one by one.
func (p *Payments) PayMany(ctx context.Context, tx *store.Tx, ins []Instruction) ([]*Order, []error, error) {
	if len(ins) > MaxMany {
		return nil, nil, ErrTooMany.With(MaxMany)
	}
	m := &many{p: p, tx: tx, ins: ins, orders: make([]*Order, len(ins)), errs: make([]error, len(ins)), first: map[nameOf]int{}}
	if err := m.begin(); err != nil {
		return nil, nil, err
	}
	for i := range ins {
		if err := m.line(ctx, i); err != nil {
			return nil, nil, err
		}
	}
	if err := m.post(); err != nil {
		return nil, nil, err
	}
	for _, i := range m.twice {
		m.repeat(i)
	}
	if err := m.look(); err != nil {
		return nil, nil, err
	}
	return m.orders, m.errs, nil
}

// nameOf is what an order is known by.
type nameOf struct {
	kind      Kind
	reference string
}

// many is one call of PayMany.
type many struct {
	p      *Payments
	tx     *store.Tx
	ins    []Instruction
	known  *known
	orders []*Order
	errs   []error

	earlier map[nameOf]*Order // made before; only in careful mode known ahead
	first   map[nameOf]int    // lines by their names
	twice   []int             // lines whose name an earlier line has
	drafts  []*draft          // to be posted
	lines   []int             // and their lines
}

func (m *many) begin() (err error) {
	if m.known, err = m.p.readAhead(m.tx.Peeker(), m.ins); err != nil || !m.tx.Careful() {
		return err
	}
	all := make([]int, len(m.ins))
	for i := range all {
		all[i] = i
	}
	return m.ask(all)
}

// ask reads what was made before under the names of lines.
func (m *many) ask(lines []int) error {
	m.earlier = map[nameOf]*Order{}
	references := map[Kind][]string{}
	for _, i := range lines {
		references[m.ins[i].Kind] = append(references[m.ins[i].Kind], m.ins[i].Reference)
	}
	for kind, rs := range references {
		found, err := ordersByReference(m.tx, kind, rs)
		if err != nil {
			return err
		}
		for r, o := range found {
			m.earlier[nameOf{kind, r}] = o
		}
	}
	return nil
}

// line makes a line's order ready for the ledger, or all of it where that can't be done for many at once.
func (m *many) line(ctx context.Context, i int) (failed error) {
	in := &m.ins[i]
	if m.errs[i] = in.check(); m.errs[i] != nil {
		return nil
	}
	name := nameOf{in.Kind, in.Reference}
	if _, twice := m.first[name]; twice {
		m.twice = append(m.twice, i)
		return nil
	}
	m.first[name] = i
	if o := m.earlier[name]; o != nil {
		m.orders[i], m.errs[i] = answerTo(o, in)
		return nil
	}
	if in.Confirmed && m.p.here(in.To.Bank) {
		d, err := m.p.prepare(m.tx, m.known, in)
		if err != nil {
			m.errs[i] = err
			return faultOnly(err)
		}
		d.o.checks += ";confirmed"
		m.drafts, m.lines = append(m.drafts, d), append(m.lines, i)
		return nil
	}
	m.errs[i] = m.tx.Savepoint(func() (err error) {
		m.orders[i], err = m.p.Pay(ctx, m.tx, *in)
		return err
	})
	return faultOnly(m.errs[i])
}

func faultOnly(err error) error {
	if err != nil && fault(err) {
		return err
	}
	return nil
}

// post books all that is ready.
func (m *many) post() error {
	if len(m.drafts) == 0 {
		return nil
	}
	entries := make([]*ledger.Entry, len(m.drafts))
	for j, d := range m.drafts {
		var err error
		if entries[j], err = m.p.entry(m.tx, d.o); err != nil {
			return err
		}
	}
	errs, err := m.p.led.PostBatch(m.tx, ledger.Independent, entries)
	if err != nil {
		return err
	}
	for j, d := range m.drafts {
		i := m.lines[j]
		if m.errs[i] = errs[j]; errs[j] != nil {
			continue
		}
		if err := m.p.booked(m.tx, d.o, entries[j]); err != nil {
			return err
		}
		if err := m.p.insert(m.tx, d.o); err != nil {
			return err
		}
		m.orders[i] = d.o
	}
	return nil
}

// repeat answers a line whose name an earlier line has.
func (m *many) repeat(i int) {
	in := &m.ins[i]
	at := m.first[nameOf{in.Kind, in.Reference}]
	if m.orders[at] == nil {
		m.errs[i] = ErrDuplicateReference
		return
	}
	m.orders[i], m.errs[i] = answerTo(m.orders[at], in)
}

// look finds, for lines that were refused, whether they had been paid before: what they met may be the effect of that.
func (m *many) look() error {
	if m.tx.Careful() {
		return nil
	}
	var refused []int
	for i, err := range m.errs {
		if err != nil && m.orders[i] == nil && m.ins[i].check() == nil {
			refused = append(refused, i)
		}
	}
	if len(refused) == 0 {
		return nil
	}
	if err := m.ask(refused); err != nil {
		return err
	}
	for _, i := range refused {
		if o := m.earlier[nameOf{m.ins[i].Kind, m.ins[i].Reference}]; o != nil && o.same(&m.ins[i]) {
			m.orders[i], m.errs[i] = o, nil
		}
	}
	return nil
}

// answerTo answers an instruction with the order that stands under its name.
func answerTo(o *Order, in *Instruction) (*Order, error) {
	if !o.same(in) {
		return nil, ErrDuplicateReference
	}
	return o, nil
}
