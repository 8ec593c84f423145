package main

import (
	"context"
	"encoding/hex"
	"errors"
	"flag"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	tonghui "tonghui"
	"tonghui/base/calendar"
	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/blob"
	"tonghui/platform/observe"
	"tonghui/platform/store"
)

var serveCommand = command{
	name: "serve", brief: "start the bank / 启动银行",
	usage: `
usage: tonghui serve [--db FILE|mysql://…] [--addr HOST:PORT] [--demo] [--master-key KEY] [--files PLACE] [--origin URL,…]
       [--tls-cert FILE --tls-key FILE [--tls-clients FILE]] [--audit-key FILE] [--audit-checkpoints FILE]
       [--audit-witness URL=KEY,…] [--otlp URL] [--clearing URL --clearing-key FILE --clearing-trust FILE]

Opens (or creates) the database, migrates it, and serves the web faces and the API until it is interrupted; then it
finishes the requests that it has begun. Nobody gets in before tonghui init has made two administrators; --demo builds a
small city instead, and prints its logins.

Identity numbers, phones, addresses and documents are sealed under a master key: a file, env:NAME or
kms:https://host:8200/v1/transit/KEY; by default the file DB.master.key, made at the first start. Keep a copy of it apart
from the backups: without it they can't be read.

Passkeys and cookies are bound to --origin, by default the address served; behind a proxy name the address that people
see. --tls-clients is a file of the certificate authorities whose client certificates are asked for (mTLS).

The audit log is signed with the key in DB.audit.key, made at the first start, and its checkpoints are kept in
DB.checkpoints: neither belongs beside the backups. The public key is printed; a second party watches the log with
tonghui witness, whose own public key goes into --audit-witness.

Other banks are reached through the clearing house at --clearing. The bank signs with --clearing-key, by default the file
DB.clearing.key, made at the first start with its public half beside it in DB.clearing.pub, and believes the house's key in
--clearing-trust. Without a house payments to other banks wait.

On a server (MariaDB, TiDB, MySQL) several processes serve one bank side by side; each takes a free node number. They
share their keys and documents, so give each the same --audit-key, --master-key and --files.

example:
  tonghui serve --db bank.db --addr localhost:8080
  TONGHUI_DB=mysql://bank@localhost:3306/bank tonghui serve --audit-key /etc/tonghui/audit.key
  tonghui serve --db bank.db --audit-witness http://localhost:8090=witness.example/w1+1a2b3c4d+BA…
  tonghui serve --db demo.db --demo`,
	run: runServe,
}

// serveFlags are what an operator may set.
type serveFlags struct {
	addr, logLevel           string
	demo                     bool
	master, files, origin    string
	tls                      tlsFlags
	sealKeyFile              string
	logJSON, logAll          bool
	inFlight, queue, cacheMB int
	node, lanes              int
	openDay, otlp            string
	audit                    auditFlags
	clearing                 clearingFlags
}

func (f *serveFlags) register(fs *flag.FlagSet) {
	fs.StringVar(&f.addr, "addr", "localhost:8080", "address to serve at / 监听地址")
	fs.BoolVar(&f.demo, "demo", false, "build the demo city and print its logins / 建立演示城市并显示登录信息")
	fs.StringVar(&f.master, "master-key", "", "master key of protected values: a file, env:NAME or kms:URL; default DB.master.key / 主密钥")
	fs.StringVar(&f.files, "files", "", "where documents are kept, a folder or s3://…; default DB.files / 文件存放处")
	fs.StringVar(&f.origin, "origin", "", "addresses at which people see the bank, several separated by commas; default the address served / 对外网址")
	f.tls.register(fs)
	fs.StringVar(&f.sealKeyFile, "seal-key-file", "", "file of 64 hex digits: seal remembered answers with this AES-256 key / 加密密钥文件")
	fs.StringVar(&f.logLevel, "log-level", "info", "debug, info, warn or error / 日志级别")
	fs.BoolVar(&f.logJSON, "log-json", false, "log JSON lines / 以 JSON 记日志")
	fs.BoolVar(&f.logAll, "log-all", false, "log every request, not only refused ones / 记录全部请求")
	fs.IntVar(&f.inFlight, "max-in-flight", 0, "requests worked on at once; default 1024 / 并发请求上限")
	fs.IntVar(&f.queue, "max-queue", 0, "writes that may wait; default 8192 / 写入排队上限")
	fs.IntVar(&f.cacheMB, "cache-mb", 0, "page cache in MiB / 页缓存大小")
	fs.IntVar(&f.node, "node", 0, "number of this process on a server's database, 1 to 31; default a free one / 节点号")
	fs.IntVar(&f.lanes, "lanes", 0, "writers on a server's database, 1 to 8; default 4 / 写入通道数")
	fs.StringVar(&f.otlp, "otlp", "", "send traces to this OTLP/HTTP collector, http://host:4318 / 链路追踪采集器地址")
	f.audit.register(fs)
	f.clearing.register(fs)
	fs.StringVar(&f.openDay, "open-day", "", "bank date to open if the bank has none yet; default today / 首个会计日期")
}

