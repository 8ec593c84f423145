package jobs

import (
	"strings"

	"tonghui/platform/store"
)

// The operator's verbs. Each takes a reason and keeps it with who and when; each may run more than once.

// checkReason refuses an empty or overlong reason.
func checkReason(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" || len(reason) > maxReason {
		return "", ErrReason
	}
	return reason, nil
}

// operate finds a job in the queue, locked, and lets f decide by its state.
func (q *Queue) operate(tx *store.Tx, id ID, verb, reason string, f func(h standing, s State) error) error {
	reason, err := checkReason(reason)
	if err != nil {
		return err
	}
	h, ok, err := holdJob(tx, id)
	if err != nil {
		return err
	}
	s := h.state()
	if !ok {
		if s, ok, err = elsewhere(tx, id); err != nil {
			return err
		}
		if !ok {
			return ErrUnknown.With(id)
		}
	}
	if err := f(h, s); err != nil {
		return err
	}
	return q.noteVerb(tx, "jobs.job", idText(id), idText(id), verb, reason)
}

// noteVerb keeps what an operator did, here and, if somebody listens, in the bank's audit log.
func (q *Queue) noteVerb(tx *store.Tx, kind, object, subject, verb, reason string) error {
	if q.opt.Noted != nil {
		if err := q.opt.Noted(tx, kind, object, "jobs."+verb, reason); err != nil {
			return err
		}
	}
	return addNote(tx, subject, verb, reason)
}

// state is where a job of the queue stands.
func (h standing) state() State {
	switch {
	case h.claim != 0:
		return Running
	case h.runAt == parkedAt:
		return Paused
	}
	return Waiting
}

// Retry gives a dead letter all its attempts again, or lets a waiting job run at once.
func (q *Queue) Retry(tx *store.Tx, id ID, reason string) error {
	return q.operate(tx, id, "retry", reason, func(h standing, s State) error {
		switch s {
		case Dead:
			if err := reviveJob(tx, id); err != nil {
				return err
			}
		case Waiting:
			if err := setRunAt(tx, id, tx.Now().UnixMicro()); err != nil {
				return err
			}
		default:
			return wrongState(id, s)
		}
		tx.AfterCommit(q.wakeUp)
		return nil
	})
}

// Discard throws a dead letter away. Its row among the ended jobs is kept, and its key with it, as long as the kind
// keeps those.
func (q *Queue) Discard(tx *store.Tx, id ID, reason string) error {
	return q.operate(tx, id, "discard", reason, func(_ standing, s State) error {
		if s != Dead {
			return wrongState(id, s)
		}
		if err := dropProgress(tx, id); err != nil {
			return err
		}
		return discardJob(tx, id, tx.Now().Add(defaultKeep).UnixMicro())
	})
}

// Cancel ends a job that waits or is paused. One that runs is asked: a long job stops before its next chunk, a
// handler's context ends within Options.Poll; if it succeeds before that, it is done.
func (q *Queue) Cancel(tx *store.Tx, id ID, reason string) error {
	return q.operate(tx, id, "cancel", reason, func(h standing, s State) error {
		switch s {
		case Waiting, Paused:
			if err := dropProgress(tx, id); err != nil {
				return err
			}
			return cancelJob(tx, h, tx.Now().Add(defaultKeep).UnixMicro())
		case Running:
			return setWish(tx, id, wishCancel)
		}
		return wrongState(id, s)
	})
}

// Pause lets a waiting job wait until Resume. One that runs is asked, as by Cancel; a long job keeps its place.
func (q *Queue) Pause(tx *store.Tx, id ID, reason string) error {
	return q.operate(tx, id, "pause", reason, func(_ standing, s State) error {
		switch s {
		case Waiting:
			return setRunAt(tx, id, parkedAt)
		case Running:
			return setWish(tx, id, wishPause)
		case Paused:
			return nil
		}
		return wrongState(id, s)
	})
}

// Resume lets a paused job run, or takes back the wish to pause or cancel a running one.
func (q *Queue) Resume(tx *store.Tx, id ID, reason string) error {
	return q.operate(tx, id, "resume", reason, func(_ standing, s State) error {
		switch s {
		case Paused:
			tx.AfterCommit(q.wakeUp)
			return setRunAt(tx, id, tx.Now().UnixMicro())
		case Running:
			return setWish(tx, id, noWish)
		}
		return wrongState(id, s)
	})
}

// PauseKind stops the claiming of a kind in all processes, within Options.Poll. Its runs end as they will.
func (q *Queue) PauseKind(tx *store.Tx, kind, reason string) error {
	return q.switchKind(tx, kind, 1, "pause", reason)
}

// ResumeKind lets a kind run again.
func (q *Queue) ResumeKind(tx *store.Tx, kind, reason string) error {
	tx.AfterCommit(q.wakeUp)
	return q.switchKind(tx, kind, 0, "resume", reason)
}

func (q *Queue) switchKind(tx *store.Tx, kind string, paused int64, verb, reason string) error {
	reason, err := checkReason(reason)
	if err != nil {
		return err
	}
	if q.kind(kind) == nil {
		return ErrUnknownKind.With(kind)
	}
	if err := setKind(tx, kind, paused); err != nil {
		return err
	}
	return q.noteVerb(tx, "jobs.kind", kind, "kind:"+kind, verb, reason)
}

// PauseSchedule lets a schedule's occurrences pass without a job.
func (q *Queue) PauseSchedule(tx *store.Tx, name, reason string) error {
	return q.switchSchedule(tx, name, 1, "pause", reason)
}

// ResumeSchedule lets a schedule enqueue again, from its next occurrence on.
func (q *Queue) ResumeSchedule(tx *store.Tx, name, reason string) error {
	return q.switchSchedule(tx, name, 0, "resume", reason)
}

func (q *Queue) switchSchedule(tx *store.Tx, name string, paused int64, verb, reason string) error {
	reason, err := checkReason(reason)
	if err != nil {
		return err
	}
	for _, s := range q.listSchedules() {
		if s.Name == name {
			at := tx.Now().UnixMicro()
			if s.When.Bank != NoMoment {
				at = -1 << 31 // before every bank date
			}
			if err := pauseMark(tx, name, paused, at); err != nil {
				return err
			}
			return q.noteVerb(tx, "jobs.schedule", name, "schedule:"+name, verb, reason)
		}
	}
	return ErrUnknownSchedule.With(name)
}
