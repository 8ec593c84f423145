package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"tonghui/base/problem"
	"tonghui/platform/audit"
	"tonghui/platform/audit/checkpoint"
	"tonghui/platform/audit/witness"
	"tonghui/platform/store"
)

var errWitness = problem.New(problem.Invalid, "cli.audit_witness",
	"--audit-witness takes URL=KEY, several separated by commas; the witness prints its public key when it starts. This is none: %s.",
	"--audit-witness 的形式为 URL=公钥，多个以逗号分隔；公钥由见证方启动时给出。此项不符：%s。")

// auditFlags say where the audit log's key and checkpoints are: outside the database, best on another disk.
type auditFlags struct{ key, origin, notes, witnesses string }

func (f *auditFlags) register(fs *flag.FlagSet) {
	fs.StringVar(&f.key, "audit-key", "", "file of the audit log's signing key; default DB.audit.key / 审计日志签名密钥文件")
	fs.StringVar(&f.origin, "audit-origin", "", "name of the audit log, given when its key is made / 审计日志标识")
	fs.StringVar(&f.notes, "audit-checkpoints", "", "file for signed checkpoints, best on another machine; default DB.checkpoints / 检查点文件")
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

// signing is the configuration of a process that keeps the log: it makes the key at the first start.
func (f *auditFlags) signing(e *env) (c audit.Config, err error) {
	path := e.beside(f.key, ".audit.key")
	origin := f.origin
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && origin == "" {
		var id [6]byte
		if _, err := rand.Read(id[:]); err != nil {
			return c, err
		}
		origin = "tonghui.example/" + hex.EncodeToString(id[:])
	}
	key, err := audit.LoadOrMakeKey(path, origin)
	if err != nil {
		return c, err
	}
	file, err := audit.OpenFile(e.beside(f.notes, ".checkpoints"))
	if err != nil {
		return c, err
	}
	c.Key, c.Exporter = key, file
	c.Witnesses, err = parseWitnesses(f.witnesses)
	return c, err
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
func (f *auditFlags) checking(e *env) (c audit.Config, opt audit.CheckOptions, err error) {
	path := e.beside(f.key, ".audit.key")
	if _, err := os.Stat(path); err == nil || f.key != "" {
		if c.Verifier, err = verifierOf(path); err != nil {
			return c, opt, err
		}
	}
	notes := e.beside(f.notes, ".checkpoints")
	if _, err := os.Stat(notes); err == nil || f.notes != "" {
		if opt.Outside, err = audit.ReadFile(notes); err != nil {
			return c, opt, err
		}
	}
	clients, err := parseWitnesses(f.witnesses)
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
	fmt.Fprintf(e.out, "audit / 审计 %d records, %d objects, %d rows, %d checkpoints outside\n", r.Size-r.From, r.Objects, r.Rows, r.Outside)
	for _, f := range r.Findings {
		mark := "✗"
		if f.Notice {
			mark = "·"
		}
		fmt.Fprintf(e.out, "  %s %s\n    %s\n    %s\n", mark, f.Code, f.EN, f.ZH)
	}
}
