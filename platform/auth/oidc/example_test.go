package oidc_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"tonghui/platform/auth/oidc"
)

// A browser that brings back another sign-in's state isn't let in, whatever else it brings.
func Example() {
	p, err := oidc.New(oidc.Config{Issuer: "https://login.bank.example", ClientID: "tonghui", ClientSecret: "secret",
		RedirectURL: "https://bank.example/v1/signin/oidc/return", Now: time.Now})
	if err != nil {
		fmt.Println(err)
		return
	}
	begun := oidc.Ceremony{State: "one", Nonce: "n", Verifier: "v", BegunAt: time.Now()}
	_, err = p.Finish(context.Background(), begun, url.Values{"state": {"another"}, "code": {"c"}})
	fmt.Println(errors.Is(err, oidc.ErrState), err)
	// Output:
	// true oidc.state: This sign-in did not begin in this browser, or has been used. Begin it again from the bank's page.
}
