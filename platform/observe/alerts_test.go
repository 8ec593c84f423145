package observe

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/rulefmt"
	engine "github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/tsdb/chunks"
	"github.com/prometheus/prometheus/util/annotations"
)

// alertCase is a course of things under which exactly these alerts fire, and a quieter one under which none does.
// Series are in promtool's notation, one sample a minute.
type alertCase struct {
	minutes    int
	bad, quiet string
}

// Values without labels that matter get these.
const at = `{job="tonghui",instance="a"}`

var alertCases = map[string]alertCase{
	"TonghuiDown":              {2, `up` + at + ` 1 0x9`, `up` + at + ` 1x9`},
	"TonghuiErrors":            {15, requests("5+5x30", "100+100x30"), requests("0+0x30", "100+100x30")},
	"TonghuiFault":             {10, refusals("internal", "0x5 1x9"), refusals("ledger.ceiling", "0x5 1x9")},
	"TonghuiSlow":              {20, latency("http_request", "0.5", "90+90x30", "100+100x30"), latency("http_request", "0.5", "100+100x30", "100+100x30")},
	"TonghuiShedding":          {12, `tonghui_http_shed_total` + at + ` 0+7x30`, `tonghui_http_shed_total` + at + ` 7x30`},
	"TonghuiRestarting":        {12, `process_start_time_seconds` + at + ` 1x3 2x2 3x2 4x9`, `process_start_time_seconds` + at + ` 1x3 2x2 3x9`},
	"TonghuiFileHandles":       {7, handles("900x9"), handles("700x9")},
	"TonghuiStoreRefuses":      {5, `tonghui_store_refused_total` + at + ` 0x3 5x9`, `tonghui_store_refused_total` + at + ` 5x9`},
	"TonghuiStoreQueue":        {4, `tonghui_store_queue` + at + ` 2500x9`, `tonghui_store_queue` + at + ` 2500 10 2500 10 2500`},
	"TonghuiCommitSlow":        {20, latency("store_commit", "0.1", "50+50x30", "100+100x30"), latency("store_commit", "0.1", "100+100x30", "100+100x30")},
	"TonghuiLogLarge":          {12, `tonghui_store_wal_bytes` + at + ` 600000000x20`, `tonghui_store_wal_bytes` + at + ` 134217728x20`},
	"TonghuiReruns":            {25, reruns("0+30x30"), reruns("0+1x30")},
	"TonghuiLeaseFree":         {4, leases("0x9"), leases("1x9")},
	"TonghuiNodeLost":          {1, `tonghui_store_node_lost` + at + ` 1x9`, `tonghui_store_node_lost` + at + ` 0x9`},
	"TonghuiJobsStuck":         {7, `tonghui_jobs_stuck{job="tonghui",kind="x"} 1x9`, `tonghui_jobs_stuck{job="tonghui",kind="x"} 1x2 0x9`},
	"TonghuiAuditContradicted": {1, `tonghui_audit_contradicted` + at + ` 0 1x9`, `tonghui_audit_contradicted` + at + ` 0x9`},
	"TonghuiAuditExport":       {10, `tonghui_audit_export_failures_total` + at + ` 0+2x20`, `tonghui_audit_export_failures_total` + at + ` 2x20`},
	"TonghuiBankDateOld":       {2200, `tonghui_ledger_bank_date_timestamp_seconds` + at + ` 0x2300`, `tonghui_ledger_bank_date_timestamp_seconds` + at + ` 0x1000 60000x1300`},
	"TonghuiDayClosing":        {400, `tonghui_ledger_days_closing` + at + ` 1x500`, `tonghui_ledger_days_closing` + at + ` 1x300 0x200`},
	"TonghuiRefusalsMany":      {30, entries("0+70x40", "0+30x40"), entries("0+10x40", "0+90x40")},
	"TonghuiJobsLate":          {8, `tonghui_jobs_oldest_due_seconds{job="tonghui",kind="x"} 400x9`, `tonghui_jobs_oldest_due_seconds{job="tonghui",kind="x"} 200x9`},
	"TonghuiJobsFailing":       {35, runs("0+8x40", "0+2x40"), runs("0+2x40", "0+8x40")},
	"TonghuiDeadJobs":          {1, `tonghui_jobs_dead{job="tonghui",kind="x"} 1x9`, `tonghui_jobs_dead{job="tonghui",kind="x"} 0x9`},
	"TonghuiAuditLag":          {4, `tonghui_audit_lag_seconds` + at + ` 40x9`, `tonghui_audit_lag_seconds` + at + ` 2x9`},
	"TonghuiCheckpointOld":     {9, checkpoint("3x20"), checkpoint("0x20")},
	"TonghuiWitness":           {10, `tonghui_audit_witness_failures_total` + at + ` 0+2x20`, `tonghui_audit_witness_failures_total` + at + ` 2x20`},
	"TonghuiBackupOld":         {1580, `tonghui_backup_last_success_timestamp_seconds` + at + ` 0x1700`, `tonghui_backup_last_success_timestamp_seconds` + at + ` 0x1000 60000x900`},
	"TonghuiBackupNever": {1600, `tonghui_backup_failures_total` + at + ` 0x1700`,
		`tonghui_backup_failures_total` + at + ` 0x1700` + "\n" + `tonghui_backup_last_success_timestamp_seconds` + at + ` _x800 48000x900`},
	"TonghuiBackupFailed": {30, `tonghui_backup_failures_total` + at + ` 0x9 1x40`, `tonghui_backup_failures_total` + at + ` 1x40`},
	"TonghuiDrillOld": {51000, `tonghui_backup_drill_timestamp_seconds` + at + ` 0x52000`,
		`tonghui_backup_drill_timestamp_seconds` + at + ` 0x30000 1800000x30000`},
	"TonghuiBlobErrors":            {9, blob("failed"), blob("done")},
	"TonghuiSpansLost, full queue": {30, spans("0+50x40"), spans("0+100x40")},
	"TonghuiSpansLost":             {30, `tonghui_trace_spans_total{job="tonghui",outcome="lost"} 0+1x40`, `tonghui_trace_spans_total{job="tonghui",outcome="sent"} 0+1x40`},
}

