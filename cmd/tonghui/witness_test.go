package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tonghui/platform/audit/checkpoint"
)

// lineWriter hands over what is written to it while it is written.
type lineWriter struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (w *lineWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(p)
}

func (w *lineWriter) text() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.String()
}

// The witness as an operator starts it, judged by the kit as an operator runs it.
func TestWitnessCommand(t *testing.T) {
	dir := t.TempDir()
	trial := filepath.Join(dir, "trial.key")
	log, err := checkpoint.LoadOrMakeKey(trial, "trial.example/log")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	out := &lineWriter{}
	e := &env{out: out, errs: out}
	args := []string{"--json", "--addr", "localhost:0", "--name", "witness.example/w1", "--log-key", log.VerifierKey(),
		"--key", filepath.Join(dir, "witness.key"), "--state", filepath.Join(dir, "witness.state")}
	done := make(chan error, 1)
	go func() { done <- runWitness(ctx, e, e.flags(&witnessCommand), args) }()
	var says struct{ URL, Key string }
	for end := time.Now().Add(20 * time.Second); json.Unmarshal([]byte(out.text()), &says) != nil; time.Sleep(time.Millisecond) {
		select {
		case err := <-done:
			t.Fatal(err)
		default:
		}
		if time.Now().After(end) {
			t.Fatalf("no greeting: %s", out.text())
		}
	}
	var judged bytes.Buffer
	k := &env{out: &judged, errs: &judged}
	conform := []string{"witness", "--url", says.URL, "--witness-key", says.Key, "--log-key", trial}
	if err := runConform(ctx, k, k.flags(&conformCommand), conform); err != nil {
		t.Errorf("%v\n%s", err, judged.String())
	}
	if strings.Contains(judged.String(), "✗") || strings.Count(judged.String(), "✓") < 20 {
		t.Errorf("%s", judged.String())
	}
	if err := runConform(ctx, k, k.flags(&conformCommand), []string{"something"}); !errors.Is(err, errConformWhat) {
		t.Errorf("something else: %v", err)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestWitnessCommandRefuses(t *testing.T) {
	dir := t.TempDir()
	k, err := checkpoint.GenerateKey("bank.example/audit")
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		args []string
		want error
	}{
		"no log":        {nil, errNoLogKey},
		"no key at all": {[]string{"--log-key", "nothing"}, checkpoint.ErrVerifierKey},
		"another log":   {[]string{"--log-key", k.VerifierKey(), "--origin", "other.example/audit"}, errOrigin},
		"a bad name":    {[]string{"--log-key", k.VerifierKey(), "--name", "two words", "--key", filepath.Join(dir, "w.key")}, checkpoint.ErrBadName},
	} {
		var out bytes.Buffer
		e := &env{out: &out, errs: &out}
		if err := runWitness(context.Background(), e, e.flags(&witnessCommand), test.args); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
