package jobs

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tonghui/platform/store"
)

func publish(t testing.TB, q *Queue, topic, payload string) {
	t.Helper()
	write(t, q.st, func(tx *store.Tx) error { return q.Events().Publish(tx, topic, []byte(payload)) })
}

// next reads n events or fails.
func next(t testing.TB, s *Subscription, n int) (out []Event) {
	t.Helper()
	wait, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for len(out) < n {
		page, err := s.Next(wait)
		if err != nil {
			t.Fatalf("after %d of %d events: %v", len(out), n, err)
		}
		out = append(out, page...)
	}
	return out
}

func subscribe(t testing.TB, q *Queue, after EventID, topics ...string) *Subscription {
	t.Helper()
	s, err := q.Events().Subscribe(topics, after)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// Events that were committed get numbers without a gap; every watcher sees those of its topics, in order, from where it
// was, also across a restart. What was rolled back is never told.
func TestEvents(t *testing.T) {
	st := newStore(t, store.Options{})
	q := New(st, quick)
	start(t, q)
	all := subscribe(t, q, 0, "till/*")
	const n = 600
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			err := st.Update(ctx, func(tx *store.Tx) error {
				if err := q.Events().Publish(tx, fmt.Sprintf("till/%d", i%3), strconv.Itoa(i)); err != nil {
					return err
				}
				if i%10 == 9 {
					return errBoom
				}
				return nil
			})
			if (err != nil) != (i%10 == 9) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	const told = n - n/10
	got := next(t, all, told)
	seen := map[string]bool{}
	for i, e := range got {
		if e.ID != EventID(i+1) {
			t.Fatalf("event %d has the number %d", i+1, e.ID)
		}
		if x, err := strconv.Atoi(strings.Trim(string(e.Payload), `"`)); err != nil || x%10 == 9 || seen[string(e.Payload)] || e.Topic != fmt.Sprintf("till/%d", x%3) {
			t.Fatalf("event %+v, %v", e, err)
		}
		seen[string(e.Payload)] = true
	}
	stop(t, q)
	q = New(st, quick) // a restart: nothing is in memory
	start(t, q)
	later := subscribe(t, q, 100, "till/1")
	publish(t, q, "till/1", "after")
	want := 1
	for _, e := range got[100:] {
		if e.Topic == "till/1" {
			want++
		}
	}
	back := next(t, later, want)
	if last := back[len(back)-1]; last.ID != told+1 || string(last.Payload) != "after" || later.At() != told+1 {
		t.Errorf("the last is %+v", last)
	}
	fresh := subscribe(t, q, FromNow, "till/1", "other")
	eventually(t, "the position is known", func() bool {
		short, cancel := context.WithTimeout(ctx, time.Millisecond)
		defer cancel()
		if _, err := fresh.Next(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("an old event, or %v", err)
		}
		return fresh.At() == told+1
	})
	publish(t, q, "other", "")
	if e := next(t, fresh, 1); e[0].ID != told+2 || e[0].Topic != "other" {
		t.Errorf("%+v", e)
	}
}

// Beyond retention a reader is told of the gap, once, and goes on behind it.
func TestGap(t *testing.T) {
	st := newStore(t, store.Options{})
	opt := quick
	opt.Events.Keep = 5
	q := New(st, opt)
	start(t, q)
	for i := range 20 {
		publish(t, q, "till", strconv.Itoa(i))
	}
	eventually(t, "all are numbered", func() bool { return count(t, st, "SELECT last_seq FROM jobs_sequence") == 20 })
	if err := q.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	stop(t, q)
	q = New(st, opt)
	start(t, q)
	s := subscribe(t, q, 3, "till")
	if _, err := s.Next(ctx); !errors.Is(err, ErrGap) {
		t.Fatalf("behind a gap: %v", err)
	}
	if got := next(t, s, 5); got[0].ID != 16 || got[4].ID != 20 {
		t.Errorf("%+v", got)
	}
}

func TestEventsRefuse(t *testing.T) {
	st := newStore(t, store.Options{})
	opt := quick
	opt.Events.Watchers = 1
	q := New(st, opt)
	for _, topic := range []string{"", "two words", "all*", strings.Repeat("x", 97), "line\n"} {
		wantErr(t, st.Update(ctx, func(tx *store.Tx) error { return q.Events().Publish(tx, topic, nil) }), ErrEvent)
	}
	wantErr(t, st.Update(ctx, func(tx *store.Tx) error { return q.Events().Publish(tx, "x", make([]byte, 8193)) }), ErrEvent)
	for _, topics := range [][]string{nil, {""}, {"fine", ""}, make([]string, 17)} {
		_, err := q.Events().Subscribe(topics, 0)
		wantErr(t, err, ErrTopics)
	}
	s := subscribe(t, q, 0, "x")
	_, err := q.Events().Subscribe([]string{"x"}, 0)
	wantErr(t, err, ErrWatchers)
	s.Close()
	s.Close()
	subscribe(t, q, 0, "x")
}

// watch opens a stream and gives its lines.
func watch(t testing.TB, url string, headers ...string) (status int, lines *bufio.Scanner, hangUp func()) {
	t.Helper()
	c, cancel := context.WithCancel(ctx)
	r, err := http.NewRequestWithContext(c, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); resp.Body.Close() })
	return resp.StatusCode, bufio.NewScanner(resp.Body), cancel
}

