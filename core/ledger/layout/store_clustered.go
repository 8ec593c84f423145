package layout

import "database/sql/driver"

// clustered is layout A: an entry row in arrival order, and a posting row a leg clustered by (account, sequence). An entry
// of any number of legs has as many posting rows. The posting repeats the dates and names the other side, so that a
// page needs the entry only for kind and reference.
type clustered struct {
	scratch []posted
}

func (*clustered) Schema() []string {
	return []string{
		`CREATE TABLE entry(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, reference TEXT NOT NULL, bank_date INTEGER NOT NULL,
			value_date INTEGER NOT NULL, booked_at INTEGER NOT NULL, metadata BLOB, UNIQUE(kind, reference)) STRICT`,
		`CREATE TABLE posting(account INTEGER NOT NULL, seq INTEGER NOT NULL, entry INTEGER NOT NULL, amount INTEGER NOT NULL,
			balance INTEGER NOT NULL, contra INTEGER NOT NULL, bank_date INTEGER NOT NULL, value_date INTEGER NOT NULL,
			PRIMARY KEY(account, seq)) STRICT, WITHOUT ROWID`,
	}
}

func (l *clustered) Write(w *Writer, batch []Transfer, out *Outcome) error {
	entries, err := w.insert(7, `INSERT INTO entry(id,kind,reference,bank_date,value_date,booked_at,metadata) VALUES `)
	if err != nil {
		return err
	}
	postings, err := w.insert(8,
		`INSERT INTO posting(account,seq,entry,amount,balance,contra,bank_date,value_date) VALUES `)
	if err != nil {
		return err
	}
	l.scratch = l.scratch[:0]
	for i := range batch {
		t := &batch[i]
		if out.First[i] < 0 {
			continue
		}
		if err := entries.add(t.ID, t.Kind, t.Reference, int64(t.BankDate), int64(t.ValueDate), t.BookedAt,
			blob(t.Metadata)); err != nil {
			return err
		}
		for j, leg := range t.Legs {
			l.scratch = append(l.scratch, posted{leg, out.Postings[out.First[i]+j], t, contra(t.Legs, j)})
		}
	}
	if err := entries.flush(); err != nil {
		return err
	}
	sortPosted(l.scratch)
	for _, p := range l.scratch {
		if err := postings.add(p.leg.Account, p.posting.Seq, p.transfer.ID, p.leg.Amount, p.posting.Balance, p.contra,
			int64(p.transfer.BankDate), int64(p.transfer.ValueDate)); err != nil {
			return err
		}
	}
	return postings.flush()
}

func (*clustered) Settle(*Writer) error { return nil }

const clusteredLine = `SELECT p.entry, p.seq, e.kind, e.reference, p.bank_date, p.value_date, p.amount, p.balance, p.contra
	FROM posting p JOIN entry e ON e.id=p.entry WHERE p.account=? `

func (*clustered) Page(r *Reader, account, before int64, n int, lines []Line) ([]Line, error) {
	err := r.each(clusteredLine+`AND p.seq<? ORDER BY p.seq DESC LIMIT ?`, []driver.Value{account, before, int64(n)},
		func(row []driver.Value) (bool, error) {
			lines = append(lines, scanLine(row))
			return true, nil
		})
	return lines, err
}

func (*clustered) Export(r *Reader, account int64, give func(*Line) error) error {
	return r.each(clusteredLine+`ORDER BY p.seq`, []driver.Value{account}, func(row []driver.Value) (bool, error) {
		line := scanLine(row)
		return true, give(&line)
	})
}

func (*clustered) AsOf(r *Reader, account int64, day int32) (int64, error) {
	seq, _, err := r.state(account)
	if err != nil {
		return 0, err
	}
	const text = `SELECT bank_date, balance FROM posting WHERE account=? AND seq=?`
	if seq, err = lastUpTo(seq, day, func(seq int64) (int32, error) {
		row, err := r.one(text, account, seq)
		return int32(number(row[0])), err
	}); err != nil || seq == 0 {
		return 0, err
	}
	row, err := r.one(text, account, seq)
	return number(row[1]), err
}

func scanLine(row []driver.Value) Line {
	return Line{Transfer: number(row[0]), Seq: number(row[1]), Kind: textOf(row[2]), Reference: textOf(row[3]),
		BankDate: int32(number(row[4])), ValueDate: int32(number(row[5])), Amount: number(row[6]),
		Balance: number(row[7]), Contra: number(row[8])}
}
