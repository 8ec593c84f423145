package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"time"

	"github.com/go-sql-driver/mysql"

	"tonghui/base/calendar"
)

// laneRow is a lane's row.
type laneRow struct {
	holder                  string
	group, lastID           int64
	bankDate, fence, dayWas int64
}

func scanLane(s Scanner) (r laneRow, err error) {
	err = s.Scan(&r.holder, &r.group, &r.lastID, &r.bankDate, &r.fence, &r.dayWas)
	return r, err
}

const selectLane = "SELECT holder, group_no, last_id, bank_date, fence, day_open FROM store_lanes WHERE lane = ?"

// openWriter gives a lane its connection; its row is read when it begins.
func (e *mysqlEngine) openWriter(ctx context.Context, w *writer) error {
	if e.lost.Load() {
		return ErrNodeLost
	}
	ctx, cancel := context.WithTimeout(ctx, dialTimeout+time.Second)
	defer cancel()
	c, err := newConn(ctx, e.db)
	if err != nil {
		return classify(err)
	}
	c.single = true
	w.c = c
	w.ids.lane = e.node<<idLaneBits | int64(w.number)
	return nil
}

// begin opens the transaction and locks the lane's row in it.
func (e *mysqlEngine) begin(w *writer) error {
	if e.lost.Load() {
		return ErrNodeLost
	}
	if stale := e.stale.Load(); stale != nil {
		return *stale
	}
	if _, err := w.c.execText("BEGIN"); err != nil {
		return err
	}
	if w.alone {
		if err := e.stopAll(w); err != nil {
			return err
		}
	}
	row, err := e.laneOf(w)
	if err != nil {
		return err
	}
	if row.holder != e.holder {
		e.lost.Store(true)
		return ErrNodeLost
	}
	w.groupNo = row.group + 1
	w.ids.last = max(w.ids.last, row.lastID)
	*w.day = bankDay{date: calendar.Date(row.bankDate), fence: row.fence, set: row.dayWas == 1}
	return nil
}

func (e *mysqlEngine) laneOf(w *writer) (laneRow, error) {
	rows, err := w.c.query(context.Background(), selectLane+" FOR UPDATE", w.ids.lane)
	found, err := Collect(rows, err, scanLane)
	switch {
	case err != nil:
		return laneRow{}, err
	case len(found) == 0:
		return laneRow{}, ErrNodeLost
	}
	return found[0], nil
}

// finish leaves the group's number and its last id in the lane's row.
func (e *mysqlEngine) finish(w *writer, tx *Tx) error {
	return tx.WriteOut("UPDATE store_lanes SET group_no = ?, last_id = ? WHERE lane = ?", w.groupNo, w.ids.last, w.ids.lane)
}

// commit ends the transaction. If the connection breaks before the answer, the lane's row tells what became of it.
func (e *mysqlEngine) commit(w *writer) error {
	_, err := w.c.execText("COMMIT")
	if !errors.Is(err, ErrUnreachable) {
		return err
	}
	kept, e2 := e.resolve(w)
	switch {
	case e2 != nil:
		return ErrUncertain.Because(errors.Join(err, e2))
	case kept:
		return nil
	}
	return err // nothing of it is there: the same again
}

// resolveFor is how long a lane tries to learn what became of a commit, while a server restarts or another takes over.
const resolveFor = 60 * time.Second

// resolve reads, once the old transaction has ended, whether the group's number is there.
func (e *mysqlEngine) resolve(w *writer) (kept bool, err error) {
	e.s.stats.Resolved.Add(1)
	for until := time.Now().Add(resolveFor); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		w.drop()
		if err = e.openWriter(context.Background(), w); errors.Is(err, ErrNodeLost) {
			return false, err
		}
		if err != nil {
			continue
		}
		if _, err = w.c.execText("BEGIN"); err != nil {
			continue
		}
		var row laneRow
		if row, err = e.laneOf(w); err != nil {
			continue // also a lock that is not to be had: the old session still stands
		}
		w.c.closeRows()
		if _, err = w.c.execText("ROLLBACK"); err != nil {
			continue
		}
		if row.holder != e.holder {
			e.lost.Store(true)
			return false, ErrNodeLost
		}
		return row.group == w.groupNo, nil
	}
	return false, err
}

// stopAll locks all lanes' rows, after the bank's, so that those who want to be alone wait for each other there and no lane
// can be added meanwhile. One by one: a row that is written all the time is had by waiting for it alone.
func (e *mysqlEngine) stopAll(w *writer) error {
	read := func(query string, args ...any) ([]int64, error) {
		rows, err := w.c.query(context.Background(), query, args...)
		return Collect(rows, err, Value[int64])
	}
	if _, err := read("SELECT id FROM store_bank WHERE id = 1 FOR UPDATE"); err != nil {
		return err
	}
	lanes, err := read("SELECT lane FROM store_lanes ORDER BY lane")
	for i := 0; err == nil && i < len(lanes); i++ {
		_, err = read("SELECT lane FROM store_lanes WHERE lane = ? FOR UPDATE", lanes[i])
	}
	return err
}

// settled stops all lanes for a moment and makes their next ids lie above all that were given out.
func (e *mysqlEngine) settled(ctx context.Context) (seq Seq, err error) {
	err = e.s.Update(ctx, func(tx *Tx) error {
		if err := tx.Exclusive(); err != nil {
			return err
		}
		high, _, err := One(tx.Peeker(), Value[int64], "SELECT MAX(last_id) FROM store_lanes")
		if err != nil {
			return err
		}
		high = max(high, tx.w.ids.last, int64(tx.NewID())>>idLow)
		tx.w.ids.last = high
		seq = Seq(high<<idLow | (1<<idLow - 1))
		return tx.WriteOut("UPDATE store_lanes SET last_id = ?", high)
	})
	return seq, err
}

// goneAway knows the errors of a connection, as opposed to the server's answers.
func goneAway(err error) bool {
	var ne net.Error
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, mysql.ErrInvalidConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ECONNRESET) ||
		errors.Is(err, syscall.EPIPE) || errors.Is(err, mysql.ErrMalformPkt) || errors.Is(err, mysql.ErrPktSync) ||
		errors.Is(err, mysql.ErrBusyBuffer) || errors.As(err, &ne)
}
