package clearing

import (
	"tonghui/base/calendar"
	"tonghui/base/money"
)

// booked is one settled transfer as the books have it.
type booked struct {
	uetr, reference, side string
	amount                money.Amount
	on                    calendar.Date
}

// difference is what comparing has found.
type difference struct {
	kind, uetr, side  string
	ours, theirs      money.Amount
	ourDate, theyDate calendar.Date
}

type matchKey struct{ uetr, side, reference string }

// compareBooks compares the books of a date with the statement's lines of it: by payment and side, then by amount and date. elsewhere
// finds what the books have of a line that isn't among those of this date. Each line and each booking is in at most one
// difference; those that agree are counted.
func compareBooks(books []booked, lines []line, on calendar.Date, elsewhere func(l line) (booked, bool, error)) (matched int64, out []difference, err error) {
	ours := make(map[matchKey]booked, len(books))
	for _, b := range books {
		ours[matchKey{b.uetr, b.side, b.reference}] = b
	}
	seen := map[matchKey]bool{}
	for _, l := range lines {
		k := matchKey{l.uetr, l.side, l.reference}
		d := difference{uetr: l.uetr, side: l.side, theirs: l.amount, theyDate: l.on}
		if seen[k] {
			d.kind = "duplicate"
			out = append(out, d)
			continue
		}
		seen[k] = true
		b, ok := ours[k]
		if !ok {
			if b, ok, err = elsewhere(l); err != nil {
				return 0, nil, err
			}
		}
		d.ours, d.ourDate = b.amount, b.on
		switch {
		case !ok:
			d.kind = "extra"
		case b.amount != l.amount:
			d.kind = "amount"
		case b.on != l.on || b.on != on:
			d.kind = "date"
		default:
			matched++
			continue
		}
		out = append(out, d)
	}
	for _, b := range books {
		if k := (matchKey{b.uetr, b.side, b.reference}); !seen[k] {
			out = append(out, difference{kind: "missing", uetr: b.uetr, side: b.side, ours: b.amount, ourDate: b.on})
		}
	}
	return matched, out, nil
}
