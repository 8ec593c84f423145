package store

import (
	"context"
	"slices"
)

// Locks in one order
//
// On a shared engine every update locks the rows that it decides on, in the order of their ids, so two updates never wait
// for each other in a ring. A group is many updates in one transaction: each in order, but not all of them together, and
// two lanes with large groups would meet in a deadlock almost surely. So a lane locks the rows of all its group's
// updates, in one order, before the first of them runs: those that the callers name (WithLocks), and, when a group runs again
// after a conflict, all that it had reached the first time. What was not foreseen is locked when it is met.

// Locker is a Buffer that locks rows.
type Locker interface {
	Buffer
	// LockAll locks rows, in the order of their ids. Ids that don't exist are no error.
	LockAll(tx *Tx, ids []int64) error
	// Locked are the rows that the running group has locked.
	Locked() []int64
}

type locksKey struct{}

type foreseen struct {
	slot Slot
	ids  []int64
	next *foreseen
}

// WithLocks tells which rows of a room's buffer, a Locker, the update under this context is going to lock. It is a hint:
// an update may lock others, and pays with more conflicts only. On SQLite it means nothing.
func WithLocks(ctx context.Context, slot Slot, ids []int64) context.Context {
	before, _ := ctx.Value(locksKey{}).(*foreseen)
	return context.WithValue(ctx, locksKey{}, &foreseen{slot, ids, before})
}

// lockAhead locks what the group's updates are known to need.
func (w *writer) lockAhead(group []*update) error {
	if len(group) == 1 && len(w.wants) == 0 || !w.s.Engine().Shared() {
		return nil // one alone locks in order by itself
	}
	wants := w.wants
	if wants == nil {
		wants = map[Slot][]int64{}
	}
	for _, u := range group {
		f, _ := u.ctx.Value(locksKey{}).(*foreseen)
		for ; f != nil; f = f.next {
			wants[f.slot] = append(wants[f.slot], f.ids...)
		}
	}
	tx := &Tx{w: w, u: &update{ctx: context.Background()}, now: w.s.now()}
	for i, b := range w.buffers {
		l, ok := b.(Locker)
		if ids := wants[Slot(i)]; ok && len(ids) > 0 {
			slices.Sort(ids)
			if err := l.LockAll(tx, slices.Compact(ids)); err != nil {
				return err
			}
		}
	}
	return nil
}

// learn keeps, before a lost group is taken back, what it had locked.
func (w *writer) learn() {
	for i, b := range w.buffers {
		if l, ok := b.(Locker); ok {
			if ids := l.Locked(); len(ids) > 0 {
				if w.wants == nil {
					w.wants = map[Slot][]int64{}
				}
				w.wants[Slot(i)] = append(w.wants[Slot(i)], ids...)
			}
		}
	}
}
