package calendar

import "tonghui/base/problem"

// Shift is the rule that moves a due date off a day on which banks are closed (营业日调整).
type Shift uint8

// The shifts, in the words of the ISDA Definitions.
const (
	None              Shift = iota // stays (不调整)
	Following                      // the next business day (顺延)
	Preceding                      // the business day before (提前)
	ModifiedFollowing              // the next, unless that lies in another month: then the one before (修正顺延)
	ModifiedPreceding              // the one before, unless that lies in another month: then the next (修正提前)
)

var shiftNames = [...]string{"none", "following", "preceding", "modified_following", "modified_preceding"}

var errShift = problem.New(problem.Invalid, "calendar.shift",
	"The business day rule is unknown. Use none, following, preceding, modified_following or modified_preceding.",
	"营业日调整规则未知。请使用 none、following、preceding、modified_following 或 modified_preceding。")

// String is the word used in JSON and files.
func (s Shift) String() string {
	if int(s) < len(shiftNames) {
		return shiftNames[s]
	}
	return "unknown"
}

// MarshalText writes the word.
func (s Shift) MarshalText() ([]byte, error) {
	if int(s) >= len(shiftNames) {
		return nil, errShift
	}
	return []byte(s.String()), nil
}

// UnmarshalText reads the word.
func (s *Shift) UnmarshalText(b []byte) error {
	for i, name := range shiftNames {
		if name == string(b) {
			*s = Shift(i)
			return nil
		}
	}
	return errShift
}

// Shift moves d to a business day by the rule. Business days stay. It refuses a year that is not loaded
// (calendar.year_unknown), except under None, which asks nothing of the calendar.
func (c *Calendar) Shift(d Date, rule Shift) (Date, error) {
	switch rule {
	case None:
		return d, nil
	case Following:
		return c.seek(d, 1)
	case Preceding:
		return c.seek(d, -1)
	case ModifiedFollowing, ModifiedPreceding:
		step := 1
		if rule == ModifiedPreceding {
			step = -1
		}
		r, err := c.seek(d, step)
		if err != nil || sameMonth(r, d) {
			return r, err
		}
		return c.seek(d, -step)
	}
	return 0, errShift
}

// seek goes from d in steps until it stands on a business day.
func (c *Calendar) seek(d Date, step int) (Date, error) {
	for {
		business, err := c.certain(d)
		if err != nil || business {
			return d, err
		}
		d = d.Add(step)
	}
}

func sameMonth(a, b Date) bool {
	ya, ma, _ := a.Civil()
	yb, mb, _ := b.Civil()
	return ya == yb && ma == mb
}
