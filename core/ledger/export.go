package ledger

import (
	"context"
	"io"

	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/platform/store"
)

// ExportOptions say how a statement is written.
type ExportOptions struct {
	Format string // csv, jsonl or camt053
	Lang   string // of CSV: zh (the default) or en
	Excel  bool   // of CSV: begin with a byte order mark, and keep long numbers text, for spreadsheet programs
}

// Media types of the three forms.
const (
	MediaCSV     = "text/csv; charset=utf-8"
	MediaLines   = "application/jsonl"
	MediaCamt053 = "application/xml"
)

var (
	// ErrFormat refuses a form of statement.
	ErrFormat = problem.New(problem.Invalid, "ledger.statement_format",
		"A statement comes as csv, jsonl or camt053. Choose one of them.",
		"对账单格式应为 csv、jsonl 或 camt053。请择一填写。")
	// ErrLanguage refuses a language.
	ErrLanguage = problem.New(problem.Invalid, "ledger.language",
		"A statement is written in zh or en. Choose one of them.", "对账单语言应为 zh 或 en。请择一填写。")
)

// statementWriter writes one form of statement by appending to a buffer.
type statementWriter interface {
	head(b []byte, s *Statement) []byte
	line(b []byte, l *Line, other *contra) []byte
	foot(b []byte, t *statementTotals) []byte
}

// statementTotals are a statement's sums, known at its end. Debit and Credit are both positive.
type statementTotals struct {
	Lines         int64
	Debit, Credit money.Amount
	Closing       money.Amount
}

func (t *statementTotals) add(l *Line) (err error) {
	t.Lines++
	size, err := l.Amount.Abs()
	if err != nil {
		return err
	}
	if l.Debit {
		t.Debit, err = t.Debit.Add(size)
	} else {
		t.Credit, err = t.Credit.Add(size)
	}
	return err
}

// lineBlock is how many lines are gathered before their other accounts are looked up together.
const lineBlock = 512

// flushAt is how many bytes are gathered before they are written.
const flushAt = 32 << 10

// Export writes a statement, line by line as it is read: a statement of a million lines takes no more memory than one
// of a thousand. An error leaves what was written incomplete; whoever sends it on must make that visible.
func (l *Ledger) Export(ctx context.Context, w io.Writer, s *Statement, opt ExportOptions) error {
	form, err := formOf(opt, s)
	if err != nil {
		return err
	}
	x := exporter{ctx: ctx, l: l, w: w, form: form, contras: newContraCache(maxContras), block: make([]Line, 0, lineBlock)}
	x.totals.Closing = s.Closing
	x.b = form.head(make([]byte, 0, flushAt+4096), s)
	if err := l.Lines(ctx, s, x.take); err != nil {
		return err
	}
	if err := x.writeBlock(); err != nil {
		return err
	}
	x.b = form.foot(x.b, &x.totals)
	return x.flush()
}

func formOf(opt ExportOptions, s *Statement) (statementWriter, error) {
	words, ok := csvWords[opt.Lang]
	if opt.Lang == "" {
		words, ok = csvWords["zh"], true
	}
	if !ok {
		return nil, ErrLanguage
	}
	switch opt.Format {
	case "csv":
		return &csvStatement{words: words, excel: opt.Excel, currency: s.Account.Currency}, nil
	case "jsonl":
		return linesStatement{}, nil
	case "camt053":
		return newCamt(s), nil
	}
	return nil, ErrFormat
}

// exporter gathers lines into blocks.
type exporter struct {
	ctx     context.Context
	l       *Ledger
	w       io.Writer
	form    statementWriter
	contras *contraCache
	block   []Line
	totals  statementTotals
	b       []byte
}

func (x *exporter) take(l *Line) error {
	x.block = append(x.block, *l)
	if len(x.block) < lineBlock {
		return nil
	}
	return x.writeBlock()
}

func (x *exporter) writeBlock() error {
	if err := x.contras.fetch(x.ctx, x.l, x.block); err != nil {
		return err
	}
	for i := range x.block {
		l := &x.block[i]
		if err := x.totals.add(l); err != nil {
			return err
		}
		x.b = x.form.line(x.b, l, x.contras.of(l.Contra))
		if len(x.b) >= flushAt {
			if err := x.flush(); err != nil {
				return err
			}
		}
	}
	x.block = x.block[:0]
	return nil
}

func (x *exporter) flush() error {
	_, err := x.w.Write(x.b)
	x.b = x.b[:0]
	return err
}

// contra is the other account of a line (对方账户): what people call it, and its holder.
type contra struct{ Number, Name string }

// maxContras bounds the cache of other accounts: some 10 MB at most.
const maxContras = 1 << 16

// contraCache remembers other accounts while a statement is written. When it is full it forgets all: the lines of one
// account come back to the same few others, or to none.
type contraCache struct {
	max  int
	seen map[AccountID]contra
	want []AccountID
}

func newContraCache(most int) *contraCache {
	return &contraCache{max: most, seen: map[AccountID]contra{}}
}

// of is the account's entry after fetch; an empty one for 0.
func (c *contraCache) of(id AccountID) *contra {
	if id == 0 {
		return &contra{}
	}
	k := c.seen[id]
	return &k
}

// fetch reads what the lines need and the cache lacks, in one snapshot.
func (c *contraCache) fetch(ctx context.Context, l *Ledger, lines []Line) error {
	if len(c.seen)+len(lines) > c.max {
		clear(c.seen)
	}
	c.want = c.want[:0]
	for i := range lines {
		id := lines[i].Contra
		if id == 0 {
			continue
		}
		if _, ok := c.seen[id]; !ok {
			c.seen[id] = contra{}
			c.want = append(c.want, id)
		}
	}
	if len(c.want) == 0 {
		return nil
	}
	return l.st.View(ctx, func(v *store.View) error {
		return contrasOf(v, c.want, func(id AccountID, k contra) { c.seen[id] = k })
	})
}
