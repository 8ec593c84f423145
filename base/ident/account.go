package ident

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strconv"

	"tonghui/base/problem"
)

// AccountNumber is the number of an account at Tonghui (账号), 19 digits:
//
//	10 | 0123 | 201 | 00000042 | 23
//	bank prefix (2), branch (4), product (3), serial (8), check (2)
//
// The serial counts per branch and product. The check is ISO/IEC 7064 MOD 97-10, as in an IBAN, and not Luhn: it
// finds every exchange of two neighbours and all but 1 in 97 of other errors, where Luhn misses 09↔90 and 1 in 10.
// The prefix 10 keeps the number apart from every bank card (none starts with 1) and below 2^63, so that systems
// with 64-bit numbers can hold it.
type AccountNumber string

// accountPrefix is the bank's own.
const accountPrefix = "10"

// The largest parts of an account number.
const (
	MaxBranch  = 9999
	MaxProduct = 999
	MaxSerial  = 99_999_999
)

var (
	errAccountLength = problem.New(problem.Invalid, "ident.account_length",
		"The account number must have 19 digits. Count and enter it again.",
		"账号应为 19 位。请核对后重新输入。")
	errAccountCharset = problem.New(problem.Invalid, "ident.account_charset",
		"The account number may hold digits only. Check it.",
		"账号只能由数字组成。请核对。")
	errAccountPrefix = problem.New(problem.Invalid, "ident.account_prefix",
		"The account number is not one of this bank: its first two digits must be 10. For another bank give its bank code too.",
		"该账号不是本行账号：前两位应为 10。如为他行账号，请同时提供行号。")
	errAccountParts = problem.New(problem.Invalid, "ident.account_parts",
		"The branch, product or serial does not fit into an account number (4, 3 and 8 digits). Correct it.",
		"机构号、产品号或顺序号超出账号的位数（分别为 4、3、8 位）。请更正。")
	errAccountCheck = problem.New(problem.Invalid, "ident.account_check",
		"The last two digits of the account number do not fit the others: a "+
			"digit is wrong or exchanged. Compare it with the passbook.",
		"账号校验位不符，可能有数字写错或顺序颠倒。请对照存折或开户凭证核对。")
)

// NewAccountNumber puts a number together. It refuses parts that are negative or too large (ident.account_parts).
func NewAccountNumber(branch, product, serial int) (AccountNumber, error) {
	if branch < 0 || branch > MaxBranch || product < 0 || product > MaxProduct || serial < 0 || serial > MaxSerial {
		return "", errAccountParts
	}
	s := fmt.Sprintf("%s%04d%03d%08d", accountPrefix, branch, product, serial)
	return AccountNumber(s + two(98-mod97(s+"00"))), nil
}

// ParseAccountNumber reads a number; spaces, hyphens and full-width digits are put right. Codes of refusals:
// ident.account_length, _charset, _prefix, _check.
func ParseAccountNumber(s string) (AccountNumber, error) {
	s = clean(s)
	switch {
	case !allDigits(s):
		return "", errAccountCharset
	case len(s) != 19:
		return "", errAccountLength
	case s[:2] != accountPrefix:
		return "", errAccountPrefix
	// 00, 01 and 99 leave the right remainder for some numbers too, but are never issued: one account, one number.
	case mod97(s) != 1 || s[17:] < "02" || s[17:] > "98":
		return "", errAccountCheck
	}
	return AccountNumber(s), nil
}

// Branch is the branch (机构) that opened the account. It stays when the account moves.
func (n AccountNumber) Branch() int { return n.part(2, 6) }

// Product is the product (产品) under which the account was opened.
func (n AccountNumber) Product() int { return n.part(6, 9) }

// Serial is the count within branch and product.
func (n AccountNumber) Serial() int { return n.part(9, 17) }

func (n AccountNumber) part(from, to int) int {
	v, _ := strconv.Atoi(string(n[from:to])) // digits, proven by Parse
	return v
}

// String is the full number.
func (n AccountNumber) String() string { return string(n) }

// Mask shows the first and last four digits in groups: 1001 **** **** ***4 223.
func (n AccountNumber) Mask() string { return grouped(hide(string(n), 4, 4)) }

// LogValue keeps the full number out of logs.
func (n AccountNumber) LogValue() slog.Value { return slog.StringValue(n.Mask()) }

// UnmarshalText reads what ParseAccountNumber reads.
func (n *AccountNumber) UnmarshalText(b []byte) error { return unmarshal(n, b, ParseAccountNumber) }

// GenerateAccountNumber makes a number with random parts for test data.
func GenerateAccountNumber(rng *rand.Rand) AccountNumber {
	n, _ := NewAccountNumber(rng.IntN(MaxBranch+1), rng.IntN(MaxProduct+1), rng.IntN(MaxSerial+1)) // always fits
	return n
}
