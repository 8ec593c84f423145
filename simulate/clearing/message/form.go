package message

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tonghui/base/calendar"
	"tonghui/base/money"
)

// patterns are the forms of texts that a pattern decides.
var patterns = map[string]*regexp.Regexp{
	"id":       regexp.MustCompile(`^[A-Za-z0-9._/-]{1,35}$`),
	"bizid":    regexp.MustCompile(`^[A-Za-z0-9._-]{1,35}$`),
	"version":  regexp.MustCompile(`^[a-z]{4}\.\d{3}\.\d{3}\.\d{2}$`),
	"uuid":     regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`),
	"code":     regexp.MustCompile(`^[A-Z0-9]{4}$`),
	"account":  regexp.MustCompile(`^[A-Za-z0-9._/-]{1,34}$`),
	"amount":   regexp.MustCompile(`^\d{1,15}(\.\d{1,2})?$`),
	"digits5":  regexp.MustCompile(`^\d{1,5}$`),
	"digits12": regexp.MustCompile(`^\d{12}$`),
	"digits15": regexp.MustCompile(`^\d{1,15}$`),
}

// checkText holds a text to its form.
func checkText(n *Node, form, at string) error {
	if n.Ccy != "" && form != "amount" && form != "sum" {
		return fault("SCHEMA", at, "only amounts have a currency")
	}
	var ok bool
	switch {
	case strings.HasPrefix(form, "="):
		ok = n.Text == form[1:]
	case strings.HasPrefix(form, "text"):
		most, _ := strconv.Atoi(form[4:])
		length := utf8.RuneCountInString(n.Text)
		ok = length >= 1 && length <= most && strings.TrimSpace(n.Text) != ""
	case form == "amount", form == "sum":
		amount, err := Fen(n.Text)
		ok = err == nil && n.Ccy == "CNY" && (amount > 0 || form == "sum")
	case form == "date":
		_, err := calendar.Parse(n.Text)
		ok = err == nil && len(n.Text) == len(time.DateOnly)
	case form == "datetime", form == "utc":
		_, err := time.Parse(time.RFC3339Nano, n.Text)
		ok = err == nil && (form == "datetime" || strings.HasSuffix(n.Text, "Z"))
	case strings.Contains(form, "|"):
		ok = strings.Contains("|"+form+"|", "|"+n.Text+"|") && !strings.Contains(n.Text, "|") && n.Text != ""
	default:
		ok = patterns[form].MatchString(n.Text)
	}
	if !ok {
		return fault("SCHEMA", at, "the text is not of the form "+form)
	}
	return nil
}

// Fen reads an amount of the standard, such as "12.3", as minor units (分).
func Fen(text string) (money.Amount, error) {
	if !patterns["amount"].MatchString(text) {
		return 0, fault("SCHEMA", "", "not an amount with at most two decimals")
	}
	whole, part, _ := strings.Cut(text, ".")
	v, err := strconv.ParseInt(whole+(part + "00")[:2], 10, 64)
	if err != nil {
		return 0, fault("SCHEMA", "", "the amount is too large")
	}
	return money.Amount(v), nil
}

// Yuan writes minor units as an amount of the standard; only its size, since the standard's amounts have no sign.
func Yuan(a money.Amount) string {
	v := int64(a)
	if v < 0 {
		v = -v
	}
	text := strconv.FormatInt(v%100, 10)
	if len(text) < 2 {
		text = "0" + text
	}
	return strconv.FormatInt(v/100, 10) + "." + text
}
