package app

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"tonghui/base/problem"
	"tonghui/platform/auth"
	"tonghui/platform/auth/limit"
	"tonghui/platform/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// App is the bank's rooms behind one door.
type App struct {
	st      *store.Store
	cfg     Config
	modules []Module
	mux     *http.ServeMux
	api     huma.API
	keeper  store.Slot // of each lane's keeper

	owners     map[auth.Kind]Owner
	operations []Operation
	naming     string                    // the module whose routes are being registered, for the names of its nameless types
	problems   map[string]*problem.Error // by code, of all operations
	persons    *limit.Limiter
	inFlight   atomic.Int64
	draining   atomic.Bool
	document   func() document // made when first asked for
	rendered   map[string]*rendered
}

// New builds the app over an open store. It adds its own Buffer, so it must come before the first Update; what
// the modules' Routes do wrong is a panic, as it is the program's own mistake.
func New(st *store.Store, cfg Config, modules ...Module) (*App, error) {
	if err := checkModules(modules); err != nil {
		return nil, err
	}
	owners, err := ownersOf(modules)
	if err != nil {
		return nil, err
	}
	cfg.fill()
	a := &App{
		st: st, cfg: cfg, modules: modules, mux: http.NewServeMux(), owners: owners, persons: limit.New(cfg.PerPerson),
		problems: map[string]*problem.Error{},
		rendered: map[string]*rendered{"docs.html": {}, "start.html": {}},
	}
	for _, p := range ownProblems() {
		a.problems[p.Code] = p
	}
	a.keeper = st.AddBuffer(func() store.Buffer { return newKeeper(cfg.Sealer) })
	setHumaUp()
	a.api = huma.NewAPI(a.config(), adapter{a})
	for _, m := range modules {
		if m.Routes != nil {
			a.naming = m.Name
			m.Routes(&API{a.api, a, m.Name})
		}
	}
	a.naming = "app"
	a.routeMenu()
	if cfg.Queue != nil {
		if err := a.register(cfg.Queue); err != nil {
			return nil, err
		}
	}
	for _, op := range a.operations {
		if _, known := owners[op.Object]; op.Object != "" && !known {
			return nil, fmt.Errorf("app: operation %s names a %s, but no module tells to whom that belongs", op.ID, op.Object)
		}
	}
	a.routePages()
	a.document = sync.OnceValue(a.makeDocument)
	return a, nil
}

// Schemas are the migrations of the app and its modules, for store.Migrate, in the order of the modules.
func Schemas(modules ...Module) []store.Schema {
	own, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	out := []store.Schema{{Module: "app", Files: own}}
	for _, m := range modules {
		if m.Schema != nil {
			out = append(out, store.Schema{Module: m.Name, Files: m.Schema})
		}
	}
	return out
}

// Schemas are those of this app; the function of the same name serves who must migrate before building one.
func (a *App) Schemas() []store.Schema { return Schemas(a.modules...) }

// Modules are the app's rooms, in order.
func (a *App) Modules() []Module { return a.modules }

// Operations are the calls of the API, in the order of their registration.
func (a *App) Operations() []Operation { return a.operations }

// Handler answers every request of the server.
func (a *App) Handler() http.Handler { return a.mux }

// Verify runs every module's Check over what was committed when it began. It goes on after a failed check and
// returns all failures, each with its module's name.
func (a *App) Verify(ctx context.Context) error { return a.VerifyWith(ctx, nil) }

// VerifyWith is Verify which reports each module's outcome as it is known.
func (a *App) VerifyWith(ctx context.Context, report func(module string, err error)) error {
	upTo, err := a.st.Seq(ctx)
	if err != nil {
		return err
	}
	var all []error
	for _, m := range a.modules {
		if m.Check == nil {
			continue
		}
		err := m.Check(ctx, a.st, upTo)
		if report != nil {
			report(m.Name, err)
		}
		if err != nil {
			all = append(all, fmt.Errorf("%s: %w", m.Name, err))
		}
	}
	return errors.Join(all...)
}

// WriteOpenAPI writes the OpenAPI document in YAML.
func (a *App) WriteOpenAPI(w io.Writer) error {
	doc := a.document()
	if doc.err != nil {
		return doc.err
	}
	_, err := w.Write(doc.yaml)
	return err
}

// adapter is huma's router: the app's endpoints, with huma's own context for parsing input.
type adapter struct{ app *App }

// Handle registers what Read and Write have described. An operation that a room registers with huma itself would
// bypass token, limits and keys, and is refused.
func (d adapter) Handle(op *huma.Operation, handler func(huma.Context)) {
	ep, ok := op.Metadata[endpointKey].(*endpoint)
	if !ok {
		panic(fmt.Sprintf("app: %s %s was registered with huma directly; use app.Read, app.Write, app.RawWrite or app.Stream",
			op.Method, op.Path))
	}
	d.app.route(op.Method+" "+op.Path, ep, func(x *exchange) {
		handler(inputContext{humago.NewContext(op, x.r, x), x})
	})
}

// ServeHTTP is there because huma's interface has it.
func (d adapter) ServeHTTP(w http.ResponseWriter, r *http.Request) { d.app.mux.ServeHTTP(w, r) }

// inputContext gives huma the body that the exchange has read.
type inputContext struct {
	humaContext
	x *exchange
}

type humaContext huma.Context // under this name its method Context stays reachable

// BodyReader reads the body again, from memory.
func (c inputContext) BodyReader() io.Reader { return bytes.NewReader(c.x.body) }

// setHumaUp puts the bank's refusals in place of huma's, which hold the rejected values. These are huma's global
// settings; every App of a process wants the same.
var setHumaUp = sync.OnceFunc(func() {
	huma.ValidateStrictCasing = true
	huma.NewErrorWithContext = func(ctx huma.Context, status int, _ string, errs ...error) huma.StatusError {
		return translate(ctx, status, errs)
	}
	huma.NewError = func(status int, _ string, errs ...error) huma.StatusError { return translate(nil, status, errs) }
})
