package observe

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"

	"tonghui/platform/store"
)

const (
	dashboardFile = "../../deploy/grafana/tonghui.json"
	rulesFile     = "../../deploy/prometheus/alerts.yml"
	manualFile    = "../../docs/observability.md"
)

// fullObserver watches every part of a bank, each with one of everything. The bank is a file, wherever the tests run: it alone
// has the metrics of every engine.
func fullObserver(t *testing.T) *Observer {
	t.Helper()
	o := Setup(Config{Output: os.Stderr})
	st, err := store.Open(t.Context(), filepath.Join(store.TestDir(t), "bank.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	if _, err := st.Migrate(t.Context(), "test"); err != nil {
		t.Fatal(err)
	}
	if err := st.Update(context.Background(), func(*store.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	now, one := time.Now(), map[string]int64{"x": 1}
	m := o.Metrics
	m.WatchStore(st)
	m.WatchLeases(func() []LeaseStats { return []LeaseStats{{"x", true}} })
	m.WatchLedger(func() LedgerStats {
		return LedgerStats{Entries: 2, Postings: 4, Refused: one, BankDate: now, Closing: 1}
	})
	m.WatchJobs(func() []JobStats {
		return []JobStats{{Kind: "x", Waiting: 1, Running: 3, Dead: 4, Oldest: time.Second, Done: 5}}
	})
	m.WatchAudit(func() AuditStats {
		return AuditStats{Pending: 1, Lag: time.Second, Size: 3, Signed: now}
	})
	m.WatchBackup(func() BackupStats { return BackupStats{Last: now, Bytes: 1, Took: time.Second, Drilled: now} })
	m.WatchBlob(func() []BlobStats { return []BlobStats{{"put", 1, 2}} })
	m.Operation("x").Note(200, time.Millisecond)
	return o
}

// known are the program's metrics with their labels, under the names that Prometheus stores.
func known(t *testing.T) map[string]map[string]bool {
	t.Helper()
	families, err := fullObserver(t).Metrics.Registry().Gather()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]map[string]bool{"up": {}, "ALERTS": {"alertname": true, "alertstate": true}}
	for _, f := range families {
		names := map[string]bool{}
		for _, m := range f.Metric {
			for _, l := range m.Label {
				names[l.GetName()] = true
			}
		}
		switch f.GetType() {
		case dto.MetricType_HISTOGRAM:
			bucket := maps.Clone(names)
			bucket["le"] = true
			out[f.GetName()+"_bucket"], out[f.GetName()+"_sum"], out[f.GetName()+"_count"] = bucket, names, names
		case dto.MetricType_SUMMARY:
			out[f.GetName()+"_sum"], out[f.GetName()+"_count"] = names, names
		default:
			out[f.GetName()] = names
		}
	}
	return out
}

var promql = parser.NewParser(parser.Options{})

// judge says what is wrong with a query: broken, of a metric that the bank doesn't have, by a label that this lacks.
func judge(query string, known map[string]map[string]bool, used map[string]bool) error {
	query = strings.NewReplacer("$__rate_interval", "5m", "$job", ".*", "$instance", ".*").Replace(query)
	e, err := promql.ParseExpr(query)
	if err != nil {
		return fmt.Errorf("%s: %w", query, err)
	}
	parser.Inspect(e, func(n parser.Node, path []parser.Node) error {
		v, ok := n.(*parser.VectorSelector)
		if !ok {
			return nil
		}
		has := known[v.Name]
		if has == nil {
			err = fmt.Errorf("%s: the bank has no metric %s", query, v.Name)
			return nil
		}
		used[v.Name] = true
		wanted := []string{}
		for _, m := range v.LabelMatchers {
			wanted = append(wanted, m.Name)
		}
		for _, p := range path {
			if a, ok := p.(*parser.AggregateExpr); ok && !a.Without {
				wanted = append(wanted, a.Grouping...)
			}
		}
		for _, l := range wanted {
			if !has[l] && !slices.Contains([]string{"job", "instance", model.MetricNameLabel}, l) {
				err = fmt.Errorf("%s: %s has no label %s", query, v.Name, l)
			}
		}
		return nil
	})
	return err
}

func TestEveryMetricHasAHelpAndAConventionalName(t *testing.T) {
	families, err := fullObserver(t).Metrics.Registry().Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		name := f.GetName()
		if !strings.HasPrefix(name, "tonghui_") {
			continue
		}
		if counter := f.GetType() == dto.MetricType_COUNTER; counter != strings.HasSuffix(name, "_total") {
			t.Errorf("%s: counters, and they alone, end in _total", name)
		}
		if f.GetHelp() == "" || !model.LegacyValidation.IsValidMetricName(name) {
			t.Errorf("%s: help %q", name, f.GetHelp())
		}
	}
}

// panel is what the test reads of a Grafana panel.
type panel struct {
	ID          int
	Type, Title string
	GridPos     struct{ H, W, X, Y int }
	Targets     []struct{ Expr, RefID string }
	FieldConfig struct{ Defaults struct{ Unit string } }
}

func TestDashboard(t *testing.T) {
	text, err := os.ReadFile(dashboardFile)
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		UID    string
		Panels []panel
	}
	if err := json.Unmarshal(text, &d); err != nil || d.UID != "tonghui" || len(d.Panels) == 0 {
		t.Fatal(err, d.UID)
	}
	ids, taken, used, all := map[int]bool{}, map[[2]int]string{}, map[string]bool{}, known(t)
	for _, p := range d.Panels {
		if ids[p.ID] || p.ID == 0 {
			t.Errorf("%s: the id %d is taken", p.Title, p.ID)
		}
		ids[p.ID] = true
		if !bilingual(p.Title) {
			t.Errorf("%q is not in both languages", p.Title)
		}
		g := p.GridPos
		if g.W < 1 || g.H < 1 || g.X < 0 || g.X+g.W > 24 {
			t.Errorf("%s stands outside the grid: %+v", p.Title, g)
		}
		for x := g.X; x < g.X+g.W; x++ {
			for y := g.Y; y < g.Y+g.H; y++ {
				if other := taken[[2]int{x, y}]; other != "" {
					t.Fatalf("%s stands on %s", p.Title, other)
				}
				taken[[2]int{x, y}] = p.Title
			}
		}
		if p.Type == "row" {
			continue
		}
		if p.FieldConfig.Defaults.Unit == "" || len(p.Targets) == 0 {
			t.Errorf("%s: unit %q, %d queries", p.Title, p.FieldConfig.Defaults.Unit, len(p.Targets))
		}
		for _, q := range p.Targets {
			if err := judge(q.Expr, all, used); err != nil {
				t.Errorf("%s: %v", p.Title, err)
			}
		}
	}
	for name := range all {
		base := regexp.MustCompile("_(bucket|sum|count)$").ReplaceAllString(name, "")
		if strings.HasPrefix(name, "tonghui_") && !used[name] && !used[base+"_bucket"] && name != "tonghui_store_info" {
			t.Errorf("%s is shown nowhere", name)
		}
	}
}

