package money

import (
	"strings"

	"tonghui/base/problem"
)

var errUppercaseCurrency = problem.New(problem.Unsupported, "money.uppercase_currency",
	"Chinese voucher capitals are written for renminbi only. Use the figures for other currencies.",
	"大写金额仅用于人民币。其他币种请使用小写金额。")

var (
	upperDigits = [10]string{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}
	upperUnits  = [4]string{"", "拾", "佰", "仟"}
)

// The large units of Chinese numbers.
const (
	wan = 10_000      // 万
	yi  = 100_000_000 // 亿
)

// optionalZero marks a place where the rules let the writer choose whether to put 零. The bank leaves it out;
// ParseUppercase accepts both.
const optionalZero = "?"

// Uppercase is the amount in Chinese capitals (大写金额), as vouchers and cheques carry it against forgery:
// 壹仟贰佰叁拾肆元伍角整. It refuses other currencies than CNY.
//
// The rules are those of 《支付结算办法》 annex 1, 正确填写票据和结算凭证的基本规定 (PBOC, 1997): 整 after 元 and,
// by the bank's choice, after 角; never after 分; one 零 for any run of zeros inside; 零 between 元 and 分
// when there are no 角; where 万 or 元 is zero but the next place is not, 零 may be left out, and is. Beyond 亿
// the part above is read first: 玖万亿, 玖亿亿. A negative amount starts with 负; zero is 零元整.
func Uppercase(m Money) (string, error) {
	if m.Currency != "CNY" {
		return "", errUppercaseCurrency
	}
	sign := ""
	if m.Amount < 0 {
		sign = "负"
	}
	return sign + strings.ReplaceAll(upperPattern(magnitude(int64(m.Amount))), optionalZero, ""), nil
}

// UppercaseVoucher is Uppercase with the word 人民币 before it and no space between, as rule 3 asks where the
// form has not printed it.
func UppercaseVoucher(m Money) (string, error) {
	s, err := Uppercase(m)
	if err != nil {
		return "", err
	}
	return "人民币" + s, nil
}

// upperPattern writes fen in capitals with the optional zeros marked.
func upperPattern(fen uint64) string {
	if fen == 0 {
		return "零元整"
	}
	yuan, jiao, rest := fen/100, fen/10%10, fen%10
	var b strings.Builder
	if yuan > 0 {
		b.WriteString(upperWhole(yuan))
		b.WriteString("元")
	}
	switch {
	case jiao > 0:
		if yuan > 0 && yuan%10 == 0 {
			b.WriteString(optionalZero)
		}
		b.WriteString(upperDigits[jiao] + "角")
	case yuan > 0 && rest > 0:
		b.WriteString("零")
	}
	if rest > 0 {
		b.WriteString(upperDigits[rest] + "分")
	} else {
		b.WriteString("整")
	}
	return b.String()
}

// upperWhole reads a positive number. Above 亿 it reads the upper part as a number of its own.
func upperWhole(n uint64) string {
	switch {
	case n >= yi:
		return upperWhole(n/yi) + "亿" + upperBelow(n/yi, n%yi, yi/10)
	case n >= wan:
		return upperWhole(n/wan) + "万" + upperBelow(n/wan, n%wan, wan/10)
	}
	var b strings.Builder
	gap := false
	for i, p := 3, uint64(1000); i >= 0; i, p = i-1, p/10 {
		d := n / p % 10
		switch {
		case d == 0:
			gap = b.Len() > 0
		default:
			if gap {
				b.WriteString("零")
			}
			gap = false
			b.WriteString(upperDigits[d] + upperUnits[i])
		}
	}
	return b.String()
}

// upperBelow is what follows 亿 or 万: 零 is needed when the leading place of the lower part is empty, and
// optional when only the last place of the upper part is.
func upperBelow(upper, lower, leading uint64) string {
	switch {
	case lower == 0:
		return ""
	case lower < leading:
		return "零" + upperWhole(lower)
	case upper%10 == 0:
		return optionalZero + upperWhole(lower)
	}
	return upperWhole(lower)
}
