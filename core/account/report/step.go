package report

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/account/dayend"
	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Thresholds are those of the Measures on reporting large and suspicious transactions (金融机构大额交易和可疑交易报告管理办法第五条; cash
// in renminbi as amended by PBOC order 2018 No. 2), per customer, bank date and side: cash of 50,000 yuan or 10,000 dollars; transfers of
// 2,000,000 yuan or 200,000 dollars by firms, 500,000 yuan or 100,000 dollars by people. Other currencies have none here: the bank gives
// its own function for them. ok is false where there is none.
func Thresholds(c money.Currency, cash, natural bool) (least money.Amount, ok bool) {
	at, ok := map[money.Currency][3]money.Amount{"CNY": {50_000_00, 2_000_000_00, 500_000_00}, "USD": {10_000_00, 200_000_00, 100_000_00}}[c]
	switch {
	case cash:
		return at[0], ok
	case natural:
		return at[2], ok
	}
	return at[1], ok
}

// The parts of a cursor: accounts are walked, then sums are looked through.
const (
	chunkAccounts  = 200
	chunkMovements = 500
)

// Steps are the room's work at the end of a bank date. They go last: what other steps book into the date is reported too.
func (r *Reports) Steps() []dayend.Step {
	if r.o.Deposits == nil {
		return nil
	}
	return []dayend.Step{
		{Name: "report.positions", EN: "Sum deposits and movements", ZH: "存款与交易汇总", Chunk: r.positions},
		{Name: "report.large", EN: "Find large movements", ZH: "筛选大额交易", Chunk: r.large},
	}
}

// positions walks over the deposits of a date: by code, then by id.
func (r *Reports) positions(ctx context.Context, tx *store.Tx, d calendar.Date, cursor string) (string, int, error) {
	at, after, err := parsePlace(cursor)
	if err != nil {
		return "", 0, err
	}
	if cursor == "" { // from the beginning, perhaps again
		if err := forget(tx, d); err != nil {
			return "", 0, err
		}
	}
	if at >= len(r.o.Codes) {
		return "", 0, nil
	}
	ps, err := r.led.Positions(tx, r.o.Codes[at], d, after, chunkAccounts)
	if err != nil {
		return "", 0, err
	}
	ids := make([]ledger.AccountID, len(ps))
	for i := range ps {
		ids[i] = ps[i].Account
	}
	lines, err := r.o.Deposits.Lines(tx, ids)
	if err != nil {
		return "", 0, err
	}
	c := &collector{products: map[productKey]*product{}, movements: map[movementKey]*Movement{}, cash: map[ledger.AccountID]bool{}}
	for i := range ps {
		line, known := lines[ps[i].Account]
		c.position(&ps[i], &line)
		if known && ps[i].Moved && line.Owner != 0 {
			if err := r.moves(ctx, tx, d, &line, c); err != nil {
				return "", 0, err
			}
		}
	}
	if err := c.write(tx, d); err != nil {
		return "", 0, err
	}
	switch {
	case len(ps) == chunkAccounts:
		return place(at, ps[len(ps)-1].Account), len(ps), nil
	case at+1 < len(r.o.Codes):
		return place(at+1, 0), len(ps), nil
	}
	return "", len(ps), nil
}

// moves adds what an account moved on a date to its owner's sums.
func (r *Reports) moves(ctx context.Context, tx *store.Tx, d calendar.Date, line *Deposit, c *collector) error {
	s, err := r.led.Statement(ctx, line.Account, d, d)
	if err != nil {
		return err
	}
	return r.led.Lines(ctx, s, func(l *ledger.Line) error {
		cash, err := r.inCash(ctx, tx, l, c)
		if err == nil {
			c.movement(line, l.Amount, cash)
		}
		return err
	})
}

// inCash says whether a line's money came from or went to a till.
func (r *Reports) inCash(ctx context.Context, tx *store.Tx, l *ledger.Line, c *collector) (bool, error) {
	others := []ledger.AccountID{l.Contra}
	if l.Contra == 0 {
		e, err := r.led.Entry(ctx, l.Entry)
		if err != nil {
			return false, err
		}
		others = others[:0]
		for i := range e.Postings {
			others = append(others, e.Postings[i].Account)
		}
	}
	for _, id := range others {
		cash, known := c.cash[id]
		if !known {
			a, err := r.led.AccountIn(tx, id)
			if err != nil {
				return false, err
			}
			cash = slices.Contains(r.o.Cash, a.Code)
			c.cash[id] = cash
		}
		if cash {
			return true, nil
		}
	}
	return false, nil
}

// large marks the sums that reach their threshold and drops the others.
func (r *Reports) large(_ context.Context, tx *store.Tx, d calendar.Date, cursor string) (string, int, error) {
	_, after, err := parsePlace(cursor)
	if err != nil {
		return "", 0, err
	}
	ms, err := movementsOf(tx, d, auth.Party(after), chunkMovements)
	if err != nil {
		return "", 0, err
	}
	if len(ms) == chunkMovements { // a party's rows stay together
		last := ms[len(ms)-1].Party
		cut := slices.IndexFunc(ms, func(m *Movement) bool { return m.Party == last })
		if cut > 0 {
			ms = ms[:cut]
		}
	}
	for _, m := range ms {
		least, ok := r.o.Thresholds(m.Currency, m.Form == "cash", m.Natural)
		if ok && m.Amount >= least {
			err = markLarge(tx, m)
		} else {
			err = dropMovement(tx, m)
		}
		if err != nil {
			return "", 0, err
		}
	}
	if len(ms) == 0 {
		return "", 0, nil
	}
	return place(0, ledger.AccountID(ms[len(ms)-1].Party)), len(ms), nil
}

// productKey and movementKey are what sums are kept by.
type productKey struct {
	branch, product string
	currency        money.Currency
}

type movementKey struct {
	party     auth.Party
	currency  money.Currency
	form, way string
}

type product struct {
	accounts int64
	total    money.Amount
}

// collector gathers the sums of one chunk, so that each row is written once.
type collector struct {
	products  map[productKey]*product
	movements map[movementKey]*Movement
	cash      map[ledger.AccountID]bool
}

func (c *collector) position(p *ledger.Position, line *Deposit) {
	k := productKey{string(p.Branch), line.Product, p.Currency}
	if c.products[k] == nil {
		c.products[k] = &product{}
	}
	c.products[k].accounts++
	c.products[k].total += p.Balance
}

func (c *collector) movement(line *Deposit, amount money.Amount, cash bool) {
	k := movementKey{line.Owner, line.Currency, "transfer", "in"}
	if cash {
		k.form = "cash"
	}
	if amount < 0 {
		k.way, amount = "out", -amount
	}
	m := c.movements[k]
	if m == nil {
		m = &Movement{Party: k.party, Currency: k.currency, Form: k.form, Way: k.way, Branch: line.Branch, Natural: line.Natural, Account: line.Account}
		c.movements[k] = m
	}
	m.Amount += amount
	m.Entries++
}

// write adds the chunk's sums to the rows of the date, in a fixed order.
func (c *collector) write(tx *store.Tx, d calendar.Date) error {
	products := make([]productKey, 0, len(c.products))
	for k := range c.products {
		products = append(products, k)
	}
	slices.SortFunc(products, func(a, b productKey) int {
		return cmp.Or(cmp.Compare(a.branch, b.branch), cmp.Compare(a.product, b.product), cmp.Compare(a.currency, b.currency))
	})
	for _, k := range products {
		if err := addProduct(tx, d, k, c.products[k]); err != nil {
			return err
		}
	}
	movements := make([]*Movement, 0, len(c.movements))
	for _, m := range c.movements {
		m.Date = d
		movements = append(movements, m)
	}
	slices.SortFunc(movements, func(a, b *Movement) int {
		return cmp.Or(cmp.Compare(a.Party, b.Party), cmp.Compare(a.Currency, b.Currency), cmp.Compare(a.Form, b.Form), cmp.Compare(a.Way, b.Way))
	})
	for _, m := range movements {
		if err := addMovement(tx, m); err != nil {
			return err
		}
	}
	return nil
}

// nilFor is err, unless it is one that means nothing here.
func nilFor(err, nothing error) error {
	if errors.Is(err, nothing) {
		return nil
	}
	return err
}
