package pkdd99

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"tonghui/base/problem"
)

// maxLine bounds a line; those of the challenge have at most 120 bytes.
const maxLine = 4096

// lineReader reads a file line by line and counts lines and bytes. A line is valid until the next one is read.
type lineReader struct {
	r      *bufio.Reader
	number int   // of the line that was read last, from 1
	bytes  int64 // read so far
}

func newLineReader(r io.Reader) *lineReader {
	return &lineReader{r: bufio.NewReaderSize(r, 16*maxLine)}
}

// next reads a line without its end. At the end of the file err is io.EOF. A line that is too long or has no end comes
// back as a problem, and reading may go on.
func (l *lineReader) next() ([]byte, error) {
	b, err := l.r.ReadSlice('\n')
	l.bytes += int64(len(b))
	switch {
	case err == nil:
		l.number++
		if b = bytes.TrimSuffix(b[:len(b)-1], []byte("\r")); len(b) > maxLine {
			return nil, ErrLineLength.With(maxLine)
		}
		return b, nil
	case errors.Is(err, io.EOF) && len(b) == 0:
		return nil, io.EOF
	case errors.Is(err, io.EOF):
		l.number++
		return nil, ErrCutOff
	case !errors.Is(err, bufio.ErrBufferFull):
		return nil, err
	}
	l.number++
	for errors.Is(err, bufio.ErrBufferFull) {
		b, err = l.r.ReadSlice('\n')
		l.bytes += int64(len(b))
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return nil, ErrLineLength.With(maxLine)
}

// split cuts a line at semicolons and takes quotation marks off; a doubled mark inside stands for one. It writes into
// fields, which it returns; the parts point into the line, which it may change.
func split(line []byte, fields [][]byte) ([][]byte, error) {
	fields = fields[:0]
	for {
		if len(line) == 0 || line[0] != '"' {
			part, rest, more := bytes.Cut(line, []byte(";"))
			if bytes.IndexByte(part, '"') >= 0 {
				return nil, ErrQuote.With(len(fields) + 1)
			}
			fields = append(fields, part)
			if !more {
				return fields, nil
			}
			line = rest
			continue
		}
		part, rest, ok := quoted(line[1:])
		if !ok || len(rest) > 0 && rest[0] != ';' {
			return nil, ErrQuote.With(len(fields) + 1)
		}
		fields = append(fields, part)
		if len(rest) == 0 {
			return fields, nil
		}
		line = rest[1:]
	}
}

// quoted takes the text up to the closing mark, turning doubled marks into one in place.
func quoted(b []byte) (part, rest []byte, ok bool) {
	out := b[:0]
	for i := 0; i < len(b); i++ {
		if b[i] != '"' {
			out = append(out, b[i])
			continue
		}
		if i+1 < len(b) && b[i+1] == '"' {
			out = append(out, '"')
			i++
			continue
		}
		return out, b[i+1:], true
	}
	return nil, nil, false
}

// header checks the first line against the names of the columns. A byte order mark, quotation marks and capitals
// don't matter.
func (l *lineReader) header(file string, names []string) error {
	line, err := l.next()
	if err != nil && !errors.Is(err, io.EOF) && problem.KindOf(err) == problem.Internal {
		return ErrFileRead.With(file).Because(err)
	}
	line = bytes.TrimPrefix(line, []byte("\uFEFF"))
	fields, splitErr := split(line, nil)
	same := err == nil && splitErr == nil && len(fields) == len(names)
	for i := 0; same && i < len(names); i++ {
		same = strings.EqualFold(string(fields[i]), names[i])
	}
	if !same {
		return ErrHeader.With(file, strings.Join(names, ";"))
	}
	return nil
}

// latin2 is the upper half of ISO 8859-2, the encoding of Central European files of that time.
var latin2 = []rune("\u00a0Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u00adŽŻ°ą˛ł´ľśˇ¸šşťź˝žżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙")

// text reads a field's text: UTF-8 as it is, anything else as ISO 8859-2. Control characters become spaces.
func text(b []byte) string {
	var s strings.Builder
	if utf8.Valid(b) {
		s.Write(b)
	} else {
		for _, c := range b {
			if c >= 0xa0 {
				s.WriteRune(latin2[c-0xa0])
			} else {
				s.WriteByte(c & 0x7f)
			}
		}
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s.String()))
}
