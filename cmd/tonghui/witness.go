package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"tonghui/base/problem"
	"tonghui/platform/audit/checkpoint"
	"tonghui/platform/audit/witness"
	"tonghui/platform/observe"
)

var witnessCommand = command{
	name: "witness", brief: "watch a bank's audit log as a second party / 见证银行的审计日志",
	usage: `
usage: tonghui witness --log-key FILE|KEY [--origin NAME] [--addr HOST:PORT] [--name NAME] [--key FILE] [--state FILE]

Cosigns the checkpoints of a bank's audit log, each only if it continues the one before (C2SP tlog-witness). It is run
by another party than the bank, on its own machine, with its own key and its own state. --log-key is the public key that
the bank has published (name+hash+key), or a file of it; several are separated by commas. The witness's key is made at
the first start, and its public key is printed: the bank gives it to tonghui serve. A witness that has lost its state
must be retired together with its key.

example:
  tonghui witness --log-key bank.pub --name witness.example/w1 --addr localhost:8090`,
	run: runWitness,
}

var (
	errNoLogKey = problem.New(problem.Invalid, "cli.log_key",
		"A witness must know which log it watches. Give the bank's public key with --log-key.", "见证方须知道所见证的日志。请用 --log-key 给出银行的公钥。")
	errOrigin = problem.New(problem.Invalid, "cli.origin",
		"The key given with --log-key belongs to the log %s, not to %s. Check which of the two is meant.",
		"--log-key 给出的公钥属于日志 %s，而非 %s。请核对二者。")
)

func runWitness(ctx context.Context, e *env, flags *flag.FlagSet, args []string) error {
	addr := flags.String("addr", "localhost:8090", "address to serve at / 监听地址")
	logKeys := flags.String("log-key", "", "public key of the log, or a file of it; several separated by commas / 日志公钥或其文件")
	origin := flags.String("origin", "", "name of the log, checked against its key / 日志标识")
	name := flags.String("name", "witness.tonghui.example/w1", "name of the witness / 见证方名称")
	keyFile := flags.String("key", "witness.key", "file of the witness's own key / 见证方密钥文件")
	stateFile := flags.String("state", "witness.state", "file of what it has cosigned / 状态文件")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if err := arguments(flags, rest, 0); err != nil {
		return err
	}
	logs, err := logVerifiers(*logKeys, *origin)
	if err != nil {
		return err
	}
	if _, err := os.Stat(*keyFile); err == nil && !given(flags, "name") {
		*name = "" // the key has one
	}
	key, err := checkpoint.LoadOrMakeKey(*keyFile, *name)
	if err != nil {
		return err
	}
	state, err := witness.OpenState(*stateFile)
	if err != nil {
		return err
	}
	defer func() { _ = state.Close() }()
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		return errListen.With(*addr).Because(err)
	}
	obs := observe.Setup(observe.Config{Version: version})
	w := witness.New(witness.Config{Key: key, Logs: logs, State: state, Now: time.Now, Log: obs.Log})
	url := addressOf(*addr, listener, false)
	e.greetWitness(url, w.Key(), logs)
	return serveWitness(ctx, listener, w, obs.Log)
}

// logVerifiers reads the public keys of the logs.
func logVerifiers(keys, origin string) (logs []note.Verifier, err error) {
	for k := range strings.SplitSeq(keys, ",") {
		if k = strings.TrimSpace(k); k == "" {
			continue
		}
		v, err := checkpoint.LoadVerifier(k)
		if err != nil {
			return nil, err
		}
		if origin != "" && v.Name() != origin {
			return nil, errOrigin.With(v.Name(), origin)
		}
		logs = append(logs, v)
	}
	if len(logs) == 0 {
		return nil, errNoLogKey
	}
	return logs, nil
}

// given tells whether a flag was set, on the command line or by the environment.
func given(fs *flag.FlagSet, name string) (set bool) {
	fs.Visit(func(f *flag.Flag) { set = set || f.Name == name })
	return set
}

func (e *env) greetWitness(url, key string, logs []note.Verifier) {
	var names []string
	for _, l := range logs {
		names = append(names, l.Name())
	}
	if e.json {
		e.printJSON(map[string]any{"url": url, "key": key, "logs": names})
		return
	}
	fmt.Fprintf(e.out, `见证方已启动 / the witness is ready

  address / 地址        %s
  public key / 公钥     %s
  logs / 所见证日志     %s

Ctrl-C stops it / 按 Ctrl-C 停止
`, url, key, strings.Join(names, ", "))
}

// serveWitness serves until the context ends, then finishes what it has begun.
func serveWitness(ctx context.Context, l net.Listener, w *witness.Witness, log *slog.Logger) error {
	srv := &http.Server{Handler: w, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	done := make(chan error, 1)
	go func() {
		<-ctx.Done()
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		done <- srv.Shutdown(last)
	}()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-done
}
