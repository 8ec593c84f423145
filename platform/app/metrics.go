package app

import (
	"time"

	"tonghui/platform/audit"
	"tonghui/platform/jobs"
	"tonghui/platform/observe"
)

// Watch adds to the metrics how a queue and an audit log stand; either may be nil. Call it once for a process.
func Watch(m *observe.Metrics, q *jobs.Queue, l *audit.Log) {
	if q != nil {
		m.WatchJobs(func() []observe.JobStats { return jobStats(q.Stats()) })
	}
	if l != nil {
		m.WatchAudit(func() observe.AuditStats { return auditStats(l.Stats()) })
		m.WatchLeases(func() []observe.LeaseStats {
			return []observe.LeaseStats{{Name: "audit/sequencer", Held: l.Stats().Leading.Load() == 1}}
		})
	}
}

func jobStats(s jobs.Stats) []observe.JobStats {
	out := make([]observe.JobStats, len(s.Kinds))
	for i, k := range s.Kinds {
		out[i] = observe.JobStats{
			Kind: k.Kind, Waiting: k.Waiting, Paused: k.Paused, Dead: k.Dead, Oldest: k.OldestAge, Running: k.Running, Stuck: k.Stuck,
			Enqueued: k.Enqueued, Done: k.Done, Retried: k.Retried, Died: k.Died, Lost: k.Lost,
		}
	}
	return out
}

func auditStats(s *audit.Stats) observe.AuditStats {
	out := observe.AuditStats{
		Pending: s.Pending.Load(), Lag: time.Duration(s.LagMicros.Load()) * time.Microsecond, Size: s.Size.Load(),
		Exported: s.Exported.Load(), Notes: s.Notes.Load(), Sequenced: s.Sequenced.Load(), Cosigned: s.Cosigned.Load(),
		WitnessFailures: s.WitnessErrors.Load(), ExportFailures: s.ExportErrors.Load(), Contradicted: s.Contradicted.Load() == 1,
	}
	if at := s.SignedAt.Load(); at > 0 {
		out.Signed = time.UnixMicro(at)
	}
	return out
}
