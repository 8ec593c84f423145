package collect

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tonghui/base/money"
)

// sample is the example of EMV QRCPS, merchant-presented mode 1.1, annex A: a shop in Beijing with two networks' templates.
const sample = "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT6007BEIJING" +
	"64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME91320016A0112233449988770708123456786304A13A"

func TestStandardSample(t *testing.T) {
	p, err := read(sample)
	if err != nil {
		t.Fatal(err)
	}
	if p.amount != 2372 || !p.once || p.code != "" || p.network != "D15600000000" {
		t.Errorf("%+v", p)
	}
	if _, err := parse(sample); !errors.Is(err, ErrOtherBank) || !strings.Contains(err.Error(), "D15600000000") {
		t.Error(err)
	}
}

func TestForeignTexts(t *testing.T) {
	unionpay := "00020101021115310825010344600000000000000000000000152045411530315658020CN6304"
	for text, want := range map[string]error{
		"":                         ErrText,
		"https://qr.example/pay/1": ErrText,
		strings.Replace(sample, "23.72", "23.73", 1): ErrText, // one digit of the amount
		sample[:40]:                                ErrText,
		unionpay + checksum(unionpay):              ErrText, // its lengths don't add up
		strings.Repeat("9", 600):                   ErrText,
		"000201" + "6304" + checksum("0002016304"): ErrText, // nobody is paid
	} {
		if _, err := parse(text); !errors.Is(err, want) {
			t.Errorf("%.40q: %v, want %v", text, err, want)
		}
	}
	body := "0002010102111531" + strings.Repeat("2", 31) + "5204541153031565802CN5902AB6002BJ6304"
	if _, err := parse(body + checksum(body)); !errors.Is(err, ErrOtherBank) || !strings.Contains(err.Error(), "UnionPay") {
		t.Error(err)
	}
}

// A code is read as it was written, whatever its title; a text with any one character changed is refused, or is another
// bank's, but never leads to another code.
func TestCodeRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := &Code{ID: 1 << 40, Title: rapid.StringMatching(`[一-龥a-zA-Z0-9（） ]{1,25}`).Draw(t, "title"), Category: "5411",
			Amount: money.Amount(rapid.Int64Range(0, 500_000_00).Draw(t, "amount"))}
		c.Once = c.Amount > 0
		text := write(c)
		p, err := read(text)
		if err != nil || p.code != c.ID.String() || p.amount != c.Amount || p.once != c.Once {
			t.Fatalf("%+v %v of %s", p, err, text)
		}
		at := rapid.IntRange(0, len(text)-1).Draw(t, "at")
		if text[at] >= 0x80 {
			return
		}
		changed := text[:at] + string(rune('0'+(text[at]-'0'+1)%10)) + text[at+1:]
		if id, err := parse(changed); err == nil && changed != text && !strings.EqualFold(changed, text) {
			t.Fatalf("a changed text leads to %s: %s", id, changed)
		}
	})
}

func TestPassNumbers(t *testing.T) {
	for range 100 {
		n := newNumber()
		if err := checkNumber(n); err != nil {
			t.Fatalf("%s: %v", n, err)
		}
		wrong := n[:5] + string('0'+(n[5]-'0'+1)%10) + n[6:]
		if checkNumber(wrong) == nil {
			t.Fatalf("%s and %s", n, wrong)
		}
	}
	// The example of ISO/IEC 7812-1, annex B.
	if luhn("7992739871") != 3 {
		t.Error("luhn")
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sample)
	f.Add(write(&Code{ID: 5, Title: "面馆", Category: "5812"}))
	f.Fuzz(func(t *testing.T, text string) {
		p, err := read(text)
		if err == nil && (len(p.fields) == 0 || p.amount < 0) {
			t.Errorf("%+v", p)
		}
	})
}
