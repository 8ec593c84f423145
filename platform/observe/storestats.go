//tidy:float Prometheus measures in floats

package observe

import (
	"os"

	"github.com/prometheus/client_golang/prometheus"

	"tonghui/platform/store"
)

// storeCollector reads a store's counters whenever metrics are asked for.
type storeCollector struct {
	st                                                    *store.Store
	updates, groups, reruns, refused, views, folds, queue *prometheus.Desc
	commits, wal, file, conflicts, resolved, lost, info   *prometheus.Desc
}

func newStoreCollector(st *store.Store) *storeCollector {
	d := func(name, help string) *prometheus.Desc {
		return prometheus.NewDesc("tonghui_store_"+name, help, nil, nil)
	}
	return &storeCollector{
		st:        st,
		updates:   d("updates_total", "Updates answered."),
		groups:    d("groups_total", "Commits, each of one group of updates."),
		reruns:    d("reruns_total", "Groups that ran again after a duplicate key or a lost transaction."),
		refused:   d("refused_total", "Updates refused because the queue was full."),
		views:     d("views_total", "Read snapshots."),
		folds:     d("checkpoints_total", "Times the write-ahead log was folded back."),
		queue:     d("queue", "Updates that wait."),
		commits:   d("commit_seconds", "Time of a group from its first closure to its answers."),
		conflicts: d("conflicts_total", "Attempts lost to another transaction, or to a server that went away."),
		resolved:  d("resolved_total", "Commits whose answer was lost and whose outcome was read afterwards."),
		lost:      d("node_lost", "1 when another process has taken this one's node number: it must end."),
		info:      prometheus.NewDesc("tonghui_store_info", "Always 1; the label says which engine keeps the bank.", []string{"engine"}, nil),
		wal:       d("wal_bytes", "Size of the write-ahead log, where the bank is one file."),
		file:      d("database_bytes", "Size of the database file, where the bank is one."),
	}
}

// Describe lists the metrics.
func (c *storeCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{c.updates, c.groups, c.reruns, c.refused, c.views, c.folds, c.queue, c.commits, c.wal, c.file,
		c.conflicts, c.resolved, c.lost, c.info} {
		ch <- d
	}
}

// Collect reads them.
func (c *storeCollector) Collect(ch chan<- prometheus.Metric) {
	s := c.st.Stats()
	count := func(d *prometheus.Desc, n int64) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n))
	}
	count(c.updates, s.Updates.Load())
	count(c.groups, s.Groups.Load())
	count(c.reruns, s.Reruns.Load())
	count(c.refused, s.Refused.Load())
	count(c.conflicts, s.Conflicts.Load())
	count(c.resolved, s.Resolved.Load())
	count(c.views, s.Views.Load())
	count(c.folds, s.Checkpoints.Load())
	ch <- prometheus.MustNewConstMetric(c.info, prometheus.GaugeValue, 1, string(c.st.Engine()))
	ch <- prometheus.MustNewConstMetric(c.lost, prometheus.GaugeValue, yes(c.st.NodeLost()))
	ch <- prometheus.MustNewConstMetric(c.queue, prometheus.GaugeValue, float64(c.st.Queued()))
	bounds, n := s.CommitHistogram()
	ch <- prometheus.MustNewConstHistogram(c.commits, n, float64(s.CommitMicros.Load())/1e6, bounds)
	if c.st.Engine() == store.SQLite {
		c.size(ch, c.file, c.st.Path())
		c.size(ch, c.wal, c.st.Path()+"-wal")
	}
}

// size gives a file's size; the log is missing when it is folded.
func (c *storeCollector) size(ch chan<- prometheus.Metric, d *prometheus.Desc, path string) {
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(info.Size()))
	}
}
