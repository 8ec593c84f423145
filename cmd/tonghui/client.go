package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"tonghui/base/problem"
	"tonghui/platform/auth/signature"
)

var clientCommand = command{
	name: "client", brief: "keys and signed calls of a program / 接口客户端的密钥与签名调用",
	usage: `
usage: tonghui client key [--alg ed25519|sm2] --key FILE [--json]
       tonghui client call --url URL --key FILE --client ID [--idempotency-key KEY] METHOD PATH [BODY|@FILE|-]

key   makes a key pair: the private half in FILE, which nobody else may read, the public half printed, for the bank to register
call  sends one request, signed as RFC 9421 says, and prints the answer: curl for the bank. ID is the client's, as the bank has
      given it. A write gets a fresh idempotency key unless you give one.

example:
  tonghui client key --alg sm2 --key erp.key
  tonghui client call --url http://localhost:8080 --key erp.key --client 463856467968 GET /v1/ledger/accounts`,
	run: runClient,
}

var (
	errClientWhat = problem.New(problem.Invalid, "cli.client",
		"Say what to do: `tonghui client key …` or `tonghui client call … METHOD PATH`. See `tonghui help client`.",
		"请指明操作：tonghui client key … 或 tonghui client call … 方法 路径。参见 tonghui help client。")
	errClientKey = problem.New(problem.Invalid, "cli.client_key",
		"The key file %s can't be used. It must be a private key made by `tonghui client key`, readable by you alone (chmod 600).",
		"密钥文件 %s 无法使用。文件须由 tonghui client key 生成，且仅本人可读（chmod 600）。")
	errClientKeyExists = problem.New(problem.Refused, "cli.client_key_exists",
		"The file %s can't be made; perhaps it exists: a key is never overwritten. Give another name with --key.",
		"无法新建文件 %s，可能已存在：密钥文件不会被覆盖。请用 --key 另选文件名。")
	errClientBody = problem.New(problem.Invalid, "cli.client_body",
		"The body %s can't be read. Give JSON, @FILE, or - for the standard input.", "无法读取报文 %s。请给出 JSON、@文件，或用 - 读取标准输入。")
	errClientCall = problem.New(problem.Invalid, "cli.client_call",
		"A signed call needs --url, --key, --client, a method and a path that begins with a slash. See `tonghui help client`.",
		"签名调用须给出 --url、--key、--client、方法以及以斜杠开头的路径。参见 tonghui help client。")
)

// clientFlags are what both sub-commands take.
type clientFlags struct{ alg, key, url, id, idempotency string }

func runClient(ctx context.Context, e *env, flags *flag.FlagSet, args []string) error {
	var f clientFlags
	flags.StringVar(&f.alg, "alg", "ed25519", "algorithm of a new key: ed25519 or sm2 / 新密钥的算法")
	flags.StringVar(&f.key, "key", "", "file of the private key / 私钥文件")
	flags.StringVar(&f.url, "url", "", "address of the bank / 银行地址")
	flags.StringVar(&f.id, "client", "", "id of the client / 客户端编号")
	flags.StringVar(&f.idempotency, "idempotency-key", "", "of a write; default a fresh one / 幂等键")
	rest, err := parse(flags, args)
	switch {
	case err != nil:
		return err
	case len(rest) == 1 && rest[0] == "key" && f.key != "":
		return e.makeClientKey(&f)
	case len(rest) >= 3 && len(rest) <= 4 && rest[0] == "call":
		return e.callSigned(ctx, &f, rest[1:])
	}
	return errClientWhat
}

// makeClientKey makes a key pair; an existing file is left as it is.
func (e *env) makeClientKey(f *clientFlags) error {
	alg, err := signature.ParseAlgorithm(f.alg)
	if err != nil {
		return err
	}
	key, err := signature.Generate(alg)
	if err != nil {
		return err
	}
	text, err := key.PEM()
	if err != nil {
		return err
	}
	file, err := os.OpenFile(f.key, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return errClientKeyExists.With(f.key).Because(err)
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return errClientKeyExists.With(f.key).Because(err)
	}
	public := key.Public()
	if e.json {
		e.printJSON(map[string]string{"algorithm": string(alg), "publicKey": string(public.PEM()), "thumbprint": public.Thumbprint()})
		return nil
	}
	fmt.Fprintf(e.out, "%sthumbprint / 指纹 %s (%s)\n", public.PEM(), public.Thumbprint(), alg)
	return nil
}

// readClientKey reads a private key that nobody else may read.
func readClientKey(path string) (*signature.PrivateKey, error) {
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm()&0o077 != 0 || !info.Mode().IsRegular() {
		return nil, errClientKey.With(path).Because(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, errClientKey.With(path).Because(err)
	}
	key, err := signature.ParsePrivate(text)
	if err != nil {
		return nil, errClientKey.With(path).Because(err)
	}
	return key, nil
}

// callSigned sends one signed request: method, path and perhaps a body.
func (e *env) callSigned(ctx context.Context, f *clientFlags, args []string) error {
	method, path := strings.ToUpper(args[0]), args[1]
	if f.url == "" || f.key == "" || f.id == "" || !strings.HasPrefix(path, "/") {
		return errClientCall
	}
	key, err := readClientKey(f.key)
	if err != nil {
		return err
	}
	body := ""
	if len(args) == 3 {
		if body, err = clientBody(args[2]); err != nil {
			return errClientBody.With(args[2]).Because(err)
		}
	}
	r, err := http.NewRequestWithContext(ctx, method, strings.TrimRight(f.url, "/")+path, strings.NewReader(body)) //nolint:gosec // the caller names it
	if err != nil {
		return errClientCall.Because(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if method != http.MethodGet && method != http.MethodHead {
		if f.idempotency == "" {
			f.idempotency = rand.Text()
		}
		r.Header.Set("Idempotency-Key", f.idempotency)
	}
	sender := http.Client{Transport: &signature.Signer{Client: f.id, Key: key, Now: time.Now}, Timeout: time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }} // what was signed goes where it was meant to
	resp, err := sender.Do(r) //nolint:gosec // as above
	if err != nil {
		return errServer.With(f.url).Because(err)
	}
	defer resp.Body.Close()
	return e.printAnswer(f.url, resp)
}

// clientBody is the body that an argument names.
func clientBody(arg string) (string, error) {
	switch {
	case arg == "-":
		b, err := io.ReadAll(os.Stdin)
		return string(b), err
	case strings.HasPrefix(arg, "@"):
		b, err := os.ReadFile(arg[1:]) //nolint:gosec // the file that the caller names
		return string(b), err
	}
	return arg, nil
}

// printAnswer prints what the bank has answered; a refusal is one of the command's own.
func (e *env) printAnswer(url string, resp *http.Response) error {
	if resp.StatusCode < http.StatusBadRequest {
		_, err := io.Copy(e.out, resp.Body)
		return err
	}
	text, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return errServer.With(url).Because(err)
	}
	return refusalOf(url, resp.StatusCode, text)
}
