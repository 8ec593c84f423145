package password_test

import (
	"context"
	"errors"
	"fmt"

	"tonghui/platform/auth/password"
)

// A new password is judged, hashed and verified.
func Example() {
	ctx := context.Background()
	var policy password.Policy
	fmt.Println(errors.Is(policy.Check("woaini1314520"), password.ErrCommon))
	fmt.Println(errors.Is(policy.Check("Wang-Fang has a cat", "王芳", "wangfang"), password.ErrPersonal))
	fmt.Println(policy.Check("三只橘猫数着月亮过桥"))

	h := password.New(password.Options{})
	kept, err := h.Hash(ctx, "三只橘猫数着月亮过桥")
	fmt.Println(kept[:31], err)
	fmt.Println(h.Verify(ctx, "三只橘猫数着月亮过桥", kept))
	fmt.Println(h.Verify(ctx, "三只橘猫数着太阳过桥", kept))
	// Output:
	// true
	// true
	// <nil>
	// $argon2id$v=19$m=19456,t=2,p=1$ <nil>
	// true false <nil>
	// false false <nil>
}
