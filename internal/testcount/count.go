package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"strings"
	"time"
)

// event is a line of `go test -json` (go doc test2json).
type event struct {
	Action      string
	Package     string
	ImportPath  string // of build output
	Test        string
	Output      string
	Elapsed     json.Number // seconds
	FailedBuild string
}

type testID struct{ pack, test string }

// count is what is known so far.
type count struct {
	passed, failed, skipped int
	state                   map[testID]string // pass, fail or skip of a test that ended
	output                  map[testID]*strings.Builder
	builds                  map[string]*strings.Builder // compiler output by import path
	broken                  []string                    // packages that failed outside their tests
}

func newCount() *count {
	return &count{state: map[testID]string{}, output: map[testID]*strings.Builder{}, builds: map[string]*strings.Builder{}}
}

// add takes one line; false means that it is no event.
func (c *count) add(line []byte, out io.Writer) bool {
	var e event
	if json.Unmarshal(line, &e) != nil || e.Action == "" {
		return false
	}
	id := testID{e.Package, e.Test}
	switch e.Action {
	case "output":
		note(c.output, id, e.Output)
	case "build-output":
		note(c.builds, e.ImportPath, e.Output)
	case "pass", "fail", "skip":
		if e.Test == "" {
			c.packageEnds(e, out)
			break
		}
		c.state[id] = e.Action
		if e.Action == "pass" {
			delete(c.output, id) // only failures and skips are told again
		}
	}
	return true
}

// note gathers output under a key.
func note[K comparable](all map[K]*strings.Builder, key K, text string) {
	b := all[key]
	if b == nil {
		b = &strings.Builder{}
		all[key] = b
	}
	b.WriteString(text)
}

// packageEnds counts the package's tests, leaves only, and shows its line.
func (c *count) packageEnds(e event, out io.Writer) {
	var passed, failed, skipped int
	parents := map[string]bool{}
	for id := range c.state {
		if i := strings.LastIndexByte(id.test, '/'); id.pack == e.Package && i > 0 {
			parents[id.test[:i]] = true
		}
	}
	for id, state := range c.state {
		if id.pack != e.Package || parents[id.test] {
			continue
		}
		switch state {
		case "pass":
			passed++
		case "fail":
			failed++
		case "skip":
			skipped++
		}
	}
	if e.Action == "fail" && failed == 0 {
		failed = 1
		c.broken = append(c.broken, e.Package)
		if b := c.builds[e.FailedBuild]; b != nil {
			note(c.output, testID{pack: e.Package}, b.String())
		}
	}
	c.passed, c.failed, c.skipped = c.passed+passed, c.failed+failed, c.skipped+skipped
	if passed+failed+skipped > 0 {
		took, _ := time.ParseDuration(e.Elapsed.String() + "s") // a line without the time is still right
		fmt.Fprintf(out, "%-5s %-40s %4d passed %3d failed %3d skipped  %s\n", e.Action, e.Package, passed, failed, skipped, took)
	}
}

// finish tells why tests failed or were skipped, then the sum.
func (c *count) finish(out io.Writer) {
	for _, id := range c.sorted("skip") {
		fmt.Fprintf(out, "SKIPPED %s %s: %s\n", id.pack, id.test, reason(c.text(id)))
	}
	for _, id := range c.sorted("fail") {
		fmt.Fprintf(out, "\n--- FAILED %s %s\n%s", id.pack, id.test, c.text(id))
	}
	for _, pack := range c.broken {
		fmt.Fprintf(out, "\n--- FAILED %s\n%s", pack, c.text(testID{pack: pack}))
	}
	fmt.Fprintf(out, "\n%d skipped\n%d passed, %d failed\n", c.skipped, c.passed, c.failed)
}

func (c *count) sorted(state string) []testID {
	var ids []testID
	for id, s := range c.state {
		if s == state {
			ids = append(ids, id)
		}
	}
	sort.Slice(ids, func(i, j int) bool {
		if ids[i].pack != ids[j].pack {
			return ids[i].pack < ids[j].pack
		}
		return ids[i].test < ids[j].test
	})
	return ids
}

func (c *count) text(id testID) string {
	if b := c.output[id]; b != nil {
		return b.String()
	}
	return ""
}

// reason is what a test said when it skipped itself, on one line.
func reason(output string) string {
	var said []string
	for line := range strings.Lines(output) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "=== ") && !strings.HasPrefix(line, "--- ") {
			said = append(said, line)
		}
	}
	return strings.Join(said, " ")
}

func trimEnd(line []byte) []byte { return bytes.TrimRight(line, "\r\n") }
