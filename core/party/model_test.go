package party

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// TestModel: whatever is done to a few parties in whatever order, refusals leave no trace, an identifier has one party, and the
// register proves whole.
func TestModel(t *testing.T) {
	numbers := []string{standardID, "110101199003074135", "E12345678", "H12345678"}
	ofKind := []ValueKind{CitizenID, CitizenID, Passport, HKMacaoPermit}
	rapid.Check(t, func(rt *rapid.T) {
		round, end := store.TestRound(t)
		defer end()
		w := newTown(round)
		ids := []ID{w.enrolled(NewParty{Sort: Person, Name: "王芳"}), w.enrolled(NewParty{Sort: Person, Name: "李四"}),
			w.enrolled(NewParty{Sort: Person, Name: "王芳"})}
		accounts := []ledger.AccountID{w.account("1"), w.account("2")}
		any1 := func(what string) ID { return rapid.SampledFrom(ids).Draw(rt, what) }
		for range rapid.IntRange(1, 14).Draw(rt, "steps") {
			id, n := any1("party"), rapid.IntRange(0, len(numbers)-1).Draw(rt, "number")
			acc := rapid.SampledFrom(accounts).Draw(rt, "account")
			verb := rapid.SampledFrom([]string{"add", "remove", "merge", "hold", "joint", "release", "close", "open", "consent", "rename"}).Draw(rt, "verb")
			err := w.st.Update(ctx, func(tx *store.Tx) (err error) {
				switch verb {
				case "add":
					_, err = w.AddValue(ctx, tx, id, NewValue{Kind: ofKind[n], Value: numbers[n]}, true)
				case "remove":
					p, e := w.Get(tx, id)
					if e != nil || len(p.Identifiers) == 0 {
						return e
					}
					_, err = w.RemoveValue(ctx, tx, id, p.Identifiers[0].ID, true)
				case "merge":
					err = w.Merge(ctx, tx, id, any1("gone"), "同一客户重复建档")
				case "hold":
					err = w.Hold(tx, acc, id, AccountOwner)
				case "joint":
					err = w.Hold(tx, acc, id, JointHolder)
				case "release":
					err = w.Release(tx, acc, id)
				case "close":
					_, err = w.SetStatus(ctx, tx, id, Closed, "客户申请销户")
				case "open":
					_, err = w.SetStatus(ctx, tx, id, Active, "客户重新开户")
				case "consent":
					_, err = w.GiveConsent(ctx, tx, id, NewConsent{Purpose: Marketing, Data: dataWords, Wording: "v1"})
				case "rename":
					r, e := recordByID(tx, id)
					if e != nil {
						return e
					}
					name := fmt.Sprint("王", n)
					_, err = w.Amend(ctx, tx, id, Amendment{Version: r.Version, Name: &name})
				}
				return err
			})
			if err != nil && problem.KindOf(err) == problem.Internal {
				rt.Fatalf("%s: %v", verb, err)
			}
		}
		w.clean()
		w.must(w.st.View(ctx, func(v *store.View) error {
			for _, a := range accounts {
				hs, err := w.Holders(v, a)
				if err != nil || len(hs) > 0 && hs[0].Relation != AccountOwner || len(hs) > 1 && hs[1].Relation == AccountOwner {
					rt.Errorf("account %s: %+v %v", a, hs, err)
				}
			}
			return nil
		}))
	})
}

// TestRace: of many who register one number at once, one does.
func TestRace(t *testing.T) {
	w := newTown(t)
	var wg sync.WaitGroup
	errs := make([]error, 16)
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = w.enrol(NewParty{Sort: Person, Name: "王芳", Identifiers: []NewValue{{Kind: CitizenID, Value: standardID}}})
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, ErrTaken):
			t.Errorf("a loser got %v", err)
		}
	}
	if won != 1 || w.count("party_parties") != 1 {
		t.Errorf("%d won, %d parties", won, w.count("party_parties"))
	}
	w.clean()
}

// TestDuplicatesJob: the nightly job finds what registering couldn't see, and begins behind its cursor.
func TestDuplicatesJob(t *testing.T) {
	w := newTown(t)
	for i := range 45 {
		w.enrolled(NewParty{Sort: Business, Name: fmt.Sprintf("通惠第%d商行", i/2)})
	}
	w.update(func(tx *store.Tx) error { _, err := tx.Exec("DELETE FROM party_duplicates"); return err })
	c := &jobs.Chunk{}
	for range 100 {
		w.update(func(tx *store.Tx) error { return w.lookAtSome(tx, c, func() bool { return true }) })
	}
	if n := w.count("party_duplicates"); n != 22 || c.Done != 45 {
		t.Errorf("%d pairs, %d parties looked at", n, c.Done)
	}
}

func BenchmarkRegister(b *testing.B) {
	w := newTown(b)
	for b.Loop() {
		w.person("王芳")
	}
}

func BenchmarkPersonByDocument(b *testing.B) {
	w := newTown(b)
	w.enrolled(NewParty{Sort: Person, Name: "王芳", Identifiers: []NewValue{{Kind: CitizenID, Value: standardID}}})
	for b.Loop() {
		w.must(w.st.View(ctx, func(v *store.View) error { _, _, err := w.PersonByDocument(ctx, v, standardID); return err }))
	}
}

func BenchmarkGet(b *testing.B) {
	w := newTown(b)
	id := w.person("王芳", NewValue{Kind: Phone, Value: "13812345678"})
	for b.Loop() {
		w.get(id)
	}
}
