package city

import (
	"context"
	"fmt"
	"sync"

	"tonghui/core/ledger"
	"tonghui/core/party"
	"tonghui/core/party/branch"
	"tonghui/core/party/mandate"
	"tonghui/core/party/screening"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/auth/client"
	"tonghui/platform/auth/signin"
	"tonghui/platform/parameter"
	"tonghui/platform/store"
)

// Options are the rooms in which the city is built. All of them must be there.
type Options struct {
	Store      *store.Store
	Ledger     *ledger.Ledger
	Branches   *branch.Branches
	Parties    *party.Parties
	Mandates   *mandate.Mandates
	Screening  *screening.Desk
	SignIn     *signin.SignIn
	Clients    *client.Clients
	Approvals  *approval.Register
	Parameters *parameter.Set

	// Money are the rooms in which the city keeps and moves its money. nil: it has plain accounts of the ledger, and nothing happens in
	// the other rooms.
	Money *Money

	// Pictures says that the register of parties keeps pictures of documents. Without them nobody is known better than by the
	// number on record (level 1).
	Pictures bool
}

// City builds the demo city.
type City struct {
	Options
	one sync.Mutex // one build at a time
}

// New makes the builder; nothing is built yet.
func New(o Options) *City { return &City{Options: o} }

// begun is the mark of a bank that a demo city is, or is being, built into.
const begun = "begun"

// Built tells whether this bank is a demo bank: a city was built into it, or was begun.
func (*City) Built(q store.Querier) (bool, error) { return hasMark(q, begun) }

// Build builds the city, or what is missing of it, and answers how to get in. In a bank that has staff of its own it does
// nothing (city.occupied).
func (c *City) Build(ctx context.Context) (*Logins, error) {
	c.one.Lock()
	defer c.one.Unlock()
	w := &works{City: c, ctx: store.WithActor(ctx, store.Actor{Person: "operator", Hat: "init", Client: "demo city"}),
		made: map[string]store.ID{}, hats: map[string][]auth.Hat{}}
	if err := w.begin(); err != nil {
		return nil, err
	}
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"branches", w.branches}, {"staff", w.staff}, {"lists", w.lists}, {"people", w.people}, {"organisations", w.organisations},
		{"levels", w.levels}, {"rights", w.rights}, {"owners", w.owners}, {"accounts", w.accounts}, {"days", w.days}, {"cards", w.cards}, {"lately", w.lately},
		{"agents", w.agents}, {"logins", w.logins}, {"terminals", w.terminals}, {"clients", w.clients}, {"consents", w.consents},
		{"looks", w.looks}, {"duplicates", w.duplicates}, {"proposals", w.proposals},
	} {
		if err := step.do(); err != nil {
			return nil, fmt.Errorf("city: %s: %w", step.name, err)
		}
	}
	return c.Logins(ctx)
}

// works is one run of the builders.
type works struct {
	*City
	ctx  context.Context // under the bank's own actor
	made map[string]store.ID
	hats map[string][]auth.Hat // by the cast's names
}

// begin marks the bank as a demo bank, if it is new, and reads what was built before.
func (w *works) begin() error {
	err := w.Store.Update(w.ctx, func(tx *store.Tx) error {
		if err := tx.Exclusive(); err != nil {
			return err
		}
		if known, err := hasMark(tx, begun); err != nil || known {
			return err
		}
		staffed, err := w.Mandates.Staffed(tx)
		if err != nil {
			return err
		}
		if staffed {
			return errOccupied
		}
		return insertMark(tx, begun, tx.NewID())
	})
	if err != nil {
		return err
	}
	return w.Store.View(w.ctx, func(v *store.View) error {
		all, err := marks(v)
		for _, m := range all {
			w.made[m.name] = m.id
		}
		return err
	})
}

// once makes a piece in one update with its mark, unless it stands. build answers the id of what it made, 0 if it has none.
func (w *works) once(ctx context.Context, name string, build func(tx *store.Tx) (store.ID, error)) error {
	if _, stands := w.made[name]; stands {
		return nil
	}
	var id store.ID
	err := w.Store.Update(ctx, func(tx *store.Tx) (err error) {
		if id, err = build(tx); err != nil {
			return err
		}
		return insertMark(tx, name, id)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	w.made[name] = id
	return nil
}

// after is once for a verb that has updates of its own; it is marked when it has ended.
func (w *works) after(ctx context.Context, name string, do func(ctx context.Context) (store.ID, error)) error {
	if _, stands := w.made[name]; stands {
		return nil
	}
	id, err := do(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return w.once(ctx, name, func(*store.Tx) (store.ID, error) { return id, nil })
}

// party is the id of somebody of the cast.
func (w *works) party(name string) auth.Party { return w.made["party/"+name] }

// as is the context in which somebody of the cast acts under the first of her hats of a kind.
func (w *works) as(name string, kind auth.HatKind) (context.Context, error) {
	person := w.party(name)
	if w.hats[name] == nil {
		err := w.Store.View(w.ctx, func(v *store.View) (err error) {
			w.hats[name], err = w.Mandates.Hats(w.ctx, v, person)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	for _, h := range w.hats[name] {
		if h.Kind == kind {
			return auth.WithSubject(w.ctx, &auth.Subject{Person: person, Name: nameOf(name), Hat: h, Client: "demo", Level: auth.LevelTwo,
				ProvedAt: w.Store.Now()}), nil
		}
	}
	return nil, errNoHat.With(name, string(kind))
}

// onceAs is once by somebody of the cast.
func (w *works) onceAs(who string, kind auth.HatKind, name string,
	build func(ctx context.Context, tx *store.Tx) (store.ID, error)) error {
	if _, stands := w.made[name]; stands {
		return nil
	}
	ctx, err := w.as(who, kind)
	if err != nil {
		return err
	}
	return w.once(ctx, name, func(tx *store.Tx) (store.ID, error) { return build(ctx, tx) })
}

// afterAs is after by somebody of the cast.
func (w *works) afterAs(who string, kind auth.HatKind, name string, do func(ctx context.Context) (store.ID, error)) error {
	if _, stands := w.made[name]; stands {
		return nil
	}
	ctx, err := w.as(who, kind)
	if err != nil {
		return err
	}
	return w.after(ctx, name, do)
}
