package main

import (
	"context"
	"flag"
	"fmt"

	tonghui "tonghui"
	"tonghui/base/problem"
)

var demoCommand = command{
	name: "demo", brief: "the logins of the demo city / 演示城市的登录信息",
	usage: `
usage: tonghui demo logins|code LOGIN [--db FILE|mysql://…] [--json]

A bank that was opened with serve --demo has a small city in it: people, firms, agencies, staff. "logins" lists who can sign
in; "code" gives somebody's present one-time code. Also beside a running server.

example:
  tonghui demo code chenjianguo --db build/demo.db`,
	run: runDemo,
}

var errNoDemo = problem.New(problem.NotFound, "cli.demo",
	"There is no demo city in this bank. Open one with `tonghui serve --demo`.", "该银行中没有演示城市。请用 tonghui serve --demo 建立。")

func runDemo(ctx context.Context, e *env, flags *flag.FlagSet, args []string) error {
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) == 0 || rest[0] != "logins" && rest[0] != "code" || rest[0] == "code" && len(rest) != 2 {
		flags.Usage()
		return errUsage
	}
	b, err := e.look(ctx, tonghui.Config{})
	if err != nil {
		return err
	}
	defer b.Store.Close()
	all, err := b.City.Logins(ctx)
	if err != nil {
		return errNoDemo.Because(err)
	}
	if rest[0] == "code" {
		code, err := all.Code(rest[1])
		if err == nil {
			fmt.Fprintln(e.out, code)
		}
		return err
	}
	if e.json {
		e.printJSON(all)
		return nil
	}
	fmt.Fprint(e.out, all.Text())
	return nil
}
