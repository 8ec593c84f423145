//tidy:float rates and durations are floats; no money is in them

package top

import (
	"cmp"
	"slices"
	"time"
)

// Figures are what an operator reads. A pointer is nil, and a list empty, when the server doesn't measure it or
// nothing has happened. Durations are in seconds, rates per second.
type Figures struct {
	At      time.Time `json:"at"`
	Server  string    `json:"server"`
	Version string    `json:"version,omitempty"`
	Engine  string    `json:"engine,omitempty"`

	Transfers *float64 `json:"transfersPerSecond"` // entries booked
	Requests  *float64 `json:"requestsPerSecond"`
	P50       *float64 `json:"p50Seconds"`
	P99       *float64 `json:"p99Seconds"`
	Failed    *float64 `json:"failedShare"` // of requests, with a 5xx status
	InFlight  *float64 `json:"inFlight"`
	Shed      *float64 `json:"shedPerSecond"`

	Updates   *float64 `json:"updatesPerSecond"`
	Queue     *float64 `json:"queue"`
	Group     *float64 `json:"updatesPerGroup"`
	CommitP50 *float64 `json:"commitP50Seconds"`
	CommitP99 *float64 `json:"commitP99Seconds"`
	Reruns    *float64 `json:"rerunsPerSecond"`
	Refused   *float64 `json:"queueRefusedPerSecond"`
	Log       *float64 `json:"walBytes"`
	Database  *float64 `json:"databaseBytes"`

	JobsWaiting *float64 `json:"jobsWaiting"`
	JobsOldest  *float64 `json:"jobsOldestSeconds"`
	JobsDead    *float64 `json:"jobsDead"`

	AuditPending  *float64 `json:"auditPending"`
	AuditLag      *float64 `json:"auditLagSeconds"`
	CheckpointAge *float64 `json:"checkpointAgeSeconds"`

	BackupAge   *float64 `json:"backupAgeSeconds"`
	BackupBytes *float64 `json:"backupBytes"`
	BankDateAge *float64 `json:"bankDateAgeSeconds"`
	BankDate    string   `json:"bankDate,omitempty"`

	CPU    *float64 `json:"cpuCores"`
	Memory *float64 `json:"memoryBytes"`
	Uptime *float64 `json:"uptimeSeconds"`

	Operations []Operation `json:"operations"`
	Refusals   []Refusal   `json:"refusals"`
	Jobs       []Job       `json:"jobs"`
}

// Operation is one of the server's, in use.
type Operation struct {
	Name   string  `json:"name"`
	Rate   float64 `json:"perSecond"`
	P50    float64 `json:"p50Seconds"`
	P99    float64 `json:"p99Seconds"`
	Failed float64 `json:"failedShare"`
}

// Refusal is how often a code was given.
type Refusal struct {
	Code  string  `json:"code"`
	Rate  float64 `json:"perSecond"`
	Total float64 `json:"total"`
}

// Job is how the jobs of a kind stand.
type Job struct {
	Kind    string  `json:"kind"`
	Waiting float64 `json:"waiting"`
	Running float64 `json:"running"`
	Dead    float64 `json:"dead"`
	Oldest  float64 `json:"oldestSeconds"`
	Done    float64 `json:"donePerSecond"`
	Failed  float64 `json:"failedPerSecond"`
}

// bankZone is China's, one time the whole year: bank dates begin there.
var bankZone = time.FixedZone("CST", 8*60*60)

// pair are two samples, the earlier one first.
type pair struct {
	a, b    *Sample
	seconds float64
}

// Compare makes figures of two samples of a server.
func Compare(server string, earlier, later *Sample) *Figures {
	p := pair{earlier, later, later.At.Sub(earlier.At).Seconds()}
	f := &Figures{At: later.At, Server: server}
	for _, v := range later.labels("tonghui_build_info", "version") {
		f.Version = v
	}
	for _, v := range later.labels("tonghui_store_info", "engine") {
		f.Engine = v
	}
	p.http(f)
	p.store(f)
	p.work(f)
	f.CPU = p.rate("process_cpu_seconds_total", nil)
	f.Memory = p.gauge("process_resident_memory_bytes", nil)
	f.Uptime = p.age("process_start_time_seconds")
	return f
}

func (p pair) http(f *Figures) {
	const requests, seconds = "tonghui_http_requests_total", "tonghui_http_request_seconds"
	f.Requests, f.Failed = p.rate(requests, nil), p.failed(nil)
	if q, ok := quantiles(p.a.buckets(seconds, nil), p.b.buckets(seconds, nil), .5, .99); ok {
		f.P50, f.P99 = &q[0], &q[1]
	}
	f.InFlight, f.Shed = p.gauge("tonghui_http_in_flight", nil), p.rate("tonghui_http_shed_total", nil)
	for _, name := range p.b.labels(requests, "operation") {
		m := match{"operation": name}
		o := Operation{Name: name, Rate: or(p.rate(requests, m)), Failed: or(p.failed(m))}
		if q, ok := quantiles(p.a.buckets(seconds, m), p.b.buckets(seconds, m), .5, .99); ok {
			o.P50, o.P99 = q[0], q[1]
			f.Operations = append(f.Operations, o)
		}
	}
	slices.SortStableFunc(f.Operations, func(a, b Operation) int { return cmp.Compare(b.Rate, a.Rate) })
	for _, metric := range []string{"tonghui_http_refusals_total", "tonghui_ledger_refused_total"} {
		for _, code := range p.b.labels(metric, "code") {
			m := match{"code": code}
			total, _ := p.b.value(metric, m)
			known := slices.ContainsFunc(f.Refusals, func(r Refusal) bool { return r.Code == code })
			if rate := or(p.rate(metric, m)); total > 0 && !known {
				f.Refusals = append(f.Refusals, Refusal{code, rate, total})
			}
		}
	}
	slices.SortStableFunc(f.Refusals, func(a, b Refusal) int {
		return cmp.Or(cmp.Compare(b.Rate, a.Rate), cmp.Compare(b.Total, a.Total))
	})
}

