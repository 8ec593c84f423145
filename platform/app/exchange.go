package app

import (
	"context"
	"crypto/sha256"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"

	"go.opentelemetry.io/otel/trace"

	"tonghui/base/problem"
	"tonghui/platform/auth"
	"tonghui/platform/observe"
	"tonghui/platform/store"
)

// exchange is one request and its answer. It is the http.ResponseWriter of everything behind the door, so that
// status and size are known for log and metrics.
type exchange struct {
	app     *App
	w       http.ResponseWriter
	r       *http.Request
	ep      *endpoint
	id      string              // request id
	subject *auth.Subject       // who calls, nil if nobody has said
	filter  auth.Filter         // what the caller may see with the operation's permission
	signed  SignedAuthenticator // who judges the signature once the body is there
	actor   store.Actor
	key     string // idempotency key, "" if none
	body    []byte
	status  int
	size    int64
	watch   observe.Stopwatch
	cause   error  // of a refusal, for the log
	code    string // of a refusal that was made now, not remembered; an update that ran again may have left one behind
	span    trace.Span
}

// access says who may use an endpoint.
type access uint8

const (
	byRule access = iota // the operation's rule; without one whoever has been let in
	openly
	locally // over loopback, or by whoever has been let in
)

// endpoint is one path and method of the server.
type endpoint struct {
	name      string
	access    access
	page      bool // a web page: may be framed by nobody but may load its own styles
	bounded   bool // counts against MaxInFlight
	hasBody   bool
	needsKey  bool // a write that is refused without an idempotency key
	takesKey  bool // a write
	maxBody   int64
	mediaType string // of the body
	doc       Operation
	measure   *observe.Operation
	path      string // of its pattern
	untraced  bool   // asked every few seconds by machines
}

// route registers an endpoint with what answers it.
func (a *App) route(pattern string, ep *endpoint, inner func(*exchange)) {
	ep.measure = a.cfg.Observer.Metrics.Operation(ep.name)
	ep.path = routeOf(pattern)
	a.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		x := &exchange{app: a, w: w, r: r, ep: ep, id: requestID(r), watch: observe.Start()}
		x.serve(inner)
	})
}

// exchangeContext is a request's context with its exchange.
type exchangeContext struct {
	context.Context
	x *exchange
}

type exchangeKey struct{}

// Value finds the exchange.
func (c exchangeContext) Value(key any) any {
	if _, ok := key.(exchangeKey); ok {
		return c.x
	}
	return c.Context.Value(key)
}

func exchangeOf(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	return x
}

func (x *exchange) serve(inner func(*exchange)) {
	a := x.app
	defer x.finish()
	x.secure()
	err := x.admit()
	if x.ep.bounded {
		if a.inFlight.Add(1) > int64(a.cfg.MaxInFlight) {
			a.inFlight.Add(-1)
			a.cfg.Observer.Metrics.Shed()
			x.refuse(store.ErrBusy)
			return
		}
		a.cfg.Observer.Metrics.Begin()
		defer func() {
			a.inFlight.Add(-1)
			a.cfg.Observer.Metrics.Done()
		}()
	}
	if err != nil {
		x.refuse(err)
		return
	}
	if x.ep.hasBody {
		buf := bodies.Get().(*bodyBuffer)
		defer buf.release()
		if err := x.read(buf); err != nil {
			x.refuse(err)
			return
		}
	}
	if x.signed != nil {
		if err := x.admitSigned(); err != nil {
			x.refuse(err)
			return
		}
	}
	inner(x)
}

// admitSigned finishes what admit has begun, now that the body is there.
func (x *exchange) admitSigned() (err error) {
	if x.subject, err = x.signed.AdmitSigned(x.r, x.body); err != nil {
		return err
	}
	if x.subject == nil {
		return errSignIn
	}
	x.r = x.r.WithContext(x.known(x.r.Context()))
	return x.permit()
}

// admit finds who calls and whether she may, and the idempotency key, and puts all into the context with the exchange.
func (x *exchange) admit() (err error) {
	ctx := observe.WithRequestID(exchangeContext{x.r.Context(), x}, x.id)
	defer func() { x.r = x.r.WithContext(x.begin(x.r.Context(), x.subject != nil)) }() // once, also for the log of a refusal
	x.r = x.r.WithContext(ctx)
	if x.ep.access == openly || x.ep.access == locally && local(x.r) {
		return nil
	}
	switch err = x.identify(); {
	case err != nil && !x.ep.doc.Open: // a stale cookie doesn't keep anybody from signing in
		return x.unknown(err)
	case x.subject != nil:
		ctx = x.known(ctx)
	case x.signed == nil && !x.ep.doc.Open:
		return x.unknown(errSignIn)
	}
	if x.ep.takesKey {
		x.key = x.r.Header.Get("Idempotency-Key")
		switch {
		case x.key == "" && x.ep.needsKey:
			return errKeyMissing
		case x.key != "" && (len(x.key) > 128 || !visible(x.key)):
			return errKeyInvalid
		}
		ctx = store.WithIdempotencyKey(ctx, x.key)
	}
	x.r = x.r.WithContext(ctx)
	if x.signed != nil {
		return nil
	}
	return x.permit()
}

