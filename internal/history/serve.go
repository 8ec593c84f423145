package history

import (
	"context"
	"errors"
	"log/slog"
	"net"

	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/observe"
	"tonghui/platform/store"
)

// Token is the secret with which a history's clients call its servers.
const Token = "history-history-history-history-history-history"

// serve serves the ledger's API on a free port of loopback and tells its address, until stop is closed.
func serve(ctx context.Context, p *Plan, tell func(any) error, stop chan struct{}) (err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		<-stop
		cancel()
	}()
	st, err := store.Open(ctx, p.DSN, p.Opt.options())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	token, err := app.NewToken("history", Token)
	if err != nil {
		return err
	}
	led := ledger.New(st)
	a, err := app.New(st, app.Config{Admit: []app.Authenticator{token}, AccessLog: app.LogNone,
		Observer: observe.Setup(observe.Config{Level: slog.LevelError})}, led.Module())
	if err != nil {
		return err
	}
	if _, err := st.Migrate(ctx, "history", Schemas()...); err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	if err := tell(line{Serves: "http://" + l.Addr().String()}); err != nil {
		return err
	}
	if err := tell(line{Ready: true}); err != nil {
		return err
	}
	return a.Serve(ctx, l)
}
