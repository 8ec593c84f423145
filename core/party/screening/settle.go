package screening

import (
	"crypto/sha256"
	"errors"
	"slices"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// maxHits is how many hits one party may have of one screening: the likeliest. A name like more entries than that is too
// common to be looked at one by one.
const maxHits = 20

// Screen compares a party with all lists in force and keeps what is found. The room of parties calls it in the update that
// registers or amends the party; it answers the hits that stand now.
//
// A version that comes into force beside this update may not be seen by it; the run that then begins sees the party, or the
// next daily one.
func (d *Desk) Screen(tx *store.Tx, p Person) ([]*Hit, error) {
	ix, err := d.index(tx)
	if err != nil {
		return nil, err
	}
	if _, _, err := d.settle(tx, ix, []Person{p}); err != nil {
		return nil, err
	}
	hs, err := hitsOf(tx, p.ID)
	return slices.DeleteFunc(hs, func(h *Hit) bool { return h.State == Lapsed || h.State == Cleared }), err
}

// settle screens people and brings their hits up to date.
func (d *Desk) settle(tx *store.Tx, ix *Index, people []Person) (found, lapsed int64, err error) {
	matches := make([][]Match, len(people))
	ix.Each(len(people), func(i int) *Subject { return &people[i].Subject }, func(i int, ms []Match) {
		if len(ms) > 0 {
			matches[i] = slices.Clone(ms[:min(len(ms), maxHits)])
		}
	})
	ids := make([]auth.Party, len(people))
	for i := range people {
		ids[i] = people[i].ID
	}
	standing := map[auth.Party][]*Hit{}
	for chunk := range slices.Chunk(ids, 200) {
		hs, err := lockHitsOf(tx, chunk...)
		if err != nil {
			return found, lapsed, err
		}
		for _, h := range hs {
			standing[h.Party] = append(standing[h.Party], h)
		}
	}
	for i := range people {
		if len(matches[i]) == 0 && len(standing[ids[i]]) == 0 {
			continue
		}
		f, l, err := d.settleOne(tx, ix, &people[i], matches[i], standing[ids[i]])
		if err != nil {
			return found, lapsed, err
		}
		found, lapsed = found+f, lapsed+l
	}
	return found, lapsed, nil
}

// settleOne compares what is found of a party with what stands.
func (d *Desk) settleOne(tx *store.Tx, ix *Index, p *Person, ms []Match, standing []*Hit) (found, lapsed int64, err error) {
	alike := map[store.ID]bool{} // hits whose entry is still found
	for i := range ms {
		m := &ms[i]
		e, l := ix.At(m.Entry)
		h := &Hit{Party: p.ID, List: l.List, Kind: l.Kind, Ref: e.Ref, Version: l.Version, Score: m.Score, State: Open,
			ListedName: cutText(nameFound(ix, m, e), maxNameBytes), Why: ix.Explain(&p.Subject, m), Branch: p.Branch,
			FoundAt: tx.Now(), place: int64(int(m.Entry) - ix.firstOf(m.Entry)), print: fingerprint(p, e, m)}
		fresh, err := d.settleHit(tx, h, standing, alike)
		if err != nil {
			return found, lapsed, err
		}
		if fresh {
			found++
		}
	}
	for _, h := range standing {
		if (h.State != Open && h.State != Escalated) || alike[h.ID] {
			continue
		}
		before := h.digest()
		h.State = Lapsed
		if err := updateHit(tx, h); err != nil {
			return found, lapsed, err
		}
		if err := d.note(tx, "screening.lapse", kindHit, h.ID.String(), "", before, h.digest()); err != nil {
			return found, lapsed, err
		}
		lapsed++
	}
	return found, lapsed, nil
}

// settleHit keeps a hit unless what was compared is known already; a hit that waits is brought up to date. fresh says that a
// person must look at it who needn't have before.
func (d *Desk) settleHit(tx *store.Tx, h *Hit, standing []*Hit, alike map[store.ID]bool) (fresh bool, err error) {
	var same, waiting *Hit
	for _, o := range standing {
		if o.List != h.List || o.Ref != h.Ref {
			continue
		}
		alike[o.ID] = true
		switch {
		case o.State == Confirmed:
			return false, nil
		case o.print == h.print:
			same = o
		case o.State == Open || o.State == Escalated:
			waiting = o
		}
	}
	switch {
	case same != nil && same.State != Lapsed:
		if waiting != nil {
			delete(alike, waiting.ID) // it was of what party and entry are no more
		}
		return false, nil
	case same != nil:
		h.ID, h.FoundAt = same.ID, same.FoundAt
		fresh = true
	case waiting != nil:
		h.ID, h.State, h.FoundAt = waiting.ID, waiting.State, waiting.FoundAt
		h.DecidedBy, h.DecidedAt, h.Reason = waiting.DecidedBy, waiting.DecidedAt, waiting.Reason
	default:
		h.ID = tx.NewID()
		if err := insertHit(tx, h); errors.Is(err, store.ErrDuplicate) {
			return false, nil // another process found it at the same moment
		} else if err != nil {
			return false, err
		}
		return true, d.note(tx, "screening.hit", kindHit, h.ID.String(), "", audit.Digest{}, h.digest())
	}
	if err := updateHit(tx, h); err != nil {
		return false, err
	}
	return fresh, d.note(tx, "screening.hit", kindHit, h.ID.String(), "", audit.Digest{}, h.digest())
}

// firstOf is the place of the first entry of the list that an entry stands in.
func (ix *Index) firstOf(entry int32) int {
	at, found := slices.BinarySearch(ix.firsts, int(entry))
	if !found {
		at--
	}
	return ix.firsts[at]
}

// nameFound is the name that agreed, or the chief one where a number did.
func nameFound(ix *Index, m *Match, e *Entry) string {
	if m.name >= 0 {
		return ix.names[m.name].text
	}
	return e.Names[0]
}

// fingerprint is of what was compared on both sides. Identifiers aren't in it, as a digest of them could be guessed; whether
// one agreed is.
func fingerprint(p *Person, e *Entry, m *Match) [sha256.Size]byte {
	var h audit.Hasher
	h.Start("compared").Int(int64(p.Sort)).Int(int64(p.Birth)).Text(p.Nationality).Int(int64(m.number))
	for _, n := range slices.Sorted(slices.Values(p.Names)) {
		h.Text(n)
	}
	d := e.Digest()
	return h.Bytes(d[:]).Sum()
}
