package jobs

import (
	"tonghui/platform/store"
)

// unsent is an event without a number.
type unsent struct {
	id      int64
	topic   string
	payload []byte
	at      int64
}

func unsentEvents(q store.Querier, limit int) ([]unsent, error) {
	return store.All(q, func(s store.Scanner) (u unsent, err error) {
		err = s.Scan(&u.id, &u.topic, &u.payload, &u.at)
		return u, err
	}, "SELECT id, topic, payload, published_at FROM jobs_unsent ORDER BY id LIMIT ?", limit)
}

var (
	eventTexts = func() (out [len(sizes)]string) {
		for i, n := range sizes {
			out[i] = store.MultiRow("INSERT INTO jobs_events (seq, topic, payload, published_at) VALUES ", 4, n)
		}
		return out
	}()
	sentTexts = sized("DELETE FROM jobs_unsent WHERE id IN (", ")")
)

// numberEvents moves events from the unsent ones to the numbered ones.
func numberEvents(tx *store.Tx, batch []unsent) error {
	rows, err := tx.Lock("SELECT last_seq FROM jobs_sequence WHERE id = 1 ORDER BY id")
	last, err := store.Collect(rows, err, store.Value[int64])
	if err != nil {
		return err
	}
	if len(last) == 0 {
		last = []int64{0}
		if _, err := tx.Exec("INSERT INTO jobs_sequence (id, last_seq, gone_seq) VALUES (1, 0, 0)"); err != nil {
			return err
		}
	}
	seq := last[0]
	args := make([]any, 0, 4*len(batch))
	ids := make([]int64, len(batch))
	for i, u := range batch {
		seq++
		if u.payload == nil { // how a driver reads an empty one
			u.payload = []byte{}
		}
		args = append(args, seq, u.topic, u.payload, u.at)
		ids[i] = u.id
	}
	err = batches(len(batch), func(size, from, to int) error {
		if _, err := tx.Exec(eventTexts[size], args[4*from:4*to]...); err != nil {
			return err
		}
		n, err := tx.Exec(sentTexts[size], withIDs(ids[from:to])...)
		if err == nil && n != int64(to-from) {
			err = ErrClaimLost // another sequencer was here
		}
		return err
	})
	if err != nil {
		return err
	}
	_, err = tx.Exec("UPDATE jobs_sequence SET last_seq = ? WHERE id = 1", seq)
	return err
}

func scanEvent(s store.Scanner) (e Event, err error) {
	var at int64
	err = s.Scan(&e.ID, &e.Topic, &e.Payload, &at)
	e.At = timeOf(at)
	return e, err
}

func eventsAfter(q store.Querier, after EventID, limit int) ([]Event, error) {
	return store.All(q, scanEvent, "SELECT seq, topic, payload, published_at FROM jobs_events WHERE seq > ? ORDER BY seq LIMIT ?",
		int64(after), limit)
}

// sequenceOf are the last number given and the last one no longer kept.
func sequenceOf(q store.Querier) (last, gone EventID, err error) {
	_, _, err = store.One(q, func(s store.Scanner) (struct{}, error) {
		return struct{}{}, s.Scan(&last, &gone)
	}, "SELECT last_seq, gone_seq FROM jobs_sequence WHERE id = 1")
	return last, gone, err
}

// oldEvents is the last of the first events that are too old or too many, and their number.
func oldEvents(q store.Querier, before int64, upTo EventID, limit int) (gone EventID, n int, err error) {
	first, err := store.All(q, scanEvent, "SELECT seq, topic, payload, published_at FROM jobs_events ORDER BY seq LIMIT ?", limit)
	for _, e := range first {
		if e.At.UnixMicro() >= before && e.ID > upTo {
			break
		}
		gone, n = e.ID, n+1
	}
	return gone, n, err
}

func dropEvents(tx *store.Tx, upTo EventID) error {
	if _, err := tx.Exec("DELETE FROM jobs_events WHERE seq <= ?", int64(upTo)); err != nil {
		return err
	}
	_, err := tx.Exec("UPDATE jobs_sequence SET gone_seq = ? WHERE id = 1 AND gone_seq < ?", int64(upTo), int64(upTo))
	return err
}
