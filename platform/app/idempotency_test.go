package app

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"math/rand/v2"

	"pgregory.net/rapid"

	"tonghui/platform/store"
)

const putPath = "/v1/till/a/effects"

func TestSameKeySameAnswer(t *testing.T) {
	for _, word := range []string{"rent", "sql", "shut"} {
		b := newBank(t, Config{}, store.Options{})
		body := `{"word":"` + word + `","amount":5}`
		first, text := b.ask("POST", putPath, body, "Idempotency-Key: one", "X-Request-Id: first")
		rows, sum := b.effects()
		second, again := b.ask("POST", putPath, body, "Idempotency-Key: one", "X-Request-Id: second")
		if text != again || first.StatusCode != second.StatusCode || first.Header.Get("Location") != second.Header.Get("Location") {
			t.Errorf("%s: %d %s, then %d %s", word, first.StatusCode, text, second.StatusCode, again)
		}
		if first.Header.Get("Idempotency-Replayed") != "" || second.Header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("%s: replay is not marked", word)
		}
		if r, s := b.effects(); r != rows || s != sum || word == "shut" && r != 0 {
			t.Errorf("%s: the second request had an effect", word)
		}
		other, text := b.ask("POST", putPath, `{"word":"`+word+`","amount":6}`, "Idempotency-Key: one")
		if other.StatusCode != 409 || b.problem(text).Code != "app.idempotency_mismatch" {
			t.Errorf("another body: %d %s", other.StatusCode, text)
		}
		path, text := b.ask("POST", "/v1/till/b/effects", body, "Idempotency-Key: one")
		if path.StatusCode != 409 {
			t.Errorf("another path: %d %s", path.StatusCode, text)
		}
		if op, text := b.ask("POST", "/v1/till/bulk", "[]", "Idempotency-Key: one"); op.StatusCode != 200 {
			t.Errorf("another operation has its own keys: %d %s", op.StatusCode, text)
		}
	}
}

func TestWhatIsNotRemembered(t *testing.T) {
	b := newBank(t, Config{}, store.Options{})
	for _, word := range []string{"flaky", "fault", "panic"} {
		b.ask("POST", putPath, `{"word":"`+word+`","amount":5}`, "Idempotency-Key: k-"+word)
		if r, text := b.ask("POST", putPath, `{"word":"rent","amount":5}`, "Idempotency-Key: k-"+word); r.StatusCode != 201 {
			t.Errorf("after %s: %d %s", word, r.StatusCode, text)
		}
	}
	b.ask("POST", putPath, `{`, "Idempotency-Key: k-bad")
	if r, _ := b.ask("POST", putPath, `{"word":"rent","amount":5}`, "Idempotency-Key: k-bad"); r.StatusCode != 201 {
		t.Errorf("after broken JSON: %d", r.StatusCode)
	}
}

// The memory of lately used keys is only there for speed: without it the unique key decides.
func TestForgottenKeyStillReplays(t *testing.T) {
	b := newBank(t, Config{}, store.Options{})
	body := `{"word":"rent","amount":5}`
	_, text := b.ask("POST", putPath, body, "Idempotency-Key: old")
	b.keepers(t, func(k *keeper) { clear(k.recent.slots[:]) })
	r, again := b.ask("POST", putPath, body, "Idempotency-Key: old")
	if again != text || r.Header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("%s, then %s", text, again)
	}
	if rows, _ := b.effects(); rows != 1 {
		t.Errorf("%d effects", rows)
	}
	if n := b.st.Stats().Reruns.Load(); n != 1 {
		t.Errorf("%d reruns, want the one that met the duplicate", n)
	}
}

func TestBulkAnswerIsRemembered(t *testing.T) {
	sealer, err := NewAESSealer(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []Sealer{nil, sealer} {
		b := newBank(t, Config{Sealer: s}, store.Options{})
		body := "[" + strings.Repeat(`{"word":"secretword","amount":1},`, 299) + `{"word":"secretword","amount":1}]`
		_, text := b.ask("POST", "/v1/till/bulk", body, "Idempotency-Key: many")
		r, again := b.ask("POST", "/v1/till/bulk", body, "Idempotency-Key: many")
		if text != again || r.StatusCode != 200 || r.Header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("%d: the answers differ: %.80s, %.80s", r.StatusCode, text, again)
		}
		if rows, _ := b.effects(); rows != 300 {
			t.Errorf("%d effects", rows)
		}
		var stored []byte
		err := b.st.View(context.Background(), func(v *store.View) (err error) {
			stored, _, err = store.One(v, store.Value[[]byte], "SELECT body FROM app_answers")
			return err
		})
		if err != nil || len(stored) == 0 || len(stored) > len(text)*3/4 {
			t.Errorf("stored %d bytes of %d: %v", len(stored), len(text), err)
		}
	}
}

func TestSealer(t *testing.T) {
	if _, err := NewAESSealer([]byte("short")); err == nil {
		t.Error("short key accepted")
	}
	s, err := NewAESSealer(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		aad := rapid.SliceOf(rapid.Byte()).Draw(t, "aad")
		sealed, err := s.Seal(plain, aad)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Open(sealed, aad); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("%x %v", got, err)
		}
		if _, err := s.Open(sealed, append(aad, 1)); err == nil {
			t.Fatal("opened at another place")
		}
		sealed[rapid.IntRange(0, len(sealed)-1).Draw(t, "at")] ^= 1
		if _, err := s.Open(sealed, aad); err == nil {
			t.Fatal("opened a changed text")
		}
	})
	if _, err := s.Open([]byte("x"), nil); err == nil {
		t.Error("opened a stump")
	}
}

