package signin

import (
	"net/http"
	"testing"
)

// BenchmarkAdmit is the check of each call: cookie, session, hat.
func BenchmarkAdmit(b *testing.B) {
	bank := newBank(b)
	g, _ := bank.member()
	r := bank.request(http.MethodGet, g)
	r.Header.Set(HatHeader, "firm-7")
	for b.Loop() {
		if _, err := bank.Admit(r); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAdmitWrite also looks at where the call comes from.
func BenchmarkAdmitWrite(b *testing.B) {
	bank := newBank(b)
	g, _ := bank.member()
	r := bank.request(http.MethodPost, g)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for b.Loop() {
		if _, err := bank.Admit(r); err != nil {
			b.Fatal(err)
		}
	}
}
