package screening

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// column is one of a CSV format's columns; a heading may use any of its names.
type column struct {
	id    string
	names []string
	must  bool
}

// plainColumns are the columns of the bank's own format, in any order. Several aliases, dates, countries or numbers in one
// cell are parted by ; or |.
var plainColumns = []column{
	{"ref", []string{"ref", "编号", "序号"}, false},
	{"sort", []string{"sort", "类型"}, false}, // person, organisation; 自然人, 个人, 企业, 机构, 法人
	{"name", []string{"name", "姓名", "名称", "姓名/名称"}, true},
	{"aliases", []string{"aliases", "别名", "曾用名"}, false},
	{"birth", []string{"birth", "出生日期", "出生年份"}, false},
	{"nationality", []string{"nationality", "国籍", "国家"}, false},
	{"identifiers", []string{"identifiers", "证件号码", "身份证号"}, false},
	{"programme", []string{"programme", "项目", "职务"}, false},
	{"published", []string{"published", "发布时间", "列入日期"}, false},
	{"remarks", []string{"remarks", "备注"}, false},
}

// dishonestColumns are those of the list of dishonest judgment debtors (失信被执行人名单).
var dishonestColumns = []column{
	{"name", []string{"姓名/名称", "姓名", "名称", "被执行人姓名/名称", "name"}, true},
	{"identifier", []string{"身份证号/组织机构代码", "身份证号码/组织机构代码", "证件号码", "identifier"}, true},
	{"court", []string{"执行法院", "court"}, true},
	{"case", []string{"案号", "case"}, true},
	{"published", []string{"发布时间", "published"}, true},
	{"province", []string{"省份", "province"}, false},
	{"duty", []string{"生效法律文书确定的义务", "失信被执行人行为具体情形", "备注", "remarks"}, false},
}

// readCSV reads rows under a heading and hands each on by its columns' ids. What looks like a formula is text as any other.
func readCSV(text []byte, columns []column, row func(cell map[string]string, line int) error) error {
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	heading, err := r.Read()
	if errors.Is(err, io.EOF) {
		return ErrFileEmpty
	}
	if err != nil {
		return csvProblem(err)
	}
	ids, err := matchHeading(heading, columns)
	if err != nil {
		return err
	}
	cell := map[string]string{}
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return csvProblem(err)
		}
		line, _ := r.FieldPos(0)
		if len(fields) != len(ids) {
			return ErrFileColumns.With(line, len(fields), len(ids))
		}
		for i, id := range ids {
			cell[id] = strings.TrimSpace(fields[i])
		}
		if err := row(cell, line); err != nil {
			return err
		}
	}
}

// matchHeading finds each heading's column.
func matchHeading(heading []string, columns []column) (ids []string, err error) {
	seen := map[string]bool{}
	for _, h := range heading {
		h = strings.ToLower(strings.TrimSpace(h))
		id := ""
		for _, c := range columns {
			for _, n := range c.names {
				if n == h {
					id = c.id
				}
			}
		}
		if id == "" || seen[id] {
			return nil, ErrFileHeading.With(cutText(h, 60))
		}
		seen[id] = true
		ids = append(ids, id)
	}
	for _, c := range columns {
		if c.must && !seen[c.id] {
			return nil, ErrFileHeading.With(c.names[0])
		}
	}
	return ids, nil
}

func csvProblem(err error) error {
	var p *csv.ParseError
	if errors.As(err, &p) {
		return ErrFileSyntax.With(p.Line, p.Err.Error()).Because(err)
	}
	return err
}

// several parts a cell that holds more than one value.
func several(cell string) []string {
	return strings.FieldsFunc(cell, func(r rune) bool { return r == ';' || r == '；' || r == '|' })
}

func (c *collector) plainRow(cell map[string]string, line int) error {
	e := Entry{Ref: cell["ref"], Names: append([]string{cell["name"]}, several(cell["aliases"])...),
		Nationalities: several(cell["nationality"]), Identifiers: several(cell["identifiers"]),
		Programme: cell["programme"], Published: cell["published"], Remarks: cell["remarks"]}
	if strings.TrimSpace(cell["name"]) == "" {
		return ErrFileNoName.With(line)
	}
	switch s := strings.ToLower(cell["sort"]); s {
	case "person", "自然人", "个人":
		e.Sort = PersonSort
	case "organisation", "organization", "企业", "机构", "法人", "单位":
		e.Sort = OrganisationSort
	case "", "unknown":
		e.Sort = guessSort(cell["name"], cell["identifiers"])
	default:
		return ErrFileSyntax.With(line, "sort/类型 = "+cutText(s, 40))
	}
	for _, b := range several(cell["birth"]) {
		birth, err := ParseBirth(strings.TrimSpace(b))
		if err != nil {
			return ErrFileSyntax.With(line, "birth/出生日期 = "+cutText(b, 40))
		}
		e.Births = append(e.Births, birth)
	}
	return c.add(e, line)
}

func (c *collector) dishonestRow(cell map[string]string, line int) error {
	id := cell["identifier"]
	if strings.TrimSpace(cell["name"]) == "" {
		return ErrFileNoName.With(line)
	}
	e := Entry{Sort: guessSort(cell["name"], id), Names: []string{cell["name"]}, Court: cell["court"], Case: cell["case"],
		Published: cell["published"], Programme: cell["province"], Remarks: cell["duty"]}
	if id != "" {
		e.Identifiers = []string{id}
	}
	if b := birthIn(id); b != 0 && e.Sort == PersonSort {
		e.Births = []Birth{b}
	}
	return c.add(e, line)
}
