package app

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tonghui/platform/auth/client"
	"tonghui/platform/jobs"
	"tonghui/platform/observe"
	"tonghui/platform/store"
)

// jobsBank is a bank with a queue whose jobs fail until they are told to succeed.
func jobsBank(t *testing.T) (*bank, *jobs.Queue) {
	t.Helper()
	st := store.TestOptions(t, store.Options{CacheMB: 16, Readers: 4}, append(Schemas(Module{Name: "jobs", Schema: jobs.Schema().Files}), clientSchema)...)
	q := jobs.New(st, jobs.Options{Poll: 20 * time.Millisecond, Events: jobs.EventOptions{
		Deadline: func() time.Time { return observe.In(10 * time.Second) },
		Allow: func(_ context.Context, who store.Actor, topic string) error {
			if strings.HasPrefix(topic, "jobs/") {
				return nil
			}
			return jobs.ErrTopic.With(topic)
		}}})
	if err := q.Register(jobs.Worker{Kind: "till.count", MaxAttempts: 1, Do: func(*store.Tx, *jobs.Run) error { return io.ErrUnexpectedEOF }},
		jobs.Worker{Kind: "till.open", Do: func(*store.Tx, *jobs.Run) error { return nil }}); err != nil {
		t.Fatal(err)
	}
	if err := q.Schedule(jobs.Schedule{Name: "till.nightly", Kind: "till.count", When: jobs.When{Daily: true, At: jobs.At(2, 0)}}); err != nil {
		t.Fatal(err)
	}
	clients, bearer := client.ForTest(t, st)
	b := &bank{t: t, st: st, log: &syncWriter{}, bearer: bearer}
	var err error
	b.App, err = New(st, Config{Admit: []Authenticator{clients}, Version: "test", Observer: observe.Setup(observe.Config{Output: b.log, JSON: true})},
		JobsModule(q))
	if err != nil {
		t.Fatal(err)
	}
	if err := q.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	b.srv = httptest.NewServer(b.Handler())
	t.Cleanup(func() {
		drain, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := q.Stop(drain); err != nil {
			t.Error(err)
		}
		b.srv.Close()
	})
	return b, q
}

func (b *bank) enqueue(q *jobs.Queue, kind string) (id jobs.ID) {
	b.t.Helper()
	if err := b.st.Update(context.Background(), func(tx *store.Tx) (err error) {
		id, err = q.Enqueue(tx, jobs.Job{Kind: kind})
		return err
	}); err != nil {
		b.t.Fatal(err)
	}
	return id
}

