package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"tonghui/base/problem"
)

// retry is what a failed attempt asks for.
type retry uint8

const (
	never       retry = iota
	carefully         // all of them together, in careful mode
	alone             // each in a transaction of its own
	conflict          // the same again: another transaction won, or the server went away (shared engines)
	exclusively       // each alone, and those that ask for it with all other lanes kept out
)

// A group that loses runs again this often as it is, then each of its updates alone, this often.
const (
	groupConflicts = 4
	aloneConflicts = 16
)

// commit runs a group to its end and answers all of it.
func (w *writer) commit(group []*update) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.careful, w.raced = w.s.opt.Careful, 0
	w.facts = groupFacts{engine: string(w.s.Engine()), lane: int(w.ids.lane), began: time.Now(), retries: -1}
	lost := retries{most: groupConflicts}
	defer func() { w.wants = nil }()
	for len(group) > 0 {
		w.group = group
		started := time.Now()
		n, again, err := w.try(group)
		switch {
		case again == exclusively:
			w.s.stats.Reruns.Add(1)
			w.commitAlone(group[:n], started)
		case again == carefully && !w.careful:
			w.s.stats.Reruns.Add(1)
			w.careful = true
			continue
		case again == conflict && lost.again(w.s, err):
			continue
		case again == conflict && errors.Is(err, ErrUnreachable):
			w.s.stats.note(started, n)
			w.answer(group[:n], err) // for all of them alike
		case again != never && n > 1 || again == conflict:
			w.s.stats.Reruns.Add(1)
			w.commitAlone(group[:n], started)
		default:
			w.s.stats.note(started, n)
			w.answer(group[:n], err)
		}
		group = group[n:]
	}
}

// commitAlone runs each update of a lost group in a transaction of its own, so that the one at fault falls alone.
// Two I/O errors in a row are the disk's fault, not theirs: the rest is refused.
func (w *writer) commitAlone(group []*update, started time.Time) {
	w.careful = true
	broken := 0
	for i := range group {
		one := group[i : i+1]
		var err error
		if broken < 2 {
			err = w.tryAlone(one)
			if errors.Is(err, ErrDisk) || errors.Is(err, ErrUnreachable) {
				broken++
			} else {
				broken = 0
			}
		} else {
			err = errLost.Because(ErrDisk)
		}
		w.s.stats.note(started, 1)
		w.answer(one, err)
		w.group = w.group[1:]
	}
}

// tryAlone runs one update in a transaction of its own until it is kept or refused. If it lost again and again, or asks for
// it, all others wait meanwhile: so nobody is refused for the others' zeal.
func (w *writer) tryAlone(one []*update) (err error) {
	lost := retries{most: aloneConflicts}
	defer func() { w.alone = false }()
	w.raced, w.wants, w.alone = 0, nil, one[0].exclusive
	for {
		var again retry
		_, again, err = w.try(one)
		switch {
		case again == exclusively:
			w.alone = true
		case again != conflict:
			return err
		case lost.again(w.s, err):
		case w.alone || errors.Is(err, ErrUnreachable):
			return err
		default:
			w.s.stats.LastResorts.Add(1)
			w.alone, lost = true, retries{most: aloneConflicts}
		}
	}
}

// retries bounds how often something is tried that others can take away.
type retries struct {
	most, done int
	since      time.Time
}

// unreachableFor is how long an update waits for a server that went away: enough for one of a cluster to take over.
const unreachableFor = 5 * time.Second

// again waits a little, longer each time and never as long as the others do, and says whether to try once more.
func (r *retries) again(s *Store, err error) bool {
	s.stats.Conflicts.Add(1)
	r.done++
	if r.since.IsZero() {
		r.since = time.Now()
	}
	if errors.Is(err, ErrUnreachable) {
		if time.Since(r.since) > s.opt.unreachable || s.closing.Load() {
			return false
		}
	} else if r.done >= r.most {
		return false
	}
	longest := min(time.Millisecond<<min(r.done, 8), 200*time.Millisecond)
	time.Sleep(longest/4 + rand.N(longest))
	return true
}

// answer ends updates; a group error overrides their own.
func (w *writer) answer(group []*update, err error) {
	w.facts.err = err
	traceGroup(len(group), func(i int) *updateTrace { return group[i].trace }, w.facts)
	for _, u := range group {
		if err != nil {
			u.err, u.after = err, nil
		}
		close(u.done)
	}
}