func runServe(ctx context.Context, e *env, flags *flag.FlagSet, args []string) error {
	var f serveFlags
	f.register(flags)
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if err := arguments(flags, rest, 0); err != nil {
		return err
	}
	level, err := observe.ParseLevel(f.logLevel)
	if err != nil {
		return errBadFlag.With("log-level", err)
	}
	if err := firstError(observe.CheckOTLP(f.otlp), f.checkOrigin()); err != nil {
		return err
	}
	obs := observe.Setup(observe.Config{JSON: f.logJSON, Level: level, Version: version, OTLP: f.otlp})
	defer closeTraces(ctx, obs)
	slog.SetDefault(obs.Log)
	secure, err := f.tls.config()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", f.addr)
	if err != nil {
		return errListen.With(f.addr).Because(err)
	}
	url := addressOf(f.addr, listener, secure != nil)
	b, err := e.openServer(ctx, &f, url, app.Config{Observer: obs, MaxInFlight: f.inFlight, TLS: secure})
	if err != nil {
		_ = listener.Close()
		return err
	}
	obs.Metrics.WatchStore(b.Store)
	app.Watch(obs.Metrics, b.Jobs, b.Audit)
	obs.Metrics.WatchLedger(func() observe.LedgerStats { return ledgerStats(ctx, b) })
	if note := backupNote(e.db); note != "" {
		obs.Metrics.WatchBackupFile(note, obs.Log)
	}
	if err := e.openDoors(ctx, b, &f, url); err != nil {
		_ = listener.Close()
		return errors.Join(err, b.Store.Close())
	}
	sequencing, stop := context.WithCancel(context.WithoutCancel(ctx))
	var sequencer sync.WaitGroup
	sequencer.Go(func() { b.Audit.Run(sequencing) })
	sequencer.Go(func() { b.Vault.Run(sequencing) })
	err = b.App.Serve(obs.Traced(ctx), listener)
	stop() // after the last request, so that its notes are signed too
	sequencer.Wait()
	return errors.Join(err, b.Store.Close())
}

// openServer opens the bank as a server needs it: migrated, with its chart and first day.
func (e *env) openServer(ctx context.Context, f *serveFlags, url string, cfg app.Config) (*tonghui.Bank, error) {
	var err error
	if f.sealKeyFile != "" {
		if cfg.Sealer, err = sealer(f.sealKeyFile); err != nil {
			return nil, err
		}
	}
	if f.logAll {
		cfg.AccessLog = app.LogAll
	}
	signing, made, err := f.audit.signing(e)
	if err != nil {
		return nil, err
	}
	signing.Logger = cfg.Observer.Log
	bank := tonghui.Config{App: cfg, Audit: signing, Site: f.site(url)}
	if bank.Keys, err = e.master(f.master); err != nil {
		return nil, err
	}
	if bank.Files, err = blob.Open(e.beside(f.files, ".files")); err != nil {
		return nil, err
	}
	if bank.Clearing, err = f.clearing.house(ctx, e); err != nil {
		return nil, err
	}
	b, _, err := e.open(ctx, store.Options{Queue: f.queue, CacheMB: f.cacheMB, Address: url, Node: f.node, Lanes: f.lanes}, bank)
	if err != nil {
		return nil, err
	}
	if err = f.audit.sameLog(ctx, e, b, made); err == nil {
		err = b.Unseal(ctx)
	}
	if err == nil && f.demo { // before a day is open: the city has sixty of its own
		_, err = b.Demo(ctx)
	}
	if err == nil {
		err = prepare(ctx, b, f.openDay)
	}
	if err == nil {
		err = b.Screening.Warm(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, b.Store.Close())
	}
	return b, nil
}

// ledgerStats says how the ledger stands, for metrics. A bank that can't be read shows no bank date.
func ledgerStats(ctx context.Context, b *tonghui.Bank) observe.LedgerStats {
	counted := b.Ledger.Stats()
	s := observe.LedgerStats{Entries: counted.Entries.Load(), Postings: counted.Postings.Load(), Refused: counted.Refused()}
	const recent = 3 // the open date and those that may still be closing
	days, err := b.Ledger.Days(ctx, calendar.MaxDate, recent)
	if err != nil {
		return s
	}
	for _, d := range days {
		switch d.State {
		case ledger.DayOpen:
			s.BankDate = d.Date.In(bankZone)
		case ledger.DayClosing:
			s.Closing++
		default:
		}
	}
	return s
}

// closeTraces sends what is left of them.
func closeTraces(ctx context.Context, obs *observe.Observer) {
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := obs.Close(last); err != nil {
		obs.Log.Warn("the last traces could not be sent", "error", err)
	}
}

// sealer reads the key that seals the answers which idempotency keys remember.
func sealer(path string) (app.Sealer, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, errSealKey.With(path).Because(err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != 32 {
		return nil, errSealKey.With(path)
	}
	return app.NewAESSealer(key)
}

// addressOf is where the server answers, by the name that it was given: web sign-in needs a name, not a number.
func addressOf(addr string, l net.Listener, secure bool) string {
	host, _, _ := net.SplitHostPort(addr)
	_, port, _ := net.SplitHostPort(l.Addr().String())
	if host == "" {
		host = "localhost"
	}
	if secure {
		return "https://" + net.JoinHostPort(host, port)
	}
	return "http://" + net.JoinHostPort(host, port)
}

// prepare gives a new bank its chart of accounts, its first day, and what it needs to do business.
func prepare(ctx context.Context, b *tonghui.Bank, openDay string) error {
	day := calendar.FromTime(b.Store.Now().In(bankZone))
	if openDay != "" {
		var err error
		if day, err = calendar.Parse(openDay); err != nil {
			return err
		}
	}
	err := b.Store.Update(ctx, func(tx *store.Tx) error {
		if err := b.Ledger.SeedChart(tx); err != nil {
			return err
		}
		if _, open := tx.BankDate(); open {
			return nil
		}
		return b.Ledger.OpenDay(tx, day)
	})
	if err != nil {
		return err
	}
	return b.Furnish(ctx)
}

// bankZone is China's: one time the whole year.
var bankZone = time.FixedZone("CST", 8*60*60)
