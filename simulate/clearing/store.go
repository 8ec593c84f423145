package clearing

import (
	"embed"
	"io/fs"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the house's own database.
func Schema() store.Schema {
	files, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		panic(err) // the folder is in the program
	}
	return store.Schema{Module: "clearing", Files: files}
}

const participantColumns = "code, name, url, played, suspended, balance, reserved, net, pending, cap, version"

func scanParticipant(r store.Scanner) (p Participant, err error) {
	err = r.Scan(&p.Code, &p.Name, &p.URL, &p.Played, &p.Suspended, &p.Balance, &p.reserved, &p.net, &p.pending, &p.Cap, &p.version)
	return p, err
}

func participant(q store.Querier, code string) (Participant, bool, error) {
	return store.One(q, scanParticipant, "SELECT "+participantColumns+" FROM clearing_participants WHERE code = ?", code)
}

func participants(q store.Querier) ([]Participant, error) {
	return store.All(q, scanParticipant, "SELECT "+participantColumns+" FROM clearing_participants ORDER BY code")
}

func insertParticipant(tx *store.Tx, p Participant) error {
	_, err := tx.Exec("INSERT INTO clearing_participants ("+participantColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		p.Code, p.Name, p.URL, p.Played, p.Suspended, int64(p.Balance), 0, 0, 0, int64(p.Cap), 1)
	return err
}

// updatePosition writes the sums of an account.
func updatePosition(tx *store.Tx, p Participant) error {
	_, err := tx.Exec("UPDATE clearing_participants SET balance = ?, reserved = ?, net = ?, pending = ?, version = version + 1 WHERE code = ?",
		int64(p.Balance), int64(p.reserved), int64(p.net), int64(p.pending), p.Code)
	return err
}

func updateTerms(tx *store.Tx, p Participant) error {
	_, err := tx.Exec("UPDATE clearing_participants SET name = ?, url = ?, suspended = ?, cap = ?, version = version + 1 WHERE code = ?",
		p.Name, p.URL, p.Suspended, int64(p.Cap), p.Code)
	return err
}

// signingKey is a participant's public key with the time in which it counts.
type signingKey struct {
	Thumb string    `json:"thumbprint"`
	PEM   string    `json:"publicKey"`
	From  time.Time `json:"from"`
	Until time.Time `json:"until,omitzero"`
}

func signingKeys(q store.Querier, code string) ([]signingKey, error) {
	return store.All(q, func(r store.Scanner) (k signingKey, err error) {
		var from, until int64
		err = r.Scan(&k.Thumb, &k.PEM, &from, &until)
		k.From = time.UnixMicro(from).UTC()
		if until != 0 {
			k.Until = time.UnixMicro(until).UTC()
		}
		return k, err
	}, "SELECT thumb, pem, from_at, until_at FROM clearing_keys WHERE code = ? ORDER BY from_at, thumb", code)
}

func insertKey(tx *store.Tx, code string, k signingKey) error {
	_, err := tx.Exec("INSERT INTO clearing_keys (code, thumb, pem, from_at, until_at) VALUES (?, ?, ?, ?, 0)",
		code, k.Thumb, k.PEM, k.From.UnixMicro())
	return err
}

// endKeys lets the keys that have no end run out.
func endKeys(tx *store.Tx, code string, until time.Time) error {
	_, err := tx.Exec("UPDATE clearing_keys SET until_at = ? WHERE code = ? AND until_at = 0", until.UnixMicro(), code)
	return err
}

func insertNonce(tx *store.Tx, code, nonce string) error {
	_, err := tx.Exec("INSERT INTO clearing_nonces (code, nonce, at) VALUES (?, ?, ?)", code, nonce, tx.Now().UnixMicro())
	return err
}

func deleteNonces(tx *store.Tx, before time.Time) error {
	_, err := tx.Exec("DELETE FROM clearing_nonces WHERE at < ?", before.UnixMicro())
	return err
}

// received is a message that came in.
type received struct {
	Sender  string    `json:"from"`
	ID      string    `json:"bizMsgIdr"`
	Version string    `json:"version"`
	UETR    string    `json:"uetr,omitempty"`
	Remark  string    `json:"remark,omitempty"`
	Refused bool      `json:"refused"` // answered 422
	At      time.Time `json:"at"`

	digest, body []byte
}

func receivedBefore(q store.Querier, sender, id string) (m received, ok bool, err error) {
	return store.One(q, func(r store.Scanner) (m received, err error) {
		err = r.Scan(&m.digest, &m.Refused, &m.Remark)
		return m, err
	}, "SELECT digest, refused, remark FROM clearing_received WHERE sender = ? AND biz = ?", sender, id)
}

func insertReceived(tx *store.Tx, m received) error {
	_, err := tx.Exec(`INSERT INTO clearing_received (sender, biz, digest, version, uetr, remark, refused, at, body)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, m.Sender, m.ID, m.digest, m.Version, m.UETR, m.Remark, m.Refused, tx.Now().UnixMicro(), m.body)
	return err
}

func updateRemark(tx *store.Tx, sender, id, remark string, refused bool) error {
	_, err := tx.Exec("UPDATE clearing_received SET remark = ?, refused = ? WHERE sender = ? AND biz = ?", remark, refused, sender, id)
	return err
}

// receivedBy lists the last messages, of one UETR or of all.
func receivedBy(q store.Querier, uetr string) ([]received, error) {
	where, args := "", []any{}
	if uetr != "" {
		where, args = "WHERE uetr = ?", []any{uetr}
	}
	return store.All(q, func(r store.Scanner) (m received, err error) {
		var at int64
		err = r.Scan(&m.Sender, &m.ID, &m.Version, &m.UETR, &m.Remark, &m.Refused, &at)
		m.At = time.UnixMicro(at).UTC()
		return m, err
	}, "SELECT sender, biz, version, uetr, remark, refused, at FROM clearing_received "+where+" ORDER BY at DESC, biz LIMIT 200", args...)
}

func insertPlant(tx *store.Tx, account string, on calendar.Date, what string) error {
	_, err := tx.Exec("INSERT INTO clearing_plants (id, account, day, what) VALUES (?, ?, ?, ?)", int64(tx.NewID()), account, int64(on), what)
	return err
}

func plants(q store.Querier, account string, on calendar.Date) ([]string, error) {
	return store.All(q, store.Value[string], "SELECT what FROM clearing_plants WHERE account = ? AND day = ? ORDER BY id", account, int64(on))
}

// played is a booking of a bank that the house plays.
type played struct {
	Code    string       `json:"bank"`
	UETR    string       `json:"uetr"`
	Kind    kind         `json:"kind"`
	Account string       `json:"account"`
	Amount  money.Amount `json:"amount"`
	State   string       `json:"state"` // open, done or void
}

func playedBooking(q store.Querier, code, uetr string, k kind) (b played, ok bool, err error) {
	return store.One(q, scanPlayed, "SELECT code, uetr, kind, account, amount, state FROM clearing_played WHERE code = ? AND uetr = ? AND kind = ?",
		code, uetr, int64(k))
}

func scanPlayed(r store.Scanner) (b played, err error) {
	err = r.Scan(&b.Code, &b.UETR, &b.Kind, &b.Account, &b.Amount, &b.State)
	return b, err
}

func putPlayed(tx *store.Tx, b played) error {
	_, err := tx.Exec("REPLACE INTO clearing_played (code, uetr, kind, account, amount, state) VALUES (?, ?, ?, ?, ?, ?)",
		b.Code, b.UETR, int64(b.Kind), b.Account, int64(b.Amount), b.State)
	return err
}
