package signin_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"

	"tonghui/platform/auth"
	"tonghui/platform/auth/signin"
	"tonghui/platform/store"
)

// fatal ends the example where a test would end.
type fatal struct{}

func (fatal) Helper()           {}
func (fatal) Fatal(args ...any) { panic(fmt.Sprint(args...)) }

// A person is invited, sets her password, and calls under one of her hats.
func Example() {
	dir, err := os.MkdirTemp("", "bank")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	st, err := store.Open(ctx, filepath.Join(dir, "bank.db"), store.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer st.Close()
	if _, err := st.Migrate(ctx, "v1", signin.TestSchemas()...); err != nil {
		fmt.Println(err)
		return
	}
	people := &signin.Fixed{}
	people.Set(1001, "李明", auth.Hat{ID: "self", Kind: auth.SelfHat, For: 1001, Roles: []auth.Role{auth.Customer}})
	s := signin.ForTest(fatal{}, st, people, nil)

	var code string
	err = st.Update(ctx, func(tx *store.Tx) (err error) {
		code, err = s.Invite(tx, 1001, "li.ming")
		return err
	})
	fmt.Println(len(code), err)
	from := signin.Caller{Address: "203.0.113.5", Agent: "Firefox"}
	g, err := s.Activate(ctx, from, "li.ming", code, "seven herons over a slow river")
	if err != nil {
		fmt.Println(err)
		return
	}
	r := httptest.NewRequest(http.MethodGet, "https://bank.example/v1/session", nil)
	for _, c := range s.Cookies(g) {
		r.AddCookie(c)
	}
	who, err := s.Admit(r)
	fmt.Println(who.Name, who.Hat.ID, err)
	r.Header.Set(signin.HatHeader, "firm-7")
	r.URL.Path = "/v1/ledger/accounts"
	_, err = s.Admit(r)
	fmt.Println(err)
	// Output:
	// 19 <nil>
	// 李明 self <nil>
	// signin.hat: This right to act has ended, or it was never yours. Choose one of those you have.
}
