// Command testcount reads `go test -json` on its input, shows a line per package and everything that a failure said,
// and ends with how many tests passed and failed. It fails when a test, a build or the input failed.
//
//	go test -json ./... | go run ./internal/testcount [-totals FILE]
//
// A test with subtests counts through them. A package that does not build, or dies outside a test, counts as one
// failure. -totals adds "passed failed" as a line to FILE, so that several runs can be summed up.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	totals := flag.String("totals", "", "add \"passed failed\" as a line to this file")
	flag.Parse()
	c := newCount()
	if err := read(os.Stdin, c, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "testcount:", err)
		os.Exit(2)
	}
	c.finish(os.Stdout)
	if *totals != "" {
		if err := appendLine(*totals, fmt.Sprintf("%d %d\n", c.passed, c.failed)); err != nil {
			fmt.Fprintln(os.Stderr, "testcount:", err)
			os.Exit(2)
		}
	}
	if c.failed > 0 || c.passed == 0 {
		os.Exit(1)
	}
}

// read feeds every line to the count; a line that is no event (a tool's own message) is shown as it is.
func read(in io.Reader, c *count, out io.Writer) error {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 && !c.add(line, out) {
			fmt.Fprintf(out, "%s\n", trimEnd(line))
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func appendLine(name, line string) error {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.WriteString(line); err != nil {
		_ = f.Close() // the write's error is the one to tell
		return err
	}
	return f.Close()
}
