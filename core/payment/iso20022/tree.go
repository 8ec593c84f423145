package iso20022

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// The bounds of a message.
const (
	MaxSize     = 1 << 20 // bytes
	MaxDepth    = 64      // elements inside each other
	MaxElements = 50_000
)

// node is one element, read.
type node struct {
	name     xml.Name
	attrs    []xml.Attr
	children []*node
	text     strings.Builder
}

// parse reads a whole message into a tree, within the bounds. encoding/xml expands no entities but XML's five and characters,
// so what is bounded here bounds all.
func parse(b []byte) (*node, error) {
	if len(b) > MaxSize {
		return nil, ErrTooBig
	}
	if !utf8.Valid(b) {
		return nil, ErrXML.With("not UTF-8")
	}
	d := xml.NewDecoder(bytes.NewReader(b))
	d.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errors.New("another encoding than UTF-8") }
	p := &parser{}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, ErrXML.With(cut(err.Error(), 120))
		}
		if err := p.take(token); err != nil {
			return nil, err
		}
	}
	if p.root == nil || len(p.open) > 0 {
		return nil, ErrXML.With("no element")
	}
	return p.root, nil
}

type parser struct {
	root  *node
	open  []*node
	count int
}

func (p *parser) take(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return p.start(t)
	case xml.EndElement:
		p.open = p.open[:len(p.open)-1]
	case xml.CharData:
		switch {
		case len(p.open) > 0:
			p.open[len(p.open)-1].text.Write(t)
		case len(bytes.TrimSpace(t)) > 0:
			return ErrXML.With("text outside of the element")
		}
	case xml.Directive:
		return ErrXML.With("a DTD or directive")
	case xml.ProcInst:
		if t.Target != "xml" {
			return ErrXML.With("a processing instruction")
		}
	}
	return nil
}

func (p *parser) start(t xml.StartElement) error {
	p.count++
	if p.count > MaxElements || len(p.open) >= MaxDepth {
		return ErrTooBig
	}
	n := &node{name: t.Name, attrs: t.Copy().Attr}
	switch {
	case len(p.open) > 0:
		parent := p.open[len(p.open)-1]
		parent.children = append(parent.children, n)
	case p.root != nil:
		return ErrXML.With("a second element after the first")
	default:
		p.root = n
	}
	p.open = append(p.open, n)
	return nil
}

// blank reports whether an element has no text but white space.
func (n *node) blank() bool { return strings.TrimSpace(n.text.String()) == "" }
