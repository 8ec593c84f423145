package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"tonghui/platform/jobs"
)

// Serve answers on a listener until ctx ends. Then it takes no new connection, lets the running requests end
// (Config.DrainTimeout), and cuts those that have not. It returns nil after an orderly end. The store stays open:
// its owner closes it, which waits for the writes that are queued.
func (a *App) Serve(ctx context.Context, ln net.Listener) error {
	srv := &http.Server{
		Handler:           a.Handler(),
		ReadHeaderTimeout: min(5*time.Second, a.cfg.ReadTimeout),
		ReadTimeout:       a.cfg.ReadTimeout,
		WriteTimeout:      a.cfg.WriteTimeout,
		IdleTimeout:       a.cfg.IdleTimeout,
		MaxHeaderBytes:    a.cfg.MaxHeader,
		ErrorLog:          slog.NewLogLogger(a.log().Handler(), slog.LevelDebug), // broken handshakes and the like
	}
	if q := a.cfg.Queue; q != nil {
		if err := q.Start(context.WithoutCancel(ctx)); err != nil {
			return err
		}
		srv.RegisterOnShutdown(q.Events().End) // streams of events never end by themselves
		defer a.stopJobs(ctx, q)
	}
	ended := make(chan error, 1)
	go func() {
		if srv.TLSConfig = a.cfg.TLS; a.cfg.TLS != nil {
			ended <- srv.ServeTLS(ln, "", "")
			return
		}
		ended <- srv.Serve(ln)
	}()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	a.draining.Store(true)
	a.log().InfoContext(ctx, "draining", "in_flight", a.inFlight.Load())
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.cfg.DrainTimeout)
	defer cancel()
	err := srv.Shutdown(drain)
	if errors.Is(err, context.DeadlineExceeded) {
		a.log().WarnContext(ctx, "requests were cut at the end of the drain time", "in_flight", a.inFlight.Load())
		err = srv.Close()
	}
	if e := <-ended; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}

// stopJobs lets the jobs that run come to their end; what they don't finish in time another run will.
func (a *App) stopJobs(ctx context.Context, q *jobs.Queue) {
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.cfg.DrainTimeout)
	defer cancel()
	if err := q.Stop(drain); err != nil {
		a.log().WarnContext(ctx, "jobs were cut at the end of the drain time", "error", err)
	}
}

// sweepKind is the job that forgets old answers.
const sweepKind = "app.sweep_answers"

// register gives the queue what the app and its modules do in the background.
func (a *App) register(q *jobs.Queue) error {
	err := q.Register(jobs.Worker{Kind: sweepKind, Timeout: 10 * time.Minute, Serial: true,
		Handle: func(ctx context.Context, _ *jobs.Run) error {
			n, err := a.SweepIdempotency(ctx)
			if n > 0 {
				a.log().DebugContext(ctx, "remembered answers swept", "answers", n)
			}
			return err
		}})
	if err == nil {
		err = q.Schedule(jobs.Schedule{Name: sweepKind, Kind: sweepKind, When: jobs.When{Every: a.cfg.SweepEvery}, Missed: jobs.Latest})
	}
	for _, m := range a.modules {
		if err == nil {
			err = q.Register(m.Jobs...)
		}
		if err == nil {
			err = q.Schedule(m.Schedules...)
		}
	}
	return err
}
