package app

import (
	"context"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tonghui/platform/audit"
	"tonghui/platform/jobs"
	"tonghui/platform/observe"
	"tonghui/platform/store"
)

// TestAJobIsTracedToItsRequest runs a real job that an update enqueued, and looks at the metrics of both.
func TestAJobIsTracedToItsRequest(t *testing.T) {
	r := newReceiver(t)
	obs := observe.Setup(observe.Config{OTLP: r.URL, Output: io.Discard})
	st := store.Test(t, jobs.Schema(), store.Schema{Module: "audit", Files: audit.Schema()})
	q, l := jobs.New(st, jobs.Options{Poll: 20 * time.Millisecond}), audit.New(st, audit.Config{})
	Watch(obs.Metrics, q, l)
	if err := q.Register(jobs.Worker{Kind: "till.count", Do: func(*store.Tx, *jobs.Run) error { return nil }}); err != nil {
		t.Fatal(err)
	}
	if err := q.Start(obs.Traced(context.Background())); err != nil {
		t.Fatal(err)
	}
	ctx, request := obs.Tracer.Start(context.Background(), "request")
	err := st.Update(ctx, func(tx *store.Tx) error {
		_, err := q.Enqueue(tx, jobs.Job{Kind: "till.count"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	request.End()
	for i := 0; q.Stats().Kinds[0].Done == 0; i++ {
		if i > 1000 {
			t.Fatal("the job does not run")
		}
		time.Sleep(10 * time.Millisecond)
	}
	drain, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := q.Stop(drain); err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	obs.Metrics.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	for _, want := range []string{`tonghui_jobs_runs_total{kind="till.count",outcome="done"} 1`, `tonghui_jobs_enqueued_total{kind="till.count"} 1`,
		"tonghui_audit_pending 0", `tonghui_lease_held{lease="audit/sequencer"} 0`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("metrics lack %s", want)
		}
	}
	if err := obs.Close(drain); err != nil {
		t.Fatal(err)
	}
	requests, found, updates := r.named("request"), r.named("job till.count"), r.named("store update")
	if len(requests) != 1 || len(found) != 1 {
		t.Fatalf("%d requests, %d jobs", len(requests), len(found))
	}
	if cause := childOf(updates, requests[0]); cause == nil || !linked(found[0], cause) {
		t.Errorf("the job %v isn't linked to %v", found[0], cause)
	}
	own := childOf(updates, found[0])
	if own == nil {
		t.Fatal("the job's update is not in its trace")
	}
	for _, g := range r.named("store group") {
		if linked(g, own) {
			return
		}
	}
	t.Error("the job's update has no group")
}
