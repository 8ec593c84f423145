package screening

import (
	"fmt"
	"strings"
)

// Explanation says in both languages why somebody is like an entry.
type Explanation struct {
	EN string `json:"en"`
	ZH string `json:"zh"`
}

// says are the sentences about a name, by what the score rests on.
var says = [basisSentinel]Explanation{
	byNothing:    {"names compared", "姓名比对"},
	byCharacters: {"all characters of the name agree", "姓名用字完全相同"},
	bySound:      {"the name sounds the same, characters differ", "姓名拼音相同，字不同"},
	byEdits:      {"the name differs in few characters", "姓名个别字不同"},
	byRomanised:  {"the Latin name is the pinyin of the Chinese one", "拉丁字母姓名与中文姓名拼音相同"},
	byOther:      {"the names agree by a spelling other than pinyin", "姓名按其他拼写法（粤拼、威妥玛等）相同"},
	byLooseRoman: {"the Latin name sounds much like the Chinese one", "拉丁字母姓名与中文姓名拼音相近"},
	byWords:      {"all words of the name agree", "姓名各词相同"},
	bySomeWords:  {"most words of the name agree", "姓名各词大体相同"},
	bySyllables:  {"the names have the same syllables", "姓名拼音音节相同"},
	byIdentifier: {"a document number agrees", "证件号码相同"},
}

// explain puts a match into words. party and listed are the two names that were compared.
func (m *Match) explain(party, listed string, sort Sort) Explanation {
	e := says[m.by]
	en, zh := []string{e.EN}, []string{e.ZH}
	if m.by == bySound || m.by == byEdits {
		if pairs := differing(party, listed, sort); pairs != "" {
			en[0] += ": " + pairs
			zh[0] += "：" + strings.ReplaceAll(pairs, ", ", "、")
		}
	}
	add := func(ok bool, inEnglish, inChinese string) {
		if ok {
			en, zh = append(en, inEnglish), append(zh, inChinese)
		}
	}
	add(m.weak, "a weak alias", "名单注明为弱别名")
	add(m.birth == bornSameDay, "born on the same day", "出生日期一致")
	add(m.birth == bornSameYear, "born in the same year", "出生年份一致")
	add(m.birth == bornTwoApart, "born two years apart", "出生年份相差两年")
	add(m.birth == bornFarApart, "born years apart", "出生年份不符")
	add(m.nation == sameNation, "same nationality", "国籍一致")
	add(m.nation == otherNation, "another nationality", "国籍不符")
	add(m.number == maskedAgrees, "the shown digits of a number agree", "证件号码可见部分一致")
	add(m.number == maskedDiffers, "the shown digits of a number differ", "证件号码可见部分不符")
	add(m.alone, "nothing but the name to compare", "除姓名外无可比信息")
	return Explanation{
		EN: cutText(fmt.Sprintf("%s (score %d).", strings.Join(en, "; "), m.Score), maxExplained),
		ZH: cutText(fmt.Sprintf("%s（得分 %d）。", strings.Join(zh, "；"), m.Score), maxExplained),
	}
}

// maxExplained is how many bytes an explanation has at most.
const maxExplained = 500

// differing names the characters in which two Chinese names of one length differ: "张/章, 伟/玮".
func differing(party, listed string, sort Sort) string {
	var x, y form
	x.set(party, sort)
	y.set(listed, sort)
	if len(x.units) != len(y.units) {
		return ""
	}
	var out []string
	for i := range x.units {
		a, b := x.units[i].char, y.units[i].char
		if a != b && a > 0 && b > 0 {
			out = append(out, string(a)+"/"+string(b))
		}
	}
	return strings.Join(out, ", ")
}
