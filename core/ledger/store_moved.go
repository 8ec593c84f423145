package ledger

import "tonghui/platform/store"

// positionsOfCode are a code's accounts behind one, by id.
func positionsOfCode(q store.Querier, code Code, after AccountID, limit int) ([]*position, error) {
	return store.All(q, scanPosition, selectAccount+"WHERE a.code = ? AND a.id > ? ORDER BY a.id LIMIT ?", string(code), int64(after), limit)
}

// entriesOfKind are the entries of a kind whose references lie in a range.
func entriesOfKind(q store.Querier, kind, from, before string) ([]*Entry, error) {
	return store.All(q, scanEntry, selectEntry+"WHERE kind = ? AND reference >= ? AND reference < ? ORDER BY reference", kind, from, before)
}
