package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"
)

// env is what commands share: where they print, and the flags that all of them have.
type env struct {
	out, errs io.Writer
	json      bool
	db        string
}

var (
	errUsage = errors.New("wrong usage")
	errSaid  = errors.New("refused, and said so in the JSON that was printed") // so that there is one document
)

func newEnv() *env { return &env{out: os.Stdout, errs: os.Stderr} }

// flags makes a command's flag set. Every flag can also be set by the environment: --db is TONGHUI_DB.
func (e *env) flags(c *command) *flag.FlagSet {
	fs := flag.NewFlagSet(c.name, flag.ContinueOnError)
	fs.SetOutput(e.errs)
	fs.BoolVar(&e.json, "json", false, "print JSON / 以 JSON 输出")
	fs.StringVar(&e.db, "db", "bank.db", "the bank's database: a file, or mysql://user:password@host:port/name / 银行数据库：文件或服务器地址")
	fs.Usage = func() {
		fmt.Fprintln(e.errs, strings.TrimSpace(c.usage)+"\n\nflags / 选项：")
		fs.PrintDefaults()
	}
	return fs
}

// parse reads flags, which may stand before and after the arguments, and the environment for those not given.
func parse(fs *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		if err := fs.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, errUsage
		}
		if args = fs.Args(); len(args) == 0 {
			break
		}
		rest, args = append(rest, args[0]), args[1:]
	}
	given := map[string]bool{}
	fs.Visit(func(f *flag.Flag) { given[f.Name] = true })
	fs.VisitAll(func(f *flag.Flag) {
		v, ok := os.LookupEnv("TONGHUI_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_")))
		if ok && !given[f.Name] && err == nil {
			if e := fs.Set(f.Name, v); e != nil {
				err = errBadFlag.With(f.Name, e)
			}
		}
	})
	return rest, err
}

// arguments refuses a wrong number of them.
func arguments(fs *flag.FlagSet, rest []string, n int) error {
	if len(rest) == n {
		return nil
	}
	fs.Usage()
	return errUsage
}

func (e *env) printJSON(v any) {
	enc := json.NewEncoder(e.out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v)
}

// progress draws a bar on a terminal, and stays silent elsewhere.
type progress struct {
	w     io.Writer
	what  string
	drawn time.Time
	start time.Time
}

func (e *env) progress(what string) *progress {
	p := &progress{what: what, start: time.Now()}
	if f, ok := e.errs.(*os.File); ok && term.IsTerminal(int(f.Fd())) && !e.json {
		p.w = f
	}
	return p
}

// set shows how much is done, at most ten times a second.
func (p *progress) set(done, total int64) {
	if p.w == nil || total <= 0 || (done < total && time.Since(p.drawn) < 100*time.Millisecond) {
		return
	}
	p.drawn = time.Now()
	const width = 30
	full := int(min(done, total) * width / total)
	left := ""
	if passed := time.Since(p.start); done > 0 && passed > time.Second {
		left = (passed * time.Duration(total-min(done, total)) / time.Duration(done)).Round(time.Second).String()
	}
	fmt.Fprintf(p.w, "\r%s [%s%s] %3d%% %s\x1b[K", p.what, strings.Repeat("█", full), strings.Repeat("·", width-full),
		min(done, total)*100/total, left)
}

// end finishes the line.
func (p *progress) end() {
	if p.w != nil {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