func TestSealedAnswersNeedTheirKey(t *testing.T) {
	k1, _ := NewAESSealer(bytes.Repeat([]byte{1}, 32))
	k2, _ := NewAESSealer(bytes.Repeat([]byte{2}, 32))
	b := newBank(t, Config{Sealer: k1}, store.Options{})
	body := `{"word":"rent","amount":5}`
	b.ask("POST", putPath, body, "Idempotency-Key: k")
	for _, s := range []Sealer{k2, nil} {
		b.keepers(t, func(k *keeper) { k.sealer = s })
		if r, text := b.ask("POST", putPath, body, "Idempotency-Key: k"); r.StatusCode != 500 {
			t.Errorf("%d %s", r.StatusCode, text)
		}
	}
	if rows, _ := b.effects(); rows != 1 {
		t.Errorf("%d effects", rows)
	}
}

// Many clients send the same keys at once, give up at random, repeat, and lose their connections; each key takes
// effect once and all its answers are one.
func TestExactlyOnceUnderRetries(t *testing.T) {
	for name, opt := range map[string]store.Options{"grouped": {Lanes: 3}, "alone": {NoGroup: true, Lanes: 3}, "careful": {Careful: true}} {
		t.Run(name, func(t *testing.T) { exactlyOnce(t, opt) })
	}
}

func exactlyOnce(t *testing.T, opt store.Options) {
	b := newBank(t, Config{AccessLog: LogNone}, opt)
	const clients, keys = 12, 60
	words := []string{"rent", "sql", "shut", "rent"}
	var (
		answers  sync.Map
		replayed atomic.Int64
		wg       sync.WaitGroup
	)
	for c := range clients {
		wg.Add(1)
		go func() {
			defer wg.Done()
			rnd := rand.New(rand.NewPCG(uint64(c), 1))
			client := &http.Client{Transport: &http.Transport{}}
			defer client.CloseIdleConnections()
			for range keys * 2 {
				k := rnd.IntN(keys)
				if rnd.IntN(64) == 0 { // forgotten keys must be safe too; the writer's memory is the writer's to touch
					_ = b.st.Update(context.Background(), func(tx *store.Tx) error { clear(tx.Buffer(b.keeper).(*keeper).recent.slots[:]); return nil })
				}
				if status, text, again := send(b, client, rnd, k, words[k%len(words)]); status != 0 {
					if was, loaded := answers.LoadOrStore(k, text); loaded && was != text {
						t.Errorf("key %d: %s, then %s", k, was, text)
					}
					if again {
						replayed.Add(1)
					}
				}
			}
		}()
	}
	wg.Wait()
	want := int64(0)
	client := b.srv.Client()
	for k := range keys {
		if status, _, _ := send(b, client, nil, k, words[k%len(words)]); status == 0 {
			t.Fatal("no answer without faults")
		}
		switch words[k%len(words)] {
		case "rent":
			want++
		case "sql":
			want += 2
		}
	}
	if rows, _ := b.effects(); rows != want {
		t.Errorf("%d effects, want %d", rows, want)
	}
	if replayed.Load() == 0 {
		t.Error("nothing was replayed: the test tests nothing")
	}
}

// send puts one amount in; a nil rnd sends without faults. Status 0 is a lost answer.
func send(b *bank, client *http.Client, rnd *rand.Rand, k int, word string) (status int, text string, replayed bool) {
	ctx := context.Background()
	if rnd != nil && rnd.IntN(4) == 0 { // the client gives up: the connection is cut wherever the request is
		c, cancel := context.WithTimeout(ctx, time.Duration(rnd.IntN(3000))*time.Microsecond)
		defer cancel()
		ctx = c
	}
	r, err := http.NewRequestWithContext(ctx, "POST", b.srv.URL+putPath, strings.NewReader(fmt.Sprintf(`{"word":%q,"amount":%d}`, word, k+1)))
	if err != nil {
		return 0, "", false
	}
	r.Header.Set("Authorization", "Bearer "+b.bearer)
	r.Header.Set("Idempotency-Key", fmt.Sprintf("key-%d", k))
	resp, err := client.Do(r)
	if err != nil {
		return 0, "", false
	}
	defer resp.Body.Close()
	var buf bytes.Buffer
	if _, err := buf.ReadFrom(resp.Body); err != nil || resp.StatusCode >= 500 {
		return 0, "", false
	}
	return resp.StatusCode, buf.String(), resp.Header.Get("Idempotency-Replayed") == "true"
}

func TestSweep(t *testing.T) {
	now := atomic.Int64{}
	now.Store(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC).UnixMicro())
	b := newBank(t, Config{}, store.Options{Clock: func() time.Time { return time.UnixMicro(now.Load()) }})
	ctx := context.Background()
	put := func(from, to int) {
		for i := from; i < to; i++ {
			b.ask("POST", putPath, `{"word":"rent","amount":5}`, fmt.Sprintf("Idempotency-Key: s%d", i))
		}
	}
	put(0, 600)
	now.Add((6 * 24 * time.Hour).Microseconds())
	put(600, 603)
	if n, err := b.SweepIdempotency(ctx); n != 0 || err != nil {
		t.Fatalf("swept %d too early: %v", n, err)
	}
	now.Add((25 * time.Hour).Microseconds())
	if n, err := b.SweepIdempotency(ctx); n != 600 || err != nil {
		t.Fatalf("swept %d: %v", n, err)
	}
	if r, _ := b.ask("POST", putPath, `{"word":"rent","amount":5}`, "Idempotency-Key: s602"); r.Header.Get("Idempotency-Replayed") != "true" {
		t.Error("an answer that is not yet seven days old was forgotten")
	}
	if r, _ := b.ask("POST", putPath, `{"word":"rent","amount":9}`, "Idempotency-Key: s0"); r.StatusCode != 201 {
		t.Errorf("a key is free after its time: %d", r.StatusCode)
	}
}
