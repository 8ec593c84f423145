package store

import (
	"fmt"
	"slices"
	"testing"
)

// TestAppenderSizes: whatever the number of rows, each is written once, in the few lengths of statements that the engine has.
func TestAppenderSizes(t *testing.T) {
	s := testStore(t)
	var lanes []*Appender
	slot := s.AddBuffer(func() Buffer {
		lanes = append(lanes, NewAppender("t_rows", "id", "word"))
		return lanes[len(lanes)-1]
	})
	all := 0
	for _, n := range []int{1, 3, 4, 5, 63, 64, 65, 256, 2*256 + 2*64 + 3*16 + 2*4 + 3} {
		if err := s.Update(ctx, func(tx *Tx) error {
			b := tx.Buffer(slot).(*Appender)
			for i := range n {
				b.Add(int64(tx.NewID()), fmt.Sprint(all+i))
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		all += n
		if got := count(t, s, "SELECT COUNT(*) FROM t_rows"); got != int64(all) {
			t.Errorf("%d rows after %d more, want %d", got, n, all)
		}
	}
	sizes := map[bool][]int{false: rowSizes, true: sharedRowSizes}[s.Engine().Shared()]
	for _, a := range lanes {
		for n := range a.rows.texts {
			if !slices.Contains(sizes, n) {
				t.Errorf("a statement of %d rows", n)
			}
		}
	}
}
