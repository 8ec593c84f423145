package parameter

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// Type is the type of a parameter's values.
type Type string

// The types, and how their values are written.
const (
	Int      Type = "int"      // "15"
	Decimal  Type = "decimal"  // "0.0035"; exact
	Text     Type = "text"     // up to 200 characters in one line; Min and Max are its length
	Bool     Type = "bool"     // "true" or "false"; no limits
	Duration Type = "duration" // "15m", "1h30m0s", as time.ParseDuration reads it
)

// Definition is what a parameter is. It stands in the program.
type Definition struct {
	Name     string `json:"name" doc:"room.words"` // "signin.idle_minutes", up to 48 bytes
	EN       string `json:"titleEn"`
	ZH       string `json:"titleZh"`
	Unit     string `json:"unit,omitempty" doc:"Of a number: minutes, CNY, %."`
	Type     Type   `json:"type" enum:"int,decimal,text,bool,duration"`
	Default  string `json:"default" doc:"What holds where nothing was set."`
	Min      string `json:"min,omitempty" doc:"The smallest value; absent: none."`
	Max      string `json:"max,omitempty" doc:"The largest value; absent: none."`
	WholeDay bool   `json:"wholeDay,omitempty" doc:"Its value never changes during a day: a change begins tomorrow at the earliest."`
}

// Value is one value of a parameter. The getter of another type than the parameter's is a mistake of the program: it panics.
type Value struct {
	def  *Definition
	text string // canonical
	n    int64  // of Int, Bool (0 or 1) and Duration (nanoseconds)
	d    decimal.Decimal
}

// Int is the number of an Int.
func (v Value) Int() int64 { return v.must(Int).n }

// Decimal is the number of a Decimal.
func (v Value) Decimal() decimal.Decimal { return v.must(Decimal).d }

// Bool is the answer of a Bool.
func (v Value) Bool() bool { return v.must(Bool).n == 1 }

// Duration is the time of a Duration.
func (v Value) Duration() time.Duration { return time.Duration(v.must(Duration).n) }

// String is any value as text: what a Text says, "15", "true".
func (v Value) String() string { return v.text }

func (v Value) must(t Type) Value {
	if v.def == nil || v.def.Type != t {
		panic(fmt.Sprintf("parameter: a value %q is asked for as %s, which it isn't", v.text, t))
	}
	return v
}

// kinds are how the values of a type are called in a sentence.
var kinds = map[Type][2]string{
	Int:      {"a whole number, such as 15", "整数，如 15"},
	Decimal:  {"a decimal number of at most 18 digits before and after the point, such as 0.35", "小数，小数点前后各不超过 18 位，如 0.35"},
	Text:     {"text of one line, up to 200 characters", "不超过 200 个字符的单行文字"},
	Bool:     {"true or false", " true 或 false"},
	Duration: {"a length of time, such as 15m or 1h30m", "时长，如 15m 或 1h30m"},
}

var (
	wholeNumber = regexp.MustCompile(`^-?[0-9]{1,18}$`)
	pointNumber = regexp.MustCompile(`^-?[0-9]{1,18}(\.[0-9]{1,18})?$`) // no exponents: 1e999999999 would take all memory
)

// parse reads a value of the definition's type, whatever its limits.
func (d *Definition) parse(text string) (v Value, ok bool) {
	v = Value{def: d, text: text}
	switch d.Type {
	case Int:
		if !wholeNumber.MatchString(text) {
			return v, false
		}
		v.n, _ = strconv.ParseInt(text, 10, 64) // 18 digits always fit
		v.text = strconv.FormatInt(v.n, 10)
		return v, true
	case Decimal:
		if !pointNumber.MatchString(text) {
			return v, false
		}
		v.d, _ = decimal.NewFromString(text)
		v.text = v.d.String()
		return v, true
	case Bool:
		if text == "true" {
			v.n = 1
		}
		return v, text == "true" || text == "false"
	case Duration:
		t, err := time.ParseDuration(text)
		v.n, v.text = int64(t), t.String()
		return v, err == nil
	case Text:
		return v, utf8.ValidString(text) && utf8.RuneCountInString(text) <= 200 && strings.IndexFunc(text, unicode.IsControl) < 0
	}
	return v, false
}

// Parse reads a value and holds it against the limits: ErrType, ErrRange.
func (d *Definition) Parse(text string) (Value, error) {
	v, ok := d.parse(text)
	if !ok {
		k := kinds[d.Type]
		return v, ErrType.With(d.Name, k[0], k[1])
	}
	if !d.within(v) {
		return v, ErrRange.With(d.Name, limit(d.Min), limit(d.Max))
	}
	return v, nil
}

func limit(s string) string {
	if s == "" {
		return "…"
	}
	return s
}

func (d *Definition) within(v Value) bool {
	return (d.Min == "" || d.compare(v, d.Min) >= 0) && (d.Max == "" || d.compare(v, d.Max) <= 0)
}

// compare holds a value against a limit: less than, equal to or greater than 0.
func (d *Definition) compare(v Value, limit string) int {
	if d.Type == Text {
		n, _ := strconv.Atoi(limit)
		return utf8.RuneCountInString(v.text) - n
	}
	l, _ := d.parse(limit) // New has seen that it can be read
	switch {
	case d.Type == Decimal:
		return v.d.Cmp(l.d)
	case v.n < l.n:
		return -1
	case v.n > l.n:
		return 1
	}
	return 0
}

var paramName = regexp.MustCompile(`^[a-z]{2,16}\.[a-z][a-z0-9_]{1,30}$`)

// check says what is wrong with a definition.
func (d *Definition) check() error {
	if !paramName.MatchString(d.Name) || d.EN == "" || d.ZH == "" || kinds[d.Type][0] == "" {
		return fmt.Errorf("parameter: definition %q needs a name like room.words, a title in both languages and a type", d.Name)
	}
	if d.Type == Bool && (d.Min != "" || d.Max != "") {
		return fmt.Errorf("parameter: %s: true and false have no limits", d.Name)
	}
	for _, l := range []string{d.Min, d.Max} {
		_, ok := d.parse(l)
		if d.Type == Text {
			_, err := strconv.Atoi(l)
			ok = err == nil
		}
		if l != "" && !ok {
			return fmt.Errorf("parameter: %s: %q is no limit of its type", d.Name, l)
		}
	}
	if _, err := d.Parse(d.Default); err != nil {
		return fmt.Errorf("parameter: %s: default: %w", d.Name, err)
	}
	return nil
}
