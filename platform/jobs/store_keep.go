package jobs

import (
	"database/sql"

	"tonghui/platform/store"
)

// Marks that are no schedule's.
const (
	markBankDate = "!bank-date" // the last open bank date that the keeper has seen
	markClock    = "!clock"     // the latest time that the keeper has seen
)

// mark is how far a schedule is.
type mark struct {
	name   string
	known  bool
	at     int64
	job    ID
	paused bool
}

func scanMark(s store.Scanner) (m mark, err error) {
	m.known = true
	err = s.Scan(&m.name, &m.at, &m.job, &m.paused)
	return m, err
}

const selectMark = "SELECT name, mark, last_job, paused FROM jobs_schedules "

func lockMark(tx *store.Tx, name string) (m mark, err error) {
	rows, err := tx.Lock(selectMark+"WHERE name = ? ORDER BY name", name)
	all, err := store.Collect(rows, err, scanMark)
	if len(all) > 0 {
		m = all[0]
	}
	return m, err
}

func allMarks(q store.Querier) (map[string]mark, error) {
	all, err := store.All(q, scanMark, selectMark+"ORDER BY name")
	out := make(map[string]mark, len(all))
	for _, m := range all {
		out[m.name] = m
	}
	return out, err
}

// putMark moves a mark, or makes it.
func putMark(tx *store.Tx, name string, at int64, job ID) error {
	n, err := tx.Exec("UPDATE jobs_schedules SET mark = ?, last_job = ? WHERE name = ?", at, int64(job), name)
	if err != nil || n == 1 {
		return err
	}
	_, err = tx.Exec("INSERT INTO jobs_schedules (name, mark, last_job, paused) VALUES (?, ?, ?, 0)", name, at, int64(job))
	return err
}

// pauseMark stops or resumes a schedule; one that has no mark yet gets it at a moment.
func pauseMark(tx *store.Tx, name string, paused, at int64) error {
	n, err := tx.Exec("UPDATE jobs_schedules SET paused = ? WHERE name = ?", paused, name)
	if err != nil || n == 1 {
		return err
	}
	_, err = tx.Exec("INSERT INTO jobs_schedules (name, mark, last_job, paused) VALUES (?, ?, 0, ?)",
		name, at, paused)
	return err
}

// bankDate is the open bank date as a view sees it.
type bankDate struct {
	date int64
	set  bool
}

// openBankDate reads the store's own row; a View carries no bank date.
func openBankDate(q store.Querier) (bankDate, error) {
	b, _, err := store.One(q, func(s store.Scanner) (b bankDate, err error) {
		err = s.Scan(&b.date, &b.set)
		return b, err
	}, "SELECT bank_date, day_open FROM store_bank WHERE id = 1")
	return b, err
}

// future is a job that waits for a moment to come.
type future struct{ id, runAt, attempts int64 }

// futureJobs are the waiting jobs that a clock running ahead has misplaced: enqueued in what is the future, to run at
// once; or tried before, and to be tried again later than any backoff from now.
func futureJobs(q store.Querier, after, now, latest int64, limit int) ([]future, error) {
	return store.All(q, func(s store.Scanner) (f future, err error) {
		err = s.Scan(&f.id, &f.runAt, &f.attempts)
		return f, err
	}, `SELECT id, run_at, attempts FROM jobs_queue WHERE id > ? AND claim = 0 AND run_at > ? AND run_at < ?
		AND (attempts > 0 AND run_at > ? OR attempts = 0 AND run_at = enqueued_at) ORDER BY id LIMIT ?`,
		after, now, int64(parkedAt), latest, limit)
}

func moveJob(tx *store.Tx, f future, at int64) error {
	_, err := tx.Exec("UPDATE jobs_queue SET run_at = ? WHERE id = ? AND run_at = ? AND claim = 0", at, f.id, f.runAt)
	return err
}

// dedupeRow is an ended job to forget.
type dedupeRow struct {
	id   int64
	kind string
	key  string
}

func outlived(q store.Querier, now int64, limit int) ([]dedupeRow, error) {
	return store.All(q, func(s store.Scanner) (r dedupeRow, err error) {
		var key sql.NullString
		err = s.Scan(&r.id, &r.kind, &key)
		r.key = key.String
		return r, err
	}, "SELECT id, kind, dedupe FROM jobs_done WHERE keep_until <= ? ORDER BY keep_until, id LIMIT ?", now, limit)
}

var forgetTexts = sized("DELETE FROM jobs_done WHERE id IN (", ")")

func forgetJobs(tx *store.Tx, rows []dedupeRow) error {
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.id
		if r.key == "" {
			continue
		}
		if _, err := tx.Exec("DELETE FROM jobs_keys WHERE kind = ? AND dedupe = ? AND job = ?", r.kind, r.key, r.id); err != nil {
			return err
		}
	}
	return batches(len(ids), func(size, from, to int) error {
		_, err := tx.Exec(forgetTexts[size], withIDs(ids[from:to])...)
		return err
	})
}
