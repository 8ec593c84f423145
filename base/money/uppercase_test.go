package money_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tonghui/base/money"
)

// TestUppercase holds the PBOC rules' own examples and the borders of 万, 亿 and 万亿.
func TestUppercase(t *testing.T) {
	for _, c := range []struct {
		fen  int64
		want string
	}{
		{123450, "壹仟贰佰叁拾肆元伍角整"},
		{140950, "壹仟肆佰零玖元伍角整"},    // rule 4(1)
		{600714, "陆仟零柒元壹角肆分"},     // rule 4(2)
		{168032, "壹仟陆佰捌拾元叁角贰分"},   // rule 4(3)
		{10700053, "壹拾万柒仟元伍角叁分"},  // rule 4(3)
		{1640902, "壹万陆仟肆佰零玖元零贰分"}, // rule 4(4)
		{32504, "叁佰贰拾伍元零肆分"},      // rule 4(4)
		{0, "零元整"}, {5, "伍分"}, {50, "伍角整"}, {55, "伍角伍分"}, {100, "壹元整"}, {1000, "壹拾元整"},
		{1005, "壹拾元零伍分"}, {-12345, "负壹佰贰拾叁元肆角伍分"},
		{1_0001_00, "壹万零壹元整"}, {1_0010_00, "壹万零壹拾元整"}, {10_0000_00, "壹拾万元整"},
		{1000_1000_00, "壹仟万壹仟元整"}, {1_0000_0000_00, "壹亿元整"}, {1_0000_0001_00, "壹亿零壹元整"},
		{1_0000_1000_00, "壹亿零壹仟元整"}, {1_0100_0000_00, "壹亿零壹佰万元整"}, {10_1000_0000_00, "壹拾亿壹仟万元整"},
		{1_0000_0000_0000_00, "壹万亿元整"}, {1_0000_0005_0000_00, "壹万亿零伍万元整"},
		{9_0000_0000_0000_0000_00, "玖亿亿元整"},
		{int64(money.MaxAmount), "玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零柒分"},
		{int64(money.MinAmount), "负玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零捌分"},
	} {
		if got, err := money.Uppercase(money.CNY(c.fen)); err != nil || got != c.want {
			t.Errorf("Uppercase(%d) = %s, %v; want %s", c.fen, got, err, c.want)
		}
	}
	if s, err := money.UppercaseVoucher(money.CNY(100)); err != nil || s != "人民币壹元整" {
		t.Errorf("UppercaseVoucher = %s, %v", s, err)
	}
	if _, err := money.Uppercase(money.Of(100, "USD")); code(err) != "money.uppercase_currency" {
		t.Errorf("Uppercase(USD) = %v", err)
	}
	if _, err := money.UppercaseVoucher(money.Of(100, "USD")); code(err) != "money.uppercase_currency" {
		t.Errorf("UppercaseVoucher(USD) = %v", err)
	}
}

// TestParseUppercaseVariants: every form that the rules leave to the writer means the same.
func TestParseUppercaseVariants(t *testing.T) {
	for in, fen := range map[string]int64{
		"人民币壹仟贰佰叁拾肆元伍角整": 123450, "壹仟贰佰叁拾肆元伍角": 123450, "壹仟贰佰叁拾肆圆伍角正": 123450,
		"壹仟陆佰捌拾元零叁角贰分": 168032, "壹仟陆佰捌拾元叁角贰分": 168032,
		"壹拾万零柒仟元伍角叁分": 10700053, "壹拾万柒仟元零伍角叁分": 10700053, "壹拾万柒仟元伍角叁分": 10700053,
		"零元伍角整": 50, "零元零伍分": 5, "伍分": 5, "零元整": 0, "零圆正": 0,
		"貳億陸仟萬圓整": 2_6000_0000_00, "负人民币壹元整": -100, "人民币负壹元整": -100, "負壹元整": -100,
	} {
		if got, err := money.ParseUppercase(in); err != nil || got != money.CNY(fen) {
			t.Errorf("ParseUppercase(%s) = %v, %v; want %d", in, got, err, fen)
		}
	}
}

func TestParseUppercaseRefuses(t *testing.T) {
	for in, want := range map[string]string{
		"": "money.uppercase", "人民币": "money.uppercase", "整": "money.uppercase", "壹": "money.uppercase",
		"元整": "money.uppercase", "零元": "money.uppercase_form", "一元整": "money.uppercase", "壹贰元整": "money.uppercase",
		"拾元整": "money.uppercase", "万元整": "money.uppercase", "亿元整": "money.uppercase", "壹元伍": "money.uppercase",
		"壹元壹贰角": "money.uppercase", "壹元角": "money.uppercase", "负零元整": "money.uppercase",
		"壹仟":    "money.uppercase",
		"壹元伍分整": "money.uppercase_form", "壹元伍分": "money.uppercase_form", "壹元": "money.uppercase_form",
		"壹仟玖元整": "money.uppercase_form", "壹仟零零玖元整": "money.uppercase_form", "壹亿壹元整": "money.uppercase_form",
		"壹拾壹佰元整": "money.uppercase_form", "壹万万元整": "money.uppercase_form", "零元伍分": "money.uppercase_form",
		"壹元整整": "money.uppercase", "壹佰元零伍角伍": "money.uppercase", "壹元零整": "money.uppercase_form",
		"壹元伍角整x":  "money.uppercase",
		"玖亿玖亿亿元整": "money.overflow", "壹亿亿亿元整": "money.overflow",
		"玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零捌分": "money.overflow",
		strings.Repeat("壹", 200): "money.uppercase",
	} {
		if got, err := money.ParseUppercase(in); code(err) != want {
			t.Errorf("ParseUppercase(%q) = %v, %v; want %s", in, got, err, want)
		}
	}
}

// TestUppercaseNamesThePlace: the sentence shows where the text departs from the rules.
func TestUppercaseNamesThePlace(t *testing.T) {
	_, err := money.ParseUppercase("人民币壹仟玖元整")
	if err == nil || !strings.Contains(err.Error(), "at character 6") || !strings.Contains(err.Error(), "壹仟零玖元整") {
		t.Errorf("got %v, want place 6 and the right form", err)
	}
}

// TestUppercaseRoundTrip covers the whole range of fen, with numbers rich in zeros.
func TestUppercaseRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := edges().Draw(t, "a")
		if rapid.Bool().Draw(t, "sparse") {
			a = 0
			for range 18 { // eighteen digits, mostly zero
				a = a*10 + money.Amount(rapid.SampledFrom([]int{0, 0, 0, 1, 9}).Draw(t, "d"))
			}
		}
		m := money.Of(a, "CNY")
		s, err := money.UppercaseVoucher(m)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := money.ParseUppercase(s); err != nil || got != m {
			t.Fatalf("ParseUppercase(%s) = %d, %v; want %d", s, got.Amount, err, a)
		}
		if strings.Contains(s, "零零") {
			t.Fatalf("%s holds two zeros in a row", s)
		}
	})
}
