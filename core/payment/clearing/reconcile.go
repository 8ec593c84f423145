package clearing

import (
	"math"
	"strconv"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/core/payment/iso20022"
	"tonghui/platform/audit"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// takeStatement keeps a page of a statement; the last that is missing has the statement compared with the books.
func (c *Clearing) takeStatement(tx *store.Tx, _ *Message, d *iso20022.Statements) error {
	for i := range d.Statements {
		if err := c.keepPage(tx, &d.Statements[i]); err != nil {
			return err
		}
	}
	return nil
}

func (c *Clearing) keepPage(tx *store.Tx, x *iso20022.Statement) error {
	fresh := &Statement{ID: tx.NewID(), Reference: x.ID, State: "incomplete", MadeAt: tx.Now()}
	for _, b := range x.Balances {
		switch b.Type.Kind.Code {
		case "OPBD":
			fresh.Opening = iso20022.Signed(b.Amount, b.Sign)
		case "CLBD":
			fresh.Closing = iso20022.Signed(b.Amount, b.Sign)
			if b.Date.Date != nil {
				fresh.On = b.Date.Date.Date
			}
		}
	}
	s, err := lockStatement(tx, fresh)
	if err != nil {
		return err
	}
	page, last := 1, true
	if p := x.Pagination; p != nil {
		page, _ = strconv.Atoi(p.Page) // digits, as Decode has seen
		last = p.Last
	}
	if s.State != "incomplete" {
		return nil
	}
	lines := entryLines(x.Entries)
	if len(lines) == 0 {
		lines = []line{} // an empty day has a page too
	}
	isNew, err := insertLines(tx, s.ID, page, lines)
	if err != nil || !isNew {
		return err
	}
	s.pages++
	if last {
		s.last = int64(page)
	}
	if s.last > 0 && s.pages >= s.last {
		s.State = "complete"
	}
	if err := updateStatement(tx, s); err != nil {
		return err
	}
	if s.State == "complete" {
		return c.later(tx, reconcileKind, s.ID)
	}
	return nil
}

// reconcile compares a complete statement with the books (对账): payment by payment, then the closing balance.
func (c *Clearing) reconcile(tx *store.Tx, run *jobs.Run) error {
	var id store.ID
	if err := run.Decode(&id); err != nil {
		return jobs.Permanent(err)
	}
	s, err := statementByID(tx, id)
	if err != nil || s.State != "complete" {
		return err
	}
	lines, err := linesOf(tx, id)
	if err != nil {
		return err
	}
	books, err := c.booksOf(tx, s.On)
	if err != nil {
		return err
	}
	matched, found, err := compareBooks(books, lines, s.On, func(l line) (b booked, ok bool, err error) {
		all, err := transfersOf(tx, l.uetr)
		if err != nil {
			return b, false, err
		}
		t := bySideAndReference(all, l)
		if t == nil || t.State != settled {
			return b, false, nil
		}
		return bookedOf(t), true, nil
	})
	if err != nil {
		return err
	}
	if sum := sumOf(lines); s.Opening+sum != s.Closing {
		found = append(found, difference{kind: "balance", ours: s.Opening + sum, theirs: s.Closing, ourDate: s.On, theyDate: s.On})
	}
	day, _ := tx.BankDate()
	for _, d := range found {
		b := &Break{ID: tx.NewID(), Statement: s.ID, Kind: d.kind, UETR: d.uetr, Side: d.side, Ours: d.ours, Theirs: d.theirs, OurDate: d.ourDate,
			TheirDate: d.theyDate, State: open, OpenedOn: day, OpenedAt: tx.Now(), Version: 1}
		if err := insertBreak(tx, b); err != nil {
			return err
		}
	}
	s.State, s.Matched, s.Broken = "reconciled", matched, int64(len(found))
	if err := updateStatement(tx, s); err != nil {
		return err
	}
	if len(found) > 0 {
		if err := c.o.Queue.Events().Publish(tx, TopicAlarm, map[string]any{"statement": s.ID, "breaks": len(found)}); err != nil {
			return err
		}
	}
	return c.note(tx, audit.Note{Verb: "clearing.reconcile", Kind: "clearing.statement", Object: s.ID.String()})
}

func bookedOf(t *Transfer) booked {
	return booked{uetr: t.UETR, reference: t.Reference, side: t.Side, amount: t.Amount, on: t.SettledOn}
}

// booksOf are all transfers that the books settled on a date.
func (c *Clearing) booksOf(q store.Querier, on calendar.Date) (all []booked, err error) {
	for after := store.ID(0); ; {
		page, err := settledOn(q, on, after, 1000)
		if err != nil || len(page) == 0 {
			return all, err
		}
		for _, t := range page {
			all = append(all, bookedOf(t))
		}
		after = page[len(page)-1].ID
	}
}

func sumOf(lines []line) (sum money.Amount) {
	for _, l := range lines {
		if l.side == out {
			sum -= l.amount
		} else {
			sum += l.amount
		}
	}
	return sum
}

// ExplainBreak says what a break comes from; it stays until it is cleared.
func (c *Clearing) ExplainBreak(tx *store.Tx, id store.ID, note string) (*Break, error) {
	return c.turnBreak(tx, id, explained, note)
}

// ClearBreak ends a break, by another person's decision than who explained it; see Acts.
func (c *Clearing) ClearBreak(tx *store.Tx, id store.ID, note string) (*Break, error) {
	return c.turnBreak(tx, id, cleared, note)
}

func (c *Clearing) turnBreak(tx *store.Tx, id store.ID, to, note string) (*Break, error) {
	if n := len([]rune(note)); n == 0 || n > 500 {
		return nil, ErrReason
	}
	b, err := lockBreak(tx, id)
	if err != nil {
		return nil, err
	}
	if b.State == cleared || to == cleared && b.State != explained {
		return nil, ErrState.With(b.State)
	}
	b.State, b.Note = to, note
	if to == cleared {
		now := tx.Now()
		b.EndedAt, b.EndedBy = &now, who(tx)
	}
	if err := updateBreak(tx, b); err != nil {
		return nil, err
	}
	return b, c.note(tx, audit.Note{Verb: "clearing.break_" + to, Kind: "clearing.break", Object: b.ID.String(), Version: b.Version, Reason: note})
}

// Breaks lists those in a state, the newest first, with how many bank days they are old.
func (c *Clearing) Breaks(q store.Querier, state string, today calendar.Date, before store.ID, limit int) ([]*Break, error) {
	all, err := listBreaks(q, state, before, limit)
	for _, b := range all {
		if today > b.OpenedOn && b.EndedAt == nil {
			b.AgeDays = today.Sub(b.OpenedOn)
		}
	}
	return all, err
}

// Statements are the newest statements of the house.
func (c *Clearing) Statements(q store.Querier, limit int) ([]*Statement, error) {
	return listStatements(q, math.MaxInt64, limit)
}
