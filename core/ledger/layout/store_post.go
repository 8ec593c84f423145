package layout

import (
	"slices"
	"strings"
)

// Writer is the one that writes: its connection, its accounts, its layout.
type Writer struct {
	*conn
	Accounts   *Accounts
	Layout     Layout
	out        Outcome
	settings   Settings
	balances   *rows
	exceptions *rows
	exception  map[dated]int64
	furthest   int32 // greatest distance of a value date from its bank date, in days
	prepared   map[string]*rows
}

// dated is an account with a pair of dates.
type dated struct {
	account   int64
	bankDate  int32
	valueDate int32
}

// commonSchema holds what every layout has. value_exception sums the postings whose value date (起息日) is not their bank
// date (记账日), by bank date, account and value date; 98 postings in a hundred write nothing here. The balance as of a value
// date D is the one as of the bank date D, plus what was booked after D with a value date up to it, less what was booked
// up to D with a later value date. Both lie within the ledger's greatest distance of the two dates around D. The bank
// date comes first in the key so that all writing goes to the rows of the open day: keyed by account, every exception
// would dirty a page of its own, and posting slows as the table grows.
var commonSchema = []string{
	`CREATE TABLE balance(account INTEGER PRIMARY KEY, balance INTEGER NOT NULL, held INTEGER NOT NULL,
		frozen INTEGER NOT NULL, seq INTEGER NOT NULL, head INTEGER NOT NULL) STRICT`,
	`CREATE TABLE value_exception(bank_date INTEGER NOT NULL, account INTEGER NOT NULL, value_date INTEGER NOT NULL,
		amount INTEGER NOT NULL, PRIMARY KEY(bank_date, account, value_date)) STRICT, WITHOUT ROWID`,
}

var balanceTexts = map[string][2]string{
	"upsert": {`INSERT INTO balance(account,balance,held,frozen,seq,head) VALUES `,
		` ON CONFLICT(account) DO UPDATE SET balance=excluded.balance, held=excluded.held, frozen=excluded.frozen,
		seq=excluded.seq, head=excluded.head`},
	"replace": {`REPLACE INTO balance(account,balance,held,frozen,seq,head) VALUES `, ``},
	"update": {`WITH v(account,balance,held,frozen,seq,head) AS (VALUES `, `) UPDATE balance
		SET balance=v.balance, held=v.held, frozen=v.frozen, seq=v.seq, head=v.head FROM v WHERE balance.account=v.account`},
}

// Create makes a new database with the accounts in it.
func Create(s Settings, l Layout, accounts *Accounts) (*Writer, error) {
	s = s.withDefaults()
	c, err := open(s)
	if err != nil {
		return nil, err
	}
	for _, text := range append(slices.Clone(commonSchema), l.Schema()...) {
		if s.Without == "unique" {
			text = strings.Replace(text, ", UNIQUE(kind, reference)", "", 1)
		}
		if err := c.run(text); err != nil {
			return nil, err
		}
	}
	w := &Writer{conn: c, Accounts: accounts, Layout: l, settings: s, exception: map[dated]int64{}, prepared: map[string]*rows{}}
	texts := balanceTexts["upsert"]
	if w.balances, err = newRows(c, s.RowsPerInsert, 6, texts[0], texts[1]); err != nil {
		return nil, err
	}
	if err := w.opening(); err != nil {
		return nil, err
	}
	texts = balanceTexts[s.Balances]
	if w.balances, err = newRows(c, s.RowsPerInsert, 6, texts[0], texts[1]); err != nil {
		return nil, err
	}
	w.exceptions, err = newRows(c, s.RowsPerInsert, 4,
		`INSERT INTO value_exception(bank_date,account,value_date,amount) VALUES `,
		` ON CONFLICT(bank_date,account,value_date) DO UPDATE SET amount=amount+excluded.amount`)
	return w, err
}

func (w *Writer) opening() error {
	return w.within(func() error { return w.writeBalances(w.Accounts.All) })
}

