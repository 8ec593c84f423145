package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	tonghui "tonghui"
	"tonghui/base/problem"
	"tonghui/platform/auth/signin"
	"tonghui/platform/store"
)

var initCommand = command{
	name: "init", brief: "make the bank's first two administrators / 设立首批两名系统管理员",
	usage: `
usage: tonghui init --admin NAME=LOGIN --admin NAME=LOGIN [--client NAME] [--db FILE|mysql://…] [--master-key KEY] [--json]

A new bank has nobody who could let anybody in. This makes its first two administrators (系统管理员), two different people, for
what one proposes the other approves, and prints a code for each, once. With it each chooses a password or a passkey in the ops
face; a code is good once, for 24 hours. A bank that has administrators is left as it is: they make further ones there.

--client also registers a first API client (接口客户端) of this name, which may read all and post to the ledger, and writes its id
and secret to DB.client, readable by you alone: commands such as tonghui post are let in by it. The founding is the one moment
without four eyes; every later client one administrator proposes and the other approves.

Identity data is sealed under the master key in DB.master.key, made now unless --master-key names one: keep a copy of it apart
from the backups, which can't be read without it.

The database must not be served meanwhile, or lie on a database server.

example:
  tonghui init --db bank.db --admin 李明=liming --admin 王芳=wangfang
  tonghui init --db bank.db --admin 李明=liming --admin 王芳=wangfang --client "core batch"`,
	run: runInit,
}

// founder is the bank as this command needs it. Found makes two administrators in one update, with what also does, or refuses
// when there are any already, and answers a code for each, good until that moment.
type founder interface {
	Found(ctx context.Context, names, logins [2]string, also ...func(tx *store.Tx) error) (codes [2]string, until time.Time, err error)
}

var (
	errInitTwo = problem.New(problem.Invalid, "cli.init_two",
		"A bank begins with exactly two administrators, and %d were named. Give --admin NAME=LOGIN twice.",
		"银行须恰有两名首任管理员，您给出了 %d 名。请两次使用 --admin 姓名=登录名。")
	errInitAdmin = problem.New(problem.Invalid, "cli.init_admin",
		"%q names no administrator. Write NAME=LOGIN, with a name of 1 to 60 characters and a login that can be signed in with.",
		"%q 不是有效的管理员。请写成 姓名=登录名，姓名为 1 至 60 个字符，登录名须符合规则。")
	errInitSame = problem.New(problem.Invalid, "cli.init_same",
		"The two administrators must be two different people, with different names and logins. Name another one.",
		"两名管理员须为不同的人，姓名与登录名均不得相同。请另行指定。")
)

// admins are the administrators named by --admin.
type admins struct{ names, logins []string }

// add reads one NAME=LOGIN.
func (a *admins) add(text string) error {
	name, login, ok := strings.Cut(text, "=")
	name = strings.TrimSpace(name)
	login, good := signin.Login(strings.TrimSpace(login))
	length := utf8.RuneCountInString(name)
	if !ok || !good || length < 1 || length > 60 || !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
		return errInitAdmin.With(text)
	}
	a.names, a.logins = append(a.names, name), append(a.logins, login)
	return nil
}

// pair is the two of them, if they are two.
func (a *admins) pair() (names, logins [2]string, err error) {
	if len(a.names) != 2 {
		return names, logins, errInitTwo.With(len(a.names))
	}
	if strings.EqualFold(a.names[0], a.names[1]) || a.logins[0] == a.logins[1] {
		return names, logins, errInitSame
	}
	return [2]string(a.names), [2]string(a.logins), nil
}

func runInit(ctx context.Context, e *env, flags *flag.FlagSet, args []string) error {
	var named []string
	flags.Func("admin", "an administrator, NAME=LOGIN; give it twice / 管理员，姓名=登录名，须给出两次", func(text string) error {
		named = append(named, text)
		return nil
	})
	key := flags.String("master-key", "", "master key of protected values; default DB.master.key / 主密钥")
	name := flags.String("client", "", "name of a first API client, written to DB.client / 首个接口客户端的名称")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if err := arguments(flags, rest, 0); err != nil {
		return err
	}
	var a admins
	for _, text := range named {
		if err := a.add(text); err != nil {
			return err
		}
	}
	names, logins, err := a.pair()
	if err != nil {
		return err
	}
	var first *firstClient
	if *name != "" {
		if first, err = e.firstClient(*name); err != nil {
			return err
		}
		defer first.drop()
	}
	ring, err := e.master(*key)
	if err != nil {
		return err
	}
	b, _, err := e.open(ctx, store.Options{}, tonghui.Config{Keys: ring})
	if err != nil {
		return err
	}
	defer b.Store.Close()
	if first != nil {
		first.clients = b.Clients
	}
	return e.found(ctx, b, names, logins, first)
}

// found makes the two and prints their codes, which are nowhere else; first is a client to be registered with them, or nil.
func (e *env) found(ctx context.Context, f founder, names, logins [2]string, first *firstClient) (err error) {
	ctx = store.WithActor(ctx, store.Actor{Person: "operator", Hat: "init", Client: "command line"})
	var also []func(*store.Tx) error
	if first != nil {
		also = append(also, first.register)
	}
	codes, until, err := f.Found(ctx, names, logins, also...)
	if err != nil {
		return err
	}
	if first != nil {
		defer func() { err = errors.Join(err, first.keep()) }() // what is printed before is nowhere else
	}
	if e.json {
		type line struct {
			Name  string    `json:"name"`
			Login string    `json:"login"`
			Code  string    `json:"code"`
			Until time.Time `json:"until"`
		}
		said := map[string]any{"administrators": []line{{names[0], logins[0], codes[0], until}, {names[1], logins[1], codes[1], until}}}
		if first != nil {
			said["client"] = map[string]string{"id": first.id.String(), "name": first.name, "file": first.path}
		}
		e.printJSON(said)
		return nil
	}
	fmt.Fprintln(e.out, "two administrators were made; hand each her code, it is shown only here / 已设立两名管理员，请分别交付激活码，仅显示这一次：")
	for i := range names {
		fmt.Fprintf(e.out, "  %s  %s  %s\n", names[i], logins[i], codes[i])
	}
	fmt.Fprintf(e.out, "each is good once, until / 每码仅可使用一次，有效期至 %s\n", until.Local().Format("2006-01-02 15:04"))
	if first != nil {
		fmt.Fprintf(e.out, "API client / 接口客户端 %s %s, its credentials are in / 凭据写入 %s\n", first.id, first.name, first.path)
	}
	return nil
}
