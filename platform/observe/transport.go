package observe

import (
	"net/http"
	"strconv"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// Transport carries the trace of a request's context to the server it calls (W3C traceparent), with a span of its own
// while the bank is traced. next is nil for http.DefaultTransport. Neither path nor query is in the span.
func (o *Observer) Transport(next http.RoundTripper) http.RoundTripper {
	if next == nil {
		next = http.DefaultTransport
	}
	return transport{o, next}
}

type transport struct {
	o    *Observer
	next http.RoundTripper
}

// RoundTrip makes one call.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	if !trace.SpanContextFromContext(ctx).IsValid() {
		return t.next.RoundTrip(r)
	}
	var span trace.Span
	if t.o.Tracer != nil {
		port, _ := strconv.Atoi(r.URL.Port())
		ctx, span = t.o.Tracer.Start(ctx, r.Method, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
			attribute.String("http.request.method", r.Method), attribute.String("server.address", r.URL.Hostname()),
			attribute.Int("server.port", port)))
		defer span.End() // the body may still be on its way: what is measured is the wait for the answer
	}
	r = r.Clone(ctx)
	propagation.TraceContext{}.Inject(ctx, propagation.HeaderCarrier(r.Header))
	answer, err := t.next.RoundTrip(r)
	switch {
	case span == nil:
	case err != nil:
		span.SetStatus(codes.Error, "no answer")
	default:
		span.SetAttributes(attribute.Int("http.response.status_code", answer.StatusCode))
		if answer.StatusCode >= http.StatusBadRequest {
			span.SetStatus(codes.Error, "")
		}
	}
	return answer, err
}
