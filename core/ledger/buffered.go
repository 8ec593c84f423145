package ledger

import (
	"context"
	"errors"
	"time"

	"tonghui/base/problem"
	"tonghui/platform/store"
)

// Buffered accounts
//
// An account that takes part in most entries (the bank's own cash, clearing and fee accounts) makes every process wait for
// its one balance row. If nothing is to be decided on it, it needn't: an account with neither floor nor ceiling may be
// buffered (热点账户缓冲记账). Where many processes write, a posting to it then is a row of ledger_pending, which
// nobody waits for, and Fold brings the rows into the account's sequence and balance about every second.
//
//   - The balance that a reader is told is folded and pending in one snapshot; a statement has the folded postings and says
//     how many are pending. In the answer of an entry, a posting that waits has neither a sequence nor a balance.
//   - Postings are folded in the order of their entries' ids, and only up to a point below which everything is
//     committed, so the order is final.
//   - Whether an account is buffered changes in exclusive updates only, which also raise the fence of the bank date; so each
//     writer reads the list once and again when the fence has moved.
//   - Every other verb on such an account (limits, holds, freezes, closing) first folds it and takes it out of buffering.
//     The same is true of the year's end and of closing a day, which fold and leave it buffered.
//
// On SQLite, where one process writes, the flag is kept and shown and has no other effect.

var (
	// ErrBufferedLimits refuses to buffer an account on whose balance something is decided.
	ErrBufferedLimits = problem.New(problem.Conflict, "ledger.buffered_limits",
		"Account %s has a floor, a ceiling, a hold or a freeze, so it can't be buffered. Remove them first, or leave it unbuffered.",
		"账户 %s 设有余额上下限、预授权或冻结，不能缓冲记账。请先解除，或保持逐笔记账。")
)

// SetBuffered lets an account be booked to without its balance row, or ends that. It is refused with ErrBufferedLimits
// while the account has a floor, a ceiling, a frozen side, a hold or a freeze. Doing it again changes nothing.
func (l *Ledger) SetBuffered(tx *store.Tx, id AccountID, on bool) error {
	if err := tx.Exclusive(); err != nil {
		return err
	}
	b := l.bookOf(tx)
	was, err := b.isBuffered(tx, id)
	if err != nil || was == on {
		return err
	}
	if !on {
		return l.unbuffer(tx, id)
	}
	s, err := l.state(tx, id)
	switch {
	case err != nil:
		return err
	case s.limits.ended:
		return ErrAccountClosed.With(id)
	case !s.unlimited():
		return ErrBufferedLimits.With(id)
	}
	return l.noteAccount(tx, "ledger.buffer_account", id, func(*Account) error {
		return b.changeBuffered(tx, func() error { return insertBuffered(tx, id, store.ID(after(tx, s.head))) })
	})
}

// unlimited says that nothing is decided on the account's balance.
func (s *state) unlimited() bool {
	m := &s.limits
	return !m.hasFloor && !m.hasCeiling && !m.noDebit && !m.noCredit && s.held == 0 && s.frozen == 0 && !s.frozenAll
}

func (l Limits) unlimited() bool { return l == NoFloor }

// unbuffer folds an account and takes it out of buffering.
func (l *Ledger) unbuffer(tx *store.Tx, id AccountID) error {
	if err := tx.Exclusive(); err != nil {
		return err
	}
	if _, err := l.foldAll(tx, id); err != nil {
		return err
	}
	return l.noteAccount(tx, "ledger.unbuffer_account", id, func(*Account) error {
		return l.bookOf(tx).changeBuffered(tx, func() error { return deleteBuffered(tx, id) })
	})
}

// changeBuffered changes the list and raises the fence, so that every writer reads it again.
func (b *book) changeBuffered(tx *store.Tx, change func() error) error {
	day, ok := tx.BankDate()
	if !ok {
		return ErrNoOpenDay
	}
	if err := change(); err != nil {
		return err
	}
	tx.SetBankDate(day)
	b.listed, b.listChanged = nil, true
	return nil
}

// buffered is the list, by account. Where it has an effect its states are what postings are decided on; of what they hold
// nothing is known.
func (b *book) buffered(tx *store.Tx) (map[AccountID]*state, error) {
	if b.listed != nil && b.listFence == tx.Fence() {
		return b.listed, nil
	}
	states, err := bufferedStates(tx.Peeker())
	if err != nil {
		return nil, err
	}
	b.listed, b.listFence = make(map[AccountID]*state, len(states)), tx.Fence()
	for _, s := range states {
		s.totals = b.total(totalKey{s.branch, s.code, s.currency})
		b.listed[s.id] = s
	}
	return b.listed, nil
}

