package screening

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// maxDepth bounds nesting; the deepest list in use has seven levels.
const maxDepth = 24

// readXML walks a file whose root has this name and hands each element that has a reader to it. A document type or an entity
// ends it at once: Go's decoder expands none but the five of XML itself, and a list has no use for them.
func readXML(text []byte, root string, readers map[string]func(d *xml.Decoder, start *xml.StartElement, line int) error) error {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // decode has made it UTF-8
	depth, began := 0, false
	for {
		t, err := d.Token()
		line, _ := d.InputPos()
		if errors.Is(err, io.EOF) {
			if !began {
				return ErrFileEmpty
			}
			return nil
		}
		if err != nil {
			return xmlProblem(err, line)
		}
		switch t := t.(type) {
		case xml.Directive:
			return ErrFileDoctype.With(line)
		case xml.StartElement:
			if !began && t.Name.Local != root {
				return ErrFileShape.With(cutText(t.Name.Local, 60))
			}
			began = true
			if read := readers[t.Name.Local]; read != nil {
				if err := read(d, &t, line); err != nil {
					return err
				}
				continue
			}
			if depth++; depth > maxDepth {
				return ErrFileShape.With(cutText(t.Name.Local, 60))
			}
		case xml.EndElement:
			depth--
		}
	}
}

func xmlProblem(err error, line int) error {
	var s *xml.SyntaxError
	if errors.As(err, &s) {
		if strings.Contains(s.Msg, "entity") {
			return ErrFileDoctype.With(s.Line).Because(err)
		}
		return ErrFileSyntax.With(s.Line, s.Msg).Because(err)
	}
	return ErrFileSyntax.With(line, "XML").Because(err)
}

// element makes a reader that decodes one element and hands it on.
func element[T any](take func(v *T, line int) error) func(*xml.Decoder, *xml.StartElement, int) error {
	return func(d *xml.Decoder, start *xml.StartElement, line int) error {
		v := new(T)
		if err := d.DecodeElement(v, start); err != nil {
			at, _ := d.InputPos()
			return xmlProblem(err, at)
		}
		return take(v, line)
	}
}

// unEntry is <INDIVIDUAL> or <ENTITY> of the United Nations' consolidated list.
type unEntry struct {
	ID        string   `xml:"DATAID"`
	First     string   `xml:"FIRST_NAME"`
	Second    string   `xml:"SECOND_NAME"`
	Third     string   `xml:"THIRD_NAME"`
	Fourth    string   `xml:"FOURTH_NAME"`
	Original  string   `xml:"NAME_ORIGINAL_SCRIPT"`
	List      string   `xml:"UN_LIST_TYPE"`
	Reference string   `xml:"REFERENCE_NUMBER"`
	Listed    string   `xml:"LISTED_ON"`
	Comments  string   `xml:"COMMENTS1"`
	Nations   []string `xml:"NATIONALITY>VALUE"`
	Aliases   []struct {
		Quality string `xml:"QUALITY"`
		Name    string `xml:"ALIAS_NAME"`
	} `xml:"INDIVIDUAL_ALIAS"`
	Others []struct {
		Quality string `xml:"QUALITY"`
		Name    string `xml:"ALIAS_NAME"`
	} `xml:"ENTITY_ALIAS"`
	Births []struct {
		Date string `xml:"DATE"`
		Year string `xml:"YEAR"`
		From string `xml:"FROM_YEAR"`
		To   string `xml:"TO_YEAR"`
	} `xml:"INDIVIDUAL_DATE_OF_BIRTH"`
	Documents []string `xml:"INDIVIDUAL_DOCUMENT>NUMBER"`
}

