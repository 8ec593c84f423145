package signin

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestLoginNames(t *testing.T) {
	for in, want := range map[string]string{" Li.Ming ": "li.ming", "li@bank.example": "li@bank.example", "李明明": "李明明"} {
		if got, ok := Login(in); !ok || got != want {
			t.Errorf("%q is %q, %v", in, got, ok)
		}
	}
	for _, bad := range []string{"", "ab", "a b c", "a\x00bc", strings.Repeat("x", 65), "<script>"} {
		if _, ok := Login(bad); ok {
			t.Errorf("%q is taken", bad)
		}
	}
	for in, want := range map[string]string{"li.ming": "li***g", "abc": "a***", "li@bank.example": "l***@bank.example"} {
		if got := masked(in); got != want {
			t.Errorf("%q is masked as %q", in, got)
		}
	}
}

func TestNetworks(t *testing.T) {
	for in, want := range map[string]string{"203.0.113.5": "203.0.113.0/24", "::ffff:203.0.113.5": "203.0.113.0/24",
		"2001:db8:1:2::3": "2001:db8:1::/48", "pipe": "pipe"} {
		if got := network(in); got != want {
			t.Errorf("%s lies in %s", in, got)
		}
	}
}

// A wait never shrinks as failures grow, and never exceeds the longest.
func TestSlowing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.SampledFrom([]slowing{ownDevice, ownNet, anywhere}).Draw(t, "counter")
		n := rapid.Int64Range(0, 1<<40).Draw(t, "failures")
		a, b := w.after(n), w.after(n+1)
		if a > b || b > w.longest || n < w.free && a != 0 || n >= w.free && a < time.Second {
			t.Fatalf("%d failures wait %s, one more %s", n, a, b)
		}
	})
}
