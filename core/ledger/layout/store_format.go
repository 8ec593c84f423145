package layout

import (
	"database/sql/driver"
	"encoding/binary"
)

// stored is a leg as it is read back from a transfer row.
type stored struct {
	Leg
	Seq     int64
	Balance int64
	Prev    int64
}

// format is how the row of a transfer holds its legs: as columns or packed.
type format interface {
	schema() string
	insert() (columns int, text string)
	values(t *Transfer, postings []Posting, into []any) []any
	selection() string // columns for read
	// read gives the line without what depends on the account, and the legs.
	read(row []driver.Value, legs []stored) (Line, []stored, error)
}

// columnRows hold the first two legs as columns, for the auditor's eye, and legs beyond them in one packed column.
type columnRows struct{}

func (columnRows) schema() string {
	return `CREATE TABLE transfer(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, reference TEXT NOT NULL,
		bank_date INTEGER NOT NULL, value_date INTEGER NOT NULL, booked_at INTEGER NOT NULL,
		account1 INTEGER NOT NULL, amount1 INTEGER NOT NULL, balance1 INTEGER NOT NULL, seq1 INTEGER NOT NULL,
		prev1 INTEGER NOT NULL,
		account2 INTEGER NOT NULL, amount2 INTEGER NOT NULL, balance2 INTEGER NOT NULL, seq2 INTEGER NOT NULL,
		prev2 INTEGER NOT NULL,
		more BLOB, metadata BLOB, UNIQUE(kind, reference)) STRICT`
}

func (columnRows) insert() (int, string) {
	return 18, `INSERT INTO transfer(id,kind,reference,bank_date,value_date,booked_at,
		account1,amount1,balance1,seq1,prev1,account2,amount2,balance2,seq2,prev2,more,metadata) VALUES `
}

func (columnRows) values(t *Transfer, postings []Posting, into []any) []any {
	into = append(into, t.ID, t.Kind, t.Reference, int64(t.BankDate), int64(t.ValueDate), t.BookedAt)
	for i := range 2 {
		leg, p := t.Legs[i], postings[i]
		into = append(into, leg.Account, leg.Amount, p.Balance, p.Seq, p.Prev)
	}
	if len(t.Legs) > 2 {
		into = append(into, appendLegs(nil, t, t.Legs[2:], postings[2:]))
	} else {
		into = append(into, nil)
	}
	return append(into, blob(t.Metadata))
}

func (columnRows) selection() string {
	return `id,kind,reference,bank_date,value_date,account1,amount1,balance1,seq1,prev1,
		account2,amount2,balance2,seq2,prev2,more`
}

func (columnRows) read(row []driver.Value, legs []stored) (Line, []stored, error) {
	line := Line{Transfer: number(row[0]), Kind: textOf(row[1]), Reference: textOf(row[2]),
		BankDate: int32(number(row[3])), ValueDate: int32(number(row[4]))}
	for at := 5; at < 15; at += 5 {
		legs = append(legs, stored{Leg{number(row[at]), number(row[at+1])}, number(row[at+3]), number(row[at+2]),
			number(row[at+4])})
	}
	if more := bytesOf(row[15]); more != nil {
		u := unpacker{rest: more}
		return line, u.legs(line.Transfer, legs), u.err()
	}
	return line, legs, nil
}

// packedRows hold all legs, the value date and the time in one packed column.
type packedRows struct{}

func (packedRows) schema() string {
	return `CREATE TABLE transfer(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, reference TEXT NOT NULL,
		bank_date INTEGER NOT NULL, body BLOB NOT NULL, metadata BLOB, UNIQUE(kind, reference)) STRICT`
}

func (packedRows) insert() (int, string) {
	return 6, `INSERT INTO transfer(id,kind,reference,bank_date,body,metadata) VALUES `
}

func (packedRows) values(t *Transfer, postings []Posting, into []any) []any {
	body := make([]byte, 0, 80)
	body = binary.AppendVarint(body, int64(t.ValueDate-t.BankDate))
	body = binary.AppendVarint(body, t.BookedAt-int64(t.BankDate)*dayMicros)
	body = appendLegs(body, t, t.Legs, postings)
	return append(into, t.ID, t.Kind, t.Reference, int64(t.BankDate), body, blob(t.Metadata))
}

func (packedRows) selection() string { return `id,kind,reference,bank_date,body` }

func (packedRows) read(row []driver.Value, legs []stored) (Line, []stored, error) {
	line := Line{Transfer: number(row[0]), Kind: textOf(row[1]), Reference: textOf(row[2]), BankDate: int32(number(row[3]))}
	u := unpacker{rest: bytesOf(row[4])}
	line.ValueDate = line.BankDate + int32(u.signed())
	u.signed()
	return line, u.legs(line.Transfer, legs), u.err()
}

// appendLegs packs legs to the end of the row: account, amount, balance, sequence, and the way back to the account's
// posting before (0 = none, else one more than the difference of the transfers).
func appendLegs(b []byte, t *Transfer, legs []Leg, postings []Posting) []byte {
	for i, leg := range legs {
		b = binary.AppendUvarint(b, uint64(leg.Account))
		b = binary.AppendVarint(b, leg.Amount)
		b = binary.AppendVarint(b, postings[i].Balance)
		b = binary.AppendUvarint(b, uint64(postings[i].Seq))
		back := uint64(0)
		if postings[i].Prev != 0 {
			back = uint64(t.ID-postings[i].Prev) + 1
		}
		b = binary.AppendUvarint(b, back)
	}
	return b
}

func (u *unpacker) legs(id int64, legs []stored) []stored {
	for len(u.rest) > 0 && !u.short {
		leg := stored{Leg: Leg{int64(u.unsigned()), u.signed()}}
		leg.Balance = u.signed()
		leg.Seq = int64(u.unsigned())
		if back := u.unsigned(); back > 0 {
			leg.Prev = id - int64(back-1)
		}
		legs = append(legs, leg)
	}
	return legs
}

func (u *unpacker) err() error {
	if u.short {
		return errSegment
	}
	return nil
}

// pick completes a line with the leg of the account at seq, and tells the transfer before it.
func pick(line *Line, legs []stored, account, seq int64) (prev int64, ok bool) {
	at := -1
	for i := range legs {
		if legs[i].Account == account && legs[i].Seq == seq {
			at = i
		}
	}
	if at < 0 {
		return 0, false
	}
	line.Seq, line.Amount, line.Balance, line.Contra = seq, legs[at].Amount, legs[at].Balance, 0
	for i := range legs {
		if (legs[i].Amount < 0) != (line.Amount < 0) {
			line.Contra = legs[i].Account
			break
		}
	}
	return legs[at].Prev, true
}
