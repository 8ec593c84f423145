package ledger

import (
	"bytes"
	"encoding/json"
	"unicode/utf16"
	"unicode/utf8"
)

// scanner reads JSON from a body in memory, for the operations whose speed decides that of the bank: encoding/json
// spends 10 µs on an entry of two postings, this well under one. It is strict: what encoding/json refuses, it refuses,
// and the fuzz test holds the two against each other.
type scanner struct {
	b []byte
	i int
}

// broken says where the JSON stops being JSON.
func (s *scanner) broken() error { return &json.SyntaxError{Offset: int64(min(s.i+1, len(s.b)))} }

// next is the next byte that is no white space, not taken; 0 at the end.
func (s *scanner) next() byte {
	for s.i < len(s.b) {
		switch c := s.b[s.i]; c {
		case ' ', '\t', '\n', '\r':
			s.i++
		default:
			return c
		}
	}
	return 0
}

// take takes the next byte if it is c.
func (s *scanner) take(c byte) bool {
	if s.next() != c {
		return false
	}
	s.i++
	return true
}

// key goes to the next property of an object whose brace is taken, and takes its name and colon; end says that the
// closing brace was taken instead.
func (s *scanner) key(first bool) (name []byte, end bool, err error) {
	switch c := s.next(); {
	case c == '}':
		s.i++
		return nil, true, nil
	case first:
	case c != ',':
		return nil, false, s.broken()
	default:
		s.i++
		s.next()
	}
	if s.i >= len(s.b) || s.b[s.i] != '"' {
		return nil, false, s.broken()
	}
	if name, err = s.text(); err != nil {
		return nil, false, err
	}
	if !s.take(':') {
		return nil, false, s.broken()
	}
	return name, false, nil
}

// item goes to the next item of an array whose bracket is taken; end says that the closing bracket was taken.
func (s *scanner) item(first bool) (end bool, err error) {
	switch c := s.next(); {
	case c == ']':
		s.i++
		return true, nil
	case first:
		return false, nil
	case c != ',':
		return false, s.broken()
	}
	s.i++
	if s.next() == ']' {
		return false, s.broken()
	}
	return false, nil
}

// text takes a string, whose opening quote is next. The result is a part of the body, or a new slice if there were
// escapes; a caller who keeps it copies it.
func (s *scanner) text() ([]byte, error) {
	s.i++
	start := s.i
	for s.i < len(s.b) {
		switch c := s.b[s.i]; {
		case c == '"':
			s.i++
			return s.b[start : s.i-1], nil
		case c == '\\':
			return s.escaped(start)
		case c < ' ':
			return nil, s.broken()
		}
		s.i++
	}
	return nil, s.broken()
}

// escaped is text from the first backslash on.
func (s *scanner) escaped(start int) ([]byte, error) {
	out := append(make([]byte, 0, s.i-start+32), s.b[start:s.i]...)
	for s.i < len(s.b) {
		c := s.b[s.i]
		s.i++
		switch {
		case c == '"':
			return out, nil
		case c < ' ':
			s.i--
			return nil, s.broken()
		case c != '\\':
			out = append(out, c)
			continue
		}
		if s.i >= len(s.b) {
			break
		}
		c = s.b[s.i]
		if at := bytes.IndexByte([]byte(`"\/bfnrt`), c); at >= 0 {
			out = append(out, "\"\\/\b\f\n\r\t"[at])
			s.i++
			continue
		}
		r, ok := s.unicode()
		if !ok {
			return nil, s.broken()
		}
		out = utf8.AppendRune(out, r)
	}
	return nil, s.broken()
}

// unicode takes uXXXX, or two of them that make one character. A lone surrogate is U+FFFD, as in encoding/json.
func (s *scanner) unicode() (rune, bool) {
	r, ok := s.hex()
	if !ok || !utf16.IsSurrogate(r) {
		return r, ok
	}
	if at := s.i; at+1 < len(s.b) && s.b[at] == '\\' {
		s.i++
		low, ok := s.hex()
		if both := utf16.DecodeRune(r, low); ok && both != utf8.RuneError {
			return both, true
		}
		s.i = at
	}
	return utf8.RuneError, true
}

func (s *scanner) hex() (r rune, ok bool) {
	if s.i+5 > len(s.b) || s.b[s.i] != 'u' {
		return 0, false
	}
	for _, c := range s.b[s.i+1 : s.i+5] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	s.i += 5
	return r, true
}

// raw takes any value and gives its text, valid JSON without white space between its parts, in a new slice.
func (s *scanner) raw() ([]byte, error) {
	s.next()
	start, depth := s.i, 0
	for s.i < len(s.b) {
		switch c := s.b[s.i]; c {
		case '"':
			if _, err := s.text(); err != nil {
				return nil, err
			}
			if depth == 0 {
				return s.compact(start)
			}
			continue
		case '{', '[':
			depth++
		case '}', ']', ',', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return s.compact(start)
			}
			if c == '}' || c == ']' {
				if depth--; depth == 0 {
					s.i++
					return s.compact(start)
				}
			}
		}
		s.i++
	}
	if depth > 0 {
		return nil, s.broken()
	}
	return s.compact(start)
}

func (s *scanner) compact(start int) ([]byte, error) {
	var buf bytes.Buffer
	if err := json.Compact(&buf, s.b[start:s.i]); err != nil {
		s.i = start
		return nil, s.broken()
	}
	return bytes.Clone(buf.Bytes()), nil
}
