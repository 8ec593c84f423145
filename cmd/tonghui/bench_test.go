package main

import (
	"encoding/json"
	"strings"
	"testing"

	"tonghui/internal/bench"
	"tonghui/platform/store"
)

// TestBench runs the measurements that start a server, for a moment each: everybody they let in is let in, and nothing they ask is
// refused.
func TestBench(t *testing.T) {
	store.SQLiteOnly(t, "it measures a bank in a file")
	for name, c := range map[string]struct {
		args []string
		rows []string
	}{
		"auth": {[]string{"auth", "--accounts", "7000", "--parties", "500"},
			[]string{"bare", "session", "access token", "signed request", "screening"}},
		"ledger": {[]string{"ledger", "--only", "http", "--accounts", "100"}, []string{"one transfer a request", "bulk of 8000"}},
	} {
		t.Run(name, func(t *testing.T) {
			code, out, errs := cli(t, append([]string{"bench", "--dir", store.TestDir(t), "--each", "20ms", "--json"}, c.args...)...)
			var r bench.Report
			if err := json.Unmarshal([]byte(out), &r); code != 0 || err != nil {
				t.Fatalf("exit %d, %v\n%s%s", code, err, out, errs)
			}
			for _, want := range c.rows {
				found := false
				for _, row := range r.Rows {
					found = found || strings.Contains(row.Scenario, want) && row.Rate > 0
				}
				if !found {
					t.Errorf("nothing is measured of %q in\n%s", want, out)
				}
			}
		})
	}
}
