package parameter

import (
	"context"
	"time"

	"tonghui/base/calendar"
	"tonghui/platform/store"
)

// memory is what a process knows of all changes: by name, those that hold, the last made for each day, in the order of days.
type memory struct {
	steps map[string][]step
	at    time.Time
	after int64 // how many changes of this process had been committed before it was read
}

type step struct {
	from  calendar.Date
	value Value
}

// maxAge is how old the memory may be where other processes change parameters.
const maxAge = time.Second

// At is what holds on a day.
func (s *Set) At(ctx context.Context, name string, day calendar.Date) (Value, error) {
	d := s.defs[name]
	if d == nil {
		return Value{}, ErrUnknown.With(clip(name))
	}
	m, err := s.remember(ctx)
	if err != nil {
		return Value{}, err
	}
	steps := m.steps[name]
	for i := len(steps) - 1; i >= 0; i-- { // a handful
		if steps[i].from <= day {
			return steps[i].value, nil
		}
	}
	return d.standard(), nil
}

// standard is the default.
func (d *Definition) standard() Value {
	v, _ := d.parse(d.Default) // New has seen that it can be read
	return v
}

// Today is what holds today, by the wall's date in the bank's zone.
func (s *Set) Today(ctx context.Context, name string) (Value, error) {
	return s.At(ctx, name, s.today())
}

func (s *Set) today() calendar.Date { return calendar.FromTime(s.st.Now().In(zone)) }

// Int is what holds on a day; so are the next ones. A parameter of another type is a mistake of the program: they panic.
func (s *Set) Int(ctx context.Context, name string, day calendar.Date) (int64, error) {
	v, err := s.At(ctx, name, day)
	if err != nil {
		return 0, err
	}
	return v.Int(), nil
}

// Duration is Int for a Duration.
func (s *Set) Duration(ctx context.Context, name string, day calendar.Date) (time.Duration, error) {
	v, err := s.At(ctx, name, day)
	if err != nil {
		return 0, err
	}
	return v.Duration(), nil
}

// Bool is Int for a Bool.
func (s *Set) Bool(ctx context.Context, name string, day calendar.Date) (bool, error) {
	v, err := s.At(ctx, name, day)
	if err != nil {
		return false, err
	}
	return v.Bool(), nil
}

// In is At inside an update or a view, exactly: what that sees, no memory.
func (s *Set) In(q store.Querier, name string, day calendar.Date) (Value, error) {
	d := s.defs[name]
	if d == nil {
		return Value{}, ErrUnknown.With(clip(name))
	}
	rows, err := changesOf(q, name)
	if err != nil {
		return Value{}, err
	}
	return d.holding(rows, day), nil
}

// holding is what holds on a day after these changes, which stand in the order of their days and of being made.
func (d *Definition) holding(rows []*Row, day calendar.Date) Value {
	for i := len(rows) - 1; i >= 0; i-- {
		if v, err := d.Parse(rows[i].Value); err == nil && rows[i].From <= day {
			return v
		}
	}
	return d.standard()
}

// remember reads all changes, if they aren't known or may be old.
func (s *Set) remember(ctx context.Context) (*memory, error) {
	if m := s.now.Load(); m != nil && s.fresh(m) {
		return m, nil
	}
	s.loading.Lock()
	defer s.loading.Unlock()
	if m := s.now.Load(); m != nil && s.fresh(m) {
		return m, nil
	}
	m := &memory{steps: map[string][]step{}, at: s.st.Now(), after: s.changes.Load()}
	err := s.st.View(ctx, func(v *store.View) error {
		rows, err := allChanges(v)
		for _, r := range rows {
			m.add(s.defs[r.Name], r)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	s.now.Store(m)
	return m, nil
}

// fresh says whether the memory may be used: no change of this process came after it, and none of another long ago.
func (s *Set) fresh(m *memory) bool {
	if m.after != s.changes.Load() {
		return false
	}
	if !s.st.Engine().Shared() {
		return true
	}
	age := s.st.Now().Sub(m.at)
	return age >= 0 && age < maxAge
}

// add takes a change in, in the order of days and of making; one that a newer program no longer knows or allows is left out.
func (m *memory) add(d *Definition, r *Row) {
	if d == nil {
		return
	}
	v, err := d.Parse(r.Value)
	if err != nil {
		return
	}
	steps := m.steps[r.Name]
	if n := len(steps); n > 0 && steps[n-1].from == r.From {
		steps = steps[:n-1]
	}
	m.steps[r.Name] = append(steps, step{r.From, v})
}

// Standing is a parameter with what holds and what comes.
type Standing struct {
	Definition
	Value  string        `json:"value" doc:"What holds today."`
	Since  calendar.Date `json:"since,omitzero" doc:"From this day; absent: the default holds."`
	Coming []Coming      `json:"coming,omitempty" doc:"Values whose day hasn't come."`
}

// Coming is a value whose day hasn't come.
type Coming struct {
	From  calendar.Date `json:"from"`
	Value string        `json:"value"`
}

// List gives all parameters as they stand today.
func (s *Set) List(ctx context.Context) ([]Standing, error) {
	m, err := s.remember(ctx)
	if err != nil {
		return nil, err
	}
	day := s.today()
	defs := s.Definitions()
	out := make([]Standing, len(defs))
	for i, d := range defs {
		out[i] = Standing{Definition: d, Value: d.standard().text}
		for _, st := range m.steps[d.Name] {
			if st.from <= day {
				out[i].Value, out[i].Since = st.value.text, st.from
			} else {
				out[i].Coming = append(out[i].Coming, Coming{st.from, st.value.text})
			}
		}
	}
	return out, nil
}

// History gives the changes of a parameter, the newest first, those made before one; before 0 begins.
func (s *Set) History(ctx context.Context, name string, before store.ID, limit int) (rows []*Row, err error) {
	if s.defs[name] == nil {
		return nil, ErrUnknown.With(clip(name))
	}
	err = s.st.View(ctx, func(v *store.View) error {
		rows, err = history(v, name, before, limit)
		return err
	})
	return rows, err
}
