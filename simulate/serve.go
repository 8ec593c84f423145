package simulate

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"time"

	"tonghui/base/problem"
)

var errLocal = problem.New(problem.Forbidden, "simulate.local",
	"The simulator's controls answer the machine that it runs on only. Call them from there.",
	"模拟器的控制接口仅限本机访问。请在模拟器所在机器上调用。")

// Serve serves until the context ends, then lets requests finish for five seconds.
func Serve(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	done := make(chan error, 1)
	go func() {
		<-ctx.Done()
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		done <- srv.Shutdown(last)
	}()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-done
}

// Health answers /health: the simulator's name and whether it can write.
func Health(name string, alive func(context.Context) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := alive(r.Context()); err != nil {
			Refuse(w, err)
			return
		}
		JSON(w, http.StatusOK, map[string]string{"simulator": name, "status": "ok"})
	})
}

// Contract answers /contract, a list of the published files, and the files below it.
func Contract(files fs.FS) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /contract", func(w http.ResponseWriter, _ *http.Request) {
		var names []string
		err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				names = append(names, "/contract/"+name)
			}
			return err
		})
		if err != nil {
			Refuse(w, err)
			return
		}
		JSON(w, http.StatusOK, map[string]any{"contract": names})
	})
	mux.Handle("GET /contract/", http.StripPrefix("/contract/", http.FileServerFS(files)))
	return mux
}

// Local lets the loopback in only, and refuses a request that a web page of another origin could send.
func Local(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() || r.Header.Get("Origin") != "" || !localName(r.Host) {
			Refuse(w, errLocal)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// localName keeps out names of others that are made to point to the loopback (DNS rebinding).
func localName(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// JSON writes an answer.
func JSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client may be gone
}

// Refuse writes an error as a problem of RFC 9457, in both languages.
func Refuse(w http.ResponseWriter, err error) {
	p := problem.Of(err)
	w.Header().Set("Content-Type", "application/problem+json")
	if p.Kind == problem.Unavailable {
		w.Header().Set("Retry-After", "1")
	}
	w.WriteHeader(p.Kind.Status())
	_ = json.NewEncoder(w).Encode(map[string]any{"status": p.Kind.Status(), "code": p.Code, "detail": p.EN, "detailZh": p.ZH})
}
