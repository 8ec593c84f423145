package party

import (
	"net/mail"
	"regexp"
	"strings"

	"tonghui/base/calendar"
	"tonghui/base/ident"
)

// ValueKind is a kind of protected value.
type ValueKind string

// The kinds. Identifiers come first: one of them belongs to one party.
const (
	CitizenID     ValueKind = "citizen_id"      // 公民身份号码, also residence permits of Hong Kong, Macao and Taiwan residents
	Passport      ValueKind = "passport"        // 护照, with its issuing state: CHN:E12345678
	HKMacaoPermit ValueKind = "hk_macao_permit" // 港澳居民来往内地通行证
	TaiwanPermit  ValueKind = "taiwan_permit"   // 台湾居民来往大陆通行证
	CreditCode    ValueKind = "credit_code"     // 统一社会信用代码
	Phone         ValueKind = "phone"
	Email         ValueKind = "email"
	Address       ValueKind = "address" // 通讯地址; of a firm its registered one (住所)
)

// kindRule is what holds for a kind of value.
type kindRule struct {
	identifier bool
	person     bool // for people
	others     bool // for businesses, agencies, institutions
	single     bool // everybody has one at a time, so two different ones are two parties
	marked     bool // can be looked up
	en, zh     string
	parse      func(text string, today calendar.Date) (string, error) // to the canonical form, which is sealed
	mask       func(canonical string) string
}

// kinds is the table of protected values.
var kinds = map[ValueKind]kindRule{
	CitizenID: {identifier: true, person: true, single: true, marked: true, en: "identity number", zh: "身份号码",
		parse: func(s string, today calendar.Date) (string, error) {
			c, err := ident.ParseCitizenID(s, today)
			return string(c), err
		}, mask: func(s string) string { return hide(s, 6, 4) }},
	Passport: {identifier: true, person: true, marked: true, en: "passport", zh: "护照", parse: parsePassport,
		mask: func(s string) string {
			state, number, _ := strings.Cut(s, ":")
			return state + ":" + hide(number, 1, 3)
		}},
	HKMacaoPermit: {identifier: true, person: true, marked: true, en: "Hong Kong or Macao permit", zh: "港澳居民来往内地通行证",
		parse: permit(hkMacao), mask: func(s string) string { return hide(s, 1, 3) }},
	TaiwanPermit: {identifier: true, person: true, marked: true, en: "Taiwan permit", zh: "台湾居民来往大陆通行证",
		parse: permit(taiwan), mask: func(s string) string { return hide(s, 1, 3) }},
	CreditCode: {identifier: true, others: true, single: true, marked: true, en: "unified social credit code", zh: "统一社会信用代码",
		parse: func(s string, _ calendar.Date) (string, error) {
			c, err := ident.ParseCreditCode(s)
			return string(c), err
		}, mask: func(s string) string { return hide(s, 4, 4) }},
	Phone: {person: true, others: true, marked: true, en: "phone", zh: "电话", parse: parsePhone, mask: maskPhone},
	Email: {person: true, others: true, marked: true, en: "e-mail", zh: "电子邮箱", parse: parseEmail, mask: maskEmail},
	Address: {person: true, others: true, en: "address", zh: "地址", parse: func(s string, _ calendar.Date) (string, error) {
		if s = tidy(s); !spoken(s, 4, 200) {
			return "", ErrAddress
		}
		return s, nil
	}, mask: maskAddress},
}

// fits reports whether a sort of party can have such a value.
func (k kindRule) fits(s Sort) bool { return s == Person && k.person || s != Person && k.others }

// normal is what a mark is made of: the canonical value, and of an e-mail address its small letters.
func normal(kind ValueKind, canonical string) string {
	if kind == Email {
		return strings.ToLower(canonical)
	}
	return canonical
}

// plain turns full-width forms into plain ones and drops what groups digits.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ', r == '-', r == '(', r == ')', r == '（', r == '）', r == 0x3000, r == 0xA0:
			return -1
		case r >= 0xFF01 && r <= 0xFF5E:
			return r - 0xFEE0
		}
		return r
	}, s)
}

var (
	passportForm = regexp.MustCompile(`^(?:([A-Z]{3}):)?([A-Z0-9]{5,9})$`)
	hkMacao      = regexp.MustCompile(`^[HM](?:\d{8}|\d{10})$`)
	taiwan       = regexp.MustCompile(`^(?:\d{8}|\d{10})$`)
	mobile       = regexp.MustCompile(`^(?:\+?86|0086)?(1[3-9]\d{9})$`)
	landline     = regexp.MustCompile(`^(?:\+?86|0086)?0?([1-9]\d{9,10})$`)
	foreign      = regexp.MustCompile(`^(?:\+|00)([1-9]\d{6,14})$`)
)

