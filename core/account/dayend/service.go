package dayend

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"tonghui/base/calendar"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// kindRun is what a run is to the audit log.
const kindRun = "dayend.run"

// DayEnd runs the ends of the bank's days.
type DayEnd struct {
	st    *store.Store
	led   *ledger.Ledger
	steps []Step
	o     Options
}

// Options tune the end of day.
type Options struct {
	Audit *audit.Log  // takes a note of each start, stop and end; nil: none
	Queue *jobs.Queue // works the runs and tells live events; nil: Work is called by whoever built this
	// Calendar makes the next bank date the next business day (工作日); nil: every calendar day is one, as in a bank that serves
	// people at all hours and credits interest on the 21st whatever day that is.
	Calendar *calendar.Calendar
	// At is the time of day, in Shanghai, at which a new end of day starts by itself; nil: by hand only.
	At       *jobs.Clock
	Profit   ledger.Code   // of the profit accounts at the year's end; "" is 4103 本年利润
	LeaseTTL time.Duration // after which another process may take over; 0 is 10 s
}

var stepName = regexp.MustCompile(`^[a-z][a-z0-9_.]{1,47}$`)

// New makes the end of day of a ledger; steps run in their order, then the year's end, the check of the books, and the closing.
// It panics at a step that isn't whole: the program's own mistake.
func New(st *store.Store, led *ledger.Ledger, steps []Step, o Options) *DayEnd {
	if o.Profit == "" {
		o.Profit = "4103"
	}
	if o.LeaseTTL == 0 {
		o.LeaseTTL = 10 * time.Second
	}
	d := &DayEnd{st: st, led: led, o: o}
	d.steps = append(append(d.steps, steps...), d.yearEnd(), d.check(), d.closing())
	seen := map[string]bool{}
	for _, s := range d.steps {
		if !stepName.MatchString(s.Name) || s.EN == "" || s.ZH == "" || (s.Chunk == nil) == (s.Plan == nil) || seen[s.Name] {
			panic(fmt.Sprintf("dayend: step %q needs a name of its own, a phrase in both languages, and either Chunk or Plan", s.Name))
		}
		seen[s.Name] = true
	}
	return d
}

// Start flips the bank date and begins the run of the old one: everything that names no date books into the new one from the
// commit on. A date that is closing already, without a run, is taken up as it is. ErrNoDay, ErrRunning, ErrStopped;
// calendar.year_unknown if the next business day isn't known.
func (d *DayEnd) Start(ctx context.Context, tx *store.Tx) (Run, error) {
	if err := tx.Exclusive(); err != nil { // first: no update of any process runs beside it
		return Run{}, err
	}
	open, ok := tx.BankDate()
	if !ok {
		return Run{}, ErrNoDay
	}
	if r, found, err := unfinished(tx, Running); err != nil || found {
		if found {
			err = ErrRunning.With(r.Date)
		}
		return Run{}, err
	}
	if r, found, err := unfinished(tx, Stopped); err != nil || found {
		if found {
			err = ErrStopped.With(r.Date)
		}
		return Run{}, err
	}
	was, next, err := d.flip(ctx, tx, open)
	if err != nil {
		return Run{}, err
	}
	r := &Run{Date: was, Next: next, State: Running, Attempt: 1, StartedBy: actor(tx), StartedAt: tx.Now()}
	if err := putRun(tx, r); err != nil {
		return Run{}, err
	}
	for i, s := range d.steps {
		p := Progress{Name: s.Name}
		if err := putStep(tx, was, i, &p); err != nil {
			return Run{}, err
		}
		r.Steps = append(r.Steps, p)
	}
	d.titled(r)
	r.measure(tx.Now())
	if err := d.note(tx, "dayend.start", audit.Digest{}, r, ""); err != nil {
		return Run{}, err
	}
	return *r, d.enqueue(tx, r)
}

