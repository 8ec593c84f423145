package totp_test

import (
	"fmt"
	"time"

	"tonghui/platform/auth/totp"
)

// A code counts once.
func Example() {
	secret := totp.NewSecret()
	uri, err := totp.URI("通惠银行", "wangfang", secret)
	fmt.Println(uri[:15], err)

	at := time.Date(2026, 3, 2, 9, 0, 10, 0, time.UTC)
	code, _ := totp.Code(secret, at)
	last, ok := totp.Verify(secret, code, at, 0)
	fmt.Println(ok)
	_, ok = totp.Verify(secret, code, at, last)
	fmt.Println(ok)
	// Output:
	// otpauth://totp/ <nil>
	// true
	// false
}
