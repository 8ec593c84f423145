package observe

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/trace"
)

// Config says how the bank is observed; the zero value logs text at level info to standard error.
type Config struct {
	Output io.Writer  // default os.Stderr
	JSON   bool       // JSON lines instead of text
	Level  slog.Level // lowest level that is written; default info
	// Version and Commit are shown by the metric tonghui_build_info.
	Version, Commit string
	// OTLP is the base URL of the trace collector (链路追踪采集器), such as http://localhost:4318; see CheckOTLP. With ""
	// OpenTelemetry's own variables (OTEL_EXPORTER_OTLP_ENDPOINT) decide, and without those nothing is traced.
	OTLP string
	// Instance names this process among those of one bank; default host and process id.
	Instance string
}

// Observer is what Setup gives to the rest of the bank.
type Observer struct {
	Log     *slog.Logger
	Metrics *Metrics
	Tracer  trace.Tracer // nil when nothing is traced

	traces *traces
}

// Setup builds logs, metrics and traces. It changes nothing global; the program that wants slog.Default to be the
// bank's log calls slog.SetDefault with its Log. Traces that can't be set up are said in the log, and the bank goes
// on without them. Whoever sets an OTLP address calls Close at the end.
func Setup(cfg Config) *Observer {
	if cfg.Output == nil {
		cfg.Output = os.Stderr
	}
	opt := &slog.HandlerOptions{Level: cfg.Level}
	var h slog.Handler = slog.NewTextHandler(cfg.Output, opt)
	if cfg.JSON {
		h = slog.NewJSONHandler(cfg.Output, opt)
	}
	o := &Observer{
		Log:     slog.New(NewHandler(h)),
		Metrics: newMetrics(prometheus.NewRegistry(), cfg.Version, cfg.Commit),
	}
	t, err := openTraces(context.Background(), cfg, o.Log, o.Metrics)
	switch {
	case err != nil:
		o.Log.Warn("nothing is traced", "error", err)
	case t != nil:
		o.traces, o.Tracer = t, t.provider.Tracer(scope)
	}
	return o
}

// ParseLevel reads a level's name: debug, info, warn or error.
func ParseLevel(name string) (slog.Level, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(strings.TrimSpace(name))); err != nil {
		return 0, fmt.Errorf("unknown log level %q: use debug, info, warn or error", name)
	}
	return l, nil
}
