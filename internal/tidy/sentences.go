package tidy

import (
	"go/ast"
	"regexp"
	"strings"
	"unicode"
)

// codeForm is a problem's machine word: room.what, lower case.
var codeForm = regexp.MustCompile(`^[a-z][a-z0-9]*(\.[a-z0-9_]+)+$`)

// findSentences reads every problem.New whose code and sentences are literals. Tests may build odd ones.
func findSentences(t *Tree, r *report) {
	for s := range t.code {
		name := importName(s.Go, module+"/base/problem")
		if name == "" || s.IsTest() {
			continue
		}
		if name == module+"/base/problem" {
			name = "problem"
		}
		ast.Inspect(s.Go, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 4 {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || sel.Sel.Name != "New" {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); !ok || x.Name != name {
				return true
			}
			if says := judgeSentences(call.Args); says != "" {
				r.add(s.Path, t.line(call.Pos()), "%s", says)
			}
			return true
		})
	}
}

func judgeSentences(args []ast.Expr) string {
	code, codeKnown := literal(args[1])
	en, enKnown := literal(args[2])
	zh, zhKnown := literal(args[3])
	// A last verb is filled with a whole sentence: the reason of a part stands at the end of the refusal of the whole.
	enKnown = enKnown && !strings.HasSuffix(en, "%s")
	zhEnd := !strings.HasSuffix(zh, "%s")
	switch {
	case codeKnown && !codeForm.MatchString(code):
		return "the code \"" + code + "\" is not of the form room.what"
	case enKnown && !strings.HasSuffix(strings.TrimSpace(en), "."):
		return "the English of a problem is a whole sentence: what is wrong and what to do, with a full stop"
	case zhKnown && !strings.ContainsFunc(zh, func(c rune) bool { return unicode.Is(unicode.Han, c) }):
		return "the Chinese of a problem is missing"
	case zhKnown && zhEnd && !strings.HasSuffix(strings.TrimSpace(zh), "。"):
		return "the Chinese of a problem is a whole sentence and ends with 。"
	}
	return ""
}