func requests(bad, good string) string {
	return `tonghui_http_requests_total{job="tonghui",status="503"} ` + bad + "\n" + `tonghui_http_requests_total{job="tonghui",status="200"} ` + good
}

func refusals(code, values string) string {
	return `tonghui_http_refusals_total{job="tonghui",code="` + code + `"} ` + values
}

func latency(of, bound, below, all string) string {
	name := "tonghui_" + of + `_seconds_bucket{job="tonghui",instance="a",le="`
	return name + bound + `"} ` + below + "\n" + name + `1"} ` + all + "\n" + name + `+Inf"} ` + all
}

func handles(open string) string {
	return `process_open_fds` + at + ` ` + open + "\n" + `process_max_fds` + at + ` 1000x9`
}

func reruns(n string) string {
	return `tonghui_store_reruns_total` + at + ` ` + n + "\n" + `tonghui_store_groups_total` + at + ` 0+100x30`
}

func leases(second string) string {
	return `tonghui_lease_held{job="tonghui",lease="x",instance="a"} 0x9` + "\n" + `tonghui_lease_held{job="tonghui",lease="x",instance="b"} ` + second
}

func entries(refused, booked string) string {
	return `tonghui_ledger_refused_total{job="tonghui",code="x"} ` + refused + "\n" + `tonghui_ledger_entries_total` + at + ` ` + booked
}

func runs(failed, done string) string {
	return `tonghui_jobs_runs_total{job="tonghui",kind="x",outcome="failed"} ` + failed + "\n" + `tonghui_jobs_runs_total{job="tonghui",kind="x",outcome="done"} ` + done
}

func checkpoint(pending string) string {
	return `tonghui_audit_checkpoint_timestamp_seconds` + at + ` 0x20` + "\n" + `tonghui_audit_pending` + at + ` ` + pending
}

func spans(sent string) string {
	return `tonghui_trace_spans_total{job="tonghui",instance="a",outcome="sent"} ` + sent + "\n" + `tonghui_trace_spans_ended_total` + at + ` 0+100x40`
}

func blob(outcome string) string {
	return `tonghui_blob_operations_total{job="tonghui",operation="put",outcome="` + outcome + `"} 0 0 3x9`
}

func TestAlertsFire(t *testing.T) {
	all := rules(t)
	waits := map[string]int{} // minutes
	for _, r := range all {
		waits[r.Alert] = int(time.Duration(r.For) / time.Minute)
		if _, ok := alertCases[r.Alert]; !ok {
			t.Errorf("%s has no case", r.Alert)
		}
	}
	for name, c := range alertCases {
		alert, _, _ := strings.Cut(name, ", ")
		hold, ok := waits[alert]
		if !ok {
			t.Errorf("%s is no alert", alert)
			continue
		}
		t.Run(name, func(t *testing.T) {
			if got := firing(t, all, c.bad, c.minutes); !slices.Equal(got, []string{alert}) {
				t.Errorf("%q fire", got)
			}
			if got := firing(t, all, c.quiet, c.minutes); len(got) != 0 {
				t.Errorf("%q fire in quiet times", got)
			}
			if hold > 0 {
				if got := firing(t, all, c.bad, hold-1); len(got) != 0 {
					t.Errorf("%q fire too soon", got)
				}
			}
		})
	}
}

