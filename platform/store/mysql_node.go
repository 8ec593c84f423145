package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// A node that has not been heard of for nodeSilence is free to be taken; each process says every beatEvery that it lives.
const (
	beatEvery   = 3 * time.Second
	nodeSilence = 15 * time.Second
)

// nodeRow is a row of store_nodes.
type nodeRow struct {
	node            int64
	holder, address string
	beat            int64 // by the server's clock
}

// claimNode takes the node that was asked for, or the first that nobody holds, and its lanes.
func (e *mysqlEngine) claimNode(ctx context.Context) error {
	return e.alone(ctx, func() error {
		return e.transaction(ctx, func(tx *sql.Tx) error {
			now, rows, err := readNodes(ctx, tx)
			if err != nil {
				return err
			}
			taken := map[int64]nodeRow{}
			for _, r := range rows {
				if r.holder != "" && now-r.beat < nodeSilence.Microseconds() {
					taken[r.node] = r
				}
			}
			if e.node = int64(e.s.opt.Node); e.node == 0 {
				for e.node = 1; e.node < 1<<idNodeBits; e.node++ {
					if _, ok := taken[e.node]; !ok {
						break
					}
				}
				if e.node == 1<<idNodeBits {
					return ErrUnfit.With("31 processes of this bank are running already")
				}
			}
			if r, ok := taken[e.node]; ok {
				return ErrNodeTaken.With(r.node, fmtNode(r.holder, r.address))
			}
			_, err = tx.ExecContext(ctx, "REPLACE INTO store_nodes (node, holder, address, beat_at) VALUES (?, ?, ?, ?)",
				e.node, e.holder, e.s.opt.Address, now)
			if err != nil {
				return err
			}
			return e.claimLanes(ctx, tx)
		})
	})
}

func readNodes(ctx context.Context, tx *sql.Tx) (now int64, rows []nodeRow, err error) {
	if err := tx.QueryRowContext(ctx, serverMicros).Scan(&now); err != nil {
		return 0, nil, err
	}
	found, err := tx.QueryContext(ctx, "SELECT node, holder, address, beat_at FROM store_nodes ORDER BY node FOR UPDATE")
	rows, err = Collect(found, err, func(s Scanner) (r nodeRow, err error) {
		err = s.Scan(&r.node, &r.holder, &r.address, &r.beat)
		return r, err
	})
	return now, rows, err
}

// claimLanes takes the node's lanes; locking them waits until the last transaction of an earlier holder has ended. The
// group numbers and ids go on where those stopped.
func (e *mysqlEngine) claimLanes(ctx context.Context, tx *sql.Tx) error {
	var bank laneRow
	err := tx.QueryRowContext(ctx, "SELECT bank_date, fence, day_open FROM store_bank WHERE id = 1 FOR UPDATE").
		Scan(&bank.bankDate, &bank.fence, &bank.dayWas)
	if err != nil {
		return err
	}
	first := e.node << idLaneBits
	rows, err := tx.QueryContext(ctx, "SELECT lane, group_no, last_id FROM store_lanes WHERE lane >= ? AND lane < ? ORDER BY lane FOR UPDATE",
		first, first+1<<idLaneBits)
	type was struct{ lane, group, last int64 }
	before, err := Collect(rows, err, func(s Scanner) (w was, err error) {
		err = s.Scan(&w.lane, &w.group, &w.last)
		return w, err
	})
	if err != nil {
		return err
	}
	for i := range e.s.opt.Lanes {
		row := was{lane: first + int64(i)}
		for _, b := range before {
			if b.lane == row.lane {
				row = b
			}
		}
		_, err := tx.ExecContext(ctx, `REPLACE INTO store_lanes (lane, holder, group_no, last_id, bank_date, fence, day_open)
			VALUES (?, ?, ?, ?, ?, ?, ?)`, row.lane, e.holder, row.group+1, row.last, bank.bankDate, bank.fence, bank.dayWas)
		if err != nil {
			return err
		}
	}
	return nil
}

// beat says every few seconds that this process lives, until it is closed or finds that it has been replaced.
func (e *mysqlEngine) beat() {
	defer close(e.done)
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for {
		select {
		case <-e.quit:
			return
		case <-tick.C:
		}
		ctx, cancel := context.WithTimeout(context.Background(), beatEvery)
		err := e.with(ctx, func(c *sql.Conn) error {
			r, err := c.ExecContext(ctx, "UPDATE store_nodes SET beat_at = CAST(UNIX_TIMESTAMP(CURRENT_TIMESTAMP(6)) * 1000000 AS SIGNED)"+
				" WHERE node = ? AND holder = ?", e.node, e.holder)
			if err != nil {
				return err
			}
			if n, err := r.RowsAffected(); err == nil && n == 0 {
				e.lost.Store(true)
				return ErrNodeLost
			}
			return nil
		})
		cancel()
		if err != nil {
			warn("this process could not say that it lives", err)
		}
		if e.lost.Load() || e.outdated() {
			return
		}
	}
}

// outdated finds out that a newer version has taken away what this program needs, and ends its writing.
func (e *mysqlEngine) outdated() bool {
	plan := e.s.plan.Load()
	if plan == nil {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), beatEvery)
	defer cancel()
	_, err := e.s.checkSchema(ctx, *plan)
	if errors.Is(err, ErrNewerSchema) {
		e.stale.Store(&err)
	}
	return e.stale.Load() != nil
}

// leave gives the node free at once.
func (e *mysqlEngine) leave() {
	ctx, cancel := context.WithTimeout(context.Background(), beatEvery)
	defer cancel()
	_ = e.with(ctx, func(c *sql.Conn) error {
		_, err := c.ExecContext(ctx, "UPDATE store_nodes SET holder = '' WHERE node = ? AND holder = ?", e.node, e.holder)
		return err
	})
}

// NodeLost says that another process has taken this one's node number: it must end.
func (s *Store) NodeLost() bool {
	e, ok := s.e.(*mysqlEngine)
	return ok && e.lost.Load()
}