// bilingual is "English / 中文".
func bilingual(s string) bool {
	en, zh, ok := strings.Cut(s, " / ")
	return ok && chinese(zh) && !chinese(en)
}

func chinese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// rules reads the alert rules.
func rules(t *testing.T) (out []rulefmt.Rule) {
	t.Helper()
	text, err := os.ReadFile(rulesFile)
	if err != nil {
		t.Fatal(err)
	}
	groups, errs := rulefmt.Parse(text, false, model.LegacyValidation, promql, slog.Default())
	for _, err := range errs {
		t.Error(err)
	}
	if groups == nil {
		t.FailNow()
	}
	for _, g := range groups.Groups {
		out = append(out, g.Rules...)
	}
	return out
}

func TestAlertRulesSpeak(t *testing.T) {
	manual, err := os.ReadFile(manualFile)
	if err != nil {
		t.Fatal(err)
	}
	all, used, seen := known(t), map[string]bool{}, map[string]bool{}
	for _, r := range rules(t) {
		if err := judge(r.Expr, all, used); err != nil {
			t.Errorf("%s: %v", r.Alert, err)
		}
		if seen[r.Alert] {
			t.Errorf("%s stands twice", r.Alert)
		}
		seen[r.Alert] = true
		for _, what := range []string{"summary", "description"} {
			if en, zh := r.Annotations[what], r.Annotations[what+"_zh"]; en == "" || chinese(en) || !chinese(zh) {
				t.Errorf("%s: %s is %q, %q", r.Alert, what, en, zh)
			}
		}
		if want := "docs/observability.md#" + strings.ToLower(r.Alert); r.Annotations["runbook"] != want {
			t.Errorf("%s: runbook %q, want %q", r.Alert, r.Annotations["runbook"], want)
		}
		if !strings.Contains(string(manual), "\n### "+r.Alert+"\n") {
			t.Errorf("%s has no paragraph in docs/observability.md", r.Alert)
		}
		if !slices.Contains([]string{"critical", "warning", "info"}, r.Labels["severity"]) {
			t.Errorf("%s: severity %q", r.Alert, r.Labels["severity"])
		}
	}
	for name := range all {
		base := regexp.MustCompile("_(bucket|sum|count)$").ReplaceAllString(name, "")
		if strings.HasPrefix(name, "tonghui_") && !strings.Contains(string(manual), "| `"+name+"` |") &&
			!strings.Contains(string(manual), "| `"+base+"` |") {
			t.Errorf("%s is not in the manual", name)
		}
	}
	for _, m := range regexp.MustCompile(`(?m)^### (Tonghui\w+)$`).FindAllStringSubmatch(string(manual), -1) {
		if !seen[m[1]] {
			t.Errorf("the manual speaks of %s, which is no alert", m[1])
		}
	}
}
