package observe

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
)

// Config says how the bank is observed; the zero value logs text at level info to standard error.
type Config struct {
	Output io.Writer  // default os.Stderr
	JSON   bool       // JSON lines instead of text
	Level  slog.Level // lowest level that is written; default info
	// Version and Commit are shown by the metric tonghui_build_info.
	Version, Commit string
}

// Observer is what Setup gives to the rest of the bank.
type Observer struct {
	Log     *slog.Logger
	Metrics *Metrics
	// Traces: see doc.go.
}

// Setup builds logs and metrics. It changes nothing global; the program that wants slog.Default to be the
// bank's log calls slog.SetDefault with its Log.
func Setup(cfg Config) *Observer {
	if cfg.Output == nil {
		cfg.Output = os.Stderr
	}
	opt := &slog.HandlerOptions{Level: cfg.Level}
	var h slog.Handler = slog.NewTextHandler(cfg.Output, opt)
	if cfg.JSON {
		h = slog.NewJSONHandler(cfg.Output, opt)
	}
	return &Observer{
		Log:     slog.New(NewHandler(h)),
		Metrics: newMetrics(prometheus.NewRegistry(), cfg.Version, cfg.Commit),
	}
}

// ParseLevel reads a level's name: debug, info, warn or error.
func ParseLevel(name string) (slog.Level, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(strings.TrimSpace(name))); err != nil {
		return 0, fmt.Errorf("unknown log level %q: use debug, info, warn or error", name)
	}
	return l, nil
}
