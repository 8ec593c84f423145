package card

import (
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// AuditSources let `tonghui verify` compare the cards' rows with the audit log.
func (c *Cards) AuditSources() []audit.Source {
	return []audit.Source{
		source(string(ObjectCard), "card_cards", selectCard, scanCard, func(r *Card) store.ID { return r.ID }),
		source(objectAuthorisation, "card_authorisations", selectAuthorisation, scanAuthorisation, func(r *Authorisation) store.ID { return r.ID }),
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

// source is that of a table whose rows change, with an id for a key.
func source[T interface{ Digest() audit.Digest }](kind, table, read string, scan func(store.Scanner) (T, error), id func(T) store.ID) audit.Source {
	return audit.Source{Kind: kind, Table: table, Salted: true,
		Digests: func(q store.Querier, objects []string) (map[string]audit.Digest, error) {
			args := make([]any, 0, len(objects))
			for _, o := range objects {
				if n, err := store.ParseID(o); err == nil {
					args = append(args, int64(n))
				}
			}
			rows, err := store.All(q, scan, read+"WHERE id IN ("+store.Marks(len(args))+")", args...)
			found := make(map[string]audit.Digest, len(rows))
			for _, r := range rows {
				found[id(r).String()] = r.Digest()
			}
			return found, err
		},
		Objects: func(q store.Querier, after string, limit int) ([]string, error) {
			low := store.ID(0)
			if after != "" {
				var err error
				if low, err = store.ParseID(after); err != nil {
					return nil, err
				}
			}
			return store.All(q, func(r store.Scanner) (string, error) {
				n, err := store.Value[store.ID](r)
				return n.String(), err
			}, "SELECT id FROM "+table+" WHERE id > ? ORDER BY id LIMIT ?", int64(low), limit)
		},
	}
}