// flip opens the next date, unless the date before the open one is closing already.
func (d *DayEnd) flip(ctx context.Context, tx *store.Tx, open calendar.Date) (was, next calendar.Date, err error) {
	closing, found, err := d.closingDate(ctx, open)
	if err != nil || found {
		return closing, open, err
	}
	next = open.Add(1)
	if d.o.Calendar != nil {
		if next, err = d.o.Calendar.AddBusinessDays(open, 1); err != nil {
			return 0, 0, err
		}
	}
	return open, next, d.led.OpenDay(tx, next)
}

// closingDate asks the ledger for the date before the open one, if that is closing. What it reads is committed; should a date have
// begun to close in this very group of updates, opening the next one refuses.
func (d *DayEnd) closingDate(ctx context.Context, open calendar.Date) (calendar.Date, bool, error) {
	days, err := d.led.Days(ctx, open, 1)
	if err != nil || len(days) == 0 || days[0].State != ledger.DayClosing {
		return 0, false, err
	}
	return days[0].Date, true, nil
}

// Retry lets a run that stopped go on at the step where it stopped. ErrUnknown, ErrNotStopped.
func (d *DayEnd) Retry(_ context.Context, tx *store.Tx, date calendar.Date, reason string) (Run, error) {
	r, ok, err := lockRun(tx, date)
	switch {
	case err != nil:
		return Run{}, err
	case !ok:
		return Run{}, ErrUnknown.With(date)
	case r.State != Stopped:
		return Run{}, ErrNotStopped.With(date)
	}
	before := r.Digest()
	r.State, r.Finding, r.EndedAt = Running, nil, nil
	r.Attempt++
	if r.Steps, err = stepsOf(tx, date); err != nil {
		return Run{}, err
	}
	if r.place < len(r.Steps) && r.Steps[r.place].Name == checkName { // the books may have been mended anywhere
		again := Progress{Name: checkName}
		r.Steps[r.place] = again
		if err := putStep(tx, date, r.place, &again); err != nil {
			return Run{}, err
		}
	}
	if err := putRun(tx, r); err != nil {
		return Run{}, err
	}
	d.titled(r)
	r.measure(tx.Now())
	if err := d.note(tx, "dayend.retry", before, r, reason); err != nil {
		return Run{}, err
	}
	return *r, d.enqueue(tx, r)
}

// Get is the run of a bank date: ErrUnknown.
func (d *DayEnd) Get(q store.Querier, date calendar.Date) (Run, error) {
	r, ok, err := runOn(q, date)
	if err == nil && !ok {
		err = ErrUnknown.With(date)
	}
	if err != nil {
		return Run{}, err
	}
	return *r, d.fill(q, r)
}

// Runs are those of the bank dates before one, newest first.
func (d *DayEnd) Runs(q store.Querier, before calendar.Date, limit int) ([]Run, error) {
	rs, err := runsBefore(q, before, limit)
	out := make([]Run, 0, len(rs))
	for _, r := range rs {
		if err == nil {
			err = d.fill(q, r)
		}
		out = append(out, *r)
	}
	return out, err
}

// fill reads a run's steps.
func (d *DayEnd) fill(q store.Querier, r *Run) (err error) {
	if r.Steps, err = stepsOf(q, r.Date); err != nil {
		return err
	}
	d.titled(r)
	r.measure(d.st.Now())
	return nil
}

// titled gives the steps the words that stand in the program; one of an older program has its name only.
func (d *DayEnd) titled(r *Run) {
	for i := range r.Steps {
		p := &r.Steps[i]
		p.EN, p.ZH = p.Name, p.Name
		for _, s := range d.steps {
			if s.Name == p.Name {
				p.EN, p.ZH = s.EN, s.ZH
			}
		}
	}
}

func actor(tx *store.Tx) string {
	s := tx.Actor().String()
	return s[:min(len(s), 160)]
}

func (d *DayEnd) note(tx *store.Tx, verb string, before audit.Digest, r *Run, reason string) error {
	if d.o.Audit == nil {
		return nil
	}
	return d.o.Audit.Note(tx, audit.Note{Verb: verb, Kind: kindRun, Object: r.Date.String(), Before: before, After: r.Digest(), Reason: reason})
}

// AuditSources let `tonghui verify` compare the runs with the audit log.
func (d *DayEnd) AuditSources() []audit.Source { return []audit.Source{source()} }
