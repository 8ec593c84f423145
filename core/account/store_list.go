package account

import (
	"strings"

	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// filter is what a list shows.
type filter struct {
	auth   auth.Filter
	owner  auth.Party
	kind   Kind
	state  State
	number string
}

// accountPage are accounts within a filter, behind an id.
func accountPage(q store.Querier, f *filter, after ledger.AccountID, limit int) ([]Account, error) {
	where, args := []string{"id > ?"}, []any{int64(after)}
	add := func(cond string, values ...any) { where, args = append(where, cond), append(args, values...) }
	if f.owner != 0 {
		add("owner = ?", int64(f.owner))
	}
	if f.kind != "" {
		add("kind = ?", string(f.kind))
	}
	if f.state != "" {
		add("state = ?", string(f.state))
	}
	if f.number != "" {
		add("number = ?", f.number)
	}
	if !f.auth.All {
		var ways []string
		if n := len(f.auth.Parties); n > 0 {
			ways = append(ways, "owner IN ("+store.Marks(n)+")")
			for _, p := range f.auth.Parties {
				args = append(args, int64(p))
			}
		}
		if n := len(f.auth.Branches); n > 0 {
			ways = append(ways, "branch IN ("+store.Marks(n)+")")
			for _, b := range f.auth.Branches {
				args = append(args, b)
			}
		}
		if len(ways) == 0 {
			return nil, nil
		}
		where = append(where, "("+strings.Join(ways, " OR ")+")")
	}
	if f.auth.Objects != nil {
		ids := []any{}
		for _, o := range f.auth.Objects {
			if text, ok := strings.CutPrefix(o, KindAccount+"/"); ok {
				if id, err := store.ParseID(text); err == nil {
					ids = append(ids, int64(id))
				}
			}
		}
		add("id IN ("+store.Marks(len(ids))+")", ids...)
	}
	args = append(args, limit)
	return store.All(q, scanAccount, selectAccount+"WHERE "+strings.Join(where, " AND ")+" ORDER BY id LIMIT ?", args...)
}
