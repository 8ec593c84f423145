package ledger

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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

// TestExportLong: a statement over many segments, blocks and days has every line once and ties.
func TestExportLong(t *testing.T) {
	b := newBank(t)
	cash, dep := b.account("cash", "1001", NoFloor), b.account("dep", "2011", NoFloor)
	const n = 3 * lineBlock
	for day := range 3 {
		b.update(func(tx *store.Tx) error {
			var es []*Entry
			for i := range lineBlock {
				es = append(es, transfer(fmt.Sprintf("r%05d", day*lineBlock+i), cash, dep, money.Amount(i+1)))
			}
			_, err := b.PostBatch(tx, Atomic, es)
			return err
		})
		b.nextDay()
	}
	lines := strings.Split(strings.TrimSpace(b.exported(dep, ExportOptions{Format: "jsonl"})), "\n")
	var totals struct{ Lines, Credit, Closing json.Number }
	must(t, json.Unmarshal([]byte(lines[len(lines)-1]), &totals))
	want := fmt.Sprint(3 * lineBlock * (lineBlock + 1) / 2)
	if len(lines) != n+2 || totals.Lines.String() != fmt.Sprint(n) || totals.Credit.String() != want || totals.Closing.String() != want {
		t.Errorf("%d lines, totals %+v, want %s", len(lines), totals, want)
	}
	for i, l := range lines[1 : n+1] {
		if !strings.Contains(l, fmt.Sprintf(`"reference":"r%05d"`, i)) {
			t.Fatalf("line %d is %s", i, l)
		}
	}
	if err := validate(b.exported(dep, ExportOptions{Format: "camt053"})); err != nil {
		t.Error(err)
	}
	s, err := b.Statement(ctx, dep, day1, day1)
	must(t, err)
	if err := b.Export(ctx, io.Discard, s, ExportOptions{Format: "pdf"}); !errors.Is(err, ErrFormat) {
		t.Errorf("pdf: %v", err)
	}
	if err := b.Export(ctx, io.Discard, s, ExportOptions{Format: "csv", Lang: "fr"}); !errors.Is(err, ErrLanguage) {
		t.Errorf("French: %v", err)
	}
	boom := errors.New("boom")
	if err := b.Export(ctx, failing{boom}, s, ExportOptions{Format: "csv"}); !errors.Is(err, boom) {
		t.Errorf("a writer that fails: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
