package mandate

import (
	"testing"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// BenchmarkHats is what sign-in pays when it doesn't remember a person's hats: five of them.
func BenchmarkHats(b *testing.B) {
	x := newBank(b)
	x.given(x.grant("财政局", "王芳", Employee, roles(auth.AgencyMaker)))
	x.given(x.grant("惠民公司", "王芳", Employee, roles(auth.FirmChecker)))
	x.given(x.grant("李强", "王芳", Agent))
	_, err := x.hired("王芳", "00017", "0101", auth.Teller)
	x.must(err)
	for b.Loop() {
		x.must(x.st.View(ctx, func(v *store.View) error {
			_, err := x.Hats(ctx, v, x.names["王芳"])
			return err
		}))
	}
}
