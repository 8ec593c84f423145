package witness_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/mod/sumdb/note"

	"tonghui/platform/audit/checkpoint"
	"tonghui/platform/audit/witness"
)

// A witness watches one bank's log, and the kit judges it.
func Example() {
	if err := run(); err != nil {
		fmt.Println(err)
	}
	// Output: conforms: true
}

func run() error {
	dir, err := os.MkdirTemp("", "witness")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	key, err := checkpoint.LoadOrMakeKey(filepath.Join(dir, "witness.key"), "witness.example/w1")
	if err != nil {
		return err
	}
	log, err := checkpoint.GenerateKey("bank.example/audit")
	if err != nil {
		return err
	}
	known, err := checkpoint.ParseVerifier(log.VerifierKey())
	if err != nil {
		return err
	}
	state, err := witness.OpenState(filepath.Join(dir, "witness.state"))
	if err != nil {
		return err
	}
	defer state.Close()
	w := witness.New(witness.Config{Key: key, Logs: []note.Verifier{known}, State: state, Now: time.Now})
	srv := httptest.NewServer(w)
	defer srv.Close()
	mine, err := checkpoint.ParseCosigner(w.Key())
	if err != nil {
		return err
	}
	cases, err := witness.Conform(context.Background(), srv.URL, log, mine)
	good := true
	for _, c := range cases {
		good = good && c.Err == nil
	}
	fmt.Println("conforms:", good)
	return err
}
