package reconcile

import (
	"strconv"

	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// source is that of a table whose rows change, with an id for a key.
func source[T interface{ Digest() audit.Digest }](kind, table, read string, scan func(store.Scanner) (T, error), id func(T) store.ID) audit.Source {
	return audit.Source{Kind: kind, Table: table, Salted: true,
		Digests: func(q store.Querier, objects []string) (map[string]audit.Digest, error) {
			args := make([]any, 0, len(objects))
			for _, o := range objects {
				if n, err := strconv.ParseInt(o, 10, 64); err == nil {
					args = append(args, n)
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
			low := int64(0)
			if after != "" {
				var err error
				if low, err = strconv.ParseInt(after, 10, 64); err != nil {
					return nil, err
				}
			}
			return store.All(q, func(r store.Scanner) (string, error) {
				var n store.ID
				err := r.Scan(&n)
				return n.String(), err
			}, "SELECT id FROM "+table+" WHERE id > ? ORDER BY id LIMIT ?", low, limit)
		},
	}
}

// AuditSources let `tonghui verify` compare the room's rows with the audit log.
func (r *Reconcile) AuditSources() []audit.Source {
	return []audit.Source{source(Kind, "reconcile_statements", selectStatement, scanStatement, func(s *Statement) store.ID { return s.ID })}
}
