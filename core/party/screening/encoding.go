package screening

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// Encoding is how a file writes characters.
type Encoding string

// The encodings. Undeclared is UTF-8 unless the file itself says otherwise.
const (
	Undeclared Encoding = ""
	UTF8       Encoding = "utf-8"
	GB18030    Encoding = "gb18030" // holds GBK and GB2312
)

// ParseEncoding reads an encoding's name as people and files write it.
func ParseEncoding(s string) (Encoding, error) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "":
		return Undeclared, nil
	case "utf-8", "utf8", "utf-8-bom", "utf_8":
		return UTF8, nil
	case "gb18030", "gbk", "gb2312", "cp936", "gb_2312-80", "x-gbk":
		return GB18030, nil
	}
	return "", ErrEncodingName
}

// decode makes UTF-8 of a file and refuses one that is broken, mixed or garbled: a name in the wrong characters would never
// be hit, and nobody would notice.
func decode(file []byte, e Encoding) ([]byte, Encoding, error) {
	file, bom := bytes.CutPrefix(file, []byte("\xef\xbb\xbf"))
	switch {
	case bytes.HasPrefix(file, []byte("\xff\xfe")), bytes.HasPrefix(file, []byte("\xfe\xff")), bytes.IndexByte(file, 0) >= 0:
		return nil, e, ErrFileUnknown.With(lineOf(file, max(0, bytes.IndexByte(file, 0))))
	case bom && e == GB18030:
		return nil, e, ErrFileEncoding.With(1, "GB18030", "UTF-8", UTF8)
	case bom || e == Undeclared:
		e = UTF8
	}
	if e == UTF8 {
		if err := checkUTF8(file); err != nil {
			return nil, e, err
		}
		return file, e, checkGarbled(file)
	}
	if at := firstWide(file); at >= 0 && utf8.Valid(file) && looksHan(file) {
		return nil, e, ErrFileEncoding.With(lineOf(file, at), "GB18030", "UTF-8", UTF8)
	}
	if err := checkGB18030(file); err != nil {
		return nil, e, err
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(file)
	if err != nil {
		return nil, e, ErrFileUnknown.With(1).Because(err)
	}
	return out, e, checkGarbled(out)
}

func lineOf(file []byte, at int) int { return 1 + bytes.Count(file[:at], []byte("\n")) }

func firstWide(b []byte) int {
	return bytes.IndexFunc(b, func(r rune) bool { return r >= utf8.RuneSelf })
}

// checkUTF8 names the first line that isn't UTF-8, and what the file seems to be.
func checkUTF8(file []byte) error {
	n, broken, whole := 0, 0, 0
	gb := true
	for line := range bytes.Lines(file) {
		n++
		switch {
		case utf8.Valid(line):
			if whole == 0 && firstWide(line) >= 0 {
				whole = n
			}
		default:
			if broken == 0 {
				broken = n
			}
			gb = gb && isGB18030(line)
		}
	}
	switch {
	case broken == 0:
		return nil
	case gb && whole > 0:
		return ErrFileMixed.With(whole, broken)
	case gb:
		return ErrFileEncoding.With(broken, "UTF-8", "GB18030", GB18030)
	}
	return ErrFileUnknown.With(broken)
}

// checkGB18030 names the first line that isn't GB18030, or is UTF-8 among others that are GB18030.
func checkGB18030(file []byte) error {
	n, other := 0, 0
	for line := range bytes.Lines(file) {
		n++
		switch whole := utf8.Valid(line); {
		case firstWide(line) < 0:
		case whole && (looksHan(line) || !isGB18030(line)):
			other = n
		case !isGB18030(line):
			return ErrFileUnknown.With(n)
		}
	}
	if other == 0 {
		return nil
	}
	if at := firstNot(file, other); at != other {
		return ErrFileMixed.With(other, at)
	}
	return ErrFileEncoding.With(other, "GB18030", "UTF-8", UTF8)
}

// firstNot is the first line with wide characters other than a given one.
func firstNot(file []byte, not int) int {
	n := 0
	for line := range bytes.Lines(file) {
		if n++; n != not && firstWide(line) >= 0 && !utf8.Valid(line) {
			return n
		}
	}
	return not
}

func isGB18030(b []byte) bool {
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
	return err == nil && !bytes.ContainsRune(out, utf8.RuneError)
}

// looksHan says that UTF-8 holds Chinese, and nearly nothing else beside ASCII.
func looksHan(b []byte) bool {
	han, wide := 0, 0
	for _, r := range string(b) {
		if r >= utf8.RuneSelf {
			wide++
			if unicode.Is(unicode.Han, r) || 0x3000 <= r && r <= 0x303F || 0xFF00 <= r && r <= 0xFFEF {
				han++
			}
		}
	}
	return wide > 0 && 10*han >= 9*wide
}

// checkGarbled finds text that was read in a wrong encoding and then saved as UTF-8.
func checkGarbled(file []byte) error {
	n := 0
	for line := range bytes.Lines(file) {
		n++
		if firstWide(line) < 0 {
			continue
		}
		text := string(line)
		switch {
		case strings.ContainsRune(text, utf8.RuneError), strings.Contains(text, "锟斤拷"), strings.Contains(text, "烫烫烫"):
			return ErrFileMojibake.With(n, "GB18030", "UTF-8")
		case wasUTF8(text, simplifiedchinese.GB18030.NewEncoder().String):
			return ErrFileMojibake.With(n, "UTF-8", "GB18030")
		case wasUTF8(text, charmap.Windows1252.NewEncoder().String), wasUTF8(text, charmap.ISO8859_1.NewEncoder().String):
			return ErrFileMojibake.With(n, "UTF-8", "Latin-1")
		case wasGB(text):
			return ErrFileMojibake.With(n, "GB18030", "Latin-1")
		}
	}
	return nil
}

// wasUTF8 says that a line, written back in the encoding that it was read in by mistake, is Chinese in UTF-8. Each run of
// wide characters is tried by itself, as one may hold a character that was lost.
func wasUTF8(line string, encode func(string) (string, error)) bool {
	for _, run := range wideRuns(line) {
		if utf8.RuneCountInString(run) < 3 {
			continue
		}
		back, err := encode(run)
		if err != nil {
			continue
		}
		for len(back) > 3 && !utf8.ValidString(back) && len(run)-len(back) < 8 { // its end may have been cut
			back = back[:len(back)-1]
			if utf8.ValidString(back) {
				break
			}
		}
		if utf8.ValidString(back) && looksHan([]byte(back)) {
			return true
		}
	}
	return false
}

// wasGB says that a line holds Chinese bytes read as Latin-1: runs of four and more letters above ASCII, in pairs.
func wasGB(line string) bool {
	for _, run := range wideRuns(line) {
		n := utf8.RuneCountInString(run)
		if n < 4 || n%2 != 0 {
			continue
		}
		back, err := charmap.ISO8859_1.NewEncoder().String(run)
		if err != nil {
			continue
		}
		if out, err := simplifiedchinese.GB18030.NewDecoder().String(back); err == nil && looksHan([]byte(out)) {
			return true
		}
	}
	return false
}

// wideRuns are the runs of characters above ASCII.
func wideRuns(line string) []string {
	return strings.FieldsFunc(line, func(r rune) bool { return r < utf8.RuneSelf })
}
