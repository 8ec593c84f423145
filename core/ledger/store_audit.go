package ledger

import (
	"strconv"

	"tonghui/base/calendar"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

func dayByDate(q store.Querier, d calendar.Date) (Day, bool, error) {
	return store.One(q, scanDay, selectDay+"WHERE bank_date = ?", int64(d))
}

// objects is the source of a table whose rows change: key is its primary key, a number, in the table and in read.
func objects[T any](kind, table, key, read, alias string, scan func(store.Scanner) (T, error), of func(T) (string, digested)) audit.Source {
	return audit.Source{Kind: kind, Table: table, Salted: kind == kindAccount,
		Digests: func(q store.Querier, objects []string) (map[string]audit.Digest, error) {
			args := make([]any, 0, len(objects))
			for _, o := range objects {
				n, err := keyOf(kind, o)
				if err != nil {
					continue // no id of ours: absent
				}
				args = append(args, n)
			}
			rows, err := store.All(q, scan, read+"WHERE "+alias+key+" IN ("+store.Marks(len(args))+")", args...)
			found := make(map[string]audit.Digest, len(rows))
			for i := range rows {
				name, o := of(rows[i])
				found[name] = o.Digest()
			}
			return found, err
		},
		Objects: func(q store.Querier, after string, limit int) ([]string, error) {
			low := int64(-1 << 62)
			if after != "" {
				var err error
				if low, err = keyOf(kind, after); err != nil {
					return nil, err
				}
			}
			return store.All(q, func(r store.Scanner) (string, error) {
				var n int64
				err := r.Scan(&n)
				return nameOf(kind, n), err
			}, "SELECT "+key+" FROM "+table+" WHERE "+key+" > ? ORDER BY "+key+" LIMIT ?", low, limit)
		},
	}
}

// keyOf and nameOf turn an object's name in the audit log into its key and back: days are named as dates.
func keyOf(kind, name string) (int64, error) {
	if kind == kindDay {
		d, err := calendar.Parse(name)
		return int64(d), err
	}
	return strconv.ParseInt(name, 10, 64)
}

func nameOf(kind string, key int64) string {
	if kind == kindDay {
		return calendar.Date(key).String()
	}
	return strconv.FormatInt(key, 10)
}

func auditSources() []audit.Source {
	return []audit.Source{
		{Kind: kindEntry, Table: "ledger_entries", Rows: func(q store.Querier, after, upTo store.ID, limit int) ([]audit.Row, error) {
			return store.All(q, func(r store.Scanner) (audit.Row, error) {
				e, err := scanEntry(r)
				if e == nil {
					return audit.Row{}, err
				}
				return audit.Row{ID: store.ID(e.ID), Digest: e.Digest()}, nil // of damaged postings too: it differs
			}, selectEntry+"WHERE id > ? AND id <= ? ORDER BY id LIMIT ?", int64(after), int64(upTo), limit)
		}},
		objects(kindAccount, "ledger_accounts", "id", selectAccount, "a.", scanPosition,
			func(p *position) (string, digested) { return p.ID.String(), &p.Account }),
		objects(kindHold, "ledger_holds", "id", selectHold, "", scanHold,
			func(h *Hold) (string, digested) { return h.ID.String(), h }),
		objects(kindFreeze, "ledger_freezes", "id", selectFreeze, "", scanFreeze,
			func(f *Freeze) (string, digested) { return f.ID.String(), f }),
		objects(kindDay, "ledger_days", "bank_date", selectDay, "", scanDay,
			func(d Day) (string, digested) { return d.Date.String(), &d }),
		{Kind: kindCode, Table: "ledger_codes", Digests: func(q store.Querier, objects []string) (map[string]audit.Digest, error) {
			args := make([]any, len(objects))
			for i := range objects {
				args[i] = objects[i]
			}
			cs, err := store.All(q, scanCode, "SELECT code, class, name_zh, name_en FROM ledger_codes WHERE code IN ("+
				store.Marks(len(args))+")", args...)
			found := make(map[string]audit.Digest, len(cs))
			for i := range cs {
				found[string(cs[i].Code)] = cs[i].Digest()
			}
			return found, err
		}, Objects: func(q store.Querier, after string, limit int) ([]string, error) {
			return store.All(q, store.Value[string], "SELECT code FROM ledger_codes WHERE code > ? ORDER BY code LIMIT ?", after, limit)
		}},
	}
}
