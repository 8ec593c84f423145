package restraint

import (
	"context"
	"time"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// balance is what an account holds beyond its holds.
type balance func(store.ID) (money.Amount, error)

// within reads balances inside an update, where the accounts are locked.
func (r *Restraints) within(tx *store.Tx) balance {
	return func(id store.ID) (money.Amount, error) {
		s, err := r.led.Standing(tx, ledger.AccountID(id))
		return s.Booked - s.Held, err
	}
}

// inside reads a whole restraint inside an update.
func (r *Restraints) inside(tx *store.Tx, id store.ID) (*Restraint, error) {
	one, err := orderByID(tx, id)
	if err != nil {
		return nil, err
	}
	if one.Lines, err = linesOf(tx, id); err != nil {
		return nil, err
	}
	return one, r.fill(tx, one, r.within(tx))
}

// Get reads a restraint with its lines and measures, and how much it holds now. ErrUnknown.
func (r *Restraints) Get(ctx context.Context, id store.ID) (one *Restraint, err error) {
	err = r.view(ctx, func(v *store.View) error {
		if one, err = orderByID(v, id); err != nil {
			return err
		}
		if one.Lines, err = linesOf(v, id); err != nil {
			return err
		}
		one.Measures, err = measuresOf(v, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	held := map[store.ID]money.Amount{}
	for _, l := range one.Lines {
		a, err := r.led.Account(ctx, ledger.AccountID(l.Account))
		if err != nil {
			return nil, err
		}
		held[l.Account] = a.Balance.Booked - a.Balance.Held
	}
	return one, r.view(ctx, func(v *store.View) error {
		return r.fill(v, one, func(id store.ID) (money.Amount, error) { return held[id], nil })
	})
}

// fill says of each line how its freeze stands, and of the restraint how much it has caught and how much it still waits for.
func (r *Restraints) fill(q dated, one *Restraint, held balance) error {
	byID, err := r.freezes(q, one)
	if err != nil {
		return err
	}
	var sum, frozen money.Amount
	for _, l := range one.Lines {
		f := byID[l.Freeze]
		if f == nil {
			l.State = "ended" // Check names it
			continue
		}
		state, _ := f.State.MarshalText()
		l.State, l.Effective, l.Frozen, l.Caught = string(state), f.EffectiveAt, 0, 0
		if f.State == ledger.Ended {
			continue
		}
		l.Frozen = f.Amount
		if l.Caught, err = r.catches(q, l, held); err != nil {
			return err
		}
		sum += l.Caught
		frozen += l.Frozen
	}
	one.Caught = &sum
	if !one.Whole {
		short := frozen - sum
		one.Short = &short
	}
	return nil
}

func (r *Restraints) catches(q dated, l *Line, held balance) (money.Amount, error) {
	id := ledger.AccountID(l.Account)
	free, err := held(l.Account)
	if err != nil {
		return 0, err
	}
	protected, err := r.protected(q, id)
	if err != nil {
		return 0, err
	}
	fs, err := r.led.FreezesOn(q, id)
	return caught(free-protected, fs)[l.Freeze], err
}

// soon is how long before its end a restraint is announced, so that an authority can still extend it.
const soon = 7 * 24 * time.Hour

// tickChunk is how many restraints one update of the slow lane looks at.
const tickChunk = 100

// Tick looks at restraints whose end is near or has come, and at those that wait: it tells of what will end within a week, has ended
// or has taken effect. The ledger's own Tick ends the freezes; running this one twice does no harm.
func (r *Restraints) Tick(ctx context.Context) (told int, err error) {
	for after := store.ID(0); ; {
		var due []*Restraint
		if err := r.view(ctx, func(v *store.View) error {
			due, err = dueOrders(v, v.Now().Add(soon), after, tickChunk)
			return err
		}); err != nil || len(due) == 0 {
			return told, err
		}
		err := r.st.UpdateSlow(ctx, func(tx *store.Tx) error {
			n := 0
			for _, one := range due {
				did, err := r.look(tx, one.ID)
				if err != nil {
					return err
				}
				n += did
			}
			tx.AfterCommit(func() { told += n })
			return nil
		})
		if err != nil || len(due) < tickChunk {
			return told, err
		}
		after = due[len(due)-1].ID
	}
}

// look brings one restraint up to date and tells what became of it.
func (r *Restraints) look(tx *store.Tx, id store.ID) (int, error) {
	one, err := lockOrder(tx, id)
	if err != nil || one.State == Ended {
		return 0, err
	}
	before, wasWaiting := one.Digest(), one.Waiting
	if one.Lines, err = linesOf(tx, id); err != nil {
		return 0, err
	}
	if err := r.fill(tx, one, r.within(tx)); err != nil {
		return 0, err
	}
	one.settle(tx.Now())
	what := ""
	switch {
	case one.State == Ended:
		what = "expired"
	case wasWaiting && !one.Waiting:
		what = "effective"
	case !one.Until.After(tx.Now().Add(soon)) && !one.warned.Equal(one.Until):
		what, one.warned = "expiring", one.Until
	default:
		return 0, nil
	}
	one.Version++
	if err := updateOrder(tx, one); err != nil {
		return 0, err
	}
	if err := r.note(tx, "restraint."+what, Kind, one.ID.String(), one.Version, before, one.Digest(), ""); err != nil {
		return 0, err
	}
	return 1, r.tell(tx, one, what)
}
