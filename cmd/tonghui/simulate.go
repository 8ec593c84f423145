package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"
	"time"

	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/platform/auth/signature"
	"tonghui/platform/observe"
	"tonghui/simulate"
	"tonghui/simulate/clearing"
)

var simulateCommand = command{
	name: "simulate", brief: "play an outside party / 模拟外部系统",
	usage: `
usage: tonghui simulate clearing [--listen HOST:PORT] [--db FILE] [--bank-url URL --bank-key FILE] [--bank-code CODE]
                                 [--participants FILE] [--faults LIST] [--fault-rate 0.1] [--seed N] [--cutoffs TIMES]

Plays a clearing house (清算所) and three other banks behind it, by docs/clearing-protocol.md, in a process of its own with its
own database and key. The contract is at /contract, the desk (messages, positions, cut-off, inbound payments, planted
differences) at /admin. --bank-key is the public key with which the bank signs; it may come later. The house's own public key is
written to DB.pub. --participants is a JSON list of further banks:
code, name, url, publicKey, balance and cap in fen; tonghui conform clearing writes one. --faults are slow, duplicate, late,
wrong, drop, reorder and crash.

example:
  tonghui simulate clearing --bank-url http://localhost:8080 --bank-key bank-clearing.pub --faults slow,duplicate,late`,
	run: runSimulate,
}

var (
	errSimulateWhat = problem.New(problem.Invalid, "cli.simulate",
		"Say what to play: `tonghui simulate clearing`.", "请指明模拟对象：tonghui simulate clearing。")
	errParticipants = problem.New(problem.Invalid, "cli.participants",
		"The list of participants %s can't be read. It is a JSON list of code, name, url, publicKey, balance and cap.",
		"无法读取参与行清单 %s。应为 JSON 列表，含 code、name、url、publicKey、balance、cap。")
)

// playedBanks are the other banks of the demo world.
var playedBanks = []clearing.Participant{
	{Code: "313121001015", Name: "临河银行总行营业部"}, {Code: "313331002028", Name: "东海商业银行"}, {Code: "314521003033", Name: "云岭农村商业银行"},
	{Code: "320651004048", Name: "青禾村镇银行"}, {Code: "316241005059", Name: "北辰银行"},
}

// Each participant of the demo world begins with a hundred million yuan, and may owe ten million in a window.
const (
	startBalance money.Amount = 100_000_000_00
	startCap     money.Amount = 10_000_000_00
)

func runSimulate(ctx context.Context, e *env, flags *flag.FlagSet, args []string) error {
	var o simulate.Options
	read := simulate.Flags(flags, &o, "localhost:8091", "clearing.db")
	bankKey := flags.String("bank-key", "", "file of the bank's public key / 银行签名公钥文件")
	bankCode := flags.String("bank-code", "313100088017", "the bank's CNAPS code / 银行行号")
	list := flags.String("participants", "", "JSON file of further participants / 其他参与行清单")
	keyFile := flags.String("key", "", "file of the house's own key, default the database's name with .key / 清算所密钥文件")
	cuts := flags.String("cutoffs", "10:00,12:00,14:00,16:00,17:00", "ends of the settlement windows, Asia/Shanghai; empty: by hand / 场次截止时间")
	timeout := flags.Duration("timeout", 20*time.Second, "after which a payee's bank is asked for its answer / 查询收款行的等待时间")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 || rest[0] != "clearing" {
		return errSimulateWhat
	}
	if err := read(); err != nil {
		return err
	}
	if *keyFile == "" {
		*keyFile = o.DB + ".key"
	}
	key, _, err := simulate.Key(*keyFile)
	if err != nil {
		return err
	}
	st, err := simulate.Open(ctx, o.DB, clearing.Schema())
	if err != nil {
		return err
	}
	defer st.Close()
	obs := observe.Setup(observe.Config{Version: version})
	house := clearing.New(st, clearing.Options{Key: key, Faults: o.Faults, Timeout: *timeout, CutOffs: cutOffs(*cuts), Log: obs.Log})
	if err := os.WriteFile(strings.TrimSuffix(*keyFile, ".key")+".pub", key.Public().PEM(), 0o644); err != nil { //nolint:gosec // a public key
		return err
	}
	bank := clearing.Participant{Code: *bankCode, Name: "通惠银行", URL: o.BankURL}
	if err := joinAll(ctx, house, *list); err != nil {
		return err
	}
	go joinBank(ctx, house, *bankKey, bank, obs.Log)
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Listen)
	if err != nil {
		return errListen.With(o.Listen).Because(err)
	}
	e.greetHouse(addressOf(o.Listen, listener, false), key)
	return runHouse(ctx, house, listener, obs.Log)
}

func cutOffs(list string) (times []string) {
	for at := range strings.SplitSeq(list, ",") {
		if at = strings.TrimSpace(at); at != "" {
			times = append(times, at)
		}
	}
	return times
}

// joinBank makes the bank a participant as soon as its public key is there: a bank makes its key at its first start.
func joinBank(ctx context.Context, house *clearing.House, file string, bank clearing.Participant, log *slog.Logger) {
	if file == "" {
		return
	}
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for waits := false; ; waits = true {
		text, err := os.ReadFile(file)
		if err == nil {
			bank.PublicKey, bank.Balance, bank.Cap = string(text), startBalance, startCap
			if err = house.Join(ctx, bank); err != nil {
				log.Error("the bank can't join", "error", err)
			}
			return
		}
		if !waits {
			log.Info("waiting for the bank's public key", "file", file)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// joinAll makes the played banks and the listed ones participants; those that are ones already keep their balance.
func joinAll(ctx context.Context, house *clearing.House, list string) error {
	var all []clearing.Participant
	for _, p := range playedBanks {
		p.Played = true
		p.Balance, p.Cap = startBalance, startCap
		all = append(all, p)
	}
	if list != "" {
		text, err := os.ReadFile(list)
		if err != nil {
			return errParticipants.With(list).Because(err)
		}
		var more []clearing.Participant
		if err := json.Unmarshal(text, &more); err != nil {
			return errParticipants.With(list).Because(err)
		}
		all = append(all, more...)
	}
	for _, p := range all {
		if err := house.Join(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func runHouse(ctx context.Context, house *clearing.House, l net.Listener, log *slog.Logger) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan error, 1)
	go func() {
		done <- house.Run(ctx)
		stop() // a house that can't work doesn't answer either
	}()
	err := simulate.Serve(ctx, l, house.Handler(), log)
	stop()
	if worked := <-done; err == nil {
		err = worked
	}
	return err
}

func (e *env) greetHouse(url string, key *signature.PrivateKey) {
	pem := string(key.Public().PEM())
	if e.json {
		e.printJSON(map[string]any{"url": url, "code": clearing.DefaultCode, "publicKey": pem, "keyId": signature.KeyID(clearing.DefaultCode, key.Public())})
		return
	}
	fmt.Fprintf(e.out, `清算所模拟器已启动 / the clearing house is ready

  address / 地址        %s
  code / 行号           %s
  contract / 接口契约   %[1]s/contract
  desk / 控制台         %[1]s/admin
  public key / 公钥
%[3]s
Ctrl-C stops it / 按 Ctrl-C 停止
`, url, clearing.DefaultCode, pem)
}
