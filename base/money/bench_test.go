package money_test

import (
	"testing"

	"tonghui/base/money"
)

func BenchmarkAdd(b *testing.B) {
	var total money.Amount
	for b.Loop() {
		s, err := total.Add(1)
		if err != nil {
			b.Fatal(err)
		}
		total = s
	}
}

func BenchmarkAppendDecimal(b *testing.B) {
	buf, m := make([]byte, 0, 32), money.CNY(123_456_789_50)
	b.ReportAllocs()
	for b.Loop() {
		buf = m.AppendDecimal(buf[:0])
	}
}

func BenchmarkUppercase(b *testing.B) {
	m := money.CNY(123_456_789_50)
	for b.Loop() {
		if _, err := money.Uppercase(m); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTimesFraction(b *testing.B) {
	rate := money.MustRate("3.45%")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := money.Amount(123_456_789_50).TimesFraction(rate, 31, 360); err != nil {
			b.Fatal(err)
		}
	}
}
