package dayend

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"tonghui/base/problem"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// workKind is the job that works a run off.
const workKind = "dayend.work"

// leaseName is the one lease of the end of day.
const leaseName = "dayend.work"

// maxTries is how often a piece is tried when the database couldn't take it, before the run stops.
const maxTries = 5

// errMoved says that the step isn't where this process thought: it reads the run anew.
var errMoved = errors.New("dayend: the step has moved")

// enqueue has a run worked, once its start is committed.
func (d *DayEnd) enqueue(tx *store.Tx, r *Run) error {
	if d.o.Queue == nil {
		return nil
	}
	_, err := d.o.Queue.Enqueue(tx, jobs.Job{Kind: workKind, Key: fmt.Sprintf("%s/%d", r.Date, r.Attempt), Lane: jobs.Urgent})
	return err
}

// Work works the run that there is to its end, or until a step stops it; nil if there is none. store.ErrLeaseHeld if another
// process does so already: it may be called again at any time, by any process.
func (d *DayEnd) Work(ctx context.Context) (err error) {
	if r, err := d.current(ctx); err != nil || r == nil {
		return err // an idle bank makes no commit for it
	}
	lease, err := d.st.TakeLease(ctx, leaseName, d.o.LeaseTTL)
	if err != nil {
		return err
	}
	w := &worker{DayEnd: d, lease: lease, renewed: d.st.Now()}
	defer func() {
		if e := lease.Release(context.WithoutCancel(ctx)); !errors.Is(e, store.ErrLeaseLost) {
			err = errors.Join(err, e)
		}
	}()
	for {
		r, err := d.current(ctx)
		if err != nil || r == nil {
			return err
		}
		if err := w.run(ctx, r); err != nil && !errors.Is(err, errMoved) {
			return err
		}
	}
}

// current is the run that is to be worked, with its steps; nil if there is none.
func (d *DayEnd) current(ctx context.Context) (r *Run, err error) {
	err = d.st.View(ctx, func(v *store.View) error {
		found, ok, err := unfinished(v, Running)
		if err != nil || !ok {
			return err
		}
		r = found
		return d.fill(v, r)
	})
	return r, err
}

// worker is one process's work under its lease.
type worker struct {
	*DayEnd
	lease   *store.Lease
	renewed time.Time
	told    time.Time // when the last progress was published
}

// run works the steps from where the run stands. A failure that isn't the database's own passing trouble stops the run.
func (w *worker) run(ctx context.Context, r *Run) error {
	for ; r.place < len(r.Steps); r.place++ {
		p := &r.Steps[r.place]
		s := w.step(p.Name)
		if s == nil {
			return w.stop(ctx, r, ErrStep.With(p.Name).Because(errors.New("this program has no such step")))
		}
		err := w.work(ctx, r, p, s)
		switch {
		case err == nil:
		case ctx.Err() != nil, errors.Is(err, errMoved), errors.Is(err, store.ErrLeaseLost), errors.Is(err, store.ErrClosed):
			return err
		default:
			return w.stop(ctx, r, err)
		}
	}
	return nil
}

func (d *DayEnd) step(name string) *Step {
	for i := range d.steps {
		if d.steps[i].Name == name {
			return &d.steps[i]
		}
	}
	return nil
}

// work does the pieces of one step. While one is written the next is planned.
func (w *worker) work(ctx context.Context, r *Run, p *Progress, s *Step) error {
	if p.StartedAt == nil {
		at := w.st.Now()
		p.StartedAt = &at
		if s.Total != nil {
			n, err := s.Total(ctx, r.Date)
			if err != nil {
				return err
			}
			p.Total = int64(n)
		}
	}
	var ahead chan planned
	defer func() {
		if ahead != nil {
			<-ahead
		}
	}()
	for {
		piece, err := w.next(ctx, r, p, s, ahead)
		ahead = nil
		if err != nil {
			return err
		}
		if s.Plan != nil && piece.Next != "" && !piece.Alone {
			ahead = make(chan planned, 1)
			go func(c chan planned, cursor string) {
				piece, err := s.Plan(ctx, r.Date, cursor)
				c <- planned{piece, err}
			}(ahead, piece.Next)
		}
		if err := w.write(ctx, r, p, s, piece); err != nil {
			return err
		}
		if p.EndedAt != nil {
			return nil
		}
	}
}

type planned struct {
	piece Piece
	err   error
}

// next is the piece to write: planned before, planned now, or none for a step that works inside its update.
func (w *worker) next(ctx context.Context, r *Run, p *Progress, s *Step, ahead chan planned) (piece Piece, err error) {
	if s.Plan == nil {
		return Piece{}, nil
	}
	if ahead != nil {
		if got := <-ahead; got.err == nil {
			return got.piece, nil
		} // else it is tried again, now with what is committed
	}
	err = w.again(ctx, func() (err error) {
		piece, err = s.Plan(ctx, r.Date, p.cursor)
		return err
	})
	return piece, err
}

