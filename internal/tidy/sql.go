package tidy

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// sqlText tells SQL from prose: keywords in capitals anywhere, or a whole statement in small letters. Prose begins
// with a capital ("Select a currency from the list") and is not caught.
var sqlText = regexp.MustCompile(`(?s)\bSELECT\b.*\bFROM\b|\bINSERT\s+(OR\s+\w+\s+)?INTO\b|\bREPLACE\s+INTO\b` +
	`|\bUPDATE\s+\S+\s+SET\b|\bDELETE\s+FROM\b|\b(CREATE|ALTER|DROP)\s+(UNIQUE\s+|TEMP\s+)?(TABLE|INDEX|VIEW|TRIGGER)\b` +
	`|\bPRAGMA\s+\w|\bORDER\s+BY\s+\w|\bGROUP\s+BY\s+\w|\bWHERE\s+[\w.]+\s*(=|<|>|IN\b|IS\b|LIKE\b|BETWEEN\b)` +
	`|\bVALUES\s*\(|\bBEGIN\s+(IMMEDIATE|EXCLUSIVE|DEFERRED)\b|\bROLLBACK\s+TO\b` +
	`|^\s*(select\s.*\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|create\s+table\s|pragma\s+\w)`)

// findSQL leaves tests out: to prove that nothing was left behind, a test looks at the rows themselves.
func findSQL(t *Tree, r *report) {
	for s := range t.code {
		if s.IsTest() || within(s.Dir(), "platform/store") || strings.HasPrefix(path.Base(s.Path), "store") || within(s.Dir(), "internal") {
			continue
		}
		ast.Inspect(s.Go, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			text, ok := literal(e)
			if !ok {
				return true
			}
			if m := sqlText.FindString(text); m != "" {
				r.add(s.Path, t.line(n.Pos()), "SQL outside a store file (%s): move it to store.go of the room", shorten(m))
			}
			return false // what was joined here is not looked at again in parts
		})
	}
}

// literal joins string literals that are added up; what is not a literal in the sum counts as a question mark.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.ParenExpr:
		return literal(e.X)
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return "", false
		}
		left, okLeft := literal(e.X)
		right, okRight := literal(e.Y)
		switch {
		case okLeft && okRight:
			return left + right, true
		case okLeft:
			return left + "?", true
		case okRight:
			return "?" + right, true
		}
	}
	return "", false
}

func shorten(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > 40 {
		text = text[:40] + "…"
	}
	return text
}
