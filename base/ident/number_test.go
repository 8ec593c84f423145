package ident_test

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tonghui/base/ident"
)

// TestCard holds the test numbers that the card networks publish.
func TestCard(t *testing.T) {
	for in, brand := range map[string]ident.Brand{
		"6200000000000005": ident.UnionPay, "6200000000000000000": ident.UnionPay, "4111111111111111": ident.Visa,
		"4222222222222": ident.Visa, "5555555555554444": ident.Mastercard, "2223003122003222": ident.Mastercard,
		"378282246310005": ident.Amex, "3530111333300000": ident.JCB, "30569309025904": ident.Diners,
		"38520000023237": ident.Diners, "6011111111111117": ident.Discover, "9558800000000000000": ident.Other,
	} {
		c, err := ident.ParseCard(in)
		if err != nil || c.Brand() != brand || c.BIN() != in[:6] || c.BIN8() != in[:8] || c.String() != in {
			t.Errorf("ParseCard(%s) = %s %s, %v; want %s", in, c, c.Brand(), err, brand)
		}
	}
	for in, want := range map[string]string{
		"6200000000000006": "ident.card_check", "620000000000000": "ident.card_length", "411111111111111": "ident.card_length",
		"62000000000000001": "ident.card_check", "6200O00000000005": "ident.card_charset", "0200000000000005": "ident.card_bin",
		"": "ident.card_length", "99": "ident.card_length", strings.Repeat("6", 70): "ident.card_length",
	} {
		if c, err := ident.ParseCard(in); code(err) != want {
			t.Errorf("ParseCard(%s) = %s, %v; want %s", in, c, err, want)
		}
	}
	r := rand.New(rand.NewPCG(1, 1))
	for _, c := range []struct {
		bin    string
		length int
		code   string
	}{
		{"62", 15, "ident.card_length"}, {"62", 20, "ident.card_length"}, {"622848", 6, "ident.card_length"},
		{"6a", 16, "ident.card_charset"}, {"4", 16, ""}, {"62284800", 19, ""},
	} {
		got, err := ident.GenerateCard(r, c.bin, c.length)
		if code(err) != c.code || err == nil && (len(got) != c.length || !strings.HasPrefix(got.String(), c.bin)) {
			t.Errorf("GenerateCard(%s, %d) = %s, %v; want %q", c.bin, c.length, got, err, c.code)
		}
	}
}

func TestAccountNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, p, s := rapid.IntRange(0, ident.MaxBranch).Draw(t, "branch"), rapid.IntRange(0, ident.MaxProduct).Draw(t, "product"),
			rapid.IntRange(0, ident.MaxSerial).Draw(t, "serial")
		n, err := ident.NewAccountNumber(b, p, s)
		if err != nil || n.Branch() != b || n.Product() != p || n.Serial() != s {
			t.Fatalf("NewAccountNumber(%d, %d, %d) = %s, %v", b, p, s, n, err)
		}
		if brand := ident.Card(n).Brand(); brand != ident.Other {
			t.Fatalf("%s could be a card of %s", n, brand)
		}
		if _, err := strconv.ParseInt(n.String(), 10, 64); err != nil {
			t.Fatalf("%s does not fit into 64 bits", n)
		}
	})
	for _, p := range [][3]int{{-1, 0, 0}, {10000, 0, 0}, {0, -1, 0}, {0, 1000, 0}, {0, 0, -1}, {0, 0, 100_000_000}} {
		if n, err := ident.NewAccountNumber(p[0], p[1], p[2]); code(err) != "ident.account_parts" {
			t.Errorf("NewAccountNumber(%v) = %s, %v", p, n, err)
		}
	}
	for in, want := range map[string]string{
		"1001232010000004223": "", "1001232010000004224": "ident.account_check", "1001232010000024023": "ident.account_check",
		"100123201000000422": "ident.account_length", "": "ident.account_length", "1101232010000004223": "ident.account_prefix",
		"10012320100000O4223": "ident.account_charset",
	} {
		if n, err := ident.ParseAccountNumber(in); code(err) != want {
			t.Errorf("ParseAccountNumber(%s) = %s, %v; want %q", in, n, err, want)
		}
	}
}

// TestOneAccountOneNumber: the remainders 00, 01 and 99 that MOD 97-10 never issues are refused although they fit.
func TestOneAccountOneNumber(t *testing.T) {
	found := map[string]bool{}
	for serial := range 400 {
		n := must(ident.NewAccountNumber(1, 1, serial)).String()
		for twin, check := range map[string]string{"98": "01", "97": "00", "02": "99"} {
			if n[17:] != twin {
				continue
			}
			found[check] = true
			if _, err := ident.ParseAccountNumber(n[:17] + check); code(err) != "ident.account_check" {
				t.Errorf("%s%s is a second number of %s: %v", n[:17], check, n, err)
			}
		}
	}
	if len(found) != 3 {
		t.Errorf("only %v met", found)
	}
}

// TestIBAN holds examples of the SWIFT registry.
func TestIBAN(t *testing.T) {
	for _, in := range []string{"DE89370400440532013000", "GB29NWBK60161331926819", "FR1420041010050500013M02606",
		"NO9386011117947", "MT84MALT011000012345MTLCAST001S", "CH9300762011623852957", "AE070331234567890123456"} {
		n, err := ident.ParseIBAN(in)
		if err != nil || n.String() != in || n.Country() != in[:2] || n.BBAN() != in[4:] {
			t.Errorf("ParseIBAN(%s) = %s, %v", in, n, err)
		}
		if again, err := ident.NewIBAN(in[:2], in[4:]); err != nil || again != n {
			t.Errorf("NewIBAN of %s = %s, %v", in, again, err)
		}
	}
	for in, want := range map[string]string{
		"DE88370400440532013000": "ident.iban_check", "DEX9370400440532013000": "ident.iban_check",
		"DE8937040044053201300": "ident.iban_length", "": "ident.iban_length", "DE8": "ident.iban_length",
		"CN89370400440532013000": "ident.iban_country", "US89370400440532013000": "ident.iban_country",
		"DE89!70400440532013000": "ident.iban_charset",
	} {
		if n, err := ident.ParseIBAN(in); code(err) != want {
			t.Errorf("ParseIBAN(%s) = %s, %v; want %s", in, n, err, want)
		}
	}
	for _, c := range [][3]string{{"CN", "1", "ident.iban_country"}, {"DEU", "1", "ident.iban_country"}, {"DE", "1", "ident.iban_length"},
		{"DE", "§", "ident.iban_charset"}, {"DE", strings.Repeat("1", 65), "ident.iban_country"}} {
		if n, err := ident.NewIBAN(c[0], c[1]); code(err) != c[2] {
			t.Errorf("NewIBAN(%s, %s) = %s, %v; want %s", c[0], c[1], n, err, c[2])
		}
	}
	if _, err := ident.GenerateIBAN(rand.New(rand.NewPCG(1, 1)), "CN"); code(err) != "ident.iban_country" {
		t.Errorf("GenerateIBAN(CN) = %v", err)
	}
}