func (c *collector) readUN(text []byte) error {
	take := func(sort Sort) func(*unEntry, int) error {
		return func(v *unEntry, line int) error {
			e := Entry{Ref: or(v.Reference, v.ID), Sort: sort, Nationalities: v.Nations, Identifiers: v.Documents, Programme: v.List,
				Published: v.Listed, Remarks: v.Comments}
			e.Names = []string{strings.Join([]string{v.First, v.Second, v.Third, v.Fourth}, " "), v.Original}
			for _, a := range append(v.Aliases, v.Others...) {
				if strings.EqualFold(strings.TrimSpace(a.Quality), "low") {
					e.Weak = append(e.Weak, a.Name)
				} else {
					e.Names = append(e.Names, a.Name)
				}
			}
			for _, b := range v.Births {
				for _, text := range []string{b.Date, b.Year, b.From, b.To} {
					e.Births = append(e.Births, looseBirth(text))
				}
			}
			return c.add(e, line)
		}
	}
	return readXML(text, "CONSOLIDATED_LIST", map[string]func(*xml.Decoder, *xml.StartElement, int) error{
		"INDIVIDUAL": element(take(PersonSort)), "ENTITY": element(take(OrganisationSort))})
}

// ofacEntry is <sdnEntry>.
type ofacEntry struct {
	UID      string   `xml:"uid"`
	First    string   `xml:"firstName"`
	Last     string   `xml:"lastName"`
	Sort     string   `xml:"sdnType"`
	Remarks  string   `xml:"remarks"`
	Programs []string `xml:"programList>program"`
	Akas     []struct {
		Category string `xml:"category"`
		First    string `xml:"firstName"`
		Last     string `xml:"lastName"`
	} `xml:"akaList>aka"`
	Births    []string `xml:"dateOfBirthList>dateOfBirthItem>dateOfBirth"`
	Nations   []string `xml:"nationalityList>nationality>country"`
	Citizens  []string `xml:"citizenshipList>citizenship>country"`
	Documents []string `xml:"idList>id>idNumber"`
}

func (c *collector) readOFAC(text []byte) error {
	return readXML(text, "sdnList", map[string]func(*xml.Decoder, *xml.StartElement, int) error{
		"sdnEntry": element(func(v *ofacEntry, line int) error {
			e := Entry{Ref: v.UID, Nationalities: append(v.Nations, v.Citizens...), Identifiers: v.Documents,
				Programme: strings.Join(v.Programs, ", "), Remarks: v.Remarks, Names: []string{v.First + " " + v.Last}}
			switch strings.ToLower(v.Sort) {
			case "individual":
				e.Sort = PersonSort
			case "entity":
				e.Sort = OrganisationSort
			default:
				return nil // vessels and aircraft are no parties
			}
			for _, a := range v.Akas {
				if name := a.First + " " + a.Last; strings.EqualFold(a.Category, "weak") {
					e.Weak = append(e.Weak, name)
				} else {
					e.Names = append(e.Names, name)
				}
			}
			for _, b := range v.Births {
				e.Births = append(e.Births, looseBirth(b))
			}
			return c.add(e, line)
		})})
}

func or(a, b string) string {
	if a = strings.TrimSpace(a); a != "" {
		return a
	}
	return strings.TrimSpace(b)
}

var months = map[string]string{"jan": "01", "feb": "02", "mar": "03", "apr": "04", "may": "05", "jun": "06", "jul": "07", "aug": "08",
	"sep": "09", "oct": "10", "nov": "11", "dec": "12"}

// looseBirth reads what lists write: 1957-02-04, 04 Feb 1957, Feb 1957, circa 1957. What it can't read is unknown: the
// name is compared all the same.
func looseBirth(s string) Birth {
	words := strings.Fields(strings.ToLower(strings.TrimSpace(s)))
	if len(words) > 1 && strings.HasPrefix(words[0], "c") { // circa
		words = words[1:]
		if len(words) > 1 {
			words = words[len(words)-1:] // no more than the year is meant
		}
	}
	text := ""
	switch len(words) {
	case 1:
		text = words[0]
	case 2:
		text = words[1] + "-" + months[cutText(words[0], 3)]
	case 3:
		if len(words[0]) == 1 {
			words[0] = "0" + words[0]
		}
		text = words[2] + "-" + months[cutText(words[1], 3)] + "-" + words[0]
	}
	b, err := ParseBirth(strings.TrimSuffix(text, "-"))
	if err != nil {
		return 0
	}
	return b
}
