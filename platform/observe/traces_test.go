package observe

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"tonghui/base/problem"
	"tonghui/platform/store"
)

// sink is a trace collector that keeps what it is sent, or refuses it.
type sink struct {
	*httptest.Server
	mu       sync.Mutex
	spans    []*otlp.Span
	resource map[string]string
	refuse   bool
}

func newSink(t *testing.T) *sink {
	s := &sink{resource: map[string]string{}}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var sent collector.ExportTraceServiceRequest
		if s.refuse || err != nil || r.URL.Path != "/v1/traces" || proto.Unmarshal(body, &sent) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, rs := range sent.ResourceSpans {
			for _, a := range rs.Resource.Attributes {
				s.resource[a.Key] = a.Value.GetStringValue()
			}
			for _, ss := range rs.ScopeSpans {
				s.spans = append(s.spans, ss.Spans...)
			}
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func closeObserver(t *testing.T, o *Observer) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := o.Close(ctx); err != nil {
		t.Fatal(err)
	}
}

func metricsOf(o *Observer) string {
	w := httptest.NewRecorder()
	o.Metrics.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	return w.Body.String()
}

func TestCheckOTLP(t *testing.T) {
	for address, good := range map[string]bool{
		"": true, "http://localhost:4318": true, "https://collector.bank.example": true, "http://localhost:4318/base/": true,
		"localhost:4318": false, "grpc://localhost:4317": false, "http://": false, "http://user:word@host:1": false, "http://host?x=1": false,
		"://": false,
	} {
		if err := CheckOTLP(address); (err == nil) != good || err != nil && problem.KindOf(err) != problem.Invalid {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestSpansHoldNoIdentity(t *testing.T) {
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
	s := newSink(t)
	o := Setup(Config{OTLP: s.URL, Output: io.Discard, Version: "v9", Instance: "one"})
	const card, number = "6222020000000188", 6222020000000188
	_, span := o.Tracer.Start(context.Background(), "named "+card, trace.WithAttributes(attribute.String("text", "card "+card),
		attribute.Int64("number", number), attribute.StringSlice("list", []string{card}), attribute.Int64("small", 42),
		attribute.Bool("yes", true)))
	span.AddEvent("event "+card, trace.WithAttributes(attribute.String("text", card)))
	span.SetStatus(codes.Error, "bad "+card)
	span.End()
	closeObserver(t, o)
	if len(s.spans) != 1 {
		t.Fatalf("%d spans", len(s.spans))
	}
	text := s.spans[0].String()
	for _, want := range []string{"6222********0188", "42"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in %s", want, text)
		}
	}
	if strings.Contains(text, card) {
		t.Errorf("a card number is in %s", text)
	}
	for key, want := range map[string]string{"service.name": "tonghui", "service.version": "v9", "service.instance.id": "one",
		"deployment.environment.name": "test"} {
		if s.resource[key] != want {
			t.Errorf("%s is %q, want %q", key, s.resource[key], want)
		}
	}
	if text := metricsOf(o); !strings.Contains(text, `tonghui_trace_spans_total{outcome="sent"} 1`) ||
		!strings.Contains(text, "tonghui_trace_spans_ended_total 1") {
		t.Error("the span isn't counted")
	}
}

// grpcSink is a trace collector that speaks gRPC.
type grpcSink struct {
	collector.UnimplementedTraceServiceServer
	spans atomic.Int64
}

func (s *grpcSink) Export(_ context.Context, r *collector.ExportTraceServiceRequest) (*collector.ExportTraceServiceResponse, error) {
	for _, rs := range r.ResourceSpans {
		for _, ss := range rs.ScopeSpans {
			s.spans.Add(int64(len(ss.Spans)))
		}
	}
	return &collector.ExportTraceServiceResponse{}, nil
}

func TestSpansOverGRPC(t *testing.T) {
	ln, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	sink, srv := &grpcSink{}, grpc.NewServer()
	collector.RegisterTraceServiceServer(srv, sink)
	go func() { _ = srv.Serve(ln) }()
	defer srv.Stop()
	t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
	o := Setup(Config{OTLP: "http://" + ln.Addr().String(), Output: io.Discard})
	_, span := o.Tracer.Start(context.Background(), "one")
	span.End()
	closeObserver(t, o)
	if n := sink.spans.Load(); n != 1 {
		t.Errorf("%d spans came", n)
	}
}

func TestACollectorThatIsAway(t *testing.T) {
	var log bytes.Buffer
	s := newSink(t)
	s.refuse = true
	o := Setup(Config{OTLP: s.URL, Output: &log})
	_, span := o.Tracer.Start(context.Background(), "lost")
	span.End()
	closeObserver(t, o)
	if text := metricsOf(o); !strings.Contains(text, `tonghui_trace_spans_total{outcome="lost"} 1`) {
		t.Error("the lost span isn't counted")
	}
	if !strings.Contains(log.String(), "spans could not be sent") {
		t.Errorf("log: %s", log.String())
	}
}

func TestWhereTracesAreConfigured(t *testing.T) {
	for name, c := range map[string]struct {
		env  map[string]string
		otlp string
		on   bool
		says string
	}{
		"nothing":          {},
		"flag":             {otlp: "http://localhost:1", on: true},
		"variable":         {env: map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:1"}, on: true},
		"traces' variable": {env: map[string]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://localhost:1/x"}, on: true},
		"gRPC":             {otlp: "http://localhost:1", env: map[string]string{"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, on: true},
		"disabled":         {otlp: "http://localhost:1", env: map[string]string{"OTEL_SDK_DISABLED": "true"}},
		"no exporter":      {otlp: "http://localhost:1", env: map[string]string{"OTEL_TRACES_EXPORTER": "none"}},
		"faulty":           {otlp: "localhost", says: "observe.otlp"},
	} {
		t.Run(name, func(t *testing.T) {
			for k, v := range c.env {
				t.Setenv(k, v)
			}
			var log bytes.Buffer
			o := Setup(Config{OTLP: c.otlp, Output: &log})
			if (o.Tracer != nil) != c.on || !strings.Contains(log.String(), c.says) {
				t.Errorf("tracer %v, log %q", o.Tracer, log.String())
			}
			closeObserver(t, o)
		})
	}
}

func TestSampling(t *testing.T) {
	t.Setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
	t.Setenv("OTEL_TRACES_SAMPLER_ARG", "0")
	s := newSink(t)
	o := Setup(Config{OTLP: s.URL, Output: io.Discard})
	begin := func(ctx context.Context, name string) { _, span := o.Tracer.Start(ctx, name); span.End() }
	const kept, left = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"
	begin(context.Background(), "own")
	begin(store.WithTrace(context.Background(), kept), "caller's kept")
	begin(store.WithTrace(context.Background(), left), "caller's left")
	for carrier, name := range map[string]string{kept: "job kept", left: "job left", "": "job alone"} {
		_, end := store.Work(store.WithTrace(o.Traced(context.Background()), carrier), name)
		end(nil)
	}
	closeObserver(t, o)
	var names []string
	for _, span := range s.spans {
		names = append(names, span.Name)
	}
	if len(names) != 2 || !strings.Contains(strings.Join(names, ","), "caller's kept") || !strings.Contains(strings.Join(names, ","), "job kept") {
		t.Errorf("kept: %q", names)
	}
}

func TestLogLinesNameTheirTrace(t *testing.T) {
	var out bytes.Buffer
	o := Setup(Config{Output: &out, JSON: true, Level: slog.LevelInfo})
	ctx := store.WithTrace(context.Background(), "00-12345678901234567890123456789012-00f067aa0ba902b7-01")
	o.Log.InfoContext(ctx, "hello")
	if !strings.Contains(out.String(), `"trace":"12345678901234567890123456789012","span":"00f067aa0ba902b7"`) {
		t.Error(out.String())
	}
}

func TestTransport(t *testing.T) {
	var got string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Get("Traceparent")
		w.WriteHeader(http.StatusTeapot)
	}))
	defer server.Close()
	s := newSink(t)
	on, off := Setup(Config{OTLP: s.URL, Output: io.Discard}), Setup(Config{Output: io.Discard})
	call := func(ctx context.Context, o *Observer) {
		r, err := http.NewRequestWithContext(ctx, "GET", server.URL+"/6222020000000188", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := (&http.Client{Transport: o.Transport(nil)}).Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
	}
	call(context.Background(), off)
	if got != "" {
		t.Errorf("a trace from nowhere: %q", got)
	}
	const given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
	call(store.WithTrace(context.Background(), given), off)
	if got != given {
		t.Errorf("handed on %q", got)
	}
	call(store.WithTrace(context.Background(), given), on)
	if !strings.HasPrefix(got, given[:36]) || got == given {
		t.Errorf("handed on %q", got)
	}
	closeObserver(t, on)
	if len(s.spans) != 1 || strings.Contains(s.spans[0].String(), "6222020000000188") || s.spans[0].Status.GetCode() != otlp.Status_STATUS_CODE_ERROR {
		t.Errorf("spans %v", s.spans)
	}
}
