package ident

import (
	"log/slog"
	"math/rand/v2"

	"tonghui/base/problem"
)

// IBAN is an international bank account number by ISO 13616: country (2 letters), check (2 digits) and the
// national account number (BBAN), whose length each country fixes.
type IBAN string

var (
	errIBANCharset = problem.New(problem.Invalid, "ident.iban_charset",
		"The IBAN may hold letters and digits only. Check it.",
		"IBAN 只能由字母和数字组成。请核对。")
	errIBANCountry = problem.New(problem.Invalid, "ident.iban_country",
		"The first two letters of the IBAN are not a country that issues IBANs. Check them.",
		"IBAN 前两位不是使用 IBAN 的国家或地区代码。请核对。")
	errIBANLength = problem.New(problem.Invalid, "ident.iban_length",
		"The IBAN has the wrong length for its country. Count and enter it again.",
		"IBAN 长度与其国家或地区的规定不符。请核对后重新输入。")
	errIBANCheck = problem.New(problem.Invalid, "ident.iban_check",
		"The check digits of the IBAN (the third and fourth character) do not "+
			"fit the rest: a character is wrong or exchanged. Compare it again.",
		"IBAN 校验位（第 3、4 位）不符，可能有字符写错或顺序颠倒。请重新核对。")
)

// ParseIBAN reads an IBAN in electronic or printed form (groups of four, small letters). Codes of refusals:
// ident.iban_charset, _country, _length, _check.
func ParseIBAN(s string) (IBAN, error) {
	s = clean(s)
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return "", errIBANCharset
		}
	}
	if len(s) < 4 {
		return "", errIBANLength
	}
	length, known := ibanLengths[s[:2]]
	switch {
	case !known:
		return "", errIBANCountry
	case len(s) != length:
		return "", errIBANLength
	// ISO 7064 gives 02 to 98 only; others may leave the same remainder but are never issued.
	case !allDigits(s[2:4]) || s[2:4] < "02" || s[2:4] > "98" || mod97(s[4:]+s[:4]) != 1:
		return "", errIBANCheck
	}
	return IBAN(s), nil
}

// NewIBAN completes a country and a national account number with the check digits.
func NewIBAN(country, bban string) (IBAN, error) {
	bban = clean(bban)
	if len(country) != 2 || len(bban) > maxText {
		return "", errIBANCountry
	}
	for i := range len(bban) {
		if c := bban[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return "", errIBANCharset
		}
	}
	if _, known := ibanLengths[country]; !known {
		return "", errIBANCountry
	}
	return ParseIBAN(country + two(98-mod97(bban+country+"00")) + bban)
}

// Country is the ISO 3166-1 code.
func (n IBAN) Country() string { return string(n[:2]) }

// BBAN is the national account number.
func (n IBAN) BBAN() string { return string(n[4:]) }

// String is the electronic form, without spaces.
func (n IBAN) String() string { return string(n) }

// Print is the paper form in groups of four.
func (n IBAN) Print() string { return grouped(string(n)) }

// Mask shows country, check and the last four characters, in groups.
func (n IBAN) Mask() string { return grouped(hide(string(n), 4, 4)) }

// LogValue keeps the full number out of logs.
func (n IBAN) LogValue() slog.Value { return slog.StringValue(n.Mask()) }

// UnmarshalText reads what ParseIBAN reads.
func (n *IBAN) UnmarshalText(b []byte) error { return unmarshal(n, b, ParseIBAN) }

// GenerateIBAN makes an IBAN of a country for test data. Its national part is digits only, so the country's own
// checks and letters are not met. It refuses a country without IBANs.
func GenerateIBAN(rng *rand.Rand, country string) (IBAN, error) {
	length, known := ibanLengths[country]
	if !known {
		return "", errIBANCountry
	}
	bban := make([]byte, length-4)
	for i := range bban {
		bban[i] = byte('0' + rng.IntN(10))
	}
	return NewIBAN(country, string(bban))
}

// ibanLengths is the total length by country, from the SWIFT IBAN registry.
var ibanLengths = map[string]int{
	"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29,
	"BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29,
	"ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28,
	"HN": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20,
	"LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19,
	"MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29,
	"PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24,
	"SM": 27, "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
	"YE": 30,
}
