package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"tonghui/base/calendar"
	"tonghui/platform/store"
)

// Missed says what becomes of occurrences that nobody enqueued in time, because no process ran or the clock leapt.
type Missed uint8

// The rules for missed occurrences. Occurrences of a bank date are never missed: they are enqueued by the update that
// turns it.
const (
	Latest Missed = iota // only the latest of them is enqueued
	Each                 // all of them, the oldest first
	Forget               // none that is more than a minute late
)

// lateAfter is when an occurrence counts as missed under Forget.
const lateAfter = time.Minute

// maxOccurrences bounds what one turn of the keeper enqueues for one schedule; the next turn goes on.
const maxOccurrences = 256

// Schedule enqueues a job of a kind at each of its occurrences. The job's payload is an Occurrence.
type Schedule struct {
	Name    string // "ledger.expire", unique; at most 48 bytes
	Kind    string
	Payload any // handed on in Occurrence.Payload
	When    When
	Missed  Missed
	Lane    Lane
}

// Occurrence is the payload of a scheduled job.
type Occurrence struct {
	Schedule string          `json:"schedule"`
	At       time.Time       `json:"at,omitzero"`        // by wall clock
	BankDate string          `json:"bankDate,omitempty"` // of a bank date's moment, as 2026-03-02
	Payload  json.RawMessage `json:"payload,omitempty"`
}

// Occurrence reads the payload of a scheduled job.
func (r *Run) Occurrence() (o Occurrence, err error) { return o, r.Decode(&o) }

// Date is the bank date of an occurrence.
func (o Occurrence) Date() (calendar.Date, error) { return calendar.Parse(o.BankDate) }

// Schedule adds schedules; before Start. Names that a later version of the program doesn't have any more just stop.
func (q *Queue) Schedule(schedules ...Schedule) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.started {
		return errors.New("jobs: Schedule after Start")
	}
	for _, s := range schedules {
		if s.Name == "" || len(s.Name) > 48 {
			return fmt.Errorf("jobs: a schedule's name has 1 to 48 bytes, not %q", s.Name)
		}
		if err := s.When.check(); err != nil {
			return fmt.Errorf("jobs: schedule %s: %w", s.Name, err)
		}
		for _, o := range q.schedules {
			if o.Name == s.Name {
				return fmt.Errorf("jobs: there are two schedules %s", s.Name)
			}
		}
		if _, err := s.payload(Occurrence{}); err != nil {
			return fmt.Errorf("jobs: schedule %s: %w", s.Name, err)
		}
		q.schedules = append(q.schedules, s)
	}
	return nil
}

// checkSchedules finds the schedules whose kind nobody works; the caller holds mu.
func (q *Queue) checkSchedules() error {
	for _, s := range q.schedules {
		if q.kinds[s.Kind] == nil {
			return fmt.Errorf("jobs: schedule %s: %w", s.Name, ErrUnknownKind.With(s.Kind))
		}
	}
	return nil
}

func (s *Schedule) payload(o Occurrence) (json.RawMessage, error) {
	var err error
	o.Schedule = s.Name
	if s.Payload != nil {
		var b []byte
		if b, err = encodePayload(s.Payload); err != nil {
			return nil, err
		}
		o.Payload = b
	}
	return json.Marshal(o)
}

// enqueue adds the job of one occurrence. Its key names the occurrence, so that it is enqueued once even if the clock
// has been set back and passes it again.
func (q *Queue) enqueue(tx *store.Tx, s *Schedule, o Occurrence, stamp string) (ID, error) {
	payload, err := s.payload(o)
	if err != nil {
		return 0, err
	}
	return q.Enqueue(tx, Job{Kind: s.Kind, Key: s.Name + "@" + stamp, Payload: payload, Lane: s.Lane})
}

// DayMoved enqueues what is due when the bank date moves: DayEnded for the date that was open (if there was one) and
// DayOpened for the one that is now. Whoever moves the bank date calls it in the same update; the keeper calls it
// too when it finds that the date has moved.
func (q *Queue) DayMoved(tx *store.Tx, was, now calendar.Date, wasOpen bool) error {
	if wasOpen {
		if err := q.turn(tx, DayEnded, was); err != nil {
			return err
		}
	}
	if err := q.turn(tx, DayOpened, now); err != nil {
		return err
	}
	return putMark(tx, markBankDate, int64(now), 0)
}

// DayClosed enqueues what is due when a bank date is closed for good. Who closes the day calls it in the same update.
func (q *Queue) DayClosed(tx *store.Tx, d calendar.Date) error { return q.turn(tx, DayClosed, d) }

