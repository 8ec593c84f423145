//tidy:float Prometheus measures in floats

package observe

import (
	"time"
)

// Each part of the bank hands over a function that says how it stands; it is called at every scrape, by several
// goroutines perhaps, and should answer from memory or by one short read. The values of labels (kinds, codes,
// reasons, names of leases) must be the program's own words, never something that a client sends.

// LeaseStats say how a lease (租约) stands, seen by this process.
type LeaseStats struct {
	Name string
	Held bool // by this process
}

// WatchLeases adds which leases this process holds, of those that it tries to take.
func (m *Metrics) WatchLeases(stats func() []LeaseStats) {
	m.watch("lease", []figure{
		{"held", "Whether this process holds a lease.", gauge, []string{"lease"}},
	}, func(p put) {
		for _, l := range stats() {
			p("held", yes(l.Held), l.Name)
		}
	})
}

// LedgerStats say how the ledger stands.
type LedgerStats struct {
	Entries, Postings int64            // committed since the process began
	Refused           map[string]int64 // entries refused, by the problem's code
	BankDate          time.Time        // when the open bank date (会计日期) began; zero before the first
	Closing           int              // bank dates that are closing and not yet closed
}

// WatchLedger adds how the ledger stands.
func (m *Metrics) WatchLedger(stats func() LedgerStats) {
	m.watch("ledger", []figure{
		{"entries_total", "Entries booked.", counter, nil},
		{"postings_total", "Postings of the entries booked.", counter, nil},
		{"refused_total", "Entries refused, by code.", counter, []string{"code"}},
		{"bank_date_timestamp_seconds", "When the open bank date began.", gauge, nil},
		{"days_closing", "Bank dates that are closing.", gauge, nil},
	}, func(p put) {
		s := stats()
		p("entries_total", float64(s.Entries))
		p("postings_total", float64(s.Postings))
		for code, n := range s.Refused {
			p("refused_total", float64(n), code)
		}
		p.moment("bank_date_timestamp_seconds", s.BankDate)
		p("days_closing", float64(s.Closing))
	})
}

// JobStats say how the jobs of one kind stand: the bank's as last measured, and this process's since it began.
type JobStats struct {
	Kind string

	Waiting int64         // of the bank: to be run or running
	Paused  int64         // of the bank: held back by an operator
	Dead    int64         // of the bank: dead letters (死信) that wait for an operator
	Oldest  time.Duration // of the bank: how late the first due job is

	Running                       int64 // here and now
	Stuck                         int64 // handlers here that did not come back after their time
	Enqueued, Done, Retried, Died int64 // here: put in; runs finished, to be tried again, given up
	Lost                          int64 // here: runs that had lost their claim when they ended
}

// WatchJobs adds how the jobs stand, by kind.
func (m *Metrics) WatchJobs(stats func() []JobStats) {
	kind := []string{"kind"}
	m.watch("jobs", []figure{
		{"waiting", "Jobs of the bank that are to be run or running, as last measured.", gauge, kind},
		{"paused", "Jobs of the bank held back by an operator, as last measured.", gauge, kind},
		{"dead", "Dead letters of the bank that wait for an operator, as last measured.", gauge, kind},
		{"oldest_due_seconds", "How late the first due job of the bank is, as last measured.", gauge, kind},
		{"running", "Jobs that this process works on.", gauge, kind},
		{"stuck", "Handlers of this process that did not come back after their time.", gauge, kind},
		{"enqueued_total", "Jobs put in by this process.", counter, kind},
		{"runs_total", "Runs of this process by outcome: done, retried, dead or lost (its claim).", counter, []string{"kind", "outcome"}},
	}, func(p put) {
		for _, s := range stats() {
			p("waiting", float64(s.Waiting), s.Kind)
			p("paused", float64(s.Paused), s.Kind)
			p("dead", float64(s.Dead), s.Kind)
			p("oldest_due_seconds", s.Oldest.Seconds(), s.Kind)
			p("running", float64(s.Running), s.Kind)
			p("stuck", float64(s.Stuck), s.Kind)
			p("enqueued_total", float64(s.Enqueued), s.Kind)
			p("runs_total", float64(s.Done), s.Kind, "done")
			p("runs_total", float64(s.Retried), s.Kind, "retried")
			p("runs_total", float64(s.Died), s.Kind, "dead")
			p("runs_total", float64(s.Lost), s.Kind, "lost")
		}
	})
}

