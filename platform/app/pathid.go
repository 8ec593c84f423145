package app

import (
	"github.com/danielgtaylor/huma/v2"

	"tonghui/platform/store"
)

// PathID is an id in a path or a query. It is a struct because huma reads a parameter of a number's kind as a number.
type PathID struct{ Value store.ID }

// UnmarshalText reads the decimal form.
func (p *PathID) UnmarshalText(b []byte) (err error) {
	p.Value, err = store.ParseID(string(b))
	return err
}

// Schema is that of every id: a decimal string.
func (PathID) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Examples: []any{"463856467968"}}
}
