package audit

import "tonghui/platform/store"

// ByID is the Source of a table whose rows change and whose key is an id. read selects rows up to its WHERE; scan reads one; of is
// its key's value and its digest. It says that the objects hold personal data, as nearly all do.
func ByID[T any](kind, table, key, read string, scan func(store.Scanner) (T, error), of func(T) (store.ID, Digest)) Source {
	return Source{Kind: kind, Table: table, Salted: true,
		Digests: func(q store.Querier, objects []string) (map[string]Digest, error) {
			args := make([]any, 0, len(objects))
			for _, o := range objects {
				if n, err := store.ParseID(o); err == nil {
					args = append(args, int64(n))
				}
			}
			rows, err := store.All(q, scan, read+"WHERE "+key+" IN ("+store.Marks(len(args))+")", args...)
			found := make(map[string]Digest, len(rows))
			for _, r := range rows {
				id, digest := of(r)
				found[id.String()] = digest
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
				var n store.ID
				err := r.Scan(&n)
				return n.String(), err
			}, "SELECT "+key+" FROM "+table+" WHERE "+key+" > ? ORDER BY "+key+" LIMIT ?", int64(low), limit)
		},
	}
}
