package history

import (
	"context"
	"strings"

	"tonghui/core/ledger"
)

// bankDays replays the bank's own steps: what each bank date was after each of them. Place 0 is before the first.
func (j *Judge) bankDays(ctx context.Context, b *Bank) (states []map[int64]ledger.DayState, err error) {
	all, err := steps(ctx, b, 0)
	if err != nil {
		return nil, err
	}
	states = append(states, map[int64]ledger.DayState{})
	open := int64(0)
	for i := range all {
		s := &all[i]
		if j.tried[s.Ref] != nil {
			j.made[s.Ref]++
		}
		now := map[int64]ledger.DayState{}
		for d, st := range states[i] {
			now[d] = st
		}
		switch s.Verb {
		case Day:
			for d, st := range now {
				if st == ledger.DayClosing || d >= s.Date {
					j.complain("day %d was opened while day %d was in state %d", s.Date, d, st)
				}
			}
			if open != 0 {
				now[open] = ledger.DayClosing
			}
			open, now[s.Date] = s.Date, ledger.DayOpen
		case CloseDay:
			if st := now[s.Date]; st != ledger.DayClosing && st != ledger.DayClosed {
				j.complain("day %d was closed in state %d", s.Date, st)
			}
			now[s.Date] = ledger.DayClosed
		}
		states = append(states, now)
	}
	return states, nil
}

// day wants an entry's bank date open or closing when it was booked.
func (j *Judge) day(s *Step, states []map[int64]ledger.DayState) {
	if s.Verb != Post && s.Verb != Reverse {
		return
	}
	if s.Epoch >= int64(len(states)) {
		j.complain("entry %d was booked after %d changes of days; there were %d", s.Entry, s.Epoch, len(states)-1)
		return
	}
	if st := states[s.Epoch][s.Date]; st != ledger.DayOpen && st != ledger.DayClosing {
		j.complain("entry %d (%s) was booked on day %d, which was in state %d", s.Entry, s.Ref, s.Date, st)
	}
}

// answers compares what the processes were told with what is there.
func (j *Judge) answers() {
	for ref, op := range j.tried {
		if op.Verb == Buffer {
			continue
		}
		done, doubt := j.told(ref)
		if op.Verb == Batch {
			j.batch(op, done, doubt)
			continue
		}
		n := j.made[ref]
		switch {
		case n > 1:
			j.complain("%s %s had its effect %d times", op.Verb, ref, n)
		case len(done) > 0 && n == 0 && !(op.Verb == Release && done[0].Replayed):
			j.complain("%s %s was acknowledged and is not there", op.Verb, ref)
		case len(done) == 0 && !doubt && n > 0:
			j.complain("%s %s was refused (%s) and is there", op.Verb, ref, j.got[ref][0].Code)
		}
		for _, r := range done {
			if id, ok := j.entries[ref]; ok && r.IDs[0] != id {
				j.complain("%s %s was answered with entry %d and is entry %d", op.Verb, ref, r.IDs[0], id)
			}
			if ids := j.targets[ref]; (op.Verb == Hold || op.Verb == Freeze) && len(ids) > 0 && r.IDs[0] != ids[0] {
				j.complain("%s %s was answered with %d and is %d", op.Verb, ref, r.IDs[0], ids[0])
			}
		}
	}
	for ref := range j.entries {
		if j.tried[ref] == nil && j.tried[ref[:max(0, len(ref)-2)]] == nil && !strings.HasPrefix(ref, "begin") {
			j.complain("entry %s is there and nobody tried it", ref)
		}
	}
}

// told are the answers that say it was done; doubt says that a process doesn't know what became of its try.
func (j *Judge) told(ref string) (done []Result, doubt bool) {
	doubt = len(j.got[ref]) == 0
	for _, r := range j.got[ref] {
		switch r.Outcome {
		case Done:
			done = append(done, r)
		case Unknown:
			doubt = true
		}
	}
	return done, doubt
}

func (j *Judge) batch(op *Op, done []Result, doubt bool) {
	booked := 0
	for i := range op.Entries {
		ref := refAt(op, i)
		id, there := j.entries[ref]
		if there {
			booked++
		}
		if j.made[ref] > 1 {
			j.complain("batch entry %s is there %d times", ref, j.made[ref])
		}
		told := int64(0)
		for _, r := range done {
			told = max(told, r.IDs[i])
		}
		switch {
		case told != 0 && told != id:
			j.complain("batch entry %s was answered with %d and is %d", ref, told, id)
		case there && told == 0 && !doubt && op.Mode == ledger.Atomic:
			j.complain("batch entry %s was refused and is there", ref)
		case there && len(done) == 0 && !doubt:
			j.complain("batch entry %s is there, its batch was refused", ref)
		}
	}
	if op.Mode == ledger.Atomic && booked != 0 && booked != len(op.Entries) {
		j.complain("of the atomic batch %s %d of %d entries are there", op.Ref, booked, len(op.Entries))
	}
}

// closedDays wants the general ledger up to each closed day to be what it was when the day was closed.
func (j *Judge) closedDays(ctx context.Context, b *Bank) error {
	for ref, results := range j.got {
		for i := range results {
			if results[i].Totals == "" {
				continue
			}
			now, err := b.totals(ctx, j.tried[ref].Date)
			if err != nil {
				return err
			}
			j.counts["closed days"]++
			if now != results[i].Totals {
				j.complain("the general ledger up to day %d has changed since it was closed", j.tried[ref].Date)
			}
		}
	}
	return nil
}
