package tidy

import (
	"bytes"
	"path"
	"regexp"
	"strings"
)

var (
	tableName  = regexp.MustCompile("(?i)\\bCREATE\\s+TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?[`\"]?(\\w+)")
	schemaFile = regexp.MustCompile(`^\d{3}_[a-z0-9_]+\.sql$`)
)

// findSchema looks at every *.sql in a folder named schema, or below one (a layout per engine): the room is the folder
// above it. Elsewhere no *.sql has a place.
func findSchema(t *Tree, r *report) {
	for _, s := range t.Sources {
		if path.Ext(s.Path) != ".sql" || strings.Contains("/"+s.Path, "/testdata/") {
			continue
		}
		room, _, found := strings.Cut(s.Dir()+"/", "/schema/")
		if !found {
			r.add(s.Path, 1, "a schema file lives in the folder schema of its room")
			continue
		}
		if !schemaFile.MatchString(path.Base(s.Path)) {
			r.add(s.Path, 1, "a schema file is named like 001_loans.sql: steps are applied in order, once")
		}
		prefix := path.Base(room) + "_"
		line := 0
		for text := range bytes.Lines(s.Text) {
			line++
			for _, m := range tableName.FindAllSubmatch(text, -1) {
				if name := string(m[1]); !strings.HasPrefix(name, prefix) {
					r.add(s.Path, line, "table %s must be named %s…: room_noun", name, prefix)
				}
			}
		}
	}
}
