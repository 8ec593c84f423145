package party

import (
	"strings"
	"testing"

	"tonghui/platform/store"
)

// TestCheckFinds: what is changed past the register is found.
func TestCheckFinds(t *testing.T) {
	for _, c := range []struct{ query, finds string }{
		{"UPDATE party_parties SET name = '王五' WHERE id = {id}", "another content"},
		{"UPDATE party_parties SET version = version + 1 WHERE id = {id}", "stands at version"},
		{"UPDATE party_values SET mark = NULL WHERE id = {value}", "the mark of value"},
		{"UPDATE party_values SET id = id + 1 WHERE id = {value}", "does not open"},
		{"UPDATE party_values SET party = {gone} WHERE id = {value}", "was merged and still has"},
		{"UPDATE party_values SET party = {other} WHERE id = {value}", "contradicts the birth"},
		{"UPDATE party_values SET party = 5 WHERE id = {value}", "no party"},
		{"UPDATE party_values SET held = id WHERE id = {value}", "is not held"},
		{"UPDATE party_parties SET merged_into = 5 WHERE id = {gone}", "leads nowhere"},
		{"UPDATE party_parties SET merged_into = 0 WHERE id = {gone}", "leads to"},
		{"DELETE FROM party_versions WHERE party = {id} AND version = 1", "versions kept"},
	} {
		w := newTown(t)
		id, other := w.person("王芳", NewValue{Kind: Phone, Value: "13812345678"}), w.person("李四")
		gone := w.enrolled(NewParty{Sort: Person, Name: "王芳"})
		w.must(w.merge(id, gone))
		w.clean()
		query := strings.NewReplacer("{id}", id.String(), "{other}", other.String(), "{gone}", gone.String(),
			"{value}", w.get(id).Identifiers[0].ID.String()).Replace(c.query)
		w.update(func(tx *store.Tx) error {
			n, err := tx.Exec(query)
			if err == nil && n != 1 {
				t.Errorf("%s changed %d rows", query, n)
			}
			return err
		})
		r, err := w.Check(ctx, CheckOptions{Full: true})
		w.must(err)
		if found := strings.Join(r.Findings, "\n"); !strings.Contains(found, c.finds) {
			t.Errorf("%s: %q", query, found)
		}
		if err := w.Prove(ctx, w.st, 0); err == nil {
			t.Errorf("%s: the module's check is content", query)
		}
	}
}
