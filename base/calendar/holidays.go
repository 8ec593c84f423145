package calendar

import (
	"bufio"
	"io"
	"maps"
	"strconv"
	"strings"
	"time"

	"tonghui/base/problem"
)

var (
	errFile = problem.New(problem.Invalid, "calendar.file",
		"Line %[1]d of the holiday file is wrong: %[2]s. Correct the line; the head of the file shipped shows the form.",
		"节假日文件第 %[1]d 行有误：%[3]s。请更正该行；格式见随附文件的说明。")
	errFileRead = problem.New(problem.Unavailable, "calendar.file_read",
		"The holiday file can't be read. Check that it exists and may be opened.",
		"无法读取节假日文件。请确认文件存在并可打开。")
)

// maxHoliday bounds one range of days off, so that a mistyped year doesn't turn a decade into holidays.
const maxHoliday = 31

// fault is what is wrong in one line, in both languages.
type fault struct{ en, zh string }

// Read makes a calendar from a holiday file: rows "year", "off" and "work", as the head of china.txt describes.
func Read(r io.Reader) (*Calendar, error) {
	return (&Calendar{}).Extend(r)
}

// Extend gives a calendar that knows the file's years too. A year that was known already is replaced whole, so a
// changed notice is loaded as a new file for its year. The receiver stays as it is.
func (c *Calendar) Extend(r io.Reader) (*Calendar, error) {
	out := &Calendar{years: map[int]bool{}, days: map[Date]Day{}, source: map[Date]int{}}
	maps.Copy(out.years, c.years)
	maps.Copy(out.days, c.days)
	maps.Copy(out.source, c.source)
	in := holidayReader{c: out, seen: map[int]bool{}}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		words := strings.Fields(lines.Text())
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if f := in.row(words); f != (fault{}) {
			return nil, errFile.With(n, f.en, f.zh)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, errFileRead.Because(err)
	}
	return out, nil
}

// holidayReader takes rows into a calendar under construction.
type holidayReader struct {
	c    *Calendar
	year int
	seen map[int]bool
}

func (in *holidayReader) row(words []string) fault {
	switch {
	case words[0] == "year":
		return in.startYear(words)
	case in.year == 0:
		return fault{"a year row must come first", "应先有 year 行"}
	case words[0] == "off" && len(words) >= 5:
		return in.off(words[1], words[2], words[3], strings.Join(words[4:], " "))
	case words[0] == "work" && len(words) == 3:
		return in.work(words[1], words[2])
	}
	return fault{"it is neither a year, an off nor a work row, or a column is missing", "不是 year、off 或 work 行，或缺少列"}
}

func (in *holidayReader) startYear(words []string) fault {
	if len(words) < 2 {
		return fault{"the year is missing", "缺少年份"}
	}
	y, err := strconv.Atoi(words[1])
	if err != nil || y < 1900 || y > 2200 || len(words[1]) != 4 {
		return fault{"the year is not within 1900 to 2200", "年份不在 1900 至 2200 之间"}
	}
	if in.seen[y] {
		return fault{"the year stands twice", "年份重复"}
	}
	for d, src := range in.c.source {
		if src == y {
			delete(in.c.days, d)
			delete(in.c.source, d)
		}
	}
	in.year, in.seen[y], in.c.years[y] = y, true, true
	return fault{}
}

func (in *holidayReader) off(first, last, zh, en string) fault {
	a, errA := Parse(first)
	b, errB := Parse(last)
	switch {
	case errA != nil || errB != nil:
		return fault{"a date is not of the form YYYY-MM-DD or does not exist", "日期格式不是 YYYY-MM-DD 或日期不存在"}
	case b < a || b.Sub(a) >= maxHoliday:
		return fault{"the range ends before it starts or is longer than 31 days", "结束日期早于开始日期，或超过 31 天"}
	}
	for d := a; d <= b; d++ {
		if f := in.set(d, Day{Holiday, zh, en}); f != (fault{}) {
			return f
		}
	}
	return fault{}
}

func (in *holidayReader) work(date, zh string) fault {
	d, err := Parse(date)
	if err != nil {
		return fault{"the date is not of the form YYYY-MM-DD or does not exist", "日期格式不是 YYYY-MM-DD 或日期不存在"}
	}
	if w := d.Weekday(); w != time.Saturday && w != time.Sunday {
		return fault{"a make-up working day must be a Saturday or Sunday", "调休上班日应为周六或周日"}
	}
	return in.set(d, Day{MakeUp, zh, "make-up working day"})
}

// set refuses a day that its own notice sets twice, and one that lies outside the notice's year and the last or
// first month beside it: both are typing errors.
func (in *holidayReader) set(d Date, day Day) fault {
	y, m, _ := d.Civil()
	near := y == in.year || y == in.year-1 && m == time.December || y == in.year+1 && m == time.January
	switch {
	case !near:
		return fault{"the date does not belong to the year above", "日期不属于上面的年份"}
	case in.c.source[d] == in.year:
		return fault{"the date stands twice in its year", "同一年份内日期重复"}
	}
	in.c.days[d], in.c.source[d] = day, in.year
	return fault{}
}
