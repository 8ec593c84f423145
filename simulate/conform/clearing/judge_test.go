package clearing

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tonghui/platform/auth/signature"
	"tonghui/platform/store"
	house "tonghui/simulate/clearing"
	"tonghui/simulate/clearing/message"
	"tonghui/simulate/conform"
)

// trial is a house with two trial banks. door stands before the house, road changes what it pushes.
func trial(t *testing.T, only []string, wait time.Duration, door func(http.Handler) http.Handler,
	road func(*signature.PrivateKey) http.RoundTripper) *conform.Report {
	t.Helper()
	store.SQLiteOnly(t, "a simulator's database is a file of its own")
	ctx, cancel := context.WithCancel(context.Background())
	key := must(signature.Generate(signature.Ed25519))(t)
	options := house.Options{Key: key}
	if road != nil {
		options.Client = &http.Client{Transport: road(key), Timeout: 10 * time.Second}
	}
	h := house.New(store.Test(t, house.Schema()), options)
	banks := []*Bank{{Code: "102100000097"}, {Code: "105290000176"}}
	for _, b := range banks {
		l := must(net.Listen("tcp", "127.0.0.1:0"))(t)
		b.Listen = l.Addr().String()
		l.Close()
		b.Key = must(signature.Generate(signature.Ed25519))(t)
		err := h.Join(ctx, house.Participant{Code: b.Code, Name: "试验行", URL: "http://" + b.Listen, PublicKey: string(b.Key.Public().PEM()),
			Balance: 10_000_00, Cap: 1_000_00})
		if err != nil {
			t.Fatal(err)
		}
	}
	done := make(chan error, 1)
	go func() { done <- h.Run(ctx) }()
	handler := h.Handler()
	if door != nil {
		handler = door(handler)
	}
	srv := httptest.NewServer(handler)
	t.Cleanup(func() {
		srv.Close()
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	waitOpen(t, srv.URL)
	cut := func(ctx context.Context) error { _, err := h.CutOff(ctx); return err }
	report, err := Judge(ctx, Config{URL: srv.URL, Payer: banks[0], Payee: banks[1], Wait: wait, CutOff: cut, Only: only})
	if err != nil {
		t.Fatal(err)
	}
	if total, err := h.Check(ctx); err != nil || total != 20_000_00 {
		t.Errorf("the house's books: total %d, %v", total, err)
	}
	return report
}

func waitOpen(t *testing.T, url string) {
	t.Helper()
	r, err := http.Get(url + "/health") // opens the first day
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("health: %v %v", r, err)
	}
	r.Body.Close()
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestOurHouseHolds(t *testing.T) {
	t.Parallel()
	report := trial(t, nil, 10*time.Second, nil, nil)
	var text bytes.Buffer
	if err := report.Print(&text); err != nil {
		t.Fatal(err)
	}
	if report.Failed > 0 || len(report.Cases) < 80 {
		t.Fatalf("%d of %d cases failed:\n%s", report.Failed, len(report.Cases), text.String())
	}
}

// TestGoldenMessages holds the golden messages to the house's reading without a house between: the valid ones are read, and
// each bad one breaks its rule.
func TestGoldenMessages(t *testing.T) {
	v := values{"HOUSE": "001100090017", "PAYER": "102100000097", "PAYEE": "105290000176", "FROM": "102100000097", "DATE": "2026-11-24",
		"AMOUNT": "1.23", "CXL": "c", "RTR": "r", "BIZ": "b", "MSG": "m", "ORIGMSG": "o", "TX": "t", "E2E": "e", "UETR": newUUID(),
		"NOW": "2026-11-24T02:00:00Z"}
	bad := map[string]string{}
	for _, c := range badCases() {
		bad[c.file] = c.reason
	}
	files, err := goldenFiles.ReadDir("golden")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".xml") {
			continue
		}
		_, err := message.Read(fill(f.Name(), v))
		reason, isBad := bad[f.Name()]
		if strings.HasPrefix(f.Name(), "bad-") != isBad {
			t.Errorf("%s and cases.txt don't know one another", f.Name())
		}
		switch {
		case !isBad && err != nil:
			t.Errorf("%s: %v", f.Name(), err)
		case isBad && (err == nil || !strings.HasPrefix(err.Error(), reason+" ")):
			t.Errorf("%s: %v, should be %s", f.Name(), err, reason)
		}
	}
}

