package history

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// TestJobsAndAudit kills processes that enqueue jobs, work them off and sequence the audit log. In the end every job that was
// acknowledged has booked its fen once (a long one all of its), one that was refused none, each entry stands once in the
// log, and the log continues every checkpoint that was let out.
func TestJobsAndAudit(t *testing.T) {
	s := newStage(t, database(t), kind("jobs"), 2, 1_000_000)
	s.plan.Folder, s.plan.Opt.PauseMicros = t.TempDir(), 2000*int64(pace(t)*pace(t))
	o, err := openOffice(ctx, &s.plan) // migrated before there are two
	s.must(err)
	s.must(o.Store.Close())
	working := func(p *Plan) { p.Office = true }
	var all []*proc
	for range processes() {
		all = append(all, s.start(working))
	}
	for round := range 6 * factor() {
		i := round % len(all)
		if !all[i].up() {
			t.Fatalf("round %d: a process did not begin: %v", round, all[i].err)
		}
		time.Sleep(100*time.Millisecond + rand.N(300*time.Millisecond))
		s.kill(all[i])
		all[i] = s.start(working)
	}
	for _, c := range all {
		c.up()
	}
	for _, c := range all {
		s.stop(c)
	}
	s.workedOff()
}

// workedOff lets a last office work off what is left, and counts.
func (s *stage) workedOff() {
	s.Helper()
	o, err := openOffice(ctx, &s.plan)
	s.must(err)
	defer func() { s.must(o.Store.Close()) }()
	running, cancel := context.WithCancel(ctx)
	s.must(o.queue.Start(running))
	s.poll("all jobs are done", func() bool { return s.count(o, "SELECT COUNT(*) FROM jobs_queue") == 0 })
	s.must(o.queue.Stop(ctx))
	cancel()
	s.poll("all notes are numbered", func() bool {
		_, err := o.log.Sequence(ctx)
		s.must(err)
		return s.count(o, "SELECT COUNT(*) FROM audit_pending") == 0
	})
	booked, noted := s.booked(o), s.noted(o)
	acked := 0
	for ref := range s.judge.tried {
		done, doubt := s.judge.told(ref)
		switch n := booked[ref]; {
		case len(done) > 0 && n != 2+Chunks:
			s.Errorf("jobs %s were acknowledged and booked %d fen, not %d", ref, n, 2+Chunks)
		case len(done) == 0 && n != 0 && (!doubt || n != 2+Chunks):
			s.Errorf("jobs %s were not acknowledged (%+v) and booked %d fen", ref, s.judge.got[ref], n)
		}
		if booked[ref] != noted[ref] {
			s.Errorf("jobs %s: %d entries and %d notes", ref, booked[ref], noted[ref])
		}
		acked += len(done)
	}
	if acked == 0 {
		s.Error("no job was acknowledged: the test shows nothing")
	}
	report, err := o.log.Check(ctx, audit.CheckOptions{Full: true, Outside: s.checkpoints()})
	s.must(err)
	s.must(report.Problem())
	books, err := o.Ledger.Check(ctx, ledger.CheckOptions{Full: true})
	s.must(err)
	s.must(books.Problem())
	s.Logf("%s: %d times three jobs, %d records in the log, %d checkpoints let out, %d kills", o.Store.Engine(), acked, report.Size,
		report.Outside, s.kills)
}

func (s *stage) poll(what string, f func() bool) {
	s.Helper()
	for end := time.Now().Add(2 * time.Minute); !f(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			s.Fatalf("not within two minutes: %s", what)
		}
	}
}

func (s *stage) count(o *office, query string) (n int64) {
	s.Helper()
	s.must(o.Store.View(ctx, func(v *store.View) (err error) {
		n, _, err = store.One(v, store.Value[int64], query)
		return err
	}))
	return n
}

// booked counts the first deposit's entries by the job that made them.
func (s *stage) booked(o *office) map[string]int {
	s.Helper()
	n := map[string]int{}
	for before := int64(0); ; {
		lines, err := o.Ledger.Postings(ctx, ledger.AccountID(s.plan.Accounts[0]), before, 1000)
		s.must(err)
		for i := range lines {
			n[lines[i].Summary]++
			before = lines[i].Sequence
		}
		if len(lines) < 1000 {
			return n
		}
	}
}

// noted counts the log's records by job.
func (s *stage) noted(o *office) map[string]int {
	s.Helper()
	n := map[string]int{}
	for at := (audit.Position{}); ; {
		records, next, err := o.log.List(ctx, audit.Filter{}, at, 200)
		s.must(err)
		for _, r := range records {
			if r.Kind == "history.job" {
				n[r.Object]++
			}
		}
		if at = next; len(records) < 200 {
			return n
		}
	}
}

// checkpoints are all that the processes let out.
func (s *stage) checkpoints() (all [][]byte) {
	s.Helper()
	files, err := filepath.Glob(filepath.Join(s.plan.Folder, "*.checkpoints"))
	s.must(err)
	slices.Sort(files)
	for _, f := range files {
		if _, err := os.Stat(f); err != nil {
			continue
		}
		notes, err := audit.ReadFile(f)
		s.must(err)
		all = append(all, notes...)
	}
	return all
}
