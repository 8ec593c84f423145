package payment

import (
	"encoding/json"
	"errors"

	"tonghui/platform/store"
)

const payerColumns = "party, person, bankdate, used_web, used_kiosk, used_counter, used_api, orders, own, version"

func newPayerRows() *store.RowTexts {
	return store.NewRowTexts("REPLACE INTO payment_payers ("+payerColumns+") VALUES ", 10)
}

func scanPayer(s store.Scanner) (*payer, error) {
	p := &payer{}
	var own []byte
	err := s.Scan(&p.key.party, &p.key.person, &p.day, &p.used[0], &p.used[1], &p.used[2], &p.used[3], &p.orders, &own, &p.version)
	if err == nil && len(own) > 0 {
		err = json.Unmarshal(own, &p.own)
	}
	return p, err
}

func (p *payer) appendRow(args []any) []any {
	return append(args, int64(p.key.party), int64(p.key.person), int64(p.day), int64(p.used[0]), int64(p.used[1]), int64(p.used[2]),
		int64(p.used[3]), p.orders, p.own.text(), p.version)
}

// loadPayer reads a payer past the buffers, as the payers' own buffer holds whom it knows. Where others write beside, it locks her
// row, which it makes if there is none: what isn't there can't be locked.
func loadPayer(tx *store.Tx, key payerKey) (*payer, error) {
	read := func() (*payer, error) {
		rows, err := tx.PeekLock("SELECT "+payerColumns+" FROM payment_payers WHERE party = ? AND person = ? ORDER BY party, person",
			int64(key.party), int64(key.person))
		found, err := store.Collect(rows, err, scanPayer)
		if err != nil || len(found) == 0 {
			return nil, err
		}
		return found[0], nil
	}
	p, err := read()
	if p != nil || err != nil {
		return p, err
	}
	day, _ := tx.BankDate()
	p = &payer{key: key, day: day}
	if !tx.Shared() {
		return p, nil
	}
	_, err = tx.Exec("INSERT INTO payment_payers ("+payerColumns+") VALUES ("+store.Marks(10)+")", p.appendRow(nil)...)
	if errors.Is(err, store.ErrDuplicate) {
		if p, err = read(); err == nil && p == nil {
			err = store.ErrConflict
		}
	}
	return p, err
}

// lockPayers locks the rows of payers as a whole, in the order of their ids.
func lockPayers(tx *store.Tx, parties []int64) ([]*payer, error) {
	var out []*payer
	for len(parties) > 0 {
		n := min(len(parties), 200)
		args := make([]any, n)
		for i := range args {
			args[i] = parties[i]
		}
		rows, err := tx.PeekLock("SELECT "+payerColumns+" FROM payment_payers WHERE party IN ("+store.Marks(n)+
			") AND person = 0 ORDER BY party, person", args...)
		found, err := store.Collect(rows, err, scanPayer)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
		parties = parties[n:]
	}
	return out, nil
}

// payerRow is a payer as she stands, for whoever only looks.
func payerRow(q store.Querier, key payerKey) (*payer, error) {
	p, ok, err := store.One(q, scanPayer, "SELECT "+payerColumns+" FROM payment_payers WHERE party = ? AND person = ?",
		int64(key.party), int64(key.person))
	if err == nil && !ok {
		p = &payer{key: key}
	}
	return p, err
}

// text is the own limits as they are kept.
func (o Own) text() []byte {
	if len(o.Channels) == 0 && o.Check == nil && o.Large == nil {
		return []byte{}
	}
	b, err := json.Marshal(o)
	if err != nil {
		panic(err) // numbers alone
	}
	return b
}
