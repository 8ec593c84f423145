package clearing

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"tonghui/platform/auth/signature"
	"tonghui/simulate/clearing/message"
)

// Bank is a participant that the kit plays; in JudgeBank it is the house.
type Bank struct {
	Code   string
	Key    *signature.PrivateKey
	Listen string // host:port at which the house reaches it

	peer    string // the house; or the bank that is judged
	url     string // of the peer
	in, out string // paths: at which the kit is reached, and at which the peer is
	client  *http.Client
	keys    []signature.PublicKey // of the peer

	mutex sync.Mutex
	inbox []*message.Envelope
	seen  map[string]bool // BizMsgIdr
	wrong []string        // what was wrong with what the house pushed
	news  chan struct{}
	hold  map[string]bool // UETRs whose pacs.008 gets 503, so that the house has to come again
	held  map[string]int
}

// serve listens for what the house pushes.
func (b *Bank) serve(ctx context.Context) (stop func(), err error) {
	b.seen, b.hold, b.held = map[string]bool{}, map[string]bool{}, map[string]int{}
	b.news = make(chan struct{}, 1)
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", b.Listen)
	if err != nil {
		return nil, errListen.With(b.Listen).Because(err)
	}
	srv := &http.Server{Handler: b, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			b.complain("the kit's own server: " + err.Error())
		}
	}()
	return func() { _ = srv.Close(); <-done }, nil
}

// ServeHTTP takes a message of the house and judges it.
func (b *Bank) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, message.MaxBytes+1))
	if err != nil {
		return // the house will come again
	}
	e, fault := message.Read(body)
	name := "an unreadable message"
	if fault == nil {
		name = e.Version + " " + e.ID
	}
	switch {
	case r.Method != http.MethodPost || r.URL.Path != b.in:
		b.complain(name + " came by " + r.Method + " " + r.URL.Path)
		w.WriteHeader(http.StatusNotFound)
		return
	case fault != nil:
		b.complain(fmt.Sprintf("%s: %v", name, fault))
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if err := b.verify(r, body); err != nil {
		b.complain(name + " is not signed as it should be: " + err.Error())
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if e.From != b.peer || e.To != b.Code {
		b.complain(name + " names other participants in Fr and To than the house and the receiver")
	}
	if err := sumsUp(e); err != nil {
		b.complain(name + ": " + err.Error())
	}
	duplicate, later := b.keep(e)
	if later {
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusAccepted)
	_ = json.NewEncoder(w).Encode(map[string]any{"bizMsgIdr": e.ID, "receivedAt": message.Time(time.Now()), "duplicate": duplicate})
}

// keep files a message; later says that the house is to come again.
func (b *Bank) keep(e *message.Envelope) (duplicate, later bool) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if u := e.Doc.Get("CdtTrfTxInf/PmtId/UETR"); b.hold[u] {
		b.hold[u] = false
		b.held[u]++
		return false, true
	}
	if b.seen[e.ID] {
		return true, false
	}
	b.seen[e.ID] = true
	b.inbox = append(b.inbox, e)
	select {
	case b.news <- struct{}{}:
	default:
	}
	return false, false
}

func (b *Bank) complain(what string) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.wrong = append(b.wrong, what)
}

func (b *Bank) verify(r *http.Request, body []byte) error {
	s, err := signature.Read(r, body, time.Now(), "")
	if err != nil {
		return err
	}
	for _, k := range b.keys {
		if signature.KeyID(b.peer, k) == s.KeyID {
			return s.Verify(k)
		}
	}
	return fmt.Errorf("the key %s is none that the house's directory shows", s.KeyID)
}

// await waits for a message that fits; nil when none came in time.
func (b *Bank) await(ctx context.Context, wait time.Duration, fits func(*message.Envelope) bool) *message.Envelope {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	for {
		if e := b.find(fits); e != nil {
			return e
		}
		select {
		case <-ctx.Done():
			return b.find(fits)
		case <-b.news:
		}
	}
}

func (b *Bank) find(fits func(*message.Envelope) bool) *message.Envelope {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	for _, e := range b.inbox {
		if fits(e) {
			return e
		}
	}
	return nil
}

// forget empties the inbox of what is filed, so that the next await finds only what is new.
func (b *Bank) forget() {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.inbox = nil
}

// answer is what the house said to a request.
type answer struct {
	status int
	kind   string
	body   []byte
}

// request makes one signed request; spoil changes it after signing.
func (b *Bank) request(ctx context.Context, method, path string, body []byte, spoil func(*http.Request)) (answer, error) {
	r, err := http.NewRequestWithContext(ctx, method, b.url+path, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/xml")
	}
	if err := signature.Sign(r, body, b.Code, b.Key, time.Now()); err != nil {
		return answer{}, err
	}
	if spoil != nil {
		spoil(r)
	}
	return b.do(r)
}

func (b *Bank) do(r *http.Request) (answer, error) {
	got, err := b.client.Do(r)
	if err != nil {
		return answer{}, err
	}
	raw, err := io.ReadAll(io.LimitReader(got.Body, 1<<20))
	return answer{status: got.StatusCode, kind: got.Header.Get("Content-Type"), body: raw}, errors.Join(err, got.Body.Close())
}

func (b *Bank) send(ctx context.Context, body []byte) (answer, error) {
	return b.request(ctx, http.MethodPost, b.out, body, nil)
}
