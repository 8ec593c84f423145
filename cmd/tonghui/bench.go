package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	tonghui "tonghui"
	"tonghui/internal/bench"
	"tonghui/platform/store"
)

var benchCommand = command{
	name: "bench", brief: "measure the bank / 性能测试",
	usage: `
usage: tonghui bench ledger|jobs|backup|auth|payments|eod|batch [--each 5s] [--accounts N] [--big N] [--soak N] [--parties N] [--no-http] [--dir DIR]
       [--dsn mysql://…] [--json]

Posts transfers in process and over HTTP on loopback, durable, with overdraft checks and idempotency, and prints
rate, latency, CPU, bytes and syncs for one transfer, beside the fastest bare writer of the same rows. --big builds an
account with that many postings and measures reading it; --soak posts that many and watches rate and memory.
The databases go to --dir, so choose the disk to measure; they are removed afterwards. --dsn measures a database on a
server (MariaDB, TiDB, MySQL) beside SQLite, several batches at a time; its tables stay.

"jobs" measures jobs a second, "backup" a backup's speed and what posting loses beside it. "auth" measures reads by signed-in
people, by access tokens and by signed requests over 64 connections, beside a bare HTTP server that answers the same bytes, and
the screening of --parties parties against a list of 20,000 names. "payments" measures
payments of signed-in customers beside the ledger's own transfers. "eod" closes three bank dates of --holders interest-bearing
accounts while 500 payments a second go on. "batch" pays a payroll file of --accounts lines, phase by phase.

example:
  tonghui bench ledger --each 3s --big 1000000 --dir /var/tmp`,
	run: runBench,
}

func runBench(ctx context.Context, e *env, flags *flag.FlagSet, args []string) error {
	c := bench.Config{Log: func(s string) { fmt.Fprintln(e.errs, "…", s) }}
	flags.StringVar(&c.Dir, "dir", os.TempDir(), "where the databases go / 数据库目录")
	flags.IntVar(&c.Accounts, "accounts", 100_000, "accounts / 账户数")
	flags.DurationVar(&c.Each, "each", 5*time.Second, "time for each scenario / 每项时长")
	flags.IntVar(&c.Big, "big", 0, "postings of the account that is read / 大账户的记账条数")
	flags.IntVar(&c.Soak, "soak", 0, "transfers of the soak / 持续压力的转账笔数")
	flags.StringVar(&c.DSN, "dsn", "", "measure an empty database on a server too, mysql://… / 同时测试服务器数据库")
	flags.StringVar(&c.Only, "only", "", "run only scenarios whose group is named: inprocess, reads, http, soak, server / 只运行指定组")
	parties := flags.Int("parties", 1_000_000, "of auth: parties to screen; 0 leaves it out / 名单筛查的客户数")
	holders := flags.Int("holders", 1_000_000, "of eod: interest-bearing accounts / 日终测试的计息账户数")
	noHTTP := flags.Bool("no-http", false, "leave the scenarios over HTTP out / 不测 HTTP")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		flags.Usage()
		return errUsage
	}
	switch rest[0] {
	case "ledger":
		if !*noHTTP {
			if c.Binary, err = os.Executable(); err != nil {
				return err
			}
		}
		r, err := bench.Ledger(ctx, c)
		return e.printBench(r, err)
	case "auth":
		if c.Binary, err = os.Executable(); err != nil {
			return err
		}
		r, err := bench.Auth(ctx, bench.AuthConfig{Config: c, Open: openBench, Parties: *parties})
		return e.printBench(r, err)
	case "payments":
		if c.Binary, err = os.Executable(); err != nil {
			return err
		}
		r, err := bench.Payments(ctx, bench.PaymentsConfig{Config: c, Open: openBench})
		return e.printBench(r, err)
	case "batch":
		r, err := bench.Batch(ctx, c)
		return e.printBench(r, err)
	case "eod":
		r, err := bench.EOD(ctx, bench.EODConfig{Config: c, Holders: *holders})
		return e.printBench(r, err)
	case "jobs":
		place := c.Dir
		if c.DSN != "" {
			place = c.DSN
		}
		return bench.Jobs(ctx, e.out, place, c.Each)
	case "backup":
		return bench.Backup(ctx, e.out, c.Dir)
	}
	flags.Usage()
	return errUsage
}

// openBench opens a new bank for a measurement, with its chart, a bank date and the master key where serve looks for it.
func openBench(ctx context.Context, path string) (*bench.AuthBank, error) {
	own := &env{db: path}
	ring, err := own.master("")
	if err != nil {
		return nil, err
	}
	b, _, err := own.open(ctx, store.Options{}, tonghui.Config{Keys: ring})
	if err != nil {
		return nil, err
	}
	if err = prepare(ctx, b, ""); err == nil { // with a head office, where the customers' accounts are kept
		_, _, err = b.Found(ctx, [2]string{"李明", "王芳"}, [2]string{"liming", "wangfang"})
	}
	if err != nil {
		return nil, errors.Join(err, b.Store.Close())
	}
	return &bench.AuthBank{Store: b.Store, Ledger: b.Ledger, Parties: b.Parties, SignIn: b.SignIn, Clients: b.Clients,
		Branch: tonghui.HeadOffice}, nil
}

// printBench prints what was measured before anything failed.
func (e *env) printBench(r *bench.Report, err error) error {
	if r != nil && len(r.Rows) > 0 {
		if e.json {
			err = firstError(err, r.WriteJSON(e.out))
		} else {
			err = firstError(err, r.WriteText(e.out))
		}
	}
	return err
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
