package main

import (
	"context"
	"flag"
	"fmt"
	"runtime"

	tonghui "tonghui"
	"tonghui/platform/store"
)

var migrateCommand = command{
	name: "migrate", brief: "bring a database to this version's schema / 升级数据库结构",
	usage: `
usage: tonghui migrate [--db FILE] [--json]

Creates the database if it is missing, and applies the schema files that it lacks. The server does the same when it
starts. A database of a newer version is refused.

example:
  tonghui migrate --db /var/lib/tonghui/bank.db`,
	run: runMigrate,
}

var versionCommand = command{
	name: "version", brief: "print the version / 显示版本",
	usage: `
usage: tonghui version [--json]

example:
  tonghui version`,
	run: runVersion,
}

func runMigrate(ctx context.Context, e *env, fs *flag.FlagSet, args []string) error {
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if err := arguments(fs, rest, 0); err != nil {
		return err
	}
	b, applied, err := e.open(ctx, store.Options{}, tonghui.Config{})
	if err != nil {
		return err
	}
	defer b.Store.Close()
	if e.json {
		e.printJSON(map[string]any{"db": store.HidePassword(e.db), "applied": applied})
		return nil
	}
	for _, f := range applied {
		fmt.Fprintln(e.out, "applied / 已执行", f)
	}
	fmt.Fprintln(e.out, store.HidePassword(e.db), "is up to date / 数据库结构已为最新")
	return nil
}

// open opens the bank for writing, which takes its lock, and migrates it.
func (e *env) open(ctx context.Context, opt store.Options, cfg tonghui.Config) (*tonghui.Bank, []string, error) {
	cfg.App.Version = version
	b, err := tonghui.Open(ctx, e.db, opt, cfg)
	if err != nil {
		return nil, nil, err
	}
	applied, err := b.Migrate(ctx, version)
	if err != nil {
		_ = b.Store.Close()
		return nil, nil, err
	}
	return b, applied, nil
}

// look opens the bank for reading, beside whoever writes it.
func (e *env) look(ctx context.Context, cfg tonghui.Config) (*tonghui.Bank, error) {
	b, err := tonghui.Open(ctx, e.db, store.Options{ReadOnly: true}, cfg)
	if err != nil {
		return nil, err
	}
	if err := b.Migrated(ctx); err != nil {
		_ = b.Store.Close()
		return nil, err
	}
	return b, nil
}

func runVersion(_ context.Context, e *env, fs *flag.FlagSet, args []string) error {
	if _, err := parse(fs, args); err != nil {
		return err
	}
	if e.json {
		e.printJSON(map[string]string{"version": version, "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH})
		return nil
	}
	fmt.Fprintf(e.out, "tonghui %s (%s, %s/%s)\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}
