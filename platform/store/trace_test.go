package store

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tonghui/platform/store/faultfs"
)

// No acknowledgement precedes its sync. The trace holds, in one order, the end of each closure, each frame that
// commits a group, the syncs of the log, and each return of Update. For every update: after its closure's end comes
// the commit of its group, after that a sync begins and ends, and only then Update returns.
func TestNoAcknowledgementPrecedesItsSync(t *testing.T) {
	SQLiteOnly(t, "it watches the file")
	s, fs, rows := faulty(t, 1, Options{walFold: 50_000, walMax: 100_000})
	fs.Trace()
	const clients, each = 16, 40
	var wg sync.WaitGroup
	for c := range clients {
		wg.Go(func() {
			for i := range each {
				word := fmt.Sprintf("%d-%d", c, i)
				err := s.Update(ctx, func(tx *Tx) error {
					defer fs.Note("ran " + word)
					if i%2 == 0 {
						return insertRow(tx, word)
					}
					rows.Add(int64(tx.NewID()), word)
					return nil
				})
				fs.Note("told " + word)
				if err != nil {
					t.Error(err)
				}
				if c == 0 && i%10 == 0 {
					cutHolds(t, fs, word)
				}
			}
		})
	}
	wg.Wait()
	commits, told := checkTrace(t, fs.Events())
	if told != clients*each || commits == 0 || commits >= told {
		t.Errorf("%d acknowledgements, %d commits", told, commits)
	}
	t.Logf("%d acknowledgements in %d commits", told, commits)
}

// checkTrace counts generations: commits seen, commits that a finished sync covers, and for each update the commit
// that it belongs to.
func checkTrace(t *testing.T, events []faultfs.Event) (commits, told int) {
	t.Helper()
	covered, beginning := 0, -1
	needs := map[string]int{} // update: the generation that holds it
	for _, e := range events {
		what, word, _ := strings.Cut(e.What, " ")
		switch {
		case what == "commit":
			commits++
		case e.What == "sync begin" && e.File == faultfs.Log:
			beginning = commits
		case e.What == "sync end" && e.File == faultfs.Log:
			covered = max(covered, beginning)
		case what == "ran":
			needs[word] = commits + 1 // the last run counts
		case what == "told":
			told++
			if need, ok := needs[word]; !ok || need > covered {
				t.Errorf("%s was acknowledged at commit %d, synced are %d", word, need, covered)
			}
		}
	}
	return commits, told
}

// The checker sees what it is there for.
func TestTraceChecker(t *testing.T) {
	log := func(what ...string) (es []faultfs.Event) {
		for _, w := range what {
			es = append(es, faultfs.Event{What: w, File: faultfs.Log})
		}
		return es
	}
	for name, es := range map[string][]faultfs.Event{
		"no sync":      log("ran a", "commit", "told a"),
		"early sync":   log("ran a", "sync begin", "commit", "sync end", "told a"),
		"not ended":    log("ran a", "commit", "sync begin", "told a"),
		"no commit":    log("ran a", "sync begin", "sync end", "told a"),
		"ran again":    log("ran a", "commit", "sync begin", "sync end", "ran a", "told a"),
		"another sync": append(log("ran a", "commit"), faultfs.Event{What: "sync end", File: faultfs.Database}, log("told a")[0]),
	} {
		probe := &testing.T{}
		if checkTrace(probe, es); !probe.Failed() {
			t.Errorf("%s: not seen", name)
		}
	}
	if commits, told := checkTrace(t, log("ran a", "ran b", "commit", "sync begin", "sync end", "told a", "told b")); commits != 1 || told != 2 {
		t.Error(commits, told)
	}
}

// cutHolds proves it once more without the trace: a power cut right after the acknowledgement leaves the row.
func cutHolds(t *testing.T, fs *faultfs.FS, word string) {
	dir := TestDir(t)
	if err := fs.PowerCut(dir, false); err != nil {
		t.Error(err)
	}
	s, err := Open(ctx, filepath.Join(dir, "bank.db"), Options{CacheMB: 2, Readers: 1})
	if err != nil {
		t.Error(err)
		return
	}
	defer s.Close()
	if got := " " + words(t, s) + " "; !strings.Contains(got, " "+word+" ") {
		t.Errorf("%s was acknowledged and a power cut took it", word)
	}
}
