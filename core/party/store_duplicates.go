package party

import (
	"encoding/json"
	"slices"
	"time"

	"tonghui/platform/store"
)

func recordPage(q store.Querier, after ID, limit int) ([]record, error) {
	return store.All(q, scanRecord, selectRecord+"WHERE id > ? ORDER BY id LIMIT ?", int64(after), limit)
}

// candidates are other parties that share a number, or the sound of a name with a date of birth; of firms the name alone.
func candidates(q store.Querier, r *record, t *traits) ([]ID, error) {
	var out []ID
	add := func(ids []ID, err error) error {
		for _, id := range ids {
			if id != r.ID && !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
		return err
	}
	for i := range t.values {
		if len(t.values[i].Mark) == 0 {
			continue
		}
		ids, err := marked(q, [][]byte{t.values[i].Mark}, maxCandidates+1)
		if len(ids) > maxCandidates {
			continue
		}
		if err := add(ids, err); err != nil {
			return nil, err
		}
	}
	for _, sound := range t.pinyin {
		if len(sound) < 2 {
			continue
		}
		if r.Birth != nil {
			if err := add(store.All(q, store.Value[ID], "SELECT id FROM party_parties WHERE pinyin = ? AND birth = ? AND merged_into = 0 ORDER BY id LIMIT ?",
				sound, int64(*r.Birth), maxCandidates)); err != nil {
				return nil, err
			}
		}
		// A date that differs by a slip is found by the sound alone, where few share it: a name that hundreds bear says nothing.
		ids, err := store.All(q, store.Value[ID], "SELECT DISTINCT party FROM party_names WHERE pinyin = ? ORDER BY party LIMIT ?",
			sound, maxCandidates+1)
		if len(ids) > maxCandidates {
			continue
		}
		if err := add(ids, err); err != nil {
			return nil, err
		}
	}
	return out, nil
}

const selectPair = `SELECT id, one_id, other_id, score, why, state, found_at, decided_at, decided_by, reason FROM party_duplicates `

func scanPair(s store.Scanner) (p Pair, err error) {
	var why []byte
	var found, decided int64
	if err = s.Scan(&p.ID, &p.One, &p.Other, &p.Score, &why, &p.State, &found, &decided, &p.DecidedBy, &p.Reason); err != nil {
		return p, err
	}
	p.FoundAt, p.DecidedAt = time.UnixMicro(found).UTC(), timeOf(decided)
	return p, json.Unmarshal(why, &p.Why)
}

// putPair lists a pair that isn't listed yet; one that is keeps what was decided.
func putPair(tx *store.Tx, a, b ID, score int, why []Clue) error {
	one, other := min(a, b), max(a, b)
	rows, err := tx.Lock(selectPair+"WHERE one_id = ? AND other_id = ? ORDER BY one_id, other_id", int64(one), int64(other))
	have, err := store.Collect(rows, err, scanPair)
	if err != nil {
		return err
	}
	body, err := json.Marshal(why)
	if err != nil {
		return err
	}
	if len(have) > 0 {
		if have[0].State != "open" || have[0].Score == score {
			return nil
		}
		_, err = tx.Exec("UPDATE party_duplicates SET score = ?, why = ? WHERE id = ?", score, body, int64(have[0].ID))
		return err
	}
	_, err = tx.Exec(`INSERT INTO party_duplicates (id, one_id, other_id, score, why, state, found_at, decided_at, decided_by, reason)
		VALUES (?, ?, ?, ?, ?, 'open', ?, 0, '', '')`, int64(tx.NewID()), int64(one), int64(other), score, body, tx.Now().UnixMicro())
	return err
}

func lockPair(tx *store.Tx, id ID) (Pair, error) {
	rows, err := tx.Lock(selectPair+"WHERE id = ? ORDER BY id", int64(id))
	ps, err := store.Collect(rows, err, scanPair)
	if err == nil && len(ps) == 0 {
		err = ErrUnknownPair
	}
	if err != nil {
		return Pair{}, err
	}
	return ps[0], nil
}

func pairByID(q store.Querier, id ID) (Pair, error) {
	p, ok, err := store.One(q, scanPair, selectPair+"WHERE id = ?", int64(id))
	if err == nil && !ok {
		err = ErrUnknownPair
	}
	return p, err
}

func decidePair(tx *store.Tx, p *Pair) error {
	_, err := tx.Exec("UPDATE party_duplicates SET state = ?, decided_at = ?, decided_by = ?, reason = ? WHERE id = ?",
		p.State, timeArg(p.DecidedAt), p.DecidedBy, p.Reason, int64(p.ID))
	return err
}

// pairsOf are the pairs of one party.
func pairsOf(q store.Querier, id ID) ([]Pair, error) {
	return store.All(q, scanPair, selectPair+"WHERE one_id = ? OR other_id = ? ORDER BY id", int64(id), int64(id))
}

// pairPage lists pairs of a state behind one.
func pairPage(q store.Querier, state string, after ID, limit int) ([]Pair, error) {
	return store.All(q, scanPair, selectPair+"WHERE state = ? AND id > ? ORDER BY id LIMIT ?", state, int64(after), limit)
}
