package ident

import (
	"log/slog"
	"math/rand/v2"

	"tonghui/base/calendar"
	"tonghui/base/problem"
)

// CitizenID is a citizen identification number (公民身份号码) by GB 11643-1999: region (6), birth date (8), sequence
// (3, odd for men) and a check that may be X. Residence permits of Hong Kong, Macao and Taiwan residents have the
// same form with 81, 82 and 83. The permit of foreign permanent residents (it starts with 9) is another document.
type CitizenID string

// Sex as the sequence number tells it.
type Sex uint8

// The sexes of GB/T 2261.1.
const (
	Male   Sex = 1
	Female Sex = 2
)

const citizenChecks = "10X98765432"

var citizenWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

var (
	errCitizenLength = problem.New(problem.Invalid, "ident.citizen_length",
		"The identity number must have 18 characters. Count and enter it again.",
		"身份号码应为 18 位。请核对后重新输入。")
	errCitizenOld = problem.New(problem.Invalid, "ident.citizen_old",
		"This is an identity number of the first generation with 15 digits, "+
			"void since 2013. Enter the 18 characters of the present card.",
		"这是已于 2013 年停用的 15 位旧身份号码。请输入现行身份证上的 18 位号码。")
	errCitizenCharset = problem.New(problem.Invalid, "ident.citizen_charset",
		"The identity number may hold digits only, and X as its last character. Check it.",
		"身份号码只能由数字组成，末位可为 X。请核对。")
	errCitizenRegion = problem.New(problem.Invalid, "ident.citizen_region",
		"The first six digits of the identity number are not a region of China. Check them.",
		"身份号码前 6 位（地区）无效。请核对。")
	errCitizenBirth = problem.New(problem.Invalid, "ident.citizen_birth",
		"Digits 7 to 14 of the identity number are not a real date of birth. Check them.",
		"身份号码第 7 至 14 位（出生日期）不是真实日期。请核对。")
	errCitizenFuture = problem.New(problem.Invalid, "ident.citizen_future",
		"The date of birth in the identity number lies in the future. Check digits 7 to 14.",
		"身份号码中的出生日期晚于今天。请核对第 7 至 14 位。")
	errCitizenCheck = problem.New(problem.Invalid, "ident.citizen_check",
		"The last character of the identity number does not fit the others: a "+
			"digit is wrong or exchanged. Compare it with the card.",
		"身份号码校验码不符，可能有数字写错或顺序颠倒。请对照身份证核对。")
)

// ParseCitizenID reads a number; spaces, a small x and full-width forms are put right. today is the bank date: nobody
// is born after it. Codes of refusals: ident.citizen_length, _old, _charset, _region, _birth, _future, _check.
func ParseCitizenID(s string, today calendar.Date) (CitizenID, error) {
	s = clean(s)
	switch {
	case len(s) == 15 && allDigits(s):
		return "", errCitizenOld
	case len(s) != 18:
		return "", errCitizenLength
	case !allDigits(s[:17]) || s[17] != 'X' && !allDigits(s[17:]):
		return "", errCitizenCharset
	}
	if _, known := provinces[s[:2]]; !known || s[2:6] == "0000" && s[0] != '8' {
		return "", errCitizenRegion
	}
	birth, err := calendar.ParseCompact(s[6:14])
	switch {
	case err != nil:
		return "", errCitizenBirth
	case birth > today:
		return "", errCitizenFuture
	case citizenCheck(s[:17]) != s[17]:
		return "", errCitizenCheck
	}
	return CitizenID(s), nil
}

// citizenCheck is ISO/IEC 7064 MOD 11-2.
func citizenCheck(s string) byte {
	sum := 0
	for i, w := range citizenWeights {
		sum += int(s[i]-'0') * w
	}
	return citizenChecks[sum%11]
}

// Region is the six-digit code of the first registered residence (GB/T 2260 of that time).
func (c CitizenID) Region() string { return string(c[:6]) }

// Province is the name of the region's province, in Chinese and English.
func (c CitizenID) Province() (zh, en string) {
	p := provinces[string(c[:2])]
	return p.zh, p.en
}

// Birth is the date of birth.
func (c CitizenID) Birth() calendar.Date {
	d, _ := calendar.ParseCompact(string(c[6:14])) // proven by Parse
	return d
}

// Sex is told by the last digit of the sequence number: odd for men.
func (c CitizenID) Sex() Sex {
	if c[16]%2 == 1 {
		return Male
	}
	return Female
}

// Age is the age in full years (周岁) on a day: complete on the birthday, and on 1 March of a common year for who
// was born on 29 February. It is 0 before the birth.
func (c CitizenID) Age(on calendar.Date) int {
	by, bm, bd := c.Birth().Civil()
	y, m, d := on.Civil()
	age := y - by
	if m < bm || m == bm && d < bd {
		age--
	}
	return max(age, 0)
}

// String is the full number. Don't print or log it: use Mask.
func (c CitizenID) String() string { return string(c) }

// Mask shows the region's province and the last four characters: 11************002X.
func (c CitizenID) Mask() string { return hide(string(c), 2, 4) }

// LogValue keeps the full number out of logs.
func (c CitizenID) LogValue() slog.Value { return slog.StringValue(c.Mask()) }

// UnmarshalText reads what ParseCitizenID reads, but knows no bank date: who takes a number from outside checks
// Birth against it.
func (c *CitizenID) UnmarshalText(b []byte) error {
	return unmarshal(c, b, func(s string) (CitizenID, error) { return ParseCitizenID(s, calendar.MaxDate) })
}

// GenerateCitizenID makes a number for test data, of a person of that sex born on that day.
func GenerateCitizenID(rng *rand.Rand, birth calendar.Date, sex Sex) CitizenID {
	b := []byte(mainland[rng.IntN(len(mainland))] + two(1+rng.IntN(9)) + two(1+rng.IntN(20)))
	y, m, d := birth.Civil()
	b = append(b, two(y/100)+two(y%100)+two(int(m))+two(d)+two(rng.IntN(100))...)
	last := 2 * rng.IntN(5)
	if sex == Male {
		last++
	}
	b = append(b, byte('0'+last))
	return CitizenID(append(b, citizenCheck(string(b))))
}
