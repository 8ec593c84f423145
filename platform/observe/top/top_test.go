package top

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"tonghui/platform/observe"
	"tonghui/platform/store"
)

var noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

// day is a bank that measures everything; each call of its sample is a second later.
type day struct {
	t      *testing.T
	o      *observe.Observer
	ledger observe.LedgerStats
	jobs   []observe.JobStats
	audit  observe.AuditStats
	backup observe.BackupStats
	at     time.Time
}

func newDay(t *testing.T) *day {
	d := &day{t: t, o: observe.Setup(observe.Config{Output: io.Discard, Version: "v1"}), at: noon}
	m := d.o.Metrics
	m.WatchStore(store.Test(t))
	m.WatchLedger(func() observe.LedgerStats { return d.ledger })
	m.WatchJobs(func() []observe.JobStats { return d.jobs })
	m.WatchAudit(func() observe.AuditStats { return d.audit })
	m.WatchBackup(func() observe.BackupStats { return d.backup })
	return d
}

func (d *day) sample() *Sample {
	d.t.Helper()
	w := httptest.NewRecorder()
	d.o.Metrics.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	s, err := Parse(d.at, w.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	d.at = d.at.Add(time.Second)
	return s
}

// troubled is a day on which everything needs attention.
func troubled(t *testing.T) *Figures {
	d := newDay(t)
	d.ledger = observe.LedgerStats{Entries: 1000, BankDate: noon.Add(-40 * time.Hour), Refused: map[string]int64{"ledger.insufficient_funds": 3}}
	d.jobs = []observe.JobStats{{Kind: "ledger.accrue"}}
	before := d.sample()
	post, list := d.o.Metrics.Operation("postEntry"), d.o.Metrics.Operation("listAccounts")
	for range 98 {
		post.Note(201, 3*time.Millisecond)
	}
	post.Note(503, 2*time.Second)
	post.Note(503, 2*time.Second)
	list.Note(200, 700*time.Microsecond)
	d.o.Metrics.Refused("store.busy")
	d.ledger.Entries = 1250
	d.ledger.Refused["ledger.insufficient_funds"] = 5
	d.jobs = []observe.JobStats{{Kind: "ledger.accrue", Waiting: 12, Running: 2, Dead: 3, Oldest: 7 * time.Minute, Done: 5, Retried: 1}}
	d.audit = observe.AuditStats{Pending: 9, Lag: 40 * time.Second, Size: 7, Signed: noon.Add(-10 * time.Minute)}
	d.backup = observe.BackupStats{Last: noon.Add(-50 * time.Hour), Bytes: 3 << 30}
	return Compare("http://localhost:8080", before, d.sample())
}

func TestFigures(t *testing.T) {
	f := troubled(t)
	near := func(name string, got *float64, want float64) {
		t.Helper()
		if got == nil || math.Abs(*got-want) > want*.001 {
			t.Errorf("%s is %v, want %v", name, text(count(got)), want)
		}
	}
	near("transfers", f.Transfers, 250)
	near("requests", f.Requests, 101)
	near("failed", f.Failed, 2.0/101)
	near("p50", f.P50, .002+.003*(50.5-1)/98)
	near("p99", f.P99, 1+1.5*(99.99-99)/2)
	near("oldest job", f.JobsOldest, 420)
	near("dead jobs", f.JobsDead, 3)
	near("audit lag", f.AuditLag, 40)
	near("checkpoint", f.CheckpointAge, 601)
	near("backup", f.BackupAge, 50*3600+1)
	near("bank date", f.BankDateAge, 40*3600+1)
	if f.Version != "v1" || f.Engine == "" || f.BankDate != "2026-11-22" {
		t.Errorf("version %q, engine %q, bank date %q", f.Version, f.Engine, f.BankDate)
	}
	if f.Group != nil || f.CommitP99 != nil {
		t.Error("nothing was committed, and yet there are figures of it")
	}
	if len(f.Operations) != 2 || f.Operations[0].Name != "postEntry" || len(f.Jobs) != 1 || f.Jobs[0].Failed != 1 {
		t.Errorf("%+v %+v", f.Operations, f.Jobs)
	}
	if len(f.Refusals) != 2 || f.Refusals[0] != (Refusal{"ledger.insufficient_funds", 2, 5}) || f.Refusals[1] != (Refusal{"store.busy", 1, 1}) {
		t.Errorf("%+v", f.Refusals)
	}
}

func TestAServerThatMeasuresLittle(t *testing.T) {
	o := observe.Setup(observe.Config{Output: io.Discard})
	w := httptest.NewRecorder()
	o.Metrics.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	s, err := Parse(noon, w.Body)
	if err != nil {
		t.Fatal(err)
	}
	f := Compare("x", s, &Sample{noon.Add(time.Second), s.families})
	for name, v := range map[string]*float64{"transfers": f.Transfers, "queue": f.Queue, "jobs": f.JobsWaiting, "audit": f.AuditLag,
		"backup": f.BackupAge, "p99": f.P99, "failed": f.Failed} {
		if v != nil {
			t.Errorf("%s is %v, not absent", name, *v)
		}
	}
	var h History
	h.Add(f)
	if frame := h.Frame(Style{Width: 80}); strings.Count(frame, absent) < 8 {
		t.Errorf("absent figures are not shown as such:\n%s", frame)
	}
}

func TestFramesNameWhatIsWrong(t *testing.T) {
	var h History
	h.Add(troubled(t))
	for _, chinese := range []bool{false, true} {
		frame := h.Frame(Style{Width: 80, Chinese: chinese})
		w := &englishWords
		if chinese {
			w = &chineseWords
		}
		for _, bad := range []string{w.latency, w.failed, w.jobs, w.dead, w.audit, w.checkpoint, w.backup, w.bankDate} {
			if !strings.Contains(frame, "!!"+bad) {
				t.Errorf("%q is not marked in\n%s", bad, frame)
			}
		}
		for _, want := range []string{"postEntry", "ledger.insufficient_funds", "ledger.accrue", "250", "12 7m", "2d2h 3.0G", "2026-11-22"} {
			if !strings.Contains(frame, want) {
				t.Errorf("%q is missing in\n%s", want, frame)
			}
		}
		if strings.Contains(frame, "\x1b") {
			t.Error("colour without being asked")
		}
	}
	if frame := h.Frame(Style{Width: 80, Colour: true}); !strings.Contains(frame, "\x1b[1;31m!!") {
		t.Errorf("no colour in %q", frame)
	}
	blanks := regexp.MustCompile(` +(\n|$)`)
	if h.Frame(Style{Width: 80}) != blanks.ReplaceAllString(ansi.Strip(h.Frame(Style{Width: 80, Colour: true})), "$1") {
		t.Error("colour changes the text")
	}
}

func TestAFrameFits(t *testing.T) {
	f := troubled(t)
	rapid.Check(t, func(t *rapid.T) {
		var h History
		for range rapid.IntRange(0, 100).Draw(t, "figures") {
			h.Add(f)
		}
		if rapid.Bool().Draw(t, "fails") {
			h.Fail(errors.New("dial tcp: connection refused, 连接被拒绝"))
		}
		s := Style{Width: rapid.IntRange(20, 200).Draw(t, "width"), Height: rapid.IntRange(1, 70).Draw(t, "height"),
			Chinese: rapid.Bool().Draw(t, "Chinese"), Colour: rapid.Bool().Draw(t, "colour"), Plain: rapid.Bool().Draw(t, "plain"),
			Paused: rapid.Bool().Draw(t, "paused"), Help: rapid.Bool().Draw(t, "help"), Keys: rapid.Bool().Draw(t, "keys")}
		lines := strings.Split(h.Frame(s), "\n")
		if len(lines) > s.Height {
			t.Fatalf("%d lines of %d", len(lines), s.Height)
		}
		for _, l := range lines {
			if ansi.StringWidth(l) > s.Width {
				t.Fatalf("%d columns of %d: %q", ansi.StringWidth(l), s.Width, l)
			}
		}
	})
}

func TestNumbers(t *testing.T) {
	p := func(v float64) *float64 { return &v }
	for _, c := range [][2]string{
		{count(nil), absent}, {count(p(0)), "0"}, {count(p(.25)), "0.25"}, {count(p(8.06)), "8.1"}, {count(p(8)), "8"}, {count(p(128.4)), "128"},
		{count(p(8412)), "8,412"}, {count(p(999_999)), "999,999"}, {count(p(1.25e6)), "1.2M"},
		{seconds(nil), absent}, {seconds(p(.00042)), "0.42ms"}, {seconds(p(.012)), "12ms"}, {seconds(p(1.25)), "1.2s"},
		{age(p(0)), "0s"}, {age(p(.4)), "0.4s"}, {age(p(42)), "42s"}, {age(p(310)), "5m"}, {age(p(3*3600 + 720)), "3h12m"}, {age(p(52 * 3600)), "2d4h"},
		{bytes(p(512)), "512B"}, {bytes(p(16 << 20)), "16M"}, {bytes(p(1.5 * (1 << 30))), "1.5G"}, {bytes(p(1023)), "1.0K"},
		{percent(p(0)), "0%"}, {percent(p(.0123)), "1.23%"}, {join(absent, absent), absent}, {join("1", absent), "1 " + absent},
		{spark([]float64{0, 1, 2}, 4, sparks), " ▁▅█"}, {spark([]float64{math.NaN(), 0}, 2, sparks), " ▁"}, {spark([]float64{1, 2, 3, 4}, 2, plainSparks), "+#"},
	} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
}

func TestACounterThatFellWasStartedAnew(t *testing.T) {
	parse := func(at time.Time, n int) *Sample {
		s, err := Parse(at, strings.NewReader(fmt.Sprintf("# TYPE tonghui_store_updates_total counter\ntonghui_store_updates_total %d\n", n)))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	f := Compare("x", parse(noon, 1000), parse(noon.Add(2*time.Second), 10))
	if f.Updates == nil || *f.Updates != 5 {
		t.Errorf("updates per second: %v", f.Updates)
	}
}

// served is a server whose metrics rise by ten entries a reading.
func served(t *testing.T) (*Source, *bool) {
	n, down := 0, false
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if down || r.URL.Path != "/metrics" || r.Header.Get("Authorization") != "Bearer word" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		n += 10
		fmt.Fprintf(w, "# TYPE tonghui_ledger_entries_total counter\ntonghui_ledger_entries_total %d\n", n)
	}))
	t.Cleanup(srv.Close)
	return &Source{URL: srv.URL + "/", Token: "word"}, &down
}

