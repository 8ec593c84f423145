package totp

import (
	"bytes"
	"net/url"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var rfcSecret = []byte("12345678901234567890")

// TestVectors are those of RFC 6238, appendix B (SHA-1); their eight digits end in our six.
func TestVectors(t *testing.T) {
	for unix, want := range map[int64]string{
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		at := time.Unix(unix, 0)
		got, err := Code(rfcSecret, at)
		if err != nil || got != want[2:] {
			t.Errorf("at %d: %s, %v, want %s", unix, got, err, want[2:])
		}
		if step, ok := Verify(rfcSecret, want[2:], at, 0); !ok || step != unix/30 {
			t.Errorf("at %d: step %d, %t", unix, step, ok)
		}
	}
	// RFC 4226, appendix D: steps 0 to 9.
	for step, want := range []string{"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"} {
		if got, err := codeOf(rfcSecret, int64(step)); got != want || err != nil {
			t.Errorf("step %d: %s, %v, want %s", step, got, err, want)
		}
	}
}

func TestWindow(t *testing.T) {
	at := time.Unix(1_800_000_015, 0)
	for late, want := range map[time.Duration]bool{
		-61 * time.Second: false, -45 * time.Second: true, -30 * time.Second: true, 0: true, 30 * time.Second: true, 44 * time.Second: true,
		46 * time.Second: false, time.Hour: false,
	} {
		code, _ := Code(rfcSecret, at)
		if _, ok := Verify(rfcSecret, code, at.Add(late), 0); ok != want {
			t.Errorf("%s late: %t", late, ok)
		}
	}
}

// TestNoReplay: whatever codes are tried at whatever times, accepted steps rise.
func TestNoReplay(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		at, last := time.Unix(1_800_000_000, 0), int64(0)
		used := map[string]int64{}
		for range 30 {
			at = at.Add(time.Duration(rapid.IntRange(-20, 40).Draw(rt, "seconds")) * time.Second)
			shown := at.Add(time.Duration(rapid.IntRange(-2, 2).Draw(rt, "steps")) * 30 * time.Second)
			code, _ := Code(rfcSecret, shown)
			step, ok := Verify(rfcSecret, code, at, last)
			if off := shown.Unix()/30 - at.Unix()/30; ok != (off >= -1 && off <= 1 && shown.Unix()/30 > last) && used[code] == 0 {
				rt.Fatalf("a code %d steps off, last %d: %t", off, last, ok)
			}
			if !ok {
				continue
			}
			if step <= last || used[code] == step {
				rt.Fatalf("step %d after %d", step, last)
			}
			last, used[code] = step, step
		}
	})
}

func TestWhatPeopleType(t *testing.T) {
	at := time.Unix(59, 0)
	for code, want := range map[string]bool{
		"287082": true, " 287 082 ": true, "287-082": true, "２８７０８２": true, "287　082": true,
		"": false, "28708": false, "2870820": false, "94287082": false, "28708a": false, "28708２２": false, "٢٨٧٠٨٢": false,
		strings.Repeat(" ", 100) + "287082": false,
	} {
		if _, ok := Verify(rfcSecret, code, at, 0); ok != want {
			t.Errorf("%q: %t", code, ok)
		}
	}
	if _, ok := Verify(nil, "287082", at, 0); ok {
		t.Error("no secret, and a code was right")
	}
}

func TestURI(t *testing.T) {
	secret := NewSecret()
	if len(secret) != 20 || bytes.Equal(secret, NewSecret()) {
		t.Fatalf("secret %x", secret)
	}
	text, err := URI("通惠: 银行", "wang&fang=1", secret)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/通惠  银行:wang&fang=1" {
		t.Errorf("%s, %v", text, err)
	}
	q := u.Query()
	if got, err := base32Text.DecodeString(q.Get("secret")); err != nil || !bytes.Equal(got, secret) {
		t.Errorf("secret %x in %s", got, text)
	}
	if q.Get("digits") != "6" || q.Get("period") != "30" || q.Get("algorithm") != "SHA1" || q.Get("issuer") != "通惠  银行" {
		t.Errorf("settings %v", q)
	}
	if typed := strings.ReplaceAll(SecretText(secret), "-", ""); typed != q.Get("secret") {
		t.Errorf("for typing: %s", typed)
	}
	if _, err := URI("", "wangfang", secret); err == nil {
		t.Error("a bank without a name")
	}
}

func TestRecovery(t *testing.T) {
	codes := NewRecoveryCodes()
	seen := map[string]bool{}
	for _, c := range codes {
		n, ok := NormalRecovery(c)
		if !ok || len(c) != 19 || len(n) != 16 || seen[n] {
			t.Errorf("%s is read as %q, %t", c, n, ok)
		}
		seen[n] = true
	}
	if len(seen) != 10 {
		t.Errorf("%d codes", len(seen))
	}
	for typed, want := range map[string]string{
		"0123-4567-89AB-CDEF": "0123456789ABCDEF", " oil3 4567 89ab cdef ": "0113456789ABCDEF", "０１２３－４５６７－８９ａｂ－ｃｄｅｆ": "0123456789ABCDEF",
		"0123-4567-89AB-CDE": "", "0123-4567-89AB-CDEFG": "", "0123-4567-89AB-CDEU": "", "": "", "0123-4567-89AB-CDE\x00": "",
		strings.Repeat("-", 200): "",
	} {
		if got, ok := NormalRecovery(typed); ok != (want != "") || ok && got != want {
			t.Errorf("%q is read as %q, %t", typed, got, ok)
		}
	}
	if bytes.Equal(RecoveryDigest("0123456789ABCDEF"), RecoveryDigest("0123456789ABCDEG")) || len(RecoveryDigest("")) != 32 {
		t.Error("digests")
	}
}

func FuzzRead(f *testing.F) {
	f.Add("123 456")
	f.Add("oil3-4567-89ab-cdef")
	f.Fuzz(func(t *testing.T, s string) {
		if d, ok := readDigits(s); ok && len(d) != 6 {
			t.Errorf("%q is read as %q", s, d)
		}
		if n, ok := NormalRecovery(s); ok {
			if again, ok := NormalRecovery(n); !ok || again != n {
				t.Errorf("%q is read as %q and that as %q", s, n, again)
			}
		}
	})
}
