package clearing_test

import (
	"testing"
	"time"

	"tonghui/base/money"
	"tonghui/core/payment"
	"tonghui/core/payment/clearing"
	"tonghui/core/payment/iso20022"
	"tonghui/platform/store"
)

// tell has the house send a message.
func (h *fakeHouse) send(m iso20022.Message, scheme string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.say(m, scheme)
}

// returned makes the other bank's return of a payment of this bank.
func (h *fakeHouse) returned(uetr string, amount money.Amount) *iso20022.PaymentReturn {
	h.mu.Lock()
	defer h.mu.Unlock()
	d := h.payments[uetr].doc
	t := &d.Transfers[0]
	from, to := iso20022.Bank(other), iso20022.Bank(self)
	return &iso20022.PaymentReturn{Group: iso20022.TransferGroup{MessageID: "R-" + uetr[:8], Created: iso20022.At(clock()), Transactions: "1",
		Settlement: iso20022.ByClearing(iso20022.RealTime)}, Returns: []iso20022.Return{{ID: "R-" + uetr[:8],
		Origin:   &iso20022.OriginalGroup{MessageID: d.Group.MessageID, Definition: iso20022.CreditTransferID},
		EndToEnd: t.ID.EndToEnd, Transaction: t.ID.Transaction, UETR: uetr, Amount: iso20022.Of(amount, "CNY"), Settled: iso20022.On(day),
		Instructing: &from, Instructed: &to, Reasons: []iso20022.ReturnReason{{Reason: &iso20022.Reason{Code: "AC04"}}}}}}
}

func (h *fakeHouse) knows(uetr string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	p := h.payments[uetr]
	return p != nil && p.doc != nil
}

// replies are the messages of one definition that the house got about a payment.
func (h *fakeHouse) replies(uetr, definition string) (out []iso20022.Message) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, m := range h.got[uetr] {
		if m.Definition() == definition {
			out = append(out, m)
		}
	}
	return out
}

// TestReturnBeforeSettlement: a return that overtakes the news of settlement waits for it, and gives the money back once.
func TestReturnBeforeSettlement(t *testing.T) {
	w := newWorld(t, nil)
	id, uetr := w.pay(250, "lost") // the house says nothing until it is asked
	w.until("the house has it", func() bool { return w.house.knows(uetr) })
	r := w.house.returned(uetr, 250)
	w.house.send(r, iso20022.RealTime)
	w.house.send(r, iso20022.RealTime) // and once more, under another identification
	w.until("it is given back", func() bool { return w.state(id) == payment.Returned })
	w.quiet()
	w.settledEqualsPosted()
	if got := w.balance("payer"); got != 0 {
		t.Errorf("the payer has %d", got)
	}
}

// TestReturnOfNothing: a return that fits no payment, or another amount, is refused and looked into.
func TestReturnOfNothing(t *testing.T) {
	w := newWorld(t, nil)
	_, uetr := w.pay(250, "62220200001")
	w.quiet()
	w.house.send(w.house.returned(uetr, 251), iso20022.RealTime)
	w.until("it is answered", func() bool { return len(w.house.replies(uetr, iso20022.StatusReportID)) > 0 })
	s := w.house.replies(uetr, iso20022.StatusReportID)[0].(*iso20022.StatusReport).Transactions[0]
	if code, _ := s.Because(); s.Status != iso20022.Rejected || code != "AM09" {
		t.Errorf("the house was told %s %s", s.Status, code)
	}
	w.quiet()
	w.settledEqualsPosted()
}

// TestRecall: a recall that comes before its payment, is granted, and the payment goes back; and one of the bank's own.
func TestRecall(t *testing.T) {
	w := newWorld(t, nil)
	u := uetrOf(5)
	amount := iso20022.Of(300, "CNY")
	w.house.send(&iso20022.CancellationRequest{Assignment: iso20022.Assignment{ID: "A-1", Assigner: iso20022.AssignedParty{Agent: iso20022.Bank(other)},
		Assignee: iso20022.AssignedParty{Agent: iso20022.Bank(self)}, Created: iso20022.At(clock())},
		Underlying: []iso20022.Underlying{{Transactions: []iso20022.Cancellation{{ID: "C-1", EndToEnd: "E-" + u[:8], Transaction: "T-" + u[:8], UETR: u,
			Origin: &iso20022.OriginalGroup{MessageID: "M-" + u[:8], Definition: iso20022.CreditTransferID}, Amount: &amount,
			Reasons: []iso20022.CancellationReason{{Reason: &iso20022.Reason{Code: "DUPL"}}}}}}}}, "")
	w.until("it is pending", func() bool { return len(w.house.replies(u, iso20022.ResolutionID)) == 1 })
	w.house.send(inward(u, 300, "payee", iso20022.RealTime), iso20022.RealTime)
	w.quiet()
	w.until("the payee has it", func() bool { return w.balance("payee") == 300 })
	w.quiet()
	var one *clearing.Recall
	w.view(func(q store.Querier) error {
		all, err := w.c.Recalls(q, 10)
		one = all[0]
		return err
	})
	if one.Transfer == 0 || one.State != "open" {
		t.Fatalf("the recall is %+v", one)
	}
	w.ok(func(tx *store.Tx) error {
		_, err := w.c.AnswerRecall(ctx, tx, one.ID, "")
		return err
	})
	w.until("it goes back", func() bool { return len(w.house.replies(u, iso20022.PaymentReturnID)) == 1 })
	w.quiet()
	w.settledEqualsPosted()
	if got := w.balance("payee"); got != 0 {
		t.Errorf("the payee has %d", got)
	}
	if c := w.house.replies(u, iso20022.ResolutionID)[1].(*iso20022.Resolution).Status.Confirmation; c != "CNCL" {
		t.Errorf("the recall was answered %s", c)
	}
	if err := w.st.Update(ctx, func(tx *store.Tx) error {
		_, err := w.c.AnswerRecall(ctx, tx, one.ID, "CUST")
		return err
	}); err == nil {
		t.Error("a recall was answered twice")
	}
}