func (w *Writer) within(do func() error) error {
	if err := w.run("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	return w.run("COMMIT")
}

// Book decides a batch and stores it durably in one transaction.
func (w *Writer) Book(batch []Transfer) error {
	Apply(batch, w.Accounts, &w.out)
	return w.within(func() error {
		if err := w.Layout.Write(w, batch, &w.out); err != nil {
			return err
		}
		if !w.settings.Unsorted {
			slices.SortFunc(w.out.Touched, func(a, b *Account) int {
				if a.ID < b.ID {
					return -1
				}
				return 1
			})
		}
		if err := w.writeBalances(w.out.Touched); err != nil {
			return err
		}
		return w.writeExceptions(batch)
	})
}

// Settle lets the layout do what it keeps behind its watermark.
func (w *Writer) Settle() error {
	return w.within(func() error { return w.Layout.Settle(w) })
}

// Checkpoint moves the log into the database and empties it.
func (w *Writer) Checkpoint() error { return w.run("PRAGMA wal_checkpoint(TRUNCATE)") }

// Close ends the writer.
func (w *Writer) Close() error { return w.close() }

func (w *Writer) writeBalances(touched []*Account) error {
	if w.settings.Without == "balances" && len(touched) < len(w.Accounts.All) {
		return nil
	}
	for _, a := range touched {
		if err := w.balances.add(a.ID, a.Balance, a.Held, a.Frozen, a.Seq, a.Head); err != nil {
			return err
		}
	}
	return w.balances.flush()
}

func (w *Writer) writeExceptions(batch []Transfer) error {
	clear(w.exception)
	if w.settings.Without == "exceptions" {
		return nil
	}
	for i := range batch {
		t := &batch[i]
		if t.ValueDate == t.BankDate || w.out.First[i] < 0 {
			continue
		}
		w.furthest = max(w.furthest, t.ValueDate-t.BankDate, t.BankDate-t.ValueDate)
		for _, leg := range t.Legs {
			w.exception[dated{leg.Account, t.BankDate, t.ValueDate}] += leg.Amount
		}
	}
	for at, amount := range w.exception {
		if err := w.exceptions.add(int64(at.bankDate), at.account, int64(at.valueDate), amount); err != nil {
			return err
		}
	}
	return w.exceptions.flush()
}

// insert gives the gathering statement of a text, made at first use.
func (w *Writer) insert(columns int, head string) (*rows, error) {
	if r := w.prepared[head]; r != nil {
		return r, nil
	}
	r, err := newRows(w.conn, w.settings.RowsPerInsert, columns, head, "")
	if err == nil {
		w.prepared[head] = r
	}
	return r, err
}

// Reader reads beside the writer.
type Reader struct {
	*conn
	Layout Layout
	writer *Writer // for the accounts' greatest distance of value dates
}

// OpenReader opens a second connection to the database of w.
func OpenReader(w *Writer) (*Reader, error) {
	c, err := open(w.settings)
	if err != nil {
		return nil, err
	}
	return &Reader{conn: c, Layout: w.Layout, writer: w}, nil
}

// Close ends the reader.
func (r *Reader) Close() error { return r.close() }

// snapshot runs do in one read transaction, so that all its statements see the same postings.
func (r *Reader) snapshot(do func() error) error {
	if err := r.run("BEGIN"); err != nil {
		return err
	}
	err := do()
	if e := r.run("COMMIT"); err == nil {
		err = e
	}
	return err
}

// Page is Layout.Page on one snapshot.
func (r *Reader) Page(account, before int64, n int, lines []Line) (page []Line, err error) {
	err = r.snapshot(func() error {
		page, err = r.Layout.Page(r, account, before, n, lines[:0])
		return err
	})
	return page, err
}

// Export is Layout.Export on one snapshot.
func (r *Reader) Export(account int64, give func(*Line) error) error {
	return r.snapshot(func() error { return r.Layout.Export(r, account, give) })
}

// AsOf is the balance at the end of a bank date.
func (r *Reader) AsOf(account int64, day int32) (balance int64, err error) {
	err = r.snapshot(func() error {
		balance, err = r.Layout.AsOf(r, account, day)
		return err
	})
	return balance, err
}

// exceptions visits each bank date of the window around the day once.
const exceptions = `WITH RECURSIVE near(day) AS (SELECT ?1 UNION ALL SELECT day+1 FROM near WHERE day<?2)
	SELECT coalesce(sum(CASE WHEN day>?4 AND value_date<=?4 THEN amount WHEN day<=?4 AND value_date>?4 THEN -amount END),0)
	FROM near CROSS JOIN value_exception ON bank_date=day AND account=?3`

// AsOfValue is the balance at the end of a value date.
func (r *Reader) AsOfValue(account int64, day int32) (balance int64, err error) {
	err = r.snapshot(func() error {
		if balance, err = r.Layout.AsOf(r, account, day); err != nil {
			return err
		}
		row, err := r.one(exceptions, int64(day-r.writer.furthest), int64(day+r.writer.furthest), account, int64(day))
		if err == nil {
			balance += number(row[0])
		}
		return err
	})
	return balance, err
}

// state reads the newest sequence and the head of an account.
func (r *Reader) state(account int64) (seq, head int64, err error) {
	row, err := r.one(`SELECT seq, head FROM balance WHERE account=?`, account)
	if err != nil || row == nil {
		return 0, 0, err
	}
	return number(row[0]), number(row[1]), nil
}

// lastUpTo is the greatest sequence in [0, high] whose date is not after day, for dates that rise with the sequence.
func lastUpTo(high int64, day int32, dateOf func(seq int64) (int32, error)) (int64, error) {
	low := int64(0)
	for low < high {
		middle := low + (high-low+1)/2
		date, err := dateOf(middle)
		if err != nil {
			return 0, err
		}
		if date <= day {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return low, nil
}

// CheckpointBeside copies what the log holds without making the writer wait.
func (r *Reader) CheckpointBeside() error { return r.run("PRAGMA wal_checkpoint(PASSIVE)") }
