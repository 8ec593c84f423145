package dayend

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// checkName is the step that proves the books before the date closes.
const checkName = "dayend.check"

// checkAccounts is how many accounts one piece of the check sums: about a second's reading in one snapshot.
const checkAccounts = 200_000

// check compares, for every branch, code and currency, the general ledger with the sum of its accounts, while the next date's
// traffic goes on (总分核对): both sides of a line are read in one snapshot, so what moves meanwhile moves both.
func (d *DayEnd) check() Step {
	return Step{Name: checkName, EN: "Compare the general ledger with its accounts", ZH: "总分核对", Plan: d.planCheck,
		Total: func(ctx context.Context, _ calendar.Date) (n int, err error) {
			lines, err := d.lines(ctx)
			for _, l := range lines {
				n += l.accounts
			}
			return n, err
		}}
}

func (d *DayEnd) lines(ctx context.Context) (ls []countedLine, err error) {
	return ls, d.st.View(ctx, func(v *store.View) error {
		ls, err = linesOf(v)
		return err
	})
}

// word is a line as a cursor writes it.
func (l bookLine) word() string {
	return string(l.branch) + "|" + string(l.code) + "|" + string(l.currency)
}

func compareLines(a, b bookLine) int {
	if c := strings.Compare(string(a.branch), string(b.branch)); c != 0 {
		return c
	}
	if c := strings.Compare(string(a.code), string(b.code)); c != 0 {
		return c
	}
	return strings.Compare(string(a.currency), string(b.currency))
}

func (d *DayEnd) planCheck(ctx context.Context, date calendar.Date, cursor string) (Piece, error) {
	lines, err := d.lines(ctx)
	if err != nil {
		return Piece{}, err
	}
	if cursor != "" {
		lines, err = behind(lines, cursor)
		if err != nil {
			return Piece{}, err
		}
	}
	n, count := 0, 0
	for n < len(lines) && count < checkAccounts {
		count += lines[n].accounts
		n++
	}
	if err := d.compare(ctx, date, lines[:n]); err != nil {
		return Piece{}, err
	}
	p := Piece{Count: count}
	if n < len(lines) {
		p.Next = lines[n-1].word()
	}
	return p, nil
}

// behind are the lines after the one that a cursor names.
func behind(lines []countedLine, cursor string) ([]countedLine, error) {
	parts := strings.Split(cursor, "|")
	if len(parts) != 3 {
		return nil, fmt.Errorf("dayend: cursor %q names no line", cursor)
	}
	at := bookLine{ledger.Branch(parts[0]), ledger.Code(parts[1]), money.Currency(parts[2])}
	i, found := slices.BinarySearchFunc(lines, at, func(l countedLine, at bookLine) int { return compareLines(l.bookLine, at) })
	if found {
		i++
	}
	return lines[i:], nil
}

// compare reads some lines and their general ledger in one snapshot: ErrTotals names the first that differs, and how many do.
func (d *DayEnd) compare(ctx context.Context, date calendar.Date, lines []countedLine) error {
	type difference struct {
		bookLine
		general, held money.Amount
	}
	var off []difference
	err := d.st.View(ctx, func(v *store.View) error {
		general, err := generalLedger(v)
		if err != nil {
			return err
		}
		for _, l := range lines {
			held, err := heldBy(v, l.bookLine)
			if err != nil {
				return err
			}
			if held != general[l.bookLine] {
				off = append(off, difference{l.bookLine, general[l.bookLine], held})
			}
		}
		return nil
	})
	if err != nil || len(off) == 0 {
		return err
	}
	o := off[0]
	return ErrTotals.With(date, o.code, o.branch, o.currency, o.general, o.held, len(off))
}
