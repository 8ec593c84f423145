package tidy

import (
	"bytes"
	"go/ast"
	"path"
	"slices"
)

// The sizes of the house.
const (
	maxFileLines  = 500
	maxMedian     = 150 // the median of code files stays under it
	maxFuncLines  = 70
	medianMinimum = 10 // of fewer files a median says nothing
)

// sized are the kinds of file whose length counts: what people write and read.
var sized = []string{".go", ".ts", ".tsx", ".css", ".sql", ".sh"}

func lines(s *Source) int {
	n := bytes.Count(s.Text, []byte("\n"))
	if len(s.Text) > 0 && s.Text[len(s.Text)-1] != '\n' {
		n++
	}
	return n
}

// Median is the median length of the Go files that people wrote, tests apart, and how many they are.
func (t *Tree) Median() (median, files int) {
	var all []int
	for s := range t.code {
		if !s.IsTest() {
			all = append(all, lines(s))
		}
	}
	if len(all) == 0 {
		return 0, 0
	}
	slices.Sort(all)
	return all[len(all)/2], len(all)
}

func findSize(t *Tree, r *report) {
	for _, s := range t.Sources {
		if n := lines(s); slices.Contains(sized, path.Ext(s.Path)) && !s.Generated() && n > maxFileLines {
			r.add(s.Path, maxFileLines+1, "%d lines, %d are allowed: split it by idea", n, maxFileLines)
		}
	}
	for s := range t.code {
		if s.IsTest() {
			continue
		}
		ast.Inspect(s.Go, func(n ast.Node) bool {
			name := "this function literal"
			switch n := n.(type) {
			case *ast.FuncDecl:
				name = n.Name.Name
			case *ast.FuncLit:
			default:
				return true
			}
			long := t.line(n.End()) - t.line(n.Pos()) + 1
			if long > maxFuncLines {
				r.add(s.Path, t.line(n.Pos()), "%s has %d lines, %d are allowed: push loops and details down", name, long, maxFuncLines)
			}
			return false
		})
	}
	if median, files := t.Median(); files >= medianMinimum && median >= maxMedian {
		r.add(".", 1, "the median Go file has %d lines, it stays under %d: files hold one idea each", median, maxMedian)
	}
}
