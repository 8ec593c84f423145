package ledger

import (
	"context"

	"tonghui/platform/store"
)

// LockAll loads and locks accounts before the updates of a group run; see store.Locker.
func (b *book) LockAll(tx *store.Tx, ids []int64) error {
	var buffered map[AccountID]*state // they are booked to without their row; see buffered.go
	if _, ok := b.layout.(clustered); ok {
		var err error
		if buffered, err = b.buffered(tx); err != nil {
			return err
		}
	}
	accounts := make([]AccountID, 0, len(ids))
	for _, id := range ids {
		if buffered[AccountID(id)] == nil {
			accounts = append(accounts, AccountID(id))
		}
	}
	return b.need(tx, accounts)
}

// Locked are the accounts that the running group has loaded.
func (b *book) Locked() []int64 {
	ids := make([]int64, 0, len(b.accounts))
	for id := range b.accounts {
		ids = append(ids, int64(id))
	}
	return ids
}

// WithAccounts names, for an update under this context, the accounts on which entries will be booked, so that a group of
// updates locks its accounts in one order; see store.WithLocks. It is a hint for speed.
func (l *Ledger) WithAccounts(ctx context.Context, entries []*Entry) context.Context {
	if !l.st.Engine().Shared() {
		return ctx
	}
	ids := make([]AccountID, 0, 2*len(entries))
	for _, e := range entries {
		for i := range e.Postings {
			ids = append(ids, e.Postings[i].Account)
		}
	}
	return l.withIDs(ctx, ids...)
}

// withIDs is WithAccounts for verbs that don't book.
func (l *Ledger) withIDs(ctx context.Context, accounts ...AccountID) context.Context {
	if !l.st.Engine().Shared() {
		return ctx
	}
	ids := make([]int64, len(accounts))
	for i, id := range accounts {
		ids[i] = int64(id)
	}
	return store.WithLocks(ctx, l.slot, ids)
}
