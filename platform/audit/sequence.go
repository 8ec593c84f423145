package audit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"tonghui/platform/audit/checkpoint"
	"tonghui/platform/store"
)

// The sequencer
//
// What must hold: leaves are numbered without a gap by one process at a time; a number never changes; each signed
// checkpoint continues every earlier one, those outside the database too.
//
// Updates write their notes to audit_pending, in no order and without reading anything, so that no two of them wait for
// each other. A round then
//
//	hold     takes or renews the lease; the first time, compares the database with the newest checkpoint outside it
//	read     a snapshot: what is pending, whatever its ids, and the right edge of the tree
//	hash     outside of any update
//	move     one update in the slow lane: is the lease still ours (tx.Hold), has the tree the size that was read? Then
//	         records, private parts, tiles and the size are written, and the notes deleted from pending
//	         … chunk by chunk until nothing waits
//	sign     a checkpoint, outside; and one small update that keeps it
//
// Only the lease's holder deletes from pending, so what was read is still there in the move; a sequencer that has lost
// its lease in between is refused by the fence. A crash between move and sign leaves leaves without a checkpoint: the
// next round signs. Exporting and cosigning come after the signature and may take their time.

// chunk is how many notes one update moves: about 10 ms of the writer.
const chunk = 512

// leaseName is shared by all processes of a database.
const leaseName = "audit.sequencer"

var errMoved = errors.New("audit: another process sequences")

// Run sequences and publishes until the context ends, then once more for what came last. Several processes may run it:
// one leads.
func (l *Log) Run(ctx context.Context) {
	if l.cfg.Key == nil {
		l.cfg.Logger.Warn("the audit log has no key: its notes are kept but neither numbered nor signed")
		<-ctx.Done()
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.every(ctx, l.cfg.ExportEvery, "the newest audit checkpoint could not be published", l.Publish)
	}()
	l.every(ctx, l.cfg.Every, "audit notes could not be sequenced; they wait", func(ctx context.Context) error {
		_, err := l.Sequence(ctx)
		return err
	})
	<-done
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if _, err := l.Sequence(last); err == nil {
		if err := l.Publish(last); err != nil {
			l.cfg.Logger.Warn("the last audit checkpoint could not be published", "error", err)
		}
	}
	l.release(last)
}

