package observe

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdk "go.opentelemetry.io/otel/sdk/trace"
)

// export stands before the exporter: it masks what looks like an identity, counts, and says in the log when the
// collector can't be reached, once in a minute at most.
type export struct {
	sdk.SpanExporter
	log    *slog.Logger
	m      *Metrics
	warned atomic.Int64 // when, in Unix seconds
}

func newExport(next sdk.SpanExporter, log *slog.Logger, m *Metrics) *export {
	return &export{SpanExporter: next, log: log, m: m}
}

// ExportSpans hands spans on.
func (e *export) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	masked := make([]sdk.ReadOnlySpan, len(spans))
	for i, s := range spans {
		masked[i] = maskedSpan{s}
	}
	err := e.SpanExporter.ExportSpans(ctx, masked)
	if err == nil {
		e.m.spans("sent", len(spans))
		return nil
	}
	e.m.spans("lost", len(spans))
	const quiet = 60
	if now, last := time.Now().Unix(), e.warned.Load(); now-last >= quiet && e.warned.CompareAndSwap(last, now) {
		e.log.WarnContext(ctx, "spans could not be sent; check that the trace collector runs at the address configured",
			"spans", len(spans), "error", err)
	}
	return nil // said and counted; the SDK would print it once more
}

// counted stands before the queue of spans. What is counted here and never handed on was dropped by a full queue.
type counted struct {
	sdk.SpanProcessor
	m *Metrics
}

// OnEnd takes a span that has ended.
func (c counted) OnEnd(s sdk.ReadOnlySpan) {
	if s.SpanContext().IsSampled() {
		c.m.ended.Inc()
	}
	c.SpanProcessor.OnEnd(s)
}

// maskedSpan is a span whose texts are redacted as those of the log are.
type maskedSpan struct{ sdk.ReadOnlySpan }

// Name is the span's name.
func (s maskedSpan) Name() string { return Redact(s.ReadOnlySpan.Name()) }

// Attributes are the span's attributes.
func (s maskedSpan) Attributes() []attribute.KeyValue {
	return maskAttributes(s.ReadOnlySpan.Attributes())
}

// Status is the span's status.
func (s maskedSpan) Status() sdk.Status {
	status := s.ReadOnlySpan.Status()
	if status.Code == codes.Error {
		status.Description = Redact(status.Description)
	}
	return status
}

// Events are what happened during the span.
func (s maskedSpan) Events() []sdk.Event {
	events := s.ReadOnlySpan.Events()
	out := make([]sdk.Event, len(events))
	for i, e := range events {
		e.Name, e.Attributes = Redact(e.Name), maskAttributes(e.Attributes)
		out[i] = e
	}
	return out
}

// maskAttributes masks texts and long numbers; the rooms set no lists, so those are turned into masked text.
func maskAttributes(in []attribute.KeyValue) []attribute.KeyValue {
	out := make([]attribute.KeyValue, len(in))
	for i, a := range in {
		switch a.Value.Type() {
		case attribute.BOOL, attribute.FLOAT64:
		case attribute.INT64:
			if n := a.Value.AsInt64(); n > maxPlainInt || n < -maxPlainInt {
				a.Value = attribute.StringValue(Redact(a.Value.String()))
			}
		default:
			a.Value = attribute.StringValue(Redact(a.Value.String()))
		}
		out[i] = a
	}
	return out
}
