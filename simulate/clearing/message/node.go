package message

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// The bounds of one message, from the protocol.
const (
	MaxBytes    = 1 << 20
	maxDepth    = 64
	maxElements = 50_000
)

// Node is one element: either text or kids.
type Node struct {
	Name string
	Ccy  string // the one attribute that the messages have
	Text string
	Kids []*Node

	space string // namespace
}

// At is the first element on a path such as "GrpHdr/MsgId", or nil.
func (n *Node) At(path string) *Node {
	for name := range strings.SplitSeq(path, "/") {
		if n = n.kid(name); n == nil {
			return nil
		}
	}
	return n
}

func (n *Node) kid(name string) *Node {
	if n == nil {
		return nil
	}
	for _, k := range n.Kids {
		if k.Name == name {
			return k
		}
	}
	return nil
}

// All are the elements on a path, of which the last name may stand several times.
func (n *Node) All(path string) (found []*Node) {
	head, last := "", path
	if i := strings.LastIndexByte(path, '/'); i >= 0 {
		head, last = path[:i], path[i+1:]
		n = n.At(head)
	}
	if n == nil {
		return nil
	}
	for _, k := range n.Kids {
		if k.Name == last {
			found = append(found, k)
		}
	}
	return found
}

// Get is the text on a path, "" if it isn't there.
func (n *Node) Get(path string) string {
	if n == nil {
		return ""
	}
	if n = n.At(path); n == nil {
		return ""
	}
	return n.Text
}

// El makes an element with kids; those that are nil are left out.
func El(name string, kids ...*Node) *Node {
	n := &Node{Name: name}
	for _, k := range kids {
		if k != nil {
			n.Kids = append(n.Kids, k)
		}
	}
	return n
}

// Val makes an element with text.
func Val(name, text string) *Node { return &Node{Name: name, Text: text} }

// Opt is Val, or nothing when there is no text.
func Opt(name, text string) *Node {
	if text == "" {
		return nil
	}
	return Val(name, text)
}

// parse reads XML into nodes, within the bounds and without what the protocol forbids.
func parse(raw []byte) (*Node, error) {
	switch {
	case len(raw) > MaxBytes:
		return nil, fault("TOOBIG", "", "the message is longer than 1 MiB")
	case !utf8.Valid(raw):
		return nil, fault("XML", "", "the message is not UTF-8")
	}
	dec := xml.NewDecoder(bytes.NewReader(raw))
	var open []*Node
	var root *Node
	count := 0
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) && root != nil && len(open) == 0 {
			return root, nil
		}
		if err != nil {
			return nil, fault("XML", where(open), "not well-formed: "+err.Error())
		}
		switch t := token.(type) {
		case xml.StartElement:
			if count++; count > maxElements || len(open) >= maxDepth {
				return nil, fault("TOOBIG", where(open), "more than 50000 elements or 64 levels")
			}
			n, err := element(t, open)
			if err != nil {
				return nil, err
			}
			switch {
			case len(open) > 0:
				up := open[len(open)-1]
				up.Kids = append(up.Kids, n)
			case root != nil:
				return nil, fault("XML", n.Name, "a second root element")
			default:
				root = n
			}
			open = append(open, n)
		case xml.EndElement:
			n := open[len(open)-1]
			if len(n.Kids) > 0 {
				if strings.TrimSpace(n.Text) != "" {
					return nil, fault("SCHEMA", where(open), "text between elements")
				}
				n.Text = ""
			}
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].Text += string(t)
			} else if strings.TrimSpace(string(t)) != "" {
				return nil, fault("XML", "", "text outside of the root element")
			}
		case xml.ProcInst:
			if t.Target != "xml" || root != nil || count > 0 {
				return nil, fault("XML", where(open), "a processing instruction")
			}
		case xml.Directive:
			return nil, fault("XML", where(open), "a DTD is not taken")
		}
	}
}

// element takes a start tag; an attribute besides Ccy and the namespace has no place in any message.
func element(t xml.StartElement, open []*Node) (*Node, error) {
	n := &Node{Name: t.Name.Local, space: t.Name.Space}
	seen := map[xml.Name]bool{}
	for _, a := range t.Attr {
		if seen[a.Name] {
			return nil, fault("XML", where(open)+"/"+n.Name, "the attribute "+a.Name.Local+" stands twice")
		}
		seen[a.Name] = true
		switch {
		case a.Name.Space == "xmlns", a.Name.Space == "" && a.Name.Local == "xmlns":
		case a.Name.Space == "" && a.Name.Local == "Ccy":
			n.Ccy = a.Value
		default:
			return nil, fault("SCHEMA", where(open)+"/"+n.Name, "the attribute "+a.Name.Local+" is not known")
		}
	}
	return n, nil
}

func where(open []*Node) string {
	names := make([]string, len(open))
	for i, n := range open {
		names[i] = n.Name
	}
	return strings.Join(names, "/")
}

// write adds the element's XML. space is the namespace that holds around it.
func (n *Node) write(b *bytes.Buffer, space string) {
	b.WriteByte('<')
	b.WriteString(n.Name)
	if n.space != "" && n.space != space {
		b.WriteString(` xmlns="` + n.space + `"`)
		space = n.space
	}
	if n.Ccy != "" {
		b.WriteString(` Ccy="` + n.Ccy + `"`)
	}
	b.WriteByte('>')
	if len(n.Kids) == 0 {
		_ = xml.EscapeText(b, []byte(n.Text)) // a buffer takes everything
	}
	for _, k := range n.Kids {
		k.write(b, space)
	}
	b.WriteString("</" + n.Name + ">")
}

// Content is the element as text, for comparing two.
func (n *Node) Content() string {
	var b bytes.Buffer
	n.write(&b, n.space)
	return b.String()
}
