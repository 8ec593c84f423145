package signature_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"tonghui/base/problem"
	"tonghui/platform/auth/signature"
)

// A client signs what it sends; the bank checks it against the public key that it knows.
func Example() {
	clock := func() time.Time { return time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC) }
	key, _ := signature.Generate(signature.SM2)
	bank := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		signed, err := signature.Read(r, append(body, r.Header.Get("Tampered")...), clock(), "")
		if err == nil {
			err = signed.Verify(key.Public())
		}
		if err != nil {
			fmt.Fprint(w, problem.Of(err).Code)
			return
		}
		fmt.Fprintf(w, "client %s, %s", signed.Client, signed.Alg)
	}))
	defer bank.Close()

	client := http.Client{Transport: &signature.Signer{Client: "463856467968", Key: key, Now: clock}}
	for _, tampered := range []string{"", "!"} {
		r, _ := http.NewRequest(http.MethodPost, bank.URL+"/v1/ledger/entries", strings.NewReader(`{"amount":"100"}`))
		r.Header.Set("Tampered", tampered)
		resp, _ := client.Do(r)
		answer, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		fmt.Println(string(answer))
	}
	// Output:
	// client 463856467968, sm2-sm3
	// auth.digest_wrong
}
