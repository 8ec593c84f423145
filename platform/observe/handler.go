package observe

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"

	"go.opentelemetry.io/otel/trace"
)

type requestKey struct{}

// WithRequestID puts a request's id into the context; every log line written with that context carries it.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

// RequestID is the id of the request that the context belongs to, or "".
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// handler adds the ids of request and trace and masks long numbers in messages and values, whatever writes them in the end.
type handler struct{ next slog.Handler }

// NewHandler wraps a handler; see the package's invariants.
func NewHandler(next slog.Handler) slog.Handler { return handler{next} }

func (h handler) Enabled(ctx context.Context, l slog.Level) bool { return h.next.Enabled(ctx, l) }

func (h handler) Handle(ctx context.Context, r slog.Record) error {
	out := slog.NewRecord(r.Time, r.Level, Redact(r.Message), r.PC)
	if id := RequestID(ctx); id != "" {
		out.AddAttrs(slog.String("request", id))
	}
	if sc := trace.SpanContextFromContext(ctx); sc.IsValid() { // hexadecimal, so they are shown as they are
		out.AddAttrs(slog.String("trace", sc.TraceID().String()), slog.String("span", sc.SpanID().String()))
	}
	r.Attrs(func(a slog.Attr) bool {
		out.AddAttrs(slog.Attr{Key: Redact(a.Key), Value: redactValue(a.Value)})
		return true
	})
	return h.next.Handle(ctx, out)
}

func (h handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return handler{h.next.WithAttrs(redactAttrs(attrs))}
}

func (h handler) WithGroup(name string) slog.Handler { return handler{h.next.WithGroup(name)} }

func redactAttrs(attrs []slog.Attr) []slog.Attr {
	out := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		out[i] = slog.Attr{Key: Redact(a.Key), Value: redactValue(a.Value)}
	}
	return out
}

func redactValue(v slog.Value) slog.Value {
	v = v.Resolve()
	switch v.Kind() {
	case slog.KindString:
		return slog.StringValue(Redact(v.String()))
	case slog.KindInt64:
		if n := v.Int64(); n > maxPlainInt || n < -maxPlainInt {
			return slog.StringValue(Redact(strconv.FormatInt(n, 10)))
		}
	case slog.KindUint64:
		if n := v.Uint64(); n > maxPlainInt {
			return slog.StringValue(Redact(strconv.FormatUint(n, 10)))
		}
	case slog.KindGroup:
		return slog.GroupValue(redactAttrs(v.Group())...)
	case slog.KindAny:
		// Errors, stringers, structs, byte slices: what a reader would see, masked.
		if b, ok := v.Any().([]byte); ok {
			return slog.StringValue(Redact(string(b)))
		}
		return slog.StringValue(Redact(fmt.Sprintf("%+v", v.Any())))
	default: // booleans, floats, durations and times hold no identity
	}
	return v
}
