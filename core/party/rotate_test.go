package party

import (
	"testing"
	"time"
)

// TestKeysRotate: while keys change and after, a number is found and stays one party's.
func TestKeysRotate(t *testing.T) {
	w := newTown(t)
	again := NewParty{Sort: Person, Name: "王芳", Identifiers: []NewValue{{Kind: CitizenID, Value: standardID}}}
	id := w.enrolled(again)
	mail := w.person("李四", NewValue{Kind: Email, Value: "Li.Si@Example.CN"}, NewValue{Kind: Address, Value: "北京市朝阳区建国路甲1号"})
	refusedStill := func() {
		t.Helper()
		_, err := w.enrol(again)
		w.refused(err, "party.identifier_taken")
		w.clean()
	}
	if _, err := w.vault.RotateDataKey(ctx); err != nil {
		t.Fatal(err)
	}
	refusedStill()
	if _, err := w.vault.RotateIndexKey(ctx); err != nil {
		t.Fatal(err)
	}
	refusedStill()
	w.clock.advance(10 * time.Minute) // the new index key is written from now on
	refusedStill()
	walked, err := w.vault.Reseal(ctx)
	if err != nil || walked.Failures != 0 || walked.Changed != 4 {
		t.Fatalf("reseal: %+v %v", walked, err)
	}
	refusedStill()
	lines, err := w.Search(ctx, w.callers["steward"].Filter(mayRead), Query{Document: standardID}, 0, 10)
	if err != nil || len(lines) != 1 || lines[0].ID != id {
		t.Errorf("found %+v %v", lines, err)
	}
	if p := w.get(mail); p.Contacts[0].Shown != "L***@example.cn" {
		t.Errorf("after it: %+v", p.Contacts)
	}
}
