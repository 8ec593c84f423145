package ident

import (
	"log/slog"
	"math/rand/v2"
	"strings"

	"tonghui/base/problem"
)

// CreditCode is a unified social credit code (统一社会信用代码) by GB 32100-2015: 18 characters for the registering
// authority (1), the kind of organisation (1), the region (6), the organisation code by GB 11714 (9) and a check.
type CreditCode string

// creditCharset is the standard's alphabet; I, O, S, V and Z are left out because they look like digits. A
// character's value is its place.
const creditCharset = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// creditWeights is 3^(i−1) mod 31.
var creditWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

// creditAuthorities are the registering authorities of the standard and its first amendment: 1 staffing
// commission, 5 civil affairs, 9 market regulation, A military, N agriculture, Y others.
const creditAuthorities = "123456789ANY"

var (
	errCreditLength = problem.New(problem.Invalid, "ident.credit_length",
		"The unified social credit code must have 18 characters. Count and enter it again.",
		"统一社会信用代码应为 18 位。请核对后重新输入。")
	errCreditCharset = problem.New(problem.Invalid, "ident.credit_charset",
		"The unified social credit code holds a character that the standard "+
			"does not use (I, O, S, V, Z or a sign). Check for a digit read as a letter.",
		"统一社会信用代码含有标准不使用的字符（I、O、S、V、Z 或符号）。请检查是否把数字误认作字母。")
	errCreditAuthority = problem.New(problem.Invalid, "ident.credit_authority",
		"The first character of the unified social credit code, the registering authority, is not in use. Check it.",
		"统一社会信用代码第 1 位（登记管理部门）无效。请核对。")
	errCreditCategory = problem.New(problem.Invalid, "ident.credit_category",
		"The second character of the unified social credit code, the kind of "+
			"organisation, must be a digit from 1 to 9. Check it.",
		"统一社会信用代码第 2 位（机构类别）应为 1 至 9 的数字。请核对。")
	errCreditRegion = problem.New(problem.Invalid, "ident.credit_region",
		"Characters 3 to 8 of the unified social credit code are not a region of China. Check them.",
		"统一社会信用代码第 3 至 8 位（行政区划）无效。请核对。")
	errCreditCheck = problem.New(problem.Invalid, "ident.credit_check",
		"The last character of the unified social credit code does not fit "+
			"the others: a character is wrong or exchanged. Compare it with the licence.",
		"统一社会信用代码校验码不符，可能有字符写错或顺序颠倒。请对照营业执照核对。")
)

// ParseCreditCode reads a code; spaces, hyphens, small letters and full-width forms are put right. Codes of
// refusals: ident.credit_length, _charset, _authority, _category, _region, _check.
func ParseCreditCode(s string) (CreditCode, error) {
	s = clean(s)
	if len(s) != 18 {
		return "", errCreditLength
	}
	for i := range len(s) {
		if strings.IndexByte(creditCharset, s[i]) < 0 {
			return "", errCreditCharset
		}
	}
	_, known := provinces[s[2:4]]
	switch {
	case strings.IndexByte(creditAuthorities, s[0]) < 0:
		return "", errCreditAuthority
	case s[1] < '1' || s[1] > '9':
		return "", errCreditCategory
	case !allDigits(s[2:8]) || !known && s[2:8] != "100000": // 100000: registered by the central government
		return "", errCreditRegion
	case creditCheck(s[:17]) != s[17]:
		return "", errCreditCheck
	}
	return CreditCode(s), nil
}

// creditCheck is charset[(31 − Σ value × weight mod 31) mod 31], GB 32100-2015 section 4.
func creditCheck(s string) byte {
	sum := 0
	for i, w := range creditWeights {
		sum += strings.IndexByte(creditCharset, s[i]) * w
	}
	return creditCharset[(31-sum%31)%31]
}

// organisationCheck is the check of the organisation code inside, by GB 11714: letters count from A = 10.
func organisationCheck(s string) byte {
	sum := 0
	for i, w := range [8]int{3, 7, 9, 10, 5, 8, 4, 2} {
		v := int(s[i] - '0')
		if s[i] >= 'A' {
			v = int(s[i]-'A') + 10
		}
		sum += v * w
	}
	switch c := 11 - sum%11; c {
	case 10:
		return 'X'
	case 11:
		return '0'
	default:
		return byte('0' + c)
	}
}

// Region is the six-digit code of the registering region.
func (c CreditCode) Region() string { return string(c[2:8]) }

// Organisation is the nine-character organisation code (组织机构代码). Its own check is not demanded by Parse.
func (c CreditCode) Organisation() string { return string(c[8:17]) }

// String is the full code.
func (c CreditCode) String() string { return string(c) }

// Mask shows the first and last four characters.
func (c CreditCode) Mask() string { return hide(string(c), 4, 4) }

// LogValue keeps the full code out of logs.
func (c CreditCode) LogValue() slog.Value { return slog.StringValue(c.Mask()) }

// UnmarshalText reads what ParseCreditCode reads.
func (c *CreditCode) UnmarshalText(b []byte) error { return unmarshal(c, b, ParseCreditCode) }

// GenerateCreditCode makes the code of a company (authority 9, kind 1) for test data.
func GenerateCreditCode(rng *rand.Rand) CreditCode {
	b := []byte("91" + mainland[rng.IntN(len(mainland))] + two(1+rng.IntN(20)) + two(1+rng.IntN(30)) + "MA")
	for range 6 {
		b = append(b, creditCharset[rng.IntN(len(creditCharset))])
	}
	b = append(b, organisationCheck(string(b[8:])))
	return CreditCode(append(b, creditCheck(string(b))))
}
