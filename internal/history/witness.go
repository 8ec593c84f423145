package history

import (
	"encoding/json"
	"maps"
	"slices"

	"tonghui/platform/store"
)

// witness is the buffer that writes down, in the same transaction as the operation itself, what each account went through.
// It is flushed after the ledger's buffer and locks an account's head only then: after the ledger has decided. So it holds
// nobody back before a decision, and where the ledger failed to hold somebody back, two steps stand in the order of
// their commits and the second breaks a rule. A step's place among those of its account is the order of commits.
type witness struct {
	steps   []noted
	flushed int
}

// noted is a step with the accounts it concerns.
type noted struct {
	accounts []int64
	step     Step
}

func (w *witness) add(s *Step, accounts ...int64) {
	slices.Sort(accounts)
	w.steps = append(w.steps, noted{slices.Compact(accounts), *s})
}

// Mark is the number of steps.
func (w *witness) Mark() int { return len(w.steps) }

// Cut forgets the steps after the mark; heads are read afresh at every flush, so nothing else is to be undone.
func (w *witness) Cut(mark int) {
	w.steps = w.steps[:mark]
	w.flushed = min(w.flushed, mark)
}

// Committed forgets the group.
func (w *witness) Committed() { w.steps, w.flushed = w.steps[:0], 0 }

// Flush writes the steps up to a mark behind those that stand.
func (w *witness) Flush(tx *store.Tx, upTo int) error {
	if upTo <= w.flushed {
		return nil
	}
	part := w.steps[w.flushed:upTo]
	touched := map[int64]bool{}
	for i := range part {
		for _, a := range part[i].accounts {
			touched[a] = true
		}
	}
	accounts := slices.Sorted(maps.Keys(touched))
	heads, err := lockHeads(tx, accounts)
	if err != nil {
		return err
	}
	if !touched[0] { // days change in exclusive updates, so a plain read tells which stands
		if heads[0], err = headOf(tx.Peeker(), 0); err != nil {
			return err
		}
	}
	rows := store.NewAppender("history_steps", "account", "place", "step")
	for i := range part {
		part[i].step.Epoch = heads[0]
		text, err := json.Marshal(&part[i].step)
		if err != nil {
			return err
		}
		for _, a := range part[i].accounts {
			heads[a]++
			rows.Add(a, heads[a], text)
		}
	}
	if err := rows.Flush(tx, rows.Mark()); err != nil {
		return err
	}
	if err := writeHeads(tx, accounts, heads); err != nil {
		return err
	}
	w.flushed = upTo
	return nil
}