func parsePassport(s string, _ calendar.Date) (string, error) {
	m := passportForm.FindStringSubmatch(strings.ToUpper(plain(s)))
	if m == nil || !strings.ContainsAny(m[2], "0123456789") {
		return "", ErrPassport
	}
	if m[1] == "" {
		m[1] = "CHN"
	}
	return m[1] + ":" + m[2], nil
}

func permit(form *regexp.Regexp) func(string, calendar.Date) (string, error) {
	return func(s string, _ calendar.Date) (string, error) {
		if s = strings.ToUpper(plain(s)); !form.MatchString(s) {
			return "", ErrPermit
		}
		return s, nil
	}
}

// parsePhone gives E.164: + and the country's code.
func parsePhone(s string, _ calendar.Date) (string, error) {
	s = plain(s)
	if m := mobile.FindStringSubmatch(s); m != nil {
		return "+86" + m[1], nil
	}
	if m := foreign.FindStringSubmatch(s); m != nil && !strings.HasPrefix(m[1], "86") {
		return "+" + m[1], nil
	}
	if m := landline.FindStringSubmatch(s); m != nil && (strings.HasPrefix(s, "0") || strings.HasPrefix(s, "+86")) {
		return "+86" + m[1], nil
	}
	return "", ErrPhone
}

// maskPhone shows 138****5678 of a mobile number, and the ends of any other.
func maskPhone(s string) string {
	if m := mobile.FindStringSubmatch(s); m != nil {
		return hide(m[1], 3, 4)
	}
	return hide(s, 3, 2)
}

func parseEmail(s string, _ calendar.Date) (string, error) {
	s = strings.TrimSpace(s)
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || a.Name != "" || len(s) > 120 || strings.ContainsAny(s, "\r\n\t \"") {
		return "", ErrEmail
	}
	user, host, _ := strings.Cut(s, "@")
	if !strings.Contains(host, ".") || strings.HasPrefix(host, "[") {
		return "", ErrEmail
	}
	return user + "@" + strings.ToLower(host), nil
}

func maskEmail(s string) string {
	user, host, _ := strings.Cut(s, "@")
	r := []rune(user)
	return string(r[:1]) + "***@" + host
}

// district ends the part of a Chinese address that is shown: a county, a county-level city, a district or a banner.
var district = regexp.MustCompile(`^(?:.{2,8}?(?:省|自治区|特别行政区))?(?:.{2,12}?(?:自治州|地区|盟|市))?(?:.{1,12}?(?:区|县|旗|市))?`)

// maskAddress shows an address to its district (区县); what has none is hidden whole.
func maskAddress(s string) string { return district.FindString(s) + "****" }

// hide puts stars for all but the first and last few characters; a text too short for both is hidden whole.
func hide(s string, first, last int) string {
	r := []rune(s)
	if len(r) <= first+last {
		return strings.Repeat("*", len(r))
	}
	return string(r[:first]) + strings.Repeat("*", len(r)-first-last) + string(r[len(r)-last:])
}

// NewValue is a protected value as it is given.
type NewValue struct {
	Kind    ValueKind      `json:"kind" enum:"citizen_id,passport,hk_macao_permit,taiwan_permit,credit_code,phone,email,address"`
	Value   string         `json:"value" minLength:"1" maxLength:"300"`
	Expires *calendar.Date `json:"expires,omitempty" doc:"Of a document: its last day."`
}

// value is one in its canonical form.
type value struct {
	kind    ValueKind
	text    string
	expires *calendar.Date
}

// parse checks a value for a sort of party.
func (n *NewValue) parse(s Sort, today calendar.Date, identifier bool) (v value, err error) {
	rule, known := kinds[n.Kind]
	if !known || !rule.fits(s) || rule.identifier != identifier {
		return v, at(ErrValueKind, "/kind")
	}
	v = value{kind: n.Kind, expires: n.Expires}
	v.text, err = rule.parse(n.Value, today)
	return v, at(err, "/value")
}

// agrees refuses a citizen id that tells another birth or gender than is given, and takes over what isn't.
func (r *record) agrees(v value) error {
	if v.kind != CitizenID {
		return nil
	}
	c := ident.CitizenID(v.text)
	birth, gender := c.Birth(), genderOf(c.Sex())
	switch {
	case r.Birth != nil && *r.Birth != birth:
		return at(ErrBirthDiffers, "/birth")
	case r.Gender != "" && r.Gender != gender:
		return at(ErrGenderDiffers, "/gender")
	}
	r.Birth, r.Gender = &birth, gender
	return nil
}
