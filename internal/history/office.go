package history

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/audit"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// office is a bank with its jobs and its audit log. Each job books one fen from the first deposit to the second, under a
// reference that no other run has: nothing but the queue keeps it from happening twice. Each entry is noted in the log.
type office struct {
	*Bank
	plan  *Plan
	queue *jobs.Queue
	log   *audit.Log
	file  *audit.File
}

// Chunks is how many fen a long job books, one a chunk.
const Chunks = 4

// The kinds of jobs: in one update, outside of one, and chunk by chunk.
const (
	payJob    = "history.pay"
	handleJob = "history.handle"
	longJob   = "history.long"
)

// Schemas are what a bank of histories needs, with its jobs and its log.
func Schemas() []store.Schema {
	schemas := app.Schemas(app.Module{Name: "ledger", Schema: ledger.Schema()}, app.Module{Name: "history", Schema: Schema()},
		app.Module{Name: "audit", Schema: audit.Schema()})
	return append(schemas, jobs.Schema())
}

func openOffice(ctx context.Context, p *Plan) (*office, error) {
	st, err := store.Open(ctx, p.DSN, p.Opt.options())
	if err != nil {
		return nil, err
	}
	o := &office{Bank: &Bank{Store: st, Ledger: ledger.New(st), kind: p.Kind, quiet: map[int64]bool{}}, plan: p}
	o.slot = st.AddBuffer(func() store.Buffer { return &witness{} })
	key, err := audit.LoadOrMakeKey(filepath.Join(p.Folder, "log.key"), "history.example/audit")
	if err != nil {
		return nil, errors.Join(err, st.Close())
	}
	if o.file, err = audit.OpenFile(filepath.Join(p.Folder, p.Name+".checkpoints")); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	o.log = audit.New(st, audit.Config{Key: key, Every: 20 * time.Millisecond, ExportEvery: 20 * time.Millisecond,
		Lease: 500 * time.Millisecond, Exporter: o.file, Logger: slog.New(slog.DiscardHandler)})
	o.queue = jobs.New(st, jobs.Options{Poll: 20 * time.Millisecond, LeaseTTL: 500 * time.Millisecond})
	if _, err := st.Migrate(ctx, "history", Schemas()...); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return o, o.queue.Register(o.workers()...)
}

func (o *office) workers() []jobs.Worker {
	soon := jobs.Exponential(time.Millisecond, 20*time.Millisecond)
	return []jobs.Worker{
		{Kind: payJob, MaxAttempts: 1 << 30, Backoff: soon, Do: func(tx *store.Tx, r *jobs.Run) error { return o.fen(tx, r) }},
		{Kind: handleJob, MaxAttempts: 1 << 30, Backoff: soon, Handle: func(ctx context.Context, r *jobs.Run) error {
			return r.Complete(ctx, func(tx *store.Tx) error { return o.fen(tx, r) })
		}},
		{Kind: longJob, MaxAttempts: 1 << 30, Backoff: soon, Concurrency: 4, Chunk: func(tx *store.Tx, c *jobs.Chunk) error {
			if c.Done++; c.Done == Chunks {
				c.Finish()
			}
			return o.fen(tx, c.Run)
		}},
	}
}

// fen books one fen for a job; the entry's summary is the job's reference.
func (o *office) fen(tx *store.Tx, r *jobs.Run) error {
	var ref string
	if err := json.Unmarshal(r.Payload, &ref); err != nil {
		return err
	}
	e := &ledger.Entry{Kind: "job", Reference: tx.NewID().String(), Summary: ref, Postings: []ledger.Posting{
		{Account: ledger.AccountID(o.plan.Accounts[0]), Amount: 1}, {Account: ledger.AccountID(o.plan.Accounts[1]), Amount: -1}}}
	if err := o.Ledger.Post(tx, e); err != nil {
		return err
	}
	return o.log.Note(tx, audit.Note{Verb: "history.fen", Kind: "history.job", Object: ref, After: audit.Digest(e.Digest())})
}

// enqueue adds one job of each kind, as a customer's request would.
func (o *office) enqueue(ctx context.Context, ref string) error {
	return o.Store.Update(ctx, func(tx *store.Tx) error {
		for _, kind := range []string{payJob, handleJob, longJob} {
			if _, err := o.queue.Enqueue(tx, jobs.Job{Kind: kind, Payload: ref}); err != nil {
				return err
			}
		}
		return nil
	})
}

// work enqueues jobs, works them off and sequences the log until stop is closed.
func work(ctx context.Context, p *Plan, tell func(any) error, stop chan struct{}) error {
	o, err := openOffice(ctx, p)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	logged := make(chan struct{})
	go func() {
		defer close(logged)
		o.log.Run(ctx)
	}()
	if err := o.queue.Start(ctx); err != nil {
		return err
	}
	if err := tell(line{Ready: true}); err != nil {
		return err
	}
	for n := 0; p.Goroutines > 0; n++ {
		select {
		case <-stop:
			return o.end(cancel, logged)
		default:
		}
		ref := fmt.Sprint(p.Name, ".", n)
		_ = tell(line{Try: &Op{Ref: ref, Verb: Post}})
		r := Result{Ref: ref, Outcome: Done}
		if err := o.enqueue(ctx, ref); err != nil {
			r.Outcome, r.Fault = Unknown, ""
			if !errors.Is(err, store.ErrUncertain) {
				r.Outcome = Refused
			}
		}
		_ = tell(line{Got: &r})
		time.Sleep(time.Duration(p.Opt.PauseMicros) * time.Microsecond)
	}
	<-stop
	return o.end(cancel, logged)
}

func (o *office) end(cancel context.CancelFunc, logged chan struct{}) error {
	within, done := context.WithTimeout(context.Background(), 30*time.Second)
	defer done()
	err := o.queue.Stop(within)
	cancel()
	<-logged
	return errors.Join(err, o.file.Close(), o.Store.Close())
}
