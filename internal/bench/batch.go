package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/core/payment/batch"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Batch measures a payroll file of c.Accounts lines, from its upload until its last line is paid, phase by phase. The reference, in
// the same run and bank, is the ledger's PostBatch of as many transfers in process, without file, names, holds, orders or results.
func Batch(ctx context.Context, c Config) (*Report, error) {
	c.defaults()
	r := &Report{Machine: machine(), Started: time.Now()}
	dir, err := os.MkdirTemp(c.Dir, "tonghui-bench-")
	if err != nil {
		return r, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	n := min(c.Accounts, batch.MaxLines)
	c.Log(fmt.Sprint("a bank with ", n, " people who are paid"))
	b, err := newBatchBank(ctx, filepath.Join(dir, "bank.db"), filepath.Join(dir, "files"), n)
	if err != nil {
		return r, err
	}
	defer func() { _ = b.st.Close() }()
	c.Log("the ledger alone")
	reference, err := b.reference(ctx)
	if err != nil {
		return r, err
	}
	reference.Scenario = label("ledger.PostBatch of", n, "transfers")
	r.Rows = append(r.Rows, reference)
	c.Log("the file")
	rows, err := b.payroll(ctx)
	for i := range rows {
		rows[i].CeilingRate, rows[i].Ratio = reference.Rate, rows[i].Rate/reference.Rate
	}
	r.Rows = append(r.Rows, rows...)
	return r, err
}

// moment is when a phase begins or ends, and what the process has used until then.
type moment struct {
	at   time.Time
	used usage
}

func here() moment { return moment{time.Now(), usageOf(os.Getpid())} }

// phase is the row of n lines between two moments.
func phase(name string, n int, from, to moment) Row {
	took, used := to.at.Sub(from.at), to.used.since(from.used)
	return Row{Scenario: name, Unit: "lines", Rate: float64(n) / took.Seconds(), CPUMicros: float64(used.cpu.Microseconds()) / float64(n),
		Bytes: float64(used.written) / float64(n), Note: fmt.Sprintf("%.2f s", took.Seconds())}
}

// reference posts a transfer to each payee, in the largest batches that the ledger takes.
func (b *batchBank) reference(ctx context.Context) (Row, error) {
	start := here()
	for from := 0; from < len(b.people); from += ledger.MaxBatch {
		part := b.people[from:min(from+ledger.MaxBatch, len(b.people))]
		entries := make([]*ledger.Entry, len(part))
		err := b.st.Update(ctx, func(tx *store.Tx) error {
			for i, p := range part {
				entries[i] = &ledger.Entry{Kind: "bench", Reference: p.number, Summary: "工资",
					Postings: []ledger.Posting{{Account: b.cash, Amount: 1_00}, {Account: p.id, Amount: -1_00}}}
			}
			errs, err := b.led.PostBatch(tx, ledger.Independent, entries)
			return errors.Join(append(errs, err)...)
		})
		if err != nil {
			return Row{}, err
		}
	}
	return phase("", len(b.people), start, here()), nil
}

// payroll pays everybody by a file.
func (b *batchBank) payroll(ctx context.Context) (rows []Row, err error) {
	n := len(b.people)
	file := b.file()
	start := here()
	as := func(person auth.Party) context.Context {
		return auth.WithSubject(ctx, &auth.Subject{Person: person, Client: "bench",
			Hat: auth.Hat{ID: "firm-1", Kind: auth.FirmHat, For: benchFirm}})
	}
	one, err := b.batches.Upload(as(2), batch.Submission{Kind: batch.Payroll, Account: b.payer, FileName: "payroll.csv"}, file)
	if err != nil {
		return nil, err
	}
	if int(one.Lines) != n || one.Bad+one.Doubtful != 0 {
		return nil, fmt.Errorf("the file was read as %d lines, %d of them with faults", one.Lines, one.Bad)
	}
	uploaded := here()
	if err := b.st.Update(as(3), func(tx *store.Tx) error {
		_, err := b.batches.Check(tx, one.ID, batch.PassAll, "")
		return err
	}); err != nil {
		return nil, err
	}
	if err := b.st.Update(as(4), func(tx *store.Tx) error {
		_, err := b.batches.Approve(tx, one.ID)
		return err
	}); err != nil {
		return nil, err
	}
	approved := here()
	if err := b.queue.Start(ctx); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, b.queue.Stop(ctx)) }()
	select {
	case done := <-b.ended:
		if int(done.Paid) != n {
			return nil, fmt.Errorf("of %d lines %d were paid", n, done.Paid)
		}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	paid := here()
	return []Row{
		phase("upload: read, judged, written", n, start, uploaded),
		phase("check and approval", n, uploaded, approved),
		phase("paid: order, posting, result", n, approved, paid),
		phase(label("payroll of", n, "lines, upload to posted"), n, start, paid),
	}, nil
}

// file is the payroll as CSV.
func (b *batchBank) file() []byte {
	var s strings.Builder
	s.WriteString("账号,户名,金额,用途\r\n")
	for i, p := range b.people {
		amount := money.Of(money.Amount(5_000_00+i), "CNY").Decimal()
		s.WriteString(p.number + "," + p.name + "," + amount + ",工资\r\n")
	}
	return []byte(s.String())
}