// again repeats what the database refused for the moment.
func (w *worker) again(ctx context.Context, f func() error) error {
	for try := 1; ; try++ {
		err := f()
		if err == nil || problem.KindOf(err) != problem.Unavailable || errors.Is(err, store.ErrClosed) || try == maxTries {
			return err
		}
		t := time.NewTimer(time.Duration(try) * 100 * time.Millisecond)
		select {
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		case <-t.C:
		}
	}
}

// write does a piece and moves the cursor, both or neither, under the lease.
func (w *worker) write(ctx context.Context, r *Run, p *Progress, s *Step, piece Piece) error {
	if w.st.Now().Sub(w.renewed) > w.o.LeaseTTL/3 {
		if err := w.lease.Renew(ctx); err != nil {
			return err
		}
		w.renewed = w.st.Now()
	}
	var now Progress
	err := w.again(ctx, func() error {
		return w.st.UpdateSlow(ctx, func(tx *store.Tx) error {
			if err := w.hold(tx, r, p); err != nil {
				return err
			}
			now = *p
			next, n := piece.Next, piece.Count
			var err error
			switch {
			case s.Chunk != nil:
				next, n, err = s.Chunk(ctx, tx, r.Date, p.cursor)
			case piece.Write != nil:
				err = piece.Write(ctx, tx)
			}
			if err != nil {
				return err
			}
			now.cursor, now.Done, now.Chunks = next, now.Done+int64(n), now.Chunks+1
			now.Total = max(now.Total, now.Done)
			return w.save(tx, r, &now)
		})
	})
	if err == nil {
		*p = now
	}
	return err
}

// hold proves that this process still works the run, and that the step is where it thought.
func (w *worker) hold(tx *store.Tx, r *Run, p *Progress) error {
	if err := tx.Hold(w.lease); err != nil {
		return err
	}
	at, ok, err := lockStep(tx, r.Date, r.place)
	if err == nil && (!ok || at.Chunks != p.Chunks || at.cursor != p.cursor || at.EndedAt != nil) {
		err = errMoved
	}
	return err
}

// save writes a step's progress; behind its last piece the run goes on to the next step, or is done.
func (w *worker) save(tx *store.Tx, r *Run, p *Progress) error {
	if p.cursor == "" {
		at := tx.Now()
		p.EndedAt = &at
	}
	if err := putStep(tx, r.Date, r.place, p); err != nil {
		return err
	}
	ended := p.EndedAt != nil
	if ended {
		if err := movePlace(tx, r.Date, r.place+1); err != nil {
			return err
		}
		if r.place == len(r.Steps)-1 {
			if err := w.end(tx, r); err != nil {
				return err
			}
		}
	}
	return w.tell(tx, r, p, ended)
}

// end is written with the last piece of the last step.
func (w *worker) end(tx *store.Tx, r *Run) error {
	was, ok, err := lockRun(tx, r.Date)
	if err != nil || !ok {
		return errors.Join(err, errMoved)
	}
	before := was.Digest()
	at := tx.Now()
	was.State, was.EndedAt = Done, &at
	if err := putRun(tx, was); err != nil {
		return err
	}
	return w.note(tx, "dayend.done", before, was, "")
}

// stop writes why the run stands still.
func (w *worker) stop(ctx context.Context, r *Run, cause error) error {
	step := r.Steps[r.place].Name
	slog.ErrorContext(ctx, "the end of day has stopped", "bank_date", r.Date, "step", step, "error", cause)
	return w.st.Update(ctx, func(tx *store.Tx) error {
		if err := tx.Hold(w.lease); err != nil {
			return err
		}
		was, ok, err := lockRun(tx, r.Date)
		if err != nil || !ok {
			return err
		}
		before := was.Digest()
		at := tx.Now()
		was.State, was.Finding, was.EndedAt = Stopped, findingOf(step, cause), &at
		if err := putRun(tx, was); err != nil {
			return err
		}
		if err := w.note(tx, "dayend.stop", before, was, was.Finding.Code); err != nil {
			return err
		}
		return w.publish(tx, was, event{Date: was.Date.String(), State: was.State.String(), Step: step, Code: was.Finding.Code})
	})
}

// between is the least time between two events of progress.
const between = 500 * time.Millisecond

// event is what whoever watches is told: topic dayend/2026-03-02.
type event struct {
	Date  string `json:"date"`
	State string `json:"state"`
	Step  string `json:"step"`
	Done  int64  `json:"done"`
	Total int64  `json:"total"`
	Code  string `json:"code,omitempty"`
}

func (w *worker) tell(tx *store.Tx, r *Run, p *Progress, ended bool) error {
	now := tx.Now()
	if !ended && now.Sub(w.told) < between {
		return nil
	}
	tx.AfterCommit(func() { w.told = now })
	state := Running
	if ended && r.place == len(r.Steps)-1 {
		state = Done
	}
	return w.publish(tx, r, event{Date: r.Date.String(), State: state.String(), Step: p.Name, Done: p.Done, Total: p.Total})
}

func (w *worker) publish(tx *store.Tx, r *Run, e event) error {
	if w.o.Queue == nil {
		return nil
	}
	return w.o.Queue.Events().Publish(tx, "dayend/"+r.Date.String(), e)
}
