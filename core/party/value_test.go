package party

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tonghui/base/calendar"
)

func TestValues(t *testing.T) {
	today := calendar.MustOf(2026, 3, 2)
	for _, c := range []struct {
		kind           ValueKind
		in, want, mask string
	}{
		{Phone, "138 1234 5678", "+8613812345678", "138****5678"}, {Phone, "0086-13812345678", "+8613812345678", "138****5678"},
		{Phone, "１３８１２３４５６７８", "+8613812345678", "138****5678"}, {Phone, "010-65123456", "+861065123456", "+86********56"},
		{Phone, "+1 415 555 0100", "+14155550100", "+14*******00"},
		{Passport, "usa:123456789", "USA:123456789", "USA:1*****789"}, {HKMacaoPermit, "h12345678", "H12345678", "H*****678"},
		{TaiwanPermit, "12345678", "12345678", "1****678"}, {CreditCode, strings.ToLower(standardCode), standardCode, "9135**********0Y43"},
		{Email, " li.si@Bank.CN ", "li.si@bank.cn", "l***@bank.cn"},
		{Address, "广西壮族自治区南宁市青秀区民族大道1号", "广西壮族自治区南宁市青秀区民族大道1号", "广西壮族自治区南宁市青秀区****"},
		{Address, "浙江省义乌市稠城街道8号", "浙江省义乌市稠城街道8号", "浙江省义乌市****"},
		{Address, "Flat 5, 1 Main Street, Dublin", "Flat 5, 1 Main Street, Dublin", "****"},
	} {
		got, err := kinds[c.kind].parse(c.in, today)
		if err != nil || got != c.want {
			t.Errorf("%s %q = %q, %v; want %q", c.kind, c.in, got, err, c.want)
			continue
		}
		if m := kinds[c.kind].mask(got); m != c.mask {
			t.Errorf("%s %q is shown as %q, want %q", c.kind, got, m, c.mask)
		}
	}
}

// TestMaskHides: whatever is entered, a mask shows fewer characters of it than half, and parsing is settled after once.
func TestMaskHides(t *testing.T) {
	today := calendar.MustOf(2026, 3, 2)
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]ValueKind{Phone, Passport, HKMacaoPermit, TaiwanPermit}).Draw(t, "kind")
		form := map[ValueKind]string{Phone: `1[3-9]\d{9}`, Passport: `[A-Z]\d{6,8}`, HKMacaoPermit: `[HM](\d{8}|\d{10})`, TaiwanPermit: `\d{8}`}
		in := rapid.StringMatching(form[kind]).Draw(t, "number")
		got, err := kinds[kind].parse(in, today)
		if err != nil {
			t.Fatalf("%s %s: %v", kind, in, err)
		}
		if again, err := kinds[kind].parse(got, today); err != nil || again != got {
			t.Fatalf("%s is not settled: %s, %v", got, again, err)
		}
		if m := kinds[kind].mask(got); strings.Count(m, "*") < 3 || strings.Contains(m, in) {
			t.Fatalf("%s shows %s", got, m)
		}
	})
}

func TestReading(t *testing.T) {
	for name, want := range map[string][2]string{"王芳": {"wangfang", "wf"}, "单雄信": {"shanxiongxin", "sxx"}, "尉迟恭": {"yuchigong", "ycg"},
		"吕布": {"lvbu", "lb"}, "WANG FANG": {"wangfang", "wf"}, "阿不都·热西提": {"abudourexiti", "abdrxt"}, "": {"", ""}} {
		full, initials := reading(name)
		if full != want[0] || initials != want[1] {
			t.Errorf("%s reads %s, %s; want %v", name, full, initials, want)
		}
	}
}
