package store

import (
	"context"
	"testing"
)

func BenchmarkUpdateEmpty(b *testing.B) {
	s := Test(b, testSchema)
	for b.Loop() {
		if err := s.Update(ctx, func(*Tx) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

// A full lane: what one update costs when its group is large.
func BenchmarkUpdateBufferedParallel(b *testing.B) {
	s := Test(b, testSchema)
	rows := NewAppender("t_big", "id", "body")
	s.AddBuffer(func() Buffer { return rows })
	body := []byte("twenty bytes of text")
	b.SetParallelism(256)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := s.Update(ctx, func(tx *Tx) error { rows.Add(int64(tx.NewID()), body); return nil }); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkUpdateStraightParallel(b *testing.B) {
	s := Test(b, testSchema)
	body := []byte("twenty bytes of text")
	b.SetParallelism(256)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := s.Update(ctx, func(tx *Tx) error {
				_, err := tx.Exec("INSERT INTO t_big (id, body) VALUES (?, ?)", int64(tx.NewID()), body)
				return err
			}); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkViewEmpty(b *testing.B) {
	s := Test(b, testSchema)
	for b.Loop() {
		if err := s.View(ctx, func(*View) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

func benchmarkPoint(c context.Context, b *testing.B) {
	s := Test(b, testSchema)
	if err := insert(s, "a"); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := s.View(c, func(v *View) error {
			_, _, err := One(v, Value[int64], "SELECT id FROM t_rows WHERE word = ?", "a")
			return err
		}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkViewPoint(b *testing.B) { benchmarkPoint(ctx, b) }

func BenchmarkViewPointCancellable(b *testing.B) {
	c, cancel := context.WithCancel(ctx)
	defer cancel()
	benchmarkPoint(c, b)
}
