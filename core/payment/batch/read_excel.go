package batch

import (
	"archive/zip"
	"bytes"
	"io"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"tonghui/base/money"
)

// readExcel reads the first sheet of a workbook, row by row. What a formula shows depends on who opens the file, and a
// merged cell belongs to no one row: both are refused, with their addresses.
func readExcel(body []byte, currency money.Currency) (*file, error) {
	rounded, err := inspect(body)
	if err != nil {
		return nil, err
	}
	book, err := excelize.OpenReader(bytes.NewReader(body), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnpacked,
		UnzipXMLSizeLimit: maxPart})
	if err != nil {
		return nil, ErrExcel.Because(err)
	}
	defer func() { _ = book.Close() }()
	sheets := book.GetSheetList()
	if len(sheets) == 0 {
		return nil, ErrEmpty
	}
	rows, err := book.Rows(sheets[0])
	if err != nil {
		return nil, ErrExcel.Because(err)
	}
	defer func() { _ = rows.Close() }()
	return excelRows(rows, rounded, currency)
}

func excelRows(rows *excelize.Rows, rounded map[string]bool, currency money.Currency) (*file, error) {
	f := &file{format: Excel}
	var at [columnCount]int
	headed := false
	for n := int64(1); rows.Next(); n++ {
		row, err := rows.Columns()
		if err != nil {
			return nil, ErrExcel.Because(err)
		}
		switch {
		case len(row) == 0:
			continue
		case !headed:
			if at, err = columnsOf(row); err != nil {
				return nil, err
			}
			headed = true
			continue
		}
		if i := at[columnAmount]; i < len(row) {
			row[i] = shown(row[i])
		}
		l, ok := rowLine(n, row, at, currency)
		if !ok {
			continue
		}
		if name, err := excelize.CoordinatesToCellName(at[columnAccount]+1, int(n)); err != nil || rounded[name] {
			l.Account, l.Fault = "", faultNumber
		}
		if len(f.lines) == MaxLines {
			return nil, ErrTooMany.With(MaxLines)
		}
		f.lines = append(f.lines, l)
	}
	return f, rows.Error()
}

// shown is a number as a sheet shows it: its cell holds a binary fraction, of which 15 digits count, so that 0.1 is stored as
// 0.10000000000000001.
func shown(cell string) string {
	d, err := decimal.NewFromString(cell)
	if err != nil || d.Exponent() >= -2 {
		return cell
	}
	digits := d.NumDigits() + int(d.Exponent()) // before the point
	return d.Round(int32(max(0, 15-digits))).String()
}

var (
	formula  = regexp.MustCompile(`<(?:\w+:)?f[\s/>]`)
	mergedAt = regexp.MustCompile(`<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Za-z0-9:$]{1,24})"`)
	cellAt   = regexp.MustCompile(`<(?:\w+:)?c\s[^>]*?r="([A-Z]{1,3}[0-9]{1,7})"`)
)

// long is a cell that holds a number of more than the 15 digits that Excel keeps.
var long = regexp.MustCompile(`<(?:\w+:)?c\s([^>]*)><(?:\w+:)?v>(?:[0-9]{16,}|[0-9.]+[eE]\+?[0-9]+)<`)

// inspect unpacks a workbook once with a limit on what really comes out, whatever its directory declares, and looks for
// formulas and merged cells in its sheets. It answers the cells whose numbers have lost digits.
func inspect(body []byte) (rounded map[string]bool, err error) {
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return nil, ErrExcel.Because(err)
	}
	if len(z.File) > 2_000 {
		return nil, ErrTooLarge.With(MaxFile >> 20)
	}
	rounded = map[string]bool{}
	left := int64(maxUnpacked)
	for _, part := range z.File {
		text, err := unpacked(part, min(left, maxPart))
		if err != nil {
			return nil, err
		}
		left -= int64(len(text))
		if !strings.HasPrefix(part.Name, "xl/worksheets/") || !strings.HasSuffix(part.Name, ".xml") {
			continue
		}
		if err := inspectSheet(part.Name, text, rounded); err != nil {
			return nil, err
		}
	}
	return rounded, nil
}

func inspectSheet(part string, text []byte, rounded map[string]bool) error {
	sheet := strings.TrimSuffix(part[strings.LastIndexByte(part, '/')+1:], ".xml")
	if at := formulas(text); len(at) > 0 {
		return ErrFormulas.With(addresses(sheet, at))
	}
	if at := mergedAt.FindAllSubmatch(text, 11); at != nil {
		var cells []string
		for _, m := range at {
			cells = append(cells, string(m[1]))
		}
		return ErrMerged.With(addresses(sheet, cells))
	}
	for _, m := range long.FindAllSubmatch(text, -1) {
		cell := reference.FindSubmatch(m[1])
		if cell != nil && (!bytes.Contains(m[1], []byte(` t="`)) || bytes.Contains(m[1], []byte(` t="n"`))) {
			rounded[string(cell[1])] = true
		}
	}
	return nil
}

var reference = regexp.MustCompile(`r="([A-Z]{1,3}[0-9]{1,7})"`)

func unpacked(part *zip.File, most int64) ([]byte, error) {
	r, err := part.Open()
	if err != nil {
		return nil, ErrExcel.Because(err)
	}
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, most+1))
	switch {
	case int64(len(text)) > most:
		return nil, ErrTooLarge.With(MaxFile >> 20)
	case err != nil:
		return nil, ErrExcel.Because(err)
	}
	return text, nil
}

// formulas are the addresses of the first cells with one.
func formulas(sheet []byte) (at []string) {
	for _, m := range formula.FindAllIndex(sheet, 11) {
		before := sheet[max(0, m[0]-2_000):m[0]]
		cells := cellAt.FindAllSubmatch(before, -1)
		if len(cells) == 0 {
			at = append(at, "?")
			continue
		}
		at = append(at, string(cells[len(cells)-1][1]))
	}
	return at
}

// addresses names the first ten.
func addresses(sheet string, cells []string) string {
	more := ""
	if len(cells) > 10 {
		cells, more = cells[:10], ", …"
	}
	return sheet + "!" + strings.Join(cells, ", ") + more
}
