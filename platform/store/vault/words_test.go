package vault

import (
	"context"
	"encoding/json"
	"runtime"
	"strings"
	"testing"

	"tonghui/platform/store"
)

// TestKeysAreNamed: what operators read of keys names algorithm and purpose, and nothing of the key itself.
func TestKeysAreNamed(t *testing.T) {
	v := ForTest(t, testStore(t, nil))
	text, err := json.Marshal(v.Keys())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"AES-256-GCM"`, `"HMAC-SHA256"`, `"data"`, `"index"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is not in %s", want, text)
		}
	}
	for a, want := range map[Algorithm]string{SM4GCM: "SM4-GCM", 77: "algorithm 77"} {
		if a.String() != want {
			t.Errorf("%d is called %s, want %s", a, a, want)
		}
	}
}

// TestRunEnds: looking for others' keys ends with its context.
func TestRunEnds(t *testing.T) {
	v := ForTest(t, testStore(t, nil))
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { v.Run(ctx); close(done) }()
	cancel()
	<-done
}

// stopped is a test that ends at its first fault.
type stopped struct{ said []any }

func (s *stopped) Helper() {}

func (s *stopped) Fatal(args ...any) {
	s.said = args
	runtime.Goexit()
}

// TestForTestSaysWhatIsMissing: a store without the vault's tables ends the test that wanted a vault in it.
func TestForTestSaysWhatIsMissing(t *testing.T) {
	st := store.Test(t)
	s := &stopped{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		ForTest(s, st)
	}()
	<-done
	if len(s.said) == 0 {
		t.Error("nothing was said")
	}
}
