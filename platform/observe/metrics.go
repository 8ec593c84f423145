//tidy:float Prometheus measures in floats

package observe

import (
	"net/http"
	"runtime"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"tonghui/base/problem"
	"tonghui/platform/store"
)

// Metrics is the bank's registry with the metrics of its HTTP door.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	inFlight prometheus.Gauge
	shed     prometheus.Counter
	refusals *prometheus.CounterVec
	exported *prometheus.CounterVec
	ended    prometheus.Counter
}

// latencyBounds reach from a read out of memory to a request that ran into its deadline.
var latencyBounds = []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .25, .5, 1, 2.5, 10, 60}

func newMetrics(reg *prometheus.Registry, version, commit string) *Metrics {
	m := &Metrics{
		registry: reg,
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "tonghui_http_requests_total", Help: "Requests answered, by operation and status."},
			[]string{"operation", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "tonghui_http_request_seconds", Help: "Time from first byte read to answer, by operation.",
			Buckets: latencyBounds}, []string{"operation"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "tonghui_http_in_flight", Help: "Requests being worked on."}),
		shed: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "tonghui_http_shed_total", Help: "Requests refused because too many were in flight."}),
		refusals: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "tonghui_http_refusals_total", Help: "Requests refused or failed, by the problem's code."}, []string{"code"}),
		exported: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "tonghui_trace_spans_total", Help: "Spans handed to the trace collector, by outcome: sent or lost."},
			[]string{"outcome"}),
		ended: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "tonghui_trace_spans_ended_total", Help: "Spans that ended and are to be handed to the trace collector."}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "tonghui_build_info", Help: "Always 1; the labels say what runs.",
		ConstLabels: prometheus.Labels{"version": version, "commit": commit, "go": runtime.Version()}})
	build.Set(1)
	// What alert rules watch for its first rise must stand at zero before it.
	m.refusals.WithLabelValues(problem.ErrInternal.Code)
	m.exported.WithLabelValues("sent")
	m.exported.WithLabelValues("lost")
	reg.MustRegister(m.requests, m.seconds, m.inFlight, m.shed, m.refusals, m.exported, m.ended, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Register adds a room's own collector; it panics if the name is taken, as a program's mistake.
func (m *Metrics) Register(c prometheus.Collector) { m.registry.MustRegister(c) }

// Registry lets tests and tools read the metrics without HTTP.
func (m *Metrics) Registry() prometheus.Gatherer { return m.registry }

// WatchStore adds the counters of a store, and the size of its files where it has some.
func (m *Metrics) WatchStore(st *store.Store) { m.registry.MustRegister(newStoreCollector(st)) }

// Handler writes the metrics in Prometheus's text form.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{DisableCompression: true})
}

// Begin and Done count a request in flight; Shed counts one that was refused for overload.
func (m *Metrics) Begin() { m.inFlight.Inc() }

// Done ends what Begin began.
func (m *Metrics) Done() { m.inFlight.Dec() }

// Shed counts a request refused because too many were in flight.
func (m *Metrics) Shed() { m.shed.Inc() }

// Refused counts a refusal; code must be a problem's, of which the program has a fixed number.
func (m *Metrics) Refused(code string) { m.refusals.WithLabelValues(code).Inc() }

// spans counts what became of spans.
func (m *Metrics) spans(outcome string, n int) { m.exported.WithLabelValues(outcome).Add(float64(n)) }

// Operation measures one operation. Its counters are looked up once a status, not once a request.
type Operation struct {
	m       *Metrics
	name    string
	seconds prometheus.Observer
	byCode  [600]atomic.Pointer[prometheus.Counter]
}

// Operation gives the measure for an operation, which must be one of the program's own names.
func (m *Metrics) Operation(name string) *Operation {
	return &Operation{m: m, name: name, seconds: m.seconds.WithLabelValues(name)}
}

// Note counts an answer.
func (o *Operation) Note(status int, took time.Duration) {
	if status < 100 || status >= len(o.byCode) {
		status = 599
	}
	c := o.byCode[status].Load()
	if c == nil {
		made := o.m.requests.WithLabelValues(o.name, strconv.Itoa(status))
		c = &made
		o.byCode[status].Store(c)
	}
	(*c).Inc()
	o.seconds.Observe(took.Seconds())
}