// TestBrokenHouses breaks the house in one way at a time: the kit must see each.
func TestBrokenHouses(t *testing.T) {
	for _, c := range []struct {
		name   string
		part   string // of Parts, in which it shows
		sees   string // beginning of a case that must fail
		within string // of why
		door   func(http.Handler) http.Handler
		road   func(*signature.PrivateKey) http.RoundTripper
	}{
		{name: "takes everything", part: "messages", sees: "refused: XML 1.0", within: "answered 202", door: status(202, 400)},
		{name: "lets anybody in", part: "doors", sees: "signature: none", door: status(202, 401)},
		{name: "takes what others signed", part: "doors", sees: "sender: Fr", door: status(202, 403)},
		{name: "keeps two contents under one id", part: "real-time", sees: "duplicate: the BizMsgIdr", door: status(202, 409)},
		{name: "believes in ghosts", part: "refusals", sees: "unknown: a pacs.002", door: status(202, 422)},
		{name: "hides duplicates", part: "real-time", sees: "duplicate: the same bytes", within: "duplicate is false",
			door: body("/iso20022/messages", `"duplicate":true`, `"duplicate":false`)},
		{name: "refuses without a reason", part: "messages", sees: "refused: protocol 1: pain.001", within: "admi.002",
			door: body("/iso20022/messages", "VERSION", "NONE")},
		{name: "shows positions to all", part: "doors", sees: "position: another", door: status(200, 403)},
		{name: "has wrong balances", part: "real-time", sees: "real time: paid", within: "balance", door: growingBalance()},
		{name: "changes the amount", part: "real-time", sees: "real time: paid", within: "was changed on its way", road: change(message.Pacs008, "1.23", "1.24")},
		{name: "changes the payee", part: "real-time", sees: "real time: paid", within: "was changed on its way",
			road: change(message.Pacs008, "6225880100000000", "6225880100000001")},
		{name: "signs nothing", part: "real-time", sees: "what the house pushed", within: "is not signed as it should be", road: unsigned()},
		{name: "forgets the UETR", part: "real-time", sees: "what the house pushed", within: "SCHEMA", road: change(message.Pacs002, "OrgnlUETR>", "Orgnl>")},
		{name: "says settled for refused", part: "real-time", sees: "real time: refused", within: "ACSC",
			road: changes(message.Pacs002, "<TxSts>RJCT</TxSts>", "<TxSts>ACSC</TxSts>", "<StsRsnInf>", "<!--", "</StsRsnInf>", "-->")},
		{name: "sends a wrong sum", part: "deferred", sees: "what the house pushed", within: "its details make",
			road: change(message.Camt054, `<Ntry><Amt Ccy="CNY">1.23`, `<Ntry><Amt Ccy="CNY">1.32`)},
		{name: "loses recalls", part: "recalls", sees: "recall:", within: "no camt.056", road: lost(message.Camt056)},
		{name: "loses fates", part: "real-time", sees: "real time: paid", within: "no final pacs.002", road: lost(message.Pacs002)},
		{name: "sends another version", part: "real-time", sees: "what the house pushed", within: "VERSION", road: change(message.Pacs008, "pacs.008.001.08", "pacs.008.001.09")},
		{name: "replaces a fate by another", part: "real-time", sees: "real time: paid", within: "RJCT",
			road: changes(message.Pacs002, "<TxSts>ACSC</TxSts>", "<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf>")},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			report := trial(t, []string{c.part}, 400*time.Millisecond, c.door, c.road)
			for _, got := range report.Cases {
				if strings.HasPrefix(got.Name, c.sees) && !got.Holds && strings.Contains(got.Why, c.within) {
					return
				}
			}
			var text bytes.Buffer
			_ = report.Print(&text)
			t.Errorf("not seen:\n%s", text.String())
		})
	}
}

// status answers one status where the house would have answered another.
func status(instead, of int) func(http.Handler) http.Handler {
	return rewrite(func(r *http.Request, rec *httptest.ResponseRecorder) {
		if rec.Code == of {
			rec.Code = instead
		}
	})
}

func body(path, old, fresh string) func(http.Handler) http.Handler {
	return rewrite(func(r *http.Request, rec *httptest.ResponseRecorder) {
		if r.URL.Path == path {
			rec.Body = bytes.NewBuffer(bytes.ReplaceAll(rec.Body.Bytes(), []byte(old), []byte(fresh)))
		}
	})
}

// growingBalance shows a position that is never the one of before.
func growingBalance() func(http.Handler) http.Handler {
	return body("/participants/102100000097/position", `"balance":"`, `"balance":"1`)
}

func rewrite(f func(*http.Request, *httptest.ResponseRecorder)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			rec := httptest.NewRecorder()
			next.ServeHTTP(rec, r)
			f(r, rec)
			for k, v := range rec.Header() {
				w.Header()[k] = v
			}
			w.WriteHeader(rec.Code)
			_, _ = w.Write(rec.Body.Bytes())
		})
	}
}

// road changes messages on the way and signs them anew, as the house itself would have sent them.
type road struct {
	key *signature.PrivateKey
	f   func(version string, body []byte) (changed []byte, answer int)
	bad bool // takes the signature away
}

func (w road) RoundTrip(r *http.Request) (*http.Response, error) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	version := ""
	if e, err := message.Read(raw); err == nil {
		version = e.Version
	}
	changed, answer := w.f(version, raw)
	if answer != 0 {
		return &http.Response{StatusCode: answer, Status: http.StatusText(answer), Body: io.NopCloser(strings.NewReader("")), Request: r}, nil
	}
	q, err := http.NewRequestWithContext(r.Context(), r.Method, r.URL.String(), bytes.NewReader(changed))
	if err != nil {
		return nil, err
	}
	q.Header.Set("Content-Type", "application/xml")
	if !w.bad {
		if err := signature.Sign(q, changed, house.DefaultCode, w.key, time.Now()); err != nil {
			return nil, err
		}
	}
	return http.DefaultTransport.RoundTrip(q)
}

func change(version, old, fresh string) func(*signature.PrivateKey) http.RoundTripper {
	return changes(version, old, fresh)
}

func changes(version string, pairs ...string) func(*signature.PrivateKey) http.RoundTripper {
	return func(key *signature.PrivateKey) http.RoundTripper {
		return road{key: key, f: func(v string, b []byte) ([]byte, int) {
			if v == version {
				b = []byte(strings.NewReplacer(pairs...).Replace(string(b)))
			}
			return b, 0
		}}
	}
}

func lost(version string) func(*signature.PrivateKey) http.RoundTripper {
	return func(key *signature.PrivateKey) http.RoundTripper {
		return road{key: key, f: func(v string, b []byte) ([]byte, int) {
			if v == version {
				return b, http.StatusAccepted // it says so, and has sent nothing
			}
			return b, 0
		}}
	}
}

func unsigned() func(*signature.PrivateKey) http.RoundTripper {
	return func(key *signature.PrivateKey) http.RoundTripper {
		return road{key: key, bad: true, f: func(_ string, b []byte) ([]byte, int) { return b, 0 }}
	}
}
