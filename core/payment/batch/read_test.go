//tidy:float cells of a spreadsheet are binary fractions

package batch

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"tonghui/base/problem"
)

// told writes what was read, a line each.
func told(f *file) string {
	var s strings.Builder
	for _, l := range f.lines {
		fmt.Fprintf(&s, "%d|%s|%s|%d|%s|%s|%s\n", l.Number, l.Account, l.Name, l.Amount, l.Purpose, l.Reference, l.Fault)
	}
	return s.String()
}

func gb(t *testing.T, s string) string {
	out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestReadTables(t *testing.T) {
	plain := "账号,户名,金额\n6200001,王芳,8500.5\n"
	want := "2|6200001|王芳|850050|||\n"
	for name, c := range map[string]struct{ body, want string }{
		"UTF-8":              {plain, want},
		"with its mark":      {"\xef\xbb\xbf" + plain, want},
		"GB18030":            {gb(t, plain), want},
		"semicolons, CRLF":   {strings.NewReplacer(",", ";", "\n", "\r\n").Replace(plain), want},
		"tabs":               {strings.ReplaceAll(plain, ",", "\t"), want},
		"English, reordered": {"No.,Amount,Name,Account\n1,8500.50,王芳,6200001\n", want},
		"quoted, grouped":    {"账号,户名,金额\n\"6200001\",\"王芳\",\"8,500.50\"\n", want},
		"empty rows":         {plain + ",,\n\n", want},
		"more columns":       {"收款人账号,收款人户名,金额（元）,用途,业务编号\n6200001,王芳,1,工资,A1\n", "2|6200001|王芳|100|工资|A1|\n"},
		"amounts": {"账号,户名,金额\n1,a,0.001\n2,b,0\n3,c,-1\n4,d,\n5,e,USD 3\n6,f,1e3\n7,g,99999999999999999999\n8,h,0.01\n",
			"2|1|a|0|||amount\n3|2|b|0|||amount_zero\n4|3|c|0|||amount_zero\n5|4|d|0|||amount\n6|5|e|0|||amount\n7|6|f|0|||amount\n8|7|g|0|||amount\n9|8|h|1|||\n"},
	} {
		f, err := read([]byte(c.body), "CNY")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := told(f); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestFilesRefused(t *testing.T) {
	many := "账号,户名,金额\n" + strings.Repeat("6200001,a,1\n", MaxLines+1)
	for name, c := range map[string]struct {
		body string
		want *problem.Error
		says string
	}{
		"nothing":         {"", ErrEmpty, ""},
		"a heading only":  {"账号,户名,金额\n", ErrEmpty, ""},
		"no names":        {"账号,金额\n1,1\n", ErrColumns, "户名"},
		"twice":           {"账号,户名,金额,金额\n1,a,1,2\n", ErrColumns, "金额"},
		"unknown column":  {"账号,户名,金额,手续费\n1,a,1,2\n", ErrColumns, "手续费"},
		"quotes":          {"账号,户名,金额\n1,a,1\n2,\"b,2\n", ErrCSV, "Line 3"},
		"bytes":           {"账号\x00", ErrUnreadable, ""},
		"neither":         {"账号,户名,金额\n1,\xff\xfe,1\n", ErrEncoding, "Line 2"},
		"too many":        {many, ErrTooMany, "100000"},
		"an old workbook": {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ErrExcel, ""},
		"half a zip":      {"PK\x03\x04abc", ErrExcel, ""},
		"HTML":            {"<html><body/></html>", ErrUnreadable, ""},
		"a sum too large": {"账号,户名,金额\n1,a,90000000000000000\n2,b,90000000000000000\n", ErrOverflow, ""},
	} {
		f, err := read([]byte(c.body), "CNY")
		if !errors.Is(err, c.want) || !strings.Contains(err.Error()+problem.Of(err).ZH, c.says) {
			t.Errorf("%s: %+v, %v; want %s", name, f, err, c.want.Code)
		}
	}
}

// workbook makes an Excel file of rows, and lets change spoil it.
func workbook(t *testing.T, rows [][]any, change func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	if change != nil {
		change(f)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestExcel(t *testing.T) {
	heading := []any{"账号", "户名", "金额", "用途"}
	body := workbook(t, [][]any{heading, {"6200001000000000001", "王芳", 8500.5, "工资"}, {}, {"6200002", "李强", "0.1", "工资"}, {"6200003", "赵敏", 0.001},
		{6.200004000000000e18, "钱进", 1}, {6200005, "孙丽", 0.1 + 0.2}}, nil)
	f, err := read(body, "CNY")
	if err != nil {
		t.Fatal(err)
	}
	want := "2|6200001000000000001|王芳|850050|工资||\n4|6200002|李强|10|工资||\n5|6200003|赵敏|0|||amount\n6||钱进|100|||account_as_number\n7|6200005|孙丽|30|||\n"
	if got := told(f); got != want {
		t.Errorf("read\n%s, want\n%s", got, want)
	}
	rows := [][]any{heading, {"6200001", "王芳", 1}, {"6200002", "李强", 2}}
	for name, c := range map[string]struct {
		change func(f *excelize.File)
		want   *problem.Error
		says   string
	}{
		"a formula": {func(f *excelize.File) { _ = f.SetCellFormula("Sheet1", "C3", "=C2*2") }, ErrFormulas, "sheet1!C3"},
		"merged":    {func(f *excelize.File) { _ = f.MergeCell("Sheet1", "A2", "A3") }, ErrMerged, "A2:A3"},
		"a formula on another sheet": {func(f *excelize.File) {
			_, _ = f.NewSheet("隐藏")
			_ = f.SetCellFormula("隐藏", "B7", "=1+1")
		}, ErrFormulas, "B7"},
	} {
		if _, err := read(workbook(t, rows, c.change), "CNY"); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	template, _, _, err := Template(Excel)
	if err != nil {
		t.Fatal(err)
	}
	if f, err := read(template, "CNY"); err != nil || len(f.lines) != 1 || f.lines[0].Fault != "" {
		t.Errorf("the template: %v", err)
	}
}

// TestZipBomb: what unpacks to too much is refused before it has.
func TestZipBomb(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range maxPart>>20 + 1 {
		if _, err := w.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if b.Len() > 1<<20 {
		t.Fatalf("the bomb has %d bytes", b.Len())
	}
	if _, err := read(b.Bytes(), "CNY"); !errors.Is(err, ErrTooLarge) {
		t.Errorf("the bomb: %v", err)
	}
}

// pain is the template as a message that a test spoils.
func pain(version string, replace ...string) []byte {
	body, _, _, _ := Template(Pain09)
	return []byte(strings.NewReplacer(append([]string{string(Pain09), version}, replace...)...).Replace(string(body)))
}

func TestPain(t *testing.T) {
	for _, version := range []string{"pain.001.001.09", "pain.001.001.11"} {
		f, err := read(pain(version), "CNY")
		if err != nil {
			t.Fatalf("%s: %v", version, err)
		}
		if got := told(f); got != "1|1001232010000004223|王芳|850000|2026年3月工资|GZ202603-001|\n" || f.message != "GZ-2026-03" ||
			f.debtor != "1001232010000004120" || string(f.format) != version {
			t.Errorf("%s: %s %+v", version, got, f)
		}
	}
	for name, c := range map[string]struct {
		body []byte
		want *problem.Error
		says string
	}{
		"another version":  {pain("pain.001.001.03"), ErrVersion, "pain.001.001.03"},
		"a later version":  {pain("pain.001.001.12"), ErrVersion, "pain.001.001.12"},
		"another message":  {pain("pacs.008.001.08"), ErrVersion, "pacs.008"},
		"wrong sum":        {pain("pain.001.001.09", "<CtrlSum>8500.00<", "<CtrlSum>8500.01<"), ErrSum, "8500.01"},
		"a sum of words":   {pain("pain.001.001.09", "<CtrlSum>8500.00<", "<CtrlSum>8.5e3<"), ErrSum, ""},
		"wrong count":      {pain("pain.001.001.09", "<NbOfTxs>1<", "<NbOfTxs>2<"), ErrCount, "2"},
		"no count":         {pain("pain.001.001.09", "<NbOfTxs>1</NbOfTxs>\n      <CtrlSum>8500.00</CtrlSum>\n      <InitgPty>", "<InitgPty>"), ErrXML, "GrpHdr"},
		"cut":              {pain("pain.001.001.09")[:900], ErrXML, ""},
		"a DTD":            {pain("pain.001.001.09", "<Document", "<!DOCTYPE a [<!ENTITY b \"c\">]><Document"), ErrXML, "DTD"},
		"an entity":        {pain("pain.001.001.09", "惠民公司", "&b;"), ErrXML, ""},
		"another encoding": {pain("pain.001.001.09", "UTF-8", "GBK"), ErrEncoding, ""},
	} {
		if f, err := read(c.body, "CNY"); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %+v, %v; want %s", name, f, err, c.want.Code)
		}
	}
	for name, c := range map[string]struct{ from, to, want string }{
		"dollars":    {`Ccy="CNY">8500.00`, `Ccy="USD">8500.00`, faultCurrency},
		"three":      {`8500.00</InstdAmt>`, `8500.000</InstdAmt>`, faultAmount},
		"no account": {"<CdtrAcct>", "<CdtrAcctX>", ""},
	} {
		body := pain("pain.001.001.09", c.from, c.to, "</CdtrAcct>", map[bool]string{true: "</CdtrAcctX>", false: "</CdtrAcct>"}[name == "no account"])
		f, err := read(body, "CNY")
		if err != nil || len(f.lines) != 1 || f.lines[0].Fault != c.want {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
}

func TestSameName(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{{"王芳", "王芳", true}, {"王 芳", "王芳", true}, {"阿依古丽·买买提", "阿依古丽•买买提", true}, {"惠民（北京）公司", "惠民(北京)公司", true},
		{"Zhang San", "ZHANG SAN", true}, {"王芳", "王方", false}, {"王芳", "", false}} {
		if got := sameName(c.a, c.b); got != c.same {
			t.Errorf("%s and %s: %v", c.a, c.b, got)
		}
	}
}
