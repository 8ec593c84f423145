package history

import (
	"path/filepath"
	"strings"
	"testing"

	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// TestJudge lies to the judge about what was answered, and wants him to notice each lie.
func TestJudge(t *testing.T) {
	plan := Plan{DSN: filepath.Join(store.TestDir(t), "bank.db"), Kind: "lies"}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(Begin(ctx, &plan, 2, 100))
	b, err := OpenBank(ctx, plan.DSN, store.Options{CacheMB: 16}, plan.Kind)
	must(err)
	defer func() { must(b.Store.Close()) }()
	pay := func(ref string) *Op { return UnderLease(&plan, ref) }
	booked := func(ref string) Result {
		r := b.Do(ctx, pay(ref))
		if r.Outcome != Done {
			t.Fatalf("%+v", r)
		}
		return r
	}
	batch := &Op{Ref: "batch", Verb: Batch, Mode: ledger.Atomic, Entries: append(pay("x").Entries, pay("y").Entries...)}
	whole := b.Do(ctx, batch)
	closed := &Op{Ref: "close", Verb: CloseDay, Date: int64(firstDay)}
	for _, lie := range []struct {
		name, wants string
		tell        func(j *Judge)
	}{
		{"acknowledged and never done", "is not there", func(j *Judge) {
			j.Hear(pay("ghost"), &Result{Ref: "ghost", Outcome: Done, IDs: []int64{1}})
		}},
		{"refused and done", "refused (ledger.x) and is there", func(j *Judge) {
			booked("secret")
			j.Hear(pay("secret"), &Result{Ref: "secret", Outcome: Refused, Code: "ledger.x"})
		}},
		{"answered with another entry", "was answered with entry", func(j *Judge) {
			r := booked("other")
			r.IDs = []int64{r.IDs[0] + 1}
			j.Hear(pay("other"), &r)
		}},
		{"done by nobody", "nobody tried it", func(*Judge) { booked("unheard") }},
		{"half of an atomic batch", "1 of 2 entries", func(j *Judge) {
			short := *batch
			short.Ref, short.Entries = "half", batch.Entries
			booked("half.a")
			j.Hear(&short, &Result{Ref: "half", Outcome: Unknown})
		}},
		{"a batch's entry under another id", "batch entry batch.b was answered", func(j *Judge) {
			j.Hear(batch, &Result{Ref: "batch", Outcome: Done, IDs: []int64{whole.IDs[0], 5}})
		}},
		{"a closed day that changes", "has changed since it was closed", func(j *Judge) {
			j.Hear(closed, &Result{Ref: "close", Outcome: Done, Totals: "0000000000000000"})
		}},
		{"a process that finds a rule broken itself", "found", func(j *Judge) { j.hear(&line{Wrong: "found"}) }},
	} {
		t.Run(lie.name, func(t *testing.T) {
			j := NewJudge()
			lie.tell(j)
			wrong, err := j.Sentence(ctx, b, &plan)
			if err != nil {
				t.Fatal(err)
			}
			if all := strings.Join(wrong, "\n"); !strings.Contains(all, lie.wants) {
				t.Errorf("the judge says %q", all)
			}
		})
	}
}
