package app

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/auth/client"
	"tonghui/platform/observe"
	"tonghui/platform/store"
)

// The tests' room: a till (钱箱) with a count that every effect raises, so that "exactly once" can be counted.

var tillSchema = fstest.MapFS{"001_till.sql": {Data: []byte(
	"CREATE TABLE till_effects (id BIGINT NOT NULL PRIMARY KEY, word VARCHAR(32) NOT NULL, amount BIGINT NOT NULL);\n")}}

var errTillShut = problem.New(problem.Refused, "till.shut", "The till is shut.", "钱箱已关闭。")

type putIn struct {
	Till string `path:"till" maxLength:"8"`
	Body putBody
}

type putBody struct {
	Word   string   `json:"word" minLength:"1" maxLength:"32" example:"rent" doc:"What it is for."`
	Amount int64    `json:"amount" minimum:"1" maximum:"1000000"`
	Kind   string   `json:"kind,omitempty" enum:"cash,check"`
	Ref    store.ID `json:"ref,omitempty"`
}

type putOut struct {
	ID   store.ID `json:"id"`
	Word string   `json:"word"`
}

func (p *putOut) Location() string { return "/v1/till/effects/" + p.ID.String() }

type listIn struct {
	Paging
	Since store.ID `query:"since"`
}

type exportIn struct {
	Lines int `query:"lines" default:"3"`
}

// till writes through a buffer, as the ledger does.
type till struct {
	rows  store.Slot
	st    *store.Store
	gate  chan struct{} // when set, a put waits for it
	entry chan struct{}
}

func (t *till) put(_ context.Context, tx *store.Tx, in *putIn) (*putOut, error) {
	id := tx.NewID()
	tx.Buffer(t.rows).(*store.Appender).Add(id, in.Body.Word, in.Body.Amount)
	switch in.Body.Word {
	case "shut":
		return nil, errTillShut
	case "flaky":
		return nil, store.ErrBusy
	case "fault":
		return nil, io.ErrUnexpectedEOF
	case "panic":
		if _, err := tx.Exec("INSERT INTO till_effects (id, word, amount) VALUES (?, ?, ?)", tx.NewID(), "lost", 1); err != nil {
			return nil, err
		}
		panic("the till fell over with 6222020000000188")
	case "sql":
		if _, err := tx.Exec("INSERT INTO till_effects (id, word, amount) VALUES (?, ?, ?)", tx.NewID(), "more", 1); err != nil {
			return nil, err
		}
	}
	return &putOut{id, in.Body.Word}, nil
}

// tooLate is a context that is over for the word "late", so that a test can tell under which one an update runs.
func tooLate(ctx context.Context, word string) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	if word == "late" {
		cancel()
	}
	context.AfterFunc(ctx, cancel)
	return ctx
}

func (t *till) list(ctx context.Context, in *listIn) (*Page[putOut], error) {
	last := int64(0)
	if _, err := ParseCursor(in.After, 7, &last); err != nil {
		return nil, err
	}
	var items []putOut
	err := t.st.View(ctx, func(v *store.View) (err error) {
		items, err = store.All(v, func(s store.Scanner) (p putOut, err error) {
			err = s.Scan(&p.ID, &p.Word)
			return p, err
		}, "SELECT id, word FROM till_effects WHERE id > ? ORDER BY id LIMIT ?", last, in.Limit+1)
		return err
	})
	return NewPage(items, in.Limit, func(p putOut) string { return Cursor(7, int64(p.ID)) }), err
}