func (b *book) isBuffered(tx *store.Tx, id AccountID) (bool, error) {
	list, err := b.buffered(tx)
	return list[id] != nil, err
}

// after draws an id that is higher than another one.
func after(tx *store.Tx, id EntryID) EntryID {
	return EntryID(tx.NewIDAfter(store.ID(id)))
}

// foldChunk is how many postings one update of the slow lane folds, and foldTTL how long a process may fold before
// another one may go on instead.
const (
	foldChunk = 1000
	foldTTL   = 10 * time.Second
)

// Fold brings pending postings into their accounts' sequences and balances, chunk by chunk in the slow lane, and returns
// how many it did. Everything that was committed when it began is folded, unless another process is folding already.
func (l *Ledger) Fold(ctx context.Context) (n int, err error) {
	if !l.buffers {
		return 0, nil
	}
	accounts, err := view(ctx, l, func(v *store.View) ([]AccountID, error) { return pendingAccounts(v, maxEntryID) })
	if err != nil || len(accounts) == 0 {
		return 0, err
	}
	lease, err := l.st.TakeLease(ctx, "ledger.fold", foldTTL)
	if errors.Is(err, store.ErrLeaseHeld) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, lease.Release(ctx)) }()
	upTo, err := l.st.Seq(ctx) // all writers wait a moment for it: only when there is something to fold
	if err != nil {
		return 0, err
	}
	for _, id := range accounts {
		for k := foldChunk; k == foldChunk; n += k {
			if err := lease.Renew(ctx); err != nil {
				return n, err
			}
			err := l.st.UpdateSlow(ctx, func(tx *store.Tx) (err error) {
				if err = tx.Hold(lease); err == nil {
					k, err = l.fold(tx, id, EntryID(upTo))
				}
				return err
			})
			if err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// foldAll folds everything that waits on an account, in an exclusive update: nothing is under way then.
func (l *Ledger) foldAll(tx *store.Tx, id AccountID) (n int, err error) {
	if !l.buffers {
		return 0, nil
	}
	for k := foldChunk; k == foldChunk; n += k {
		if k, err = l.fold(tx, id, maxEntryID); err != nil {
			return n, err
		}
	}
	return n, nil
}

// foldEvery folds all accounts in an exclusive update, and raises what their next ids must be higher than.
func (l *Ledger) foldEvery(tx *store.Tx) error {
	if !l.buffers {
		return nil
	}
	accounts, err := pendingAccounts(tx, maxEntryID)
	if err != nil || len(accounts) == 0 {
		return err
	}
	b := l.bookOf(tx)
	return b.changeBuffered(tx, func() error {
		for _, id := range accounts {
			if _, err := l.foldAll(tx, id); err != nil {
				return err
			}
			if err := updateBuffered(tx, id, store.ID(after(tx, b.accounts[id].head))); err != nil {
				return err
			}
		}
		return nil
	})
}

const maxEntryID = EntryID(1<<63 - 1)

// fold brings up to foldChunk of an account's pending postings, whose entries have ids of at most upTo, into its sequence.
// The account's rows are locked, so two that fold it do so one after the other.
func (l *Ledger) fold(tx *store.Tx, id AccountID, upTo EntryID) (int, error) {
	b := l.bookOf(tx)
	if err := b.need(tx, []AccountID{id}); err != nil {
		return 0, err
	}
	s := b.accounts[id]
	if s == nil {
		return 0, ErrUnknownAccount.With(id)
	}
	rows, err := pendingOf(tx, id, upTo, foldChunk)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	b.save(s)
	for i := range rows {
		p := &rows[i]
		balance, err := s.balance.Add(p.amount)
		if err != nil || balance == minAmount {
			return 0, ErrBalanceOverflow.With(id)
		}
		s.balance, s.head = balance, p.entry
		s.seq++
		s.day = max(s.day, p.bank)
		a := atom{entry: p.entry, seq: s.seq, amount: p.amount, balance: s.balance, bank: p.bank, value: p.value, day: s.day,
			contra: p.contra}
		if err := b.line(tx, s, &a); err != nil {
			return 0, err
		}
	}
	last := &rows[len(rows)-1]
	return len(rows), deletePending(tx, id, last.entry, last.place)
}
