package pkdd99

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"tonghui/base/calendar"
	"tonghui/base/problem"
	"tonghui/platform/store"
)

const transFile = "trans.asc"

// headers are the files of a bank and their columns.
func headers() (names []string, columns [][]string) {
	for i := range registers {
		names, columns = append(names, registers[i].file), append(columns, registers[i].header)
	}
	return append(names, transFile), append(columns, transHeader)
}

// preflight looks at all files before anything is written. It returns the date of the first whole transaction.
func (im *importer) preflight(ctx context.Context) (first calendar.Date, err error) {
	if info, err := os.Stat(im.dir); err != nil || !info.IsDir() {
		return 0, ErrDirectory.With(im.dir).Because(err)
	}
	names, columns := headers()
	var missing []string
	for _, name := range names {
		info, err := os.Stat(filepath.Join(im.dir, name))
		if err != nil || !info.Mode().IsRegular() {
			missing = append(missing, name)
			continue
		}
		im.total += info.Size()
		im.report.Files = append(im.report.Files, FileCount{File: name})
	}
	if len(missing) > 0 {
		return 0, ErrMissingFiles.With(strings.Join(missing, ", "))
	}
	for i, name := range names {
		im.counts[name] = &im.report.Files[i]
		if err := im.each(ctx, name, columns[i], func(*source) error { return io.EOF }); err != nil {
			return 0, err
		}
	}
	found := false
	err = im.each(ctx, transFile, transHeader, func(s *source) error {
		t, err := s.transaction()
		if err == nil {
			first, found = t.date, true
			return io.EOF
		}
		return skipRefused(err)
	})
	if err == nil && !found {
		err = ErrNoTransactions
	}
	return first, err
}

// source is one file while it is read.
type source struct {
	name   string
	lines  *lineReader
	fields [][]byte
	line   []byte
	err    error // of reading this line
}

// each opens a file, checks its header and calls read for every line, until the context ends; io.EOF from read ends it
// early.
func (im *importer) each(ctx context.Context, name string, header []string, read func(*source) error) error {
	f, err := os.Open(filepath.Join(im.dir, name))
	if err != nil {
		return ErrFileRead.With(name).Because(err)
	}
	defer f.Close()
	s := &source{name: name, lines: newLineReader(f)}
	if err := s.lines.header(name, header); err != nil {
		return err
	}
	for {
		if err := ctx.Err(); err != nil {
			return store.ErrGaveUp.Because(err)
		}
		s.line, s.err = s.lines.next()
		if errors.Is(s.err, io.EOF) {
			return nil
		}
		if s.err != nil && problem.KindOf(s.err) == problem.Internal {
			return ErrFileRead.With(name).Because(s.err)
		}
		if err := read(s); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
	}
}

// cut splits the line that was read, or says why it can't be taken.
func (s *source) cut() ([][]byte, error) {
	if s.err != nil {
		return nil, s.err
	}
	var err error
	s.fields, err = split(s.line, s.fields)
	return s.fields, err
}

func (s *source) transaction() (transaction, error) {
	f, err := s.cut()
	if err != nil {
		return transaction{}, err
	}
	t, err := parseTransaction(f)
	t.line = s.lines.number
	return t, err
}

// skipRefused lets pass what is wrong with one record.
func skipRefused(err error) error {
	switch problem.KindOf(err) {
	case problem.Internal, problem.Unavailable:
		return err
	}
	return nil
}

// refuse notes that a record was refused and why. What is no refusal comes back as an error.
func (im *importer) refuse(file string, line int, err error) error {
	if fatal := skipRefused(err); fatal != nil {
		return fatal
	}
	p := problem.Of(err)
	r := Refusal{File: file, Line: line, Code: p.Code, EN: p.EN, ZH: p.ZH}
	im.counts[file].Refused++
	im.report.add(r)
	if im.opt.Refusals == nil {
		return nil
	}
	if _, err := fmt.Fprintf(im.opt.Refusals, "%s\n", r.json()); err != nil {
		return ErrRefusals.Because(err)
	}
	return nil
}
