package payment

import (
	"tonghui/platform/auth"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
)

// place is where a link's number is sealed.
func (l *Alias) place() vault.Place {
	return vault.Place{Table: "payment_aliases", Column: "sealed", Row: l.ID}
}

// aliasColumn lets the vault bring numbers and marks under newer keys.
func aliasColumn() vault.Column {
	return vault.Column{Table: "payment_aliases", Column: "sealed", Key: "id", Mark: &vault.MarkColumn{Column: "mark",
		Of: func(_ string, plain []byte) (string, string) { return phoneKind, string(plain) }}}
}

const selectAlias = "SELECT id, mark, sealed, party, account, since, ended FROM payment_aliases "

func scanAlias(s store.Scanner) (*Alias, error) {
	l := &Alias{}
	var since int64
	err := s.Scan(&l.ID, &l.mark, &l.sealed, &l.party, &l.Account, &since, &l.ended)
	l.Since = timeOf(since)
	return l, err
}

func markArgs(marks [][]byte) []any {
	args := make([]any, len(marks))
	for i := range marks {
		args[i] = marks[i]
	}
	return args
}

func aliasByMark(q store.Querier, marks [][]byte) (*Alias, error) {
	l, ok, err := store.One(q, scanAlias, selectAlias+"WHERE mark IN ("+store.Marks(len(marks))+") AND held = 0", markArgs(marks)...)
	if !ok {
		l = nil
	}
	return l, err
}

func lockAlias(tx *store.Tx, marks [][]byte) (*Alias, error) {
	rows, err := tx.Lock(selectAlias+"WHERE mark IN ("+store.Marks(len(marks))+") AND held = 0 ORDER BY mark, held", markArgs(marks)...)
	return first(store.Collect(rows, err, scanAlias))
}

func lockAliasByID(tx *store.Tx, id store.ID) (*Alias, error) {
	rows, err := tx.Lock(selectAlias+"WHERE id = ? ORDER BY id", int64(id))
	return first(store.Collect(rows, err, scanAlias))
}

// first is the first of what was found, or nil.
func first[T any](found []*T, err error) (*T, error) {
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

func insertAlias(tx *store.Tx, l *Alias) error {
	_, err := tx.Exec("INSERT INTO payment_aliases (id, mark, held, sealed, party, account, since, ended) VALUES (?, ?, 0, ?, ?, ?, ?, 0)",
		int64(l.ID), l.mark, l.sealed, int64(l.party), int64(l.Account), l.Since.UnixMicro())
	return err
}

func endAliasRow(tx *store.Tx, l *Alias) error {
	_, err := tx.Exec("UPDATE payment_aliases SET held = id, ended = ? WHERE id = ?", l.ended, int64(l.ID))
	return err
}

func aliasesOf(q store.Querier, party auth.Party) ([]*Alias, error) {
	return store.All(q, scanAlias, selectAlias+"WHERE party = ? AND held = 0 ORDER BY id", int64(party))
}
