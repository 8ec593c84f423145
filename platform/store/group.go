package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"
)

// retry is what a failed attempt asks for.
type retry uint8

const (
	never     retry = iota
	carefully       // all of them together, in careful mode
	alone           // each in a transaction of its own
)

// commit runs a group to its end and answers all of it.
func (w *writer) commit(group []*update) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.careful = w.s.opt.Careful
	for len(group) > 0 {
		w.group = group
		started := time.Now()
		n, again, err := w.try(group)
		switch {
		case again == carefully && !w.careful:
			w.s.stats.Reruns.Add(1)
			w.careful = true
			continue
		case again != never && n > 1:
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
			_, _, err = w.try(one)
			if errors.Is(err, ErrDisk) {
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

// answer ends updates; a group error overrides their own.
func (w *writer) answer(group []*update, err error) {
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
	if err := w.begin(); err != nil {
		return len(group), never, w.abandon(err)
	}
	for n < len(group) {
		u := group[n]
		n++
		u.err = w.run(u)
		if w.lost != nil {
			return n, alone, w.abandon(lostTo(w.lost))
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
			return n, alone, w.abandon(lostTo(w.lost))
		case w.rerun != nil:
			return n, carefully, w.abandon(err)
		}
		return n, alone, w.abandon(err)
	}
	w.committing = true
	_, err = w.c.exec("COMMIT")
	w.committing = false
	if err != nil {
		again = alone
		if errors.Is(err, ErrDisk) {
			again = never // it may be on disk
		}
		return n, again, w.abandon(err)
	}
	for _, b := range w.buffers {
		b.Committed()
	}
	w.idSaved = w.idHigh
	w.seq.Store(w.ids.last<<idNodeBits | (1<<idNodeBits - 1))
	w.s.stats.Groups.Add(1)
	return n, never, nil
}

// begin opens the transaction.
func (w *writer) begin() error {
	if w.c == nil {
		if err := w.s.openWriter(w); err != nil {
			return err
		}
	}
	w.rolledBack = false
	_, err := w.c.exec("BEGIN IMMEDIATE")
	return err
}

// idsAhead is how many ids are reserved at a time: those of one second.
const idsAhead = 1000 << idSeqBits

// finish writes out what the group has gathered. Ids are reserved before they reach the disk in a row, so that a
// clock that goes back over a restart makes no id twice.
func (w *writer) finish() error {
	tx := &Tx{w: w, u: &update{ctx: context.Background()}, now: w.s.now()}
	if err := w.flush(tx, nil); err != nil {
		return err
	}
	if w.ids.last > w.idHigh {
		high := w.ids.last + idsAhead
		if err := tx.WriteOut("UPDATE store_bank SET id_high = ? WHERE id = 1", high); err != nil {
			return err
		}
		w.idHigh = high
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

// failed looks at a statement's error: does the transaction still stand? SQLite refuses a BEGIN inside one. It
// returns the error.
func (w *writer) failed(err error) error {
	if w.lost != nil {
		return err
	}
	if w.rolledBack {
		w.lost = err
	} else if _, e := w.c.exec("BEGIN"); e == nil {
		_, _ = w.c.exec("ROLLBACK")
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
	switch {
	case w.lost != nil:
		return lostTo(w.lost)
	case w.rolledBack:
		return errLost.Because(errRolledBack)
	}
	return nil
}

// lostTo is the answer when a transaction was lost to err before its commit: certainly nothing is booked.
func lostTo(err error) error {
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
	for _, b := range w.buffers {
		b.Cut(0)
		b.Committed()
	}
	w.idHigh = w.idSaved
	if w.c == nil {
		return err
	}
	w.c.closeRows()
	_, _ = w.c.exec("ROLLBACK") // fails when the error has rolled back already
	if errors.Is(err, ErrDisk) || errors.Is(err, ErrNotABank) {
		_ = w.c.close()
		w.c = nil // begin opens a new one
	}
	return err
}
