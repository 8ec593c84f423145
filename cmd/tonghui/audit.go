package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"

	tonghui "tonghui"
	"tonghui/base/problem"
	"tonghui/platform/audit"
	"tonghui/platform/audit/checkpoint"
	"tonghui/platform/audit/witness"
	"tonghui/platform/store"
)

var errWitness = problem.New(problem.Invalid, "cli.audit_witness",
	"--audit-witness takes URL=KEY, several separated by commas; the witness prints its public key when it starts. This is none: %s.",
	"--audit-witness 的形式为 URL=公钥，多个以逗号分隔；公钥由见证方启动时给出。此项不符：%s。")

var errOtherKey = problem.New(problem.Refused, "cli.audit_key",
	"The audit log of this database, %s, was signed by a key that is not at %s. Name the key's file with --audit-key, and the "+
		"checkpoints with --audit-checkpoints. If the key is lost, or the bank had to go back to an older backup, begin a new log "+
		"with --audit-origin NAME, and keep the old key and checkpoints.",
	"该数据库的审计日志 %s 由另一把密钥签署，%s 处没有该密钥。请用 --audit-key 给出密钥文件，并用 --audit-checkpoints 给出检查点文件。"+
		"若密钥已丢失，或银行不得不回到较早的备份，请用 --audit-origin 名称 启用新日志，并保留原密钥与检查点。")

// auditFlags say where the audit log's key and checkpoints are: outside the database, best on another disk.
type auditFlags struct{ key, origin, notes, witnesses string }

func (f *auditFlags) register(fs *flag.FlagSet) {
	fs.StringVar(&f.key, "audit-key", "", "file of the audit log's signing key; default DB.audit.key / 审计日志签名密钥文件")
	fs.StringVar(&f.origin, "audit-origin", "", "name of the audit log, given when its key is made / 审计日志标识")
	fs.StringVar(&f.notes, "audit-checkpoints", "", "file for signed checkpoints, best on another machine, or s3://bucket/prefix; default DB.checkpoints / 检查点文件")
	fs.StringVar(&f.witnesses, "audit-witness", "", "witnesses that cosign, URL=KEY,… / 见证方")
}

// beside is a file that belongs to the database but lies outside of it.
func (e *env) beside(given, suffix string) string {
	switch {
	case given != "":
		return given
	case store.IsDSN(e.db):
		return "tonghui" + suffix
	}
	return e.db + suffix
}

// signing is the configuration of a process that keeps the log: it makes the key at the first start, and keeps its
// public half beside it, for witnesses and auditors. made is the file of a new key.
func (f *auditFlags) signing(e *env) (c audit.Config, made string, err error) {
	path := e.beside(f.key, ".audit.key")
	origin := f.origin
	_, err = os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		made = path
	}
	if made != "" && origin == "" {
		var id [6]byte
		if _, err := rand.Read(id[:]); err != nil {
			return c, "", err
		}
		origin = "tonghui.example/" + hex.EncodeToString(id[:])
	}
	key, err := audit.LoadOrMakeKey(path, origin)
	if err != nil {
		return c, "", err
	}
	if _, err := os.Stat(publicFile(path)); errors.Is(err, fs.ErrNotExist) {
		err := os.WriteFile(publicFile(path), []byte(key.VerifierKey()+"\n"), 0o644) //nolint:gosec // it is public
		if err != nil && made != "" {
			return c, made, err // else the key lies where its keeper alone writes
		}
	}
	c.Key = key
	if c.Exporter, err = f.keeper(e); err != nil {
		return c, made, err
	}
	c.Witnesses, err = parseWitnesses(f.witnesses)
	return c, made, err
}

// keeper is where signed checkpoints go: a file, or a bucket.
func (f *auditFlags) keeper(e *env) (audit.Exporter, error) {
	if strings.HasPrefix(f.notes, "s3://") {
		return tonghui.OpenCheckpoints(f.notes)
	}
	return audit.OpenFile(e.beside(f.notes, ".checkpoints"))
}

