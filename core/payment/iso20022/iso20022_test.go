package iso20022_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tonghui/core/payment/iso20022"
)

func read(t testing.TB, name string) []byte {
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestGolden reads messages that weren't made by this package, and what it writes of them says the same.
func TestGolden(t *testing.T) {
	for _, definition := range iso20022.Definitions() {
		t.Run(definition, func(t *testing.T) {
			m, err := iso20022.DecodeDocument(read(t, definition+".xml"))
			if err != nil {
				t.Fatal(err)
			}
			b, err := iso20022.EncodeDocument(m)
			if err != nil {
				t.Fatal(err)
			}
			again, err := iso20022.DecodeDocument(b)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(m, again); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestGoldenValues(t *testing.T) {
	m, err := iso20022.DecodeDocument(read(t, "pacs.008.001.08.xml"))
	if err != nil {
		t.Fatal(err)
	}
	p := m.(*iso20022.CreditTransfer).Transfers[0]
	if p.Amount.Amount != 5174 || p.Debtor.Name != "王芳" || p.CreditorAgent.BankCode() != "102100000097" || p.CreditAccount.Number() != "6212260000007654321" {
		t.Errorf("read %+v", p)
	}
	e, err := iso20022.Decode(read(t, "envelope.xml"))
	if err != nil || iso20022.Usage(e) != nil {
		t.Fatal(err)
	}
	if e.Header.From.Institution.BankCode() != "001100090017" || e.Message.(*iso20022.SystemEvent).Event.Code != "OPEN" {
		t.Errorf("read %+v", e)
	}
}

// TestRefused changes one thing of a good message at a time.
func TestRefused(t *testing.T) {
	for _, c := range []struct{ name, old, put, code, at string }{
		{"a missing element", "<MsgId>20260302313581000072M0001</MsgId>", "", "SCHEMA", "Document/FIToFICstmrCdtTrf/GrpHdr"},
		{"an unknown element", "<ChrgBr>", "<Foo>1</Foo><ChrgBr>", "SCHEMA", "Document/FIToFICstmrCdtTrf/CdtTrfTxInf"},
		{"another order", "<NbOfTxs>1</NbOfTxs>", "", "SCHEMA", ""},
		{"an element twice", "<ChrgBr>SLEV</ChrgBr>", "<ChrgBr>SLEV</ChrgBr><ChrgBr>SLEV</ChrgBr>", "SCHEMA", ""},
		{"a third decimal", ">51.74<", ">0.001<", "SCHEMA", "Document/FIToFICstmrCdtTrf/CdtTrfTxInf/IntrBkSttlmAmt"},
		{"a sign", ">51.74<", ">-51.74<", "SCHEMA", ""},
		{"an exponent", ">51.74<", ">5e1<", "SCHEMA", ""},
		{"no currency", ` Ccy="CNY"`, "", "SCHEMA", ""},
		{"an unknown currency", ` Ccy="CNY"`, ` Ccy="XXY"`, "SCHEMA", ""},
		{"another attribute", ` Ccy="CNY"`, ` Ccy="CNY" x="1"`, "SCHEMA", ""},
		{"a code that isn't in the set", "SLEV", "SLAV", "SCHEMA", ""},
		{"a UETR of version 1", "-48ba-", "-18ba-", "SCHEMA", ""},
		{"a text that is too long", "INSTR-0001", strings.Repeat("长", 36), "SCHEMA", ""},
		{"an empty text", "<Nm>王芳</Nm>", "<Nm></Nm>", "SCHEMA", ""},
		{"a date that doesn't exist", "2026-03-02</IntrBkSttlmDt>", "2026-02-30</IntrBkSttlmDt>", "SCHEMA", ""},
		{"two alternatives", "<Prtry>INST</Prtry>", "<Cd>A</Cd><Prtry>INST</Prtry>", "SCHEMA", ""},
		{"another version", "tech:xsd:pacs.008.001.08\"", "tech:xsd:pacs.008.001.02\"", "VERSION", ""},
		{"another namespace inside", "<ChrgBr>", `<ChrgBr xmlns="urn:x">`, "SCHEMA", ""},
		{"a DTD", "<Document", "<!DOCTYPE a><Document", "XML", ""},
		{"an entity", ">王芳<", ">&wang;<", "XML", ""},
		{"a processing instruction", "<Document", "<?php x?><Document", "XML", ""},
		{"not UTF-8", "王芳", "\xff\xfe", "XML", ""},
		{"another encoding", `encoding="UTF-8"`, `encoding="GBK"`, "XML", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			good := string(read(t, "pacs.008.001.08.xml"))
			bad := strings.Replace(good, c.old, c.put, 1)
			if bad == good {
				t.Fatal("nothing was changed")
			}
			_, err := iso20022.DecodeDocument([]byte(bad))
			code, at, text := iso20022.ReasonOf(err)
			if code != c.code || c.at != "" && at != c.at || text == "" {
				t.Errorf("%s at %q: %v", code, at, err)
			}
		})
	}
}

// TestBombs: what would grow without bound is refused early.
func TestBombs(t *testing.T) {
	deep := strings.Repeat("<a>", 200) + strings.Repeat("</a>", 200)
	many := "<a>" + strings.Repeat("<b/>", iso20022.MaxElements) + "</a>"
	laughs := `<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>`
	for text, want := range map[string]string{deep: "TOOBIG", many: "TOOBIG", strings.Repeat(" ", iso20022.MaxSize+1): "TOOBIG", laughs: "XML", "": "XML",
		"<a/><b/>": "XML", "<a>": "XML"} {
		_, err := iso20022.Decode([]byte(text))
		if code, _, _ := iso20022.ReasonOf(err); code != want {
			t.Errorf("%.40q: %v, want %s", text, err, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, definition := range iso20022.Definitions() {
		f.Add(read(f, definition+".xml"))
	}
	f.Add(read(f, "envelope.xml"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if e, err := iso20022.Decode(b); err == nil {
			_ = iso20022.Usage(e)
			if _, err := iso20022.Encode(e.Header, e.Message); err != nil {
				t.Errorf("what was read can't be written: %v", err)
			}
		} else if code, _, _ := iso20022.ReasonOf(err); code == "" {
			t.Errorf("no reason for %v", err)
		}
		if m, err := iso20022.DecodeDocument(b); err == nil {
			if _, err := iso20022.EncodeDocument(m); err != nil {
				t.Errorf("what was read can't be written: %v", err)
			}
		}
	})
}
