package jobs

import (
	"database/sql"
	"time"

	"tonghui/platform/store"
)

// elsewhere is the state of a job that is not in the queue.
func elsewhere(q store.Querier, id ID) (State, bool, error) {
	_, dead, err := store.One(q, store.Value[int64], "SELECT id FROM jobs_dead WHERE id = ?", int64(id))
	if err != nil || dead {
		return Dead, dead, err
	}
	o, done, err := store.One(q, store.Value[outcome], "SELECT outcome FROM jobs_done WHERE id = ?", int64(id))
	return outcomeStates[o], done, err
}

// reviveJob puts a dead letter back into the queue, its failures forgotten but the last one's text.
func reviveJob(tx *store.Tx, id ID) error {
	_, err := tx.Exec(`INSERT INTO jobs_queue (id, kind, lane, shard, run_at, enqueued_at, dedupe, payload, origin, trace, claim,
		started_at, attempts, wish, error) SELECT id, kind, lane, shard, ?, enqueued_at, dedupe, payload, origin, trace, 0,
		started_at, 0, 0, error FROM jobs_dead WHERE id = ?`, tx.Now().UnixMicro(), int64(id))
	if err != nil {
		return err
	}
	_, err = tx.Exec("DELETE FROM jobs_dead WHERE id = ?", int64(id))
	return err
}

func discardJob(tx *store.Tx, id ID, keepUntil int64) error {
	_, err := tx.Exec(`INSERT INTO jobs_done (id, kind, outcome, attempts, enqueued_at, ended_at, keep_until, dedupe)
		SELECT id, kind, ?, attempts, enqueued_at, ?, ?, dedupe FROM jobs_dead WHERE id = ?`,
		int64(outcomeDiscarded), tx.Now().UnixMicro(), keepUntil, int64(id))
	if err != nil {
		return err
	}
	_, err = tx.Exec("DELETE FROM jobs_dead WHERE id = ?", int64(id))
	return err
}