// every calls work at once and then at an interval, and logs an error when it changes.
func (l *Log) every(ctx context.Context, interval time.Duration, says string, work func(context.Context) error) {
	t := time.NewTicker(interval)
	defer t.Stop()
	said := ""
	for {
		err := work(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err == nil:
			said = ""
		case err.Error() != said:
			said = err.Error()
			l.cfg.Logger.Error(says, "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// Sequence does one round and tells how many notes it has numbered. When another process leads it does nothing.
func (l *Log) Sequence(ctx context.Context) (moved int64, err error) {
	if l.cfg.Key == nil {
		return 0, ErrNoKey
	}
	l.round.Lock()
	defer l.round.Unlock()
	defer func() { l.observe(ctx) }()
	if err := l.hold(ctx); err != nil {
		if errors.Is(err, store.ErrLeaseHeld) {
			return 0, nil
		}
		return 0, err
	}
	for {
		n, err := l.move(ctx)
		moved += int64(n)
		l.stats.Sequenced.Add(int64(n))
		if err != nil {
			l.lost(err)
			return moved, err
		}
		if n < chunk {
			break
		}
		if err := l.hold(ctx); err != nil {
			return moved, err
		}
	}
	err = l.sign(ctx)
	l.lost(err)
	return moved, err
}

// hold makes sure of the lease. It is renewed after a third of its time.
func (l *Log) hold(ctx context.Context) error {
	now := l.st.Now()
	if l.lease != nil {
		if passed := now.Sub(l.renewed); passed >= 0 && passed < l.cfg.Lease/3 {
			return nil
		}
		if err := l.lease.Renew(ctx); err != nil {
			l.lost(err)
			return err
		}
		l.renewed = now
		return nil
	}
	lease, err := l.st.TakeLease(ctx, leaseName, l.cfg.Lease)
	if err != nil {
		return err
	}
	l.lease, l.renewed = lease, now
	if err := l.guard(ctx); err != nil {
		l.release(ctx)
		return err
	}
	l.stats.Leading.Store(1)
	return nil
}

// lost forgets a lease that another has taken; the next round tries anew.
func (l *Log) lost(err error) {
	if errors.Is(err, store.ErrLeaseLost) || errors.Is(err, errMoved) {
		l.lease = nil
		l.stats.Leading.Store(0)
	}
}

func (l *Log) release(ctx context.Context) {
	if l.lease != nil {
		_ = l.lease.Release(ctx) // else it runs out by itself
	}
	l.lease = nil
	l.stats.Leading.Store(0)
}

// guard compares the database with its newest checkpoint, and with the newest one outside, before anything is numbered
// or signed on top of it. A key that didn't sign the log so far is refused here.
func (l *Log) guard(ctx context.Context) error {
	if err := l.st.View(ctx, func(v *store.View) error {
		size, err := treeSize(v)
		if err != nil {
			return err
		}
		last, ok, err := newestCheckpoint(v)
		if err != nil || !ok {
			return err
		}
		return l.continues(v, size, &last)
	}); err != nil {
		return err
	}
	keeper, ok := l.cfg.Exporter.(Keeper)
	if !ok {
		return nil
	}
	msg, err := keeper.Newest(ctx, l.cfg.Key.Name())
	if err != nil || msg == nil {
		return err
	}
	outside, err := checkpoint.Open(msg, l.verifier)
	if err != nil {
		return err
	}
	l.stats.Exported.Store(outside.Size)
	err = l.st.View(ctx, func(v *store.View) error {
		return compare(v, &outside.Checkpoint)
	})
	if errors.Is(err, ErrRolledBack) || errors.Is(err, ErrRewritten) {
		l.stats.Contradicted.Store(1)
	} else if err == nil {
		l.stats.Contradicted.Store(0)
	}
	return err
}

// compare says whether the tree continues a checkpoint.
func compare(q store.Querier, outside *checkpoint.Checkpoint) error {
	size, err := treeSize(q)
	if err != nil {
		return err
	}
	at := outside.Time().Format(time.RFC3339)
	if size < outside.Size {
		return ErrRolledBack.With(size, outside.Size, at)
	}
	if outside.Size == 0 {
		return nil
	}
	root, err := newTiles(q).root(outside.Size)
	if err != nil {
		return err
	}
	if root != outside.Root {
		return ErrRewritten.With(outside.Size, at)
	}
	return nil
}

// move numbers one chunk.
func (l *Log) move(ctx context.Context) (int, error) {
	var size int64
	var rows []pendingRow
	var t *tiles
	err := l.st.View(ctx, func(v *store.View) (err error) {
		if size, err = treeSize(v); err != nil {
			return err
		}
		if rows, err = pendingRows(v, 0, chunk); err != nil {
			return err
		}
		t = newTiles(v)
		for i := range rows {
			if err := t.push(0, size+int64(i), tlog.RecordHash(rows[i].body)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	err = l.st.UpdateSlow(ctx, func(tx *store.Tx) error {
		if err := tx.Hold(l.lease); err != nil {
			return err
		}
		if now, err := lockTree(tx); err != nil || now != size {
			return errors.Join(err, fmt.Errorf("%w: the tree has %d leaves, %d were read", errMoved, now, size))
		}
		if err := insertRecords(tx, size, rows); err != nil {
			return err
		}
		if err := insertPrivate(tx, rows); err != nil {
			return err
		}
		for _, k := range t.changed() {
			if err := putTile(tx, k, t.kept[k]); err != nil {
				return err
			}
		}
		if err := putTreeSize(tx, size+int64(len(rows))); err != nil {
			return err
		}
		n, err := deletePending(tx, rows)
		if err == nil && n != int64(len(rows)) {
			err = fmt.Errorf("%w: %d of %d notes were still pending", errMoved, n, len(rows))
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	return len(rows), nil
}

// sign makes a checkpoint of what has been numbered, if there is more than under the last one. A clock that has gone
// back doesn't make a checkpoint older than the one before.
func (l *Log) sign(ctx context.Context) error {
	var row checkpointRow
	var text string
	err := l.st.View(ctx, func(v *store.View) error {
		size, err := treeSize(v)
		if err != nil {
			return err
		}
		last, ok, err := newestCheckpoint(v)
		if err != nil || size == 0 || ok && last.size == size {
			return err
		}
		if ok {
			if err := l.continues(v, size, &last); err != nil {
				return err
			}
		}
		root, err := newTiles(v).root(size)
		if err != nil {
			return err
		}
		row = checkpointRow{size: size, signedAt: v.Now()}
		if row.signedAt.Before(last.signedAt) {
			row.signedAt = last.signedAt
		}
		text = checkpoint.Checkpoint{Origin: l.cfg.Key.Name(), Size: size, Root: root}.At(row.signedAt).Text()
		return nil
	})
	if err != nil || row.size == 0 {
		return err
	}
	c, err := checkpoint.Parse(text)
	if err != nil {
		return err
	}
	if row.note, err = checkpoint.Sign(c, l.cfg.Key); err != nil {
		return err
	}
	err = l.st.UpdateSlow(ctx, func(tx *store.Tx) error {
		if err := tx.Hold(l.lease); err != nil {
			return err
		}
		return insertCheckpoint(tx, &row)
	})
	if err == nil {
		l.stats.Size.Store(row.size)
		l.stats.SignedAt.Store(row.signedAt.UnixMicro())
	}
	return err
}

// continues refuses to sign on top of a tree that contradicts the last checkpoint of this log in the database.
func (l *Log) continues(v *store.View, size int64, last *checkpointRow) error {
	c, err := checkpoint.Open(last.note, l.verifier)
	switch {
	case errors.Is(err, checkpoint.ErrOrigin):
		return nil // the log before this one
	case err != nil:
		return err
	case c.Size != last.size || c.Size > size:
		return errDamaged.Because(fmt.Errorf("the newest checkpoint is of size %d in row %d, the tree has %d", c.Size, last.size, size))
	}
	return compare(v, &c.Checkpoint)
}

// observe counts what waits.
func (l *Log) observe(ctx context.Context) {
	_ = l.st.View(ctx, func(v *store.View) error {
		n, oldest, err := countPending(v, 100_000)
		if err != nil {
			return err
		}
		l.stats.Pending.Store(n)
		lag := time.Duration(0)
		if n > 0 {
			lag = max(0, v.Now().Sub(oldest.Time()))
		}
		l.stats.LagMicros.Store(lag.Microseconds())
		if c, ok, err := newestCheckpoint(v); err == nil && ok {
			l.stats.Size.Store(c.size)
			l.stats.SignedAt.Store(c.signedAt.UnixMicro())
		}
		return nil
	})
}
