package screening

import (
	"slices"
	"strings"
	"sync"

	"github.com/mozillazg/go-pinyin"
)

// syllable numbers a toneless syllable of pinyin (拼音音节), from 1; 0 is none. wordSound marks a Latin word inside a
// Chinese name, whose sound is itself.
type syllable uint16

const wordSound syllable = 1 << 15

// soundTable knows how characters sound.
type soundTable struct {
	of     [1 << 16]syllable // by character, its commonest reading
	first  map[rune]syllable // where it reads otherwise as a surname
	names  []string          // by syllable
	number map[string]syllable
	fuzzy  []syllable              // by syllable: one number for those that are often confused
	other  map[string][][]syllable // by Latin word: what it may read as, where it isn't pinyin
}

// surnames are characters that read otherwise in a surname than elsewhere (多音字姓氏).
const surnames = "单shan 仇qiu 区ou 解xie 查zha 曾zeng 朴piao 任ren 华hua 覃qin 乐yue 缪miao 黑he 员yun 秘bi 冼xian 洗xian 折she " +
	"召shao 种chong 繁po 祭zhai 翟zhai 燕yan 宁ning 应ying 葛ge 纪ji 那na 车che 褚chu 么yao 句gou 隗wei 柏bai 卜bu 薄bo 盖gai 尉wei " +
	"万wan 长zhang 石shi 沈shen 谌chen 郝hao 逄pang 佴nai 哈ha 撒sa 训xun 过guo 令ling 贾jia 阚kan 参shen 俞yu 於yu 呙guo 晟cheng"

// everyday are characters whose commonest reading in names isn't the dictionary's first.
const everyday = "行xing 长chang 重zhong 乐le 朝chao 晟sheng 茜qian 娜na 贝bei 少shao 空kong 会hui 大da 都du 和he 盛sheng 晓xiao 仔zi 佛fo " +
	"省sheng 调diao 济ji 广guang 厂chang 石shi 南nan 合he 单dan 车che 信xin 红hong 奇qi 化hua 数shu 藏cang 若ruo 宿su 乾qian 叶ye 洋yang"

var sounds = sync.OnceValue(func() *soundTable {
	t := &soundTable{first: map[rune]syllable{}, number: map[string]syllable{}, names: []string{""}}
	for r, readings := range pinyin.PinyinDict {
		if r < len(t.of) {
			reading, _, _ := strings.Cut(readings, ",")
			t.of[r] = t.numbered(toneless(reading))
		}
	}
	for pair := range strings.FieldsSeq(everyday) {
		r, s := split(pair)
		t.of[r] = t.numbered(s)
	}
	for pair := range strings.FieldsSeq(surnames) {
		r, s := split(pair)
		if t.of[r] != t.numbered(s) {
			t.first[r] = t.numbered(s)
		}
	}
	for r, simple := range folds() { // a character sounds as its folded form, so that one look-up serves both
		if simple != 0 && int(simple) != r && isHan(rune(r)) {
			t.of[r] = t.of[simple]
		}
	}
	t.addOthers()
	t.fuzzy = make([]syllable, len(t.names))
	seen := map[string]syllable{}
	for _, name := range slices.Sorted(slices.Values(t.names[1:])) {
		key := confused(name)
		if seen[key] == 0 {
			seen[key] = t.number[name]
		}
		t.fuzzy[t.number[name]] = seen[key]
	}
	return t
})

// addOthers numbers the spellings that aren't pinyin; situ is two syllables.
func (t *soundTable) addOthers() {
	t.other = map[string][][]syllable{}
	for word, readings := range otherRomanisations {
		for _, r := range readings {
			if n, ok := t.number[r]; ok {
				t.other[word] = append(t.other[word], []syllable{n})
			} else if r == "situ" {
				t.other[word] = append(t.other[word], []syllable{t.numbered("si"), t.numbered("tu")})
			}
		}
	}
}

func split(pair string) (rune, string) {
	r := []rune(pair)
	return r[0], string(r[1:])
}

func (t *soundTable) numbered(name string) syllable {
	if name == "" {
		return 0
	}
	n, ok := t.number[name]
	if !ok {
		n = syllable(len(t.names))
		t.number[name] = n
		t.names = append(t.names, name)
	}
	return n
}

// tones takes the marks off vowels; ü is written v, as on keyboards.
var tones = strings.NewReplacer("ā", "a", "á", "a", "ǎ", "a", "à", "a", "ē", "e", "é", "e", "ě", "e", "è", "e", "ê", "e",
	"ế", "e", "ề", "e", "ī", "i", "í", "i", "ǐ", "i", "ì", "i", "ō", "o", "ó", "o", "ǒ", "o", "ò", "o", "ū", "u", "ú", "u",
	"ǔ", "u", "ù", "u", "ǖ", "v", "ǘ", "v", "ǚ", "v", "ǜ", "v", "ü", "v", "ń", "n", "ň", "n", "ǹ", "n", "ḿ", "m")

func toneless(reading string) string {
	s := tones.Replace(reading)
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' {
			return ""
		}
	}
	return s
}

// confused brings syllables that are often taken for one another (平翘舌、前后鼻音、鼻边音) to one spelling.
func confused(name string) string {
	for _, p := range []struct{ from, to string }{{"zh", "z"}, {"ch", "c"}, {"sh", "s"}} {
		if rest, ok := strings.CutPrefix(name, p.from); ok {
			name = p.to + rest
		}
	}
	if strings.HasPrefix(name, "n") && len(name) > 1 {
		name = "l" + name[1:]
	}
	switch {
	case strings.HasSuffix(name, "ang"), strings.HasSuffix(name, "eng"), strings.HasSuffix(name, "ing"):
		name = name[:len(name)-1]
	}
	return strings.Replace(name, "lv", "lu", 1)
}

// sound is how a folded character reads; surname says that it stands first in a person's name.
func (t *soundTable) sound(r rune, surname bool) syllable {
	if r >= 1<<16 {
		return 0
	}
	if surname {
		if s, ok := t.first[r]; ok {
			return s
		}
	}
	return t.of[r]
}

// loose is a syllable's number among those that are confused.
func (t *soundTable) loose(s syllable) syllable {
	if s >= wordSound {
		return s
	}
	return t.fuzzy[s]
}
