package account

import (
	"sync"
	"testing"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/ident"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

func day(y, m, d int) *calendar.Date {
	on := calendar.MustOf(y, time.Month(m), d)
	return &on
}

// TestOpenEveryKind opens one of every default product that is offered.
func TestOpenEveryKind(t *testing.T) {
	b := newBank(t)
	own := b.demand(wang, 200_000_00)
	basic := b.opened(NewAccount{Owner: firm, Product: "basic"})
	b.fund(basic.ID, 2_000_000_00)
	treasury := b.opened(NewAccount{Owner: office, Product: "treasury"})
	seen := map[string]bool{"demand": true, "basic": true, "treasury": true}
	for _, n := range []NewAccount{
		{Owner: wang, Product: "passbook", Amount: 100, From: own.ID},
		{Owner: wang, Product: "time3m", Amount: 50_00, From: own.ID}, {Owner: wang, Product: "time6m", Amount: 50_00, From: own.ID},
		{Owner: wang, Product: "time1y", Amount: 50_00, From: own.ID, Renew: true}, {Owner: wang, Product: "time2y", Amount: 50_00, From: own.ID},
		{Owner: wang, Product: "time3y", Amount: 50_00, From: own.ID}, {Owner: wang, Product: "time5y", Amount: 50_00, From: own.ID},
		{Owner: wang, Product: "notice1", Amount: 50_000_00, From: own.ID}, {Owner: wang, Product: "notice7", Amount: 50_000_00, From: own.ID},
		{Owner: firm, Product: "notice1.unit", Amount: 500_000_00, From: basic.ID}, {Owner: firm, Product: "notice7.unit", Amount: 500_000_00, From: basic.ID},
		{Owner: firm, Product: "general"}, {Owner: firm, Product: "special", Purpose: "农民工工资专户"},
		{Owner: firm, Product: "temporary", Ends: day(2028, 3, 2)},
		{Owner: office, Product: "zero", Funds: treasury.ID, Quota: 1_000_00},
		{Owner: wang, Product: "custody", Purpose: "二手房交易", PayTo: own.ID, Conditions: []string{"过户登记完成"}},
		{Owner: firm, Product: "escrow", Purpose: "预付费", PayTo: basic.ID, Conditions: []string{"验收"}},
		{Owner: firm, Product: "virtual", Parent: basic.ID, Title: "（2026）京0105民初1号"},
		{Owner: firm, Product: "interbank", Currency: "USD"},
	} {
		a := b.opened(n)
		seen[n.Product] = true
		if _, err := ident.ParseAccountNumber(a.Number); err != nil {
			t.Errorf("%s: number %s: %v", n.Product, a.Number, err)
		}
		if b.balance(a.ID) != n.Amount || a.State != Active || a.Name != "户主"+n.Owner.String() {
			t.Errorf("%s: %+v holds %d", n.Product, a, b.balance(a.ID))
		}
	}
	for _, p := range Defaults() {
		if !seen[p.Code] {
			t.Errorf("no account of %s was opened", p.Code)
		}
	}
	b.clean()
}

// TestOpenRefusals: each refusal leaves neither an account nor an entry.
func TestOpenRefusals(t *testing.T) {
	b := newBank(t)
	own, other := b.demand(wang, 100_000_00), b.demand(li, 1_000_00)
	basic := b.opened(NewAccount{Owner: firm, Product: "basic"})
	for name, c := range map[string]struct {
		n    NewAccount
		want *problem.Error
	}{
		"unknown product":         {NewAccount{Owner: wang, Product: "gold"}, ErrProduct},
		"currency":                {NewAccount{Owner: wang, Product: "passbook", Currency: "USD"}, ErrCurrency},
		"a firm's for a person":   {NewAccount{Owner: wang, Product: "basic"}, ErrHolder},
		"a person's for a firm":   {NewAccount{Owner: firm, Product: "demand"}, ErrHolder},
		"dead owner":              {NewAccount{Owner: gone, Product: "demand"}, ErrInactive},
		"level":                   {NewAccount{Owner: li, Product: "passbook", Amount: 100, From: other.ID}, ErrLevel},
		"minimum":                 {NewAccount{Owner: wang, Product: "time1y", Amount: 49_99, From: own.ID}, ErrMinOpen},
		"nothing paid in":         {NewAccount{Owner: wang, Product: "time1y"}, ErrMinOpen},
		"negative":                {NewAccount{Owner: wang, Product: "demand", Amount: -1, From: own.ID}, ErrAmount},
		"from without amount":     {NewAccount{Owner: wang, Product: "demand", From: own.ID}, ErrAmount},
		"another's money":         {NewAccount{Owner: wang, Product: "time1y", Amount: 50_00, From: other.ID}, ErrFrom},
		"from nowhere":            {NewAccount{Owner: wang, Product: "time1y", Amount: 50_00}, ErrFrom},
		"more than there is":      {NewAccount{Owner: wang, Product: "time1y", Amount: 100_000_01, From: own.ID}, ledger.ErrInsufficient},
		"second basic":            {NewAccount{Owner: firm, Product: "basic"}, ErrBasicStands},
		"general without basic":   {NewAccount{Owner: office, Product: "general"}, ErrNeedsBasic},
		"special without reason":  {NewAccount{Owner: firm, Product: "special"}, ErrPurpose},
		"temporary without end":   {NewAccount{Owner: firm, Product: "temporary"}, ErrEnds},
		"temporary too long":      {NewAccount{Owner: firm, Product: "temporary", Ends: day(2028, 3, 3)}, ErrEnds},
		"temporary over":          {NewAccount{Owner: firm, Product: "temporary", Ends: day(2026, 3, 2)}, ErrEnds},
		"virtual without parent":  {NewAccount{Owner: firm, Product: "virtual", Title: "案"}, ErrParent},
		"virtual under another's": {NewAccount{Owner: firm, Product: "virtual", Title: "案", Parent: own.ID}, ErrParent},
		"virtual without case":    {NewAccount{Owner: firm, Product: "virtual", Parent: basic.ID}, ErrTitle},
		"zero without treasury":   {NewAccount{Owner: office, Product: "zero", Quota: 1, Funds: own.ID}, ErrFunds},
		"escrow to nobody":        {NewAccount{Owner: firm, Product: "escrow", Purpose: "预付费", Conditions: []string{"验收"}}, ErrBeneficiary},
		"escrow unconditional":    {NewAccount{Owner: firm, Product: "escrow", Purpose: "预付费", PayTo: own.ID}, ErrBeneficiary},
		"terms of another kind":   {NewAccount{Owner: wang, Product: "demand", Parent: own.ID}, ErrParent},
		"long title":              {NewAccount{Owner: wang, Product: "demand", Title: string(make([]byte, 61))}, ErrTitle},
	} {
		before := b.count("account_accounts") + b.count("ledger_accounts") + b.count("ledger_entries")
		if _, err := b.open(c.n); !is(err, c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want.Code)
		}
		if after := b.count("account_accounts") + b.count("ledger_accounts") + b.count("ledger_entries"); after != before {
			t.Errorf("%s left %d rows", name, after-before)
		}
	}
	b.clean()
}

