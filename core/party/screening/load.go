package screening

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"

	"tonghui/platform/audit"
)

// Format is the shape of a list's file.
type Format string

// The formats.
const (
	PlainCSV     Format = "csv"       // the bank's own; see csv.go for its columns
	UNXML        Format = "un"        // the United Nations Security Council's consolidated list
	OFACXML      Format = "ofac"      // like the list of specially designated nationals of the OFAC
	DishonestCSV Format = "dishonest" // 失信被执行人
)

// Limits of a file.
const (
	MaxFileBytes   = 64 << 20
	MaxFileEntries = 200_000
)

// File is a list's file, read and found whole.
type File struct {
	Format   Format
	Encoding Encoding
	Digest   audit.Digest // of the file as it came
	Entries  []Entry
}

// declared is the encoding that an XML file names in its first line.
var declared = regexp.MustCompile(`^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]{1,40})["']`)

// ParseFile reads a list's file. It refuses the whole file at its first fault, with the line and what to do.
func ParseFile(file []byte, format Format, e Encoding) (*File, error) {
	if len(file) > MaxFileBytes {
		return nil, ErrFileTooLarge.With(MaxFileBytes>>20, MaxFileEntries)
	}
	f := &File{Format: format, Digest: sha256.Sum256(file)}
	if e == Undeclared && (format == UNXML || format == OFACXML) {
		head := file[:min(len(file), 300)]
		if m := declared.FindSubmatch(head); m != nil {
			var err error
			if e, err = ParseEncoding(string(m[1])); err != nil {
				return nil, err
			}
		}
	}
	text, e, err := decode(file, e)
	if err != nil {
		return nil, err
	}
	f.Encoding = e
	c := &collector{lines: map[string]int{}}
	switch format {
	case PlainCSV:
		err = readCSV(text, plainColumns, c.plainRow)
	case DishonestCSV:
		err = readCSV(text, dishonestColumns, c.dishonestRow)
	case UNXML:
		err = c.readUN(text)
	case OFACXML:
		err = c.readOFAC(text)
	default:
		err = ErrFormatName
	}
	if err == nil && len(c.entries) == 0 {
		err = ErrFileEmpty
	}
	f.Entries = c.entries
	return f, err
}

// collector gathers entries and finds those that come twice.
type collector struct {
	entries []Entry
	lines   map[string]int // by ref
	form    form
}

// add takes an entry that begins in a line.
func (c *collector) add(e Entry, line int) error {
	e.Line = line
	e.tidy()
	if len(c.entries) >= MaxFileEntries {
		return ErrFileTooLarge.With(MaxFileBytes>>20, MaxFileEntries)
	}
	if len(e.Names)+len(e.Weak) > maxNames {
		e.Weak = nil
		e.Names = e.Names[:min(len(e.Names), maxNames)]
	}
	if len(e.Names) == 0 {
		return ErrFileNoName.With(line)
	}
	for i, n := range append(e.Names[:len(e.Names):len(e.Names)], e.Weak...) {
		if c.form.set(n, e.Sort); len(n) > maxNameBytes || i == 0 && c.form.empty() {
			return ErrFileNoName.With(line)
		}
	}
	if e.Ref == "" {
		e.Ref = madeRef(&e)
	}
	if len(e.Ref) > maxRef {
		sum := sha256.Sum256([]byte(e.Ref))
		e.Ref = hex.EncodeToString(sum[:16])
	}
	if before, twice := c.lines[e.Ref]; twice {
		return ErrFileTwice.With(before, line)
	}
	c.lines[e.Ref] = line
	c.entries = append(c.entries, e)
	return nil
}

// madeRef is the number of an entry whose list gives none: of who it is, so that a later version's changes find it.
func madeRef(e *Entry) string {
	var h audit.Hasher
	h.Start("entry").Text(e.Names[0]).Text(e.Case)
	for _, id := range e.Identifiers {
		h.Text(plainIdentifier(id))
	}
	if len(e.Identifiers) == 0 {
		for _, b := range e.Births {
			h.Int(int64(b))
		}
	}
	sum := h.Sum()
	return "x" + hex.EncodeToString(sum[:12])
}
