package money_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tonghui/base/money"
)

func TestFormat(t *testing.T) {
	for _, c := range []struct {
		m                      money.Money
		display, plain, en, zh string
	}{
		{money.CNY(123450), "¥1,234.50", "1234.50", "CNY 1,234.50", "人民币1,234.50元"},
		{money.CNY(-5), "−¥0.05", "-0.05", "CNY −0.05", "人民币−0.05元"},
		{money.CNY(0), "¥0.00", "0.00", "CNY 0.00", "人民币0.00元"},
		{money.CNY(99999), "¥999.99", "999.99", "CNY 999.99", "人民币999.99元"},
		{money.Of(money.MinAmount, "CNY"), "−¥92,233,720,368,547,758.08", "-92233720368547758.08",
			"CNY −92,233,720,368,547,758.08", "人民币−92,233,720,368,547,758.08元"},
		{money.Of(1234567, "JPY"), "JP¥1,234,567", "1234567", "JPY 1,234,567", "1,234,567日元"},
		{money.Of(-1234, "KWD"), "−KWD 1.234", "-1.234", "KWD −1.234", "−1.234科威特第纳尔"},
		{money.Of(300, "CHF"), "CHF 3.00", "3.00", "CHF 3.00", "3.00瑞士法郎"},
		{money.Of(50, "USD"), "US$0.50", "0.50", "USD 0.50", "0.50美元"},
	} {
		got := [...]string{c.m.Format(), c.m.Decimal(), c.m.FormatEN(), c.m.FormatZH(), c.m.String()}
		want := [...]string{c.display, c.plain, c.en, c.zh, c.display}
		if got != want {
			t.Errorf("%d %s: got %q, want %q", c.m.Amount, c.m.Currency, got, want)
		}
	}
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		in     string
		expect money.Currency
		want   money.Money
	}{
		{"1,234.50", "CNY", money.CNY(123450)},
		{"1234.5", "CNY", money.CNY(123450)},
		{"¥1,234.50", "", money.CNY(123450)},
		{"CNY 1234.5", "", money.CNY(123450)},
		{"1234.5 CNY", "CNY", money.CNY(123450)},
		{"\uFFE5\uFF11\uFF0C\uFF12\uFF13\uFF14\uFF0E\uFF15\uFF10", "", money.CNY(123450)}, // full-width
		{"\u3000¥\u00A012 元 ", "", money.CNY(1200)},
		{"人民币12元", "", money.CNY(1200)},
		{"-¥0.05", "", money.CNY(-5)},
		{"¥-0.05", "", money.CNY(-5)},
		{"\u221212", "CNY", money.CNY(-1200)},
		{"-0", "CNY", money.CNY(0)},
		{"¥100", "JPY", money.Of(100, "JPY")},
		{"$3", "HKD", money.Of(300, "HKD")},
		{"US$3", "", money.Of(300, "USD")},
		{"3美元", "", money.Of(300, "USD")},
		{"1.234", "KWD", money.Of(1234, "KWD")},
		{"92233720368547758.07", "CNY", money.Of(money.MaxAmount, "CNY")},
		{"-92233720368547758.08", "CNY", money.Of(money.MinAmount, "CNY")},
	} {
		if got, err := money.Parse(c.in, c.expect); err != nil || got != c.want {
			t.Errorf("Parse(%q, %s) = %v, %v; want %v", c.in, c.expect, got, err, c.want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct {
		in     string
		expect money.Currency
		code   string
	}{
		{"", "CNY", "money.text"}, {"abc", "CNY", "money.text"}, {"¥", "", "money.text"}, {".", "CNY", "money.text"},
		{".5", "CNY", "money.text"}, {"5.", "CNY", "money.text"}, {"007", "CNY", "money.text"},
		{"1.2.3", "CNY", "money.text"}, {"+5", "CNY", "money.text"}, {"--5", "CNY", "money.text"},
		{"-¥-5", "CNY", "money.text"}, {"1e3", "CNY", "money.text"}, {"1 000", "CNY", "money.text"},
		{"5元", "USD", "money.text"}, {"foo 5", "CNY", "money.text"}, {strings.Repeat("9", 101), "CNY", "money.text"},
		{"1,23.00", "CNY", "money.grouping"}, {"1,2345", "CNY", "money.grouping"}, {",123", "CNY", "money.grouping"},
		{"1234,567", "CNY", "money.grouping"}, {"1.234,5", "CNY", "money.grouping"}, {"1,", "CNY", "money.grouping"},
		{"1.234", "CNY", "money.decimals"}, {"1.0", "JPY", "money.decimals"}, {"1.2345", "KWD", "money.decimals"},
		{"5", "", "money.currency_missing"}, {"$5", "", "money.currency_ambiguous"}, {"$5", "CNY", "money.currency_ambiguous"},
		{"USD 5", "CNY", "money.currency_mismatch"}, {"USD 5 CNY", "", "money.currency_mismatch"},
		{"5", "ABC", "money.currency_unknown"},
		{"92233720368547758.08", "CNY", "money.overflow"}, {"99999999999999999999999", "CNY", "money.overflow"},
		{"10000000000000000000", "CNY", "money.overflow"}, {"922337203685477581", "CNY", "money.overflow"},
	} {
		if got, err := money.Parse(c.in, c.expect); code(err) != c.code {
			t.Errorf("Parse(%q, %q) = %v, %v; want %s", c.in, c.expect, got, err, c.code)
		}
	}
}

func TestParseDecimal(t *testing.T) {
	for in, want := range map[string]int64{"1234.50": 123450, "-0.05": -5, "1000.2": 100020, "0": 0} {
		if got, err := money.ParseDecimal(in, "CZK"); err != nil || got != money.Of(money.Amount(want), "CZK") {
			t.Errorf("ParseDecimal(%q) = %v, %v; want %d", in, got, err, want)
		}
	}
	for in, want := range map[string]string{
		"1,000": "money.text", "¥1": "money.text", "": "money.text", "- 1": "money.text", "1.234": "money.decimals",
		strings.Repeat("0", 200): "money.text",
	} {
		if got, err := money.ParseDecimal(in, "CNY"); code(err) != want {
			t.Errorf("ParseDecimal(%q) = %v, %v; want %s", in, got, err, want)
		}
	}
	if _, err := money.ParseDecimal("1", "ABC"); code(err) != "money.currency_unknown" {
		t.Errorf("unknown currency gave %v", err)
	}
}

// TestFormsRoundTrip writes any amount of any kind of currency in every form and reads it back.
func TestFormsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cur := rapid.SampledFrom([]money.Currency{"CNY", "USD", "JPY", "KWD", "CLF", "CHF", "XOF", "USN", "HKD"}).Draw(t, "cur")
		m := money.Of(edges().Draw(t, "a"), cur)
		for _, text := range []string{m.Format(), m.FormatEN(), m.FormatZH()} {
			for _, expect := range []money.Currency{"", cur} {
				if got, err := money.Parse(text, expect); err != nil || got != m {
					t.Fatalf("Parse(%q, %q) = %+v, %v; want %+v", text, expect, got, err, m)
				}
			}
		}
		if got, err := money.ParseDecimal(m.Decimal(), cur); err != nil || got != m {
			t.Fatalf("ParseDecimal(%q) = %+v, %v; want %+v", m.Decimal(), got, err, m)
		}
	})
}

