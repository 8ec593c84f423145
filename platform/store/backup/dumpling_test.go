package backup

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestDumplingsFolder gives dumpling's place to a program that writes a folder as it does, and feeds it back.
func TestDumplingsFolder(t *testing.T) {
	script := filepath.Join(t.TempDir(), "dumpling")
	write := func(text string) {
		if err := os.WriteFile(script, []byte("#!/bin/sh\n"+text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	const folder = `while [ "$1" != "-o" ]; do shift; done; mkdir "$2"; cd "$2"
for f in bank-schema-create.sql bank.b.0000.sql bank.a.0001.sql bank.a-schema.sql bank.b-schema.sql; do echo "$f" > $f; done
`
	write(folder)
	s := &Server{tool: DumplingTool, bin: script, engine: TiDB, at: address{host: "localhost", port: "1", name: "bank", password: "x"}}
	if err := s.Stream(t.Context(), io.Discard); !errors.Is(err, ErrTool) || !strings.Contains(err.Error(), "no end") {
		t.Errorf("a folder without metadata: %v", err)
	}
	write(folder + "echo Finished > metadata\n")
	var content bytes.Buffer
	if err := s.Stream(t.Context(), &content); err != nil {
		t.Fatal(err)
	}
	whole := content.Bytes()
	var fed []string
	feed := func(r io.Reader) error {
		b, err := io.ReadAll(r)
		fed = append(fed, strings.TrimSpace(string(b)))
		return err
	}
	l := &loader{dir: t.TempDir()}
	if err := l.feedFolder(bytes.NewReader(whole), feed); err != nil {
		t.Fatal(err)
	}
	if want := []string{"bank.a-schema.sql", "bank.b-schema.sql", "bank.a.0001.sql", "bank.b.0000.sql"}; !slices.Equal(fed, want) {
		t.Errorf("fed %v", fed)
	}
	if err := l.feedFolder(bytes.NewReader(whole), feed); !errors.Is(err, ErrWrite) {
		t.Errorf("a folder that is there already: %v", err)
	}
	broken := errors.New("syntax")
	l = &loader{dir: t.TempDir()}
	if err := l.feedFolder(bytes.NewReader(whole), func(io.Reader) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("a statement that fails: %v", err)
	}
	l = &loader{dir: t.TempDir()}
	if err := l.feedFolder(bytes.NewReader(whole[:300]), feed); !errors.Is(err, ErrAltered) {
		t.Errorf("half an archive: %v", err)
	}
}

// TestAnArchiveThatLeadsOut must write nowhere but into its folder.
func TestAnArchiveThatLeadsOut(t *testing.T) {
	var content bytes.Buffer
	w := tar.NewWriter(&content)
	if err := w.WriteHeader(&tar.Header{Name: "../../outside.sql", Size: 1, Mode: 0o600, Typeflag: tar.TypeReg}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	l := &loader{dir: filepath.Join(dir, "a")}
	if err := os.Mkdir(l.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := l.feedFolder(&content, func(io.Reader) error { return nil }); !errors.Is(err, ErrWrite) {
		t.Errorf("%v", err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*.sql")); err != nil || len(left) != 0 {
		t.Errorf("outside: %v %v", left, err)
	}
}
