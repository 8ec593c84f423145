package passkey_test

import (
	"encoding/json"
	"errors"
	"fmt"

	"tonghui/platform/auth/passkey"
)

func Example() {
	site, err := passkey.New(passkey.Config{RPID: "bank.example", Origins: []string{"https://bank.example"}, Name: "通惠银行"})
	if err != nil {
		fmt.Println(err)
		return
	}
	asked, err := site.Ask() // Options go to the browser; State is kept for five minutes, for one answer
	if err != nil {
		fmt.Println(err)
		return
	}
	var options struct {
		PublicKey struct{ RPID, UserVerification string }
	}
	fmt.Println(json.Unmarshal(asked.Options, &options), options.PublicKey.RPID, options.PublicKey.UserVerification)
	_, err = site.Answered(asked.State, []byte(`{}`), nil)
	fmt.Println(errors.Is(err, passkey.ErrUnreadable))
	// Output:
	// <nil> bank.example required
	// true
}
