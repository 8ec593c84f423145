package ledger

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// sequences are the schema's: for each element that the statement may hold, its children in their order. A question mark
// means at most one, a star any number, nothing exactly one; a bar parts the alternatives of a choice.
var sequences = map[string]string{
	"Document":      "BkToCstmrStmt",
	"BkToCstmrStmt": "GrpHdr Stmt* SplmtryData*",
	"GrpHdr":        "MsgId CreDtTm MsgRcpt? MsgPgntn? OrgnlBizQry? AddtlInf?",
	"Stmt": "Id StmtPgntn? ElctrncSeqNb? RptgSeq? LglSeqNb? CreDtTm? FrToDt? CpyDplctInd? RptgSrc? Acct RltdAcct? Intrst* Bal* " +
		"TxsSummry? Ntry* AddtlStmtInf?",
	"FrToDt": "FrDtTm ToDtTm", "Acct": "Id Tp? Ccy? Nm? Prxy? Ownr? Svcr?", "Acct/Id": "IBAN|Othr", "Othr": "Id SchmeNm? Issr?",
	"Ownr": "Nm? PstlAdr? Id? CtryOfRes? CtctDtls?", "Svcr": "FinInstnId BrnchId?",
	"FinInstnId": "BICFI? ClrSysMmbId? LEI? Nm? PstlAdr? Othr?", "BrnchId": "Id? LEI? Nm? PstlAdr?",
	"Bal": "Tp CdtLine* Amt CdtDbtInd Dt Avlbty*", "Bal/Tp": "CdOrPrtry SubTp?", "CdOrPrtry": "Cd|Prtry", "Bal/Dt": "Dt|DtTm",
	"Ntry": "NtryRef? Amt CdtDbtInd RvslInd? Sts BookgDt? ValDt? AcctSvcrRef? Avlbty* BkTxCd ComssnWvrInd? AddtlInfInd? AmtDtls? Chrgs? " +
		"TechInptChanl? Intrst? CardTx? NtryDtls* AddtlNtryInf?",
	"Sts": "Cd|Prtry", "BookgDt": "Dt|DtTm", "ValDt": "Dt|DtTm", "BkTxCd": "Domn? Prtry?", "BkTxCd/Prtry": "Cd Issr?",
	"NtryDtls": "Btch? TxDtls*",
	"TxDtls": "Refs? Amt? CdtDbtInd? AmtDtls? Avlbty* BkTxCd? Chrgs? Intrst? RltdPties? RltdAgts? LclInstrm? Purp? RltdRmtInf* RmtInf? " +
		"RltdDts? RltdPric? RltdQties* FinInstrmId? Tax? RtrInf? CorpActn? SfkpgAcct? CshDpst* CardTx? AddtlTxInf? SplmtryData*",
	"Refs": "MsgId? AcctSvcrRef? PmtInfId? InstrId? EndToEndId? UETR? TxId? MndtId? ChqNb? ClrSysRef? AcctOwnrTxId? AcctSvcrTxId? " +
		"MktInfrstrctrTxId? PrcgId? Prtry*",
	"RltdPties": "InitgPty? Dbtr? DbtrAcct? UltmtDbtr? Cdtr? CdtrAcct? UltmtCdtr? TradgPty? Prtry*",
	"Dbtr":      "Pty|Agt", "Cdtr": "Pty|Agt", "Pty": "Nm? PstlAdr? Id? CtryOfRes? CtctDtls?",
	"DbtrAcct": "Id Tp? Ccy? Nm? Prxy?", "CdtrAcct": "Id Tp? Ccy? Nm? Prxy?", "DbtrAcct/Id": "IBAN|Othr", "CdtrAcct/Id": "IBAN|Othr",
}

const (
	isoTime = `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?`
	text35  = `.{1,35}`
)

// texts are the schema's types of what has no children, by name or by parent and name.
var texts = map[string]string{
	"MsgId": text35, "CreDtTm": isoTime, "Stmt/Id": text35, "FrDtTm": isoTime, "ToDtTm": isoTime, "Othr/Id": `.{1,34}`, "Ccy": `[A-Z]{3}`,
	"Acct/Nm": `.{1,70}`, "DbtrAcct/Nm": `.{1,70}`, "CdtrAcct/Nm": `.{1,70}`, "Nm": `.{1,140}`, "BrnchId/Id": text35,
	"CdOrPrtry/Cd": `OPBD|CLBD`, "Amt": `\d{1,18}(\.\d{1,5})?`, "CdtDbtInd": `CRDT|DBIT`, "Dt/Dt": `\d{4}-\d\d-\d\d`, "BookgDt/Dt": `\d{4}-\d\d-\d\d`,
	"ValDt/Dt": `\d{4}-\d\d-\d\d`, "NtryRef": text35, "Sts/Cd": `BOOK`, "AcctSvcrRef": text35, "Prtry/Cd": text35, "EndToEndId": text35,
	"AddtlTxInf": `.{1,500}`, "AddtlNtryInf": `.{1,500}`, "AddtlStmtInf": `.{1,500}`,
}

// node is an element as it was read.
type node struct {
	name     string
	children []string
	text     string
	attrs    []xml.Attr
}

