package ident

import (
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"

	"tonghui/base/problem"
)

// Card is a bank card number (银行卡号) by ISO/IEC 7812: a BIN (发卡行标识代码), the account part and a Luhn check.
type Card string

// Brand is the network of a card. Other is a card without a known network: older Chinese debit cards of one
// bank, such as those that start with 9558, are such.
type Brand string

// The brands that the bank tells apart.
const (
	UnionPay   Brand = "unionpay" // 银联
	Visa       Brand = "visa"
	Mastercard Brand = "mastercard"
	Amex       Brand = "amex"
	JCB        Brand = "jcb"
	Diners     Brand = "diners"
	Discover   Brand = "discover"
	Other      Brand = "other"
)

// brandRange says that numbers whose first digits lie in low to high (of equal length) belong to a brand, and how
// long its numbers may be.
type brandRange struct {
	low, high string
	brand     Brand
	lengths   []int
}

var brandRanges = []brandRange{
	{"62", "62", UnionPay, []int{16, 17, 18, 19}},
	{"81", "81", UnionPay, []int{16, 17, 18, 19}},
	{"4", "4", Visa, []int{13, 16, 19}},
	{"51", "55", Mastercard, []int{16}},
	{"2221", "2720", Mastercard, []int{16}},
	{"34", "34", Amex, []int{15}},
	{"37", "37", Amex, []int{15}},
	{"3528", "3589", JCB, []int{16, 17, 18, 19}},
	{"300", "305", Diners, []int{14, 16, 17, 18, 19}},
	{"3095", "3095", Diners, []int{14, 16, 17, 18, 19}},
	{"36", "36", Diners, []int{14, 15, 16, 17, 18, 19}},
	{"38", "39", Diners, []int{14, 16, 17, 18, 19}},
	{"6011", "6011", Discover, []int{16, 17, 18, 19}},
	{"644", "659", Discover, []int{16, 17, 18, 19}},
}

var otherCard = brandRange{brand: Other, lengths: []int{15, 16, 17, 18, 19}}

var (
	errCardCharset = problem.New(problem.Invalid, "ident.card_charset",
		"The card number may hold digits only. Check it.",
		"银行卡号只能由数字组成。请核对。")
	errCardLength = problem.New(problem.Invalid, "ident.card_length",
		"The card number has the wrong number of digits for its kind of card. "+
			"Count and enter it again.",
		"银行卡号的位数与卡种不符。请核对后重新输入。")
	errCardBIN = problem.New(problem.Invalid, "ident.card_bin",
		"The card number can't start with 0. Check the first digits.",
		"银行卡号不能以 0 开头。请核对前几位。")
	errCardCheck = problem.New(problem.Invalid, "ident.card_check",
		"The last digit of the card number does not fit the others: a digit is wrong or exchanged. Compare it with the card.",
		"银行卡号校验位不符，可能有数字写错或顺序颠倒。请对照卡面核对。")
)

// ParseCard reads a card number; spaces, hyphens and full-width digits are put right. Codes of refusals:
// ident.card_charset, _bin, _length, _check.
func ParseCard(s string) (Card, error) {
	s = clean(s)
	switch {
	case s == "" || len(s) > maxText:
		return "", errCardLength
	case !allDigits(s):
		return "", errCardCharset
	case s[0] == '0':
		return "", errCardBIN
	case !slices.Contains(rangeOf(s).lengths, len(s)):
		return "", errCardLength
	case luhn(s[:len(s)-1]) != s[len(s)-1]:
		return "", errCardCheck
	}
	return Card(s), nil
}

func rangeOf(s string) brandRange {
	for _, r := range brandRanges {
		if n := len(r.low); len(s) >= n && r.low <= s[:n] && s[:n] <= r.high {
			return r
		}
	}
	return otherCard
}

// Brand is the network by the first digits.
func (c Card) Brand() Brand { return rangeOf(string(c)).brand }

// BIN is the first six digits, the issuer in the numbering that most Chinese tables still use.
func (c Card) BIN() string { return string(c[:6]) }

// BIN8 is the first eight digits, the issuer by ISO/IEC 7812-1:2017.
func (c Card) BIN8() string { return string(c[:8]) }

// String is the full number. Don't print or log it: use Mask.
func (c Card) String() string { return string(c) }

// Mask shows the first and last four digits in groups: 6222 **** **** 0188.
func (c Card) Mask() string { return grouped(hide(string(c), 4, 4)) }

// LogValue keeps the full number out of logs.
func (c Card) LogValue() slog.Value { return slog.StringValue(c.Mask()) }

// UnmarshalText reads what ParseCard reads.
func (c *Card) UnmarshalText(b []byte) error { return unmarshal(c, b, ParseCard) }

// NewCard completes a BIN and an account part with the check digit; the length must suit the BIN's brand.
func NewCard(bin, account string) (Card, error) {
	s := bin + account
	if !allDigits(s) {
		return "", errCardCharset
	}
	return ParseCard(s + string(luhn(s)))
}

// GenerateCard makes a number of the given length for test data, starting with the BIN. It refuses a BIN and length
// that no card has.
func GenerateCard(rng *rand.Rand, bin string, length int) (Card, error) {
	if length > 19 || length < len(bin)+1 {
		return "", errCardLength
	}
	var b strings.Builder
	for range length - len(bin) - 1 {
		b.WriteByte(byte('0' + rng.IntN(10)))
	}
	return NewCard(bin, b.String())
}
