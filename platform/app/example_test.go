package app_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing/fstest"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// A room with one table, one write and one read.
func Example() {
	errShut := problem.New(problem.Refused, "bell.shut", "The bell is shut; come back tomorrow.", "铃已停用，请明日再来。")
	type ring struct {
		Body struct {
			Times int64 `json:"times" minimum:"1" maximum:"9"`
		}
	}
	type rung struct {
		Total int64 `json:"total"`
	}
	bell := app.Module{
		Name: "bell",
		Schema: fstest.MapFS{"001_bell.sql": {Data: []byte(
			"CREATE TABLE bell_rings (id BIGINT NOT NULL PRIMARY KEY, times BIGINT NOT NULL);\n")}},
		Routes: func(api huma.API) {
			app.Describe(api, "bell", "The bell at the door.", "门铃。")
			app.Write(api, app.Operation{ID: "ringBell", Method: "POST", Path: "/v1/bell/rings", EN: "Ring the bell", ZH: "按铃", SignedIn: true,
				Problems: []*problem.Error{errShut}},
				func(_ context.Context, tx *store.Tx, in *ring) (*rung, error) {
					if in.Body.Times == 9 {
						return nil, errShut
					}
					_, err := tx.Exec("INSERT INTO bell_rings (id, times) VALUES (?, ?)", tx.NewID(), in.Body.Times)
					return &rung{in.Body.Times}, err
				})
		},
	}

	st, remove := openStore()
	defer remove()
	bank, err := app.New(st, app.Config{Admit: []app.Authenticator{teller{}}, AccessLog: app.LogNone}, bell)
	if err != nil {
		panic(err)
	}
	if _, err := st.Migrate(context.Background(), "v1", bank.Schemas()...); err != nil {
		panic(err)
	}
	for _, body := range []string{`{"times":2}`, `{"times":2}`, `{"times":10}`} {
		r := httptest.NewRequest(http.MethodPost, "/v1/bell/rings", strings.NewReader(body))
		r.Header.Set("Idempotency-Key", "first")
		w := httptest.NewRecorder()
		bank.Handler().ServeHTTP(w, r)
		short, _, _ := strings.Cut(w.Body.String(), `,"status"`)
		fmt.Println(w.Code, w.Header().Get("Idempotency-Replayed"), short)
	}
	// Output:
	// 200  {"total":2}
	// 200 true {"total":2}
	// 422  {"type":"urn:tonghui:problem:app.invalid_input","title":"Invalid value"
}

// teller lets everybody in as one teller; a bank has packages signin and client for this.
type teller struct{}

func (teller) Admit(*http.Request) (*auth.Subject, error) {
	return &auth.Subject{Person: 7, Client: "web", Hat: auth.Hat{ID: "staff-1", Kind: auth.StaffHat, Roles: []auth.Role{auth.Teller}}}, nil
}

// openStore opens an empty database in a folder of its own.
func openStore() (st *store.Store, remove func()) {
	dir, err := os.MkdirTemp("", "bell")
	if err != nil {
		panic(err)
	}
	st, err = store.Open(context.Background(), filepath.Join(dir, "bank.db"), store.Options{CacheMB: 4})
	if err != nil {
		panic(err)
	}
	return st, func() {
		_ = st.Close()
		_ = os.RemoveAll(dir)
	}
}
