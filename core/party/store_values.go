package party

import (
	"bytes"
	"database/sql"
	"time"

	"tonghui/base/calendar"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
)

// valueRow is a protected value as it stands.
type valueRow struct {
	ID      ID
	Party   ID
	Origin  ID
	Kind    ValueKind
	Mark    []byte
	Held    ID
	Sealed  []byte
	Expires *calendar.Date
	Since   time.Time
	Ended   int64
}

// place is where the value is sealed.
func (v *valueRow) place() vault.Place {
	return vault.Place{Table: "party_values", Column: "sealed", Row: v.ID}
}

// sealedColumn lets the vault bring values and marks under newer keys.
func sealedColumn() vault.Column {
	return vault.Column{Table: "party_values", Column: "sealed", Key: "id", Mark: &vault.MarkColumn{Column: "mark", By: "kind",
		Of: func(by string, plain []byte) (string, string) { return by, normal(ValueKind(by), string(plain)) }}}
}

const selectValue = "SELECT id, party, origin, kind, mark, held, sealed, expires, since, ended FROM party_values "

func scanValue(s store.Scanner) (v valueRow, err error) {
	var expires sql.NullInt64
	var since int64
	err = s.Scan(&v.ID, &v.Party, &v.Origin, &v.Kind, &v.Mark, &v.Held, &v.Sealed, &expires, &since, &v.Ended)
	v.Expires, v.Since = dateOf(expires), time.UnixMicro(since).UTC()
	return v, err
}

// valuesOf are those that a party has now.
func valuesOf(q store.Querier, id ID) ([]valueRow, error) {
	return store.All(q, scanValue, selectValue+"WHERE party = ? AND ended = 0 ORDER BY id", int64(id))
}

// holderOf locks the identifier that stands under one of these marks, and tells whose it is.
func holderOf(tx *store.Tx, marks [][]byte) (ID, bool, error) {
	args := make([]any, len(marks))
	for i := range marks {
		args[i] = marks[i]
	}
	rows, err := tx.Lock("SELECT party FROM party_values WHERE mark IN ("+store.Marks(len(marks))+") AND held = 0 ORDER BY mark, held", args...)
	ids, err := store.Collect(rows, err, store.Value[ID])
	if err != nil || len(ids) == 0 {
		return 0, false, err
	}
	return ids[0], true, nil
}

// insertValue seals and keeps a value. It answers ErrDuplicate for an identifier that somebody has.
func (p *Parties) insertValue(tx *store.Tx, party ID, v *value) error {
	rule := kinds[v.kind]
	row := valueRow{ID: tx.NewID()}
	sealed, err := p.vault.Seal(row.place(), []byte(v.text))
	if err != nil {
		return err
	}
	var mark any
	if rule.marked {
		marks := p.vault.Marks(string(v.kind), normal(v.kind, v.text))
		mark = marks[0]
		if rule.identifier {
			_, taken, err := holderOf(tx, marks)
			if err != nil {
				return err
			}
			if taken {
				return store.ErrDuplicate
			}
		}
	}
	held := row.ID
	if rule.identifier {
		held = 0
	}
	_, err = tx.Exec(`INSERT INTO party_values (id, party, origin, kind, mark, held, sealed, expires, since, ended)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`, int64(row.ID), int64(party), int64(party), string(v.kind), mark, int64(held), sealed,
		dateArg(v.expires), tx.Now().UnixMicro())
	return err
}

func endValue(tx *store.Tx, id ID) error {
	_, err := tx.Exec("UPDATE party_values SET ended = ?, held = id WHERE id = ?", tx.Now().UnixMicro(), int64(id))
	return err
}

func moveValue(tx *store.Tx, id, to ID) error {
	_, err := tx.Exec("UPDATE party_values SET party = ? WHERE id = ?", int64(to), int64(id))
	return err
}

// marked are the parties that have a value under one of these marks now.
func marked(q store.Querier, marks [][]byte, limit int) ([]ID, error) {
	args := make([]any, len(marks), len(marks)+1)
	for i := range marks {
		args[i] = marks[i]
	}
	return store.All(q, store.Value[ID], "SELECT DISTINCT party FROM party_values WHERE mark IN ("+store.Marks(len(marks))+
		") AND ended = 0 ORDER BY party LIMIT ?", append(args, limit)...)
}

// sameMark reports whether two values are one.
func sameMark(a, b *valueRow) bool {
	return a.Kind == b.Kind && len(a.Mark) > 0 && bytes.Equal(a.Mark, b.Mark)
}
