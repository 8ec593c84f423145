package signin

import (
	"database/sql"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// user is a row of signin_users.
type user struct {
	person          auth.Party
	login           []byte // sealed name; nil: none
	mark            []byte // of the name
	masked          string
	state           State
	handle          []byte // by which passkeys know her
	password        string // hash; "" none
	passwordAt      time.Time
	totp            []byte // sealed secret; nil: none
	totpStep        int64  // the last one used
	activation      []byte // digest of a code; nil: none
	activationUntil time.Time
	madeAt          time.Time
	version         int64
}

const selectUser = `SELECT person, login, login_mark, masked, state, handle, password, password_at, totp, totp_step, activation, activation_until,
	made_at, version FROM signin_users `

func scanUser(r store.Scanner) (u user, err error) {
	var passwordAt, until, made int64
	err = r.Scan(&u.person, &u.login, &u.mark, &u.masked, &u.state, &u.handle, &u.password, &passwordAt, &u.totp, &u.totpStep, &u.activation,
		&until, &made, &u.version)
	u.passwordAt, u.activationUntil, u.madeAt = timeOf(passwordAt), timeOf(until), timeOf(made)
	return u, err
}

// timeOf is a moment of a row; 0 is none.
func timeOf(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// microsOf is a moment for a row.
func microsOf(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func momentOf(v sql.NullInt64) *time.Time {
	if !v.Valid {
		return nil
	}
	t := time.UnixMicro(v.Int64).UTC()
	return &t
}

// userByMarks finds a user by the marks that her login has under the keys in force.
func userByMarks(q store.Querier, marks [][]byte) (user, bool, error) {
	args := make([]any, len(marks))
	for i := range marks {
		args[i] = marks[i]
	}
	return store.One(q, scanUser, selectUser+"WHERE login_mark IN ("+store.Marks(len(marks))+")", args...)
}

func userOf(q store.Querier, person auth.Party) (user, bool, error) {
	return store.One(q, scanUser, selectUser+"WHERE person = ?", int64(person))
}

func userByHandle(q store.Querier, handle []byte) (user, bool, error) {
	return store.One(q, scanUser, selectUser+"WHERE handle = ?", handle)
}

// lockUser reads a user for update.
func lockUser(tx *store.Tx, person auth.Party) (u user, ok bool, err error) {
	rows, err := tx.Lock(selectUser+"WHERE person = ? ORDER BY person", int64(person))
	found, err := store.Collect(rows, err, scanUser)
	if err != nil || len(found) == 0 {
		return u, false, err
	}
	return found[0], true, nil
}

func insertUser(tx *store.Tx, u *user) error {
	_, err := tx.Exec(`INSERT INTO signin_users (person, login, login_mark, masked, state, handle, password, password_at, totp, totp_step,
		activation, activation_until, made_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(u.person), orNull(u.login),
		orNull(u.mark), u.masked, int64(u.state), u.handle, u.password, microsOf(u.passwordAt), orNull(u.totp), u.totpStep, orNull(u.activation),
		microsOf(u.activationUntil), u.madeAt.UnixMicro(), u.version)
	return err
}

// updateUser writes a user that was locked.
func updateUser(tx *store.Tx, u *user) error {
	u.version++
	_, err := tx.Exec(`UPDATE signin_users SET login = ?, login_mark = ?, masked = ?, state = ?, password = ?, password_at = ?, totp = ?, totp_step = ?,
		activation = ?, activation_until = ?, version = ? WHERE person = ?`, orNull(u.login), orNull(u.mark), u.masked, int64(u.state), u.password,
		microsOf(u.passwordAt), orNull(u.totp), u.totpStep, orNull(u.activation), microsOf(u.activationUntil), u.version, int64(u.person))
	return err
}

// orNull keeps an absent value absent.
func orNull(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}

// usersAfter is a page of users, in the order of their parties' ids.
func usersAfter(q store.Querier, after auth.Party, limit int) ([]user, error) {
	return store.All(q, scanUser, selectUser+"WHERE person > ? ORDER BY person LIMIT ?", int64(after), limit)
}

// takeRecovery uses a recovery code up; ok is false if it is none that is left.
func takeRecovery(tx *store.Tx, person auth.Party, code digest) (ok bool, err error) {
	n, err := tx.Exec("UPDATE signin_recovery SET used_at = ? WHERE person = ? AND code = ? AND used_at IS NULL",
		tx.Now().UnixMicro(), int64(person), code[:])
	return n == 1, err
}

// hasRecovery says whether a recovery code is one that is left.
func hasRecovery(q store.Querier, person auth.Party, code digest) (bool, error) {
	_, ok, err := store.One(q, store.Value[int64], "SELECT person FROM signin_recovery WHERE person = ? AND code = ? AND used_at IS NULL",
		int64(person), code[:])
	return ok, err
}

func replaceRecovery(tx *store.Tx, person auth.Party, codes []digest) error {
	if _, err := tx.Exec("DELETE FROM signin_recovery WHERE person = ?", int64(person)); err != nil {
		return err
	}
	for _, c := range codes {
		if _, err := tx.Exec("INSERT INTO signin_recovery (person, code) VALUES (?, ?)", int64(person), c[:]); err != nil {
			return err
		}
	}
	return nil
}

func recoveryLeft(q store.Querier, person auth.Party) (int64, error) {
	n, _, err := store.One(q, store.Value[int64], "SELECT COUNT(*) FROM signin_recovery WHERE person = ? AND used_at IS NULL", int64(person))
	return n, err
}

func insertIdentity(tx *store.Tx, id digest, person auth.Party, issuer string) error {
	_, err := tx.Exec("INSERT INTO signin_identities (digest, person, issuer, linked_at) VALUES (?, ?, ?, ?)", id[:], int64(person), issuer,
		tx.Now().UnixMicro())
	return err
}

func personOfIdentity(q store.Querier, id digest) (auth.Party, bool, error) {
	return store.One(q, store.Value[auth.Party], "SELECT person FROM signin_identities WHERE digest = ?", id[:])
}

// linked is an identity at a provider.
type linked struct {
	digest []byte
	issuer string
	at     time.Time
}

func identitiesOf(q store.Querier, person auth.Party) ([]linked, error) {
	return store.All(q, func(r store.Scanner) (l linked, err error) {
		var at int64
		err = r.Scan(&l.digest, &l.issuer, &at)
		l.at = timeOf(at)
		return l, err
	}, "SELECT digest, issuer, linked_at FROM signin_identities WHERE person = ? ORDER BY digest", int64(person))
}

func deleteIdentities(tx *store.Tx, person auth.Party, issuer string) (int64, error) {
	return tx.Exec("DELETE FROM signin_identities WHERE person = ? AND issuer = ?", int64(person), issuer)
}
