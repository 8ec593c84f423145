package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	tonghui "tonghui"
	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

var verifyCommand = command{
	name: "verify", brief: "prove the books / 核对全部账务",
	usage: `
usage: tonghui verify [--full] [--db FILE|mysql://…] [--master-key KEY] [--audit-key FILE] [--audit-checkpoints FILE]
       [--audit-witness URL=KEY,…] [--json]

Re-derives balances from postings and proves them: every entry sums to zero, every chain, balance, hold, freeze,
segment and general-ledger total agrees. Then proves the audit log and every row that it speaks of, names table and
row of what was changed, inserted or deleted, and compares the log with the checkpoints outside the database (by
default DB.checkpoints) and with what the named witnesses remember: a database put back to an older state contradicts
them. --audit-key is the log's key or its public half (default DB.audit.key).

Without --full it goes on from where the last verification of this database ended. Works beside a running server, but
then leaves no mark of how far it came. Exit code 1 means that something doesn't prove.

example:
  tonghui verify --full --db bank.db
  tonghui verify --full --db restored.db --audit-key bank.db.audit.pub --audit-checkpoints /mnt/other/bank.checkpoints`,
	run: runVerify,
}

// lookAlone opens the bank with its lock, so that a verification can note how far it came, or only for reading when
// another process has it or it can't be written.
func (e *env) lookAlone(ctx context.Context, cfg tonghui.Config) (*tonghui.Bank, error) {
	if _, err := os.Stat(e.db); err != nil && !store.IsDSN(e.db) {
		return nil, store.ErrNoDatabase.Because(err)
	}
	b, err := tonghui.Open(ctx, e.db, store.Options{}, cfg)
	if err != nil {
		return e.look(ctx, cfg)
	}
	if err := b.Migrated(ctx); err != nil {
		_ = b.Store.Close()
		return nil, err
	}
	return b, nil
}

func runVerify(ctx context.Context, e *env, flags *flag.FlagSet, args []string) error {
	full := flags.Bool("full", false, "from the first entry on / 自首笔分录起全部核对")
	master := flags.String("master-key", "", "master key of protected values, as for serve; default DB.master.key if it is there / 主密钥")
	var af auditFlags
	af.register(flags)
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if err := arguments(flags, rest, 0); err != nil {
		return err
	}
	outside, opt, err := af.checking(ctx, e)
	if err != nil {
		return err
	}
	ring, err := e.masterThere(*master)
	if err != nil {
		return err
	}
	b, err := e.lookAlone(ctx, tonghui.Config{App: app.Config{Version: version}, Audit: outside, Keys: ring})
	if err != nil {
		return err
	}
	defer b.Store.Close()
	if ring == nil {
		fmt.Fprintln(e.errs, "· without the master key protected values are not opened; give --master-key / 未提供主密钥，不核对受保护数据")
	} else if err := b.Vault.Refresh(ctx); err != nil {
		return err
	}
	bar := e.progress("verify / 核对")
	report, err := b.Ledger.Check(ctx, ledger.CheckOptions{Full: *full, Progress: bar.set})
	bar.end()
	if err != nil {
		return err
	}
	opt.Full = *full
	log, err := b.Audit.Check(ctx, opt)
	if err != nil {
		return err
	}
	n := report.Errors + log.Errors
	if e.json {
		e.printJSON(verifiedOf(report, log))
	} else {
		e.printVerified(report, log)
	}
	switch {
	case n > 0 && e.json:
		return errSaid
	case n > 0:
		return errFindings.With(n)
	}
	if err := checkRooms(ctx, b); err != nil {
		return err
	}
	switch {
	case e.json:
	case report.Full:
		fmt.Fprintln(e.out, "✓ every balance proves / 全部账务相符")
	default:
		fmt.Fprintln(e.out, "✓ all that moved since the last verification proves; --full proves everything / "+
			"上次核对以来的变动全部相符；--full 可核对全部账务")
	}
	return nil
}

// printVerified prints what was compared and what was found.
func (e *env) printVerified(report *ledger.CheckReport, log *audit.CheckReport) {
	fmt.Fprintf(e.out, "entries / 分录 %d, postings / 记账 %d, accounts / 账户 %d, %s\n", report.Entries, report.Postings,
		report.Accounts, report.Took.Round(time.Millisecond))
	for _, f := range report.Findings {
		mark := "✗"
		if f.Notice {
			mark = "·"
		}
		fmt.Fprintf(e.out, "  %s %s\n    %s\n    %s\n", mark, f.Code, f.EN, f.ZH)
	}
	e.printAudit(log)
}

// checkRooms proves the other rooms' own invariants.
func checkRooms(ctx context.Context, b *tonghui.Bank) error {
	upTo, err := b.Store.Seq(ctx)
	if err != nil {
		return err
	}
	for _, m := range b.App.Modules() {
		if m.Check == nil || m.Name == "ledger" || m.Name == "audit" {
			continue
		}
		if err := m.Check(ctx, b.Store, upTo); err != nil {
			return err
		}
	}
	return nil
}
