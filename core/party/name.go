package party

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// maxName bounds a name, in characters.
const maxName = 100

// tidy drops blanks around a text and doubled ones inside, and writes the dot of transcribed names in one way.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		switch r {
		case '•', '․', '・', '‧', '･', '∙':
			return '·'
		case 0x3000, 0xA0:
			return ' '
		}
		return r
	}, s)
	if strings.ContainsFunc(s, unicode.IsControl) {
		return s // refused as it is, not mended
	}
	return strings.Join(strings.Fields(s), " ")
}

// spoken reports whether a text has so many characters, all of them to be seen.
func spoken(s string, least, most int) bool {
	if len(s) > 4*most || !utf8.ValidString(s) {
		return false
	}
	n := utf8.RuneCountInString(s)
	return n >= least && n <= most && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}

func latinName(s string) bool {
	return len(s) <= maxName && !strings.ContainsFunc(s, func(r rune) bool {
		return !(unicode.Is(unicode.Latin, r) || strings.ContainsRune(" -.',’", r))
	})
}

// surnames are the readings that a character has as a surname only (姓氏异读).
var surnames = map[string]string{
	"单": "shan", "曾": "zeng", "仇": "qiu", "区": "ou", "查": "zha", "解": "xie", "盖": "ge", "乐": "yue", "朴": "piao", "任": "ren",
	"尉迟": "yuchi", "万俟": "moqi", "长孙": "zhangsun", "翟": "zhai", "缪": "miao", "种": "chong", "冼": "xian", "燕": "yan",
	"华": "hua", "覃": "qin", "折": "she", "员": "yun", "召": "shao", "逄": "pang", "晟": "cheng", "重": "chong", "繁": "po",
	"澹台": "tantai", "宓": "mi", "么": "yao", "洗": "xian", "盛": "sheng", "贾": "jia", "葛": "ge", "令狐": "linghu", "隗": "wei",
}

// reading is how a name sounds, and the first letter of each of its syllables. Latin letters count as they are; what has no
// reading is left out. Both are small letters, cut to what is stored.
func reading(name string) (full, initials string) {
	var f, i strings.Builder
	rest := []rune(name)
	for n := 2; n > 0; n-- {
		if len(rest) <= n {
			continue
		}
		if r, ok := surnames[string(rest[:n])]; ok {
			f.WriteString(r)
			i.WriteByte(r[0])
			if n == 2 { // both of its syllables
				args := pinyin.NewArgs()
				if second := pinyin.SinglePinyin(rest[1], args); len(second) > 0 {
					i.WriteByte(second[0][0])
				}
			}
			rest = rest[n:]
			break
		}
	}
	args, within := pinyin.NewArgs(), false
	for _, r := range rest {
		if p := pinyin.SinglePinyin(r, args); len(p) > 0 && unicode.Is(unicode.Han, r) {
			f.WriteString(p[0])
			i.WriteByte(p[0][0])
			within = false
			continue
		}
		r = unicode.ToLower(r)
		if r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			f.WriteRune(r)
			if !within {
				i.WriteRune(r)
			}
			within = true
			continue
		}
		within = false
	}
	return cut(strings.ReplaceAll(f.String(), "ü", "v"), 200), cut(i.String(), 100)
}

// cut shortens plain letters.
func cut(s string, most int) string {
	if len(s) > most {
		s = s[:most]
	}
	return strings.ToValidUTF8(s, "")
}

// clip shortens a text to so many characters.
func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}
