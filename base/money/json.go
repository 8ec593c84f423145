package money

import (
	"strconv"

	"tonghui/base/problem"
)

var errAmountText = problem.New(problem.Invalid, "money.amount_text",
	"The amount %[1]s. Write it as a string of whole minor units, for example \"-1234\" for −¥12.34.",
	"金额%[2]s。请用最小货币单位的整数字符串书写，例如 −¥12.34 写作 \"-1234\"。")

// MarshalJSON writes the amount as a string of minor units: "-1234".
func (a Amount) MarshalJSON() ([]byte, error) {
	b := make([]byte, 0, 22)
	b = append(b, '"')
	b = strconv.AppendInt(b, int64(a), 10)
	return append(b, '"'), nil
}

// UnmarshalJSON reads exactly the form that MarshalJSON writes. Numbers, null, points, exponents, a plus sign,
// leading zeros and "-0" are refused: one amount has one text.
func (a *Amount) UnmarshalJSON(b []byte) error {
	if len(b) < 2 || b[0] != '"' || b[len(b)-1] != '"' {
		return errAmountText.With("is not a string", "不是字符串")
	}
	return a.UnmarshalText(b[1 : len(b)-1])
}

// MarshalText is the amount as text, for headers, paths and map keys.
func (a Amount) MarshalText() ([]byte, error) { return strconv.AppendInt(nil, int64(a), 10), nil }

// UnmarshalText reads what MarshalText writes and nothing else.
func (a *Amount) UnmarshalText(b []byte) error {
	digits := b
	if len(digits) > 0 && digits[0] == '-' {
		digits = digits[1:]
	}
	switch {
	case len(digits) == 0:
		return errAmountText.With("has no digits", "没有数字")
	case digits[0] == '0' && (len(digits) > 1 || len(b) > 1):
		return errAmountText.With("starts with a zero or is a negative zero", "以零开头或为负零")
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return errAmountText.With("holds a character other than a digit", "含有数字以外的字符")
		}
	}
	v, err := strconv.ParseInt(string(b), 10, 64)
	if err != nil {
		return ErrOverflow
	}
	*a = Amount(v)
	return nil
}
