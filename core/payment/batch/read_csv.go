package batch

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"

	"tonghui/base/money"
)

// readCSV reads a table whose first row names its columns. The separator is a comma, a semicolon or a tab, whichever is
// in the first row.
func readCSV(body []byte, currency money.Currency) (*file, error) {
	text, err := decode(body)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord, r.ReuseRecord, r.Comma = -1, true, separator(text)
	f := &file{format: CSV}
	var at [columnCount]int
	for first := true; ; first = false {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		var wrong *csv.ParseError
		switch {
		case errors.As(err, &wrong):
			return nil, ErrCSV.With(wrong.StartLine)
		case err != nil:
			return nil, err
		case first:
			if at, err = columnsOf(row); err != nil {
				return nil, err
			}
			continue
		}
		n, _ := r.FieldPos(0)
		if l, ok := rowLine(int64(n), row, at, currency); ok {
			if len(f.lines) == MaxLines {
				return nil, ErrTooMany.With(MaxLines)
			}
			f.lines = append(f.lines, l)
		}
	}
}

func separator(text []byte) rune {
	head, _, _ := bytes.Cut(text, []byte("\n"))
	for _, c := range []byte{',', ';', '\t'} {
		if bytes.IndexByte(head, c) >= 0 {
			return rune(c)
		}
	}
	return ','
}
