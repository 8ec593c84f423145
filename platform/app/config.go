package app

import (
	"crypto/tls"
	"io/fs"
	"log/slog"
	"time"

	"tonghui/platform/auth/limit"
	"tonghui/platform/jobs"
	"tonghui/platform/observe"
)

// Config tunes the app; New fills in what is zero.
type Config struct {
	Version     string            // of the program, shown in the OpenAPI document
	Admit       []Authenticator   // who finds out who calls, asked in order; none means that every call is refused
	Observer    *observe.Observer // default observe.Setup of the zero Config
	AccessLog   AccessLog         // which requests are logged; default those refused or failed
	MaxInFlight int               // requests worked on at once, beyond them 503; default 1024
	MaxBody     int64             // bytes of a body, unless the operation says otherwise; default 64 KiB
	MaxRawBody  int64             // bytes of the body of a RawWrite; default 16 MiB
	MaxHeader   int               // bytes of all headers; default 16 KiB
	Sealer      Sealer            // encrypts remembered answers; nil leaves them plain
	KeepAnswers time.Duration     // how long an idempotency key is remembered; default 7 days
	SweepEvery  time.Duration     // how often expired answers are swept; default a minute
	PerPerson   limit.Rule        // calls of one person; default 1,000 at once and 500 a second. Clients have limits of their own
	UI          fs.FS             // the built web faces; nil or without an index.html: the start page says how to build them
	TLS         *tls.Config       // serve HTTPS under it; nil: HTTP, for loopback or behind a proxy that ends TLS
	Queue       *jobs.Queue       // runs the modules' Jobs while the app serves; nil: nothing runs in the background

	ReadTimeout  time.Duration // of a whole request; default 30 s
	WriteTimeout time.Duration // of an answer, and of each piece of a stream; default 60 s
	IdleTimeout  time.Duration // of a connection between requests; default 2 min
	DrainTimeout time.Duration // how long a shutdown waits for running requests; default 20 s
}

// AccessLog says which requests are logged.
type AccessLog uint8

// The choices. A bank that books ten thousand entries a second doesn't want ten thousand lines a second;
// metrics count what the log leaves out.
const (
	LogRefused AccessLog = iota // status 400 and above
	LogAll
	LogNone
)

func (c *Config) fill() {
	if c.Version == "" {
		c.Version = "dev"
	}
	if c.Observer == nil {
		c.Observer = observe.Setup(observe.Config{Version: c.Version})
	}
	or(&c.MaxInFlight, 1024)
	or(&c.MaxBody, 64<<10)
	or(&c.MaxRawBody, 16<<20)
	or(&c.MaxHeader, 16<<10)
	or(&c.KeepAnswers, 7*24*time.Hour)
	or(&c.SweepEvery, time.Minute)
	if c.PerPerson == (limit.Rule{}) {
		c.PerPerson = limit.Rule{Burst: 1000, Every: 2 * time.Millisecond}
	}
	or(&c.ReadTimeout, 30*time.Second)
	or(&c.WriteTimeout, 60*time.Second)
	or(&c.IdleTimeout, 2*time.Minute)
	or(&c.DrainTimeout, 20*time.Second)
}

func or[T comparable](v *T, otherwise T) {
	var zero T
	if *v == zero {
		*v = otherwise
	}
}

func (a *App) log() *slog.Logger { return a.cfg.Observer.Log }
