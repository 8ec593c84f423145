package app

import (
	"bytes"
	"encoding/json"

	"tonghui/base/problem"
)

var errDuplicateKey = problem.New(problem.Malformed, "app.duplicate_property",
	"An object in the request body has the same property twice (the second ends at byte %d). Keep one of them.",
	"请求正文中有对象重复出现同一字段（第二次出现止于第 %d 字节）。请只保留一个。")

// Two readers of {"amount":1,"amount":9} may take different amounts for it: the JSON standard (RFC 8259, section 4)
// leaves it open, and Go takes the last. A bank refuses it instead.

// scope is one open object or array.
type scope struct {
	object bool
	start  int                 // where its names begin in names
	many   map[string]struct{} // in place of names, once they are too many to compare one by one
}

// few is how many names are compared one by one.
const few = 24

// deepest is the depth at which encoding/json gives up anyway.
const deepest = 10_000

// duplicateKey finds an object with the same name twice, and the byte where the second ends. It takes one pass over
// the body and says nothing about JSON that is broken otherwise; that is left to the decoder.
func duplicateKey(body []byte) (at int, found bool) {
	var roomForNames [32][]byte
	var roomForScopes [16]scope
	names, scopes := roomForNames[:0], roomForScopes[:0]
	nameNext := false
	for i := 0; i < len(body); i++ {
		switch body[i] {
		case '{', '[':
			nameNext = body[i] == '{'
			if len(scopes) == deepest {
				return 0, false
			}
			scopes = append(scopes, scope{object: nameNext, start: len(names)})
		case '}', ']':
			if len(scopes) == 0 {
				return 0, false
			}
			names = names[:scopes[len(scopes)-1].start]
			scopes = scopes[:len(scopes)-1]
			nameNext = false
		case ',':
			nameNext = len(scopes) > 0 && scopes[len(scopes)-1].object
		case '"':
			end := stringEnd(body, i+1)
			if end < 0 {
				return 0, false
			}
			if nameNext {
				nameNext = false
				if names, found = scopes[len(scopes)-1].meet(names, plain(body[i:end+1])); found {
					return end + 1, true
				}
			}
			i = end
		}
	}
	return 0, false
}

// meet notes a name of the scope and reports whether it had it.
func (s *scope) meet(names [][]byte, name []byte) (after [][]byte, had bool) {
	if s.many == nil {
		for _, n := range names[s.start:] {
			if bytes.Equal(n, name) {
				return names, true
			}
		}
		if names = append(names, name); len(names)-s.start > few {
			s.many = make(map[string]struct{}, 4*few)
			for _, n := range names[s.start:] {
				s.many[string(n)] = struct{}{}
			}
			names = names[:s.start]
		}
		return names, false
	}
	if _, had := s.many[string(name)]; had {
		return names, true
	}
	s.many[string(name)] = struct{}{}
	return names, false
}

// stringEnd is the place of the quote that ends a string, or -1.
func stringEnd(body []byte, from int) int {
	for i := from; i < len(body); i++ {
		switch body[i] {
		case '"':
			return i
		case '\\':
			i++
		}
	}
	return -1
}

// plain is a quoted name without quotes and escapes.
func plain(quoted []byte) []byte {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1]
	}
	var s string
	if json.Unmarshal(quoted, &s) != nil {
		return quoted // broken; the decoder will say so
	}
	return []byte(s)
}