func cancelJob(tx *store.Tx, h standing, keepUntil int64) error {
	_, err := tx.Exec(`INSERT INTO jobs_done (id, kind, outcome, attempts, enqueued_at, ended_at, keep_until, dedupe)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, h.id, h.kind, int64(outcomeCancelled), h.attempts, h.enqueued, tx.Now().UnixMicro(),
		keepUntil, orNil(h.key))
	if err != nil {
		return err
	}
	_, err = tx.Exec("DELETE FROM jobs_queue WHERE id = ? AND claim = 0", h.id)
	return err
}

func setRunAt(tx *store.Tx, id ID, at int64) error {
	_, err := tx.Exec("UPDATE jobs_queue SET run_at = ? WHERE id = ? AND claim = 0", at, int64(id))
	return err
}

func setWish(tx *store.Tx, id ID, w wish) error {
	_, err := tx.Exec("UPDATE jobs_queue SET wish = ? WHERE id = ?", int64(w), int64(id))
	return err
}

func setKind(tx *store.Tx, kind string, paused int64) error {
	_, err := tx.Exec("REPLACE INTO jobs_kinds (kind, paused) VALUES (?, ?)", kind, paused)
	return err
}

func addNote(tx *store.Tx, subject, verb, reason string) error {
	_, err := tx.Exec("INSERT INTO jobs_notes (id, subject, verb, actor, reason, noted_at) VALUES (?, ?, ?, ?, ?, ?)",
		int64(tx.NewID()), subject, verb, cut(tx.Actor().String(), 160), reason, tx.Now().UnixMicro())
	return err
}

func notesOf(q store.Querier, subject string) ([]Note, error) {
	return store.All(q, func(s store.Scanner) (n Note, err error) {
		var at int64
		err = s.Scan(&at, &n.Actor, &n.Verb, &n.Reason)
		n.At = timeOf(at)
		return n, err
	}, "SELECT noted_at, actor, verb, reason FROM jobs_notes WHERE subject = ? ORDER BY id LIMIT 200", subject)
}

const (
	selectQueued = `SELECT id, kind, dedupe, lane, attempts, enqueued_at, run_at, started_at, origin, error, wish, claim,
		LENGTH(payload) FROM jobs_queue `
	selectDead = `SELECT id, kind, dedupe, lane, attempts, enqueued_at, died_at, started_at, origin, error, LENGTH(payload) FROM jobs_dead `
	selectDone = "SELECT id, kind, dedupe, outcome, attempts, enqueued_at, ended_at FROM jobs_done "
)

func scanQueued(s store.Scanner) (*Info, error) {
	var i Info
	var key, origin, why sql.NullString
	var h standing
	var lane Lane
	var enqueued, started int64
	err := s.Scan(&i.ID, &i.Kind, &key, &lane, &i.Attempts, &enqueued, &h.runAt, &started, &origin, &why, &h.wish, &h.claim, &i.Bytes)
	i.Key, i.Lane, i.Origin, i.Error, i.EnqueuedAt = key.String, lane.String(), origin.String, why.String, timeOf(enqueued)
	i.State = h.state()
	if i.State == Waiting {
		i.RunAt = timeOrNil(h.runAt)
	}
	i.StartedAt = timeOrNil(started)
	switch h.wish {
	case wishPause:
		i.Wish = "pause"
	case wishCancel:
		i.Wish = "cancel"
	}
	return &i, err
}

func scanDead(s store.Scanner) (*Info, error) {
	i := Info{State: Dead}
	var key, origin, why sql.NullString
	var lane Lane
	var enqueued, died, started int64
	err := s.Scan(&i.ID, &i.Kind, &key, &lane, &i.Attempts, &enqueued, &died, &started, &origin, &why, &i.Bytes)
	i.Key, i.Lane, i.Origin, i.Error, i.EnqueuedAt = key.String, lane.String(), origin.String, why.String, timeOf(enqueued)
	i.StartedAt, i.EndedAt = timeOrNil(started), timeOrNil(died)
	return &i, err
}

func scanDone(s store.Scanner) (*Info, error) {
	var i Info
	var key sql.NullString
	var o outcome
	var enqueued, ended int64
	err := s.Scan(&i.ID, &i.Kind, &key, &o, &i.Attempts, &enqueued, &ended)
	i.Key, i.State, i.EnqueuedAt, i.EndedAt = key.String, outcomeStates[o], timeOf(enqueued), timeOrNil(ended)
	return &i, err
}

func timeOrNil(micros int64) *time.Time {
	if micros == 0 {
		return nil
	}
	t := timeOf(micros)
	return &t
}

// jobByID finds a job wherever it is.
func jobByID(q store.Querier, id ID) (*Info, error) {
	for _, in := range []struct {
		text string
		scan func(store.Scanner) (*Info, error)
	}{{selectQueued, scanQueued}, {selectDead, scanDead}, {selectDone, scanDone}} {
		i, ok, err := store.One(q, in.scan, in.text+"WHERE id = ?", int64(id))
		if err != nil || ok {
			return i, err
		}
	}
	return nil, ErrUnknown.With(id)
}

// kindFilter narrows a list to a kind; both marks take it, "" is all.
const kindFilter = " AND (? = '' OR kind = ?) "

// jobsIn lists one state by rising id, after an id.
func jobsIn(q store.Querier, s State, kind string, after ID, limit int) ([]*Info, error) {
	text, scan := selectQueued, scanQueued
	args := []any{int64(after)}
	where := "WHERE id > ?"
	switch s {
	case Waiting:
		where += " AND claim = 0 AND run_at < ?"
		args = append(args, int64(parkedAt))
	case Paused:
		where += " AND claim = 0 AND run_at = ?"
		args = append(args, int64(parkedAt))
	case Running:
		where += " AND claim <> 0"
	case Dead:
		text, scan = selectDead, scanDead
	default:
		text, scan = selectDone, scanDone
		for o, state := range outcomeStates {
			if state == s {
				where += " AND outcome = ?"
				args = append(args, int64(o))
			}
		}
	}
	return store.All(q, scan, text+where+kindFilter+"ORDER BY id LIMIT ?", append(args, kind, kind, limit)...)
}

func progressOf(q store.Querier, id ID) (*Progress, error) {
	p, ok, err := store.One(q, func(s store.Scanner) (p Progress, err error) {
		var at int64
		err = s.Scan(&p.Done, &p.Total, &p.Note, &at)
		p.UpdatedAt = timeOf(at)
		return p, err
	}, "SELECT done, total, note, updated_at FROM jobs_progress WHERE job = ?", int64(id))
	if err != nil || !ok {
		return nil, err
	}
	return &p, nil
}

// depthRow is what waits of one kind.
type depthRow struct {
	kind                  string
	waiting, paused, dead int64
	oldest                int64 // run_at of the first that is due
}

// depths counts what waits, by kind.
func depths(q store.Querier, now int64) (map[string]depthRow, error) {
	out := map[string]depthRow{}
	rows, err := store.All(q, func(s store.Scanner) (d depthRow, err error) {
		err = s.Scan(&d.kind, &d.waiting, &d.oldest)
		return d, err
	}, "SELECT kind, COUNT(*), MIN(run_at) FROM jobs_queue WHERE run_at < ? GROUP BY kind ORDER BY kind", int64(parkedAt))
	if err != nil {
		return nil, err
	}
	for _, d := range rows {
		if d.oldest > now {
			d.oldest = 0
		}
		out[d.kind] = d
	}
	for _, more := range []struct {
		text string
		put  func(*depthRow, int64)
		args []any
	}{
		{"SELECT kind, COUNT(*) FROM jobs_queue WHERE run_at = ? GROUP BY kind ORDER BY kind",
			func(d *depthRow, n int64) { d.paused = n }, []any{int64(parkedAt)}},
		{"SELECT kind, COUNT(*) FROM jobs_dead GROUP BY kind ORDER BY kind", func(d *depthRow, n int64) { d.dead = n }, nil},
	} {
		rows, err := store.All(q, func(s store.Scanner) (d depthRow, err error) {
			err = s.Scan(&d.kind, &d.waiting)
			return d, err
		}, more.text, more.args...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			d := out[r.kind]
			d.kind = r.kind
			more.put(&d, r.waiting)
			out[r.kind] = d
		}
	}
	return out, nil
}
