package tidy

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
)

// module is the path under which the bank's own packages are imported.
const module = "tonghui"

// Source is one file of the tree.
type Source struct {
	Path string // slash-separated, relative to the root
	Text []byte
	Go   *ast.File // nil unless a Go file that parses and lies outside testdata
	Err  error     // why a Go file does not parse
}

// Dir is the folder of the file, "." at the root.
func (s *Source) Dir() string { return path.Dir(s.Path) }

// IsTest reports whether the file is Go test code.
func (s *Source) IsTest() bool { return strings.HasSuffix(s.Path, "_test.go") }

// Generated reports whether a tool wrote the file, by the mark that Go's own tools use.
func (s *Source) Generated() bool { return s.Go != nil && ast.IsGenerated(s.Go) }

// Tree is the source as it stands.
type Tree struct {
	Sources []*Source // sorted by path
	fset    *token.FileSet
}

// Load reads the tree at root. It walks the folders itself instead of asking git, so that `go test` sees a new
// file and runs again; files that .gitignore names are left out.
func Load(root string) (*Tree, error) {
	skip, err := readIgnore(filepath.Join(root, ".gitignore"))
	if err != nil {
		return nil, err
	}
	t := &Tree{fset: token.NewFileSet()}
	files := os.DirFS(root)
	err = fs.WalkDir(files, ".", func(rel string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case rel != "." && (entry.Name() == ".git" || skip.match(rel)):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case rel != "." && entry.IsDir() && isModule(files, rel): // tools of other projects, pinned
			return fs.SkipDir
		case !entry.Type().IsRegular():
			return nil
		}
		text, err := fs.ReadFile(files, rel)
		if err != nil {
			return err
		}
		t.add(rel, text)
		return nil
	})
	return t, err
}

// isModule tells whether a folder is a Go module of its own.
func isModule(files fs.FS, dir string) bool {
	_, err := fs.Stat(files, dir+"/go.mod")
	return err == nil
}

// FromArchive makes a tree from "-- path --" sections; the section "want" is returned apart, a line each. The mark
// ‸ is dropped, so that a word that a rule forbids can stand in an archive without being one.
func FromArchive(text string) (t *Tree, want []string) {
	t = &Tree{fset: token.NewFileSet()}
	text = strings.ReplaceAll(text, "‸", "")
	parts := strings.Split("\n"+text, "\n-- ")
	for _, part := range parts[1:] {
		name, body, _ := strings.Cut(part, " --\n")
		if name == "want" {
			want = strings.Split(strings.TrimSpace(body), "\n")
			continue
		}
		t.add(name, []byte(body))
	}
	sort.Slice(t.Sources, func(i, j int) bool { return t.Sources[i].Path < t.Sources[j].Path })
	return t, want
}

// add parses what is Go; testdata is data, whatever its name.
func (t *Tree) add(rel string, text []byte) {
	s := &Source{Path: rel, Text: text}
	if strings.HasSuffix(rel, ".go") && !strings.Contains("/"+rel, "/testdata/") {
		s.Go, s.Err = parser.ParseFile(t.fset, rel, text, parser.ParseComments|parser.SkipObjectResolution)
		if s.Err != nil {
			s.Go = nil
		}
	}
	t.Sources = append(t.Sources, s)
}

// line is the line of a position.
func (t *Tree) line(p token.Pos) int { return t.fset.Position(p).Line }

// code yields the parsed Go files that people wrote.
func (t *Tree) code(yield func(*Source) bool) {
	for _, s := range t.Sources {
		if s.Go != nil && !s.Generated() && !yield(s) {
			return
		}
	}
}

// ignore holds the patterns of .gitignore: plain names and globs, with or without a leading or trailing slash.
type ignore []string

func readIgnore(name string) (ignore, error) {
	text, err := os.ReadFile(name)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var g ignore
	for line := range bytes.Lines(text) {
		pattern := strings.TrimSpace(string(line))
		if pattern == "" || strings.HasPrefix(pattern, "#") {
			continue
		}
		if strings.HasPrefix(pattern, "!") || strings.Contains(pattern, "**") {
			return nil, fmt.Errorf("%s: tidy does not read the pattern %q; use a plain name or glob", name, pattern)
		}
		g = append(g, strings.TrimSuffix(pattern, "/"))
	}
	return g, nil
}

func (g ignore) match(rel string) bool {
	for _, pattern := range g {
		target := path.Base(rel)
		if strings.Contains(pattern, "/") {
			pattern, target = strings.TrimPrefix(pattern, "/"), rel
		}
		if ok, err := path.Match(pattern, target); err == nil && ok {
			return true
		}
	}
	return false
}
