package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"

	tonghui "tonghui"
	"tonghui/demo/pkdd99"
	"tonghui/platform/store"
)

var importCommand = command{
	name: "import", brief: "book a bank's records / 导入银行数据",
	usage: `
usage: tonghui import pkdd99 DIR [--db FILE] [--refused FILE] [--lang zh|en] [--json]
       tonghui import generate DIR [--accounts N] [--months N] [--seed N] [--exact] [--json]

pkdd99 reads a bank in the format of the PKDD'99 challenge from DIR and books every transaction through the ledger,
day by day, then prints how the books compare with that bank's own balances. It may be repeated and continues where
it was interrupted. generate writes an invented bank in the same format.

An import needs the database alone: stop the server first.

example:
  tonghui import generate ./bank --accounts 1000 --months 6
  tonghui import pkdd99 ./bank --db bank.db`,
	run: runImport,
}

// importFlags are those of both kinds of import.
type importFlags struct {
	refused, lang string
	generate      pkdd99.GenerateOptions
}

func runImport(ctx context.Context, e *env, flags *flag.FlagSet, args []string) error {
	var f importFlags
	flags.StringVar(&f.refused, "refused", "", "file for every refused record, as JSON lines / 被拒记录输出文件")
	flags.StringVar(&f.lang, "lang", "", "zh, en or both; default both / 报告语言")
	flags.IntVar(&f.generate.Accounts, "accounts", 1000, "accounts to invent / 账户数")
	flags.IntVar(&f.generate.Months, "months", 6, "months to invent / 月数")
	flags.Uint64Var(&f.generate.Seed, "seed", 1, "another seed is another bank / 随机种子")
	flags.BoolVar(&f.generate.Exact, "exact", false, "don't round figures to 0.10 / 金额不舍入")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if err := arguments(flags, rest, 2); err != nil {
		return err
	}
	switch rest[0] {
	case "pkdd99":
		return e.importBank(ctx, rest[1], &f)
	case "generate":
		return e.generateBank(rest[1], f.generate)
	}
	return errImportKind.With(rest[0])
}

func (e *env) importBank(ctx context.Context, dir string, f *importFlags) (err error) {
	if server := store.ServerOf(e.db); server != "" {
		return errServerRuns.With(server)
	}
	ring, err := e.master("")
	if err != nil {
		return err
	}
	b, _, err := e.open(ctx, store.Options{}, tonghui.Config{Keys: ring})
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, b.Store.Close()) }()
	if err := b.Unseal(ctx); err != nil {
		return err
	}
	opt := pkdd99.Options{}
	if f.refused != "" {
		file, err := os.Create(f.refused)
		if err != nil {
			return errRefusedFile.With(f.refused).Because(err)
		}
		w := bufio.NewWriter(file)
		defer func() { err = firstError(err, w.Flush(), file.Close()) }()
		opt.Refusals = w
	}
	bar := e.progress("import / 导入")
	opt.Progress = bar.set
	ctx = store.WithActor(ctx, store.Actor{Person: "operator", Hat: "bootstrap", Client: "import"})
	report, err := pkdd99.Import(ctx, pkdd99.Deps{Store: b.Store, Ledger: b.Ledger, Parties: b.Parties, Branches: b.Branches}, dir, opt)
	bar.end()
	if report == nil {
		return err
	}
	if e.json {
		e.printJSON(report)
		return err
	}
	for _, lang := range []string{"zh", "en"} {
		if f.lang == "" || f.lang == lang {
			err = firstError(err, report.Write(e.out, pkdd99.Lang(lang)))
			fmt.Fprintln(e.out)
		}
	}
	return err
}

func (e *env) generateBank(dir string, opt pkdd99.GenerateOptions) error {
	bar := e.progress("generate / 生成")
	opt.Progress = bar.set
	made, err := pkdd99.Generate(dir, opt)
	bar.end()
	if err != nil {
		return err
	}
	if e.json {
		e.printJSON(made)
		return nil
	}
	fmt.Fprintf(e.out, "%s: %d accounts / 账户, %d clients / 客户, %d transactions / 交易, to / 至 %s\n",
		made.Dir, made.Accounts, made.Clients, made.Transactions, made.LastDay)
	return nil
}