// until asks again until the answer holds a word.
func (b *bank) until(path, word string) string {
	b.t.Helper()
	end := time.Now().Add(30 * time.Second)
	for {
		resp, text := b.ask("GET", path, "")
		if resp.StatusCode == 200 && strings.Contains(text, word) {
			return text
		}
		if time.Now().After(end) {
			b.t.Fatalf("%s never said %s: %d %s", path, word, resp.StatusCode, text)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// TestJobsOperations: an operator sees dead letters, retries and discards them with a reason, under an idempotency key.
func TestJobsOperations(t *testing.T) {
	b, q := jobsBank(t)
	id := b.enqueue(q, "till.count").String()
	b.until("/v1/jobs", id) // dead letters unless one says otherwise
	if resp, text := b.ask("POST", "/v1/jobs/"+id+"/discard", `{"reason":""}`, "Idempotency-Key: a"); resp.StatusCode != 422 {
		t.Errorf("without a reason: %d %s", resp.StatusCode, text)
	}
	resp, text := b.ask("POST", "/v1/jobs/"+id+"/pause", `{"reason":"why not"}`, "Idempotency-Key: b")
	if p := b.problem(text); resp.StatusCode != 409 || p.Code != "jobs.wrong_state" {
		t.Errorf("pausing a dead letter: %d %s", resp.StatusCode, text)
	}
	for range 2 {
		resp, text = b.ask("POST", "/v1/jobs/"+id+"/discard", `{"reason":"counted by hand"}`, "Idempotency-Key: c")
		if resp.StatusCode != 200 || !strings.Contains(text, `"discarded"`) || !strings.Contains(text, "counted by hand") {
			t.Errorf("discard: %d %s", resp.StatusCode, text)
		}
	}
	if resp, text = b.ask("GET", "/v1/jobs/77", ""); resp.StatusCode != 404 {
		t.Errorf("an unknown job: %d %s", resp.StatusCode, text)
	}
	if resp, text = b.ask("GET", "/v1/jobs/abc", ""); resp.StatusCode != 422 {
		t.Errorf("no id: %d %s", resp.StatusCode, text)
	}
	done := b.enqueue(q, "till.open").String()
	b.until("/v1/jobs?state=done&kind=till.open", done)
	second := b.enqueue(q, "till.open").String()
	b.until("/v1/jobs?state=done&kind=till.open", second)
	var page Page[jobs.Info]
	_, text = b.ask("GET", "/v1/jobs?state=done&limit=1", "")
	if err := json.Unmarshal([]byte(text), &page); err != nil || len(page.Items) != 1 || page.Next == "" {
		t.Fatalf("the first page: %s, %v", text, err)
	}
	if _, text = b.ask("GET", "/v1/jobs?state=done&limit=1&after="+page.Next, ""); strings.Contains(text, page.Items[0].ID.String()) ||
		!strings.Contains(text, `"done"`) {
		t.Errorf("the second page: %s", text)
	}
	_, text = b.ask("GET", "/v1/jobs/schedules", "")
	if !strings.Contains(text, "till.nightly") || !strings.Contains(text, "02:00 Asia/Shanghai") {
		t.Errorf("schedules: %s", text)
	}
	for _, path := range []string{"/v1/jobs/schedules/till.nightly", "/v1/jobs/kinds/till.open"} {
		if resp, text = b.ask("POST", path+"/pause", `{"reason":"stocktaking"}`, "Idempotency-Key: "+path); resp.StatusCode != 200 {
			t.Errorf("%s: %d %s", path, resp.StatusCode, text)
		}
	}
	if resp, _ = b.ask("POST", "/v1/jobs/kinds/till.none/pause", `{"reason":"stocktaking"}`, "Idempotency-Key: d"); resp.StatusCode != 422 {
		t.Errorf("an unknown kind: %d", resp.StatusCode)
	}
	if _, text = b.ask("GET", "/v1/jobs/kinds", ""); !strings.Contains(text, `"kind":"till.count","enqueued":1`) {
		t.Errorf("kinds: %s", text)
	}
}

// TestEvents: a watcher is told of a dead letter; whoever has no token, or asks for another topic, is refused.
func TestEvents(t *testing.T) {
	b, q := jobsBank(t)
	if resp, _ := b.ask("GET", "/v1/events?topic=jobs/*", "", "Authorization: "); resp.StatusCode != 401 {
		t.Errorf("without a token: %d", resp.StatusCode)
	}
	if resp, text := b.ask("GET", "/v1/events?topic=vault", ""); resp.StatusCode != 403 || b.problem(text).Code != "jobs.topic_forbidden" {
		t.Errorf("another topic: %d %s", resp.StatusCode, text)
	}
	id := b.enqueue(q, "till.count").String()
	b.until("/v1/jobs", id)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.srv.URL+"/v1/events?topic=jobs/*", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+b.bearer)
	r.Header.Set("Last-Event-ID", "0")
	resp, err := b.srv.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("%d %v", resp.StatusCode, resp.Header)
	}
	for lines := bufio.NewScanner(resp.Body); ; {
		if !lines.Scan() {
			t.Fatalf("the stream ended: %v", lines.Err())
		}
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			if !strings.Contains(data, id) || !strings.Contains(data, "till.count") {
				t.Errorf("the event says %s", data)
			}
			break
		}
	}
	q.Events().End()
	if _, err := io.ReadAll(resp.Body); err != nil {
		t.Errorf("the stream's end: %v", err)
	}
}
