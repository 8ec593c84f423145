package payment

import (
	"context"
	"strings"
	"time"

	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Pay makes one order: it settles at once in the bank, is sent to another bank, or waits (Proposed) for whoever must let it pass.
// The same kind and reference again answer the order as it stands; with another content they are ErrDuplicateReference. Of what is
// refused nothing is kept.
func (p *Payments) Pay(ctx context.Context, tx *store.Tx, in Instruction) (*Order, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	if tx.Careful() { // otherwise the unique index says so, and the update runs again with care
		if o, err := p.earlier(tx, &in); o != nil || err != nil {
			return o, err
		}
	}
	o, err := p.pay(ctx, tx, plain{p.d.Accounts, tx.Peeker()}, &in)
	if err == nil || tx.Careful() || fault(err) {
		return o, err
	}
	// What a repeated order meets (no funds left, a limit) may be the effect of its own first time.
	if was, e := p.earlier(tx, &in); was != nil || e != nil {
		return was, e
	}
	return nil, err
}

// fault says that an error is the bank's own, not a refusal.
func fault(err error) bool {
	k := problem.KindOf(err)
	return k == problem.Internal || k == problem.Unavailable
}

// earlier is the order that was made under an instruction's reference, if there is one.
func (p *Payments) earlier(tx *store.Tx, in *Instruction) (*Order, error) {
	found, err := ordersByReference(tx, in.Kind, []string{in.Reference})
	if err != nil {
		return nil, err
	}
	o := found[in.Reference]
	if o != nil && !o.same(in) {
		return nil, ErrDuplicateReference
	}
	return o, nil
}

// draft is an order while it is being made.
type draft struct {
	in   *Instruction
	from account.Account
	o    *Order
	x    *payer        // the payer, where limits count
	one  *payer        // the firm's person, likewise
	acc  *payer        // the account, where it has a day's limit of its own
	day  *money.Amount // that limit
	ask  bool          // a rule wants somebody to look
	act  string        // the approval that it needs; ""
}

// pay makes an order that isn't known yet.
func (p *Payments) pay(ctx context.Context, tx *store.Tx, l look, in *Instruction) (*Order, error) {
	d, err := p.prepare(tx, l, in)
	if err != nil {
		return nil, err
	}
	if err := p.guard(ctx, tx, d); err != nil {
		return nil, err
	}
	if d.ask || d.act != "" {
		return d.o, p.propose(tx, d)
	}
	e, err := p.entry(tx, d.o)
	if err != nil {
		return nil, err
	}
	if err := p.led.Post(tx, e); err != nil {
		return nil, err
	}
	if err := p.booked(tx, d.o, e); err != nil {
		return nil, err
	}
	return d.o, p.keep(tx, d)
}

// prepare finds payer and payee and makes the order of them.
func (p *Payments) prepare(tx *store.Tx, l look, in *Instruction) (*draft, error) {
	from, err := l.get(in.From)
	if unknown(err) {
		return nil, ErrNotYours
	}
	if err != nil {
		return nil, err
	}
	q := tx.Peeker()
	if err := p.holds(q, &from, in.By); err != nil {
		return nil, err
	}
	if from.Currency != in.Currency {
		return nil, ErrCurrency.With(in.Currency)
	}
	id := tx.NewID()
	day, _ := tx.BankDate()
	o := &Order{ID: id, Number: id.String(), Kind: in.Kind, Reference: in.Reference, State: Proposed, Channel: in.Channel, From: from.ID,
		FromNumber: from.Number, FromName: from.Name, To: in.To, Amount: in.Amount, Currency: in.Currency, Purpose: in.Purpose, Note: in.Note,
		Payer: from.Owner, Branch: auth.Branch(from.Branch), Batch: in.Batch, EndToEndID: in.EndToEndID, MadeAt: tx.Now(), BankDate: day, version: 1}
	if s := auth.By(tx); s != nil {
		o.person = s.Person
	}
	if err := p.aim(tx, l, in, &from, o); err != nil {
		return nil, err
	}
	d := &draft{in: in, from: from, o: o}
	if err := p.mayPay(q, d); err != nil {
		return nil, err
	}
	item := "transfer"
	switch {
	case in.Kind == Collection || in.Kind == Refund || in.Kind == Return:
		return d, nil // who pays a bill, or gives back, pays no fee for it
	case !p.here(in.To.Bank):
		item = "transfer.bank"
	}
	if o.Fee, err = p.d.Accounts.Fee(q, item, in.Amount, day, from); err != nil {
		return nil, err
	}
	return d, nil
}

// guard asks everything that a payer's own order must pass: limits, repetition, rules, approval and second factor.
func (p *Payments) guard(ctx context.Context, tx *store.Tx, d *draft) error {
	if d.in.Confirmed {
		d.o.checks += ";confirmed"
		return nil
	}
	if d.in.Channel != Bank && d.in.Channel != Network {
		if err := p.limits(ctx, tx, d); err != nil {
			return err
		}
	}
	if err := p.rules(ctx, tx, d); err != nil {
		return err
	}
	s := auth.By(tx)
	if s == nil || d.x == nil {
		return nil
	}
	// Who pays counts, not who calls: a shop that charges a customer's pass wears a firm's hat too.
	if s.Person != 0 && s.Hat.Kind != auth.StaffHat && ofFirm(&d.from) {
		if err := p.approval(ctx, tx, d); err != nil {
			return err
		}
	}
	if d.act == "" {
		return p.factor(ctx, tx, d, s)
	}
	return nil
}

// limits holds the order against the bank's limits and the payer's own; her row is locked until the update has ended.
func (p *Payments) limits(ctx context.Context, tx *store.Tx, d *draft) (err error) {
	b := tx.Buffer(p.payers).(*payers)
	if d.x, err = b.of(tx, payerKey{d.o.Payer, 0}); err != nil {
		return err
	}
	if d.in.Kind == Transfer && !d.in.Again {
		again, err := b.repeated(tx, d.x, paidKey{d.o.To.Account, d.o.Amount})
		if err != nil {
			return err
		}
		if again {
			return ErrAgain
		}
	}
	if p.d.Parameters == nil {
		return nil
	}
	bound, err := p.bank(ctx, tx.Peeker(), &d.from, d.o.Channel, d.o.BankDate)
	if err != nil {
		return err
	}
	bound = bound.narrow(d.x.own, d.o.Channel)
	if err := d.x.within(bound, d.o.Channel, d.o.Amount, d.o.Currency); err != nil {
		return err
	}
	if s := auth.By(tx); s != nil && s.Person != 0 && ofFirm(&d.from) && s.Hat.For == d.o.Payer {
		if d.one, err = b.of(tx, payerKey{d.o.Payer, s.Person}); err != nil {
			return err
		}
		if err := d.one.within(bound.narrow(d.one.own, d.o.Channel), d.o.Channel, d.o.Amount, d.o.Currency); err != nil {
			return err
		}
	}
	d.o.checks += ";limit=pass"
	return p.accountLimit(tx, d)
}

// rules asks each rule; the strictest answer counts.
func (p *Payments) rules(ctx context.Context, tx *store.Tx, d *draft) error {
	for _, r := range p.d.Rules {
		v, err := r.Judge(ctx, tx, d.in)
		if err != nil {
			return err
		}
		switch v.Outcome {
		case Pass:
			d.o.note(r.Name() + "=pass")
		case Ask:
			d.ask = true
			d.o.Reason = clip(v.Reason, 40)
			d.o.note(r.Name() + "=ask")
		default:
			return stopped(v)
		}
	}
	return nil
}

// note adds what was looked at, as long as there is room.
func (o *Order) note(check string) {
	if len(o.checks)+1+len(check) <= 200 {
		o.checks += ";" + check
	}
}

// approval finds out who of the firm must decide the order.
func (p *Payments) approval(ctx context.Context, tx *store.Tx, d *draft) error {
	if p.d.Approvals == nil || p.d.Parameters == nil {
		return nil
	}
	check, err := p.amountOf(ctx, paramCheck, d.o.BankDate, d.o.Currency)
	if err != nil {
		return err
	}
	large, err := p.amountOf(ctx, paramLarge, d.o.BankDate, d.o.Currency)
	if err != nil {
		return err
	}
	if d.x.own.Check != nil {
		check = *d.x.own.Check
	}
	if d.x.own.Large != nil {
		large = *d.x.own.Large
	}
	switch {
	case d.o.Amount > large:
		d.act = actLarge
	case d.o.Amount > check:
		d.act = actOrder
	}
	return nil
}

// proofAge is how long a proof counts for a payment above the threshold, as the app's own for risky operations.
const proofAge = 5 * time.Minute

// factor asks for a second factor above the thresholds.
func (p *Payments) factor(ctx context.Context, tx *store.Tx, d *draft, s *auth.Subject) error {
	if p.d.Parameters == nil {
		return nil
	}
	one, err := p.amountOf(ctx, paramFactor, d.o.BankDate, d.o.Currency)
	if err != nil {
		return err
	}
	day, err := p.amountOf(ctx, paramFactorDay, d.o.BankDate, d.o.Currency)
	if err != nil {
		return err
	}
	if d.o.Amount <= one && d.o.Amount <= day-d.x.total() {
		d.o.note("factor=none")
		return nil
	}
	if s.Person == 0 && s.Level < auth.LevelStrong || s.Person != 0 && tx.Now().Sub(s.ProvedAt) > proofAge {
		return ErrFactor
	}
	d.o.note("factor=fresh")
	return nil
}

// entry is what an order books: payer to payee, or to the transit account of her branch; the fee to the branch's income.
func (p *Payments) entry(tx *store.Tx, o *Order) (*ledger.Entry, error) {
	branch := ledger.Branch(o.Branch)
	to := o.ToAccount
	if !p.here(o.To.Bank) {
		var err error
		if to, err = p.ownAccount(tx, "transit", branch, o.Currency); err != nil {
			return nil, err
		}
	}
	debit, err := o.Amount.Add(o.Fee)
	if err != nil {
		return nil, err
	}
	postings := make([]ledger.Posting, 2, 3)
	postings[0], postings[1] = ledger.Posting{Account: o.From, Amount: debit}, ledger.Posting{Account: to, Amount: -o.Amount}
	if o.Fee > 0 {
		fee, err := p.ownAccount(tx, "fee", branch, o.Currency)
		if err != nil {
			return nil, err
		}
		postings = append(postings, ledger.Posting{Account: fee, Amount: -o.Fee})
	}
	return &ledger.Entry{Kind: entryKind, Reference: o.Number, Branch: branch, Summary: o.Purpose, Postings: postings}, nil
}

// entryKind is the kind of an order's entry in the ledger; its reference is the order's number. What gives money back is a
// backKind, what credits an inward payment an inKind.
const (
	entryKind = "payment"
	backKind  = "payment.back"
	inKind    = "payment.in"
)

// booked says that an order's entry stands.
func (p *Payments) booked(tx *store.Tx, o *Order, e *ledger.Entry) error {
	o.Entry, o.BankDate = e.ID, e.BankDate
	if p.here(o.To.Bank) {
		now := tx.Now()
		o.State, o.SettledAt = Settled, &now
		return p.told(tx, o)
	}
	o.State = Sent
	return p.d.Clearing.Send(tx, o)
}

// keep counts a booked order against the limits and writes it.
func (p *Payments) keep(tx *store.Tx, d *draft) error {
	p.count(tx, d)
	if err := p.insert(tx, d.o); err != nil {
		return err
	}
	return p.d.Accounts.Touch(tx, d.o.From)
}

// count adds an order to what its payer has used.
func (p *Payments) count(tx *store.Tx, d *draft) {
	if d.x == nil {
		return
	}
	b := tx.Buffer(p.payers).(*payers)
	d.o.counted = true
	b.use(d.x, d.o.Channel, d.o.Amount, 1)
	for _, x := range []*payer{d.one, d.acc} {
		if x != nil {
			b.use(x, d.o.Channel, d.o.Amount, 1)
		}
	}
	if d.o.Kind == Transfer {
		b.remember(tx, d.x, paidKey{d.o.To.Account, d.o.Amount})
	}
}

// insert queues a new order's row, and notes it.
func (p *Payments) insert(tx *store.Tx, o *Order) error {
	tx.Buffer(p.orders).(*store.Appender).Add(o.row()...)
	if o.State.waits() {
		if err := setWaiting(tx, o); err != nil {
			return err
		}
	}
	return p.note(tx, audit.Note{Verb: "payment." + verbOf[o.State], Kind: string(OrderKind), Object: o.Number, Version: o.version,
		After: o.Digest(), Salted: true})
}

// verbOf is how a note calls what brought an order into a state.
var verbOf = map[State]string{Proposed: "propose", Sent: "send", Settled: "pay", Rejected: "reject", Returned: "return",
	Refused: "refuse", Held: "hold"}

// change writes an order whose state has changed, and notes it.
func (p *Payments) change(tx *store.Tx, o *Order, before audit.Digest) error {
	o.version++
	if err := updateOrder(tx, o); err != nil {
		return err
	}
	if err := setWaiting(tx, o); err != nil {
		return err
	}
	for _, hear := range p.heard {
		if err := hear(tx, o); err != nil {
			return err
		}
	}
	return p.note(tx, audit.Note{Verb: "payment." + verbOf[o.State], Kind: string(OrderKind), Object: o.Number, Version: o.version,
		Before: before, After: o.Digest(), Salted: true})
}

// SettledTopic is where it is told that a payment was settled; the lines of batches are told by their batch.
const SettledTopic = "payment.settled"

// told publishes that an order was settled.
func (p *Payments) told(tx *store.Tx, o *Order) error {
	if p.d.Events == nil || o.Batch != 0 {
		return nil
	}
	return p.d.Events.Publish(tx, SettledTopic, settledEvent{o.ID, o.Kind})
}

// settledEvent names the order; whoever may read it finds the rest there.
type settledEvent struct {
	Order store.ID `json:"order"`
	Kind  Kind     `json:"kind"`
}

// Digest is the order's for the audit log.
func (o *Order) Digest() audit.Digest {
	var h audit.Hasher
	h.Start(string(OrderKind))
	for _, v := range o.row() {
		switch v := v.(type) {
		case int64:
			h.Int(v)
		case string:
			h.Text(v)
		}
	}
	return h.Sum()
}

func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// stopped is the refusal of a rule, with its own sentence in each language.
func stopped(v Verdict) error {
	e := *ErrStopped
	e.EN, e.ZH = strings.Replace(e.EN, "%s", v.EN, 1), strings.Replace(e.ZH, "%s", v.ZH, 1)
	return &e
}
