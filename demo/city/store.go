package city

import (
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

type mark struct {
	name string
	id   store.ID
}

// marks are all pieces that were built.
func marks(q store.Querier) ([]mark, error) {
	return store.All(q, func(r store.Scanner) (m mark, err error) {
		err = r.Scan(&m.name, &m.id)
		return m, err
	}, "SELECT name, id FROM city_made ORDER BY name")
}

func insertMark(tx *store.Tx, name string, id store.ID) error {
	_, err := tx.Exec("INSERT INTO city_made (name, id, made_at) VALUES (?, ?, ?)", name, int64(id), tx.Now().UnixMicro())
	return err
}

// hasMark reads one mark.
func hasMark(q store.Querier, name string) (bool, error) {
	_, ok, err := store.One(q, store.Value[store.ID], "SELECT id FROM city_made WHERE name = ?", name)
	return ok, err
}

func insertLine(tx *store.Tx, l *Line) error {
	_, err := tx.Exec(`INSERT INTO city_logins (id, kind, face, login, word, otpauth, person, about_zh, about_en)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(tx.NewID()), string(l.Kind), string(l.Face), l.Login, l.Word, l.OTPAuth, int64(l.Person),
		l.ZH, l.EN)
	return err
}

// lines are all logins, in the order in which they were made.
func lines(q store.Querier) ([]Line, error) {
	return store.All(q, func(r store.Scanner) (l Line, err error) {
		var kind, face string
		err = r.Scan(&kind, &face, &l.Login, &l.Word, &l.OTPAuth, &l.Person, &l.ZH, &l.EN)
		l.Kind, l.Face = LineKind(kind), auth.Face(face)
		return l, err
	}, "SELECT kind, face, login, word, otpauth, person, about_zh, about_en FROM city_logins ORDER BY id")
}
