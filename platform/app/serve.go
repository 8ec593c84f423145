package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"log/slog"
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
	sweepCtx, stopSweeping := context.WithCancel(context.WithoutCancel(ctx))
	swept := make(chan struct{})
	go func() {
		defer close(swept)
		a.sweepEvery(sweepCtx)
	}()
	defer func() {
		stopSweeping()
		<-swept
	}()
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(ln) }()
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

func (a *App) sweepEvery(ctx context.Context) {
	t := time.NewTicker(a.cfg.SweepEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		n, err := a.SweepIdempotency(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			a.log().WarnContext(ctx, "remembered answers could not be swept; the next sweep tries again", "error", err)
		case n > 0:
			a.log().DebugContext(ctx, "remembered answers swept", "answers", n)
		}
	}
}
