package screening

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"tonghui/base/problem"
)

const goodCSV = "编号,类型,姓名,别名,出生日期,国籍,证件号码,备注\n" +
	"1,自然人,张三,张叁;Zhang San,1980-05-06,中国,11010519800506****,\n" +
	"2,企业,北京华夏贸易有限公司,,,,91110105MA01ABCD12,\"行贿,2024\"\n" +
	"3,,\"=HYPERLINK(\"\"x\"\")\",,,,,公式只是文字\n"

func gb(s string) string {
	out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

// asGB is text whose UTF-8 was read as GB18030 by mistake, as far as that can be read.
func asGB(s string) string {
	out, err := simplifiedchinese.GB18030.NewDecoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

func TestGoodFiles(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		e    Encoding
	}{
		"utf-8": {goodCSV, Undeclared}, "with its mark": {"\ufeff" + goodCSV, Undeclared}, "gb18030": {gb(goodCSV), GB18030},
		"CRLF": {strings.ReplaceAll(goodCSV, "\n", "\r\n"), UTF8},
	} {
		f, err := ParseFile([]byte(c.file), PlainCSV, c.e)
		if err != nil || len(f.Entries) != 3 {
			t.Errorf("%s: %v", name, err)
			continue
		}
		e := f.Entries[0]
		if e.Names[0] != "张三" || len(e.Names) != 3 || e.Births[0] != 19800506 || e.Nationalities[0] != "CHN" || e.Sort != PersonSort {
			t.Errorf("%s: %+v", name, e)
		}
		if f.Entries[1].Sort != OrganisationSort || f.Entries[1].Remarks != "行贿,2024" || f.Entries[2].Names[0] != `=HYPERLINK("x")` {
			t.Errorf("%s: %+v", name, f.Entries[1:])
		}
	}
}

func TestDishonest(t *testing.T) {
	file := "姓名/名称,身份证号/组织机构代码,执行法院,案号,发布时间\n" +
		"李四,1101051975****0012,北京市朝阳区人民法院,(2024)京0105执123号,2024年03月02日\n" +
		"某某（北京）商贸有限公司,MA01ABCD1,北京市海淀区人民法院,(2024)京0108执9号,2024年05月06日\n" +
		"李四,1101051975****0012,北京市朝阳区人民法院,(2024)京0105执124号,2024年03月02日\n"
	f, err := ParseFile([]byte(gb(file)), DishonestCSV, GB18030)
	if err != nil || len(f.Entries) != 3 {
		t.Fatal(err)
	}
	e := f.Entries[0]
	if e.Sort != PersonSort || e.Births[0].String() != "1975" || e.Court != "北京市朝阳区人民法院" || f.Entries[1].Sort != OrganisationSort {
		t.Errorf("%+v", e)
	}
	ix := NewIndex(DefaultThreshold, Listed{Entries: f.Entries})
	for id, want := range map[string]int{"110105197501010012": 1000, "110105198001010012": 0} {
		s := Subject{Sort: PersonSort, Names: []string{"李四"}, Birth: birthIn(id), Identifiers: []string{id}}
		got := 0
		if ms := ix.Screen(nil, &s); len(ms) > 0 {
			got = ms[0].Score
		}
		if got != want {
			t.Errorf("%s: %d, want %d", id, got, want)
		}
	}
}

const unFile = `<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-03-02"><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>RI</FIRST_NAME><SECOND_NAME>JE-SON</SECOND_NAME>
<UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>KPi.001</REFERENCE_NUMBER><NAME_ORIGINAL_SCRIPT>리제선</NAME_ORIGINAL_SCRIPT>
<NATIONALITY><VALUE>Democratic People's Republic of Korea</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Ri Che Son</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Uncle</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_DATE_OF_BIRTH><YEAR>1938</YEAR></INDIVIDUAL_DATE_OF_BIRTH></INDIVIDUAL></INDIVIDUALS>
<ENTITIES><ENTITY><DATAID>2</DATAID><FIRST_NAME>KOREA MINING CORPORATION</FIRST_NAME></ENTITY></ENTITIES></CONSOLIDATED_LIST>`

const ofacFile = `<?xml version="1.0" standalone="yes"?>
<sdnList xmlns="https://example.org/sdn"><publshInformation><Publish_Date>03/02/2026</Publish_Date></publshInformation>
<sdnEntry><uid>36</uid><firstName>Amin</firstName><lastName>HADDAD</lastName><sdnType>Individual</sdnType><programList><program>SDGT</program></programList>
<akaList><aka><category>weak</category><lastName>ABU X</lastName></aka><aka><category>strong</category><firstName>Ameen</firstName><lastName>HADAD</lastName></aka></akaList>
<dateOfBirthList><dateOfBirthItem><dateOfBirth>4 Feb 1957</dateOfBirth></dateOfBirthItem><dateOfBirthItem><dateOfBirth>circa 1958</dateOfBirth></dateOfBirthItem></dateOfBirthList>
<nationalityList><nationality><country>Lebanon</country></nationality></nationalityList></sdnEntry>
<sdnEntry><uid>37</uid><lastName>SEA STAR</lastName><sdnType>Vessel</sdnType></sdnEntry></sdnList>`

func TestXML(t *testing.T) {
	f, err := ParseFile([]byte(unFile), UNXML, Undeclared)
	if err != nil || len(f.Entries) != 2 {
		t.Fatal(err)
	}
	e := f.Entries[0]
	if e.Ref != "KPi.001" || e.Names[0] != "RI JE-SON" || len(e.Names) != 3 || e.Weak[0] != "Uncle" || e.Births[0] != 19380000 || e.Nationalities[0] != "PRK" {
		t.Errorf("%+v", e)
	}
	f, err = ParseFile([]byte(ofacFile), OFACXML, Undeclared)
	if err != nil || len(f.Entries) != 1 {
		t.Fatal(err)
	}
	e = f.Entries[0]
	if e.Names[0] != "Amin HADDAD" || e.Names[1] != "Ameen HADAD" || len(e.Births) != 2 || e.Births[0] != 19570204 || e.Births[1] != 19580000 {
		t.Errorf("%+v", e)
	}
}

// TestBrokenFiles: each fault is refused with its line, and nothing comes out.
func TestBrokenFiles(t *testing.T) {
	laughs := `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><CONSOLIDATED_LIST>&b;</CONSOLIDATED_LIST>`
	outside := "<?xml version=\"1.0\"?>\n<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><sdnList>&x;</sdnList>"
	long := strings.Repeat("<a>", 40)
	for name, c := range map[string]struct {
		file   string
		format Format
		e      Encoding
		want   *problem.Error
		says   string
	}{
		"gb18030 as utf-8":     {gb(goodCSV), PlainCSV, Undeclared, ErrFileEncoding, "Line 1 isn't UTF-8; the file seems to be GB18030"},
		"gb18030 said utf-8":   {"name,remarks\nsmith,\n" + gb("张三,\n"), PlainCSV, UTF8, ErrFileEncoding, "Line 3"},
		"utf-8 as gb18030":     {goodCSV, PlainCSV, GB18030, ErrFileEncoding, "seems to be UTF-8"},
		"mark, said gb18030":   {"\ufeffname\n张三\n", PlainCSV, GB18030, ErrFileEncoding, "Line 1"},
		"mixed":                {"姓名\n" + gb("张三\n"), PlainCSV, UTF8, ErrFileMixed, "line 1 is UTF-8, line 2"},
		"mixed, said gb18030":  {gb("姓名\n李四\n") + "王五的名字\n", PlainCSV, GB18030, ErrFileMixed, "line 3 is UTF-8, line 1"},
		"utf-8 read as gb":     {"name\n" + asGB("张三李四") + "\n", PlainCSV, UTF8, ErrFileMojibake, "Line 2"},
		"utf-8 read as latin":  {"name\nå¼\u00a0ä¸\u0089\n", PlainCSV, UTF8, ErrFileMojibake, "Line 2"},
		"gb read as latin":     {"name\nÕÅÈýÀîËÄ\n", PlainCSV, UTF8, ErrFileMojibake, "GB18030"},
		"lost characters":      {"name\n张\ufffd\n", PlainCSV, UTF8, ErrFileMojibake, "Line 2"},
		"lost and read again":  {"name\n锟斤拷\n", PlainCSV, UTF8, ErrFileMojibake, "Line 2"},
		"utf-16":               {"\xff\xfen\x00a\x00", PlainCSV, Undeclared, ErrFileUnknown, "UTF-16"},
		"neither":              {"name\n\xff\xff\xff\n", PlainCSV, Undeclared, ErrFileUnknown, "Line 2"},
		"columns":              {"name,ref\na b,1\nc d\n", PlainCSV, UTF8, ErrFileColumns, "Line 3 has 1 columns, the heading has 2"},
		"unknown column":       {"name,colour\na,1\n", PlainCSV, UTF8, ErrFileHeading, "colour"},
		"column twice":         {"name,姓名\na,1\n", PlainCSV, UTF8, ErrFileHeading, "姓名"},
		"no name column":       {"ref\n1\n", PlainCSV, UTF8, ErrFileHeading, "name"},
		"no name":              {"name,ref\n张三,1\n ,2\n", PlainCSV, UTF8, ErrFileNoName, "line 3"},
		"name of nothing":      {"name,ref\n---,2\n", PlainCSV, UTF8, ErrFileNoName, "line 2"},
		"twice":                {"name\n张三\n李四\n张三\n", PlainCSV, UTF8, ErrFileTwice, "lines 2 and 4"},
		"number twice":         {"name,ref\n张三,1\n李四,1\n", PlainCSV, UTF8, ErrFileTwice, "lines 2 and 3"},
		"quote":                {"name\n\"张三\n", PlainCSV, UTF8, ErrFileSyntax, "Line"},
		"date":                 {"name,birth\n张三,1980-13-01\n", PlainCSV, UTF8, ErrFileSyntax, "Line 2"},
		"sort":                 {"name,sort\n张三,ship\n", PlainCSV, UTF8, ErrFileSyntax, "Line 2"},
		"empty":                {"", PlainCSV, UTF8, ErrFileEmpty, ""},
		"heading alone":        {"name\n", PlainCSV, UTF8, ErrFileEmpty, ""},
		"format":               {"name\n", "pdf", UTF8, ErrFormatName, ""},
		"billion laughs":       {laughs, UNXML, Undeclared, ErrFileDoctype, "line 1"},
		"entity of a file":     {outside, OFACXML, Undeclared, ErrFileDoctype, "line 2"},
		"undeclared entity":    {"<sdnList>&x;</sdnList>", OFACXML, Undeclared, ErrFileDoctype, ""},
		"other root":           {"<html></html>", UNXML, Undeclared, ErrFileShape, "<html>"},
		"too deep":             {"<sdnList>" + long, OFACXML, Undeclared, ErrFileShape, ""},
		"broken off":           {unFile[:700], UNXML, Undeclared, ErrFileSyntax, "Line"},
		"no entries":           {"<sdnList></sdnList>", OFACXML, Undeclared, ErrFileEmpty, ""},
		"declared otherwise":   {`<?xml version="1.0" encoding="GB18030"?><sdnList><a>张三李四</a></sdnList>`, OFACXML, Undeclared, ErrFileEncoding, "UTF-8"},
		"encoding not known":   {`<?xml version="1.0" encoding="EBCDIC"?><sdnList/>`, OFACXML, Undeclared, ErrEncodingName, ""},
		"dishonest, one short": {"姓名/名称,身份证号/组织机构代码,执行法院,案号\n", DishonestCSV, UTF8, ErrFileHeading, "发布时间"},
	} {
		f, err := ParseFile([]byte(c.file), c.format, c.e)
		if !errors.Is(err, c.want) || !strings.Contains(problem.Of(err).EN, c.says) {
			t.Errorf("%s: %v, want %s %q", name, err, c.want.Code, c.says)
		}
		if f != nil && err == nil {
			t.Errorf("%s: %d entries came out", name, len(f.Entries))
		}
	}
	if _, err := ParseFile(make([]byte, MaxFileBytes+1), PlainCSV, UTF8); !errors.Is(err, ErrFileTooLarge) {
		t.Errorf("a file over the limit: %v", err)
	}
}

// TestTrueNamesAreNotGarbled: what is rare and right is taken.
func TestTrueNamesAreNotGarbled(t *testing.T) {
	for _, name := range []string{"联通", "Gérard Dépardieu", "Þórður Ægisson", "买买提·阿卜杜拉", "𠮷野家", "김정은", "محمد", "Ñúñez", "龘靐", "Müller"} {
		if f, err := ParseFile([]byte("name\n"+name+"\n"), PlainCSV, Undeclared); err != nil || f.Entries[0].Names[0] != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParseFile(f *testing.F) {
	f.Add([]byte(goodCSV), "csv", "")
	f.Add([]byte(unFile), "un", "")
	f.Add([]byte(ofacFile), "ofac", "gb18030")
	f.Add([]byte(gb(goodCSV)), "csv", "gb18030")
	f.Fuzz(func(t *testing.T, file []byte, format, encoding string) {
		got, err := ParseFile(file, Format(format), Encoding(encoding))
		if err == nil && len(got.Entries) == 0 {
			t.Error("an empty list was taken")
		}
		if err != nil && problem.KindOf(err) == problem.Internal {
			t.Errorf("no sentence for it: %v", err)
		}
	})
}
