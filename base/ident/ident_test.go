package ident_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tonghui/base/calendar"
	"tonghui/base/ident"
	"tonghui/base/problem"
)

var today = calendar.MustOf(2026, 11, 24)

func code(err error) string {
	if err == nil {
		return ""
	}
	return problem.Of(err).Code
}

// parser is one kind of number in the shape that the common tests use.
type parser struct {
	name     string
	parse    func(string) (string, error)
	generate func(*rand.Rand) string
	// swaps says that the check finds every exchange of unequal neighbours.
	swaps bool
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func text[T interface{ String() string }](v T, err error) (string, error) { return v.String(), err }

var parsers = []parser{
	{"credit", func(s string) (string, error) { return text(ident.ParseCreditCode(s)) },
		func(r *rand.Rand) string { return ident.GenerateCreditCode(r).String() }, true},
	{"citizen", func(s string) (string, error) { return text(ident.ParseCitizenID(s, today)) },
		func(r *rand.Rand) string {
			return ident.GenerateCitizenID(r, today.Add(-r.IntN(40000)), ident.Sex(1+r.IntN(2))).String()
		}, true},
	{"card", func(s string) (string, error) { return text(ident.ParseCard(s)) },
		func(r *rand.Rand) string { return must(ident.GenerateCard(r, "622848", 19)).String() }, false},
	{"account", func(s string) (string, error) { return text(ident.ParseAccountNumber(s)) },
		func(r *rand.Rand) string { return ident.GenerateAccountNumber(r).String() }, true},
	{"bank", func(s string) (string, error) { return text(ident.ParseBankCode(s)) },
		func(r *rand.Rand) string { return must(ident.GenerateBankCode(r, 102)).String() }, false},
	{"iban", func(s string) (string, error) { return text(ident.ParseIBAN(s)) },
		func(r *rand.Rand) string { return must(ident.GenerateIBAN(r, "DE")).String() }, true},
}

// TestGeneratedNumbersParse: what Generate makes is canonical, the same for the same seed, and every single wrong
// digit is found, as is every exchange of neighbours where the check promises it.
func TestGeneratedNumbersParse(t *testing.T) {
	for _, p := range parsers {
		t.Run(p.name, rapid.MakeCheck(func(t *rapid.T) {
			seed := rapid.Uint64().Draw(t, "seed")
			s := p.generate(rand.New(rand.NewPCG(seed, 1)))
			if again := p.generate(rand.New(rand.NewPCG(seed, 1))); again != s {
				t.Fatalf("one seed gave %s and %s", s, again)
			}
			if got, err := p.parse(s); err != nil || got != s {
				t.Fatalf("Parse(%s) = %s, %v", s, got, err)
			}
			if got, err := p.parse(" " + strings.ToLower(s[:5]) + "-" + s[5:] + "\u3000"); err != nil || got != s {
				t.Fatalf("Parse of %s with spaces = %s, %v", s, got, err)
			}
			i := rapid.IntRange(0, len(s)-1).Draw(t, "i")
			b := []byte(s)
			if b[i] >= '0' && b[i] <= '9' {
				b[i] = '0' + (b[i]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
			} else {
				b[i] = '7'
			}
			if got, err := p.parse(string(b)); err == nil {
				t.Fatalf("%s with a wrong character %d reads %s", s, i+1, got)
			}
			b = []byte(s)
			j := rapid.IntRange(1, len(s)-1).Draw(t, "j")
			b[j-1], b[j] = b[j], b[j-1]
			if got, err := p.parse(string(b)); p.swaps && b[j] != b[j-1] && err == nil {
				t.Fatalf("%s with %d and %d exchanged reads %s", s, j, j+1, got)
			}
		}))
	}
}

// TestSentencesHideTheNumber: no refusal repeats what was entered, and each speaks two languages.
func TestSentencesHideTheNumber(t *testing.T) {
	for _, p := range parsers {
		s := p.generate(rand.New(rand.NewPCG(7, 7)))
		for _, in := range []string{s + "1", s[1:], "Q" + s[1:], s[:len(s)-1] + "#", strings.Repeat(s, 20), "", "\xff\xfe"} {
			_, err := p.parse(in)
			if err == nil {
				t.Errorf("%s took %q", p.name, in)
				continue
			}
			pr := problem.Of(err)
			if !strings.HasPrefix(pr.Code, "ident."+p.name+"_") || pr.Kind != problem.Invalid || pr.EN == "" || pr.ZH == "" {
				t.Errorf("%s: %q gave %+v", p.name, in, pr)
			}
			if len(in) > 5 && strings.Contains(pr.EN+pr.ZH, in[:5]) {
				t.Errorf("%s: the refusal repeats the number: %s", p.name, pr.EN)
			}
		}
	}
}

func TestMasks(t *testing.T) {
	for got, want := range map[string]string{
		must(ident.ParseCard("6200000000000005")).Mask():               "6200 **** **** 0005",
		must(ident.ParseCard("378282246310005")).Mask():                "3782 **** ***0 005",
		must(ident.ParseCitizenID("11010519491231002X", today)).Mask(): "11************002X",
		must(ident.ParseCreditCode("91350100M000100Y43")).Mask():       "9135**********0Y43",
		must(ident.NewAccountNumber(123, 201, 42)).Mask():              "1001 **** **** ***4 223",
		must(ident.ParseIBAN("DE89370400440532013000")).Mask():         "DE89 **** **** **** **30 00",
		must(ident.ParseBankCode("102100099996")).Mask():               "102*****9996",
		ident.Card("12345678").Mask():                                  "**** ****",
		must(ident.ParseIBAN("de89 3704 0044 0532 0130 00")).Print():   "DE89 3704 0044 0532 0130 00",
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestLogsHideNumbers: a number given to a logger is masked without anybody thinking of it.
func TestLogsHideNumbers(t *testing.T) {
	card, citizen := must(ident.ParseCard("6200000000000005")), must(ident.ParseCitizenID("11010519491231002X", today))
	credit, account := must(ident.ParseCreditCode("91350100M000100Y43")), must(ident.NewAccountNumber(123, 201, 42))
	iban, bank := must(ident.ParseIBAN("DE89370400440532013000")), must(ident.ParseBankCode("102100099996"))
	var out bytes.Buffer
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "a", card, "b", citizen, "c", credit, "d", account, "e", iban, "f", bank)
	for _, secret := range []string{card.String(), citizen.String(), credit.String(), account.String(), iban.String()} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("the log shows %s: %s", secret, out.String())
		}
	}
	if !strings.Contains(out.String(), bank.String()) || !strings.Contains(out.String(), card.Mask()) {
		t.Errorf("the log lost the public code or the mask: %s", out.String())
	}
}

func TestJSON(t *testing.T) {
	type all struct {
		Card    ident.Card
		Citizen ident.CitizenID
		Credit  ident.CreditCode
		Account ident.AccountNumber
		IBAN    ident.IBAN
		Bank    ident.BankCode
	}
	in := `{"Card":"6200 0000 0000 0005","Citizen":"11010519491231002x","Credit":"91350100m000100y43",` +
		`"Account":"1001232010000004223","IBAN":"DE89 3704 0044 0532 0130 00","Bank":"102100099996"}`
	var a all
	if err := json.Unmarshal([]byte(in), &a); err != nil {
		t.Fatal(err)
	}
	want := all{"6200000000000005", "11010519491231002X", "91350100M000100Y43", "1001232010000004223",
		"DE89370400440532013000", "102100099996"}
	if a != want {
		t.Errorf("got %+v", a)
	}
	for bad, code1 := range map[string]string{
		`{"Card":"1"}`: "ident.card_length", `{"Citizen":"1"}`: "ident.citizen_length", `{"Credit":"1"}`: "ident.credit_length",
		`{"Account":"1"}`: "ident.account_length", `{"IBAN":"1"}`: "ident.iban_length", `{"Bank":"1"}`: "ident.bank_length",
	} {
		if err := json.Unmarshal([]byte(bad), &a); code(err) != code1 || a != want {
			t.Errorf("%s gave %v", bad, err)
		}
	}
}
