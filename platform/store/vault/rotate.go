package vault

import (
	"context"
	"crypto/subtle"
	"errors"
	"strconv"
	"time"

	"tonghui/platform/store"
)

// RotateDataKey makes a new data key, of the algorithm of Options. After Options.Settle, when all processes know it, values are
// sealed under it, and Reseal brings older ones there.
func (v *Vault) RotateDataKey(ctx context.Context) (Key, error) {
	return v.rotate(ctx, Sealing, v.opt.Algorithm)
}

// RotateIndexKey makes a new index key. For Options.Settle it is only looked for; then marks are made under it, and
// Reseal brings older ones there. ErrRotating while an earlier change isn't over (see Retire).
func (v *Vault) RotateIndexKey(ctx context.Context) (Key, error) {
	return v.rotate(ctx, Indexing, hmacSHA256)
}

func (v *Vault) rotate(ctx context.Context, p Purpose, a Algorithm) (Key, error) {
	for range maxRaces {
		k, err := v.refresh(ctx)
		if err != nil {
			return Key{}, err
		}
		if len(k.seals) == 0 || len(k.index) == 0 {
			return Key{}, ErrNotStarted
		}
		if p == Indexing && len(k.index) > 1 {
			return Key{}, ErrRotating
		}
		if err = v.make(ctx, p, a, v.opt.Settle); err == nil {
			return v.newest(p), nil
		}
		if !errors.Is(err, store.ErrDuplicate) {
			return Key{}, err
		}
	}
	return Key{}, store.ErrConflict
}

func (v *Vault) newest(p Purpose) Key {
	k := v.known.Load()
	if p == Sealing {
		return k.seals[len(k.seals)-1].Key
	}
	return k.index[len(k.index)-1].Key
}

// Rewrap wraps every key in use under the ring's newest master key, and returns how many. Values stay as they are. A key
// service wraps with its newest version. Afterwards the former master key opens nothing of the bank's tables that isn't
// retired; backups made before still need it.
func (v *Vault) Rewrap(ctx context.Context) (int, error) {
	k, err := v.refresh(ctx)
	if err != nil {
		return 0, err
	}
	done := 0
	for i := range k.all {
		if !k.all[i].Retired.IsZero() {
			continue
		}
		changed, err := v.rewrapOne(ctx, &k.all[i])
		if err != nil {
			return done, err
		}
		if changed {
			done++
		}
	}
	return done, v.Refresh(ctx)
}

func (v *Vault) rewrapOne(ctx context.Context, before *Key) (changed bool, err error) {
	raw, err := v.ring.UnwrapKey(ctx, before.bound(), before.MasterID, before.wrapped)
	if err != nil {
		return false, ErrMaster.With(before.ID, before.MasterID).Because(err)
	}
	after := *before
	if after.wrapped, after.MasterID, err = v.ring.WrapKey(ctx, after.bound(), raw); err != nil {
		return false, err
	}
	// Proven before the only other copy is overwritten.
	proof, err := v.ring.UnwrapKey(ctx, after.bound(), after.MasterID, after.wrapped)
	if err != nil || subtle.ConstantTimeCompare(raw, proof) != 1 {
		return false, ErrMaster.With(after.ID, after.MasterID).Because(err)
	}
	err = v.st.Update(ctx, func(tx *store.Tx) error {
		if changed, err = rewrapKey(tx, before, &after); err != nil || !changed {
			return err
		}
		return v.noted(tx, "vault.rewrap", before.ID)
	})
	return changed, err
}

// Retire gives up former keys that no registered column uses any more, and returns them: those that have been former for
// Options.Grace, so that no process seals under them, and under which a walk begun after that finds nothing. Nothing is retired
// while a value can't be opened or a column with sealed values isn't registered.
func (v *Vault) Retire(ctx context.Context) ([]Key, error) {
	if unlisted := v.unlisted(); unlisted != "" {
		return nil, ErrUnlisted.With(unlisted)
	}
	if err := v.Refresh(ctx); err != nil {
		return nil, err
	}
	former := v.formerFor(v.opt.Grace)
	if len(former) == 0 {
		return nil, nil
	}
	w, err := v.Survey(ctx)
	if err != nil {
		return nil, err
	}
	if w.Failures > 0 {
		return nil, ErrAltered.With(w.Unread[0].Table, w.Unread[0].Column)
	}
	var retired []Key
	for _, k := range former {
		if w.Uses[k.ID] > 0 {
			continue
		}
		changed := false
		err := v.st.Update(ctx, func(tx *store.Tx) (err error) {
			if changed, err = retireKey(tx, k.ID); err != nil || !changed {
				return err
			}
			return v.noted(tx, "vault.retire", k.ID)
		})
		if err != nil {
			return retired, err
		}
		if changed {
			retired = append(retired, k)
		}
	}
	return retired, v.Refresh(ctx)
}

// unlisted is a column in which this process has sealed values, but that no room has registered.
func (v *Vault) unlisted() (name string) {
	v.sealed.Range(func(at, _ any) bool {
		if _, ok := v.listed.Load(at); !ok {
			name = at.(site).table + "." + at.(site).column
		}
		return name == ""
	})
	return name
}

// formerFor are the keys in use that have had a successor for so long.
func (v *Vault) formerFor(grace time.Duration) []Key {
	var out []Key
	k := v.known.Load()
	until := v.st.Now().Add(-grace)
	for i, key := range k.all {
		if !key.Retired.IsZero() {
			continue
		}
		for _, next := range k.all[i+1:] {
			if next.Purpose == key.Purpose && !next.Active.After(until) {
				out = append(out, key)
				break
			}
		}
	}
	return out
}

// Tend does what is left to do after a change of keys: Reseal, and Retire. While no key has a successor it costs one small
// query, so a scheduled job calls it daily.
func (v *Vault) Tend(ctx context.Context) (*Walked, []Key, error) {
	if err := v.Refresh(ctx); err != nil {
		return nil, nil, err
	}
	if len(v.formerFor(0)) == 0 {
		return &Walked{Uses: map[KeyID]int64{}}, nil, nil
	}
	w, err := v.Reseal(ctx)
	if err != nil {
		return w, nil, err
	}
	retired, err := v.Retire(ctx)
	return w, retired, err
}

// Keys lists every key of the bank, as of the last Refresh.
func (v *Vault) Keys() []Key {
	k := v.known.Load()
	if k == nil {
		return nil
	}
	now, out := v.st.Now(), make([]Key, len(k.all))
	for i, key := range k.all {
		key.Current = len(k.seals) > 0 && key.ID == current(k.seals, now).ID || len(k.index) > 0 && key.ID == current(k.index, now).ID
		out[i] = key
	}
	return out
}

func (v *Vault) noted(tx *store.Tx, verb string, id KeyID) error {
	if v.opt.Noted == nil {
		return nil
	}
	return v.opt.Noted(tx, verb, strconv.FormatUint(uint64(id), 10))
}
