package client_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"

	"tonghui/base/problem"
	"tonghui/platform/auth"
	"tonghui/platform/auth/client"
	"tonghui/platform/store"
)

// A program is registered, gets a token for its secret and is let in by that, until it is suspended.
func Example() {
	if err := run(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// ERP may ledger.read, nothing else
	// client.suspended
}

func run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "bank")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	st, err := store.Open(ctx, filepath.Join(dir, "bank.db"), store.Options{})
	if err != nil {
		return err
	}
	defer st.Close()
	if _, err := st.Migrate(ctx, "v1", store.Schema{Module: "client", Files: client.Schema()}); err != nil {
		return err
	}
	clients := client.New(st, client.Config{})
	secret, hash := client.NewSecret()
	var erp *client.Client
	err = st.Update(ctx, func(tx *store.Tx) error {
		if erp, err = clients.Register(tx, client.Registration{Name: "ERP", Roles: []auth.Role{auth.ClientReader}}); err != nil {
			return err
		}
		_, err = clients.RotateSecret(tx, erp.ID, hash)
		return err
	})
	if err != nil {
		return err
	}
	grant, err := clients.Token(httptest.NewRequest(http.MethodPost, client.TokenPath, http.NoBody), url.Values{
		"grant_type": {"client_credentials"}, "client_id": {erp.ID.String()}, "client_secret": {secret}})
	if err != nil {
		return err
	}
	r := httptest.NewRequest(http.MethodGet, "/v1/ledger/accounts", http.NoBody)
	r.Header.Set("Authorization", "Bearer "+grant.AccessToken)
	subject, err := clients.Admit(r)
	if err != nil {
		return err
	}
	if subject.Reach("ledger.read") == auth.Bank && subject.Reach("ledger.post") == 0 {
		fmt.Println(subject.Name, "may ledger.read, nothing else")
	}
	if err := st.Update(ctx, func(tx *store.Tx) error {
		_, err := clients.Suspend(tx, erp.ID, "its computer was stolen")
		return err
	}); err != nil {
		return err
	}
	_, err = clients.Admit(r)
	fmt.Println(problem.Of(err).Code)
	return nil
}