func TestCurrency(t *testing.T) {
	for _, c := range []struct {
		cur            money.Currency
		exp            int
		en, zh, symbol string
	}{
		{"CNY", 2, "Chinese yuan", "人民币", "¥"}, {"JPY", 0, "Japanese yen", "日元", "JP¥"},
		{"BHD", 3, "Bahraini dinar", "巴林第纳尔", "BHD"}, {"CLF", 4, "Unidad de Fomento", "智利发展单位", "CLF"},
		{"QQQ", 2, "QQQ", "QQQ", "QQQ"},
	} {
		if c.cur.Exponent() != c.exp || c.cur.NameEN() != c.en || c.cur.NameZH() != c.zh || c.cur.Symbol() != c.symbol {
			t.Errorf("%s: %d %s %s %s", c.cur, c.cur.Exponent(), c.cur.NameEN(), c.cur.NameZH(), c.cur.Symbol())
		}
	}
	if c, err := money.ParseCurrency("CNY"); err != nil || c != "CNY" {
		t.Errorf("ParseCurrency(CNY) = %s, %v", c, err)
	}
	for _, bad := range []string{"", "cny", "RMB", "XAU", "XXX", "HRK", "BGN", "CNY "} {
		if _, err := money.ParseCurrency(bad); code(err) != "money.currency_unknown" {
			t.Errorf("ParseCurrency(%q) = %v", bad, err)
		}
	}
}
