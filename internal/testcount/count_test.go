package main

import (
	"strings"
	"testing"
)

func TestCount(t *testing.T) {
	input := `{"Action":"run","Package":"a","Test":"TestOne"}
{"Action":"pass","Package":"a","Test":"TestOne/x"}
{"Action":"pass","Package":"a","Test":"TestOne/y"}
{"Action":"pass","Package":"a","Test":"TestOne"}
{"Action":"output","Package":"a","Test":"TestTwo","Output":"    a_test.go:9: set TONGHUI_SHARED to run this\n"}
{"Action":"skip","Package":"a","Test":"TestTwo"}
{"Action":"pass","Package":"a","Elapsed":1.5}
{"Action":"output","Package":"b","Test":"TestBad/z","Output":"    b_test.go:3: got 1, want 2\n"}
{"Action":"fail","Package":"b","Test":"TestBad/z"}
{"Action":"fail","Package":"b","Test":"TestBad"}
{"Action":"fail","Package":"b"}
{"Action":"build-output","ImportPath":"c [c.test]","Output":"c.go:1: broken\n"}
{"Action":"fail","Package":"c","FailedBuild":"c [c.test]"}
{"Action":"output","Package":"d","Output":"panic: outside\n"}
{"Action":"fail","Package":"d"}
{"Action":"skip","Package":"e"}
no event
`
	c, out := newCount(), &strings.Builder{}
	if err := read(strings.NewReader(input), c, out); err != nil {
		t.Fatal(err)
	}
	c.finish(out)
	if c.passed != 2 || c.failed != 3 || c.skipped != 1 {
		t.Errorf("%d passed, %d failed, %d skipped; want 2, 3, 1", c.passed, c.failed, c.skipped)
	}
	for _, want := range []string{
		"no event\n", "SKIPPED a TestTwo: a_test.go:9: set TONGHUI_SHARED to run this\n", "--- FAILED b TestBad/z\n",
		"got 1, want 2", "--- FAILED c\nc.go:1: broken\n", "panic: outside", "1.5s",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("output lacks %q:\n%s", want, out)
		}
	}
	if !strings.HasSuffix(out.String(), "\n2 passed, 3 failed\n") {
		t.Errorf("the last line is not the sum:\n%s", out)
	}
}