// failed is the share of requests that were answered with a 5xx status.
func (p pair) failed(m match) *float64 {
	var bad, all float64
	for _, status := range p.b.labels("tonghui_http_requests_total", "status") {
		with := match{"status": status}
		for k, v := range m {
			with[k] = v
		}
		n := or(p.rate("tonghui_http_requests_total", with))
		all += n
		if len(status) == 3 && status[0] == '5' {
			bad += n
		}
	}
	if all == 0 {
		return nil
	}
	share := bad / all
	return &share
}

func (p pair) store(f *Figures) {
	const commits = "tonghui_store_commit_seconds"
	f.Updates, f.Queue = p.rate("tonghui_store_updates_total", nil), p.gauge("tonghui_store_queue", nil)
	if groups := or(p.rate("tonghui_store_groups_total", nil)); groups > 0 && f.Updates != nil {
		size := *f.Updates / groups
		f.Group = &size
	}
	if q, ok := quantiles(p.a.buckets(commits, nil), p.b.buckets(commits, nil), .5, .99); ok {
		f.CommitP50, f.CommitP99 = &q[0], &q[1]
	}
	f.Reruns, f.Refused = p.rate("tonghui_store_reruns_total", nil), p.rate("tonghui_store_refused_total", nil)
	f.Log, f.Database = p.gauge("tonghui_store_wal_bytes", nil), p.gauge("tonghui_store_database_bytes", nil)
	f.Transfers = p.rate("tonghui_ledger_entries_total", nil)
	f.BankDateAge = p.age("tonghui_ledger_bank_date_timestamp_seconds")
	if at, ok := p.b.value("tonghui_ledger_bank_date_timestamp_seconds", nil); ok {
		f.BankDate = time.Unix(int64(at), 0).In(bankZone).Format(time.DateOnly)
	}
}

func (p pair) work(f *Figures) {
	f.JobsWaiting, f.JobsDead = p.gauge("tonghui_jobs_waiting", nil), p.gauge("tonghui_jobs_dead", nil)
	for _, kind := range p.b.labels("tonghui_jobs_waiting", "kind") {
		m := match{"kind": kind}
		j := Job{Kind: kind, Waiting: or(p.gauge("tonghui_jobs_waiting", m)), Running: or(p.gauge("tonghui_jobs_running", m)),
			Dead: or(p.gauge("tonghui_jobs_dead", m)), Oldest: or(p.gauge("tonghui_jobs_oldest_due_seconds", m)),
			Done: or(p.rate("tonghui_jobs_runs_total", match{"kind": kind, "outcome": "done"}))}
		j.Failed = or(p.rate("tonghui_jobs_runs_total", m)) - j.Done
		f.Jobs = append(f.Jobs, j)
		if f.JobsOldest == nil || j.Oldest > *f.JobsOldest {
			f.JobsOldest = &f.Jobs[len(f.Jobs)-1].Oldest
		}
	}
	if f.JobsOldest != nil {
		oldest := *f.JobsOldest // not a pointer into the list, which is sorted next
		f.JobsOldest = &oldest
	}
	slices.SortStableFunc(f.Jobs, func(a, b Job) int {
		return cmp.Or(cmp.Compare(b.Dead, a.Dead), cmp.Compare(b.Waiting, a.Waiting), cmp.Compare(b.Done, a.Done))
	})
	f.AuditPending, f.AuditLag = p.gauge("tonghui_audit_pending", nil), p.gauge("tonghui_audit_lag_seconds", nil)
	f.CheckpointAge = p.age("tonghui_audit_checkpoint_timestamp_seconds")
	f.BackupAge = p.age("tonghui_backup_last_success_timestamp_seconds")
	f.BackupBytes = p.gauge("tonghui_backup_last_size_bytes", nil)
}

// rate is a counter's rise per second, nil if it isn't there.
func (p pair) rate(name string, m match) *float64 {
	after, ok := p.b.value(name, m)
	if !ok || p.seconds <= 0 {
		return nil
	}
	before, _ := p.a.value(name, m)
	r := rise(before, after) / p.seconds
	return &r
}

// gauge is a gauge's value now.
func (p pair) gauge(name string, m match) *float64 {
	v, ok := p.b.value(name, m)
	if !ok {
		return nil
	}
	return &v
}

// age is how long ago a point in time is.
func (p pair) age(name string) *float64 {
	at, ok := p.b.value(name, nil)
	if !ok {
		return nil
	}
	v := max(0, float64(p.b.At.UnixMicro())/1e6-at)
	return &v
}

// or is a figure's value, 0 if it isn't there.
func or(v *float64) float64 {
	if v == nil {
		return 0
	}
	return *v
}
