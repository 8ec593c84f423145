package clearing

import (
	"time"

	"tonghui/platform/store"
)

// outgoing is a message on its way.
type outgoing struct {
	ID       int64     `json:"-"`
	Receiver string    `json:"to"`
	Biz      string    `json:"bizMsgIdr"`
	Version  string    `json:"version"`
	UETR     string    `json:"uetr,omitempty"`
	State    int64     `json:"state"` // 0 waiting, 1 acknowledged, 2 refused for good
	Tries    int64     `json:"tries"`
	Due      time.Time `json:"due"`
	Answer   string    `json:"answer,omitempty"`

	body []byte
}

const (
	waiting int64 = iota
	acknowledged
	rejected
)

const outColumns = "id, receiver, biz, version, uetr, state, tries, due, answer, body"

func scanOutgoing(r store.Scanner) (m outgoing, err error) {
	var due int64
	err = r.Scan(&m.ID, &m.Receiver, &m.Biz, &m.Version, &m.UETR, &m.State, &m.Tries, &due, &m.Answer, &m.body)
	m.Due = timeOf(due)
	return m, err
}

func insertOutgoing(tx *store.Tx, m outgoing) error {
	_, err := tx.Exec("INSERT INTO clearing_outbox ("+outColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		int64(tx.NewID()), m.Receiver, m.Biz, m.Version, m.UETR, waiting, 0, m.Due.UnixMicro(), "", m.body)
	return err
}

// due are the messages for a participant whose time has come.
func due(q store.Querier, receiver string, now time.Time, limit int) ([]outgoing, error) {
	return store.All(q, scanOutgoing, "SELECT "+outColumns+" FROM clearing_outbox WHERE state = 0 AND receiver = ? AND due <= ? ORDER BY due, id LIMIT ?",
		receiver, now.UnixMicro(), limit)
}

func updateOutgoing(tx *store.Tx, m outgoing) error {
	_, err := tx.Exec("UPDATE clearing_outbox SET state = ?, tries = ?, due = ?, answer = ? WHERE id = ? AND state = 0",
		m.State, m.Tries, m.Due.UnixMicro(), m.Answer, m.ID)
	return err
}

// sent lists the last messages to a participant, of one UETR or of all.
func sent(q store.Querier, uetr string) ([]outgoing, error) {
	where, args := "", []any{}
	if uetr != "" {
		where, args = "WHERE uetr = ?", []any{uetr}
	}
	return store.All(q, scanOutgoing, "SELECT "+outColumns+" FROM clearing_outbox "+where+" ORDER BY id DESC LIMIT 200", args...)
}

func waitingCount(q store.Querier) (int64, error) {
	n, _, err := store.One(q, store.Value[int64], "SELECT COUNT(*) FROM clearing_outbox WHERE state = 0")
	return n, err
}