func TestOnce(t *testing.T) {
	source, down := served(t)
	f, err := Once(context.Background(), source, time.Millisecond)
	if err != nil || f.Transfers == nil || *f.Transfers <= 0 {
		t.Fatalf("%v %v", f, err)
	}
	*down = true
	if _, err := Once(context.Background(), source, time.Millisecond); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errors.New("enough"))
	if _, err := Once(ctx, source, time.Hour); err == nil {
		t.Error("a cancelled reading succeeded")
	}
	if _, err := (&Source{URL: "http://bad host"}).Read(context.Background()); err == nil {
		t.Error("a bad address was read")
	}
}

func TestScreen(t *testing.T) {
	source, down := served(t)
	s := &screen{ctx: context.Background(), source: source, every: time.Millisecond, style: Style{Keys: true}}
	do := func(m tea.Msg) { s.Update(m) }
	do(tea.WindowSizeMsg{Width: 80, Height: 24})
	if !strings.Contains(s.View(), englishWords.waiting) {
		t.Error("no word of the first sample")
	}
	do(s.read())
	do(s.read())
	if !strings.Contains(s.View(), englishWords.transfers) || len(s.history.figures) != 1 {
		t.Errorf("after two samples:\n%s", s.View())
	}
	do(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("pl")})
	if view := s.View(); !strings.Contains(view, chineseWords.paused) || !strings.Contains(view, chineseWords.keys) {
		t.Errorf("after p and l:\n%s", view)
	}
	do(s.read())
	if len(s.history.figures) != 1 {
		t.Error("it goes on while it is paused")
	}
	do(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("ph")})
	if !strings.Contains(s.View(), chineseWords.helpLines[1]) {
		t.Errorf("after h:\n%s", s.View())
	}
	do(tea.KeyMsg{Type: tea.KeyEsc})
	*down = true
	do(s.read())
	if view := s.View(); !strings.Contains(view, chineseWords.noAnswer) || !strings.Contains(view, chineseWords.transfers) {
		t.Errorf("without an answer:\n%s", view)
	}
	*down = false
	do(s.read())
	do(s.read())
	if strings.Contains(s.View(), chineseWords.noAnswer) || len(s.history.figures) != 2 {
		t.Errorf("after it came back:\n%s", s.View())
	}
	if _, cmd := s.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("q")}); cmd == nil {
		t.Error("q does not quit")
	}
}

