package app

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"tonghui/platform/store"
)

// cpu is the processor time of this process so far.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkWrite is a small JSON write over loopback with token and key, 64 connections; its client writes fixed
// bytes and skips over the answer, so that nearly all of cpu-us/op is the server's: HTTP, app and store.
func BenchmarkWrite(b *testing.B) { loopbackBench(b, putPath, `{"word":"rent","amount":5}`) }

// BenchmarkKnock is the least write there is: no body, no rows.
func BenchmarkKnock(b *testing.B) { loopbackBench(b, "PUT /v1/till/knock", "") }

// BenchmarkBareHTTP is net/http alone, as the floor.
func BenchmarkBareHTTP(b *testing.B) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(`{"status":"ok"}`))
	})}
	go func() { _ = srv.Serve(ln) }()
	defer srv.Close()
	drive(b, ln.Addr().String(), "none", putPath, `{"word":"rent","amount":5}`)
}

func loopbackBench(b *testing.B, path, body string) {
	bk := newBank(b, Config{}, store.Options{})
	drive(b, strings.TrimPrefix(bk.srv.URL, "http://"), bk.bearer, path, body)
}

func drive(b *testing.B, addr, bearer, path, body string) {
	method := "POST"
	if m, p, ok := strings.Cut(path, " "); ok {
		method, path = m, p
	}
	var n atomic.Int64
	b.SetParallelism(32)
	b.ReportAllocs()
	b.ResetTimer()
	began := cpu()
	b.RunParallel(func(pb *testing.PB) {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			b.Error(err)
			return
		}
		defer conn.Close()
		in := bufio.NewReader(conn)
		head := method + " " + path + " HTTP/1.1\r\nHost: bank\r\nAuthorization: Bearer " + bearer +
			"\r\nContent-Type: application/json\r\nContent-Length: " + fmt.Sprint(len(body)) + "\r\nIdempotency-Key: bench-%016d\r\n\r\n" + body
		for pb.Next() {
			if _, err := fmt.Fprintf(conn, head, n.Add(1)); err != nil {
				b.Error(err)
				return
			}
			if err := skipAnswer(in); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64((cpu()-began).Nanoseconds())/1e3/float64(b.N), "cpu-us/op")
}

// skipAnswer reads over one answer of status 2xx.
func skipAnswer(in *bufio.Reader) error {
	length, first := 0, true
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		switch text := string(line); {
		case first && !strings.HasPrefix(text, "HTTP/1.1 2"):
			return fmt.Errorf("answer: %s", text)
		case strings.HasPrefix(text, "Content-Length: "):
			_, _ = fmt.Sscanf(text, "Content-Length: %d", &length)
		case text == "\r\n":
			_, err := in.Discard(length)
			return err
		}
		first = false
	}
}
