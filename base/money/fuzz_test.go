package money_test

import (
	"encoding/json"
	"testing"

	"tonghui/base/money"
)

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1,234.50", "¥1,234.50", "CNY 1234.5", "-¥0.05", "$5", "JP¥100", "92233720368547758.08", "1,23"} {
		f.Add(s, "CNY")
		f.Add(s, "")
	}
	f.Fuzz(func(t *testing.T, s, cur string) {
		m, err := money.Parse(s, money.Currency(cur))
		if err != nil {
			return
		}
		if back, err := money.Parse(m.Format(), m.Currency); err != nil || back != m {
			t.Errorf("Parse(%q) = %+v, but its Format %q reads %+v, %v", s, m, m.Format(), back, err)
		}
	})
}

func FuzzParseUppercase(f *testing.F) {
	for _, s := range []string{"人民币壹仟贰佰叁拾肆元伍角整", "壹拾万零柒仟元伍角叁分", "负玖亿亿元整", "零元零伍分", "貳億圓正",
		"壹仟玖元整"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := money.ParseUppercase(s)
		if err != nil {
			return
		}
		text, err := money.Uppercase(m)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := money.ParseUppercase(text); err != nil || back != m {
			t.Errorf("ParseUppercase(%q) = %d, but %q reads %d, %v", s, m.Amount, text, back.Amount, err)
		}
	})
}

func FuzzAmountJSON(f *testing.F) {
	for _, s := range []string{`"0"`, `"-1234"`, `1`, `"1e3"`, `"9223372036854775808"`, `null`, `"-0"`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var a money.Amount
		if a.UnmarshalJSON(b) != nil {
			return
		}
		if out, err := json.Marshal(a); err != nil || string(out) != string(b) {
			t.Errorf("%q reads %d but writes %s, %v: an amount has one text only", b, a, out, err)
		}
	})
}

func FuzzParseRate(f *testing.F) {
	for _, s := range []string{"3.45%", "0.0345", "34.5‰", "1e9", "-0.5%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := money.ParseRate(s)
		if err != nil {
			return
		}
		text, err := r.MarshalText()
		if err != nil {
			t.Fatalf("ParseRate(%q) can't be written: %v", s, err)
		}
		if back, err := money.ParseRate(string(text)); err != nil || !back.Equal(r) {
			t.Errorf("ParseRate(%q) writes %s and reads back %s, %v", s, text, back, err)
		}
	})
}
