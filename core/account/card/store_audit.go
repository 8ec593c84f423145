package card

import (
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// AuditSources let `tonghui verify` compare the cards' rows with the audit log.
func (c *Cards) AuditSources() []audit.Source {
	return []audit.Source{
		audit.ByID(string(ObjectCard), "card_cards", "id", selectCard, scanCard, func(r *Card) (store.ID, audit.Digest) { return r.ID, r.Digest() }),
		audit.ByID(objectAuthorisation, "card_authorisations", "id", selectAuthorisation, scanAuthorisation, func(r *Authorisation) (store.ID, audit.Digest) { return r.ID, r.Digest() }),
		{Kind: objectMovement, Table: "card_movements", Rows: func(q store.Querier, after, upTo store.ID, limit int) ([]audit.Row, error) {
			return store.All(q, func(r store.Scanner) (audit.Row, error) {
				m, err := scanMovement(r)
				if err != nil {
					return audit.Row{}, err
				}
				return audit.Row{ID: m.ID, Digest: m.Digest()}, nil
			}, selectMovement+"WHERE id > ? AND id <= ? ORDER BY id LIMIT ?", int64(after), int64(upTo), limit)
		}},
	}
}