// judge checks one closed element against the schema's tables.
func (n *node) judge(parent string) error {
	if rule := texts[parent+"/"+n.name]; rule != "" || texts[n.name] != "" && len(n.children) == 0 {
		if rule == "" {
			rule = texts[n.name]
		}
		if len(n.children) > 0 || !regexp.MustCompile(`^(?s:`+rule+`)$`).MatchString(n.text) {
			return fmt.Errorf("%s/%s holds %q", parent, n.name, n.text)
		}
		if (n.name == "Amt") != (len(n.attrs) == 1 && n.attrs[0].Name.Local == "Ccy") {
			return fmt.Errorf("%s has the attributes %v", n.name, n.attrs)
		}
		return nil
	}
	rule := sequences[parent+"/"+n.name]
	if rule == "" {
		rule = sequences[n.name]
	}
	if rule == "" || strings.TrimSpace(n.text) != "" {
		return fmt.Errorf("the schema has no %s/%s with %q", parent, n.name, n.text)
	}
	if choice := strings.Split(rule, "|"); len(choice) > 1 {
		if len(n.children) != 1 || !slices.Contains(choice, n.children[0]) {
			return fmt.Errorf("%s holds %v, not one of %s", n.name, n.children, rule)
		}
		return nil
	}
	rest := n.children
	for _, part := range strings.Fields(rule) {
		name := strings.TrimRight(part, "?*")
		count := 0
		for len(rest) > 0 && rest[0] == name {
			rest = rest[1:]
			count++
		}
		if count > 1 && !strings.HasSuffix(part, "*") || count == 0 && part == name {
			return fmt.Errorf("%s has %d times %s", n.name, count, name)
		}
	}
	if len(rest) > 0 {
		return fmt.Errorf("%s: %s stands in the wrong place among %v", n.name, rest[0], n.children)
	}
	return nil
}

// validate reads a document and holds every element against the tables.
func validate(text string) error {
	dec := xml.NewDecoder(strings.NewReader(text))
	stack := []*node{{name: ""}}
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			if len(stack) != 1 || len(stack[0].children) != 1 {
				return errors.New("not one whole document")
			}
			return nil
		}
		if err != nil {
			return err
		}
		top := stack[len(stack)-1]
		switch x := token.(type) {
		case xml.StartElement:
			if x.Name.Space != camtNamespace {
				return fmt.Errorf("%s is of the namespace %q", x.Name.Local, x.Name.Space)
			}
			top.children = append(top.children, x.Name.Local)
			n := &node{name: x.Name.Local}
			for _, a := range x.Attr {
				if a.Name.Local != "xmlns" {
					n.attrs = append(n.attrs, a)
				}
			}
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
			if err := top.judge(stack[len(stack)-1].name); err != nil {
				return err
			}
		case xml.CharData:
			top.text += string(x)
		}
	}
}

func TestExportCamt(t *testing.T) {
	d, dep := statementBank(t)
	got := d.exported(dep, ExportOptions{Format: "camt053"})
	if err := validate(got); err != nil {
		t.Errorf("%v in\n%s", err, got)
	}
	for _, want := range []string{
		`<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-02</Dt></Dt></Bal>`,
		`<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">999.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Dt><Dt>2026-04-01</Dt></Dt></Bal>`,
		`<RltdPties><Dbtr><Pty><Nm>户名 1001-0001</Nm></Pty></Dbtr><DbtrAcct><Id><Othr><Id>1001-0001</Id></Othr></Id><Nm>户名 1001-0001</Nm></DbtrAcct></RltdPties>`,
		`<AddtlNtryInf>=1+2,"a"&lt;b&gt;&amp;amp;中文😀</AddtlNtryInf>`,
		`<EndToEndId>` + strings.Repeat("R", 35) + `</EndToEndId>`, `<AddtlTxInf>` + strings.Repeat("R", 40) + `</AddtlTxInf>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("missing %s in\n%s", want, got)
		}
	}
	for _, bad := range []string{ // the checker itself bites
		strings.Replace(got, "<CreDtTm>", "<X/><CreDtTm>", 1), strings.Replace(got, "BOOK", "BOOKED", 1), strings.Replace(got, ` Ccy="CNY"`, "", 1),
		strings.Replace(got, "<Ccy>CNY</Ccy>", "", 1)[:len(got)-40], strings.Replace(got, "<Sts><Cd>BOOK</Cd></Sts>", "", 1),
		strings.Replace(got, "<NtryRef>1</NtryRef>", "", 1) + "<Document/>", got + "x</Document>",
	} {
		if validate(bad) == nil {
			t.Errorf("the checker takes\n%s", bad)
		}
	}
}

func FuzzElement(f *testing.F) {
	for _, s := range []string{"", nasty, "\xff\xfe", "]]>", "\uFFFF", strings.Repeat("户", 50)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b := element(nil, "Nm", s, max35)
		if len(b) == 0 {
			return
		}
		var n struct {
			XMLName xml.Name `xml:"Nm"`
			Text    string   `xml:",chardata"`
		}
		if err := xml.Unmarshal(b, &n); err != nil || n.Text == "" || utf8.RuneCountInString(n.Text) > max35 {
			t.Fatalf("%q became %q: %v", s, b, err)
		}
	})
}