// firing evaluates all rules once a minute (thirty times within the time that a rule waits, if that is longer), as
// Prometheus does, and names those that fire in the end.
func firing(t *testing.T, all []rulefmt.Rule, series string, minutes int) (out []string) {
	t.Helper()
	e := engine.NewEngine(engine.EngineOpts{MaxSamples: 1e7, Timeout: time.Minute, Parser: promql})
	defer e.Close()
	q := memory{}
	for line := range strings.Lines(series) {
		q = append(q, parseSeries(t, line))
	}
	for _, r := range all {
		if !q.concerns(t, r.Expr) {
			continue
		}
		since := map[string]int{}
		fires := false
		hold := int(time.Duration(r.For) / time.Minute)
		step := max(1, hold/30)
		for m := minutes - min(minutes/step, hold/step+1)*step; m <= minutes; m += step { // what went before doesn't matter
			query, err := e.NewInstantQuery(context.Background(), q, nil, r.Expr, time.Unix(int64(m)*60, 0))
			if err != nil {
				t.Fatal(err)
			}
			result := query.Exec(context.Background())
			vector, err := result.Vector()
			if err != nil {
				t.Fatal(r.Alert, err)
			}
			now := map[string]int{}
			fires = false
			for _, s := range vector {
				key := s.Metric.String()
				begun, active := since[key]
				if !active {
					begun = m
				}
				now[key] = begun
				fires = fires || time.Duration(m-begun)*time.Minute >= time.Duration(r.For)
			}
			since = now
			query.Close()
		}
		if fires {
			out = append(out, r.Alert)
		}
	}
	return out
}

// memory is the store of a course of things.
type memory []storage.Series

// concerns says whether an expression reads any of it; none of the rules fires on absence alone.
func (m memory) concerns(t *testing.T, expr string) (yes bool) {
	t.Helper()
	e, err := promql.ParseExpr(expr)
	if err != nil {
		t.Fatal(err)
	}
	parser.Inspect(e, func(n parser.Node, _ []parser.Node) error {
		if v, ok := n.(*parser.VectorSelector); ok {
			yes = yes || slices.ContainsFunc(m, func(s storage.Series) bool { return s.Labels().Get(model.MetricNameLabel) == v.Name })
		}
		return nil
	})
	return yes
}

func parseSeries(t *testing.T, line string) storage.Series {
	t.Helper()
	about, values, err := promql.ParseSeriesDesc(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(line, err)
	}
	var samples []chunks.Sample
	for i, v := range values {
		if !v.Omitted {
			samples = append(samples, sample{int64(i) * 60_000, v.Value})
		}
	}
	return storage.NewListSeries(about, samples)
}

// Querier reads all of it.
func (m memory) Querier(int64, int64) (storage.Querier, error) {
	return querier{storage.NoopQuerier(), m}, nil
}

type querier struct {
	storage.Querier
	all memory
}

// Select finds series.
func (q querier) Select(_ context.Context, _ bool, _ *storage.SelectHints, matchers ...*labels.Matcher) storage.SeriesSet {
	found := &seriesSet{}
	for _, s := range q.all {
		if !slices.ContainsFunc(matchers, func(m *labels.Matcher) bool { return !m.Matches(s.Labels().Get(m.Name)) }) {
			found.all = append(found.all, s)
		}
	}
	return found
}

type seriesSet struct {
	all []storage.Series
	n   int
}

func (s *seriesSet) Next() bool                        { s.n++; return s.n <= len(s.all) }
func (s *seriesSet) At() storage.Series                { return s.all[s.n-1] }
func (s *seriesSet) Err() error                        { return nil }
func (s *seriesSet) Warnings() annotations.Annotations { return nil }

// sample is a value at a time in milliseconds.
type sample struct {
	t int64
	f float64
}

func (s sample) T() int64                      { return s.t }
func (s sample) ST() int64                     { return 0 }
func (s sample) F() float64                    { return s.f }
func (s sample) H() *histogram.Histogram       { return nil }
func (s sample) FH() *histogram.FloatHistogram { return nil }
func (s sample) Type() chunkenc.ValueType      { return chunkenc.ValFloat }
func (s sample) Copy() chunks.Sample           { return s }
