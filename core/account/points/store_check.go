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
	items := audit.ByID(objectItem, "points_items", "id", selectItem, func(r store.Scanner) (*Item, error) {
		i, err := scanItem(r)
		return &i, err
	}, func(i *Item) (store.ID, audit.Digest) { return i.ID, i.Digest() })
	items.Salted = false // the catalogue is nobody's secret
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
		audit.ByID(string(ObjectRedemption), "points_redemptions", "id", selectRedemption, scanRedemption, func(r *Redemption) (store.ID, audit.Digest) { return r.ID, r.Digest() }),
		items,
	}
}
