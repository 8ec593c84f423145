package app

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"tonghui/platform/observe"
	"tonghui/platform/store"
)

// receiver is an OpenTelemetry collector that keeps what it is sent.
type receiver struct {
	*httptest.Server
	mu    sync.Mutex
	spans []*otlp.Span
}

func newReceiver(t testing.TB) *receiver {
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		var sent collector.ExportTraceServiceRequest
		if err != nil || q.URL.Path != "/v1/traces" || proto.Unmarshal(body, &sent) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		for _, rs := range sent.ResourceSpans {
			for _, ss := range rs.ScopeSpans {
				r.spans = append(r.spans, ss.Spans...)
			}
		}
		w.Header().Set("Content-Type", "application/x-protobuf")
	}))
	t.Cleanup(r.Close)
	return r
}

// named are the spans of that name.
func (r *receiver) named(name string) (found []*otlp.Span) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.spans {
		if s.Name == name {
			found = append(found, s)
		}
	}
	return found
}

// attributeOf is a span's attribute as text.
func attributeOf(s *otlp.Span, key string) string {
	for _, a := range s.Attributes {
		if a.Key == key {
			if text := a.Value.GetStringValue(); text != "" {
				return text
			}
			return fmt.Sprint(a.Value.GetIntValue())
		}
	}
	return ""
}

func linked(s *otlp.Span, to *otlp.Span) bool {
	for _, l := range s.Links {
		if string(l.SpanId) == string(to.SpanId) && string(l.TraceId) == string(to.TraceId) {
			return true
		}
	}
	return false
}

