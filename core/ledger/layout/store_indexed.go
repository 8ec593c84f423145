package layout

import (
	"database/sql/driver"
	"fmt"
	"slices"
	"sync"
)

// indexed is layout B: one append-only row a transfer, and a by-account index that Settle brings up to date about once a
// second. The postings above the watermark wait in memory, by account, and every read merges them; after a restart they
// are read again from the transfers above the watermark.
type indexed struct {
	columnRows
	mu   sync.RWMutex
	tail map[int64][]int64 // account → transfers of its newest postings, oldest first
	last map[int64]int64   // account → sequence of the newest of them
}

const indexedSelect = `SELECT id,kind,reference,bank_date,value_date,account1,amount1,balance1,seq1,prev1,
	account2,amount2,balance2,seq2,prev2,more FROM transfer WHERE id=?`

func (l *indexed) Schema() []string {
	l.tail, l.last = map[int64][]int64{}, map[int64]int64{}
	return []string{l.schema(), `CREATE TABLE by_account(account INTEGER NOT NULL, seq INTEGER NOT NULL,
		transfer INTEGER NOT NULL, PRIMARY KEY(account, seq)) STRICT, WITHOUT ROWID`}
}

func (l *indexed) Write(w *Writer, batch []Transfer, out *Outcome) error {
	if err := writeTransfers(w, l, batch, out); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range batch {
		if out.First[i] < 0 {
			continue
		}
		for j, leg := range batch[i].Legs {
			l.tail[leg.Account] = append(l.tail[leg.Account], batch[i].ID)
			l.last[leg.Account] = out.Postings[out.First[i]+j].Seq
		}
	}
	return nil
}

// writeTransfers stores the rows of a batch.
func writeTransfers(w *Writer, f format, batch []Transfer, out *Outcome) error {
	columns, text := f.insert()
	transfers, err := w.insert(columns, text)
	if err != nil {
		return err
	}
	for i := range batch {
		if first := out.First[i]; first >= 0 {
			if err := transfers.fill(func(into []any) []any {
				return f.values(&batch[i], out.Postings[first:], into)
			}); err != nil {
				return err
			}
		}
	}
	return transfers.flush()
}

func (l *indexed) Settle(w *Writer) error {
	into, err := w.insert(3, `INSERT INTO by_account(account,seq,transfer) VALUES `)
	if err != nil {
		return err
	}
	accounts := make([]int64, 0, len(l.tail))
	for account := range l.tail {
		accounts = append(accounts, account)
	}
	slices.Sort(accounts)
	for _, account := range accounts {
		ids := l.tail[account]
		seq := l.last[account] - int64(len(ids))
		for _, id := range ids {
			seq++
			if err := into.add(account, seq, id); err != nil {
				return err
			}
		}
	}
	if err := into.flush(); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.tail)
	clear(l.last)
	return nil
}

// waiting is the account's part above the watermark: transfers of the sequences from first on.
func (l *indexed) waiting(account int64) (first int64, ids []int64) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	ids = slices.Clone(l.tail[account])
	return l.last[account] - int64(len(ids)) + 1, ids
}

func (l *indexed) line(r *Reader, id, account, seq int64) (Line, error) {
	row, err := r.one(indexedSelect, id)
	if err != nil {
		return Line{}, err
	}
	return l.lineOf(row, account, seq)
}

func (l *indexed) lineOf(row []driver.Value, account, seq int64) (Line, error) {
	var legs [5]stored
	line, all, err := l.read(row, legs[:0])
	if err != nil {
		return line, err
	}
	if _, ok := pick(&line, all, account, seq); !ok {
		return line, fmt.Errorf("transfer %d has no posting %d of account %d", line.Transfer, seq, account)
	}
	return line, nil
}

func (l *indexed) Page(r *Reader, account, before int64, n int, lines []Line) ([]Line, error) {
	first, ids := l.waiting(account)
	for i := len(ids) - 1; i >= 0 && len(lines) < n; i-- {
		if seq := first + int64(i); seq < before {
			line, err := l.line(r, ids[i], account, seq)
			if err != nil {
				return nil, err
			}
			lines = append(lines, line)
			before = seq
		}
	}
	var found [][2]int64
	if err := r.each(`SELECT seq, transfer FROM by_account WHERE account=? AND seq<? ORDER BY seq DESC LIMIT ?`,
		[]driver.Value{account, before, int64(n - len(lines))}, func(row []driver.Value) (bool, error) {
			found = append(found, [2]int64{number(row[0]), number(row[1])})
			return true, nil
		}); err != nil {
		return nil, err
	}
	for _, f := range found {
		line, err := l.line(r, f[1], account, f[0])
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

func (l *indexed) Export(r *Reader, account int64, give func(*Line) error) error {
	first, ids := l.waiting(account)
	if err := r.each(`SELECT t.id,kind,reference,bank_date,value_date,account1,amount1,balance1,seq1,prev1,
		account2,amount2,balance2,seq2,prev2,more,seq FROM by_account b JOIN transfer t ON t.id=b.transfer
		WHERE account=? ORDER BY seq`, []driver.Value{account}, func(row []driver.Value) (bool, error) {
		line, err := l.lineOf(row, account, number(row[16]))
		if err != nil {
			return false, err
		}
		return true, give(&line)
	}); err != nil {
		return err
	}
	for i, id := range ids {
		line, err := l.line(r, id, account, first+int64(i))
		if err != nil {
			return err
		}
		if err := give(&line); err != nil {
			return err
		}
	}
	return nil
}

func (l *indexed) AsOf(r *Reader, account int64, day int32) (int64, error) {
	newest, _, err := r.state(account)
	if err != nil {
		return 0, err
	}
	first, ids := l.waiting(account)
	at := func(seq int64) (Line, error) {
		if len(ids) > 0 && seq >= first {
			return l.line(r, ids[seq-first], account, seq)
		}
		row, err := r.one(`SELECT transfer FROM by_account WHERE account=? AND seq=?`, account, seq)
		if err != nil {
			return Line{}, err
		}
		return l.line(r, number(row[0]), account, seq)
	}
	seq, err := lastUpTo(newest, day, func(seq int64) (int32, error) {
		line, err := at(seq)
		return line.BankDate, err
	})
	if err != nil || seq == 0 {
		return 0, err
	}
	line, err := at(seq)
	return line.Balance, err
}
