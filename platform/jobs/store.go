package jobs

import (
	"database/sql"
	"time"

	"tonghui/platform/store"
)

// parkedAt is the run_at of a job that an operator has paused: later than every moment.
const parkedAt = 1 << 62

// tables are the heads of the buffered INSERTs and their numbers of columns.
var tables = [endJob]struct {
	head    string
	columns int
}{
	addJob: {`INSERT INTO jobs_queue (id, kind, lane, shard, run_at, enqueued_at, dedupe, payload, origin, trace, claim, started_at,
		attempts, wish, error) VALUES `, 15},
	addKey:    {"INSERT INTO jobs_keys (kind, dedupe, job) VALUES ", 3},
	addDone:   {"INSERT INTO jobs_done (id, kind, outcome, attempts, enqueued_at, ended_at, keep_until, dedupe) VALUES ", 8},
	addUnsent: {"INSERT INTO jobs_unsent (id, topic, payload, published_at) VALUES ", 4},
}

// insertTexts are the INSERTs of each table for the sizes of batches.
var insertTexts = func() (out [endJob][len(sizes)]string) {
	for t := range tables {
		for i, n := range sizes {
			out[t][i] = store.MultiRow(tables[t].head, tables[t].columns, n)
		}
	}
	return out
}()

// insertRows writes buffered rows of one table.
func insertRows(tx *store.Tx, t table, rows int, args []any) error {
	c := tables[t].columns
	return batches(rows, func(size, from, to int) error {
		return tx.WriteOut(insertTexts[t][size], args[from*c:to*c]...)
	})
}

var endTexts = sized("DELETE FROM jobs_queue WHERE claim = ? AND id IN (", ")")

// endJobs deletes jobs that are held under a claim, or refuses: see buffer.Flush.
func endJobs(tx *store.Tx, claim int64, ids []int64) error {
	return batches(len(ids), func(size, from, to int) error {
		n, err := tx.WriteOutRows(endTexts[size], withIDs(ids[from:to], claim)...)
		if err == nil && n != int64(to-from) {
			err = ErrClaimLost
		}
		return err
	})
}

// withIDs are a statement's arguments: those before the list, then the list.
func withIDs(ids []int64, before ...any) []any {
	args := make([]any, 0, len(before)+len(ids))
	args = append(args, before...)
	for _, id := range ids {
		args = append(args, id)
	}
	return args
}

func jobOfKey(q store.Querier, k dedupeKey) (ID, bool, error) {
	return store.One(q, store.Value[ID], "SELECT job FROM jobs_keys WHERE kind = ? AND dedupe = ?", k.kind, k.key)
}

// pausedKinds are the kinds that an operator has stopped.
func pausedKinds(q store.Querier) (map[string]bool, error) {
	names, err := store.All(q, store.Value[string], "SELECT kind FROM jobs_kinds WHERE paused = 1 ORDER BY kind")
	out := map[string]bool{}
	for _, n := range names {
		out[n] = true
	}
	return out, err
}

// dueTexts are the queries of due jobs by the number of shards.
var dueTexts = func() (out [shardCount + 1]string) {
	for n := range out {
		out[n] = `SELECT id, shard, run_at, enqueued_at, dedupe, payload, origin, trace, claim, attempts FROM jobs_queue
			WHERE kind = ? AND lane = ? AND run_at <= ? AND shard IN (` + store.Marks(n) + `) ORDER BY run_at, shard, id LIMIT ?`
	}
	return out
}()

// dueJobs are the first jobs of a kind and lane whose time has come.
func dueJobs(q store.Querier, kind string, lane Lane, now int64, shards []int, limit int) ([]candidate, error) {
	args := []any{kind, int64(lane), now}
	for _, s := range shards {
		args = append(args, int64(s))
	}
	return store.All(q, func(s store.Scanner) (c candidate, err error) {
		r := &Run{Kind: kind}
		var runAt, enqueued int64
		var key, origin, trace sql.NullString
		err = s.Scan(&r.ID, &r.shard, &runAt, &enqueued, &key, &r.Payload, &origin, &trace, &c.claim, &c.attempts)
		r.Key, r.Origin, r.trace, r.EnqueuedAt = key.String, origin.String, trace.String, timeOf(enqueued)
		c.run = r
		return c, err
	}, dueTexts[len(shards)], append(args, limit)...)
}

