package password

import (
	"crypto/sha1"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tonghui/base/problem"
)

func TestPolicy(t *testing.T) {
	about := []string{"wang.fang86", "王芳", "Wang Fang", "13800138000", "110101199003074514"}
	for plain, want := range map[string]error{
		"橘猫月亮过桥记得带伞": nil, "staple tofu lantern": nil, "9f3-kk2-Lq": nil, "十个汉字就够了对不对": nil, "          x": nil,
		"short": ErrShort, "九个汉字还是不够长": ErrShort, "": ErrShort, strings.Repeat("x", 129): ErrLong, "tab\there is no good": ErrText,
		"woaini1314": ErrCommon, "Woaini1314520": ErrCommon, "5201314520": ErrCommon, "a123456a123456": ErrCommon, "P@ssw0rd2024!": ErrCommon,
		"WOAINI5201314": ErrCommon, "qwe123qwe123": ErrCommon, "Zhangwei1990": ErrCommon, "123456woaini": nil, "password-123": ErrCommon,
		"ｐａｓｓｗｏｒｄ１２３": ErrCommon, "1314woaini520": ErrCommon, "tr0ub4dor&3 and tofu": nil, "Dr@g0n_77!!": ErrCommon, "we1c0me#2025": ErrCommon,
		"aaaaaaaaaaaa": ErrSimple, "abcabcabcabc": ErrSimple, "1234567890": ErrSimple, "0987654321": ErrSimple, "qwertyuiop": ErrSimple, "Poiuytrewq": ErrSimple,
		"哈哈哈哈哈哈哈哈哈哈": ErrSimple, "abcdefghijkl": ErrSimple, "1q2w3e4r5t6y": ErrSimple, "!@#$%^&*()": ErrSimple,
		"i am Wang Fang": ErrPersonal, "wangfang loves tofu": ErrPersonal, "gnafgnaw and tofu": ErrPersonal, "我叫王芳今年三十六岁": ErrPersonal,
		"tel 138 0013 8000": ErrPersonal, "my 00138000 phone": ErrPersonal, "wang.fang86 rules": ErrPersonal, "fang is a tooth": ErrPersonal,
	} {
		err := Policy{}.Check(plain, about...)
		if !errors.Is(err, want) && (err != nil || want != nil) {
			t.Errorf("%q: %v, want %v", plain, err, want)
		}
		if err == nil {
			continue
		}
		p := problem.Of(err)
		if p.Kind != problem.Invalid || len(plain) > 5 && strings.Contains(err.Error()+p.ZH, plain) {
			t.Errorf("%q: kind %s, %v", plain, p.Kind, err)
		}
	}
}

func TestShortestLength(t *testing.T) {
	for given, want := range map[int]int{0: 10, -3: 8, 5: 8, 8: 8, 14: 14, 1000: 128} {
		for n, ok := range map[int]bool{want - 1: false, want: true} {
			plain := strings.Repeat("橘猫月亮过", 30)
			plain = string([]rune(plain)[:n-1]) + "x"
			if err := (Policy{Min: given}).Check(plain); (err == nil) != ok {
				t.Errorf("Min %d, %d characters: %v", given, n, err)
			}
		}
	}
}

func line(plain string, more string) string {
	return fmt.Sprintf("%X%s", sha1.Sum([]byte(plain)), more)
}

func TestLoadList(t *testing.T) {
	l, err := LoadList(strings.NewReader(line("staple tofu lantern", ":17\r\n") + "\n" + strings.ToLower(line("zz", "")) + "\n" + line("zz", ": 3 ") + "\n"))
	if err != nil || l.Len() != 2 || !l.Has("staple tofu lantern") || !l.Has("zz") || l.Has("zy") {
		t.Errorf("%v", err)
	}
	if err := (Policy{List: l}).Check("staple tofu lantern"); !errors.Is(err, ErrCommon) {
		t.Errorf("on the list: %v", err)
	}
	if err := (Policy{List: l}).Check("woaini1314"); !errors.Is(err, ErrCommon) {
		t.Errorf("on the Common list only: %v", err)
	}
	for says, text := range map[string]string{"not hex": strings.Repeat("x", 40), "NTLM": strings.Repeat("A", 32), "a plain list": "password",
		"a count that is none": line("x", ":many"), "no count": line("x", ":"), "a line without end": strings.Repeat("A", 1<<20)} {
		_, err := LoadList(strings.NewReader(line("a", "") + "\n" + text + "\n"))
		if !errors.Is(err, ErrList) || !strings.Contains(problem.Of(err).EN, "Line 2 ") {
			t.Errorf("%s: %v", says, err)
		}
	}
	if l, err := LoadList(strings.NewReader("")); err != nil || l.Len() != 0 || l.Has("") {
		t.Errorf("an empty list: %v", err)
	}
}

// TestListHoldsWhatItWasGiven, in whatever order.
func TestListHoldsWhatItWasGiven(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		in := rapid.SliceOfN(rapid.StringMatching(`[a-z0-9]{1,6}`), 0, 60).Draw(rt, "passwords")
		set, text := map[string]bool{}, ""
		for _, p := range in {
			set[p] = true
			text += line(p, ":1\n")
		}
		l, err := LoadList(strings.NewReader(text))
		if err != nil || l.Len() != len(set) {
			rt.Fatalf("%d entries of %d, %v", l.Len(), len(set), err)
		}
		for p := range set {
			if !l.Has(p) {
				rt.Fatalf("%q is lost", p)
			}
		}
		if p := rapid.StringMatching(`[A-Z]{7}`).Draw(rt, "other"); l.Has(p) {
			rt.Fatalf("%q was never given", p)
		}
	})
}

func TestCommonWords(t *testing.T) {
	seen := map[string]bool{}
	for w := range strings.Lines(words) {
		w = strings.TrimSpace(w)
		if w == "" || w[0] == '#' {
			continue
		}
		if seen[w] || w != strings.ToLower(w) {
			t.Errorf("%q stands twice, or isn't in small letters", w)
		}
		seen[w] = true
		if !Common().Has(w) {
			t.Errorf("%q is lost", w)
		}
	}
	if len(seen) < 300 {
		t.Errorf("%d words", len(seen))
	}
}

func BenchmarkCheck(b *testing.B) {
	Common()
	for b.Loop() {
		_ = Policy{}.Check("staple tofu lantern", "wangfang", "王芳", "13800138000")
	}
}

func BenchmarkLoadList(b *testing.B) {
	var text strings.Builder
	for i := range 200_000 {
		text.WriteString(line(fmt.Sprint(i), ":3\n"))
	}
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		if _, err := LoadList(strings.NewReader(text.String())); err != nil {
			b.Fatal(err)
		}
	}
}
