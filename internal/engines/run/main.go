// Command run starts a database server, runs a command with its address in TONGHUI_TEST_DSN, and stops the server, whatever
// became of the command. It ends with the command's exit code.
//
//	go run ./internal/engines/run mariadb|tidb|galera|tidb-cluster [--name=value …] -- COMMAND…
//
// What stands before the two dashes goes to the server (mariadb and tidb). TONGHUI_TEST_ENGINE holds its name;
// with tidb, TONGHUI_DUMPLING is the program that backs it up.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"tonghui/internal/engines"
)

func main() {
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "engines:", err)
	}
	os.Exit(code)
}

// run answers the exit code, and why when it is not the command's own.
func run(args []string) (int, error) {
	dashes := slices.Index(args, "--")
	if dashes < 1 || dashes == len(args)-1 {
		return 2, errors.New("say: run mariadb|tidb|galera|tidb-cluster [--name=value …] -- COMMAND…")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	ctx, orphaned := context.WithCancel(ctx)
	defer orphaned()
	go watchParent(orphaned)

	begin := time.Now()
	dsn, server, err := start(ctx, args[0], engines.Options{Settings: args[1:dashes]})
	if err != nil {
		return 1, err
	}
	defer server.Close()
	fmt.Fprintf(os.Stderr, ">>> %s is up after %s\n", args[0], time.Since(begin).Round(100*time.Millisecond))

	cmd := exec.CommandContext(ctx, args[dashes+1], args[dashes+2:]...) //nolint:gosec // the caller's own command
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), "TONGHUI_TEST_DSN="+dsn, "TONGHUI_TEST_ENGINE="+args[0])
	if args[0] == "tidb" {
		dumpling, err := engines.Tool(ctx, "dumpling")
		if err != nil {
			return 1, err
		}
		cmd.Env = append(cmd.Env, "TONGHUI_DUMPLING="+dumpling)
	}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 20 * time.Second
	err = cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() > 0 {
		return exit.ExitCode(), nil
	}
	if err != nil {
		return 1, err
	}
	return 0, nil
}

// start starts an engine; the address is that of the server, or of the node that takes the writes.
func start(ctx context.Context, name string, opt engines.Options) (string, io.Closer, error) {
	switch name {
	case "mariadb", "tidb":
		begin := engines.MariaDB
		if name == "tidb" {
			begin = engines.TiDB
		}
		s, err := begin(ctx, opt)
		if err != nil {
			return "", nil, err
		}
		return s.DSN(""), s, nil
	case "galera":
		g, err := engines.NewGalera(ctx, opt)
		if err != nil {
			return "", nil, err
		}
		return g.Nodes[0].DSN(""), g, nil
	case "tidb-cluster":
		c, err := engines.NewCluster(ctx, opt)
		if err != nil {
			return "", nil, err
		}
		return c.SQL[0].DSN(""), c, nil
	}
	return "", nil, fmt.Errorf("no engine %q: mariadb, tidb, galera, tidb-cluster", name)
}

// watchParent ends all when the parent is gone: nobody reads the outcome any more, and servers must not stay behind.
func watchParent(gone func()) {
	for parent := os.Getppid(); os.Getppid() == parent; {
		time.Sleep(500 * time.Millisecond)
	}
	gone()
}