func timeOf(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

var (
	claimTexts = sized(`UPDATE jobs_queue SET claim = ?, started_at = ?, attempts = attempts + 1
		WHERE claim = 0 AND run_at <= ? AND id IN (`, ")")
	claimedTexts = sized("SELECT id FROM jobs_queue WHERE claim = ? AND id IN (", ") ORDER BY id")
)

// claimJobs claims what still is as it was read, and returns that.
func claimJobs(tx *store.Tx, claim int64, found []candidate) ([]candidate, error) {
	now := tx.Now().UnixMicro()
	var fresh []int64
	got := make([]candidate, 0, len(found))
	for _, c := range found {
		if c.claim == 0 {
			fresh = append(fresh, int64(c.run.ID))
			continue
		}
		n, err := tx.Exec(`UPDATE jobs_queue SET claim = ?, started_at = ?, attempts = attempts + 1 WHERE id = ? AND claim = ?`,
			claim, now, int64(c.run.ID), c.claim)
		if err != nil {
			return nil, err
		}
		if n == 1 {
			got = append(got, c)
		}
	}
	mine := make(map[ID]bool, len(fresh))
	err := batches(len(fresh), func(size, from, to int) error {
		part := fresh[from:to]
		n, err := tx.Exec(claimTexts[size], withIDs(part, claim, now, now)...)
		if err != nil {
			return err
		}
		if n == int64(len(part)) {
			for _, id := range part {
				mine[ID(id)] = true
			}
			return nil
		}
		ids, err := store.All(tx, store.Value[ID], claimedTexts[size], withIDs(part, claim)...)
		for _, id := range ids {
			mine[id] = true
		}
		return err
	})
	for _, c := range found {
		if c.claim == 0 && mine[c.run.ID] {
			got = append(got, c)
		}
	}
	return got, err
}

// one reports whether a statement changed its row.
func one(n int64, err error) (bool, error) { return n == 1, err }

// releaseJob gives a claim back as if it had not been.
func releaseJob(tx *store.Tx, id ID, claim int64) (bool, error) {
	return one(tx.Exec("UPDATE jobs_queue SET claim = 0, attempts = attempts - 1 WHERE id = ? AND claim = ?", int64(id), claim))
}

// retryJob makes a job wait; forgive takes back attempts.
func retryJob(tx *store.Tx, id ID, claim int64, at time.Time, why string, forgive int) (bool, error) {
	return one(tx.Exec("UPDATE jobs_queue SET claim = 0, run_at = ?, error = ?, attempts = attempts - ?, wish = 0 WHERE id = ? AND claim = ?",
		at.UnixMicro(), why, forgive, int64(id), claim))
}

// parkJob pauses a running job.
func parkJob(tx *store.Tx, id ID, claim int64) (bool, error) {
	return one(tx.Exec("UPDATE jobs_queue SET claim = 0, run_at = ?, wish = 0, attempts = attempts - 1 WHERE id = ? AND claim = ?",
		int64(parkedAt), int64(id), claim))
}

// buryJob makes a dead letter of a job.
func buryJob(tx *store.Tx, id ID, claim int64, why string) (bool, error) {
	n, err := tx.Exec(`INSERT INTO jobs_dead (id, kind, lane, shard, run_at, enqueued_at, dedupe, payload, origin, trace, started_at,
		attempts, error, died_at) SELECT id, kind, lane, shard, run_at, enqueued_at, dedupe, payload, origin, trace, started_at,
		attempts, ?, ? FROM jobs_queue WHERE id = ? AND claim = ?`, why, tx.Now().UnixMicro(), int64(id), claim)
	if err != nil || n == 0 {
		return false, err
	}
	return one(tx.Exec("DELETE FROM jobs_queue WHERE id = ? AND claim = ?", int64(id), claim))
}

// standing is how a job of the queue stands.
type standing struct {
	id       int64
	claim    int64
	wish     wish
	runAt    int64
	kind     string
	key      string
	attempts int64
	enqueued int64
}

func scanStanding(s store.Scanner) (h standing, err error) {
	var key sql.NullString
	err = s.Scan(&h.id, &h.claim, &h.wish, &h.runAt, &h.kind, &key, &h.attempts, &h.enqueued)
	h.key = key.String
	return h, err
}

const selectStanding = "SELECT id, claim, wish, run_at, kind, dedupe, attempts, enqueued_at FROM jobs_queue "

// holdJob reads a job for update.
func holdJob(tx *store.Tx, id ID) (h standing, ok bool, err error) {
	rows, err := tx.Lock(selectStanding+"WHERE id = ? ORDER BY id", int64(id))
	all, err := store.Collect(rows, err, scanStanding)
	if err != nil || len(all) == 0 {
		return h, false, err
	}
	return all[0], true, nil
}

var wishTexts = sized(selectStanding+"WHERE wish <> 0 AND id IN (", ") ORDER BY id")

// wishesOf are those of the jobs for which an operator wishes something.
func wishesOf(q store.Querier, ids []int64) (out []standing, err error) {
	err = batches(len(ids), func(size, from, to int) error {
		got, err := store.All(q, scanStanding, wishTexts[size], withIDs(ids[from:to])...)
		out = append(out, got...)
		return err
	})
	return out, err
}

func saveProgress(tx *store.Tx, c *Chunk) error {
	place := c.Place
	if place == nil {
		place = []byte{}
	}
	_, err := tx.Exec("REPLACE INTO jobs_progress (job, done, total, note, place, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
		int64(c.ID), c.Done, c.Total, cut(c.Note, 200), place, tx.Now().UnixMicro())
	return err
}

func loadProgress(tx *store.Tx, c *Chunk) error {
	_, _, err := store.One(tx, func(s store.Scanner) (struct{}, error) {
		return struct{}{}, s.Scan(&c.Done, &c.Total, &c.Note, &c.Place)
	}, "SELECT done, total, note, place FROM jobs_progress WHERE job = ?", int64(c.ID))
	return err
}

func dropProgress(tx *store.Tx, id ID) error {
	_, err := tx.Exec("DELETE FROM jobs_progress WHERE job = ?", int64(id))
	return err
}

func seeNode(tx *store.Tx, node store.ID, now, gone int64) error {
	if _, err := tx.Exec("REPLACE INTO jobs_nodes (node, seen_at) VALUES (?, ?)", int64(node), now); err != nil {
		return err
	}
	_, err := tx.Exec("DELETE FROM jobs_nodes WHERE seen_at < ?", gone)
	return err
}

func countNodes(q store.Querier) (int64, error) {
	n, _, err := store.One(q, store.Value[int64], "SELECT COUNT(*) FROM jobs_nodes")
	return n, err
}

func forgetNode(tx *store.Tx, node store.ID) error {
	_, err := tx.Exec("DELETE FROM jobs_nodes WHERE node = ?", int64(node))
	return err
}

// idText is a subject of notes.
func idText(id ID) string { return id.String() }
