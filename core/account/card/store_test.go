package card

import "tonghui/platform/store"

// noNumberInTables looks for a number in every column of text of the room.
func (b *bank) noNumberInTables(number string) {
	b.Helper()
	for _, q := range []string{"SELECT COUNT(*) FROM card_cards WHERE masked LIKE ? OR number_sealed LIKE ? OR limits LIKE ?",
		"SELECT COUNT(*) FROM card_authorisations WHERE reference LIKE ? OR merchant LIKE ? OR terminal LIKE ?"} {
		like := "%" + number + "%"
		err := b.st.View(ctx, func(v *store.View) error {
			n, _, err := store.One(v, store.Value[int64], q, like, like, like)
			if n != 0 {
				b.Errorf("the number stands in the clear: %s", q)
			}
			return err
		})
		b.must(err)
	}
}
