package history

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"

	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/observe"
	"tonghui/platform/store"
)

// Token is the secret with which a history's clients call its servers.
const Token = "history-history-history-history-history-history"

// anybody knows that secret: a history is about what the bank does, not about whom it lets in, and its servers come and go
// too fast to register a client with each.
type anybody struct{}

// Admit lets in who bears the token.
func (anybody) Admit(r *http.Request) (*auth.Subject, error) {
	if r.Header.Get("Authorization") != "Bearer "+Token {
		return nil, nil //nolint:nilnil // a caller of another kind, as app.Authenticator says
	}
	return &auth.Subject{Client: "history", Level: auth.LevelStrong,
		Hat: auth.Hat{ID: "history", Kind: auth.ClientHat, Roles: []auth.Role{auth.System}}}, nil
}

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
	led := ledger.New(st)
	a, err := app.New(st, app.Config{Admit: []app.Authenticator{anybody{}}, AccessLog: app.LogNone,
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