// AuditStats say how the audit log (审计日志) stands.
type AuditStats struct {
	Pending         int64         // notes that have no number yet
	Lag             time.Duration // age of the oldest of them
	Size            int64         // leaves under the newest checkpoint
	Signed          time.Time     // when that was signed
	Exported        int64         // leaves under the newest exported checkpoint
	Notes           int64         // taken by this process
	Sequenced       int64         // numbered by this process
	Cosigned        int64         // signatures of witnesses obtained
	WitnessFailures int64         // times that a witness (见证方) did not sign
	ExportFailures  int64
	Contradicted    bool // a checkpoint outside contradicts the database: nothing is signed any more
}

// WatchAudit adds how the audit log stands.
func (m *Metrics) WatchAudit(stats func() AuditStats) {
	m.watch("audit", []figure{
		{"pending", "Notes that the sequencer has not numbered yet.", gauge, nil},
		{"lag_seconds", "Age of the oldest note that is not numbered yet.", gauge, nil},
		{"leaves", "Leaves under the newest checkpoint.", gauge, nil},
		{"exported_leaves", "Leaves under the newest exported checkpoint.", gauge, nil},
		{"checkpoint_timestamp_seconds", "When the newest checkpoint was signed.", gauge, nil},
		{"notes_total", "Notes taken by this process.", counter, nil},
		{"sequenced_total", "Notes numbered by this process.", counter, nil},
		{"cosignatures_total", "Signatures of witnesses obtained.", counter, nil},
		{"witness_failures_total", "Times that a witness did not sign a checkpoint.", counter, nil},
		{"export_failures_total", "Times that a checkpoint could not be exported.", counter, nil},
		{"contradicted", "1 when a checkpoint outside contradicts the database.", gauge, nil},
	}, func(p put) {
		s := stats()
		p("pending", float64(s.Pending))
		p("lag_seconds", s.Lag.Seconds())
		p("leaves", float64(s.Size))
		p("exported_leaves", float64(s.Exported))
		p.moment("checkpoint_timestamp_seconds", s.Signed)
		p("notes_total", float64(s.Notes))
		p("sequenced_total", float64(s.Sequenced))
		p("cosignatures_total", float64(s.Cosigned))
		p("witness_failures_total", float64(s.WitnessFailures))
		p("export_failures_total", float64(s.ExportFailures))
		p("contradicted", yes(s.Contradicted))
	})
}

// BackupStats say what the last backup (备份) was.
type BackupStats struct {
	Last     time.Time     `json:"last"`      // end of the last one that succeeded; zero if none has
	Bytes    int64         `json:"bytes"`     // its size
	Took     time.Duration `json:"tookNanos"` // how long it took
	Drilled  time.Time     `json:"drilled"`   // end of the last restore drill (恢复演练) that succeeded; zero if none has
	Failures int64         `json:"failures"`  // backups and drills that failed
}

// WatchBackup adds what the last backup was.
func (m *Metrics) WatchBackup(stats func() BackupStats) {
	m.watch("backup", []figure{
		{"last_success_timestamp_seconds", "When the last good backup ended.", gauge, nil},
		{"last_size_bytes", "Size of the last good backup.", gauge, nil},
		{"last_duration_seconds", "How long the last good backup took.", gauge, nil},
		{"drill_timestamp_seconds", "When the last good restore drill ended.", gauge, nil},
		{"failures_total", "Backups and restore drills that failed.", counter, nil},
	}, func(p put) {
		s := stats()
		p.moment("last_success_timestamp_seconds", s.Last)
		if !s.Last.IsZero() {
			p("last_size_bytes", float64(s.Bytes))
			p("last_duration_seconds", s.Took.Seconds())
		}
		p.moment("drill_timestamp_seconds", s.Drilled)
		p("failures_total", float64(s.Failures))
	})
}

// BlobStats count what a blob store did, by operation: put, get, delete, verify.
type BlobStats struct {
	Operation    string
	Done, Failed int64
}

// WatchBlob adds what the blob store did.
func (m *Metrics) WatchBlob(stats func() []BlobStats) {
	m.watch("blob", []figure{
		{"operations_total", "Operations on files, by outcome.", counter, []string{"operation", "outcome"}},
	}, func(p put) {
		for _, s := range stats() {
			p("operations_total", float64(s.Done), s.Operation, "done")
			p("operations_total", float64(s.Failed), s.Operation, "failed")
		}
	})
}