// try runs updates in one transaction and commits it. n is how many of the group it took: it stops early when the
// buffers have grown to maxRows or maxRun has passed, so that the first in the group don't wait for all that
// came after them.
func (w *writer) try(group []*update) (n int, again retry, err error) {
	w.rerun, w.lost = nil, nil
	began := time.Now()
	w.facts.retries++
	if err := w.begin(); err != nil {
		if again = never; w.again(err) == conflict {
			again = conflict
		}
		return len(group), again, w.abandon(err)
	}
	if err := w.lockAhead(group); err != nil { // what it took may be all the other lanes
		if again = w.again(err); again == alone {
			again = never
		}
		return len(group), again, w.abandon(err)
	}
	for n < len(group) {
		u := group[n]
		n++
		u.err = w.run(u)
		if w.lost != nil {
			err := w.lostTo(w.lost)
			return n, w.again(err), w.abandon(err)
		}
		if w.rerun != nil {
			return n, carefully, w.abandon(w.rerun)
		}
		if w.pending() > maxRows || time.Since(began) > maxRun {
			break
		}
	}
	if err := w.finish(); err != nil {
		switch {
		case w.lost != nil:
			err = w.lostTo(w.lost)
			return n, w.again(err), w.abandon(err)
		case w.rerun != nil:
			return n, carefully, w.abandon(err)
		}
		return n, w.again(err), w.abandon(err)
	}
	committed := time.Now()
	err = w.s.e.commit(w)
	w.facts.commit = time.Since(committed)
	if err != nil {
		again = w.again(err)
		if errors.Is(err, ErrDisk) || errors.Is(err, ErrUncertain) {
			again = never // it may be on disk
		}
		return n, again, w.abandon(err)
	}
	for _, b := range w.buffers {
		b.Committed()
	}
	w.s.stats.Groups.Add(1)
	return n, never, nil
}

// again tells what may be done after a transaction has failed with err before its commit.
func (w *writer) again(err error) retry {
	if errors.Is(err, errExclusive) {
		return exclusively
	}
	if errors.Is(err, ErrConflict) || errors.Is(err, ErrUnreachable) {
		return conflict
	}
	return alone
}

// begin opens the transaction.
func (w *writer) begin() error {
	if w.c == nil {
		if err := w.s.e.openWriter(context.Background(), w); err != nil {
			return err
		}
	}
	w.c.broken = nil
	return w.s.e.begin(w)
}

// finish writes out what the group has gathered.
func (w *writer) finish() error {
	w.facts.rows = w.pending()
	tx := &Tx{w: w, u: &update{ctx: context.Background()}, now: w.s.now()}
	if err := w.flush(tx, nil); err != nil {
		return err
	}
	if err := w.s.e.finish(w, tx); err != nil {
		return err
	}
	return w.standing()
}

// run executes one closure between its marks.
func (w *writer) run(u *update) (err error) {
	if u.ctx.Err() != nil {
		u.state.CompareAndSwap(waiting, gaveUp)
	}
	if !u.state.CompareAndSwap(waiting, begun) && u.state.Load() == gaveUp {
		return ErrGaveUp.Because(context.Cause(u.ctx))
	}
	tx := &Tx{w: w, u: u, now: w.s.now(), levels: make([]level, 0, 2)}
	err = protect(tx, u.fn)
	w.c.closeRows()
	tx.over, u.after = true, tx.after
	if err != nil {
		u.after = nil
	}
	if e := w.standing(); e != nil && w.lost == nil {
		w.lost = e
	}
	return err
}

// protect turns a panic of a closure into its error.
func protect(tx *Tx, fn func(*Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in update: %v\n%s", p, debug.Stack())
		}
	}()
	return tx.Savepoint(func() error { return fn(tx) })
}

// failed looks at a statement's error: does the transaction still stand? It returns the error.
func (w *writer) failed(err error) error {
	if w.lost == nil && w.s.e.lostBy(w, err) {
		w.lost = err
	}
	return err
}

// lose marks the transaction as one that can't be trusted any more.
func (w *writer) lose(err error) {
	if w.lost == nil {
		w.lost = err
	}
}

// standing refuses to go on in a transaction that is gone: the next statement would commit by itself.
func (w *writer) standing() error {
	if w.lost == nil && w.c != nil {
		if err := w.c.readFailed(); err != nil {
			_ = w.failed(err)
		}
	}
	switch {
	case w.lost != nil:
		return w.lostTo(w.lost)
	case w.rolledBack:
		return errLost.Because(errRolledBack)
	}
	return nil
}

// lostTo is the answer when a transaction was lost to err before its commit: certainly nothing is booked.
func (w *writer) lostTo(err error) error {
	if w.s.e.kind().Shared() && errors.As(err, new(*problem.Error)) {
		return err
	}
	if errors.Is(err, ErrDiskFull) || errors.Is(err, ErrReadOnly) || errors.Is(err, errLost) {
		return err
	}
	return errLost.Because(err)
}

// undo takes back everything since savepoint n was opened, and closes it.
func (w *writer) undo(n int) error {
	if _, err := w.c.exec(rollbackText[n]); err != nil {
		return err
	}
	_, err := w.c.exec(releaseText[n])
	return err
}

// abandon rolls the group back and brings the caches to the last commit. It returns err.
func (w *writer) abandon(err error) error {
	if errors.Is(err, ErrConflict) {
		w.learn()
	}
	for _, b := range w.buffers {
		b.Cut(0)
		b.Committed()
	}
	w.idHigh = w.idSaved
	if w.c == nil {
		return err
	}
	w.c.closeRows()
	_, e := w.c.exec("ROLLBACK") // fails when the error has rolled back already
	if errors.Is(err, ErrDisk) || errors.Is(err, ErrNotABank) || errors.Is(err, ErrUnreachable) || errors.Is(e, ErrUnreachable) {
		w.drop() // begin opens a new one
	}
	return err
}

// drop closes the lane's connection.
func (w *writer) drop() {
	if w.c != nil {
		_ = w.c.close()
		w.c = nil
	}
}
