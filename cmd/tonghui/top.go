package main

import (
	"context"
	"errors"
	"flag"
	"io/fs"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"tonghui/base/problem"
	"tonghui/platform/observe/top"
	"tonghui/platform/store"
)

var topCommand = command{
	name: "top", brief: "watch the running bank / 实时监视",
	usage: `
usage: tonghui top [--server URL] [--db FILE] [--client-file FILE] [--every 1s] [--lang zh|en] [--ascii] [--once] [--json]

Shows once a second what the bank does: transfers and requests a second, latencies, queues, commits, jobs, audit log,
backup, and what it refuses. Figures that need attention are marked ! or !! by the bounds of the alert rules. The
server is the one that has the database open, unless --server names another; on another machine it asks for the API client
of --client-file. Without a terminal, or with --once, it
prints one frame and ends; --json prints the figures. Keys: q quit, p pause, l language, h help.

example:
  tonghui top --db bank.db
  tonghui top --once --json`,
	run: runTop,
}

var (
	errNoServer = problem.New(problem.Unavailable, "cli.no_server",
		"No server has the database %s open, so there is nothing to watch. Start one with `tonghui serve`, or name one with --server.",
		"没有服务正在使用数据库 %s，无可监视。请用 tonghui serve 启动，或以 --server 指定服务。")
	errTopEvery = problem.New(problem.Invalid, "cli.top_every",
		"--every must lie between 100ms and 1m.", "--every 应在 100ms 与 1m 之间。")
	errTopLang = problem.New(problem.Invalid, "cli.top_lang", "--lang must be zh or en.", "--lang 应为 zh 或 en。")
)

func runTop(ctx context.Context, e *env, flags *flag.FlagSet, args []string) error {
	server := flags.String("server", "", "URL of a server; default the one that has the database open / 服务地址")
	clientFile := clientFlag(flags)
	every := flags.Duration("every", time.Second, "time between two readings / 刷新间隔")
	lang := flags.String("lang", "", "zh or en; default that of the terminal / 语言")
	plain := flags.Bool("ascii", false, "draw with ASCII only / 仅用 ASCII 绘制")
	once := flags.Bool("once", false, "print one frame and end / 只输出一次")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if err := arguments(flags, rest, 0); err != nil {
		return err
	}
	if *every < 100*time.Millisecond || *every > time.Minute {
		return errTopEvery
	}
	style, err := styleOf(*lang)
	if err != nil {
		return err
	}
	style.Plain = *plain
	source, err := e.source(ctx, *server, *clientFile)
	if err != nil {
		return err
	}
	out, terminal := e.out.(*os.File)
	terminal = terminal && term.IsTerminal(int(out.Fd())) && term.IsTerminal(int(os.Stdin.Fd()))
	style.Colour = terminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	if terminal {
		if w, _, err := term.GetSize(int(out.Fd())); err == nil {
			style.Width = w
		}
		if !*once && !e.json {
			return top.Watch(ctx, os.Stdin, out, source, *every, style)
		}
	}
	figures, err := top.Once(ctx, source, *every)
	if err != nil {
		return (&caller{base: source.URL}).failed(err)
	}
	if e.json {
		e.printJSON(figures)
		return nil
	}
	var h top.History
	h.Add(figures)
	return h.Print(e.out, style)
}

// styleOf reads the language, and the width that scripts set.
func styleOf(lang string) (top.Style, error) {
	style := top.Style{Width: 80}
	if lang == "" {
		for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
			if v := os.Getenv(name); v != "" {
				style.Chinese = strings.HasPrefix(v, "zh")
				break
			}
		}
		return style, nil
	}
	if lang != "zh" && lang != "en" {
		return style, errTopLang
	}
	style.Chinese = lang == "zh"
	return style, nil
}

// source finds the server, and the client by which another machine's server shows its metrics; on this machine everybody
// sees them.
func (e *env) source(ctx context.Context, server, clientFile string) (*top.Source, error) {
	if server == "" {
		if server = store.ServerOf(e.db); server == "" {
			return nil, errNoServer.With(store.HidePassword(e.db))
		}
	}
	s := &top.Source{URL: server}
	path := e.beside(clientFile, ".client")
	if _, err := os.Stat(path); clientFile == "" && (errors.Is(err, fs.ErrNotExist) || here(server)) {
		return s, nil
	}
	c, err := dial(ctx, server, path)
	if err != nil {
		return nil, err
	}
	s.Client = c.http
	return s, nil
}

// here reports whether an address is of this machine.
func here(server string) bool {
	u, err := url.Parse(server)
	return err == nil && (u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback())
}