// block reads up to the next empty line.
func block(t testing.TB, lines *bufio.Scanner) string {
	t.Helper()
	var out []string
	for lines.Scan() {
		if lines.Text() == "" {
			return strings.Join(out, "|")
		}
		out = append(out, lines.Text())
	}
	t.Fatalf("the stream ended after %q: %v", out, lines.Err())
	return ""
}

// Server-sent events: topics are allowed one by one, a client comes back where it was, a quiet stream beats.
func TestStream(t *testing.T) {
	st := newStore(t, store.Options{})
	opt := quick
	opt.Events.Heartbeat = 30 * time.Millisecond
	opt.Events.Allow = func(_ context.Context, _ store.Actor, topic string) error {
		if strings.HasPrefix(topic, "till") {
			return nil
		}
		return ErrTopic.With(topic)
	}
	q := New(st, opt)
	start(t, q)
	srv := httptest.NewServer(q.Events())
	t.Cleanup(srv.Close)
	for path, want := range map[string]int{"?topic=till&topic=vault": 403, "": 422, "?topic=till&after=x": 422, "?topic=till&after=-1": 422} {
		if status, _, _ := watch(t, srv.URL+path); status != want {
			t.Errorf("%q answered %d, want %d", path, status, want)
		}
	}
	publish(t, q, "till/1", "{\n\"a\": 1\r\n}")
	publish(t, q, "vault", "secret")
	publish(t, q, "till/2", "two")
	_, lines, hangUp := watch(t, srv.URL+"?topic=till/*&after=0")
	for _, want := range []string{"retry: 2000", `id: 1|event: till/1|data: {|data: "a": 1|data: }`, "id: 3|event: till/2|data: two", ": alive|id: 3"} {
		if got := block(t, lines); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	hangUp()
	publish(t, q, "till/3", "three")
	_, lines, _ = watch(t, srv.URL+"?topic=till/*", "Last-Event-ID", "3")
	block(t, lines)
	if got := block(t, lines); got != "id: 4|event: till/3|data: three" {
		t.Errorf("%q", got)
	}
	eventually(t, "the first has left", func() bool { return q.Stats().Subscribers == 1 })
	q.Events().End()
	if lines.Scan() && strings.HasPrefix(lines.Text(), "event: ") { // at most a heartbeat is on its way
		t.Errorf("after the end: %q", lines.Text())
	}
	eventually(t, "the streams have ended", func() bool { return q.Stats().Subscribers == 0 })
	// Nobody may watch where nobody says who may.
	q.events.opt.Allow = nil
	if status, _, _ := watch(t, srv.URL+"?topic=till"); status != 403 {
		t.Errorf("without a rule the stream answered %d", status)
	}
}

// A client that reads nothing is dropped, and keeps nobody waiting.
func TestSlowClient(t *testing.T) {
	st := newStore(t, store.Options{})
	opt := quick
	opt.Events.Allow = func(context.Context, store.Actor, string) error { return nil }
	opt.Events.Deadline = func() time.Time { return time.Now().Add(50 * time.Millisecond) }
	q := New(st, opt)
	start(t, q)
	srv := httptest.NewServer(q.Events())
	t.Cleanup(srv.Close)
	_, _, _ = watch(t, srv.URL+"?topic=flood&after=0")
	eventually(t, "it watches", func() bool { return q.Stats().Subscribers == 1 })
	big := strings.Repeat("x", 8000)
	quickOne := subscribe(t, q, 0, "flood")
	for n := 1; q.Stats().Subscribers > 1; n++ { // until the sockets' buffers are full
		write(t, st, func(tx *store.Tx) error {
			for range 100 {
				if err := q.Events().Publish(tx, "flood", []byte(big)); err != nil {
					return err
				}
			}
			return nil
		})
		next(t, quickOne, 100)
		if n > 1000 {
			t.Fatal("the slow client was never dropped")
		}
	}
}
