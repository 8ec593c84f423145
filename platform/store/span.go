package store

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"tonghui/base/problem"
)

// Traces (链路追踪) of the store. A request's span has the span of its Update as a child. The group that commits it is
// one commit of many updates: its span is the child of the first traced update it holds and has a link to every one,
// and each of those has a link to the group. Whether anything is traced is decided where the request comes in: an
// update under a context without a recording span costs one look into the context and no memory.
//
// Spans hold numbers and codes, never sentences: an error's text may name a customer.

// scope is the instrumentation scope of the store's spans.
const scope = "tonghui/platform/store"

type tracerKey struct{}

// WithTracer lets background work under ctx be traced; see Work. Requests bring their own span and don't need it.
func WithTracer(ctx context.Context, t trace.Tracer) context.Context {
	if t == nil {
		return ctx
	}
	return context.WithValue(ctx, tracerKey{}, t)
}

// TraceOf is the trace to which ctx belongs as a W3C traceparent, such as
// 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, or "" if it belongs to none. It has 55 characters and may
// be kept in a row, so that work done later can be linked to its cause.
func TraceOf(ctx context.Context) string {
	sc := trace.SpanContextFromContext(ctx)
	if !sc.IsValid() {
		return ""
	}
	const hex = "0123456789abcdef"
	var b [55]byte
	put := func(at int, bytes []byte) {
		for i, c := range bytes {
			b[at+2*i], b[at+2*i+1] = hex[c>>4], hex[c&15]
		}
	}
	traceID, spanID := sc.TraceID(), sc.SpanID()
	put(0, []byte{0})
	put(3, traceID[:])
	put(36, spanID[:])
	put(53, []byte{byte(sc.TraceFlags() & trace.FlagsSampled)})
	b[2], b[35], b[52] = '-', '-', '-'
	return string(b[:])
}

// WithTrace puts a trace that TraceOf gave into ctx: log lines then show it, and Work links to it. A text that is not
// a traceparent changes nothing.
func WithTrace(ctx context.Context, traceparent string) context.Context {
	sc := parseTrace(traceparent)
	if !sc.IsValid() {
		return ctx
	}
	return trace.ContextWithRemoteSpanContext(ctx, sc)
}

// parseTrace reads a traceparent of version 00, which is the one that TraceOf writes.
func parseTrace(s string) (none trace.SpanContext) {
	if len(s) != 55 || s[:3] != "00-" || s[35] != '-' || s[52] != '-' {
		return none
	}
	traceID, err := trace.TraceIDFromHex(s[3:35])
	if err != nil {
		return none
	}
	spanID, err := trace.SpanIDFromHex(s[36:52])
	if err != nil {
		return none
	}
	var flags trace.TraceFlags
	switch s[53:] {
	case "00":
	case "01":
		flags = trace.FlagsSampled
	default:
		return none
	}
	return trace.NewSpanContext(trace.SpanContextConfig{TraceID: traceID, SpanID: spanID, TraceFlags: flags, Remote: true})
}

// Work begins the span of work that no request waits for: a job, a sweep. It is a trace of its own, linked to the one
// that WithTrace put into ctx; end takes the work's error. Without a tracer in ctx it does nothing. name must be one
// of the program's own, such as "job ledger.accrue".
func Work(ctx context.Context, name string) (_ context.Context, end func(error)) {
	t, _ := ctx.Value(tracerKey{}).(trace.Tracer)
	if t == nil {
		return ctx, func(error) {}
	}
	options := []trace.SpanStartOption{trace.WithNewRoot(), trace.WithSpanKind(trace.SpanKindConsumer)}
	if sc := trace.SpanContextFromContext(ctx); sc.IsValid() {
		options = append(options, trace.WithLinks(trace.Link{SpanContext: sc}))
	}
	ctx, span := t.Start(ctx, name, options...)
	return ctx, func(err error) {
		noteOutcome(span, err)
		span.End()
	}
}

// Trace is the update's trace as TraceOf gives it, for rows that cause later work.
func (tx *Tx) Trace() string { return TraceOf(tx.u.ctx) }

// updateTrace is the span of one update, from its call to its answer. It is nil when the update isn't traced; its
// methods then do nothing.
type updateTrace struct {
	span   trace.Span
	queued time.Time
}

// startUpdate begins the span of an update whose caller is traced.
func startUpdate(ctx context.Context, slow bool) (context.Context, *updateTrace) {
	parent := trace.SpanFromContext(ctx)
	if !parent.IsRecording() {
		return ctx, nil
	}
	ctx, span := parent.TracerProvider().Tracer(scope).Start(ctx, "store update",
		trace.WithAttributes(attribute.Bool("tonghui.update.slow", slow)))
	return ctx, &updateTrace{span: span, queued: time.Now()}
}

// end finishes the span with what the caller gets.
func (u *updateTrace) end(err error) {
	if u == nil {
		return
	}
	noteOutcome(u.span, err)
	u.span.End()
}

// groupFacts are what a group's span tells.
type groupFacts struct {
	engine  string        // of the database, as OpenTelemetry names it: sqlite, mariadb, mysql, tidb
	lane    int           // see Tx.Lane
	began   time.Time     // when the group was taken
	commit  time.Duration // of the COMMIT alone, the last one if there were several
	rows    int           // written out by buffers
	retries int           // runs after the first
	err     error         // of the whole group
}

// traceGroup records the span of n updates that were just committed, or failed, together; at gives the trace of the
// i-th, nil if it has none. The writer calls it before it answers the group.
func traceGroup(n int, at func(i int) *updateTrace, f groupFacts) {
	var first *updateTrace
	traced := 0
	for i := range n {
		if u := at(i); u != nil {
			if first == nil {
				first = u
			}
			traced++
		}
	}
	if first == nil {
		return
	}
	links := make([]trace.Link, 0, traced)
	var longest time.Duration
	for i := range n {
		u := at(i)
		if u == nil {
			continue
		}
		wait := max(f.began.Sub(u.queued), 0)
		longest = max(longest, wait)
		u.span.SetAttributes(attribute.Int64("tonghui.update.wait_us", wait.Microseconds()))
		links = append(links, trace.Link{SpanContext: u.span.SpanContext()})
	}
	_, span := first.span.TracerProvider().Tracer(scope).Start(trace.ContextWithSpan(context.Background(), first.span), "store group",
		trace.WithTimestamp(f.began), trace.WithLinks(links...), trace.WithSpanKind(trace.SpanKindClient),
		trace.WithAttributes(
			attribute.String("db.system.name", f.engine),
			attribute.Int("tonghui.lane", f.lane),
			attribute.Int("tonghui.group.updates", n),
			attribute.Int("tonghui.group.rows", f.rows),
			attribute.Int("tonghui.group.retries", f.retries),
			attribute.Int64("tonghui.group.wait_us", longest.Microseconds()),
			attribute.Int64("tonghui.group.commit_us", f.commit.Microseconds())))
	noteOutcome(span, f.err)
	span.End()
	for i := range n {
		if u := at(i); u != nil {
			u.span.AddLink(trace.Link{SpanContext: span.SpanContext()})
		}
	}
}

// noteOutcome writes a refusal's code; only what the bank is to blame for counts as an error of the span.
func noteOutcome(span trace.Span, err error) {
	if err == nil {
		return
	}
	p := problem.Of(err)
	span.SetAttributes(attribute.String("tonghui.problem", p.Code))
	switch p.Kind {
	case problem.Internal, problem.Unavailable:
		span.SetStatus(codes.Error, p.Code)
	default: // the rules of the bank at work
	}
}
