package card

import "tonghui/platform/store"

// balancesAfter are authorisations behind an id with the sums of what was booked for them.
func balancesAfter(q store.Querier, after, upTo store.ID, limit int) ([]balance, error) {
	return store.All(q, func(r store.Scanner) (b balance, err error) {
		err = r.Scan(&b.id, &b.amount, &b.captured, &b.refunded, &b.movedIn, &b.movedBack)
		return b, err
	}, `SELECT a.id, a.amount, a.captured, a.refunded,
		COALESCE((SELECT SUM(m.amount) FROM card_movements m WHERE m.authorisation = a.id AND m.kind = 1), 0),
		COALESCE((SELECT SUM(m.amount) FROM card_movements m WHERE m.authorisation = a.id AND m.kind = 2), 0)
		FROM card_authorisations a WHERE a.id > ? AND a.id <= ? ORDER BY a.id LIMIT ?`, int64(after), int64(upTo), limit)
}

// movementsAfter are the movements behind an id.
func movementsAfter(q store.Querier, after, upTo store.ID, limit int) ([]*Movement, error) {
	return store.All(q, scanMovement, selectMovement+"WHERE id > ? AND id <= ? ORDER BY id LIMIT ?", int64(after), int64(upTo), limit)
}

// wrongCounter is a card with a counter that isn't the sum of what was approved on its day less what was given back.
func wrongCounter(q store.Querier) (store.ID, bool, error) {
	return store.One(q, store.Value[store.ID], `SELECT s.card FROM card_spent s WHERE s.amount <> COALESCE((SELECT SUM(a.amount - a.restored)
		FROM card_authorisations a WHERE a.card = s.card AND a.day = s.day AND a.channel = s.channel AND a.state <> 1), 0) LIMIT 1`)
}
