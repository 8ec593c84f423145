package tidy

import (
	"go/ast"
	"strings"
)

// pack is what the docs rule gathers of one folder.
type pack struct {
	first    *Source // first code file, where a finding about the package is shown
	name     string
	doc      string // comment of doc.go, or of main.go for a program
	exported bool
	example  bool
}

// findDocs wants a doc.go with a comment, its words and invariants, and an Example. A program (package main) may keep
// its comment in main.go: that is its manual. Tools under internal need neither words nor an Example; the root package
// needs no Example: cmd/tonghui is the one that runs.
func findDocs(t *Tree, r *report) {
	packs := map[string]*pack{}
	for s := range t.code {
		p := packs[s.Dir()]
		if p == nil {
			p = &pack{}
			packs[s.Dir()] = p
		}
		if s.IsTest() {
			p.example = p.example || hasExample(s.Go)
			continue
		}
		if p.first == nil {
			p.first, p.name = s, s.Go.Name.Name
		}
		base := s.Path[strings.LastIndex(s.Path, "/")+1:]
		if s.Go.Doc != nil && (base == "doc.go" || base == "main.go" && p.name == "main") {
			p.doc = s.Go.Doc.Text()
		}
		p.exported = p.exported || hasExported(s.Go)
	}
	for dir, p := range packs {
		if p.first != nil {
			judgeDocs(dir, p, r)
		}
	}
}

func judgeDocs(dir string, p *pack, r *report) {
	program, tool := p.name == "main", within(dir, "internal")
	switch {
	case p.doc == "":
		r.add(p.first.Path, 1, "package %s has no doc.go with a package comment: say its purpose, words and invariants", dir)
		return
	case !program && !strings.HasPrefix(p.doc, "Package "+p.name+" "):
		r.add(p.first.Path, 1, "the comment of package %s must begin with \"Package %s \"", dir, p.name)
	case !program && !tool && (!strings.Contains(p.doc, "Words:") || !strings.Contains(p.doc, "Invariants")):
		r.add(p.first.Path, 1, "the comment of package %s lacks \"Words:\" or \"Invariants:\"", dir)
	}
	if p.exported && !p.example && !program && !tool && dir != "." {
		r.add(p.first.Path, 1, "package %s exports names but shows no Example: add a runnable one in example_test.go", dir)
	}
}

func hasExample(f *ast.File) bool {
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && strings.HasPrefix(fn.Name.Name, "Example") {
			return true
		}
	}
	return false
}

func hasExported(f *ast.File) bool {
	found := false
	exportedNames(f, func(*ast.Ident) { found = true })
	return found
}

// exportedNames calls see for every exported name at the top of a file, methods apart.
func exportedNames(f *ast.File, see func(*ast.Ident)) {
	ident := func(id *ast.Ident) {
		if id.IsExported() {
			see(id)
		}
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				ident(d.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					ident(spec.Name)
				case *ast.ValueSpec:
					for _, id := range spec.Names {
						ident(id)
					}
				}
			}
		}
	}
}
