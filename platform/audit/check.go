package audit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"

	"tonghui/platform/audit/witness"
	"tonghui/platform/store"
)

// Proving the log
//
// Check trusts the log's public key and the checkpoints that it is given from outside, and nothing in the database. It
// reads beside the running bank in short snapshots:
//
//	records    leaf by leaf: is each there, does its hash agree with the tree, its columns with its text, its private
//	           part with its commitment? Roots are recomputed from the records at the size of each signed checkpoint.
//	sources    objects: does the latest record of each object agree with its row as it is now? Rows: does each list of
//	           rows agree with the rows of its range, and is each row in a list? What disagrees is looked at again in
//	           one snapshot with the notes that have no number yet, so that a running bank raises no false alarm.
//	outside    does the tree continue each checkpoint kept elsewhere? A smaller tree is an older database.
//	ask        does each witness still follow the newest checkpoint? It remembers how far it has cosigned.
//
// An incremental check begins where the last one without findings ended, and looks at the objects and rows that records
// since then speak of. Only a full one finds what was changed in the rest.

// CheckOptions say how much to check, and against what.
type CheckOptions struct {
	Full      bool
	Outside   [][]byte                // signed checkpoints from outside the database: ReadFile, or from a witness
	Witnesses []note.Verifier         // whose cosignatures count
	Ask       []*witness.Client       // who are asked what they remember: that costs a call to each
	Progress  func(done, total int64) // called now and then with records read, may be nil
}

// CheckReport is what a check found.
type CheckReport struct {
	Full     bool
	From     int64 // records from this number on were checked
	Size     int64 // up to, not including, this one
	Objects  int64 // of sources, compared
	Rows     int64 // of sources, compared
	Outside  int64 // checkpoints from outside, compared
	Asked    int64 // witnesses that answered
	Errors   int64 // findings that are no notices; 0 proves the log
	Notices  int64
	Findings []Finding // the first maxFindings
	Took     time.Duration
}

// maxFindings bounds the findings that a report lists; all are counted.
const maxFindings = 100

// page is how many rows one snapshot reads.
const page = 1024

// standing is how long the sequencer may take before a check says so.
const standing = time.Minute

type checker struct {
	ctx    context.Context
	l      *Log
	opt    CheckOptions
	report *CheckReport

	upTo    store.Seq
	size    int64
	touched map[string]map[string]bool // incremental: objects by kind
}

// Check proves the log and the rows of its sources, and remembers how far it came. An error means that it could not
// finish; what it found stands in the report.
func (l *Log) Check(ctx context.Context, opt CheckOptions) (*CheckReport, error) {
	c := &checker{ctx: ctx, l: l, opt: opt, report: &CheckReport{Full: opt.Full}, touched: map[string]map[string]bool{}}
	started := l.st.Now()
	for _, step := range []func() error{c.start, c.records, c.upperTiles, c.sources, c.outside, c.ask, c.remember} {
		if err := step(); err != nil {
			return c.report, err
		}
	}
	c.report.Took = l.st.Now().Sub(started)
	return c.report, nil
}

// Verify is the module's check: incremental, without checkpoints from outside but those of its own exporter.
func (l *Log) Verify(ctx context.Context, _ *store.Store, _ store.Seq) error {
	opt := CheckOptions{}
	if k, ok := l.cfg.Exporter.(Keeper); ok && l.verifier != nil {
		msg, err := k.Newest(ctx, l.verifier.Name())
		if err != nil {
			return err
		}
		if msg != nil {
			opt.Outside = append(opt.Outside, msg)
		}
	}
	r, err := l.Check(ctx, opt)
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
	p := *errChecked
	named := 0
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Notice || named == 3 {
			continue
		}
		if named == 0 {
			p.EN, p.ZH = fmt.Sprintf(errChecked.EN, r.Errors, f.EN), fmt.Sprintf(errChecked.ZH, r.Errors, f.ZH)
		}
		named++
		p = *p.At(fmt.Sprintf("/findings/%d", i), f.EN, f.ZH)
	}
	return &p
}

const logCheck = "log"

// start fixes how far to go.
func (c *checker) start() (err error) {
	if c.upTo, err = c.l.st.Seq(c.ctx); err != nil {
		return err
	}
	if c.l.verifier == nil {
		c.find("no_key", Finding{Leaf: -1}, "", "", "", "")
	}
	return c.view(func(v *store.View) error {
		if c.size, err = treeSize(v); err != nil {
			return err
		}
		c.report.Size = c.size
		if !c.opt.Full {
			if c.report.From, err = checked(v, logCheck); err != nil {
				return err
			}
			if c.report.From > c.size { // the database is older than its own marks say
				c.report.From = 0
			}
		}
		c.report.Full = c.report.From == 0
		extra, err := recordsBeyond(v, c.size, 10)
		for _, leaf := range extra {
			c.findRecord("record_extra", leaf, "audit_records", c.size, leaf)
		}
		if err != nil {
			return err
		}
		return c.waiting(v)
	})
}

// waiting notices a sequencer that stands still.
func (c *checker) waiting(v *store.View) error {
	n, oldest, err := countPending(v, 100_000)
	if err == nil && n > 0 && v.Now().Sub(oldest.Time()) > standing {
		c.find("unsequenced", Finding{Leaf: -1, Table: "audit_pending", Row: oldest}, "", "", oldest.Time().Format(time.RFC3339), n)
	}
	return err
}

// remember stores how far the check came. A check on a copy that can't be written just doesn't; after findings the next
// check looks again.
func (c *checker) remember() error {
	if c.report.Errors > 0 || c.size == 0 {
		return nil
	}
	err := c.l.st.Update(c.ctx, func(tx *store.Tx) error {
		for i := range c.l.sources {
			if s := &c.l.sources[i]; s.Rows != nil {
				if err := putChecked(tx, "rows "+s.Kind, int64(c.upTo)); err != nil {
					return err
				}
			}
		}
		return putChecked(tx, logCheck, c.size)
	})
	if errors.Is(err, store.ErrReadOnly) {
		return nil
	}
	return err
}

func (c *checker) view(read func(*store.View) error) error { return c.l.st.View(c.ctx, read) }

func (c *checker) touch(kind, object string) {
	if c.touched[kind] == nil {
		c.touched[kind] = map[string]bool{}
	}
	c.touched[kind][object] = true
}
