package audit

import (
	"testing"
	"time"

	"tonghui/platform/store"
)

// What one note costs beside everything else in an update, with its row on disk.
func BenchmarkNote(b *testing.B) {
	r := testRoom(b, Config{})
	n := Note{Verb: "t.put", Kind: "t.thing", Object: "1234567890", After: Digest{1}}
	perUpdate(b, r, func(tx *store.Tx) error { return r.log.Note(tx, n) })
}

// The same with a person and an address.
func BenchmarkNotePrivate(b *testing.B) {
	r := testRoom(b, Config{})
	n := Note{Verb: "t.put", Kind: "t.thing", Object: "1234567890", After: Digest{1}, Behalf: "wang", Place: Place{Address: "203.0.113.7"}}
	perUpdate(b, r, func(tx *store.Tx) error { return r.log.Note(tx, n) })
}

// What a row costs that shares its record with others; its digest is made before.
func BenchmarkCover(b *testing.B) {
	r := testRoom(b, Config{})
	c := Cover{Verb: "t.line", Kind: "t.line", Digest: Digest{1}}
	perUpdate(b, r, func(tx *store.Tx) error {
		c.ID = tx.NewID()
		return r.log.Cover(tx, c)
	})
}

// perUpdate runs do b.N times in updates of a thousand.
func perUpdate(b *testing.B, r *room, do func(tx *store.Tx) error) {
	b.ReportAllocs()
	for left := b.N; left > 0; left -= 1000 {
		r.update(b, func(tx *store.Tx) error {
			for range min(left, 1000) {
				if err := do(tx); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// How many leaves a second the sequencer numbers and signs, and how long one move holds the writer.
func BenchmarkSequence(b *testing.B) {
	r := testRoom(b, Config{})
	n := Note{Verb: "t.put", Kind: "t.thing", Object: "1234567890", After: Digest{1}, Behalf: "wang", Place: Place{Address: "203.0.113.7"}}
	perUpdate(b, r, func(tx *store.Tx) error { return r.log.Note(tx, n) })
	b.ResetTimer()
	started := time.Now()
	var longest time.Duration
	if err := r.log.hold(ctx); err != nil {
		b.Fatal(err)
	}
	for {
		at := time.Now()
		n, err := r.log.move(ctx)
		if err != nil {
			b.Fatal(err)
		}
		longest = max(longest, time.Since(at))
		if n < chunk {
			break
		}
	}
	if err := r.log.sign(ctx); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/time.Since(started).Seconds(), "leaves/s")
	b.ReportMetric(float64(longest.Microseconds())/1000, "longest-ms")
}

// How fast a full check reads records.
func BenchmarkCheck(b *testing.B) {
	r := testRoom(b, Config{})
	i := int64(0)
	perUpdate(b, r, func(tx *store.Tx) error { i++; return r.line(tx, i) })
	r.sequence(b)
	b.ResetTimer()
	if report := r.check(b, CheckOptions{Full: true}); report.Errors > 0 || report.Rows != int64(b.N) {
		b.Fatal(report.Rows, report.Findings)
	}
}
