package payment

import (
	"strings"
	"testing"

	"tonghui/base/problem"
	"tonghui/core/account"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

func (b *bank) link(party auth.Party, phone, name string) (l *Alias, err error) {
	err = b.st.Update(b.self(party), func(tx *store.Tx) (err error) {
		l, err = b.Link(tx, party, phone, b.accounts[name].ID)
		return err
	})
	return l, err
}

func TestPhone(t *testing.T) {
	b := newBank(t)
	_, err := b.link(12, "12345678901", "赵静")
	b.is(err, ErrPhone)
	_, err = b.link(12, "138 0013 8000", "王芳")
	b.is(err, ErrNotYours)
	l, err := b.link(12, "138 0013 8000", "赵静")
	b.is(err, nil)
	_, err = b.link(11, "13800138000", "王芳")
	b.is(err, ErrPhoneTaken)
	m, err := b.Verify(ctx, Payee{Phone: "13800138000"})
	if b.must(err); m.Result != Unchecked || m.Name != "*静" || !strings.HasPrefix(m.Number, "****") {
		t.Errorf("%+v", m)
	}
	in := b.to("王芳", "赵静", 300)
	in.To = Payee{Phone: "13800138000"}
	o := b.pay(b.self(11), in, nil)
	if o.To.Name != "*静" || o.To.Phone != "138****8000" || strings.Contains(o.To.Account, "1001") {
		t.Errorf("the payer sees %+v", o.To)
	}
	if again := b.pay(b.self(11), in, nil); again.ID != o.ID {
		t.Error("the same order again was paid again")
	}
	b.holdsNow("赵静", 10_000_300)
	b.must(b.st.View(ctx, func(v *store.View) error {
		all, err := b.Aliases(v, 12)
		if err == nil && (len(all) != 1 || all[0].Phone != "138****8000") {
			t.Errorf("%+v", all)
		}
		return err
	}))
	b.is(b.st.Update(b.self(11), func(tx *store.Tx) error { return b.Unlink(tx, 11, l.ID) }), ErrUnknownAlias)
	b.is(b.st.Update(b.self(12), func(tx *store.Tx) error { return b.Unlink(tx, 12, l.ID) }), nil)
	in.Reference = "after"
	b.pay(b.self(11), in, ErrNoAccount)
	_, err = b.link(11, "13800138000", "王芳")
	b.is(err, nil)
	b.whole()
}

func TestVerify(t *testing.T) {
	b := newBank(t)
	b.open("已销", 15, account.Demand)
	b.closeAccount("已销")
	for name, c := range map[string]struct {
		to   Payee
		want Match
	}{
		"right":        {Payee{Account: b.accounts["赵静"].Number, Name: "赵静"}, Match{Result: Matches}},
		"wrong":        {Payee{Account: b.accounts["赵静"].Number, Name: "赵敏"}, Match{Result: NoMatch}},
		"close":        {Payee{Account: b.accounts["惠民科技有限公司"].Number, Name: "惠民科枝有限公司"}, Match{Result: Close}},
		"no name":      {Payee{Account: b.accounts["赵静"].Number}, Match{Result: Unchecked}},
		"none":         {Payee{Account: "1001012010000099999", Name: "赵静"}, Match{Result: NoAccount}},
		"closed":       {Payee{Account: b.accounts["已销"].Number, Name: "已销"}, Match{Result: NoAccount}},
		"another bank": {Payee{Account: "6217001234567890", Name: "孙丽", Bank: peers[2].Code.String()}, Match{Result: Unchecked, Bank: peers[2].ZH}},
	} {
		m, err := b.Verify(ctx, c.to)
		if err != nil || m != c.want {
			t.Errorf("%s: %+v %v", name, m, err)
		}
	}
	_, err := b.Verify(ctx, Payee{})
	b.is(err, ErrPayee)
}

func TestPayees(t *testing.T) {
	b := newBank(t)
	b.pay(b.self(11), b.to("王芳", "赵静", 100), nil)
	b.pay(b.self(11), b.to("王芳", "阿依古丽·买买提", 100), nil)
	var saved *SavedPayee
	b.ok(b.self(11), func(tx *store.Tx) (err error) {
		saved, err = b.SavePayee(tx, 11, SavedPayee{Account: b.accounts["赵静"].Number, Name: "赵静", Label: "房东"})
		return err
	})
	list := func() (out []*SavedPayee) {
		b.must(b.st.View(ctx, func(v *store.View) (err error) {
			out, err = b.Payees(v, 11)
			return err
		}))
		return out
	}
	if all := list(); len(all) != 2 || !all[0].Saved || all[0].Label != "房东" || all[1].Saved || all[1].Name != "阿依古丽·买买提" {
		t.Errorf("%+v", all)
	}
	b.is(b.st.Update(b.self(12), func(tx *store.Tx) error { return b.ForgetPayee(tx, 12, saved.ID) }), ErrUnknownPayee)
	b.is(b.st.Update(b.self(11), func(tx *store.Tx) error { return b.ForgetPayee(tx, 11, saved.ID) }), nil)
	if all := list(); len(all) != 2 || all[0].Saved {
		t.Errorf("%+v", all)
	}
}

// TestReceiptCode: a receipt is genuine with its own code, whatever became of the payment since, and with no other.
func TestReceiptCode(t *testing.T) {
	b := newBank(t)
	o := b.pay(b.self(11), b.abroad("王芳", 10_000), nil)
	other := b.pay(b.self(11), b.to("王芳", "赵静", 10_000), nil)
	code := func(o *Order) string {
		b.ok(ctx, func(tx *store.Tx) error { o.Receipt = nil; return b.Receipt(tx, o) })
		return o.Receipt.Code
	}
	mine := code(o)
	if o.Receipt.Words != "人民币壹佰元整" || !strings.Contains(o.Receipt.Text, o.Number) || !strings.Contains(o.Receipt.Text, mine) {
		t.Errorf("%+v", o.Receipt)
	}
	genuine := func(number, code string) (g Genuine) {
		b.must(b.st.View(ctx, func(v *store.View) (err error) {
			g, err = b.CheckReceipt(v, number, code)
			return err
		}))
		return g
	}
	b.is(b.does(func(tx *store.Tx) error { return b.Return(tx, o.ID, "AC04") }), nil)
	g := genuine(o.Number, strings.ToLower(strings.ReplaceAll(mine, "-", " ")))
	if !g.Genuine || g.State != Returned || g.Payer != "*芳" || *g.Amount != 10_000 || strings.Contains(g.Account, "6217") {
		t.Errorf("%+v", g)
	}
	for _, wrong := range [][2]string{{o.Number, code(other)}, {other.Number, mine}, {o.Number, ""}, {"1", mine}, {"x", mine}, {o.Number, "AAAA-AAAA-AAAA-AAAA"}} {
		if g := genuine(wrong[0], wrong[1]); g != (Genuine{}) {
			t.Errorf("%v: %+v", wrong, g)
		}
	}
}

func TestChain(t *testing.T) {
	b := newBank(t)
	o := b.pay(b.firm(32, auth.FirmMaker), b.to("惠民科技有限公司", "赵静", 1_001), nil)
	c := b.firm(33, auth.FirmChecker)
	b.ok(c, func(tx *store.Tx) error { _, err := b.approvals.Approve(c, tx, o.Approval, ""); return err })
	back := b.pay(b.self(11), b.abroad("王芳", 1_000), nil)
	b.is(b.does(func(tx *store.Tx) error { return b.Return(tx, back.ID, "AC04") }), nil)
	for id, want := range map[store.ID]string{
		o.ID:    "instruction check:match check:pass check:order check:yes approval approval:approved entry:2026-03-02 end:settled receipt",
		back.ID: "instruction check:unchecked check:pass check:none entry:2026-03-02 return:2026-03-02 end:settled end:AC04 receipt",
	} {
		b.must(b.st.View(ctx, func(v *store.View) error {
			chain, err := b.Chain(ctx, v, id)
			if err != nil {
				return err
			}
			var got []string
			for i, s := range chain.Steps {
				word := s.Kind
				if s.Status != "" && s.Kind != "receipt" && s.Kind != "instruction" {
					word += ":" + s.Status
				}
				got = append(got, word)
				if i > 0 && s.At.Before(chain.Steps[i-1].At) {
					t.Errorf("step %d comes before the one before it", i)
				}
				if (s.Kind == "entry" || s.Kind == "return") && len(s.Legs) < 2 {
					t.Errorf("an entry without legs: %+v", s)
				}
			}
			have := map[string]int{}
			for _, w := range got {
				have[w]++
			}
			for _, w := range strings.Fields(want) {
				have[w]--
			}
			for w, n := range have {
				if n != 0 {
					t.Errorf("order %s: %s is %d too many of %v", id, w, n, got)
				}
			}
			return nil
		}))
	}
}

// TestBanks: every code of the directory is right, and the bank's own is in it.
func TestBanks(t *testing.T) {
	b := newBank(t)
	b.must(b.st.View(ctx, func(v *store.View) error {
		all, err := banksAfter(v, "", 100)
		if err != nil {
			return err
		}
		if len(all) != len(peers) {
			t.Errorf("%d banks", len(all))
		}
		for _, one := range all {
			class, rest := partsOfCode(one.Code)
			if codeOfParts(class, rest) != one.Code.String() {
				t.Errorf("%s has the parts %d and %d", one.Code, class, rest)
			}
		}
		own, err := b.bankOf(v, OwnBank.String())
		if own.ZH != "通惠银行" {
			t.Errorf("%+v", own)
		}
		return err
	}))
	b.is(b.st.Update(ctx, func(tx *store.Tx) error { return b.PutBank(tx, BankEntry{"123456789012", "无", "none"}) }),
		problem.New(problem.Invalid, "ident.bank_check", "", ""))
}
