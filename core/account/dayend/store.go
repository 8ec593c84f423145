package dayend

import (
	"encoding/json"
	"time"

	"tonghui/base/calendar"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

const selectRun = "SELECT bank_date, next_date, state, place, attempt, started_by, started_at, ended_at, finding FROM dayend_runs "

func scanRun(s store.Scanner) (r *Run, err error) {
	r = &Run{}
	var started, ended int64
	var finding []byte
	err = s.Scan(&r.Date, &r.Next, &r.State, &r.place, &r.Attempt, &r.StartedBy, &started, &ended, &finding)
	r.StartedAt, r.EndedAt = time.UnixMicro(started).UTC(), timeOrNil(ended)
	if err == nil && len(finding) > 0 {
		r.Finding = &Finding{}
		err = json.Unmarshal(finding, r.Finding)
	}
	return r, err
}

func timeOrNil(micros int64) *time.Time {
	if micros == 0 {
		return nil
	}
	t := time.UnixMicro(micros).UTC()
	return &t
}

func microsOf(t *time.Time) int64 {
	if t == nil {
		return 0
	}
	return t.UnixMicro()
}

func runOn(q store.Querier, d calendar.Date) (*Run, bool, error) {
	return store.One(q, scanRun, selectRun+"WHERE bank_date = ?", int64(d))
}

// lockRun reads a run that is going to change.
func lockRun(tx *store.Tx, d calendar.Date) (*Run, bool, error) {
	rows, err := tx.Lock(selectRun+"WHERE bank_date = ? ORDER BY bank_date", int64(d))
	rs, err := store.Collect(rows, err, scanRun)
	if err != nil || len(rs) == 0 {
		return nil, false, err
	}
	return rs[0], true, nil
}

// unfinished is the oldest run in a state; there is one at most, as the ledger has one closing date.
func unfinished(q store.Querier, s State) (*Run, bool, error) {
	return store.One(q, scanRun, selectRun+"WHERE state = ? ORDER BY bank_date LIMIT 1", int64(s))
}

func runsBefore(q store.Querier, before calendar.Date, limit int) ([]*Run, error) {
	return store.All(q, scanRun, selectRun+"WHERE bank_date < ? ORDER BY bank_date DESC LIMIT ?", int64(before), limit)
}

func putRun(tx *store.Tx, r *Run) error {
	var finding any
	if b := r.Finding.bytes(); b != nil {
		finding = b
	}
	_, err := tx.Exec(`REPLACE INTO dayend_runs (bank_date, next_date, state, place, attempt, started_by, started_at, ended_at, finding)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(r.Date), int64(r.Next), int64(r.State), r.place, r.Attempt, r.StartedBy,
		r.StartedAt.UnixMicro(), microsOf(r.EndedAt), finding)
	return err
}

// movePlace leads a run on to its next step.
func movePlace(tx *store.Tx, d calendar.Date, place int) error {
	_, err := tx.Exec("UPDATE dayend_runs SET place = ? WHERE bank_date = ?", place, int64(d))
	return err
}

const selectStep = "SELECT name, cursor_text, done, total, chunks, started_at, ended_at FROM dayend_steps "

func scanStep(s store.Scanner) (p Progress, err error) {
	var started, ended int64
	err = s.Scan(&p.Name, &p.cursor, &p.Done, &p.Total, &p.Chunks, &started, &ended)
	p.StartedAt, p.EndedAt = timeOrNil(started), timeOrNil(ended)
	return p, err
}

func stepsOf(q store.Querier, d calendar.Date) ([]Progress, error) {
	return store.All(q, scanStep, selectStep+"WHERE bank_date = ? ORDER BY place", int64(d))
}

func lockStep(tx *store.Tx, d calendar.Date, place int) (Progress, bool, error) {
	rows, err := tx.Lock(selectStep+"WHERE bank_date = ? AND place = ? ORDER BY place", int64(d), place)
	ps, err := store.Collect(rows, err, scanStep)
	if err != nil || len(ps) == 0 {
		return Progress{}, false, err
	}
	return ps[0], true, nil
}

func putStep(tx *store.Tx, d calendar.Date, place int, p *Progress) error {
	_, err := tx.Exec(`REPLACE INTO dayend_steps (bank_date, place, name, cursor_text, done, total, chunks, started_at, ended_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(d), place, p.Name, p.cursor, p.Done, p.Total, p.Chunks, microsOf(p.StartedAt),
		microsOf(p.EndedAt))
	return err
}

// source lets verify compare the runs with the audit log.
func source() audit.Source {
	return audit.Source{Kind: kindRun, Table: "dayend_runs",
		Digests: func(q store.Querier, objects []string) (map[string]audit.Digest, error) {
			out := map[string]audit.Digest{}
			for _, o := range objects {
				d, err := calendar.Parse(o)
				if err != nil {
					continue
				}
				r, ok, err := runOn(q, d)
				if err != nil {
					return nil, err
				}
				if ok {
					out[o] = r.Digest()
				}
			}
			return out, nil
		},
		Objects: func(q store.Querier, after string, limit int) ([]string, error) {
			low := calendar.MinDate - 1
			if after != "" {
				var err error
				if low, err = calendar.Parse(after); err != nil {
					return nil, err
				}
			}
			return store.All(q, func(s store.Scanner) (string, error) {
				var d calendar.Date
				err := s.Scan(&d)
				return d.String(), err
			}, "SELECT bank_date FROM dayend_runs WHERE bank_date > ? ORDER BY bank_date LIMIT ?", int64(low), limit)
		}}
}
