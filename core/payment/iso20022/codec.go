package iso20022

import (
	"bytes"
	"encoding/xml"
	"reflect"
	"strings"
)

// Decode reads an envelope: a header and its document, both checked. The errors are those of errors.go.
func Decode(b []byte) (*Envelope, error) {
	root, err := parse(b)
	if err != nil {
		return nil, err
	}
	if root.name.Space != envelopeNamespace || root.name.Local != envelopeElement {
		return nil, ErrEnvelope.With("another element stands outermost")
	}
	if len(root.children) != 2 || root.children[0].name.Local != headerElement || root.children[1].name.Local != documentElement || !root.blank() {
		return nil, ErrEnvelope.With("its parts aren't these two")
	}
	e := &Envelope{}
	head := root.children[0]
	if head.name.Space != namespace+HeaderVersion {
		return nil, ErrVersion.With(cut(strings.TrimPrefix(head.name.Space, namespace), 60))
	}
	if f := (&binder{space: head.name.Space}).element(head, reflect.ValueOf(&e.Header).Elem(), ""); f != nil {
		return nil, at(ErrHeader, f)
	}
	if e.Message, err = document(root.children[1]); err != nil {
		return nil, err
	}
	if e.Header.Definition != e.Message.Definition() {
		return nil, at(ErrHeader, &fault{"AppHdr/MsgDefIdr", "the document is a " + e.Message.Definition(), "报文体为 " + e.Message.Definition()})
	}
	return e, nil
}

// DecodeDocument reads a document without header and envelope.
func DecodeDocument(b []byte) (Message, error) {
	root, err := parse(b)
	if err != nil {
		return nil, err
	}
	return document(root)
}

// document reads what is below Document by the definition that its namespace names.
func document(n *node) (Message, error) {
	definition, ours := strings.CutPrefix(n.name.Space, namespace)
	form, known := bodies[definition]
	switch {
	case n.name.Local != documentElement:
		return nil, ErrEnvelope.With("no Document")
	case !ours || !known:
		return nil, ErrVersion.With(cut(definition, 60))
	case len(n.children) != 1 || n.children[0].name.Local != form.root || !n.blank():
		return nil, at(ErrSchema, &fault{documentElement, "it must hold one " + form.root, "应仅包含一个 " + form.root})
	}
	m := form.make()
	b := &binder{space: n.name.Space, path: []string{documentElement}}
	if f := b.attributes(n); f != nil {
		return nil, at(ErrSchema, f)
	}
	if f := b.element(n.children[0], reflect.ValueOf(m).Elem(), ""); f != nil {
		return nil, at(ErrSchema, f)
	}
	return m, nil
}

// Encode writes an envelope. The header's definition is filled in. What it writes has passed Decode: a message that breaks the
// standard is refused here, before it is sent.
func Encode(h Header, m Message) ([]byte, error) {
	h.Definition = m.Definition()
	out := bytes.NewBufferString(xml.Header)
	out.WriteString(`<` + envelopeElement + ` xmlns="` + envelopeNamespace + `">`)
	if err := write(out, headerElement, namespace+HeaderVersion, "", &h); err != nil {
		return nil, err
	}
	if err := write(out, documentElement, namespace+m.Definition(), bodies[m.Definition()].root, m); err != nil {
		return nil, err
	}
	out.WriteString(`</` + envelopeElement + `>`)
	if _, err := Decode(out.Bytes()); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// EncodeDocument writes a document without header and envelope.
func EncodeDocument(m Message) ([]byte, error) {
	out := bytes.NewBufferString(xml.Header)
	if err := write(out, documentElement, namespace+m.Definition(), bodies[m.Definition()].root, m); err != nil {
		return nil, err
	}
	if _, err := DecodeDocument(out.Bytes()); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// write writes a value as an element with a namespace of its own; with an inner name the value is inside of one more element.
func write(out *bytes.Buffer, name, space, inner string, v any) error {
	e := xml.NewEncoder(out)
	start := xml.StartElement{Name: xml.Name{Local: name}, Attr: []xml.Attr{{Name: xml.Name{Local: "xmlns"}, Value: space}}}
	if inner == "" {
		return e.EncodeElement(v, start)
	}
	if err := e.EncodeToken(start); err != nil {
		return err
	}
	if err := e.EncodeElement(v, xml.StartElement{Name: xml.Name{Local: inner}}); err != nil {
		return err
	}
	if err := e.EncodeToken(start.End()); err != nil {
		return err
	}
	return e.Flush()
}
