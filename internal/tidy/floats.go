package tidy

import (
	"bytes"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// exact are the folders where money or days are computed: there no mark excuses a float in code. A test or benchmark
// there may still carry the mark, because testing.B reports its metrics as floats.
var exact = []string{"base/money", "base/calendar", "core"}

// floatMark excuses a float outside the exact folders: on its line, on the line above, in the comment of its
// function, or before the package clause for a whole file. What follows it is the reason.
const floatMark = "tidy:float"

// floatNames are calls that make or take a float without the word. The last three are of time.Duration.
var floatNames = []string{
	"InexactFloat64", "Float64", "Float32", "NewFromFloat", "NewFromFloat32", "ParseFloat", "FormatFloat", "AppendFloat",
	"Float64frombits", "Float64bits", "Seconds", "Minutes", "Hours",
}

func findFloats(t *Tree, r *report) {
	for s := range t.code {
		if !s.IsTest() && within(s.Dir(), "internal") || inEvidence(s.Dir()) {
			continue
		}
		strict := slices.ContainsFunc(exact, func(f string) bool { return within(s.Dir(), f) })
		if s.IsTest() && !strict {
			continue
		}
		marks := floatMarks(t, s, r)
		seen := map[int]bool{}
		ast.Inspect(s.Go, func(n ast.Node) bool {
			what := floatIn(n, strict)
			line := 0
			if what != "" {
				line = t.line(n.Pos())
			}
			switch excused := marks[0] || marks[line]; {
			case what == "" || seen[line]:
			case strict && !s.IsTest():
				r.add(s.Path, line, "%s on a money path: count in minor units, days or decimals", what)
				seen[line] = true
			case !excused:
				r.add(s.Path, line, "%s: if no money is in it, say so with //%s and the reason", what, floatMark)
				seen[line] = true
			}
			return true
		})
	}
}

func inEvidence(dir string) bool {
	return slices.ContainsFunc(evidence, func(e string) bool { return within(dir, e) })
}

// floatIn says what of a node is floating point, if anything. Durations as floats count on the exact paths only.
func floatIn(n ast.Node, strict bool) string {
	switch n := n.(type) {
	case *ast.Ident:
		if n.Name == "float64" || n.Name == "float32" {
			return n.Name
		}
	case *ast.BasicLit:
		if n.Kind == token.FLOAT {
			return "the literal " + n.Value
		}
	case *ast.SelectorExpr:
		name := n.Sel.Name
		duration := slices.Contains(floatNames[len(floatNames)-3:], name)
		if slices.Contains(floatNames, name) && (strict || !duration) {
			return name + " is floating point"
		}
		if x, ok := n.X.(*ast.Ident); ok && x.Name == "math" && !wholeMath(name) {
			return "math." + name + " is floating point"
		}
	}
	return ""
}

// wholeMath reports whether a name of package math is an integer limit.
func wholeMath(name string) bool {
	return strings.HasPrefix(name, "MaxInt") || strings.HasPrefix(name, "MinInt") || strings.HasPrefix(name, "MaxUint")
}

// floatMarks are the lines that a mark excuses; line 0 stands for the whole file.
func floatMarks(t *Tree, s *Source, r *report) map[int]bool {
	marks := map[int]bool{}
	for _, group := range s.Go.Comments {
		for _, c := range group.List {
			reason, ok := strings.CutPrefix(c.Text, "//"+floatMark)
			if !ok {
				continue
			}
			line := t.line(c.Pos())
			if strings.TrimSpace(reason) == "" {
				r.add(s.Path, line, "//%s needs a reason", floatMark)
			}
			start := t.fset.Position(c.Pos()).Offset
			before := s.Text[:start]
			alone := len(bytes.TrimSpace(before[bytes.LastIndexByte(before, '\n')+1:])) == 0
			marks[line] = true
			marks[line+1] = marks[line+1] || alone
			if c.End() < s.Go.Package {
				marks[0] = true
			}
		}
	}
	for _, d := range s.Go.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Doc == nil {
			continue
		}
		for _, c := range fn.Doc.List {
			if strings.HasPrefix(c.Text, "//"+floatMark) {
				for line := t.line(fn.Pos()); line <= t.line(fn.End()); line++ {
					marks[line] = true
				}
			}
		}
	}
	return marks
}
