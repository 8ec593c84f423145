package screening

import (
	"strconv"
	"strings"

	"tonghui/base/calendar"
	"tonghui/platform/auth"
)

// Sort is what somebody is.
type Sort uint8

// The sorts.
const (
	UnknownSort      Sort = iota // not told: compared with everybody
	PersonSort                   // 自然人
	OrganisationSort             // 企业、机构
)

var sortNames = [...]string{UnknownSort: "unknown", PersonSort: "person", OrganisationSort: "organisation"}

// String is the sort's word.
func (s Sort) String() string { return sortNames[s] }

// MarshalText is the sort's word.
func (s Sort) MarshalText() ([]byte, error) { return []byte(sortNames[s]), nil }

// UnmarshalText reads the sort's word.
func (s *Sort) UnmarshalText(b []byte) error {
	for i, name := range sortNames {
		if name == string(b) {
			*s = Sort(i)
			return nil
		}
	}
	return ErrInput.With("sort", "类型")
}

// Birth is a date of birth as far as it is known, as yyyymmdd: 19800506, or 19800000 for the year alone; 0 is unknown.
type Birth int32

// BirthOf is a full date.
func BirthOf(d calendar.Date) Birth {
	y, m, day := d.Civil()
	return Birth(y*10000 + int(m)*100 + day)
}

// ParseBirth reads "1980-05-06", "19800506", "1980-05" and "1980"; "" is unknown. Of a masked date, "1980-**-**", what shows
// counts.
func ParseBirth(s string) (Birth, error) {
	s, _, _ = strings.Cut(s, "*")
	digits := make([]byte, 0, 8)
	for i := range len(s) {
		switch {
		case '0' <= s[i] && s[i] <= '9':
			digits = append(digits, s[i])
		case s[i] != '-' && s[i] != '/' && s[i] != '.' || i < 4:
			return 0, ErrInput.With("birth", "出生日期")
		}
	}
	if len(digits) == 0 {
		return 0, nil
	}
	for len(digits) == 4 || len(digits) == 6 {
		digits = append(digits, '0', '0')
	}
	if len(digits) != 8 {
		return 0, ErrInput.With("birth", "出生日期")
	}
	n, _ := strconv.Atoi(string(digits)) // eight digits
	b := Birth(n)
	if m, d := b.month(), b.day(); b.Year() < 1800 || m > 12 || d > 31 || m == 0 && d > 0 {
		return 0, ErrInput.With("birth", "出生日期")
	}
	return b, nil
}

// Year is the year of birth, 0 if unknown.
func (b Birth) Year() int  { return int(b) / 10000 }
func (b Birth) month() int { return int(b) / 100 % 100 }
func (b Birth) day() int   { return int(b) % 100 }

// full says that the day is known.
func (b Birth) full() bool { return b%100 != 0 }

// String is the date, the year or "".
func (b Birth) String() string {
	switch {
	case b == 0:
		return ""
	case !b.full():
		return strconv.Itoa(b.Year())
	}
	s := strconv.Itoa(int(b))
	return s[:4] + "-" + s[4:6] + "-" + s[6:]
}

// MarshalText is the String.
func (b Birth) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText is ParseBirth.
func (b *Birth) UnmarshalText(text []byte) (err error) {
	*b, err = ParseBirth(string(text))
	return err
}

// Subject is who is compared with lists.
type Subject struct {
	Sort        Sort     `json:"sort"`
	Names       []string `json:"names"` // in any script, present and former
	Birth       Birth    `json:"birth,omitempty"`
	Nationality string   `json:"nationality,omitempty"` // ISO 3166-1 alpha-3; "" unknown
	Identifiers []string `json:"-"`                     // in plain, for this comparison only: nothing keeps them
}

// Person is a party as this room needs it.
type Person struct {
	ID           auth.Party
	Subject      // without identifiers unless the room of parties has them at hand
	Branch       auth.Branch
	RegisteredBy auth.Party // the person who entered it; she may not decide its hits
}
