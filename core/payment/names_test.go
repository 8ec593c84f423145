package payment

import (
	"testing"

	"pgregory.net/rapid"
)

func TestCompareNames(t *testing.T) {
	for _, c := range []struct {
		given, registered string
		want              Result
	}{
		{"赵静", "赵静", Matches},
		{" 赵 静 ", "赵静", Matches},
		{"赵敏", "赵静", NoMatch}, // one of two characters is half a name
		{"赵静静", "赵静", NoMatch},
		{"阿依古丽·买买提", "阿依古丽•买买提", Matches},
		{"阿依古丽买买提", "阿依古丽·买买提", Matches},
		{"阿依古丽·买买题", "阿依古丽·买买提", Close},
		{"阿依古丽买提", "阿依古丽·买买提", Close},
		{"惠民科技(通州)有限公司", "惠民科技（通州）有限公司", Matches},
		{"惠民科技【通州】有限公司", "惠民科技（通州）有限公司", Matches},
		{"惠民技科有限公司", "惠民科技有限公司", Close},
		{"惠民科技有限责任公司", "惠民科技有限公司", NoMatch},
		{"ＪＯＨＮ　ＳＭＩＴＨ", "John Smith", Matches},
		{"John Smyth", "John Smith", Close},
		{"", "赵静", NoMatch},
	} {
		if got := compareNames(c.given, c.registered); got != c.want {
			t.Errorf("%q and %q: %s, not %s", c.given, c.registered, got, c.want)
		}
	}
}

// TestNamesProperty: comparing is the same from both sides, and a name always matches itself however it is written.
func TestNamesProperty(t *testing.T) {
	name := rapid.StringMatching(`[赵静阿依古丽买提惠民科技ABCabc]{1,12}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := name.Draw(t, "a"), name.Draw(t, "b")
		if x, y := compareNames(a, b), compareNames(b, a); x != y {
			t.Fatalf("%s from one side, %s from the other", x, y)
		}
		if r := compareNames(" "+a+"·", a); r != Matches {
			t.Fatalf("%q doesn't match itself: %s", a, r)
		}
	})
}

func TestMasks(t *testing.T) {
	for _, c := range []struct {
		name string
		firm bool
		want string
	}{
		{"赵静", false, "*静"}, {"阿依古丽·买买提", false, "*******提"}, {"赵", false, "*"}, {"", false, "*"},
		{"惠民科技有限公司", true, "惠民**有限公司"}, {"通惠医院", true, "通**院"},
	} {
		if got := maskName(c.name, c.firm); got != c.want {
			t.Errorf("%s is shown as %s, not %s", c.name, got, c.want)
		}
	}
	if got := maskPhone("+8613800138000"); got != "138****8000" {
		t.Error(got)
	}
	if got := maskCard("6217001234567890"); got != "621700******7890" {
		t.Error(got)
	}
}
