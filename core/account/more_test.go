package account

import (
	"errors"

	"tonghui/platform/store"
)

func is(err, want error) bool { return errors.Is(err, want) }

// count is how many rows a table has.
func (b *bank) count(table string) (n int64) {
	b.Helper()
	b.must(b.st.View(ctx, func(v *store.View) (err error) {
		n, _, err = store.One(v, store.Value[int64], "SELECT COUNT(*) FROM "+table)
		return err
	}))
	return n
}
