package app

import (
	"net/http"
	"strings"

	"tonghui/base/problem"
	"tonghui/platform/store"
)

// routePages adds what is not an operation: health, metrics, the document, the reference, and the answer to
// everything else.
func (a *App) routePages() {
	open := func(name string) *endpoint { return &endpoint{name: name, access: openly} }
	probe := func(name string, who access) *endpoint { return &endpoint{name: name, access: who, untraced: true} }
	page := func(name string) *endpoint { return &endpoint{name: name, access: openly, page: true} }
	a.route("GET /healthz", probe("healthz", openly), func(x *exchange) { x.reply(statusOK, false) })
	a.route("GET /readyz", probe("readyz", openly), (*exchange).readyz)
	metrics := a.cfg.Observer.Metrics.Handler()
	a.route("GET /metrics", probe("metrics", locally), func(x *exchange) { metrics.ServeHTTP(x, x.r) })
	a.route("GET /openapi.json", open("openapi"), func(x *exchange) { x.static("application/openapi+json", a.document().json) })
	a.route("GET /openapi.yaml", open("openapi"), func(x *exchange) { x.static("application/openapi+yaml", a.document().yaml) })
	a.route("GET /docs", page("docs"), func(x *exchange) { x.showPage("docs.html") })
	a.routeFaces()
	a.route("/", open("unknown"), (*exchange).nowhere)
}

var statusOK = answer{status: http.StatusOK, contentType: jsonType, body: []byte(`{"status":"ok"}`)}

var errDraining = problem.New(problem.Unavailable, "app.draining",
	"This server is shutting down and takes no new work. Call another one, or try again after it has started.",
	"该服务正在停机，不再接受新业务。请改用其他服务，或待其启动后重试。")

// readyz says whether this server should get work: not when it drains or its database doesn't answer.
func (x *exchange) readyz() {
	if x.app.draining.Load() {
		x.refuse(errDraining)
		return
	}
	if err := ready(x.r.Context(), x.app.st); err != nil {
		x.refuse(store.ErrReadOnly.Because(err))
		return
	}
	x.reply(statusOK, false)
}

// static sends a text that changes only with the program.
func (x *exchange) static(contentType string, body []byte) {
	tag := etag(body)
	x.Header()["Etag"] = []string{tag}
	x.Header()["Cache-Control"] = []string{"no-cache"} // keep it, but ask
	if strings.Contains(x.r.Header.Get("If-None-Match"), tag) {
		x.WriteHeader(http.StatusNotModified)
		return
	}
	x.reply(answer{status: http.StatusOK, contentType: contentType, body: body}, false)
}

// methods are those that a path may speak.
var methods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// nowhere answers what no other endpoint has: a wrong path, or a right path with a wrong method.
func (x *exchange) nowhere() {
	var allowed []string
	probe := *x.r
	for _, m := range methods {
		probe.Method = m
		if _, pattern := x.app.mux.Handler(&probe); pattern != "/" {
			allowed = append(allowed, m)
		}
	}
	if len(allowed) == 0 {
		x.refuse(errNoPath)
		return
	}
	list := strings.Join(allowed, ", ")
	x.Header().Set("Allow", list)
	if x.r.Method == http.MethodOptions {
		x.WriteHeader(http.StatusNoContent)
		return
	}
	method := x.r.Method
	if len(method) > 16 || !word(method) {
		method = "?" // whatever it was, it isn't repeated
	}
	x.refuse(errMethod.With(method, list))
}
