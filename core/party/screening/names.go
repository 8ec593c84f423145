package screening

import (
	"slices"
	"unicode/utf8"
)

// unit is one character of a Chinese name, or a Latin word inside it.
type unit struct {
	char  rune     // folded; of a word its hash, negative
	sound syllable // exact
	loose syllable // as confused
}

// word is a Latin word of a name; its letters stand in form.letters.
type word struct{ from, to uint16 }

// Limits of what is compared of one name.
const (
	maxUnits   = 64
	maxWords   = 10
	maxLetters = 256
	maxReads   = 6 // ways to divide a Latin name into syllables
)

// form is a name made ready for comparison: Chinese names as units, others as words and, where they read as pinyin, as
// syllables. Its slices are used again for the next name.
type form struct {
	units   []unit
	letters []byte
	words   []word
	reads   [][]syllable // of Latin names: the ways to read all of it as pinyin, in the order of its words
	reading [maxReads][]syllable
	bent    [maxReads]bool // the reading took a spelling that isn't pinyin
	chinese bool
	sort    Sort

	bend  int
	runes []rune
	trail []syllable
}

// set prepares a name; it allocates nothing once the form has grown.
func (f *form) set(name string, sort Sort) {
	t := folds()
	f.units, f.letters, f.words, f.reads, f.runes = f.units[:0], f.letters[:0], f.words[:0], f.reads[:0], f.runes[:0]
	f.chinese, f.sort = false, sort
	open := false // a separator is due before the next character
	for _, r := range name {
		if joins(r) {
			continue
		}
		c, ok := t.fold(r)
		if !ok {
			open = len(f.runes) > 0
			continue
		}
		if open {
			f.runes, open = append(f.runes, ' '), false
		}
		f.chinese = f.chinese || isHan(c)
		if f.runes = append(f.runes, c); len(f.runes) >= maxLetters {
			break
		}
	}
	if f.chinese {
		f.setUnits()
		return
	}
	f.setWords()
}

// setUnits makes the units of a Chinese name, without the words that say only what kind of company it is.
func (f *form) setUnits() {
	if f.sort != PersonSort {
		f.runes = withoutCompany(f.runes)
	}
	s := sounds()
	for i := 0; i < len(f.runes) && len(f.units) < maxUnits; {
		r := f.runes[i]
		switch {
		case r == ' ', f.sort == OrganisationSort && (r == '市' || r == '省') && (i == 2 || i == 3):
			i++ // 北京市 and 北京 are one
		case isHan(r):
			sound := s.sound(r, len(f.units) == 0 && f.sort != OrganisationSort)
			f.units = append(f.units, unit{char: r, sound: sound, loose: s.loose(sound)})
			i++
		default:
			h := uint32(2166136261)
			for ; i < len(f.runes) && f.runes[i] != ' ' && !isHan(f.runes[i]); i++ {
				h = (h ^ uint32(f.runes[i])) * 16777619
			}
			sound := wordSound | syllable(h&0x7fff)
			f.units = append(f.units, unit{char: -1 - rune(h&0x3fffffff), sound: sound, loose: sound})
		}
	}
}

// setWords makes the words of a Latin name, in one spelling each, and its readings as pinyin.
func (f *form) setWords() {
	start := 0
	for i := 0; i <= len(f.runes) && len(f.words) < maxWords; i++ {
		if i < len(f.runes) && f.runes[i] != ' ' {
			continue
		}
		if i > start {
			from := len(f.letters)
			for _, r := range f.runes[start:i] {
				f.letters = utf8.AppendRune(f.letters, r)
			}
			f.addWord(from)
		}
		start = i + 1
	}
	if f.sort != OrganisationSort {
		f.read()
	}
}

// addWord takes the letters from a place on as the next word, unless it says nothing.
func (f *form) addWord(from int) {
	text := f.letters[from:]
	if f.sort == OrganisationSort && companyWords[string(text)] || f.sort != OrganisationSort && particles[string(text)] {
		f.letters = f.letters[:from]
		return
	}
	if spelled, ok := spellings[string(text)]; ok {
		f.letters = append(f.letters[:from], spelled...)
	}
	f.words = append(f.words, word{uint16(from), uint16(len(f.letters))})
}

func (f *form) word(i int) []byte { return f.letters[f.words[i].from:f.words[i].to] }

// empty says that nothing of the name can be compared.
func (f *form) empty() bool { return len(f.units) == 0 && len(f.words) == 0 }

// copied is a form of its own memory.
func (f *form) copied() form {
	out := form{units: slices.Clone(f.units), letters: slices.Clone(f.letters), words: slices.Clone(f.words), bent: f.bent,
		chinese: f.chinese, sort: f.sort}
	for _, r := range f.reads {
		out.reads = append(out.reads, slices.Clone(r))
	}
	return out
}

// withoutCompany cuts what only says of which kind a company is (企业组织形式), as long as two characters remain.
func withoutCompany(runes []rune) []rune {
	for {
		n := len(runes)
		for _, end := range companyEnds {
			rest := trimRunes(runes, end)
			if len(rest) < len(runes) && len(rest) >= 2 {
				runes = rest
				break
			}
		}
		if len(runes) == n {
			return runes
		}
	}
}

// trimRunes cuts an end off, and the blanks before it.
func trimRunes(runes, end []rune) []rune {
	if len(runes) <= len(end) || !slices.Equal(runes[len(runes)-len(end):], end) {
		return runes
	}
	runes = runes[:len(runes)-len(end)]
	for len(runes) > 0 && runes[len(runes)-1] == ' ' {
		runes = runes[:len(runes)-1]
	}
	return runes
}
