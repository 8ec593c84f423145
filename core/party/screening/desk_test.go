package screening

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tonghui/base/problem"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

var ctx = context.Background()

// people are the tests' parties.
type people struct {
	mu  sync.Mutex
	all map[auth.Party]Person
}

func (p *people) set(who Person) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all[who.ID] = who
}

func (p *people) Names(_ context.Context, after auth.Party, limit int) (out []Person, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for id, who := range p.all {
		if id > after {
			out = append(out, who)
		}
	}
	slices.SortFunc(out, func(a, b Person) int { return int(a.ID - b.ID) })
	return out[:min(limit, len(out))], nil
}

func (p *people) Person(_ store.Querier, id auth.Party) (Person, bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	who, ok := p.all[id]
	return who, ok, nil
}

type room struct {
	*testing.T
	*Desk
	people *people
	queue  *jobs.Queue
	log    *audit.Log
}

func newRoom(t *testing.T) *room {
	st := store.Test(t, store.Schema{Module: "screening", Files: Schema()}, jobs.Schema(),
		store.Schema{Module: "audit", Files: audit.Schema()})
	key, err := audit.LoadOrMakeKey(filepath.Join(t.TempDir(), "audit.key"), "bank.example/audit")
	if err != nil {
		t.Fatal(err)
	}
	r := &room{T: t, people: &people{all: map[auth.Party]Person{}}, queue: jobs.New(st, jobs.Options{}), log: audit.New(st, audit.Config{Key: key})}
	r.Desk = New(st, Options{Parties: r.people, Queue: r.queue, Audit: r.log})
	m := r.Module()
	r.ok(r.queue.Register(m.Jobs...))
	r.ok(r.queue.Schedule(m.Schedules...))
	r.ok(r.queue.Start(ctx))
	t.Cleanup(func() { _ = r.queue.Stop(ctx) })
	return r
}