func TestWatchEndsWithItsContext(t *testing.T) {
	source, _ := served(t)
	ctx, cancel := context.WithCancel(context.Background())
	in, keys := io.Pipe()
	defer keys.Close()
	out := &writes{enough: cancel}
	if err := Watch(ctx, in, out, source, 10*time.Millisecond, Style{}); err != nil {
		t.Error(err)
	}
}

// writes ends a watch after some frames.
type writes struct {
	n      int
	enough func()
}

func (w *writes) Write(p []byte) (int, error) {
	if w.n++; w.n == 5 {
		w.enough()
	}
	return len(p), nil
}

func TestWordsAreWhole(t *testing.T) {
	for _, w := range []*words{&chineseWords, &englishWords} {
		for _, text := range slices.Concat(w.helpLines, []string{w.transfers, w.updates, w.requests, w.latency, w.failed, w.inFlight, w.queue, w.group,
			w.commit, w.reruns, w.refusedWrites, w.jobs, w.dead, w.audit, w.checkpoint, w.backup, w.bankDate, w.files, w.process, w.up, w.paused, w.noAnswer,
			w.waiting, w.operations, w.refusals, w.jobKinds, w.rate, w.share, w.total, w.running, w.oldest, w.keys}) {
			if text == "" {
				t.Error("a word is missing")
			}
		}
	}
	if len(chineseWords.helpLines) != len(englishWords.helpLines) {
		t.Error("the help of one language says more than that of the other")
	}
}
