package engines

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A build is known by all that goes into it, so that a changed module, sum or source is never served by an old binary.
func TestDigestKnowsEverySource(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]string{}
	for _, change := range [][2]string{
		{"go.mod", "module x"}, {"go.sum", "a h1:1"}, {"store/main.go", "package main"},
		{"go.mod", "module y"}, {"go.sum", "a h1:2"}, {"store/main.go", "package  main"}, {"store/more.go", "package main"},
	} {
		write(change[0], change[1])
		digest, err := digestOf(dir)
		if err != nil {
			t.Fatal(err)
		}
		if old, ok := seen[digest]; ok {
			t.Errorf("%v has the digest of %s", change, old)
		}
		seen[digest] = change[0]
		again, err := digestOf(dir)
		if err != nil || again != digest {
			t.Errorf("the same folder has the digests %s and %s, %v", digest, again, err)
		}
	}
}

func TestToolRefusesUnknown(t *testing.T) {
	if _, err := Tool(t.Context(), "no-such-server"); err == nil {
		t.Error("built what is not known")
	}
}

// A folder whose owner was killed goes when the next one is made; one that is held stays.
func TestFoldersOfTheDeadAreSwept(t *testing.T) {
	dir := t.TempDir()
	held, release, err := folder(dir, "held")
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	dead, drop, err := folder(dir, "dead")
	if err != nil {
		t.Fatal(err)
	}
	fresh, leave, err := folder(dir, "fresh")
	if err != nil {
		t.Fatal(err)
	}
	drop() // as the kernel does when a process ends
	leave()
	past := time.Now().Add(-time.Hour)
	for _, name := range []string{held, dead} {
		if err := os.Chtimes(filepath.Join(name, "owner"), past, past); err != nil {
			t.Fatal(err)
		}
	}
	_, release2, err := folder(dir, "next")
	if err != nil {
		t.Fatal(err)
	}
	defer release2()
	for name, want := range map[string]bool{held: true, dead: false, fresh: true} {
		if _, err := os.Stat(name); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", filepath.Base(name), err == nil, want)
		}
	}
}
