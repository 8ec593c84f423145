package jobs

import (
	"context"
	"slices"
	"strings"
	"time"

	"tonghui/platform/store"
)

// Filter chooses jobs for a list.
type Filter struct {
	State State  // of one state
	Kind  string // "" for all
	After ID     // behind this one
	Limit int    // default 50, at most 501
}

// List gives jobs of one state by rising id, which is the order of their enqueueing in one process.
func (q *Queue) List(ctx context.Context, f Filter) (out []*Info, err error) {
	if f.Limit <= 0 {
		f.Limit = 50
	}
	err = q.st.View(ctx, func(v *store.View) error {
		out, err = jobsIn(v, f.State, f.Kind, f.After, min(f.Limit, 501))
		return err
	})
	return out, err
}

// Get reads a job with its progress and its notes.
func (q *Queue) Get(ctx context.Context, id ID) (i *Info, err error) {
	err = q.st.View(ctx, func(v *store.View) error {
		if i, err = jobByID(v, id); err != nil {
			return err
		}
		return complement(v, i)
	})
	return i, err
}

// Read is Get inside an update, for the answer of an operator's verb.
func (q *Queue) Read(tx *store.Tx, id ID) (*Info, error) {
	i, err := jobByID(tx, id)
	if err != nil {
		return nil, err
	}
	return i, complement(tx, i)
}

func complement(r store.Querier, i *Info) (err error) {
	if i.Progress, err = progressOf(r, i.ID); err != nil {
		return err
	}
	i.Notes, err = notesOf(r, idText(i.ID))
	return err
}

// Schedules are all schedules by name, with how far they are.
func (q *Queue) Schedules(ctx context.Context) (out []ScheduleInfo, err error) {
	var marks map[string]mark
	now := q.st.Now()
	if err := q.st.View(ctx, func(v *store.View) (err error) {
		marks, err = allMarks(v)
		return err
	}); err != nil {
		return nil, err
	}
	for _, s := range q.listSchedules() {
		m := marks[s.Name]
		i := ScheduleInfo{Name: s.Name, Kind: s.Kind, When: s.When.String(), Missed: s.Missed.String(), Paused: m.paused, LastJob: m.job}
		q.mu.Lock()
		i.Trouble = q.troubles[s.Name]
		q.mu.Unlock()
		switch {
		case s.When.Bank != NoMoment:
			if m.known && m.at > -1<<31 {
				i.LastDay = dateText(m.at)
			}
		case m.known:
			i.LastAt = timeOrNil(m.at)
			from := timeOf(m.at)
			if from.After(now) {
				from = now
			}
			next, err := s.When.between(q.opt.Calendar(), from, from.Add(370*24*time.Hour), 1, false)
			if err == nil && len(next) > 0 {
				at := next[0].UTC()
				i.NextAt = &at
			}
		}
		out = append(out, i)
	}
	slices.SortFunc(out, func(x, y ScheduleInfo) int { return strings.Compare(x.Name, y.Name) })
	return out, nil
}
