package ledger

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/klauspost/compress/gzip"

	"tonghui/base/money"
	"tonghui/platform/store"
)

// nasty is a text that every form must survive: a formula, quotes, line breaks, markup, a control character.
const nasty = "=1+2,\"a\"\n<b>&amp;\x01中文😀"

// statementBank has a deposit "D,1" with entries over two days, some of them odd.
func statementBank(t testing.TB) (*door, AccountID) {
	d := newDoor(t)
	cash, dep := d.opened("1001-0001", "1001", "null"), d.opened("62000010000017", "2011", "-200000")
	odd := d.opened("+86", "2011", "null")
	post := func(reference, summary string, debit, credit AccountID, amount money.Amount) {
		e := transfer(reference, debit, credit, amount)
		e.Summary = summary
		d.posted(e)
	}
	post("R1", "现金存入", cash, dep, 123450)
	post("R2", nasty, dep, odd, 50)
	d.nextDay()
	post("R3", "", dep, cash, 223450)
	d.posted(&Entry{Kind: "salary", Reference: strings.Repeat("R", 40), Summary: "=cmd", ValueDate: day1, Postings: []Posting{
		{Account: cash, Amount: 300}, {Account: dep, Amount: -100}, {Account: odd, Amount: -200}}})
	return d, dep
}

func (b *bank) exported(id AccountID, opt ExportOptions) string {
	b.Helper()
	s, err := b.Statement(ctx, id, day1, day1+30)
	b.must(err)
	var buf bytes.Buffer
	b.must(b.Export(ctx, &buf, s, opt))
	return buf.String()
}

func TestExportCSV(t *testing.T) {
	d, dep := statementBank(t)
	got := d.exported(dep, ExportOptions{Format: "csv"})
	want := strings.ReplaceAll(`账户对账单
机构,0001
账号,62000010000017
户名,户名 62000010000017
币种,CNY 人民币
起始日期,2026-03-02
截止日期,2026-04-01
制表时间,2026-03-02 08:00:00 UTC
期初余额,0.00

交易日期,起息日,摘要,借方,贷方,余额,对方账号,对方户名,参考号
2026-03-02,2026-03-02,现金存入,,1234.50,1234.50,1001-0001,户名 1001-0001,R1
2026-03-02,2026-03-02,"'=1+2,""a"" <b>&amp; 中文😀",0.50,,1234.00,"'+86",户名 +86,R2
2026-03-03,2026-03-03,transfer,2234.50,,-1000.50,1001-0001,户名 1001-0001,R3
2026-03-03,2026-03-02,"'=cmd",,1.00,-999.50,,,RRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRRR

合计,,4 笔,2235.00,1235.50,,,,
期末余额,,,,,-999.50,,,
`, "\n", "\r\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	english := d.exported(dep, ExportOptions{Format: "csv", Lang: "en", Excel: true})
	if !strings.HasPrefix(english, "\ufeffAccount statement\r\n") || !strings.Contains(english, "Account number,62000010000017\t\r\n") ||
		!strings.Contains(english, "Booking date,Value date,Summary,Debit,Credit,Balance,Other account,Other name,Reference\r\n") ||
		!strings.Contains(english, "Total,,4 entries,2235.00,1235.50,,,,\r\n") {
		t.Errorf("English:\n%s", english)
	}
	r := csv.NewReader(strings.NewReader(got))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	must(t, err)
	for i, row := range rows {
		for j, cell := range row {
			if amount := j >= 3 && j <= 5; !amount && cell != "" && formula(cell[0]) {
				t.Errorf("row %d cell %d begins as a formula: %q", i, j, cell)
			}
		}
	}
}

// FuzzCell: whatever a text is, the cell is one cell of one row, is no formula, and tells the text but for control
// characters.
func FuzzCell(f *testing.F) {
	for _, s := range []string{"", nasty, "-1", " =1", "＝1", "\t=1", "a\"b", "123456789012345", "\ufeff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := csvStatement{}
		text := string(c.text(nil, s)) + ",x\r\n"
		r := csv.NewReader(strings.NewReader(text))
		row, err := r.Read()
		if err != nil || len(row) != 2 || strings.ContainsAny(row[0], "\r\n\t") {
			t.Fatalf("%q: %q, %v", s, row, err)
		}
		if trimmed := strings.TrimLeft(row[0], " "); trimmed != "" && trimmed[0] != '\'' && formula(trimmed[0]) {
			t.Fatalf("%q is the formula %q", s, row[0])
		}
		clean := strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f {
				return ' '
			}
			return r
		}, s)
		if got := strings.TrimPrefix(row[0], "'"); utf8.ValidString(s) && got != clean && got != strings.TrimPrefix(clean, "'") {
			t.Fatalf("%q became %q", s, got)
		}
	})
}

