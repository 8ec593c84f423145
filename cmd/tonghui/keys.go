package main

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"

	tonghui "tonghui"
	"tonghui/platform/store"
	"tonghui/platform/store/keys"
	"tonghui/platform/store/vault"
)

var keysCommand = command{
	name: "keys", brief: "the keys of protected values / 受保护数据的密钥",
	usage: `
usage: tonghui keys status|rotate|reseal|rewrap --master-key KEY [--count] [--index] [--db FILE|mysql://…] [--json]

Identity numbers, phones and addresses are sealed under data keys (数据密钥), which are wrapped by the master key (主密钥).

  status   lists the keys; --count reads all values and counts what stands under which key
  rotate   makes a new data key, or with --index a new index key, under which values are looked up
  reseal   brings values and marks under the newest keys, and retires keys that nothing uses any more
  rewrap   wraps all keys in use under the first key of the key file, after which the older ones can go

A database file that is being served can't be changed from here: rotate, reseal and rewrap want the server to be stopped,
or a bank on a database server. The running bank reseals by itself each day. KEY is a file, env:NAME or
kms:https://host:8200/v1/transit/KEY. The master keys of older backups are still needed for these.

example:
  tonghui keys rewrap --db bank.db --master-key /etc/tonghui/master.key`,
	run: runKeys,
}

// keyReport is what the command prints.
type keyReport struct {
	Keys    []vault.Key   `json:"keys"`
	Made    *vault.Key    `json:"made,omitempty"`
	Wrapped int           `json:"wrapped,omitempty"`
	Retired []vault.Key   `json:"retired,omitempty"`
	Walked  *vault.Walked `json:"walked,omitempty"`
}

func runKeys(ctx context.Context, e *env, flags *flag.FlagSet, args []string) error {
	key := flags.String("master-key", "", "master key: a file, env:NAME or kms:URL; default DB.master.key / 主密钥：文件、env:变量 或 kms:地址")
	count := flags.Bool("count", false, "status: count the values under each key / status：统计各密钥下的数据")
	index := flags.Bool("index", false, "rotate: change the index key / rotate：更换索引密钥")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if err := arguments(flags, rest, 1); err != nil {
		return err
	}
	ring, err := e.master(*key)
	if err != nil {
		return err
	}
	verb := rest[0]
	if !slices.Contains([]string{"status", "rotate", "reseal", "rewrap"}, verb) {
		flags.Usage()
		return errUsage
	}
	b, err := e.openKeys(ctx, verb, ring)
	if err != nil {
		return err
	}
	defer b.Store.Close()
	v := b.Vault
	start := v.Start
	if verb == "status" { // writes nothing, also when there is no key yet
		start = v.Refresh
	}
	if err := start(ctx); err != nil {
		return err
	}
	r, err := doKeys(ctx, v, verb, *count, *index)
	if err != nil {
		return err
	}
	r.Keys = v.Keys()
	e.printKeys(r)
	return nil
}

// openKeys opens the bank: for status beside whoever serves it.
func (e *env) openKeys(ctx context.Context, verb string, ring *keys.Ring) (*tonghui.Bank, error) {
	if verb == "status" {
		return e.look(ctx, tonghui.Config{Keys: ring})
	}
	b, _, err := e.open(ctx, store.Options{}, tonghui.Config{Keys: ring})
	return b, err
}

func doKeys(ctx context.Context, v *vault.Vault, verb string, count, index bool) (r keyReport, err error) {
	switch {
	case verb == "status" && count:
		r.Walked, err = v.Survey(ctx)
	case verb == "rotate":
		rotate := v.RotateDataKey
		if index {
			rotate = v.RotateIndexKey
		}
		var k vault.Key
		k, err = rotate(ctx)
		r.Made = &k
	case verb == "reseal":
		r.Walked, r.Retired, err = v.Tend(ctx)
	case verb == "rewrap":
		r.Wrapped, err = v.Rewrap(ctx)
	}
	return r, err
}

func (e *env) printKeys(r keyReport) {
	if e.json {
		e.printJSON(r)
		return
	}
	if len(r.Keys) == 0 {
		fmt.Fprintln(e.out, "no keys yet: the first start of the server makes them / 尚无密钥，将在服务首次启动时生成")
	}
	for _, k := range r.Keys {
		use, state := "data / 数据", "former / 旧"
		if k.Purpose == vault.Indexing {
			use = "index / 索引"
		}
		switch {
		case k.Current:
			state = "current / 当前"
		case !k.Retired.IsZero():
			state = "retired / 停用 " + k.Retired.Local().Format("2006-01-02")
		case k.Active.After(time.Now()):
			state = "to come / 待启用 " + k.Active.Local().Format("2006-01-02 15:04")
		}
		uses := ""
		if r.Walked != nil {
			uses = fmt.Sprintf("  %d values / 条", r.Walked.Uses[k.ID])
		}
		fmt.Fprintf(e.out, "%4d  %s  %-11s  %s  %s  %s%s\n", k.ID, use, k.Algorithm, k.Made.Local().Format("2006-01-02 15:04"), k.MasterID, state, uses)
	}
	if r.Made != nil {
		fmt.Fprintf(e.out, "made / 新建 %d; values follow with `tonghui keys reseal` or in the course of a day / 数据将随后重加密\n", r.Made.ID)
	}
	if r.Wrapped > 0 {
		fmt.Fprintf(e.out, "wrapped anew / 重新封装 %d\n", r.Wrapped)
	}
	if w := r.Walked; w != nil {
		fmt.Fprintf(e.out, "values / 数据 %d, written anew / 重加密 %d, unreadable / 无法读取 %d\n", w.Values, w.Changed, w.Failures)
		for _, p := range w.Unread {
			fmt.Fprintf(e.out, "  ✗ %s.%s %s\n", p.Table, p.Column, p.Row)
		}
	}
	if len(r.Retired) > 0 {
		ids := make([]string, len(r.Retired))
		for i, k := range r.Retired {
			ids[i] = fmt.Sprint(k.ID)
		}
		fmt.Fprintf(e.out, "retired / 停用 %s\n", strings.Join(ids, ", "))
	}
}
