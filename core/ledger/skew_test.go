package ledger

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"tonghui/base/money"
	"tonghui/platform/store"
)

// These tests let verbs that decide on the same rows run at the same time: on a server in several lanes, where a decision on
// a row that is not locked would show (write skew).

// TestSkewOneQuota: spends, holds and captures share one balance; together they never take more than there is.
func TestSkewOneQuota(t *testing.T) {
	b := newBank(t)
	cash := b.account("cash", "1001", NoFloor)
	for round := range 5 {
		deposit := b.account(fmt.Sprint("d", round), "2011", AtLeast(0))
		b.posted(transfer(fmt.Sprint("in", round), cash, deposit, 100))
		holds := make([]HoldID, 12)
		got := crowd(24, func(i int) error {
			if i%2 == 0 {
				return b.post(transfer(fmt.Sprint("out", round, "-", i), deposit, cash, 30))
			}
			return b.st.Update(ctx, func(tx *store.Tx) error {
				h := Hold{Account: deposit, Kind: "h", Reference: fmt.Sprint(round, "-", i), Amount: 30, ExpiresAt: tx.Now().Add(time.Hour)}
				err := b.PlaceHold(tx, &h)
				holds[i/2] = h.ID
				return err
			})
		})
		wantAnswers(t, got, map[string]int{"": 3, "ledger.insufficient_funds": 21})
		if bal := b.balance(deposit); bal.Booked-bal.Held != 10 || *bal.Available != 10 {
			t.Errorf("%+v", bal)
		}
		for i, h := range holds { // each hold is captured, released and expired at once: one of them wins
			if h == 0 {
				continue
			}
			b.clock.advance(time.Second)
			crowd(6, func(j int) error {
				switch j % 3 {
				case 0:
					e := transfer(fmt.Sprint("cap", round, "-", i), deposit, cash, 30)
					e.Capture = &Capture{Hold: h}
					return b.post(e)
				case 1:
					return b.st.Update(ctx, func(tx *store.Tx) error { _, err := b.ReleaseHold(tx, h); return err })
				}
				return b.st.Update(ctx, func(tx *store.Tx) error { _, err := b.ExpireHolds(tx, 10); return err })
			})
		}
		if bal := b.balance(deposit); bal.Held != 0 || bal.Booked < 0 {
			t.Errorf("%+v", bal)
		}
	}
	b.clean()
}

// TestSkewFreeze: freezes queue up and end while money is spent. Of two judicial ones exactly one is in force, and once a
// freeze of everything is there nothing leaves.
func TestSkewFreeze(t *testing.T) {
	b := newBank(t)
	cash, deposit := b.account("cash", "1001", NoFloor), b.account("deposit", "2011", AtLeast(0))
	b.posted(transfer("in", cash, deposit, 1_000_000))
	freeze := func(reference string) (id FreezeID, err error) {
		err = b.st.Update(ctx, func(tx *store.Tx) error {
			f := Freeze{Account: deposit, Kind: Judicial, Reference: reference, Whole: true, Authority: "court", Document: "d",
				ExpiresAt: tx.Now().Add(time.Hour)}
			err := b.PlaceFreeze(tx, &f)
			id = f.ID
			return err
		})
		return id, err
	}
	for round := range 6 {
		var mutex sync.Mutex
		var ids []FreezeID
		var frozenAt money.Amount = -1
		got := crowd(20, func(i int) error {
			if i%5 != 0 {
				return b.post(transfer(fmt.Sprint("out", round, "-", i), deposit, cash, 1))
			}
			id, err := freeze(fmt.Sprint(round, "-", i))
			mutex.Lock()
			defer mutex.Unlock()
			ids = append(ids, id)
			if frozenAt < 0 && err == nil {
				frozenAt = b.balance(deposit).Booked
			}
			return err
		})
		delete(got, "")
		delete(got, "ledger.account_frozen")
		wantAnswers(t, got, map[string]int{})
		if left := b.balance(deposit).Booked; left != frozenAt {
			t.Errorf("%d left after everything was frozen", frozenAt-left)
		}
		if n := b.number("SELECT COUNT(*) FROM ledger_freezes WHERE state = 1"); n != 1 {
			t.Errorf("%d judicial freezes in force", n)
		}
		crowd(len(ids), func(i int) error {
			return b.st.Update(ctx, func(tx *store.Tx) error { _, err := b.Unfreeze(tx, ids[i], nil); return err })
		})
		if bal := b.balance(deposit); bal.FrozenAll {
			t.Errorf("%+v", bal)
		}
	}
	b.clean()
}

// TestSkewCloseDay: a day closes while many post to it by name. What was booked before is in its totals; after it nothing is.
func TestSkewCloseDay(t *testing.T) {
	b := newBank(t)
	cash, deposit := b.account("cash", "1001", NoFloor), b.account("deposit", "2011", NoFloor)
	for round := range 3 {
		day := day1
		b.update(func(tx *store.Tx) error {
			day, _ = tx.BankDate()
			return b.OpenDay(tx, day+1)
		})
		total := func() money.Amount {
			ts, err := b.TrialBalance(ctx, day)
			must(t, err)
			return ts[0].Debit
		}
		var closed money.Amount
		got := crowd(40, func(i int) error {
			if i == 20 {
				err := b.st.Update(ctx, func(tx *store.Tx) error { return b.CloseDay(tx, day) })
				closed = total()
				return err
			}
			e := transfer(fmt.Sprint(round, "-", i), cash, deposit, 1)
			e.BankDate = day
			return b.post(e)
		})
		delete(got, "")
		delete(got, "ledger.day_closed")
		wantAnswers(t, got, map[string]int{})
		if now := total(); now != closed {
			t.Errorf("%d booked into a closed day", now-closed)
		}
	}
	b.clean()
}
