package problem_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"tonghui/base/problem"
)

var errFrozen = problem.New(problem.Refused, "ledger.account_frozen",
	"Account %s is frozen. Ask branch %d.", "账户 %s 已冻结。请联系机构 %d。")

// TestStatusTable: every kind has its own word and a status that net/http knows; client errors are 4xx.
func TestStatusTable(t *testing.T) {
	want := map[problem.Kind]int{
		problem.Internal: 500, problem.Malformed: 400, problem.Invalid: 422, problem.Unauthenticated: 401,
		problem.Forbidden: 403, problem.NotFound: 404, problem.Conflict: 409, problem.Refused: 422, problem.TooLarge: 413,
		problem.TooMany: 429, problem.Unavailable: 503, problem.Unsupported: 415,
	}
	words := map[string]problem.Kind{}
	for k, status := range want {
		if k.Status() != status || http.StatusText(status) == "" {
			t.Errorf("%s has status %d, want %d", k, k.Status(), status)
		}
		if o, dup := words[k.String()]; dup {
			t.Errorf("kinds %d and %d share the word %s", o, k, k)
		}
		words[k.String()] = k
	}
	if unknown := problem.Kind(len(want)); unknown.Status() != 500 || unknown.String() != "internal" {
		t.Errorf("a kind outside the table is %d %s", unknown.Status(), unknown)
	}
}

func TestWithFillsBothSentences(t *testing.T) {
	p := errFrozen.With("1001", 7)
	if p.EN != "Account 1001 is frozen. Ask branch 7." || p.ZH != "账户 1001 已冻结。请联系机构 7。" {
		t.Errorf("got %q, %q", p.EN, p.ZH)
	}
	if !errors.Is(p, errFrozen) || !strings.Contains(errFrozen.EN, "%s") {
		t.Errorf("With lost the code or changed its receiver: %q", errFrozen.EN)
	}
	swapped := problem.New(problem.Invalid, "x.y", "%[1]s by %[2]s", "%[2]s 的 %[1]s").With("a", "b")
	if swapped.EN != "a by b" || swapped.ZH != "b 的 a" {
		t.Errorf("indexed arguments gave %q, %q", swapped.EN, swapped.ZH)
	}
}

func TestBecauseKeepsTheCause(t *testing.T) {
	p := errFrozen.With("1", 1).Because(io.ErrUnexpectedEOF)
	if !errors.Is(p, io.ErrUnexpectedEOF) || !errors.Is(p, errFrozen) || errFrozen.Cause != nil {
		t.Errorf("the cause is lost or stuck to the sentinel: %v", p)
	}
	if got, want := p.Error(), "ledger.account_frozen: Account 1 is frozen. Ask branch 1.: unexpected EOF"; got != want {
		t.Errorf("Error = %q, want %q", got, want)
	}
}

// TestAtNeverShares: two copies of one problem don't see each other's fields, though both grew from one slice.
func TestAtNeverShares(t *testing.T) {
	base := errFrozen.At("/a", "first", "一")
	x, y := base.At("/b", "second", "二"), base.At("/c", "third", "三")
	if len(base.Fields) != 1 || len(errFrozen.Fields) != 0 || x.Fields[1].Path != "/b" || y.Fields[1].Path != "/c" {
		t.Errorf("fields are shared: %v, %v, %v", base.Fields, x.Fields, y.Fields)
	}
}

func TestIsComparesCodes(t *testing.T) {
	other := problem.New(problem.Refused, "ledger.account_closed", errFrozen.EN, errFrozen.ZH)
	if errors.Is(errFrozen, other) || errors.Is(errFrozen, io.EOF) {
		t.Error("problems with different codes, or a plain error, count as the same")
	}
}

// TestOf: a problem is found through wrapping; anything else is internal and its text stays in the cause.
func TestOf(t *testing.T) {
	wrapped := fmt.Errorf("posting: %w", errFrozen)
	if p := problem.Of(wrapped); p != errFrozen || problem.KindOf(wrapped) != problem.Refused {
		t.Errorf("Of(wrapped) = %v", p)
	}
	plain := errors.New("disk on fire")
	p := problem.Of(plain)
	if p.Kind != problem.Internal || !errors.Is(p, plain) || !errors.Is(p, problem.ErrInternal) ||
		strings.Contains(p.EN+p.ZH, "fire") || problem.ErrInternal.Cause != nil {
		t.Errorf("Of(plain) = %+v", p)
	}
	if problem.Of(nil) != nil || problem.KindOf(nil) != problem.Internal {
		t.Error("nil is a problem")
	}
}