// unknown is the refusal of who isn't known, with the header that HTTP wants beside it.
func (x *exchange) unknown(err error) error {
	if problem.KindOf(err) == problem.Unauthenticated {
		x.Header().Set("WWW-Authenticate", `Bearer realm="tonghui"`)
	}
	return err
}

// local reports whether the request began on this machine: over loopback, and not handed on by a proxy on it.
func local(r *http.Request) bool {
	if r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != "" || r.Header.Get("Via") != "" {
		return false
	}
	return net.ParseIP(remote(r)).IsLoopback()
}

// remote is the address from which a request came, of the last hop.
func remote(r *http.Request) string {
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	return host
}

// finish answers panics, counts and logs.
func (x *exchange) finish() {
	p := recover()
	if p != nil && p != http.ErrAbortHandler { //nolint:errorlint // a sentinel thrown, not an error returned
		x.app.log().ErrorContext(x.r.Context(), "panic", "panic", p, "stack", string(debug.Stack()))
		if x.status == 0 {
			x.refuse(problem.ErrInternal)
			p = nil
		} else {
			p = http.ErrAbortHandler // the client must not take half an answer for a whole one
		}
	}
	if x.status == 0 {
		x.status = http.StatusOK
	}
	took := x.watch.Elapsed()
	x.ep.measure.Note(x.status, took)
	if x.status < http.StatusBadRequest {
		x.code = ""
	} else if x.code != "" {
		x.app.cfg.Observer.Metrics.Refused(x.code)
	}
	x.endTrace(p != nil)
	if mode := x.app.cfg.AccessLog; mode == LogAll || mode == LogRefused && (x.status >= 400 || p != nil) {
		level := slog.LevelInfo
		if x.status >= 500 || p != nil {
			level = slog.LevelWarn
		}
		attrs := []slog.Attr{
			slog.String("operation", x.ep.name), slog.String("method", x.r.Method), slog.String("path", x.r.URL.Path),
			slog.Int("status", x.status), slog.Int64("bytes", x.size), slog.Duration("took", took),
			slog.String("client", x.actor.Client),
		}
		if x.cause != nil {
			attrs = append(attrs, slog.String("cause", x.cause.Error()))
		}
		x.app.log().LogAttrs(x.r.Context(), level, "request", attrs...)
	}
	if p != nil {
		panic(p)
	}
}

// requestID takes the client's id if it is a harmless word, else makes one of 80 random bits.
func requestID(r *http.Request) string {
	if given := r.Header.Get("X-Request-Id"); given != "" && len(given) <= 64 && word(given) && observe.Redact(given) == given {
		return given
	}
	const alphabet = "abcdefghijkmnpqrstuvwxyz23456789"
	var b [16]byte
	hi, lo := rand.Uint64(), rand.Uint64()
	for i := range 8 {
		b[i], b[8+i] = alphabet[hi>>(5*i)&31], alphabet[lo>>(5*i)&31]
	}
	return string(b[:])
}

func word(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.' {
			continue
		}
		return false
	}
	return true
}

// visible reports whether s is printable ASCII without spaces.
func visible(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] <= ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// Values of constant headers, shared so that setting them allocates nothing; nobody may append to them.
var (
	nosniff    = []string{"nosniff"}
	noReferrer = []string{"no-referrer"}
	noStore    = []string{"no-store"}
	apiCSP     = []string{"default-src 'none'; frame-ancestors 'none'"}
	denyFrames = []string{"DENY"} // for browsers that don't know frame-ancestors
	hsts       = []string{"max-age=63072000; includeSubDomains"}
	vary       = []string{"Accept-Encoding, Accept-Language"}
)

// secure sets the headers of every answer.
func (x *exchange) secure() {
	h := x.w.Header()
	h["X-Request-Id"] = []string{x.id}
	h["X-Content-Type-Options"] = nosniff
	h["Referrer-Policy"] = noReferrer
	h["Cache-Control"] = noStore
	h["Content-Security-Policy"] = apiCSP
	h["Vary"] = vary
	h["Cross-Origin-Resource-Policy"] = sameOrigin
	h["X-Frame-Options"] = denyFrames
	if x.r.TLS != nil {
		h["Strict-Transport-Security"] = hsts
	}
}

// Header is the answer's header.
func (x *exchange) Header() http.Header { return x.w.Header() }

// WriteHeader sends the status.
func (x *exchange) WriteHeader(status int) {
	if x.status == 0 {
		x.status = status
	}
	x.w.WriteHeader(status)
}

// Write sends a piece of the answer.
func (x *exchange) Write(p []byte) (int, error) {
	if x.status == 0 {
		x.status = http.StatusOK
	}
	n, err := x.w.Write(p)
	x.size += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (x *exchange) Unwrap() http.ResponseWriter { return x.w }

// etag is a strong validator of a fixed text.
func etag(b []byte) string {
	sum := sha256.Sum256(b)
	return strconv.Quote(string(appendHex(nil, sum[:8])))
}

func appendHex(out, b []byte) []byte {
	const hex = "0123456789abcdef"
	for _, c := range b {
		out = append(out, hex[c>>4], hex[c&15])
	}
	return out
}
