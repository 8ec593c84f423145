package ledger

import (
	"context"

	"tonghui/platform/store"
)

// tickChunk is how many holds or freezes one update of the slow lane ends: a few milliseconds' work.
const tickChunk = 100

// Tick ends every hold and freeze whose time has come, chunk by chunk in the slow lane, and returns how many it ended. It
// also folds what is pending on buffered accounts; see Fold.
// It is a scheduled job (see Module); running it twice does no harm.
func (l *Ledger) Tick(ctx context.Context) (holds, freezes int, err error) {
	if holds, err = l.drain(ctx, l.holdsDue, l.ExpireHolds); err != nil {
		return holds, 0, err
	}
	if freezes, err = l.drain(ctx, l.freezesDue, l.ExpireFreezes); err != nil {
		return holds, freezes, err
	}
	_, err = l.Fold(ctx)
	return holds, freezes, err
}

// drain looks before it writes, so that an idle bank's ticker costs one read and no commit.
func (l *Ledger) drain(ctx context.Context, due func(*store.View) (bool, error),
	expire func(*store.Tx, int) (int, error)) (ended int, err error) {
	for {
		waiting, err := view(ctx, l, due)
		if err != nil || !waiting {
			return ended, err
		}
		n := 0
		err = l.st.UpdateSlow(ctx, func(tx *store.Tx) (err error) {
			n, err = expire(tx, tickChunk)
			return err
		})
		if err != nil {
			return ended, err
		}
		if ended += n; n < tickChunk {
			return ended, nil
		}
	}
}

func (l *Ledger) holdsDue(v *store.View) (bool, error) {
	hs, err := dueHolds(v, v.Now(), 1)
	return len(hs) > 0, err
}

func (l *Ledger) freezesDue(v *store.View) (bool, error) {
	fs, err := dueFreezes(v, v.Now(), 1)
	return len(fs) > 0, err
}