func (r *room) ok(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func (r *room) as(person string, f func(tx *store.Tx) error) error {
	return r.st.Update(store.WithActor(ctx, store.Actor{Person: person, Hat: "staff-1", Client: "web"}), f)
}

// inForce loads a list as one person and puts it in force as another.
func (r *room) inForce(list, csv string) *Version {
	r.Helper()
	u, err := NewUpload(list, "list.csv", []byte(csv), PlainCSV, UTF8)
	r.ok(err)
	var v *Version
	r.ok(r.as("1", func(tx *store.Tx) (err error) {
		if _, err = r.DefineList(tx, List{ID: list, Kind: Sanctions, NameZH: "名单", NameEN: "List"}); err != nil {
			return err
		}
		v, err = r.Load(tx, u)
		return err
	}))
	r.ok(r.as("2", func(tx *store.Tx) (err error) { v, err = r.Activate(tx, Activation{Version: v.ID}); return err }))
	return v
}

func (r *room) screen(p Person) (hs []*Hit) {
	r.Helper()
	r.people.set(p)
	r.ok(r.as("3", func(tx *store.Tx) (err error) { hs, err = r.Screen(tx, p); return err }))
	return hs
}

func (r *room) standing(p auth.Party) (s Standing) {
	r.Helper()
	r.ok(r.st.View(ctx, func(v *store.View) (err error) { s, err = r.Standing(v, p); return err }))
	return s
}

func (r *room) decide(by string, id store.ID, from, to HitState) error {
	return r.as(by, func(tx *store.Tx) error {
		_, err := r.Decide(tx, id, Decision{from, to, "经核实"})
		return err
	})
}

func wei(id auth.Party) Person {
	return Person{ID: id, Subject: Subject{Sort: PersonSort, Names: []string{"王伟"}, Birth: 19800506}, Branch: "0001", RegisteredBy: 3}
}

const weiList = "ref,name,birth,sort\n1,王伟,1980-05-06,person\n2,李小明,,person\n"

func (r *room) want(err error, want *problem.Error) {
	r.Helper()
	if !errors.Is(err, want) {
		r.Errorf("%v, want %s", err, want.Code)
	}
}

func TestListsTakeTwo(t *testing.T) {
	r := newRoom(t)
	u, err := NewUpload("un", "a.csv", []byte(weiList), PlainCSV, UTF8)
	r.ok(err)
	r.want(r.as("1", func(tx *store.Tx) error { _, err := r.Load(tx, u); return err }), ErrUnknownList)
	first := r.inForce("un", weiList)
	r.want(r.as("1", func(tx *store.Tx) error { _, err := r.Load(tx, u); return err }), ErrSameFile)

	next, err := NewUpload("un", "b.csv", []byte("ref,name,birth\n2,李小明,1970\n3,赵六,\n"), PlainCSV, UTF8)
	r.ok(err)
	var v, w *Version
	r.ok(r.as("1", func(tx *store.Tx) (err error) { v, err = r.Load(tx, next); return err }))
	if v.Added != 1 || v.Removed != 1 || v.Changed != 1 || v.Base != first.ID || v.State != Proposed {
		t.Errorf("%+v", v)
	}
	cs, err := r.Difference(ctx, v.ID, 0, 10)
	r.ok(err)
	if len(cs) != 3 || cs[0].Ref != "1" || cs[0].After != nil || cs[1].After.Births[0] != 19700000 || cs[2].Before != nil {
		t.Errorf("%+v", cs)
	}
	r.ok(r.as("1", func(tx *store.Tx) (err error) { w, err = r.Load(tx, next); return err }))
	activate := func(by string, id store.ID) error {
		b, _ := json.Marshal(Activation{Version: id})
		return r.as(by, func(tx *store.Tx) error { return r.RunActivation(tx, b) })
	}
	r.want(activate("1", v.ID), ErrFourEyes)
	r.want(activate("", v.ID), auth.ErrNobody)
	r.ok(activate("2", v.ID))
	r.want(activate("2", v.ID), ErrVersionState)
	r.want(activate("2", w.ID), ErrOvertaken)
	r.ok(r.as("2", func(tx *store.Tx) error { _, err := r.Withdraw(tx, w.ID, "已被取代"); return err }))
	r.want(activate("2", w.ID), ErrVersionState)
	found, err := r.Try(ctx, Subject{Sort: PersonSort, Names: []string{"赵六"}})
	r.ok(err)
	if len(found) != 1 || found[0].Entry.Ref != "3" || found[0].Version != v.ID || !strings.Contains(found[0].Why.ZH, "姓名用字完全相同") {
		t.Errorf("%+v", found)
	}
}

func TestClearedStaysCleared(t *testing.T) {
	r := newRoom(t)
	r.inForce("un", weiList)
	hs := r.screen(wei(10))
	if len(hs) != 1 || hs[0].Score != 1000 || hs[0].State != Open || !hs[0].Hold || hs[0].Why.ZH != "姓名用字完全相同；出生日期一致（得分 1000）。" {
		t.Fatalf("%+v", hs[0])
	}
	id := hs[0].ID
	if s := r.standing(10); !s.Held || s.Blocked {
		t.Errorf("%+v", s)
	}
	if again := r.screen(wei(10)); len(again) != 1 || again[0].ID != id {
		t.Errorf("screened again: %+v", again)
	}
	r.want(r.decide("3", id, Open, Cleared), ErrOwnParty)
	r.want(r.decide("10", id, Open, Cleared), ErrOwnParty)
	r.ok(r.decide("4", id, Open, Cleared))
	if hs := r.screen(wei(10)); len(hs) != 0 || r.standing(10).Held {
		t.Errorf("a cleared hit is back: %+v", hs)
	}
	r.inForce("un", weiList+"9,某人,,person\n") // another version, the same entry
	if hs := r.screen(wei(10)); len(hs) != 0 {
		t.Errorf("another version brings it back: %+v", hs)
	}
	moved := wei(10)
	moved.Birth = 19800000 // the party has changed
	if hs := r.screen(moved); len(hs) != 1 || hs[0].ID == id || hs[0].State != Open {
		t.Errorf("a changed party: %+v", hs)
	}
	r.inForce("un", strings.Replace(weiList, "1,王伟,1980-05-06", "1,王伟,1982-05-07", 1)) // the entry has changed
	if hs := r.screen(wei(10)); len(hs) != 1 || hs[0].Score != 900 {
		t.Errorf("a changed entry: %+v", hs)
	}
	r.inForce("un", "ref,name\n2,李小明\n") // it is gone
	if hs := r.screen(wei(10)); len(hs) != 0 {
		t.Errorf("a hit on what isn't listed any more: %+v", hs)
	}
}

func TestConfirmedBlocks(t *testing.T) {
	r := newRoom(t)
	r.inForce("un", weiList)
	id := r.screen(wei(10))[0].ID
	r.ok(r.decide("4", id, Open, Escalated))
	r.want(r.decide("4", id, Escalated, Confirmed), ErrHitState) // she has sent it up herself
	r.want(r.decide("5", id, Open, Confirmed), ErrHitState)      // that isn't what stands
	r.ok(r.decide("5", id, Escalated, Confirmed))
	var blocked bool
	r.ok(r.st.View(ctx, func(v *store.View) (err error) { blocked, _, err = r.Blocked(v, 10); return err }))
	if !blocked {
		t.Error("a confirmed hit doesn't block")
	}
	if hs := r.screen(wei(10)); len(hs) != 1 || hs[0].State != Confirmed {
		t.Errorf("%+v", hs)
	}
	r.screen(wei(20))
	r.ok(r.as("6", func(tx *store.Tx) error { return r.OnMerge(tx, 20, 10) })) // 10 is 20
	if !r.standing(20).Blocked || r.standing(10).Blocked {
		t.Error("the decision didn't move to the party that remains")
	}
	r.want(r.as("6", func(tx *store.Tx) error {
		_, err := r.Decide(tx, id, Decision{Confirmed, Cleared, ""})
		return err
	}), ErrReason)
	_, err := r.log.Sequence(ctx)
	r.ok(err)
	report, err := r.log.Check(ctx, audit.CheckOptions{Full: true})
	r.ok(err)
	if report.Errors != 0 {
		t.Errorf("audit: %+v", report)
	}
}

// TestTwoDecide: of two who decide one hit at once, one is refused.
func TestTwoDecide(t *testing.T) {
	r := newRoom(t)
	r.inForce("un", weiList)
	for i := range 10 {
		id := r.screen(wei(auth.Party(100 + i)))[0].ID
		errs := make([]error, 2)
		var wg sync.WaitGroup
		for k, to := range []HitState{Cleared, Confirmed} {
			wg.Go(func() { errs[k] = r.decide([]string{"4", "5"}[k], id, Open, to) })
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Errorf("both or none decided: %v", errs)
		}
		if r.standing(auth.Party(100+i)).Blocked != (errs[1] == nil) {
			t.Error("what stands isn't what was decided")
		}
	}
}

// TestRun: the run finds every party's hits, and another one changes nothing.
func TestRun(t *testing.T) {
	r := newRoom(t)
	for i := range 700 {
		p := Person{ID: auth.Party(1000 + i), Subject: Subject{Sort: PersonSort, Names: []string{"赵钱孙"}}}
		if i%100 == 0 {
			p.Subject = wei(0).Subject
		}
		r.people.set(p)
	}
	r.inForce("un", weiList) // enqueues a run
	first := r.ended(1)
	if first.Parties != 700 || first.Found != 7 || first.Lapsed != 0 {
		t.Errorf("%+v", first)
	}
	r.ok(r.as("1", func(tx *store.Tx) error { _, err := r.queue.Enqueue(tx, jobs.Job{Kind: runKind}); return err }))
	if again := r.ended(2); again.Parties != 700 || again.Found != 0 || again.Lapsed != 0 {
		t.Errorf("again: %+v", again)
	}
	renamed := wei(1000)
	renamed.Names = []string{"孙某某"}
	r.people.set(renamed)
	r.ok(r.as("1", func(tx *store.Tx) error { _, err := r.queue.Enqueue(tx, jobs.Job{Kind: runKind}); return err }))
	if third := r.ended(3); third.Found != 0 || third.Lapsed != 1 {
		t.Errorf("after a party's change: %+v", third)
	}
}

// ended waits for the n-th run.
func (r *room) ended(n int) (out *RunInfo) {
	r.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		var rs []*RunInfo
		r.ok(r.st.View(ctx, func(v *store.View) (err error) { rs, err = runsBefore(v, 1<<62, 100); return err }))
		if len(rs) == n && !rs[0].EndedAt.IsZero() {
			return rs[0]
		}
	}
	r.Fatalf("run %d doesn't end", n)
	return nil
}
