package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tonghui/base/problem"
	"tonghui/platform/store"
)

// Proving the books
//
// Check re-derives from the entries everything that the ledger keeps beside them, and names every difference. It
// reads while the bank goes on posting, in short snapshots, and never compares two moments with each other:
//
//	entries    are read in the order of booking, chunk by chunk, into a tally per account: what its balance,
//	           sequence, head, day, segments and offdates must be. Each entry is judged as it passes.
//	rows       (balances, holds, freezes, offdates, totals) are compared page by page. A page's snapshot first
//	           reads the entries that came since, so the tallies are exactly those of that snapshot.
//	segments   never change, so they are read last, without a common snapshot; those beyond the tally's
//	           sequence belong to later entries and are left alone.
//
// Each posting is compared with the one before it, not with a sum from the beginning, so that one wrong fen is one
// finding at its place. Memory is bounded: 12 bytes for each account, and about 130 for each of the accounts of
// one pass; a bank with more than accountsPerPass is read in several passes.
//
// A full check starts at the first entry. An incremental one starts after the last check's entry and rebuilds the
// tally of an account when it first moves, from its chain; it leaves out what only the whole history can
// tell: the totals of each code (it proves that they balance per date) and rows that no new entry touches.

// CheckOptions say how much to check.
type CheckOptions struct {
	Full     bool                    // from the first entry; otherwise from where the last check ended
	Progress func(done, total int64) // called now and then with postings read, may be nil
}

// CheckReport is what a check found.
type CheckReport struct {
	Full     bool
	From     EntryID // entries after this one were checked
	UpTo     EntryID // up to this one
	Entries  int64
	Postings int64
	Accounts int64
	Errors   int64         // findings that are no notices; 0 proves the books
	Notices  int64         // what may be right but should be looked at
	Findings []Finding     // the first maxFindings
	Took     time.Duration // by the store's clock
}

// maxFindings bounds the findings that a report lists; all are counted.
const maxFindings = 100

// accountsPerPass bounds the tallies in memory.
const accountsPerPass = 2_000_000

// errChecked is how Verify refuses.
var errChecked = problem.New(problem.Internal, "ledger.check_failed",
	"The check of the ledger found %d differences. The first: %s",
	"账本核对发现 %d 处不符。首处：%s")

// Check proves the books and remembers how far it came, so that the next incremental check goes on from there.
// An error means that it could not finish; what it found stands in the report.
func (l *Ledger) Check(ctx context.Context, opt CheckOptions) (*CheckReport, error) {
	return l.check(ctx, opt, accountsPerPass)
}

func (l *Ledger) check(ctx context.Context, opt CheckOptions, perPass int) (*CheckReport, error) {
	c := &checker{ctx: ctx, l: l, opt: opt, report: &CheckReport{}}
	started := l.st.Now()
	if err := c.start(); err != nil {
		return nil, err
	}
	for first := 0; ; first += perPass {
		if err := c.pass(first, perPass); err != nil {
			return nil, err
		}
		if !c.report.Full || first+perPass >= len(c.ids) {
			break
		}
	}
	if err := c.reversals(); err != nil {
		return nil, err
	}
	c.report.Took = l.st.Now().Sub(started)
	return c.report, c.remember()
}

// Verify is the module's check: it proves the books incrementally, at least up to a point, and answers with a
// problem that counts the differences and names the first ones.
func (l *Ledger) Verify(ctx context.Context, _ *store.Store, upTo store.Seq) error {
	r, err := l.Check(ctx, CheckOptions{})
	if err != nil {
		return err
	}
	return r.Problem()
}

// Problem is nil if the check found no difference; otherwise it counts them and names the first three.
func (r *CheckReport) Problem() error {
	if r.Errors == 0 {
		return nil
	}
	var first *Finding
	for i := range r.Findings {
		if f := &r.Findings[i]; !f.Notice {
			first = f
			break
		}
	}
	p := errChecked.With(r.Errors, "")
	p.EN, p.ZH = fmt.Sprintf(errChecked.EN, r.Errors, first.EN), fmt.Sprintf(errChecked.ZH, r.Errors, first.ZH)
	for n, i := 0, 0; i < len(r.Findings) && n < 3; i++ {
		if f := &r.Findings[i]; !f.Notice {
			p = p.At("/findings/"+fmt.Sprint(i), f.EN, f.ZH)
			n++
		}
	}
	return p
}

// start reads where to begin and, for a full check, the directory of accounts.
func (c *checker) start() error {
	c.late, c.keyIndex, c.days = map[AccountID]int32{}, map[totalKey]int32{}, dateSet{}
	c.sums = map[dayKey]*dayTotal{}
	var upTo int64
	err := c.view(func(v *store.View) (err error) {
		upTo, err = checkedUpTo(v)
		return err
	})
	if err != nil {
		return err
	}
	c.report.Full = c.opt.Full || upTo == 0
	if !c.report.Full {
		c.since = EntryID(upTo)
		c.report.From = c.since
		return nil
	}
	err = c.view(func(v *store.View) (err error) {
		c.total, err = countPostings(v)
		return err
	})
	for after := AccountID(0); err == nil; {
		var rows []accountRow
		if err = c.view(func(v *store.View) (err error) {
			rows, err = accountRows(v, after, 20_000)
			return err
		}); err != nil || len(rows) == 0 {
			break
		}
		for i := range rows {
			c.ids = append(c.ids, rows[i].id)
			c.keys = append(c.keys, c.key(&rows[i]))
		}
		after = rows[len(rows)-1].id
	}
	c.report.Accounts = int64(len(c.ids))
	return err
}

// pass checks the accounts of the directory from place first on. The first pass also judges whole entries and
// the general ledger. An incremental check has one pass over whatever moved.
func (c *checker) pass(first, n int) error {
	c.first = first == 0
	c.low, c.high = 0, maxAccountID
	c.index, c.tallies = map[AccountID]int32{}, nil
	if c.report.Full && len(c.ids) > 0 {
		last := min(first+n, len(c.ids))
		if first > 0 {
			c.low = c.ids[first]
		}
		if last < len(c.ids) {
			c.high = c.ids[last] - 1
		}
		c.tallies = make([]tally, 0, last-first)
		for i := first; i < last; i++ {
			c.add(tally{account: c.ids[i], key: c.keys[i]})
		}
	}
	c.cur, c.ahead = c.since, map[EntryID]bool{}
	if err := c.catchUp(); err != nil {
		return err
	}
	if c.first {
		if err := c.books(); err != nil {
			return err
		}
	}
	if err := c.rows(); err != nil {
		return err
	}
	if c.first {
		c.report.UpTo = c.cur
	}
	return c.l.layout.check(c)
}

// remember stores how far the check came. A check on a copy that can't be written just doesn't.
func (c *checker) remember() error {
	if c.report.UpTo == 0 || c.report.Errors > 0 {
		return nil // after findings the next check looks again
	}
	err := c.l.st.Update(c.ctx, func(tx *store.Tx) error {
		return putChecked(tx, int64(c.report.UpTo), c.report.Errors)
	})
	if errors.Is(err, store.ErrReadOnly) {
		return nil
	}
	return err
}

func (c *checker) view(read func(*store.View) error) error { return c.l.st.View(c.ctx, read) }
