package app

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"tonghui/platform/store"
)

// inbound reads the W3C headers traceparent and tracestate. Baggage is not taken: it is the client's, and the bank
// would carry it into its own calls.
var inbound propagation.TraceContext

// begin puts the request's trace into ctx. Only a caller who is let in may continue a trace of his own, and thereby
// decide that it is kept; anybody else's headers are not read. While the bank traces nothing, the caller's trace still
// stands in the log and in what the request enqueues, and costs nothing when there is none.
func (x *exchange) begin(ctx context.Context, admitted bool) context.Context {
	h := x.r.Header
	if admitted && len(h["Traceparent"]) == 1 {
		ctx = inbound.Extract(ctx, propagation.HeaderCarrier(h))
	}
	tracer := x.app.cfg.Observer.Tracer
	if tracer == nil || x.ep.untraced {
		return ctx
	}
	method := x.r.Method
	if !slices.Contains(methods, method) && method != http.MethodHead && method != http.MethodOptions {
		method = "_OTHER" // whatever it was, it isn't repeated
	}
	ctx, x.span = tracer.Start(ctx, method+" "+x.ep.path, trace.WithSpanKind(trace.SpanKindServer),
		trace.WithTimestamp(x.watch.Began()), trace.WithAttributes(
			attribute.String("http.request.method", method),
			attribute.String("http.route", x.ep.path),
			attribute.String("tonghui.operation", x.ep.name),
			attribute.String("tonghui.request", x.id),
			attribute.String("tonghui.client", x.actor.Client)))
	if traceparent := store.TraceOf(ctx); traceparent != "" {
		x.w.Header()["Traceresponse"] = []string{traceparent}
	}
	return ctx
}

// traceID is the request's trace in hexadecimal, or "".
func (x *exchange) traceID() string {
	if sc := trace.SpanContextFromContext(x.r.Context()); sc.IsValid() {
		return sc.TraceID().String()
	}
	return ""
}

// endTrace finishes the request's span. Neither path, query nor any sentence is in it: they may name a customer.
func (x *exchange) endTrace(panicked bool) {
	if x.span == nil {
		return
	}
	x.span.SetAttributes(attribute.Int("http.response.status_code", x.status), attribute.Int64("http.response.body.size", x.size))
	if x.code != "" {
		x.span.SetAttributes(attribute.String("error.type", x.code))
	}
	switch {
	case panicked:
		x.span.SetStatus(codes.Error, "panic")
	case x.status >= http.StatusInternalServerError:
		x.span.SetStatus(codes.Error, x.code)
	}
	x.span.End()
}

// routeOf is the path of a mux pattern such as "GET /v1/ledger/accounts".
func routeOf(pattern string) string {
	if _, path, ok := strings.Cut(pattern, " "); ok {
		return path
	}
	return pattern
}
