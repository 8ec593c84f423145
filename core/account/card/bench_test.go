package card

import (
	"sync/atomic"
	"testing"
)

// BenchmarkPurchase is a contactless authorisation and its capture, by many at once on 64 cards.
func BenchmarkPurchase(t *testing.B) {
	b := newBank(t)
	numbers := make([]string, 64)
	for i := range numbers {
		_, numbers[i] = b.inUse(b.hers)
	}
	b.paysIn(b.hers, 1_000_000_00)
	var n atomic.Int64
	t.ResetTimer()
	t.RunParallel(func(p *testing.PB) {
		for p.Next() {
			i := int(n.Add(1))
			r := Request{Acquirer: b.acq.ID, Reference: ref(i), Number: numbers[i%len(numbers)], Channel: Contactless, Amount: 1, Currency: "CNY"}
			if a, err := b.Authorise(ctx, r); err != nil {
				t.Error(err)
			} else if a.Response == OverTimes {
				continue
			}
			if _, err := b.Capture(ctx, b.order(ref(i), "C"+ref(i), 0, true)); err != nil {
				t.Error(err)
			}
		}
	})
}
