//tidy:float Prometheus measures in floats

package observe

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// figure is one metric of a reading.
type figure struct {
	name, help string
	kind       prometheus.ValueType
	labels     []string
}

const (
	counter = prometheus.CounterValue
	gauge   = prometheus.GaugeValue
)

// put hands one figure on; its labels' values stand in the figure's order.
type put func(name string, value float64, labels ...string)

// reading is a collector that asks its part of the bank at every scrape, so that the part keeps plain counters and
// knows nothing of Prometheus.
type reading struct {
	figures map[string]figure
	descs   map[string]*prometheus.Desc
	read    func(put)
}

// watch registers figures whose names all begin with tonghui_ and the part's word.
func (m *Metrics) watch(part string, figures []figure, read func(put)) {
	r := &reading{figures: map[string]figure{}, descs: map[string]*prometheus.Desc{}, read: read}
	for _, f := range figures {
		r.figures[f.name] = f
		r.descs[f.name] = prometheus.NewDesc("tonghui_"+part+"_"+f.name, f.help, f.labels, nil)
	}
	m.registry.MustRegister(r)
}

// Describe lists the metrics.
func (r *reading) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range r.descs {
		ch <- d
	}
}

// Collect reads them.
func (r *reading) Collect(ch chan<- prometheus.Metric) {
	r.read(func(name string, value float64, labels ...string) {
		f := r.figures[name]
		ch <- prometheus.MustNewConstMetric(r.descs[name], f.kind, value, labels...)
	})
}

// moment hands on a point in time, unless there is none yet.
func (p put) moment(name string, at time.Time, labels ...string) {
	if !at.IsZero() {
		p(name, float64(at.UnixMicro())/1e6, labels...)
	}
}

func yes(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