// TestBreaks: each planted difference of a statement is found, and no other.
func TestBreaks(t *testing.T) {
	w := newWorld(t, nil)
	var uetrs []string
	for i := range 6 {
		_, u := w.pay(money.Amount(100+i), "62220200001")
		uetrs = append(uetrs, u)
	}
	w.quiet()
	s := &iso20022.Statement{ID: "STMT-" + string(self) + "-1", Account: *iso20022.AccountNumber(string(self))}
	closing := money.Amount(0)
	add := func(uetr string, amount money.Amount, on int) {
		reference := "X"
		if w.house.knows(uetr) {
			reference = w.house.payments[uetr].doc.Transfers[0].ID.Transaction
		}
		a := iso20022.Of(amount, "CNY")
		date := &iso20022.DateChoice{Date: iso20022.On(day.Add(on))}
		s.Entries = append(s.Entries, iso20022.ReportEntry{Amount: a, Sign: "DBIT", Status: iso20022.EntryStatus{Code: "BOOK"}, Booked: date,
			Code: iso20022.TransactionCode{Proprietary: &iso20022.Proprietary{Code: "RTP"}},
			Details: []iso20022.EntryDetails{{Transactions: []iso20022.Transaction{{References: &iso20022.References{UETR: uetr, Transaction: reference},
				Amount: &a, Sign: "DBIT"}}}}})
		closing -= amount
	}
	add(uetrs[0], 100, 0) // agrees
	add(uetrs[1], 999, 0) // another amount
	add(uetrs[2], 102, 1) // another date
	add(uetrs[3], 103, 0) // agrees
	add(uetrs[3], 103, 0) // and once more
	add(uetrOf(77), 5, 0) // of which the bank knows nothing; uetrs[4] and [5] are missing
	add(uetrs[5], 105, 0) // agrees
	closing--             // and the closing balance is wrong
	for code, amount := range map[string]money.Amount{"OPBD": 0, "CLBD": -closing} {
		s.Balances = append(s.Balances, iso20022.Balance{Type: iso20022.BalanceType{Kind: iso20022.BalanceKind{Code: code}},
			Amount: iso20022.Of(amount, "CNY"), Sign: "DBIT", Date: iso20022.DateChoice{Date: iso20022.On(day)}})
	}
	w.house.send(&iso20022.Statements{Group: iso20022.ReportGroup{MessageID: "S-1", Created: iso20022.At(clock())}, Statements: []iso20022.Statement{*s}}, "")
	want := map[string]string{"amount": uetrs[1], "date": uetrs[2], "duplicate": uetrs[3], "extra": uetrOf(77), "missing": uetrs[4], "balance": ""}
	var found []*clearing.Break
	w.until("they are found", func() bool {
		w.view(func(q store.Querier) (err error) {
			found, err = w.c.Breaks(q, "open", day.Add(3), store.ID(1<<62), 100)
			return err
		})
		return len(found) > 0
	})
	for _, b := range found {
		if want[b.Kind] != b.UETR {
			t.Errorf("a break %s of %s, want %s", b.Kind, b.UETR, want[b.Kind])
		}
		delete(want, b.Kind)
		if b.AgeDays != 3 {
			t.Errorf("the break is %d days old", b.AgeDays)
		}
	}
	if len(want) > 0 {
		t.Errorf("not found: %v", want)
	}
	w.breakLife(found[0].ID)
}

func (w *world) breakLife(id store.ID) {
	w.Helper()
	turn := func(f func(*store.Tx, store.ID, string) (*clearing.Break, error)) error {
		return w.st.Update(ctx, func(tx *store.Tx) error {
			_, err := f(tx, id, "清算所重复记账，已查明")
			return err
		})
	}
	if turn(w.c.ClearBreak) == nil {
		w.Error("a break was cleared that nobody had explained")
	}
	if err := turn(w.c.ExplainBreak); err != nil {
		w.Error(err)
	}
	if err := turn(w.c.ClearBreak); err != nil {
		w.Error(err)
	}
	if turn(w.c.ExplainBreak) == nil {
		w.Error("a cleared break was explained")
	}
}

// TestKeys: a key of the house holds from its moment on, the one before it for a day longer; other keys are refused.
func TestKeys(t *testing.T) {
	w := newWorld(t, nil)
	next := newKey(t)
	w.ok(func(tx *store.Tx) error { return w.c.Rotate(tx, house, next.Public(), tx.Now().Add(-time.Second)) })
	b := w.house.envelope(inward(uetrOf(1), 1, "nobody", iso20022.RealTime), iso20022.RealTime, "H-K1")
	if code, _ := w.house.post(b); code != 202 {
		t.Errorf("the earlier key, within its day: %d", code)
	}
	w.house.use(next)
	if code, _ := w.house.post(b); code != 202 {
		t.Errorf("the new key: %d", code)
	}
	w.house.use(newKey(t))
	if code, _ := w.house.post(b); code != 401 {
		t.Errorf("a key of nobody's: %d", code)
	}
	w.quiet()
}
