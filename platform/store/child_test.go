package store

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// childRole is the variable that makes the test binary play another process.
const childRole = "TONGHUI_STORE_TEST_CHILD"

// child is what the other process does; it returns its exit code.
func child() int {
	path := os.Getenv("TONGHUI_STORE_TEST_PATH")
	var err error
	switch os.Getenv(childRole) {
	case "hold":
		err = childHolds(path)
	case "book":
		err = childBooks(path)
	default:
		err = fmt.Errorf("no such role")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// startChild runs the test binary in a role, with pipes for its input and output.
func startChild(t *testing.T, role, path string) (*exec.Cmd, *os.File, *os.File) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), childRole+"="+role, "TONGHUI_STORE_TEST_PATH="+path)
	cmd.Stderr = os.Stderr
	inR, inW, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	outR, outW, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdin, cmd.Stdout = inR, outW
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = inR.Close()
	_ = outW.Close()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = inW.Close()
		_ = outR.Close()
	})
	return cmd, inW, outR
}
