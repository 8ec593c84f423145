package screening

import (
	"math"
	"strings"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

const selectHit = `SELECT id, party, list, kind, ref, version, place, fingerprint, score, state, listed_name, why_en, why_zh, branch,
	found_at, decided_by, decided_at, reason FROM screening_hits `

func scanHit(s store.Scanner) (h *Hit, err error) {
	h = &Hit{}
	var mark []byte
	var found, decided int64
	err = s.Scan(&h.ID, &h.Party, &h.List, &h.Kind, &h.Ref, &h.Version, &h.place, &mark, &h.Score, &h.State, &h.ListedName, &h.Why.EN,
		&h.Why.ZH, &h.Branch, &found, &h.DecidedBy, &decided, &h.Reason)
	copy(h.print[:], mark)
	h.FoundAt, h.DecidedAt = timeOf(found), timeOf(decided)
	h.Hold = h.holds()
	return h, err
}

func hitByID(q store.Querier, id store.ID) (*Hit, bool, error) {
	return store.One(q, scanHit, selectHit+"WHERE id = ?", int64(id))
}

func lockHit(tx *store.Tx, id store.ID) (*Hit, bool, error) {
	rows, err := tx.Lock(selectHit+"WHERE id = ? ORDER BY id", int64(id))
	hs, err := store.Collect(rows, err, scanHit)
	if err != nil || len(hs) == 0 {
		return nil, false, err
	}
	return hs[0], true, nil
}

// lockHitsOf reads the hits of some parties.
func lockHitsOf(tx *store.Tx, parties ...auth.Party) ([]*Hit, error) {
	args := make([]any, len(parties))
	for i, p := range parties {
		args[i] = int64(p)
	}
	rows, err := tx.Lock(selectHit+"WHERE party IN ("+store.Marks(len(args))+") ORDER BY party, id", args...)
	return store.Collect(rows, err, scanHit)
}

func hitsOf(q store.Querier, party auth.Party) ([]*Hit, error) {
	return store.All(q, scanHit, selectHit+"WHERE party = ? ORDER BY id", int64(party))
}

func hitPage(q store.Querier, f HitFilter, before store.ID, limit int) ([]*Hit, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	where, args := []string{"id < ?"}, []any{int64(before)}
	and := func(set bool, text string, v any) {
		if set {
			where, args = append(where, text), append(args, v)
		}
	}
	and(f.State != 0, "state = ?", int64(f.State))
	and(f.List != "", "list = ?", f.List)
	and(f.Party != 0, "party = ?", int64(f.Party))
	and(f.Branch != "", "branch = ?", f.Branch)
	return store.All(q, scanHit, selectHit+"WHERE "+strings.Join(where, " AND ")+" ORDER BY id DESC LIMIT ?", append(args, limit)...)
}

func insertHit(tx *store.Tx, h *Hit) error {
	_, err := tx.Exec(`INSERT INTO screening_hits (id, party, list, kind, ref, version, place, fingerprint, score, state, listed_name, why_en,
		why_zh, branch, found_at, decided_by, decided_at, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, '')`,
		int64(h.ID), int64(h.Party), h.List, string(h.Kind), h.Ref, int64(h.Version), h.place, h.print[:], h.Score, int64(h.State),
		h.ListedName, h.Why.EN, h.Why.ZH, h.Branch, microsOf(h.FoundAt))
	return err
}

func updateHit(tx *store.Tx, h *Hit) error {
	_, err := tx.Exec(`UPDATE screening_hits SET party = ?, version = ?, place = ?, fingerprint = ?, score = ?, state = ?, listed_name = ?,
		why_en = ?, why_zh = ?, branch = ?, decided_by = ?, decided_at = ?, reason = ? WHERE id = ?`,
		int64(h.Party), int64(h.Version), h.place, h.print[:], h.Score, int64(h.State), h.ListedName, h.Why.EN, h.Why.ZH, h.Branch,
		h.DecidedBy, microsOf(h.DecidedAt), h.Reason, int64(h.ID))
	return err
}
