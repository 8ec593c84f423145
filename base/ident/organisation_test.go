package ident_test

import (
	"math/rand/v2"
	"testing"

	"tonghui/base/ident"
)

// TestCreditCode: the first is the standard's own example with the right check, the second a company's published
// code.
func TestCreditCode(t *testing.T) {
	for in, region := range map[string]string{"91350100M000100Y43": "350100", "9144030071526726XG": "440300"} {
		c, err := ident.ParseCreditCode(in)
		if err != nil || c.String() != in || c.Region() != region || c.Organisation() != in[8:17] {
			t.Errorf("ParseCreditCode(%s) = %s, %v", in, c, err)
		}
	}
	for in, want := range map[string]string{
		"91350100M000100Y4Z": "ident.credit_charset", // as printed in the standard: Z is not in its own alphabet
		"91350100M000100Y44": "ident.credit_check",
		"91350100M00100Y43":  "ident.credit_length",
		"91350100MO00100Y43": "ident.credit_charset",
		"B1350100M000100Y43": "ident.credit_authority",
		"9A350100M000100Y43": "ident.credit_category",
		"90350100M000100Y43": "ident.credit_category",
		"91990100M000100Y43": "ident.credit_region",
		"9135A100M000100Y43": "ident.credit_region",
	} {
		if c, err := ident.ParseCreditCode(in); code(err) != want {
			t.Errorf("ParseCreditCode(%s) = %s, %v; want %s", in, c, err, want)
		}
	}
}

func TestBankCode(t *testing.T) {
	for in, zh := range map[string]string{
		"102100099996": "中国工商银行", "103100000026": "中国农业银行", "104100000004": "中国银行", "105100000017": "中国建设银行",
		"301290000007": "交通银行", "403100000004": "中国邮政储蓄银行", "308584000013": "招商银行",
	} {
		c, err := ident.ParseBankCode(in)
		if name, en := c.Bank(); err != nil || name != zh || en == "" || c.Class() != in[:3] || c.City() != in[3:7] {
			t.Errorf("ParseBankCode(%s) = %s, %s, %v", in, c, name, err)
		}
	}
	for in, want := range map[string]string{
		"102100099995": "ident.bank_check", "10210009999": "ident.bank_length", "1021000999961": "ident.bank_length",
		"10210009999X": "ident.bank_charset", "": "ident.bank_length",
	} {
		if c, err := ident.ParseBankCode(in); code(err) != want {
			t.Errorf("ParseBankCode(%q) = %s, %v; want %s", in, c, err, want)
		}
	}
	if c, err := ident.NewBankCode(102, 1000, 9999); err != nil || c != "102100099996" {
		t.Errorf("NewBankCode = %s, %v", c, err)
	}
	for _, p := range [][3]int{{-1, 0, 0}, {1000, 0, 0}, {0, -1, 0}, {0, 10000, 0}, {0, 0, -1}, {0, 0, 10000}} {
		if c, err := ident.NewBankCode(p[0], p[1], p[2]); code(err) != "ident.bank_parts" {
			t.Errorf("NewBankCode(%v) = %s, %v", p, c, err)
		}
	}
	if _, err := ident.GenerateBankCode(rand.New(rand.NewPCG(1, 1)), 1000); code(err) != "ident.bank_parts" {
		t.Errorf("GenerateBankCode(1000) = %v", err)
	}
	if zh, en := ident.BankCode("999100000000").Bank(); zh != "" || en != "" {
		t.Errorf("an unknown class is %s, %s", zh, en)
	}
}
