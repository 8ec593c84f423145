package screening

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed words/simplified.txt
var simplifiedText string

// foldTable brings each character of the Basic Multilingual Plane to the form in which names are compared: half-width,
// small, simplified (简体), without accents; 0 separates words.
type foldTable [1 << 16]uint16

// folds is made once; after that folding a name is one look-up a character.
var folds = sync.OnceValue(func() *foldTable {
	t := new(foldTable)
	for r := range rune(len(t)) {
		t[r] = foldSlowly(r)
	}
	for line := range strings.Lines(simplifiedText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for pair := range strings.FieldsSeq(line) {
			p := []rune(pair)
			t[p[0]] = uint16(p[1])
		}
	}
	return t
})

// odd are letters that Unicode doesn't take apart into a base and an accent.
var odd = map[rune]rune{'ß': 's', 'ø': 'o', 'đ': 'd', 'ł': 'l', 'æ': 'a', 'œ': 'o', 'ı': 'i', 'þ': 't', 'ð': 'd', 'ħ': 'h', 'ə': 'e'}

func foldSlowly(r rune) uint16 {
	switch {
	case 0xFF01 <= r && r <= 0xFF5E:
		r -= 0xFEE0
	case r == '〇':
		return uint16('零')
	case 0xD800 <= r && r <= 0xDFFF, !unicode.IsLetter(r) && !unicode.IsDigit(r):
		return 0
	}
	r = unicode.ToLower(r)
	if o, ok := odd[r]; ok {
		return uint16(o)
	}
	if r >= 0x80 && !unicode.Is(unicode.Han, r) {
		if d := []rune(norm.NFD.String(string(r))); len(d) > 0 && d[0] < 0x80 {
			r = d[0]
		}
	}
	if r > 0xFFFF || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
		return 0
	}
	return uint16(r)
}

// fold gives one character's form; ok is false where it separates words. Characters beyond the plane, rare in names but
// real there (𠮷, 𤧛), are their own form.
func (t *foldTable) fold(r rune) (folded rune, ok bool) {
	if r >= 1<<16 {
		return r, unicode.IsLetter(r)
	}
	f := t[r]
	return rune(f), f != 0
}

// joins are marks that stand inside a word and divide nothing: O'Brien, Al-Qaida stays two words.
func joins(r rune) bool { return r == '\'' || r == '’' || r == '`' || r == 'ʼ' || r == '.' }

// isHan reports whether a folded character is Chinese.
func isHan(r rune) bool {
	return 0x3400 <= r && r <= 0x9FFF || 0xF900 <= r && r <= 0xFAFF || 0x20000 <= r && r <= 0x323AF
}
