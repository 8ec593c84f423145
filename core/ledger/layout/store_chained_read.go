package layout

import (
	"database/sql/driver"
	"fmt"
	"math"
	"slices"
)

const segmentColumns = `SELECT first_seq, last_seq, opening, body FROM segment WHERE account=? `

func (l *chained) unpack(account int64, row []driver.Value, lines []Line) ([]Line, error) {
	s := segment{account: account, firstSeq: number(row[0]), opening: number(row[2]), body: bytesOf(row[3])}
	s.count = int(number(row[1])-s.firstSeq) + 1
	return s.unpack(l.wide, lines)
}

// segmented is the last sequence that a segment holds.
func (l *chained) segmented(r *Reader, account int64) (int64, error) {
	row, err := r.one(`SELECT last_seq FROM segment WHERE account=? ORDER BY first_seq DESC LIMIT 1`, account)
	if err != nil || row == nil {
		return 0, err
	}
	return number(row[0]), nil
}

// walk follows the chain from the head down to the posting after until, newest first.
func (l *chained) walk(r *Reader, account, until int64, give func(*Line) (bool, error)) error {
	seq, id, err := r.state(account)
	if err != nil {
		return err
	}
	for ; seq > until; seq-- {
		line, prev, err := l.fetch(r.conn, id, account, seq)
		if err != nil {
			return err
		}
		if more, err := give(&line); err != nil || !more {
			return err
		}
		id = prev
	}
	return nil
}

func (l *chained) fetch(r *conn, id, account, seq int64) (Line, int64, error) {
	row, err := r.one(`SELECT `+l.rows.selection()+` FROM transfer WHERE id=?`, id)
	if err != nil {
		return Line{}, 0, err
	}
	if row == nil {
		return Line{}, 0, fmt.Errorf("transfer %d is missing", id)
	}
	return l.lineOf(row, account, seq)
}

func (l *chained) lineOf(row []driver.Value, account, seq int64) (Line, int64, error) {
	var legs [5]stored
	line, all, err := l.rows.read(row, legs[:0])
	if err != nil {
		return line, 0, err
	}
	prev, ok := pick(&line, all, account, seq)
	if !ok {
		return line, 0, fmt.Errorf("transfer %d has no posting %d of account %d", line.Transfer, seq, account)
	}
	return line, prev, nil
}

func (l *chained) Page(r *Reader, account, before int64, n int, lines []Line) ([]Line, error) {
	full, err := l.segmented(r, account)
	if err != nil {
		return nil, err
	}
	if before > full+1 {
		if err := l.walk(r, account, full, func(line *Line) (bool, error) {
			if line.Seq < before {
				lines = append(lines, *line)
			}
			return len(lines) < n, nil
		}); err != nil {
			return nil, err
		}
	}
	next := min(before, full+1) - 1
	var block []Line
	begin := len(lines)
	if len(lines) < n && next > 0 {
		if err := r.each(segmentColumns+`AND first_seq<=? ORDER BY first_seq DESC`, []driver.Value{account, next},
			func(row []driver.Value) (bool, error) {
				if block, err = l.unpack(account, row, block[:0]); err != nil {
					return false, err
				}
				for i := len(block) - 1; i >= 0 && len(lines) < n; i-- {
					if block[i].Seq <= next {
						lines = append(lines, block[i])
					}
				}
				return len(lines) < n, nil
			}); err != nil {
			return nil, err
		}
	}
	if !l.wide {
		for i := begin; i < len(lines); i++ {
			if lines[i], _, err = l.fetch(r.conn, lines[i].Transfer, account, lines[i].Seq); err != nil {
				return nil, err
			}
		}
	}
	return lines, nil
}

func (l *chained) Export(r *Reader, account int64, give func(*Line) error) error {
	last := int64(0)
	var block []Line
	scan := scanner{l: l, r: r}
	err := r.each(segmentColumns+`ORDER BY first_seq`, []driver.Value{account},
		func(row []driver.Value) (_ bool, err error) {
			if block, err = l.unpack(account, row, block[:0]); err != nil {
				return false, err
			}
			if !l.wide {
				if err := scan.complete(account, block); err != nil {
					return false, err
				}
			}
			for i := range block {
				if err := give(&block[i]); err != nil {
					return false, err
				}
			}
			last = block[len(block)-1].Seq
			return true, nil
		})
	if err != nil {
		return err
	}
	block = block[:0]
	if err := l.walk(r, account, last, func(line *Line) (bool, error) {
		block = append(block, *line)
		return true, nil
	}); err != nil {
		return err
	}
	slices.Reverse(block)
	for i := range block {
		if err := give(&block[i]); err != nil {
			return err
		}
	}
	return nil
}

// scanner completes narrow lines from the transfer rows: by a scan of the range while the account is in at least every
// fourth transfer of it, else one by one.
type scanner struct {
	l      *chained
	r      *Reader
	sparse int // segments still to be read one by one before the next try of a scan
}

func (s *scanner) complete(account int64, block []Line) (err error) {
	done := 0
	if s.sparse == 0 {
		scanned := 0
		first, last := block[0].Transfer, block[len(block)-1].Transfer
		if err := s.r.each(`SELECT `+s.l.rows.selection()+` FROM transfer WHERE id BETWEEN ? AND ? ORDER BY id`,
			[]driver.Value{first, last}, func(row []driver.Value) (bool, error) {
				scanned++
				for id := number(row[0]); done < len(block) && block[done].Transfer == id; done++ {
					if block[done], _, err = s.l.lineOf(row, account, block[done].Seq); err != nil {
						return false, err
					}
				}
				return scanned < 4*len(block), nil
			}); err != nil {
			return err
		}
		if done < len(block) {
			s.sparse = 1000
		}
	} else {
		s.sparse--
	}
	for ; done < len(block); done++ {
		if block[done], _, err = s.l.fetch(s.r.conn, block[done].Transfer, account, block[done].Seq); err != nil {
			return err
		}
	}
	return nil
}

func (l *chained) AsOf(r *Reader, account int64, day int32) (int64, error) {
	full, err := l.segmented(r, account)
	if err != nil {
		return 0, err
	}
	const first = `SELECT first_day FROM segment WHERE account=? AND first_seq<=? ORDER BY first_seq DESC LIMIT 1`
	seq, err := lastUpTo(full, day, func(seq int64) (int32, error) {
		row, err := r.one(first, account, seq)
		if row == nil {
			return math.MaxInt32, err
		}
		return int32(number(row[0])), err
	})
	if err != nil {
		return 0, err
	}
	if seq == full {
		balance, found := int64(0), false
		if err := l.walk(r, account, full, func(line *Line) (bool, error) {
			if line.BankDate <= day {
				balance, found = line.Balance, true
			}
			return !found, nil
		}); err != nil || found {
			return balance, err
		}
	}
	if seq == 0 {
		return 0, nil
	}
	row, err := r.one(segmentColumns+`AND first_seq<=? ORDER BY first_seq DESC LIMIT 1`, account, seq)
	if err != nil {
		return 0, err
	}
	block, err := l.unpack(account, row, nil)
	balance := number(row[2])
	for i := range block {
		if block[i].BankDate <= day {
			balance = block[i].Balance
		}
	}
	return balance, err
}
