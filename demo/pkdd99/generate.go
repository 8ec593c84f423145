package pkdd99

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"tonghui/base/calendar"
)

// GenerateOptions say what bank to make. The same options make the same files, byte for byte.
type GenerateOptions struct {
	Accounts int    // 1 to MaxAccounts; the challenge has 4,500
	Months   int    // 1 to MaxMonths, from January 1993 on
	Seed     uint64 // another seed is another bank
	// Exact prints every figure as it is. Otherwise figures are rounded to 0.10, as the challenge's are: interest, which
	// alone has single hundredths, then makes small differences in the reconciliation.
	Exact bool
	// Whole ends the last line of trans.asc. Otherwise it is cut off, as it is in files that were copied badly.
	Whole    bool
	Progress func(done, total int64) // days, may be nil
}

// The largest bank that Generate makes: dates of the format end with the century.
const (
	MaxAccounts = 1_000_000
	MaxMonths   = 84
)

// Generated is what a made bank holds.
type Generated struct {
	Dir          string        `json:"dir"`
	Accounts     int           `json:"accounts"`
	Clients      int           `json:"clients"`
	Orders       int           `json:"orders"`
	Loans        int           `json:"loans"`
	Cards        int           `json:"cards"`
	Transactions int64         `json:"transactions"` // whole lines
	LastDay      calendar.Date `json:"lastDay"`
}

// firstGenerated is the first day of every made bank.
var firstGenerated = calendar.MustOf(1993, 1, 1)

// Generate writes an invented bank in the challenge's format into dir, which is made if it is missing and must hold
// none of the eight files. Its names, codes and figures are its own; every recorded balance is true. If it
// fails, it leaves no file behind.
func Generate(dir string, opt GenerateOptions) (*Generated, error) {
	if opt.Accounts < 1 || opt.Accounts > MaxAccounts || opt.Months < 1 || opt.Months > MaxMonths {
		return nil, ErrGenerateOptions.With(MaxAccounts, MaxMonths)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, ErrWrite.With(dir).Because(err)
	}
	names, columns := headers()
	for _, name := range names {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return nil, ErrNotEmpty.With(dir)
		}
	}
	b := invent(opt)
	g := &Generated{Dir: dir, Accounts: opt.Accounts, Clients: b.clients, LastDay: b.last}
	writers := map[string]func(*lineWriter){
		"district.asc": b.writeDistricts, "client.asc": b.writeClients, "account.asc": b.writeAccounts, "disp.asc": b.writeDispositions,
		"order.asc": func(w *lineWriter) { g.Orders = b.writeOrders(w) }, "loan.asc": func(w *lineWriter) { g.Loans = b.writeLoans(w) },
		"card.asc": func(w *lineWriter) { g.Cards = b.writeCards(w) },
		transFile:  func(w *lineWriter) { g.Transactions = b.writeTransactions(w) },
	}
	for i, name := range names {
		if err := writeFile(filepath.Join(dir, name), columns[i], writers[name]); err != nil {
			for _, done := range names[:i+1] {
				_ = os.Remove(filepath.Join(dir, done))
			}
			return nil, ErrWrite.With(dir).Because(err)
		}
	}
	return g, nil
}

// lineWriter writes lines of one file; bufio keeps its first error until Flush.
type lineWriter struct{ w *bufio.Writer }

func (l *lineWriter) line(format string, args ...any) {
	_, _ = fmt.Fprintf(l.w, format+"\r\n", args...)
}

func writeFile(path string, columns []string, write func(*lineWriter)) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	w := &lineWriter{bufio.NewWriterSize(f, 1<<16)}
	w.line("%s", `"`+strings.Join(columns, `";"`)+`"`)
	write(w)
	return w.w.Flush()
}

// yymmdd is the format's date.
func yymmdd(d calendar.Date) string { return fmt.Sprintf("%06d", d.YYYYMMDD()%1_000_000) }
