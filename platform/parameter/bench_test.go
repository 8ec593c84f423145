package parameter_test

import (
	"testing"

	"tonghui/base/calendar"
)

// BenchmarkAt is what a request pays for a parameter.
func BenchmarkAt(b *testing.B) {
	k := newBank(b)
	for i, v := range []string{"10", "20", "30"} {
		if err := k.set("signin.idle_minutes", today+calendar.Date(i), v); err != nil {
			b.Fatal(i, err)
		}
	}
	for b.Loop() {
		if _, err := k.p.Int(ctx, "signin.idle_minutes", today); err != nil {
			b.Fatal(err)
		}
	}
}
