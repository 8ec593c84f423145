//tidy:float Prometheus measures in floats

package top

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"sort"
	"strings"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// Sample is what /metrics said at one moment.
type Sample struct {
	At       time.Time
	families map[string]*dto.MetricFamily
}

// Source is the server that is watched.
type Source struct {
	URL    string // of the server, without a path
	Token  string // API token; "" reads without one, which a server grants on its own machine
	Client *http.Client
}

// maxMetrics bounds what is read of one answer.
const maxMetrics = 16 << 20

// Read takes a sample.
func (s *Source) Read(ctx context.Context) (*Sample, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(s.URL, "/")+"/metrics", nil)
	if err != nil {
		return nil, err
	}
	if s.Token != "" {
		r.Header.Set("Authorization", "Bearer "+s.Token)
	}
	client := s.Client
	if client == nil {
		client = http.DefaultClient
	}
	answer, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("/metrics answered with status %d", answer.StatusCode)
	}
	return Parse(time.Now(), io.LimitReader(answer.Body, maxMetrics))
}

// Parse reads metrics in Prometheus's text form.
func Parse(at time.Time, text io.Reader) (*Sample, error) {
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(text)
	if err != nil {
		return nil, err
	}
	return &Sample{At: at, families: families}, nil
}

// match are the labels that a series must have.
type match map[string]string

func (m match) of(s *dto.Metric) bool {
	for name, value := range m {
		if labelOf(s, name) != value {
			return false
		}
	}
	return true
}

func labelOf(s *dto.Metric, name string) string {
	for _, l := range s.Label {
		if l.GetName() == name {
			return l.GetValue()
		}
	}
	return ""
}

// value sums the matching series; ok is false when there is none.
func (s *Sample) value(name string, m match) (sum float64, ok bool) {
	for _, series := range s.series(name) {
		if m.of(series) {
			sum, ok = sum+series.GetCounter().GetValue()+series.GetGauge().GetValue()+series.GetUntyped().GetValue(), true
		}
	}
	return sum, ok
}

func (s *Sample) series(name string) []*dto.Metric {
	if f := s.families[name]; f != nil {
		return f.Metric
	}
	return nil
}

// labels are the values of a label, sorted.
func (s *Sample) labels(name, label string) []string {
	var out []string
	for _, series := range s.series(name) {
		out = append(out, labelOf(series, label))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// buckets are a histogram's counts by upper bound, of all matching series together.
func (s *Sample) buckets(name string, m match) map[float64]float64 {
	out := map[float64]float64{}
	for _, series := range s.series(name) {
		if h := series.GetHistogram(); h != nil && m.of(series) {
			for _, b := range h.Bucket {
				out[b.GetUpperBound()] += float64(b.GetCumulativeCount())
			}
			out[math.Inf(1)] += float64(h.GetSampleCount()) - infinite(h)
		}
	}
	return out
}

// infinite is what the loop over buckets has counted for the last bound already, where the text states it.
func infinite(h *dto.Histogram) float64 {
	for _, b := range h.Bucket {
		if math.IsInf(b.GetUpperBound(), 1) {
			return float64(b.GetCumulativeCount())
		}
	}
	return 0
}

// quantiles estimates quantiles of what a histogram counted between two samples, as PromQL's histogram_quantile
// does: evenly spread inside a bucket. ok is false when it counted nothing.
func quantiles(before, after map[float64]float64, wanted ...float64) (out []float64, ok bool) {
	bounds := make([]float64, 0, len(after))
	for b := range after {
		bounds = append(bounds, b)
	}
	sort.Float64s(bounds)
	if len(bounds) == 0 {
		return nil, false
	}
	counts := make([]float64, len(bounds))
	for i, b := range bounds {
		counts[i] = rise(before[b], after[b])
	}
	total := counts[len(counts)-1]
	if total <= 0 {
		return nil, false
	}
	for _, q := range wanted {
		out = append(out, quantile(bounds, counts, q*total))
	}
	return out, true
}

func quantile(bounds, counts []float64, rank float64) float64 {
	i := sort.Search(len(counts)-1, func(i int) bool { return counts[i] >= rank })
	low, below := 0.0, 0.0
	if i > 0 {
		low, below = bounds[i-1], counts[i-1]
	}
	if math.IsInf(bounds[i], 1) {
		return low // nobody knows how much slower
	}
	if counts[i] == below {
		return bounds[i]
	}
	return low + (bounds[i]-low)*(rank-below)/(counts[i]-below)
}

// rise is how much a counter grew; one that fell was started anew.
func rise(before, after float64) float64 {
	if after < before {
		return after
	}
	return after - before
}
