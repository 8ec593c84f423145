package store

import (
	"context"
	"errors"
	"testing"
	"time"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"tonghui/base/problem"
)

func TestTraceOf(t *testing.T) {
	const good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
	for _, c := range []struct{ name, in, out string }{
		{"sampled", good, good},
		{"not sampled", good[:53] + "00", good[:53] + "00"},
		{"empty", "", ""},
		{"other version", "01" + good[2:], ""},
		{"other flags", good[:53] + "03", ""},
		{"cut", good[:54], ""},
		{"long", good + "-", ""},
		{"no hexadecimal", "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01", ""},
		{"capitals", "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", ""},
		{"zero trace", "00-00000000000000000000000000000000-00f067aa0ba902b7-01", ""},
		{"zero span", "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", ""},
		{"dash misplaced", "00-4bf92f3577b34da6a3ce929d0e0e4736000f067aa0ba902b7-01", ""},
	} {
		if got := TraceOf(WithTrace(context.Background(), c.in)); got != c.out {
			t.Errorf("%s: %q, want %q", c.name, got, c.out)
		}
	}
}

// recorded gives a tracer and what it recorded.
func recorded() (trace.Tracer, *tracetest.InMemoryExporter) {
	out := tracetest.NewInMemoryExporter()
	return sdk.NewTracerProvider(sdk.WithSyncer(out)).Tracer("test"), out
}

func TestGroupSpan(t *testing.T) {
	tracer, out := recorded()
	began := time.Now().Add(time.Second)
	updates := make([]*updateTrace, 5)
	for _, i := range []int{1, 2, 4} { // the others aren't traced
		ctx, request := tracer.Start(context.Background(), "request")
		_, updates[i] = startUpdate(ctx, i == 4)
		defer request.End()
	}
	at := func(i int) *updateTrace { return updates[i] }
	traceGroup(len(updates), at, groupFacts{engine: "sqlite", lane: 3, began: began, commit: time.Millisecond, rows: 7,
		retries: 2, err: ErrDiskFull})
	for i, u := range updates {
		u.end(map[int]error{1: nil, 2: ErrDiskFull, 4: problem.New(problem.Refused, "t.refused", "", "")}[i])
	}
	spans := out.GetSpans()
	if len(spans) != 4 || spans[0].Name != "store group" {
		t.Fatalf("%d spans, the first %q", len(spans), spans[0].Name)
	}
	group := spans[0]
	if len(group.Links) != 3 || group.Parent.SpanID() != updates[1].span.SpanContext().SpanID() || group.Status.Description != "store.disk_full" {
		t.Errorf("%+v", group)
	}
	facts := map[string]any{}
	for _, a := range group.Attributes {
		facts[string(a.Key)] = a.Value.AsInterface()
	}
	for key, want := range map[string]any{"db.system.name": "sqlite", "tonghui.lane": int64(3), "tonghui.group.updates": int64(5),
		"tonghui.group.rows": int64(7), "tonghui.group.retries": int64(2), "tonghui.group.commit_us": int64(1000)} {
		if facts[key] != want {
			t.Errorf("%s is %v, want %v", key, facts[key], want)
		}
	}
	if wait := facts["tonghui.group.wait_us"].(int64); wait <= 0 || wait > 1_000_000 {
		t.Errorf("the longest wait is %d µs", wait)
	}
	for i, s := range spans[1:] {
		if len(s.Links) != 1 || s.Links[0].SpanContext.SpanID() != group.SpanContext.SpanID() {
			t.Errorf("update %d isn't linked to its group", i)
		}
		if failed := s.Status.Description == "store.disk_full"; failed != (i == 1) {
			t.Errorf("status of update %d: %v", i, s.Status)
		}
	}
}

func TestNothingIsTracedUnasked(t *testing.T) {
	_, out := recorded()
	ctx := WithTrace(context.Background(), "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
	same, u := startUpdate(ctx, false)
	if u != nil || same != ctx {
		t.Error("an update without a recording span was traced")
	}
	traceGroup(2, func(int) *updateTrace { return nil }, groupFacts{})
	same, end := Work(ctx, "job t")
	end(errors.New("x"))
	if same != ctx || WithTracer(ctx, nil) != ctx || len(out.GetSpans()) != 0 {
		t.Error("work without a tracer was traced")
	}
	if n := testing.AllocsPerRun(100, func() {
		ctx, u := startUpdate(ctx, false)
		traceGroup(1, func(int) *updateTrace { return u }, groupFacts{})
		u.end(nil)
		_ = ctx
	}); n != 0 {
		t.Errorf("an untraced update allocates %v times", n)
	}
}

// BenchmarkUntraced is what tracing costs an update while it is off.
func BenchmarkUntraced(b *testing.B) {
	ctx := WithIdempotencyKey(WithActor(context.Background(), Actor{}), "k")
	at := func(int) *updateTrace { return nil }
	b.ReportAllocs()
	for b.Loop() {
		_, u := startUpdate(ctx, false)
		traceGroup(1, at, groupFacts{})
		u.end(nil)
	}
}

// BenchmarkTraced is what it costs while it is on, without the sending.
func BenchmarkTraced(b *testing.B) {
	tracer := sdk.NewTracerProvider().Tracer("bench")
	ctx, span := tracer.Start(context.Background(), "request")
	defer span.End()
	b.ReportAllocs()
	for b.Loop() {
		_, u := startUpdate(ctx, false)
		traceGroup(1, func(int) *updateTrace { return u }, groupFacts{began: u.queued})
		u.end(nil)
	}
}

// Work without a tracer is no work at all; with one it is a trace of its own, linked to its cause.
func TestWorkIsTraced(t *testing.T) {
	if bare, end := Work(context.Background(), "job x"); bare != context.Background() {
		t.Error("a context was made for nothing")
	} else {
		end(nil)
	}
	if got := WithTracer(context.Background(), nil); got != context.Background() {
		t.Error("no tracer, but another context")
	}
	tracer, out := recorded()
	const cause = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
	work, end := Work(WithTrace(WithTracer(context.Background(), tracer), cause), "job x")
	if TraceOf(work) == "" || TraceOf(work) == cause {
		t.Errorf("trace %q", TraceOf(work))
	}
	end(ErrDiskFull)
	spans := out.GetSpans()
	if len(spans) != 1 || spans[0].Name != "job x" || len(spans[0].Links) != 1 || TraceOf(trace.ContextWithSpanContext(
		context.Background(), spans[0].Links[0].SpanContext)) != cause {
		t.Fatalf("%+v", spans)
	}
	s := testStore(t)
	if err := s.Update(work, func(tx *Tx) error {
		if tx.Trace() == "" {
			t.Error("the update has no trace")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