func (t *till) routes(api huma.API) {
	Describe(api, "till", "What lies in the till.", "钱箱里的款项。")
	Write(api, Operation{ID: "putIn", Method: "POST", Path: "/v1/till/{till}/effects", EN: "Put money in", ZH: "存入款项", Status: 201,
		Permission: "till.put", About: "Puts *one* amount in.\n\n- `word` says why\n- `amount` says how much",
		Problems: []*problem.Error{errTillShut},
		Ahead:    Ahead(func(ctx context.Context, in *putIn) context.Context { return tooLate(ctx, in.Body.Word) })}, t.put)
	Write(api, Operation{ID: "knock", Method: "PUT", Path: "/v1/till/knock", EN: "Knock", ZH: "敲一下", KeyOptional: true, SignedIn: true},
		func(_ context.Context, tx *store.Tx, _ *struct{}) (*struct {
			Actor string `json:"actor"`
			Key   string `json:"key"`
		}, error) {
			return &struct {
				Actor string `json:"actor"`
				Key   string `json:"key"`
			}{tx.Actor().String(), tx.IdempotencyKey()}, nil
		})
	Read(api, Operation{ID: "listEffects", Method: "GET", Path: "/v1/till/effects", EN: "List what was put in", ZH: "列出存入款项", Permission: "till.use"}, t.list)
	RawWrite[[]putBody, []putOut](api, Operation{ID: "putMany", Method: "POST", Path: "/v1/till/bulk", EN: "Put many in", ZH: "批量存入", Permission: "till.use",
		Ahead: Ahead(func(ctx context.Context, items []putBody) context.Context {
			return tooLate(ctx, append(items, putBody{})[0].Word)
		})},
		func(_ *http.Request, body []byte) (items []putBody, err error) {
			return items, json.Unmarshal(body, &items)
		},
		func(_ context.Context, tx *store.Tx, items []putBody, out []byte) ([]byte, error) {
			out = append(out, '[')
			for i, item := range items {
				if i > 0 {
					out = append(out, ',')
				}
				id := tx.NewID()
				tx.Buffer(t.rows).(*store.Appender).Add(id, item.Word, item.Amount)
				out = append(append(append(out, `{"id":"`...), id.String()...), `"}`...)
			}
			return append(out, ']'), nil
		})
	Stream(api, Operation{ID: "exportEffects", Method: "GET", Path: "/v1/till/export", EN: "Export", ZH: "导出", Permission: "till.use"},
		[]Media{{Type: "application/jsonl", Line: putOut{}}, {Type: "text/csv"}},
		func(_ context.Context, in *exportIn, w *StreamWriter) error {
			w.Filename("till.jsonl")
			for i := range in.Lines {
				if i == 99_999 {
					return errTillShut
				}
				if _, err := w.WriteString(`{"word":"line of the export"}` + "\n"); err != nil {
					return err
				}
			}
			if in.Lines < 0 {
				return errTillShut
			}
			return nil
		})
	Read(api, Operation{ID: "slow", Method: "GET", Path: "/v1/till/slow", EN: "Wait", ZH: "等待", SignedIn: true},
		func(ctx context.Context, _ *struct{}) (*struct{}, error) {
			t.entry <- struct{}{}
			<-t.gate
			return &struct{}{}, nil
		})
	Read(api, Operation{ID: "fall", Method: "GET", Path: "/v1/till/fall", EN: "Fall over", ZH: "出错", SignedIn: true},
		func(context.Context, *struct{}) (*struct{}, error) { panic("fell over with 6222020000000188") })
}

// clientSchema is what the test's client needs.
var clientSchema = store.Schema{Module: "client", Files: client.Schema()}

type bank struct {
	*App
	t    testing.TB
	till *till
	st   *store.Store
	srv  *httptest.Server
	log  *syncWriter

	bearer string // the test's client may do everything
}

func (b *bank) logged() string {
	b.log.mu.Lock()
	defer b.log.mu.Unlock()
	return b.log.String()
}

func newBank(t testing.TB, cfg Config, opt store.Options) *bank {
	t.Helper()
	opt.CacheMB, opt.Readers, opt.Lanes = 16, 4, max(1, opt.Lanes)
	tl := &till{gate: make(chan struct{}), entry: make(chan struct{}, 1)}
	m := Module{Name: "till", Schema: tillSchema, Routes: tl.routes}
	st := store.TestOptions(t, opt, append(Schemas(m), clientSchema)...)
	tl.st = st
	tl.rows = st.AddBuffer(func() store.Buffer { return store.NewAppender("till_effects", "id", "word", "amount") })
	clients, bearer := client.ForTest(t, st)
	b := &bank{t: t, till: tl, st: st, log: &syncWriter{}, bearer: bearer}
	cfg.Admit = []Authenticator{clients}
	cfg.Version = "test"
	if cfg.Observer == nil {
		cfg.Observer = observe.Setup(observe.Config{Output: b.log, JSON: true, Level: slog.LevelDebug})
	}
	var err error
	if b.App, err = New(st, cfg, m); err != nil {
		t.Fatal(err)
	}
	b.srv = httptest.NewServer(b.Handler())
	t.Cleanup(b.srv.Close)
	return b
}

// ask is one request; headers are "Name: value".
func (b *bank) ask(method, path, body string, headers ...string) (*http.Response, string) {
	b.t.Helper()
	r, err := http.NewRequest(method, b.srv.URL+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+b.bearer)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if r.Header.Del(name); value != "" {
			r.Header.Set(name, value)
		}
	}
	resp, err := b.srv.Client().Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return resp, string(text)
}

func (b *bank) problem(text string) (p Problem) {
	b.t.Helper()
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		b.t.Fatalf("%v in %s", err, text)
	}
	return p
}

// effects counts what really happened.
func (b *bank) effects() (rows, sum int64) {
	b.t.Helper()
	err := b.st.View(context.Background(), func(v *store.View) (err error) {
		if rows, _, err = store.One(v, store.Value[int64], "SELECT COUNT(*) FROM till_effects"); err != nil {
			return err
		}
		sum, _, err = store.One(v, store.Value[int64], "SELECT COALESCE(SUM(amount), 0) FROM till_effects")
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return rows, sum
}

// keepers lets a test touch the keeper's memory on its lane. Banks of these tests have one lane.
func (b *bank) keepers(t *testing.T, f func(*keeper)) {
	t.Helper()
	if err := b.st.Update(context.Background(), func(tx *store.Tx) error {
		f(tx.Buffer(b.keeper).(*keeper))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
