package app

import (
	"context"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/platform/observe"
)

// Live registers a read whose answer never ends: server-sent events with the figures that now gives, one every so often, until
// the client goes or the server stops. now is asked anew for each; an error of the first is a problem, a later one ends the
// stream, and the client comes back by itself.
func Live[In, Out any](api huma.API, op Operation, every time.Duration, now func(ctx context.Context, in *In) (*Out, error)) {
	a := of(api)
	checkShown[Out](op)
	ep := a.endpoint(op, false, false)
	ep.bounded = false // it waits, it doesn't work
	doc := a.describe(ep, map[string]*huma.MediaType{"text/event-stream": {Schema: a.schemaOf(reflect.TypeFor[Out](), op.ID+"Event")}})
	huma.Register(api, doc, func(ctx context.Context, in *In) (*huma.StreamResponse, error) {
		x := exchangeOf(ctx)
		event, err := eventOf(ctx, x, in, now)
		if err != nil {
			x.refuse(err)
			return answered, nil
		}
		x.Header().Set("Content-Type", "text/event-stream")
		x.WriteHeader(http.StatusOK)
		control := http.NewResponseController(x.w)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			_ = control.SetWriteDeadline(observe.In(a.app.cfg.WriteTimeout)) // not every test's connection has deadlines
			if _, err = x.Write(event); err != nil || control.Flush() != nil {
				return answered, nil //nolint:nilerr // the client is gone
			}
			select {
			case <-tick.C:
			case <-ctx.Done():
				return answered, nil
			}
			if a.app.draining.Load() {
				return answered, nil
			}
			if event, err = eventOf(ctx, x, in, now); err != nil {
				x.cause = err
				return answered, nil
			}
		}
	})
}

// eventOf writes one set of figures.
func eventOf[In, Out any](ctx context.Context, x *exchange, in *In, now func(context.Context, *In) (*Out, error)) ([]byte, error) {
	out, err := now(ctx, in)
	if err == nil {
		err = x.lookThrough(out)
	}
	if err != nil {
		return nil, err
	}
	body, err := encode(out)
	return append(append([]byte("data: "), body...), "\n\n"...), err
}
