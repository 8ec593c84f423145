package app

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"

	"tonghui/base/problem"
)

// Paging is embedded in the input of a read that gives a list. Lists are read by key, not by page number: the
// answer's Next, given as After, continues behind its last item, whatever was added meanwhile.
type Paging struct {
	Limit int    `query:"limit" default:"50" minimum:"1" maximum:"500" doc:"How many items at most."`
	After string `query:"after" maxLength:"256" doc:"next of the page before; empty for the first page."`
}

// Page is a list's answer.
type Page[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next,omitempty" doc:"Give it as after to read on; absent on the last page."`
}

// NewPage makes a page of items of which one more than limit was asked for; cursor names an item's place.
func NewPage[T any](items []T, limit int, cursor func(T) string) *Page[T] {
	p := &Page[T]{Items: items}
	if p.Items == nil {
		p.Items = []T{} // [] in JSON, not null
	}
	if len(items) > limit {
		p.Items = items[:limit]
		p.Next = cursor(items[limit-1])
	}
	return p
}

var errBadCursor = problem.New(problem.Invalid, "app.cursor_invalid",
	"The value of `after` is not one that this list has given out. Use the `next` of the page before, or leave it out to begin anew.",
	"参数 after 不是该列表给出的值。请使用上一页的 next，或省略以从头开始。").
	At("query:after", "This is no cursor of this list.", "不是该列表的游标。")

// Cursor names a place in a list by its key, as an opaque word. kind is a number of the list's own, so that
// cursors of different lists don't mix.
func Cursor(kind uint8, key ...int64) string {
	b := []byte{kind}
	for _, k := range key {
		b = binary.AppendVarint(b, k)
	}
	b = append(b, byte(crc32.ChecksumIEEE(b)))
	return base64.RawURLEncoding.EncodeToString(b)
}

// ParseCursor reads what Cursor made into as many parts. ok is false for the empty word, which is the beginning.
func ParseCursor(word string, kind uint8, key ...*int64) (ok bool, err error) {
	if word == "" {
		return false, nil
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(word)
	if err != nil || len(b) < 2 || b[0] != kind || byte(crc32.ChecksumIEEE(b[:len(b)-1])) != b[len(b)-1] {
		return false, errBadCursor
	}
	parts := make([]int64, len(key))
	rest := b[1 : len(b)-1]
	for i := range parts {
		v, n := binary.Varint(rest)
		if n <= 0 {
			return false, errBadCursor
		}
		parts[i], rest = v, rest[n:]
	}
	if len(rest) > 0 {
		return false, errBadCursor
	}
	for i := range parts {
		*key[i] = parts[i] //nolint:gosec // as many parts as keys, checked above
	}
	return true, nil
}
