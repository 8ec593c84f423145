package calendar

import (
	"fmt"
	"time"

	"tonghui/base/problem"
)

var errFormat = problem.New(problem.Invalid, "calendar.format",
	"The date is not in the form YYYY-MM-DD. Write for example 2026-11-24.",
	"日期格式不是 YYYY-MM-DD。请写成例如 2026-11-24。")

// Parse reads the ISO 8601 form "2026-11-24" and nothing else.
func Parse(s string) (Date, error) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, errFormat
	}
	return parts(s[:4], s[5:7], s[8:])
}

// ParseCompact reads the eight-digit form "20261124" of files and identity numbers.
func ParseCompact(s string) (Date, error) {
	if len(s) != 8 {
		return 0, errFormat
	}
	return parts(s[:4], s[4:6], s[6:])
}

func parts(ys, ms, ds string) (Date, error) {
	y, ok1 := number(ys)
	m, ok2 := number(ms)
	d, ok3 := number(ds)
	if !ok1 || !ok2 || !ok3 {
		return 0, errFormat
	}
	return Of(y, time.Month(m), d)
}

// number reads plain ASCII digits; strconv would take signs too.
func number(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// String is the ISO form, "2026-11-24". A date that is not Valid is shown as a count of days.
func (d Date) String() string {
	if !d.Valid() {
		return fmt.Sprintf("Date(%d)", int32(d))
	}
	return string(d.append(make([]byte, 0, 10)))
}

// Chinese is the form of vouchers: 2026年11月24日.
func (d Date) Chinese() string {
	y, m, day := d.Civil()
	return fmt.Sprintf("%d年%d月%d日", y, int(m), day)
}

// YYYYMMDD is the date as a number, 20261124.
func (d Date) YYYYMMDD() int {
	y, m, day := d.Civil()
	return y*10000 + int(m)*100 + day
}

// FromYYYYMMDD is the inverse of YYYYMMDD.
func FromYYYYMMDD(n int) (Date, error) {
	if n < 0 {
		return 0, errRange
	}
	return Of(n/10000, time.Month(n/100%100), n%100)
}

func (d Date) append(b []byte) []byte {
	y, m, day := d.Civil()
	two := func(n int) { b = append(b, byte('0'+n/10), byte('0'+n%10)) }
	two(y / 100)
	two(y % 100)
	b = append(b, '-')
	two(int(m))
	b = append(b, '-')
	two(day)
	return b
}

// AppendText appends the ISO form.
func (d Date) AppendText(b []byte) ([]byte, error) {
	if !d.Valid() {
		return b, errRange
	}
	return d.append(b), nil
}

// MarshalText writes the ISO form; JSON uses it too.
func (d Date) MarshalText() ([]byte, error) { return d.AppendText(make([]byte, 0, 10)) }

// UnmarshalText reads the ISO form.
func (d *Date) UnmarshalText(b []byte) error {
	v, err := Parse(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}
