package engines

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sys/unix"
)

// tool is a server, or a program beside one, that is built from a module of its own, so that its libraries don't meet the bank's.
type tool struct {
	module string // folder under tools
	pack   string
	tags   string
}

var tools = map[string]tool{
	"tidb-server": {"tidb", "github.com/pingcap/tidb/cmd/tidb-server", ""},
	"unistore":    {"tidb", "./unistore", ""},
	"dumpling":    {"tidb", "github.com/pingcap/tidb/dumpling/cmd/dumpling", ""}, // backs up what tidb-server holds
	"pd-server":   {"pd", "github.com/tikv/pd/cmd/pd-server", "without_dashboard"},
}

// Tool builds a program from its pinned module, or finds it built: it lies in the user's cache under a name that holds the
// digest of module, sums, sources and compiler. Two processes don't build at once, and a name never stands for a
// file that was written by half.
func Tool(ctx context.Context, name string) (string, error) {
	t, known := tools[name]
	if !known {
		return "", fmt.Errorf("no tool %q", name)
	}
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	source := filepath.Join(root, "tools", t.module)
	digest, err := digestOf(source)
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	cache = filepath.Join(cache, "tonghui", "engines")
	if err := os.MkdirAll(cache, 0o750); err != nil {
		return "", err
	}
	binary := filepath.Join(cache, name+"-"+digest)
	if _, err := os.Stat(binary); err == nil {
		return binary, nil
	}
	unlock, err := lockFile(filepath.Join(cache, name+".lock"), unix.LOCK_EX)
	if err != nil {
		return "", err
	}
	defer unlock()
	if _, err := os.Stat(binary); err == nil { // another process built it meanwhile
		return binary, nil
	}
	return binary, t.build(ctx, source, name, binary)
}

func (t tool) build(ctx context.Context, source, name, binary string) error {
	half := filepath.Join(filepath.Dir(binary), "half-"+name) // ours while we hold the lock; a killed build leaves it behind
	if err := os.RemoveAll(half); err != nil {
		return err
	}
	if err := os.Mkdir(half, 0o750); err != nil {
		return err
	}
	defer os.RemoveAll(half)
	begin := time.Now()
	fmt.Fprintf(os.Stderr, ">>> building %s from its pinned module; this takes some minutes, once\n", name)
	cmd := exec.CommandContext(ctx, "go", "build", "-mod=readonly", "-buildvcs=false", "-ldflags=-s -w", //nolint:gosec // ours
		"-tags", t.tags, "-o", filepath.Join(half, name), t.pack)
	cmd.Dir = source
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building %s in %s: %w\n%s", name, source, err, out)
	}
	if err := os.Rename(filepath.Join(half, name), binary); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, ">>> built %s in %s\n", name, time.Since(begin).Round(time.Second))
	return nil
}

// moduleRoot is the folder of the bank's go.mod, above wherever a test runs.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "tools", "tidb", "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("no folder above the working folder holds tools/tidb: run it inside the bank's source")
		}
	}
}

// digestOf names what a build depends on: everything in the module's folder, the compiler and its target.
func digestOf(source string) (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	var files []string
	for _, pattern := range []string{"go.mod", "go.sum", "*/*.go"} {
		found, err := filepath.Glob(filepath.Join(source, pattern))
		if err != nil {
			return "", err
		}
		files = append(files, found...)
	}
	slices.Sort(files)
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(h, filepath.Base(name))
		_, err = io.Copy(h, f)
		_ = f.Close()
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:16], nil
}
