package money

import (
	"strings"

	"tonghui/base/problem"
)

var (
	errText = problem.New(problem.Invalid, "money.text",
		"The amount can't be read: %[1]s. Write for example 1,234.50 or ¥1,234.50.",
		"金额无法识别：%[2]s。请写成例如 1,234.50 或 ¥1,234.50。")
	errGrouping = problem.New(problem.Invalid, "money.grouping",
		"The commas in the amount do not part groups of three digits. Write 1,234,567.00, or leave the commas out.",
		"金额中的逗号未按每三位分节。请写成 1,234,567.00，或不写逗号。")
	errDecimals = problem.New(problem.Invalid, "money.decimals",
		"The amount has more decimal digits than its currency %s (at most %d). Round it first.",
		"金额的小数位数超过币种 %s 的规定（最多 %d 位）。请先取舍。")
	errNoCurrency = problem.New(problem.Invalid, "money.currency_missing",
		"The amount names no currency. Put a code such as CNY before it.",
		"金额未注明币种。请在金额前加上币种代码，例如 CNY。")
	errAmbiguous = problem.New(problem.Invalid, "money.currency_ambiguous",
		"A bare $ may mean several currencies. Put a code such as USD or HKD before the amount.",
		"仅写 $ 无法判断币种。请在金额前加上代码，例如 USD 或 HKD。")
)

// Parse reads an amount as people write it: 1,234.50, ¥1,234.50, -¥1, CNY 1234.5, 1234.5元, 100美元,
// full-width ¥1,234.50. It also reads what Format, FormatEN and FormatZH write.
//
// expect is the currency that the text is in when it names none, and the only one it may name; with "" the
// text must name its currency. A ¥ alone is CNY unless expect is JPY; a $ alone needs expect. Refusals say which
// part is wrong: money.text, grouping, decimals, currency_missing, currency_ambiguous, currency_mismatch, overflow.
func Parse(s string, expect Currency) (Money, error) {
	t := strings.TrimSpace(narrow(s))
	if len(t) > 100 {
		return Money{}, errText.With("it is too long", "内容过长")
	}
	t, neg1 := cutSign(t)
	start := strings.IndexAny(t, "0123456789.,-+")
	end := strings.LastIndexAny(t, "0123456789.,")
	if start < 0 || end < start {
		return Money{}, errText.With("it has no digits", "没有数字")
	}
	cur, err := currencyOf(strings.TrimSpace(t[:start]), strings.TrimSpace(t[end+1:]), expect)
	if err != nil {
		return Money{}, err
	}
	number, neg2 := cutSign(t[start : end+1])
	if neg1 && neg2 {
		return Money{}, errText.With("it has two signs", "有两个符号")
	}
	if number, err = ungroup(number); err != nil {
		return Money{}, err
	}
	a, err := digitsAmount(number, neg1 || neg2, cur)
	return Money{a, cur}, err
}

// ParseDecimal reads the plain machine form only: an optional "-", digits, and at most as many decimals as the
// currency has. It is the inverse of Decimal; fewer decimals are accepted (1000.2).
func ParseDecimal(s string, cur Currency) (Money, error) {
	if !cur.Valid() {
		return Money{}, errUnknownCurrency.With("", "")
	}
	if len(s) > 100 {
		return Money{}, errText.With("it is too long", "内容过长")
	}
	number, negative := strings.CutPrefix(s, "-")
	a, err := digitsAmount(number, negative, cur)
	return Money{a, cur}, err
}

// narrow turns full-width forms (全角) and the many minus signs and spaces into plain ones.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			return r - 0xFEE0
		case r == 0x3000, r == 0xA0, r == 0x202F:
			return ' '
		case r == 0xFFE5:
			return '¥'
		case r == 0xFFE1:
			return '£'
		case r == 0xFFE6:
			return '₩'
		case r == 0x2212:
			return '-'
		}
		return r
	}, s)
}

func cutSign(s string) (rest string, negative bool) {
	if r, ok := strings.CutPrefix(s, "-"); ok {
		return strings.TrimSpace(r), true
	}
	return s, false
}

// currencyOf settles the currency from what stands before and after the digits and from the expectation.
func currencyOf(before, after string, expect Currency) (Currency, error) {
	if expect != "" && !expect.Valid() {
		return "", errUnknownCurrency.With("", "")
	}
	cur := expect
	for i, word := range []string{before, after} {
		if word == "" || (i == 1 && word == "元" && (cur == "CNY" || cur == "")) {
			if word == "元" {
				cur = "CNY"
			}
			continue
		}
		c, err := named(word, expect)
		if err != nil {
			return "", err
		}
		if cur != "" && c != cur {
			return "", ErrCurrencyMismatch.With(cur, c)
		}
		cur = c
	}
	if cur == "" {
		return "", errNoCurrency
	}
	return cur, nil
}

// named finds the currency that a word means: code, symbol, Chinese name, or a bare sign that expect explains.
func named(word string, expect Currency) (Currency, error) {
	switch {
	case Currency(word).Valid():
		return Currency(word), nil
	case word == "¥" && expect == "JPY", word == "$" && strings.HasSuffix(expect.Symbol(), "$"):
		return expect, nil
	case word == "$":
		return "", errAmbiguous
	}
	if c, ok := bySign[word]; ok {
		return c, nil
	}
	return "", errText.With("the words around the digits name no currency", "数字前后的文字不是币种")
}

// bySign maps symbols and Chinese names to codes.
var bySign = func() map[string]Currency {
	m := make(map[string]Currency, 2*len(currencies))
	for c, info := range currencies {
		m[narrow(info.zh)] = c
		if info.symbol != "" {
			m[info.symbol] = c
		}
	}
	return m
}()

// ungroup takes out commas, if they stand between groups of three digits of the whole part.
func ungroup(s string) (string, error) {
	if !strings.Contains(s, ",") {
		return s, nil
	}
	whole, fraction, _ := strings.Cut(s, ".")
	groups := strings.Split(whole, ",")
	if strings.Contains(fraction, ",") || len(groups[0]) < 1 || len(groups[0]) > 3 {
		return "", errGrouping
	}
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return "", errGrouping
		}
	}
	return strings.ReplaceAll(s, ",", ""), nil
}

// digitsAmount turns "1234.5" into minor units.
func digitsAmount(s string, negative bool, cur Currency) (Amount, error) {
	whole, fraction, pointed := strings.Cut(s, ".")
	switch {
	case whole == "":
		return 0, errText.With("a digit is missing before the point", "小数点前缺少数字")
	case pointed && fraction == "":
		return 0, errText.With("a digit is missing after the point", "小数点后缺少数字")
	case len(whole) > 1 && whole[0] == '0':
		return 0, errText.With("it starts with a needless zero", "以多余的零开头")
	}
	exp := cur.Exponent()
	var v uint64
	for i, part := range []string{whole, fraction} {
		for _, c := range []byte(part) {
			if c < '0' || c > '9' {
				return 0, errText.With("it holds a character that is no digit", "含有数字以外的字符")
			}
			if i == 1 && exp == 0 {
				return 0, errDecimals.With(cur, cur.Exponent())
			}
			exp -= i
			if v > (1<<63)/10 {
				return 0, ErrOverflow
			}
			v = v*10 + uint64(c-'0')
		}
	}
	for ; exp > 0; exp-- {
		if v > (1<<63)/10 {
			return 0, ErrOverflow
		}
		v *= 10
	}
	return signed(0, v, negative)
}
