package ledger

import (
	"context"
	"sync"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// branches remembers which branch (机构) keeps an account: it does so for ever, so that what was read once holds in every process.
// Every call that names an account asks for it.
type branches struct {
	mu   sync.RWMutex
	kept map[AccountID]Branch
}

// mostBranches bounds it; a full one begins anew.
const mostBranches = 200_000

// of is an account's branch; ok is false if there is no such account.
func (b *branches) of(q store.Querier, id AccountID) (branch Branch, ok bool, err error) {
	b.mu.RLock()
	branch, ok = b.kept[id]
	b.mu.RUnlock()
	if ok {
		return branch, true, nil
	}
	if branch, ok, err = accountBranch(q, id); err != nil || !ok {
		return branch, ok, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.kept == nil || len(b.kept) >= mostBranches {
		b.kept = map[AccountID]Branch{}
	}
	b.kept[id] = branch
	return branch, true, nil
}

// owner tells to whom an account belongs: its branch, and its holders if somebody tells them. Holders come and go, and are read
// each time.
func (l *Ledger) owner(ctx context.Context, id string) (auth.Scope, error) {
	n, err := store.ParseID(id)
	if err != nil {
		return auth.Scope{}, err
	}
	var s auth.Scope
	err = l.st.View(ctx, func(v *store.View) error {
		branch, found, err := l.branches.of(v, AccountID(n))
		if err != nil {
			return err
		}
		if !found {
			return ErrUnknownAccount.With(id)
		}
		s.Branch = auth.Branch(branch)
		if l.holders != nil {
			s.Parties, err = l.holders(v, AccountID(n))
		}
		return err
	})
	return s, err
}
