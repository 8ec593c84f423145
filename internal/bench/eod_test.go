package bench

import (
	"context"
	"testing"
	"time"
)

// TestEOD: the scenarios run to their end on a small bank.
func TestEOD(t *testing.T) {
	r, err := EOD(context.Background(), EODConfig{Config: Config{Dir: t.TempDir(), Each: 100 * time.Millisecond}, Holders: 600, Rate: 50})
	if err != nil || len(r.Rows) != 4 {
		t.Fatalf("%+v, %v", r, err)
	}
	for _, row := range r.Rows {
		if row.Rate <= 0 {
			t.Errorf("%+v", row)
		}
	}
}
