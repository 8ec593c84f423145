package money

import (
	"strings"

	"tonghui/base/problem"
)

var (
	errUppercase = problem.New(problem.Invalid, "money.uppercase",
		"The amount in capitals can't be read: %[1]s. Write for example 人民币壹仟贰佰叁拾肆元伍角整.",
		"大写金额无法识别：%[2]s。请写成例如 人民币壹仟贰佰叁拾肆元伍角整。")
	errUppercaseForm = problem.New(problem.Invalid, "money.uppercase_form",
		"The amount in capitals breaks the writing rules at character %d. Written by the rules it is %s.",
		"大写金额第 %d 个字不合书写规定。规范写法为 %s。")
)

// The rules say that traditional forms (繁体字) and 圆 are to be accepted too.
var modernForms = strings.NewReplacer("貳", "贰", "參", "叁", "叄", "叁", "陸", "陆", "萬", "万", "億", "亿",
	"圓", "元", "圆", "元", "正", "整", "負", "负", "人民幣", "人民币")

// ParseUppercase reads renminbi in Chinese capitals, with or without 人民币 before it, in every form that the
// rules named at Uppercase allow, and no other: a missing 零 or a unit out of order is refused with the place
// and the right form, because on a cheque it is a sign of alteration.
func ParseUppercase(s string) (Money, error) {
	if len(s) > 300 {
		return Money{}, errUppercase.With("it is too long", "内容过长")
	}
	t := modernForms.Replace(s)
	t, prefixed := strings.CutPrefix(t, "人民币")
	t, negative := strings.CutPrefix(t, "负")
	if !prefixed {
		t = strings.TrimPrefix(t, "人民币") // 负人民币
	}
	fen, err := upperValue(t)
	if err != nil {
		return Money{}, err
	}
	if negative && fen == 0 {
		return Money{}, errUppercase.With("zero has no sign", "零不带负号")
	}
	if at := upperMismatch(t, fen); at >= 0 {
		right := strings.ReplaceAll(upperPattern(fen), optionalZero, "")
		lead := len([]rune(modernForms.Replace(s))) - len([]rune(t))
		return Money{}, errUppercaseForm.With(lead+at+1, right)
	}
	a, err := signed(0, fen, negative)
	return Money{a, "CNY"}, err
}

// upperValue reads the value and ignores zeros; upperMismatch then judges the form.
func upperValue(t string) (uint64, error) {
	t = strings.TrimSuffix(t, "整")
	whole, part, hasYuan := strings.Cut(t, "元")
	if !hasYuan {
		whole, part = "", t
	}
	yuan, err := upperNumber(strings.ReplaceAll(whole, "零", ""))
	if err != nil {
		return 0, err
	}
	if yuan > (1<<63)/100 {
		return 0, ErrOverflow
	}
	part = strings.ReplaceAll(part, "零", "")
	fen := yuan * 100
	for _, unit := range []struct {
		name string
		size uint64
	}{{"角", 10}, {"分", 1}} {
		head, tail, ok := strings.Cut(part, unit.name)
		if !ok {
			continue
		}
		d := upperDigit(head)
		if d == 0 {
			return 0, errUppercase.With("no single digit stands before "+unit.name, "“"+unit.name+"”前不是一个数字")
		}
		fen += d * unit.size
		part = tail
	}
	switch {
	case part != "":
		return 0, errUppercase.With("a unit such as 元, 角 or 分 is missing at the end", "末尾缺少“元”“角”“分”等单位")
	case fen == 0 && t != "零元":
		return 0, errUppercase.With("it has no digits", "没有数字")
	}
	return fen, nil
}

// upperNumber reads a whole number without zeros, split at its highest unit; a missing number is 0.
func upperNumber(t string) (uint64, error) {
	if t == "" {
		return 0, nil
	}
	units := []struct {
		name string
		size uint64
	}{{"亿", yi}, {"万", wan}, {"仟", 1000}, {"佰", 100}, {"拾", 10}}
	for _, u := range units {
		i := strings.LastIndex(t, u.name)
		if i < 0 {
			continue
		}
		upper, err := upperNumber(t[:i])
		if err != nil {
			return 0, err
		}
		lower, err := upperNumber(t[i+len(u.name):])
		if err != nil {
			return 0, err
		}
		switch {
		case upper == 0:
			return 0, errUppercase.With("no digit stands before "+u.name, "“"+u.name+"”前没有数字")
		case upper > 1<<63/u.size:
			return 0, ErrOverflow
		}
		return upper*u.size + lower, nil
	}
	if d := upperDigit(t); d > 0 {
		return d, nil
	}
	return 0, errUppercase.With("it holds a character that is no capital digit, or a unit is missing", "含有大写数字以外的字，或缺少单位")
}

func upperDigit(t string) uint64 {
	for d, name := range upperDigits {
		if t == name {
			return uint64(d)
		}
	}
	return 0
}

// upperMismatch compares the text with the permitted forms of the value: optional zeros may stand or not, 整
// after 角 too, and a sum under one 元 may start with 零元. It gives the first wrong character, or -1.
func upperMismatch(t string, fen uint64) int {
	text, skipped := []rune(t), 0
	if fen > 0 && fen < 100 && strings.HasPrefix(t, "零元") {
		text, skipped = text[2:], 2
		if fen < 10 { // 零元零伍分: without 角 the 零 is needed
			if len(text) == 0 || text[0] != '零' {
				return skipped
			}
			text, skipped = text[1:], 3
		}
	}
	i := 0
	for _, want := range upperPattern(fen) {
		switch {
		case string(want) == optionalZero:
			if i < len(text) && text[i] == '零' {
				i++
			}
		case want == '整' && fen%100 != 0 && i == len(text): // 角 at the end needs no 整
		case i < len(text) && text[i] == want:
			i++
		default:
			return skipped + i
		}
	}
	if i < len(text) {
		return skipped + i
	}
	return -1
}
