package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"tonghui/base/problem"
)

// command is one sub-command; usage is its help, with an example.
type command struct {
	name, brief, usage string
	run                func(ctx context.Context, e *env, fs *flag.FlagSet, args []string) error
}

// commands in the order of a bank's life.
var commands = []command{initCommand, serveCommand, importCommand, postCommand, statementCommand, verifyCommand, topCommand, backupCommand,
	restoreCommand, drillCommand, keysCommand, clientCommand, demoCommand, witnessCommand, conformCommand, simulateCommand,
	benchCommand, migrateCommand, openapiCommand, versionCommand}

// version is set by the linker.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string) int { return runIn(ctx, newEnv(), args) }

// runIn runs one command line.
func runIn(ctx context.Context, e *env, args []string) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		return help(e, args)
	}
	for _, c := range commands {
		if c.name == args[0] {
			return exit(e, c.run(ctx, e, e.flags(&c), args[1:]))
		}
	}
	fmt.Fprintf(e.errs, "tonghui: unknown command %q / 没有命令 %q\n", args[0], args[0])
	help(e, nil)
	return 2
}

// exit prints an error in both languages and turns it into the exit code.
func exit(e *env, err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		return 2
	case errors.Is(err, errSaid):
		return 1
	}
	p := problem.Of(err)
	if e.json {
		e.printJSON(map[string]any{"code": p.Code, "detail": p.EN, "detailZh": p.ZH, "errors": p.Fields})
	} else {
		fmt.Fprintf(e.errs, "tonghui: %s\n         %s\n", p.EN, p.ZH)
		for _, f := range p.Fields {
			fmt.Fprintf(e.errs, "         %s: %s / %s\n", f.Path, f.EN, f.ZH)
		}
	}
	switch p.Kind {
	case problem.Internal:
		fmt.Fprintf(e.errs, "         %v\n", p.Cause)
		return 4
	case problem.Unavailable:
		if p.Cause != nil {
			fmt.Fprintf(e.errs, "         %v\n", p.Cause)
		}
		return 3
	}
	return 1
}

func help(e *env, args []string) int {
	if len(args) > 1 {
		for _, c := range commands {
			if c.name == args[1] {
				fmt.Fprintln(e.out, strings.TrimSpace(c.usage))
				return 0
			}
		}
	}
	fmt.Fprintln(e.out, "Tonghui 通惠, an open digital bank / 开放数字银行\n\nusage: tonghui COMMAND [flags]   (tonghui help COMMAND)")
	for _, c := range commands {
		fmt.Fprintf(e.out, "  %-10s %s\n", c.name, c.brief)
	}
	return 0
}
