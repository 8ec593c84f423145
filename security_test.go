package tonghui

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	evidence = regexp.MustCompile("`(?:([a-z0-9/]+): )?((?:Test|Fuzz)[A-Za-z0-9_]+)`")
	linked   = regexp.MustCompile(`\]\(([^)#]+)`)
)

// TestEvidence: every test and every file that docs/security.md names is there.
func TestEvidence(t *testing.T) {
	b, err := os.ReadFile("docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	named := evidence.FindAllStringSubmatch(string(b), -1)
	if len(named) < 50 {
		t.Errorf("only %d tests are named: is the form another?", len(named))
	}
	texts := map[string]string{}
	for _, m := range named {
		folder := filepath.Join(".", m[1])
		if texts[folder] == "" {
			texts[folder] = testsOf(t, folder)
		}
		if !strings.Contains(texts[folder], "\nfunc "+m[2]+"(") {
			t.Errorf("there is no test %s in %s", m[2], folder)
		}
	}
	for _, m := range linked.FindAllStringSubmatch(string(b), -1) {
		if _, err := os.Stat(filepath.Join("docs", m[1])); err != nil {
			t.Errorf("there is no %s", m[1])
		}
	}
}

// testsOf is the text of a folder's tests.
func testsOf(t testing.TB, folder string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text.WriteString("\n")
		text.Write(b)
	}
	return text.String()
}
