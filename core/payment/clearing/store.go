package clearing

import (
	"errors"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
)

func timeOf(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

func timeOrNil(micros int64) *time.Time {
	if micros == 0 {
		return nil
	}
	t := timeOf(micros)
	return &t
}

func microsOf(t *time.Time) int64 {
	if t == nil {
		return 0
	}
	return t.UnixMicro()
}

const selectMessage = `SELECT id, side, peer, reference, definition, uetr, transfer, state, digest, attempts, fault, made_at, done_at, trace
	FROM clearing_messages `

func scanMessage(r store.Scanner) (*Message, error) {
	m := &Message{}
	var digest []byte
	var made, done int64
	err := r.Scan(&m.ID, &m.Side, &m.Peer, &m.Reference, &m.Definition, &m.UETR, &m.Transfer, &m.State, &digest, &m.Attempts, &m.Fault,
		&made, &done, &m.trace)
	copy(m.digest[:], digest)
	m.MadeAt, m.DoneAt = timeOf(made), timeOrNil(done)
	return m, err
}

func messageByID(q store.Querier, id store.ID) (*Message, error) {
	m, ok, err := store.One(q, scanMessage, selectMessage+"WHERE id = ?", int64(id))
	if err == nil && !ok {
		err = ErrUnknown
	}
	return m, err
}

func messageByReference(q store.Querier, side, peer, reference string) (*Message, bool, error) {
	return store.One(q, scanMessage, selectMessage+"WHERE side = ? AND peer = ? AND reference = ?", side, peer, reference)
}

func lockMessage(tx *store.Tx, id store.ID) (*Message, error) {
	rows, err := tx.Lock(selectMessage+"WHERE id = ? ORDER BY id", int64(id))
	return first(store.Collect(rows, err, scanMessage))
}

// first is the one row that was asked for.
func first[T any](found []T, err error) (one T, _ error) {
	if err != nil {
		return one, err
	}
	if len(found) == 0 {
		return one, ErrUnknown
	}
	return found[0], nil
}

func insertMessage(tx *store.Tx, m *Message, body []byte) error {
	_, err := tx.Exec(`INSERT INTO clearing_messages (id, side, peer, reference, definition, uetr, transfer, state, digest, attempts, fault,
		made_at, done_at, trace) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(m.ID), m.Side, m.Peer, m.Reference, m.Definition, m.UETR,
		int64(m.Transfer), m.State, m.digest[:], m.Attempts, m.Fault, m.MadeAt.UnixMicro(), microsOf(m.DoneAt), m.trace)
	if err != nil {
		return err
	}
	_, err = tx.Exec("INSERT INTO clearing_bodies (message, body) VALUES (?, ?)", int64(m.ID), body)
	return err
}

func updateMessage(tx *store.Tx, m *Message) error {
	_, err := tx.Exec("UPDATE clearing_messages SET state = ?, attempts = ?, fault = ?, done_at = ?, transfer = ?, uetr = ? WHERE id = ?",
		m.State, m.Attempts, m.Fault, microsOf(m.DoneAt), int64(m.Transfer), m.UETR, int64(m.ID))
	return err
}

func bodyOf(q store.Querier, id store.ID) ([]byte, error) {
	b, ok, err := store.One(q, store.Value[[]byte], "SELECT body FROM clearing_bodies WHERE message = ?", int64(id))
	if err == nil && !ok {
		err = ErrUnknown
	}
	return b, err
}

func messagesOf(q store.Querier, uetr string) ([]*Message, error) {
	return store.All(q, scanMessage, selectMessage+"WHERE uetr = ? ORDER BY id LIMIT 500", uetr)
}

// listMessages are the newest first; "" of a filter is any.
func listMessages(q store.Querier, side, state string, before store.ID, limit int) ([]*Message, error) {
	where, args := "WHERE id < ? ", []any{int64(before)}
	if side != "" {
		where, args = where+"AND side = ? ", append(args, side)
	}
	if state != "" {
		where, args = where+"AND state = ? ", append(args, state)
	}
	return store.All(q, scanMessage, selectMessage+where+"ORDER BY id DESC LIMIT ?", append(args, limit)...)
}

func countMessages(q store.Querier, side, state string) (int64, error) {
	n, _, err := store.One(q, store.Value[int64], "SELECT COUNT(*) FROM clearing_messages WHERE side = ? AND state = ?", side, state)
	return n, err
}

func oldestMessage(q store.Querier, side, state string) (*Message, bool, error) {
	return store.One(q, scanMessage, selectMessage+"WHERE side = ? AND state = ? ORDER BY id LIMIT 1", side, state)
}

const selectTransfer = `SELECT id, uetr, kind, side, reference, endtoend, group_id, order_id, scheme, bank, branch, amount, currency, state,
	reason, asks, sent_on, settled_on, window_name, waits, made_at, ended_at, version FROM clearing_transfers `

func scanTransfer(r store.Scanner) (*Transfer, error) {
	t := &Transfer{}
	var made, ended, sentOn, settledOn int64
	err := r.Scan(&t.ID, &t.UETR, &t.Kind, &t.Side, &t.Reference, &t.EndToEnd, &t.Group, &t.Order, &t.Scheme, &t.Bank, &t.Branch, &t.Amount,
		&t.Currency, &t.State, &t.Reason, &t.Asks, &sentOn, &settledOn, &t.Window, &t.waits, &made, &ended, &t.Version)
	t.SentOn, t.SettledOn, t.MadeAt, t.EndedAt = calendar.Date(sentOn), calendar.Date(settledOn), timeOf(made), timeOrNil(ended)
	return t, err
}

func transferByID(q store.Querier, id store.ID) (*Transfer, error) {
	return first(store.All(q, scanTransfer, selectTransfer+"WHERE id = ?", int64(id)))
}

func transfersOf(q store.Querier, uetr string) ([]*Transfer, error) {
	return store.All(q, scanTransfer, selectTransfer+"WHERE uetr = ? ORDER BY id", uetr)
}

func transferOfOrder(q store.Querier, order store.ID) (*Transfer, bool, error) {
	return store.One(q, scanTransfer, selectTransfer+"WHERE order_id = ? ORDER BY id LIMIT 1", int64(order))
}

// lockTransfers locks all transfers of a payment, in the order of their ids.
func lockTransfers(tx *store.Tx, uetr string) ([]*Transfer, error) {
	rows, err := tx.Lock(selectTransfer+"WHERE uetr = ? ORDER BY id", uetr)
	return store.Collect(rows, err, scanTransfer)
}

func insertTransfer(tx *store.Tx, t *Transfer) error {
	_, err := tx.Exec(`INSERT INTO clearing_transfers (id, uetr, kind, side, reference, endtoend, group_id, order_id, scheme, bank, branch, amount,
		currency, state, reason, asks, sent_on, settled_on, window_name, waits, made_at, ended_at, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(t.ID), t.UETR, t.Kind, t.Side, t.Reference, t.EndToEnd,
		t.Group, int64(t.Order), t.Scheme, t.Bank, t.Branch, int64(t.Amount), string(t.Currency), t.State, t.Reason, t.Asks, int64(t.SentOn),
		int64(t.SettledOn), t.Window, int64(t.waits), t.MadeAt.UnixMicro(), microsOf(t.EndedAt), t.Version)
	return err
}

func updateTransfer(tx *store.Tx, t *Transfer) error {
	t.Version++
	_, err := tx.Exec(`UPDATE clearing_transfers SET state = ?, reason = ?, asks = ?, settled_on = ?, window_name = ?, waits = ?, ended_at = ?,
		order_id = ?, branch = ?, version = ? WHERE id = ?`, t.State, t.Reason, t.Asks, int64(t.SettledOn), t.Window, int64(t.waits),
		microsOf(t.EndedAt), int64(t.Order), t.Branch, t.Version, int64(t.ID))
	return err
}

func listTransfers(q store.Querier, state string, before store.ID, limit int) ([]*Transfer, error) {
	if state == "" {
		return store.All(q, scanTransfer, selectTransfer+"WHERE id < ? ORDER BY id DESC LIMIT ?", int64(before), limit)
	}
	return store.All(q, scanTransfer, selectTransfer+"WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?", state, int64(before), limit)
}

// settledOn are the transfers that the books have settled on a date of the house.
func settledOn(q store.Querier, d calendar.Date, after store.ID, limit int) ([]*Transfer, error) {
	return store.All(q, scanTransfer, selectTransfer+"WHERE settled_on = ? AND id > ? ORDER BY id LIMIT ?", int64(d), int64(after), limit)
}

// useNonce keeps a signature's nonce; false says that it was used before.
func useNonce(tx *store.Tx, signer, nonce string) (bool, error) {
	_, err := tx.Exec("INSERT INTO clearing_nonces (signer, nonce, used_at) VALUES (?, ?, ?)", signer, nonce, tx.Now().UnixMicro())
	if errors.Is(err, store.ErrDuplicate) {
		return false, nil
	}
	return err == nil, err
}

func dropNonces(tx *store.Tx, before time.Time) error {
	_, err := tx.Exec("DELETE FROM clearing_nonces WHERE used_at < ?", before.UnixMicro())
	return err
}

// position is what the bank has under way, by scheme and side.
type position struct {
	Scheme string       `json:"scheme"`
	Side   string       `json:"side"`
	State  string       `json:"state"`
	Count  int64        `json:"count"`
	Amount money.Amount `json:"amount"`
}

func positions(q store.Querier) ([]position, error) {
	return store.All(q, func(r store.Scanner) (p position, err error) {
		err = r.Scan(&p.Scheme, &p.Side, &p.State, &p.Count, &p.Amount)
		return p, err
	}, `SELECT scheme, side, state, COUNT(*), SUM(amount) FROM clearing_transfers WHERE state IN ('pending', 'accepted', 'waiting')
		GROUP BY scheme, side, state ORDER BY scheme, side, state`)
}

func messageWithoutBody(q store.Querier, upTo store.Seq) (store.ID, bool, error) {
	return store.One(q, store.Value[store.ID], `SELECT m.id FROM clearing_messages m LEFT JOIN clearing_bodies b ON b.message = m.id
		WHERE m.id <= ? AND b.message IS NULL ORDER BY m.id LIMIT 1`, int64(upTo))
}

// oddTransfer is one whose state and times contradict each other.
func oddTransfer(q store.Querier, upTo store.Seq) (*Transfer, bool, error) {
	return store.One(q, scanTransfer, selectTransfer+`WHERE id <= ? AND (state IN ('settled', 'rejected') AND ended_at = 0
		OR state NOT IN ('settled', 'rejected') AND ended_at <> 0 OR state = 'settled' AND settled_on = 0) ORDER BY id LIMIT 1`, int64(upTo))
}

func settledSum(q store.Querier) (money.Amount, error) {
	n, _, err := store.One(q, store.Value[money.Amount],
		"SELECT COALESCE(SUM(CASE WHEN side = 'in' THEN amount ELSE -amount END), 0) FROM clearing_transfers WHERE state = 'settled'")
	return n, err
}
