package tidy

import (
	"go/ast"
	"path"
	"slices"
	"strings"
	"unicode"
)

// drawers are names that say nothing of what is inside.
var drawers = []string{
	"util", "utils", "common", "helper", "helpers", "impl", "model", "models", "misc", "shared", "lib", "stuff",
}

func findNames(t *Tree, r *report) {
	told := map[string]bool{}
	for s := range t.code {
		name := strings.TrimSuffix(s.Go.Name.Name, "_test")
		for _, folder := range append(strings.Split(s.Dir(), "/"), name) {
			if isDrawer(folder) && !told[s.Dir()] {
				told[s.Dir()] = true
				r.add(s.Path, t.line(s.Go.Package), "%q names a drawer, not an idea: use one noun that a banker knows", folder)
			}
		}
		if dir := path.Base(s.Dir()); dir != "." && name != "main" && name != dir {
			r.add(s.Path, t.line(s.Go.Package), "package %s lives in folder %s: give both one name", name, dir)
		}
		if s.IsTest() {
			continue
		}
		exportedNames(s.Go, func(id *ast.Ident) {
			if stutters(name, id.Name) {
				r.add(s.Path, t.line(id.Pos()), "%s.%s says %s twice: drop the prefix", name, id.Name, name)
			}
		})
	}
}

func isDrawer(name string) bool {
	return slices.ContainsFunc(drawers, func(d string) bool {
		return name == d || len(d) > 3 && strings.HasSuffix(name, d) && d != "model" && d != "shared"
	})
}

// stutters reports whether an exported name begins with its package's. The package's name alone is fine: money.Money.
func stutters(pack, name string) bool {
	if len(name) <= len(pack) || !strings.EqualFold(name[:len(pack)], pack) {
		return false
	}
	return unicode.IsUpper(rune(name[len(pack)])) || unicode.IsDigit(rune(name[len(pack)]))
}

func findInit(t *Tree, r *report) {
	for s := range t.code {
		for _, d := range s.Go.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				r.add(s.Path, t.line(fn.Pos()), "an init function runs where nobody reads it: call it from the wiring")
			}
		}
	}
}