// kept reads the checkpoints that lie outside the database, if there are any.
func (f *auditFlags) kept(ctx context.Context, e *env) ([][]byte, error) {
	if strings.HasPrefix(f.notes, "s3://") {
		place, err := tonghui.OpenCheckpoints(f.notes)
		if err != nil {
			return nil, err
		}
		return place.Read(ctx)
	}
	notes := e.beside(f.notes, ".checkpoints")
	if _, err := os.Stat(notes); err != nil && f.notes == "" {
		return nil, nil
	}
	return audit.ReadFile(notes)
}

// publicFile is where the public half of a key lies.
func publicFile(key string) string { return strings.TrimSuffix(key, ".key") + ".pub" }

// sameLog refuses a key that was made just now for a bank whose log another key has signed: a restored copy, or one whose
// key was forgotten, would else begin a new log without anybody having decided so. Who wants that names the new log.
func (f *auditFlags) sameLog(ctx context.Context, e *env, b *tonghui.Bank, made string) error {
	if made == "" || f.origin != "" {
		return nil
	}
	msg, err := b.Audit.Checkpoint(ctx)
	if errors.Is(err, audit.ErrNoCheckpoint) {
		return nil
	}
	if err == nil {
		origin, _, _ := strings.Cut(string(msg), "\n")
		err = errOtherKey.With(origin, made)
	}
	return errors.Join(err, os.Remove(made), os.Remove(publicFile(made)))
}

func parseWitnesses(text string) (out []*witness.Client, err error) {
	for _, item := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' }) {
		url, key, ok := strings.Cut(item, "=")
		if !ok {
			return nil, errWitness.With(item)
		}
		v, err := checkpoint.ParseCosigner(key)
		if err != nil {
			return nil, errWitness.With(item).Because(err)
		}
		out = append(out, witness.NewClient(url, v))
	}
	return out, nil
}

// checking is what a verification needs: the public half of the key and the checkpoints outside, where they are.
func (f *auditFlags) checking(ctx context.Context, e *env) (c audit.Config, opt audit.CheckOptions, err error) {
	path := e.beside(f.key, ".audit.key")
	if _, err := os.Stat(path); err == nil || f.key != "" {
		if c.Verifier, err = verifierOf(path); err != nil {
			return c, opt, err
		}
	}
	if opt.Outside, err = f.kept(ctx, e); err != nil {
		return c, opt, err
	}
	clients, err := parseWitnesses(f.witnesses)
	opt.Ask = clients
	for _, w := range clients {
		opt.Witnesses = append(opt.Witnesses, w.Key())
	}
	return c, opt, err
}

// verifierOf reads a public key, or the public half of a private one.
func verifierOf(path string) (note.Verifier, error) {
	key, err := checkpoint.LoadKey(path)
	if err != nil {
		if v, e := checkpoint.LoadVerifier(path); e == nil {
			return v, nil
		}
		return nil, err
	}
	return checkpoint.ParseVerifier(key.VerifierKey())
}

func (e *env) printAudit(r *audit.CheckReport) {
	fmt.Fprintf(e.out, "audit / 审计: records / 记录 %d, objects / 对象 %d, rows / 明细行 %d, checkpoints outside / 库外检查点 %d",
		r.Size-r.From, r.Objects, r.Rows, r.Outside)
	if r.Asked > 0 {
		fmt.Fprintf(e.out, ", witnesses / 见证方 %d", r.Asked)
	}
	fmt.Fprintln(e.out)
	if r.Outside+r.Asked == 0 && r.Size > 0 {
		fmt.Fprint(e.out, `  · nothing_outside
    Nothing outside the database was compared: that it was put back to an older state would not be seen. Give --audit-checkpoints.
    未与库外检查点比对：无法发现数据库被整体回退。请给出 --audit-checkpoints。
`)
	}
	e.printAuditFindings(r)
}

func (e *env) printAuditFindings(r *audit.CheckReport) {
	for _, f := range r.Findings {
		mark := "✗"
		if f.Notice {
			mark = "·"
		}
		fmt.Fprintf(e.out, "  %s %s\n    %s\n    %s\n", mark, f.Code, f.EN, f.ZH)
	}
}
