package points

import (
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// sums are an account beside the sums of its rows.
type sums struct {
	party                                  auth.Party
	balance, entries, batches, ledgerBatch int64
}

// sumsAfter are accounts behind a party, with what their entries and batches sum to; ledgerBatch is what entries of batches say.
func sumsAfter(q store.Querier, after auth.Party, limit int) ([]sums, error) {
	return store.All(q, func(r store.Scanner) (s sums, err error) {
		return s, r.Scan(&s.party, &s.balance, &s.entries, &s.batches, &s.ledgerBatch)
	}, `SELECT a.party, a.balance,
		COALESCE((SELECT SUM(e.amount) FROM points_entries e WHERE e.party = a.party), 0),
		COALESCE((SELECT SUM(b.remains) FROM points_batches b WHERE b.party = a.party), 0),
		COALESCE((SELECT SUM(e.amount) FROM points_entries e WHERE e.party = a.party AND e.batch <> 0), 0)
		FROM points_accounts a WHERE a.party > ? ORDER BY a.party LIMIT ?`, int64(after), limit)
}

// wrongBatches are batches whose rest isn't the sum of their entries or lies outside of what was earned.
func wrongBatches(q store.Querier, after store.ID, limit int) (wrong []store.ID, last store.ID, err error) {
	type line struct {
		id                      store.ID
		earned, remains, booked int64
	}
	lines, err := store.All(q, func(r store.Scanner) (l line, err error) {
		return l, r.Scan(&l.id, &l.earned, &l.remains, &l.booked)
	}, `SELECT b.id, b.earned, b.remains, COALESCE((SELECT SUM(e.amount) FROM points_entries e WHERE e.batch = b.id), 0)
		FROM points_batches b WHERE b.id > ? ORDER BY b.id LIMIT ?`, int64(after), limit)
	for _, l := range lines {
		if last = l.id; l.booked != l.remains || l.remains < 0 || l.remains > l.earned {
			wrong = append(wrong, l.id)
		}
	}
	return wrong, last, err
}

// AuditSources let `tonghui verify` compare the rows with the audit log.
func (p *Points) AuditSources() []audit.Source {
	return []audit.Source{
		{Kind: objectEntry, Table: "points_entries", Rows: func(q store.Querier, after, upTo store.ID, limit int) ([]audit.Row, error) {
			return store.All(q, func(r store.Scanner) (audit.Row, error) {
				e, err := scanEntry(r)
				if err != nil {
					return audit.Row{}, err
				}
				return audit.Row{ID: e.ID, Digest: e.Digest()}, nil
			}, selectEntry+"WHERE id > ? AND id <= ? ORDER BY id LIMIT ?", int64(after), int64(upTo), limit)
		}},
		source(string(ObjectRedemption), "points_redemptions", true, selectRedemption, scanRedemption, func(r *Redemption) store.ID { return r.ID }),
		source(objectItem, "points_items", false, selectItem, func(r store.Scanner) (*Item, error) {
			i, err := scanItem(r)
			return &i, err
		}, func(i *Item) store.ID { return i.ID }),
	}
}

// source is that of a table whose rows change, with an id for a key.
func source[T interface{ Digest() audit.Digest }](kind, table string, salted bool, read string, scan func(store.Scanner) (T, error),
	id func(T) store.ID) audit.Source {
	return audit.Source{Kind: kind, Table: table, Salted: salted,
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