func TestExportLines(t *testing.T) {
	d, dep := statementBank(t)
	dec := json.NewDecoder(strings.NewReader(d.exported(dep, ExportOptions{Format: "jsonl"})))
	dec.DisallowUnknownFields()
	var head struct {
		Type     string
		Account  struct{ ID, Number, Name, Code, Class, Currency, Branch string }
		From, To string
		MadeAt   string
		Opening  money.Amount
	}
	must(t, dec.Decode(&head))
	if head.Type != "statement" || head.Account.Number != "62000010000017" || head.Account.Class != "liability" || head.To != "2026-04-01" {
		t.Errorf("head %+v", head)
	}
	sum := head.Opening
	for i := range 4 {
		var line struct {
			Type string
			LineAnswer
		}
		must(t, dec.Decode(&line))
		sum += line.Amount
		if line.Type != "line" || line.Balance != sum || line.Sequence != int64(i+1) {
			t.Errorf("line %+v, want balance %d", line, sum)
		}
		if i == 1 && (line.Summary != nasty || line.ContraNumber != "+86" || line.Side != "debit") {
			t.Errorf("odd line %+v", line)
		}
	}
	var totals struct {
		Type                   string
		Lines                  int64
		Debit, Credit, Closing money.Amount
	}
	must(t, dec.Decode(&totals))
	if totals.Type != "totals" || totals.Lines != 4 || totals.Debit != 223500 || totals.Credit != 123550 || totals.Closing != sum {
		t.Errorf("totals %+v, closing should be %d", totals, sum)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		t.Errorf("after the totals: %v", err)
	}
}

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
		strings.Replace(got, "<NtryRef>1</NtryRef>", "", 1) + "<Document/>", strings.Replace(got, "V", "V", 1) + "x</Document>",
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

// TestExportOverHTTP: the form by name and by Accept, the types, the file's name, and gzip.
func TestExportOverHTTP(t *testing.T) {
	d, dep := statementBank(t)
	path := fmt.Sprintf("/v1/ledger/accounts/%d/statement?from=2026-03-02&to=2026-04-01", dep)
	for _, c := range []struct{ query, accept, media, begin string }{
		{"", "*/*", "text/csv; charset=utf-8", "账户对账单"}, {"&lang=en&bom=true", "", "text/csv; charset=utf-8", "\ufeffAccount statement"},
		{"", "application/xml", "application/xml", "<?xml"}, {"&format=camt053", "text/csv", "application/xml", "<?xml"},
		{"", "text/html, application/jsonl;q=0.9", "application/jsonl", `{"type":"statement"`}, {"&format=jsonl", "", "application/jsonl", `{"type"`},
	} {
		resp, text := d.ask("GET", path+c.query, "", "Accept: "+c.accept)
		if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != c.media || !strings.HasPrefix(string(text), c.begin) ||
			!strings.Contains(resp.Header.Get("Content-Disposition"), "statement-62000010000017-2026-03-02-2026-04-01.") {
			t.Errorf("%+v: %d %v %.60q", c, resp.StatusCode, resp.Header, text)
		}
	}
	for i := range 100 {
		d.posted(transfer(fmt.Sprint("more", i), dep, d.opened(fmt.Sprint("n", i), "2011", "null"), 1))
	}
	plain, text := d.ask("GET", path, "", "Accept-Encoding: identity")
	zipped, squeezed := d.ask("GET", path, "", "Accept-Encoding: gzip")
	r, err := gzip.NewReader(bytes.NewReader(squeezed))
	must(t, err)
	unzipped, err := io.ReadAll(r)
	must(t, err)
	if plain.Header.Get("Content-Encoding") != "" || zipped.Header.Get("Content-Encoding") != "gzip" || !bytes.Equal(text, unzipped) {
		t.Errorf("%d bytes plain, %d unzipped", len(text), len(unzipped))
	}
}

// TestContraCacheStaysBounded: more other accounts than the cache holds are all named, and it doesn't grow.
func TestContraCacheStaysBounded(t *testing.T) {
	d := newDoor(t)
	var lines []Line
	for i := range 10 {
		lines = append(lines, Line{Contra: d.opened(fmt.Sprint("n", i), "2011", "0")}, Line{})
	}
	c := newContraCache(6)
	for block := range slices.Chunk(lines, 4) {
		must(t, c.fetch(ctx, d.Ledger, block))
		for i := range block {
			if got := c.of(block[i].Contra); (block[i].Contra != 0) != (got.Number != "") {
				t.Errorf("%+v is %+v", block[i], got)
			}
		}
		if len(c.seen) > 6 {
			t.Errorf("%d in a cache of 6", len(c.seen))
		}
	}
}

// BenchmarkExport writes a statement of 200,000 lines with a few or with 20,000 other accounts.
func BenchmarkExport(b *testing.B) {
	const n = 200_000
	for _, others := range []int{3, 20_000} {
		k := newBank(b)
		dep := k.account("dep", "2011", NoFloor)
		ids := make([]AccountID, others)
		k.update(func(tx *store.Tx) error {
			for i := range ids {
				number := fmt.Sprint("62000010", i)
				a, err := k.OpenAccount(tx, NewAccount{Number: number, Code: "2011", Currency: "CNY", Branch: "0001", Name: "通惠商贸有限公司"})
				if err != nil {
					return err
				}
				ids[i] = a.ID
			}
			return nil
		})
		for i := 0; i < n; {
			k.update(func(tx *store.Tx) error {
				var es []*Entry
				for range 5000 {
					e := transfer(fmt.Sprintf("01JDB7Z8Q2%012d", i), ids[i*7919%others], dep, money.Amount(i+1))
					e.Summary = "货款"
					es = append(es, e)
					i++
				}
				_, err := k.PostBatch(tx, Atomic, es)
				return err
			})
		}
		for _, format := range []string{"csv", "jsonl", "camt053"} {
			b.Run(fmt.Sprintf("%s/%d", format, others), func(b *testing.B) {
				b.ReportAllocs()
				var most uint64
				for b.Loop() {
					s, err := k.Statement(ctx, dep, day1, day1)
					must(b, err)
					w := bufio.NewWriter(io.Discard)
					must(b, k.Export(ctx, w, s, ExportOptions{Format: format}))
					must(b, w.Flush())
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					most = max(most, m.HeapInuse)
				}
				b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "lines/s") //tidy:float a benchmark's metric
				b.ReportMetric(float64(most>>20), "MB")                                  //tidy:float a benchmark's metric
			})
		}
	}
}