// TestOpenOnce: the same reference opens one account, also from many sides at once; another request under it is refused.
func TestOpenOnce(t *testing.T) {
	b := newBank(t)
	own := b.demand(wang, 1_000_00)
	n := NewAccount{Owner: wang, Product: "time1y", Amount: 100_00, From: own.ID, Reference: "r1"}
	first := b.opened(n)
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			err := b.st.Update(ctx, func(tx *store.Tx) error {
				m := n
				m.Currency, m.Branch = "CNY", "0101"
				a, err := b.Open(ctx, tx, m)
				if err == nil && a.ID != first.ID {
					t.Errorf("another account %s", a.ID)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	if got := b.balance(own.ID); got != 900_00 {
		t.Errorf("paid more than once: %d left", got)
	}
	n.Product = "time3m"
	if _, err := b.open(n); !is(err, ErrTaken) {
		t.Errorf("another product under the reference: %v", err)
	}
	b.clean()
}

// TestOneBasicAccount: of many who open a firm's basic account at once, one does.
func TestOneBasicAccount(t *testing.T) {
	b := newBank(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	stood := 0
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			err := b.st.Update(ctx, func(tx *store.Tx) error {
				_, err := b.Open(ctx, tx, NewAccount{Owner: firm, Product: "basic", Currency: "CNY", Branch: "0101"})
				return err
			})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				stood++
			} else if !is(err, ErrBasicStands) {
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	if stood != 1 {
		t.Errorf("%d basic accounts", stood)
	}
	b.clean()
}

// TestCeilingByLevel: a person who is known by declaration only may hold 2,000 yuan; after she was met there is no bound.
func TestCeilingByLevel(t *testing.T) {
	b := newBank(t)
	a := b.demand(li, 2_000_00)
	err := b.st.Update(ctx, func(tx *store.Tx) error {
		return b.led.Post(tx, transfer("cash", "over", b.cash, a.ID, 1, "存入"))
	})
	if !is(err, ledger.ErrCeiling) {
		t.Fatalf("over the ceiling: %v", err)
	}
	b.ok(func(tx *store.Tx) error {
		if _, err := tx.Exec("UPDATE people_parties SET level = 3 WHERE id = ?", int64(li)); err != nil {
			return err
		}
		_, err := b.Reclassify(tx, a.ID)
		return err
	})
	b.fund(a.ID, 1)
	b.clean()
}

func TestMerge(t *testing.T) {
	b := newBank(t)
	a := b.demand(li, 5_00)
	b.ok(func(tx *store.Tx) error { return b.OnMerge(tx, wang, li) })
	if got := b.get(a.ID); got.Owner != wang || got.Version != 2 {
		t.Errorf("after the merge: %+v", got)
	}
	b.opened(NewAccount{Owner: firm, Product: "basic"})
	b.opened(NewAccount{Owner: office, Product: "basic"})
	b.refused(ErrBasicStands, func(tx *store.Tx) error { return b.OnMerge(tx, firm, office) })
	b.clean()
}