// tracedBank is a bank whose spans go to a receiver; flush sends them.
func tracedBank(t *testing.T) (b *bank, r *receiver, obs *observe.Observer, flush func()) {
	t.Helper()
	r = newReceiver(t)
	log := &syncWriter{}
	obs = observe.Setup(observe.Config{OTLP: r.URL, Output: log, JSON: true, Level: slog.LevelDebug, Version: "test"})
	b = newBank(t, Config{Observer: obs, AccessLog: LogAll}, store.Options{})
	b.log = log
	return b, r, obs, func() {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		if err := obs.Close(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

const putSpan, parentSpan = "POST /v1/till/{till}/effects", "00f067aa0ba902b7"

func traceNumber(i int) string { return fmt.Sprintf("4bf92f3577b34da6a3ce929d0e0e47%02x", i) }

func TestARequestIsTracedDownToItsCommit(t *testing.T) {
	store.SQLiteOnly(t, "where there is one lane all of them share a group")
	b, r, _, flush := tracedBank(t)
	const requests = 8
	b.holdWriter(t, requests, func(i int) {
		answer, text := b.ask("POST", putPath, goodPut, fmt.Sprintf("Idempotency-Key: k%d", i),
			"Traceparent: 00-"+traceNumber(i)+"-"+parentSpan+"-01")
		if answer.StatusCode != http.StatusCreated || !strings.HasPrefix(answer.Header.Get("Traceresponse"), "00-"+traceNumber(i)) {
			t.Errorf("%d %s %v", answer.StatusCode, text, answer.Header)
		}
	})
	flush()
	served, updates, groups := r.named(putSpan), r.named("store update"), r.named("store group")
	if len(served) != requests || len(updates) != requests || len(groups) != 1 {
		t.Fatalf("%d requests, %d updates, %d groups", len(served), len(updates), len(groups))
	}
	group := groups[0]
	if n := attributeOf(group, "tonghui.group.updates"); n != fmt.Sprint(requests) {
		t.Errorf("the group says it holds %s updates", n)
	}
	if len(group.Links) != requests || attributeOf(group, "db.system.name") == "" {
		t.Errorf("the group: %v", group)
	}
	parents := 0
	for _, s := range served {
		if hex.EncodeToString(s.ParentSpanId) != parentSpan || !strings.HasPrefix(hex.EncodeToString(s.TraceId), traceNumber(0)[:30]) {
			t.Errorf("the request doesn't continue its caller's trace: %v", s)
		}
		if attributeOf(s, "http.response.status_code") != "201" || attributeOf(s, "tonghui.operation") != "putIn" {
			t.Errorf("attributes of %v", s)
		}
		update := childOf(updates, s)
		if update == nil {
			t.Fatalf("no update belongs to %v", s)
		}
		if !linked(group, update) || !linked(update, group) {
			t.Errorf("group and update are not linked: %v", update)
		}
		if string(group.ParentSpanId) == string(update.SpanId) {
			parents++
		}
	}
	if parents != 1 {
		t.Errorf("the group is the child of %d of its updates", parents)
	}
	for i := range requests {
		if !strings.Contains(b.logged(), `"trace":"`+traceNumber(i)) {
			t.Errorf("the log has no line of trace %d", i)
		}
	}
}

func childOf(spans []*otlp.Span, parent *otlp.Span) *otlp.Span {
	for _, s := range spans {
		if string(s.ParentSpanId) == string(parent.SpanId) && string(s.TraceId) == string(parent.TraceId) {
			return s
		}
	}
	return nil
}

// holdWriter lets n requests gather behind an update that waits, so that they share a group.
func (b *bank) holdWriter(t *testing.T, n int, ask func(i int)) {
	t.Helper()
	begun, release := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		once := sync.OnceFunc(func() { close(begun) })
		if err := b.st.Update(context.Background(), func(*store.Tx) error { once(); <-release; return nil }); err != nil {
			t.Error(err)
		}
	})
	<-begun
	for i := range n {
		all.Go(func() { ask(i) })
	}
	for range 3000 {
		if b.st.Queued() == n {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if got := b.st.Queued(); got != n {
		t.Errorf("%d updates wait, not %d", got, n)
	}
	close(release)
	all.Wait()
}

func TestAJobLinksToTheRequestThatCausedIt(t *testing.T) {
	b, r, obs, flush := tracedBank(t)
	ctx := obs.Traced(context.Background())
	if answer, text := b.ask("POST", putPath, goodPut, keyK); answer.StatusCode != http.StatusCreated {
		t.Fatal(text)
	}
	cause, span := obs.Tracer.Start(context.Background(), "cause")
	var carrier string
	err := b.st.Update(cause, func(tx *store.Tx) error {
		carrier = tx.Trace() // as a row would keep it
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	span.End()
	work, end := store.Work(store.WithTrace(ctx, carrier), "job till.count")
	if err := b.st.Update(work, func(*store.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	end(errTillShut)
	flush()
	jobs, causes := r.named("job till.count"), r.named("cause")
	if len(jobs) != 1 || len(causes) != 1 {
		t.Fatalf("%d jobs, %d causes", len(jobs), len(causes))
	}
	update := childOf(r.named("store update"), causes[0])
	if update == nil || !linked(jobs[0], update) || len(jobs[0].ParentSpanId) != 0 {
		t.Errorf("the job %v isn't linked to %v", jobs[0], update)
	}
	if childOf(r.named("store update"), jobs[0]) == nil {
		t.Error("the job's own update is not in its trace")
	}
	if attributeOf(jobs[0], "tonghui.problem") != "till.shut" || jobs[0].Status.GetCode() == otlp.Status_STATUS_CODE_ERROR {
		t.Errorf("a refusal of the rules: %v", jobs[0])
	}
}

func TestRefusalsInTraces(t *testing.T) {
	b, r, _, flush := tracedBank(t)
	const given = "Traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-" + parentSpan + "-01"
	_, text := b.ask("POST", putPath, `{"word":"shut","amount":5}`, given, keyK)
	if p := b.problem(text); p.Code != "till.shut" || p.TraceID != "4bf92f3577b34da6a3ce929d0e0e4736" {
		t.Errorf("%+v", p)
	}
	_, text = b.ask("POST", putPath, goodPut, given, keyK, "Authorization: ")
	if p := b.problem(text); p.Code != "app.sign_in" || p.TraceID == "" || p.TraceID == "4bf92f3577b34da6a3ce929d0e0e4736" {
		t.Errorf("a stranger continued his own trace: %+v", p)
	}
	b.ask("POST", putPath, `{"word":"panic","amount":5}`, given, "Idempotency-Key: p")
	b.ask("GET", "/v1/6222020000000188", "", given)
	b.ask("GET", "/healthz", "", given)
	flush()
	codes := map[string]int{}
	for _, s := range r.named(putSpan) {
		codes[attributeOf(s, "error.type")]++
		if failed := s.Status.GetCode() == otlp.Status_STATUS_CODE_ERROR; failed != (attributeOf(s, "error.type") == "internal") {
			t.Errorf("status of %v", s)
		}
	}
	if codes["till.shut"] != 1 || codes["app.sign_in"] != 1 || codes["internal"] != 1 {
		t.Errorf("codes %v", codes)
	}
	if len(r.named("GET /healthz")) != 0 {
		t.Error("a probe was traced")
	}
	for _, s := range r.spans {
		if strings.Contains(s.String(), "6222020000000188") {
			t.Errorf("a card number is in a span: %v", s)
		}
	}
}

func TestWithoutTracesTheCallersTraceIsStillInTheLog(t *testing.T) {
	b := newBank(t, Config{AccessLog: LogAll}, store.Options{})
	answer, text := b.ask("POST", putPath, `{"word":"shut","amount":5}`, keyK, "Traceparent: 00-"+traceNumber(1)+"-"+parentSpan+"-01")
	if p := b.problem(text); p.TraceID != traceNumber(1) || answer.Header.Get("Traceresponse") != "" {
		t.Errorf("%+v %v", p, answer.Header)
	}
	if !strings.Contains(b.logged(), traceNumber(1)) {
		t.Error("the log doesn't name the trace")
	}
	_, text = b.ask("POST", putPath, `{"word":"shut","amount":5}`, "Idempotency-Key: j")
	if p := b.problem(text); p.TraceID != "" || strings.Contains(text, "traceId") {
		t.Errorf("a trace from nowhere: %s", text)
	}
}

// BenchmarkWriteTraced is BenchmarkWrite with every request traced and sent; its collector throws the spans away, but
// its share of HTTP is in the figure too.
func BenchmarkWriteTraced(b *testing.B) {
	sink := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }))
	defer sink.Close()
	obs := observe.Setup(observe.Config{OTLP: sink.URL, Output: io.Discard})
	bk := newBank(b, Config{Observer: obs}, store.Options{})
	drive(b, strings.TrimPrefix(bk.srv.URL, "http://"), bk.bearer, putPath, `{"word":"rent","amount":5}`)
	if err := obs.Close(context.Background()); err != nil {
		b.Fatal(err)
	}
}