// turn enqueues the occurrences of one moment of a bank date, each once: a schedule's mark is the last date served.
func (q *Queue) turn(tx *store.Tx, m Moment, d calendar.Date) error {
	for _, s := range q.listSchedules() {
		if s.When.Bank != m {
			continue
		}
		mark, err := lockMark(tx, s.Name)
		if err != nil {
			return err
		}
		if mark.known && mark.at >= int64(d) {
			continue
		}
		id := mark.job
		if !mark.paused {
			ok, err := s.When.On.accepts(q.opt.Calendar(), d)
			if err != nil {
				return err
			}
			if ok {
				if id, err = q.enqueue(tx, &s, Occurrence{BankDate: d.String()}, d.String()); err != nil {
					return err
				}
			}
		}
		if err := putMark(tx, s.Name, int64(d), id); err != nil {
			return err
		}
	}
	return nil
}

func (q *Queue) listSchedules() []Schedule {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.schedules
}

// tick enqueues what the wall clock has made due, and notices a bank date that has moved.
func (q *Queue) tick(ctx context.Context) error {
	var due []Schedule
	for _, s := range q.listSchedules() {
		if s.When.Bank == NoMoment {
			due = append(due, s)
		}
	}
	due, moved, err := q.lookAtClock(ctx, due)
	if err != nil {
		return err
	}
	if moved {
		err = q.st.Update(ctx, func(tx *store.Tx) error {
			if err := q.keeper.hold(tx); err != nil {
				return err
			}
			seen, err := lockMark(tx, markBankDate)
			now, open := tx.BankDate()
			if err != nil || !open || seen.known && seen.at >= int64(now) {
				return err
			}
			return q.DayMoved(tx, calendar.Date(seen.at), now, seen.known)
		})
		if err != nil {
			return err
		}
	}
	for _, s := range due {
		more := true
		for more && err == nil && ctx.Err() == nil {
			err = q.st.Update(ctx, func(tx *store.Tx) (err error) {
				if err := q.keeper.hold(tx); err != nil {
					return err
				}
				more, err = q.occur(tx, &s)
				return err
			})
		}
		q.trouble(ctx, s.Name, err)
		err = nil // the others go on
	}
	return nil
}

// lookAtClock reads which schedules have something due, without writing: an idle bank's keeper makes no commit but that
// of the time, once a minute.
func (q *Queue) lookAtClock(ctx context.Context, all []Schedule) (due []Schedule, moved bool, err error) {
	var marks map[string]mark
	var open bankDate
	now := q.st.Now()
	err = q.st.View(ctx, func(v *store.View) (err error) {
		now = v.Now()
		if marks, err = allMarks(v); err != nil {
			return err
		}
		open, err = openBankDate(v)
		return err
	})
	if err != nil {
		return nil, false, err
	}
	for _, s := range all {
		m := marks[s.Name]
		if !m.known || now.UnixMicro() < m.at {
			due = append(due, s) // to be set
			continue
		}
		first, err := s.When.between(q.opt.Calendar(), timeOf(m.at), now, 1, false)
		if err != nil || len(first) > 0 {
			due = append(due, s)
		}
	}
	seen := marks[markBankDate]
	return due, open.set && (!seen.known || seen.at < open.date), nil
}

// occur enqueues the due occurrences of one schedule by its rule; more says that there may be others.
func (q *Queue) occur(tx *store.Tx, s *Schedule) (more bool, err error) {
	m, err := lockMark(tx, s.Name)
	if err != nil {
		return false, err
	}
	now := tx.Now()
	from := timeOf(m.at)
	switch {
	case !m.known: // a new schedule begins now
		return false, putMark(tx, s.Name, now.UnixMicro(), 0)
	case now.Before(from): // the clock was set back: what it passes again is known by its key
		return false, putMark(tx, s.Name, now.UnixMicro(), m.job)
	}
	if s.Missed == Forget && now.Sub(from) > lateAfter {
		from = now.Add(-lateAfter)
	}
	cal := q.opt.Calendar()
	at, err := s.When.between(cal, from, now, maxOccurrences, s.Missed == Latest)
	if err != nil {
		return false, err
	}
	upTo, id := now, m.job
	for _, t := range at {
		if m.paused {
			break
		}
		if id, err = q.enqueue(tx, s, Occurrence{At: t}, t.UTC().Format(time.RFC3339)); err != nil {
			return false, err
		}
	}
	if len(at) == maxOccurrences {
		upTo, more = at[len(at)-1], true
	}
	return more, putMark(tx, s.Name, upTo.UnixMicro(), id)
}

// trouble remembers why a schedule stands still, for operators.
func (q *Queue) trouble(ctx context.Context, name string, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if err == nil || ctx.Err() != nil {
		delete(q.troubles, name)
		return
	}
	if q.troubles[name] == "" {
		slog.ErrorContext(ctx, "a schedule stands still", "schedule", name, "error", err)
	}
	q.troubles[name] = err.Error()
}
