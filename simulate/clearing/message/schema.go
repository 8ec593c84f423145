package message

import (
	"embed"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed schema/*.txt
var schemaFiles embed.FS

// Schemas are the published message definitions, one text a message: an element a line, indented by its level, then how
// often it stands (nothing: once, ?: at most once, *: any number, +: at least once), then its type. @name stands for a part.
func Schemas() fs.FS {
	sub, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		panic(err) // the folder is in the program
	}
	return sub
}

// rule is one element of a schema.
type rule struct {
	name  string
	least int
	many  bool
	form  string // of its text; "" when it has kids
	kids  []*rule
	part  string // whose rules take this one's place
}

type schemaSet struct{ roots, parts map[string]*rule }

// schemas are read once; a mistake in them is the program's own.
var schemas = sync.OnceValue(func() schemaSet {
	set := schemaSet{roots: map[string]*rule{}, parts: map[string]*rule{}}
	names, err := fs.Glob(schemaFiles, "schema/*.txt")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		text, err := schemaFiles.ReadFile(name)
		if err != nil {
			panic(err)
		}
		for _, r := range readRules(string(text)) {
			if r.name == "" {
				set.parts[r.part] = r
			} else {
				set.roots[strings.TrimSuffix(path.Base(name), ".txt")] = r
			}
		}
	}
	return set
})

// Versions are the documents that the protocol knows.
func Versions() (names []string) {
	for name := range schemas().roots {
		if name != HeaderVersion {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func readRules(text string) []*rule {
	top := &rule{}
	open := []*rule{top}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		level := (len(line) - len(strings.TrimLeft(line, " "))) / 2
		r := &rule{name: words[0], least: 1}
		if name, is := strings.CutPrefix(r.name, "@"); is {
			r.name, r.part = "", name
		}
		for _, w := range words[1:] {
			switch w {
			case "?":
				r.least = 0
			case "*":
				r.least, r.many = 0, true
			case "+":
				r.many = true
			default:
				r.form = w
			}
		}
		open = open[:level+1]
		open[level].kids = append(open[level].kids, r)
		open = append(open, r)
	}
	return top.kids
}

// follow replaces a part's mark by the part's rules.
func follow(kids []*rule) []*rule {
	if len(kids) == 1 && kids[0].part != "" {
		return schemas().parts[kids[0].part].kids
	}
	return kids
}

// check holds an element to its rule. space is the namespace that it and all below it must have.
func check(n *Node, r *rule, space, at string) error {
	at += "/" + n.Name
	switch {
	case n.space != space:
		return fault("SCHEMA", at, "the element has the namespace "+n.space)
	case r.form != "":
		if len(n.Kids) > 0 {
			return fault("SCHEMA", at, "the element holds text only")
		}
		return checkText(n, r.form, at)
	case n.Ccy != "" || strings.TrimSpace(n.Text) != "":
		return fault("SCHEMA", at, "the element holds elements only")
	}
	i := 0
	for _, want := range follow(r.kids) {
		count := 0
		for i < len(n.Kids) && n.Kids[i].Name == want.name && (count == 0 || want.many) {
			if err := check(n.Kids[i], want, space, at); err != nil {
				return err
			}
			i, count = i+1, count+1
		}
		if count < want.least {
			found := "nothing more"
			if i < len(n.Kids) {
				found = n.Kids[i].Name
			}
			return fault("SCHEMA", at+"/"+want.name, "the element is missing here; found "+found)
		}
	}
	if i < len(n.Kids) {
		return fault("SCHEMA", at+"/"+n.Kids[i].Name, "the element has no place here")
	}
	return nil
}
