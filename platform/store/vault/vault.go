package vault

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"tonghui/platform/store"
	"tonghui/platform/store/keys"
)

//go:embed schema/*.sql
var files embed.FS

// Schema holds the vault's own table; the module is named "vault".
func Schema() fs.FS {
	sub, _ := fs.Sub(files, "schema")
	return sub
}

// Options tune a vault; the zero value is right for a bank.
type Options struct {
	Algorithm Algorithm     // of data keys to come; default AES256GCM
	Settle    time.Duration // how long a new key only opens and is looked for; default 5 minutes where several processes share the bank, else none
	Grace     time.Duration // how long a key must have been former before Retire gives it up; default 24 hours

	// Noted is told of each key made, wrapped anew or retired, in the update that does it: for the audit log. verb is
	// "vault.make", "vault.rewrap" or "vault.retire", object the key's number.
	Noted func(tx *store.Tx, verb, object string) error
}

// The pace at which Run looks for keys that other processes have made: well under Settle.
const refreshEvery = 30 * time.Second

// Vault seals, opens and marks. All methods may be called at the same time.
type Vault struct {
	st     *store.Store
	ring   *keys.Ring
	opt    Options
	listed sync.Map // site → Column: registered
	sealed sync.Map // site → true: where this process has sealed something

	known   atomic.Pointer[known]
	loading sync.Mutex
}

// site is a column.
type site struct{ table, column string }

// known is every key that this process has unwrapped; it is replaced, never changed.
type known struct {
	data  map[KeyID]*loaded // by which values open; retired ones only if a value asked for them
	seals []*loaded         // data keys that aren't retired, in the order of their numbers
	index []*loaded         // index keys likewise
	all   []Key             // the whole table
}

// New makes a vault. Call it before the first Update, and Start when the schema is in place. ErrNoMaster without a ring.
func New(st *store.Store, ring *keys.Ring, opt Options) (*Vault, error) {
	if ring == nil {
		return nil, ErrNoMaster
	}
	if opt.Algorithm == 0 {
		opt.Algorithm = AES256GCM
	}
	if opt.Algorithm != AES256GCM && opt.Algorithm != SM4GCM {
		return nil, errors.New("vault: " + opt.Algorithm.String() + " seals nothing")
	}
	if opt.Settle == 0 && st.Engine().Shared() {
		opt.Settle = 5 * time.Minute
	}
	if opt.Grace == 0 {
		opt.Grace = 24 * time.Hour
	}
	return &Vault{st: st, ring: ring, opt: opt}, nil
}

// Start makes the bank's first data key and index key, if it has none, and loads all that are in use. It may be called again,
// and by several processes at once.
func (v *Vault) Start(ctx context.Context) error {
	for range maxRaces {
		k, err := v.refresh(ctx)
		switch {
		case err != nil:
			return err
		case len(k.seals) == 0:
			err = v.make(ctx, Sealing, v.opt.Algorithm, 0)
		case len(k.index) == 0:
			err = v.make(ctx, Indexing, hmacSHA256, 0)
		default:
			return nil
		}
		if err != nil && !errors.Is(err, store.ErrDuplicate) {
			return err
		}
	}
	return store.ErrConflict
}

// maxRaces is how often a process begins anew because another has made the key with the same number.
const maxRaces = 20

// Run looks for keys that other processes have made, until ctx ends. Each process of a bank runs it beside its work.
func (v *Vault) Run(ctx context.Context) {
	tick := time.NewTicker(refreshEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := v.Refresh(ctx); err != nil && ctx.Err() == nil {
				slog.Warn("the bank's keys can't be looked at", "error", err)
			}
		}
	}
}

// Refresh loads the keys that other processes have made since, and is what Run does each time.
func (v *Vault) Refresh(ctx context.Context) error {
	_, err := v.refresh(ctx)
	return err
}

func (v *Vault) refresh(ctx context.Context) (*known, error) {
	v.loading.Lock()
	defer v.loading.Unlock()
	return v.loadKeys(ctx, 0)
}

// loadKeys reads the table and unwraps what is new in it: all keys in use, and one retired key that a value names. The loading
// lock is held.
func (v *Vault) loadKeys(ctx context.Context, wanted KeyID) (*known, error) {
	next := &known{data: map[KeyID]*loaded{}}
	err := v.st.View(ctx, func(w *store.View) (err error) {
		next.all, err = allKeys(w)
		return err
	})
	if err != nil {
		return nil, err
	}
	before := v.known.Load()
	for i := range next.all {
		k := &next.all[i]
		l := before.have(k)
		if l == nil && !k.Retired.IsZero() && k.ID != wanted {
			continue
		}
		if l == nil {
			if l, err = k.load(ctx, v.ring); err != nil {
				return nil, err
			}
		}
		next.take(&loaded{Key: *k, aead: l.aead, raw: l.raw})
	}
	v.known.Store(next)
	return next, nil
}

// have is the key as it was unwrapped before.
func (k *known) have(key *Key) *loaded {
	if k == nil {
		return nil
	}
	if l := k.data[key.ID]; l != nil {
		return l
	}
	for _, l := range k.index {
		if l.ID == key.ID {
			return l
		}
	}
	return nil
}

func (k *known) take(l *loaded) {
	if l.Purpose == Sealing {
		k.data[l.ID] = l
	}
	switch {
	case !l.Retired.IsZero():
	case l.Purpose == Sealing:
		k.seals = append(k.seals, l)
	default:
		k.index = append(k.index, l)
	}
}

// current is the newest key that may be written by now; the first of all may at once.
func current(of []*loaded, now time.Time) *loaded {
	for i := len(of) - 1; i > 0; i-- {
		if !of[i].Active.After(now) {
			return of[i]
		}
	}
	return of[0]
}

// make makes a key, keeps it and loads it. store.ErrDuplicate says that another process made one with this number.
func (v *Vault) make(ctx context.Context, p Purpose, a Algorithm, delay time.Duration) error {
	id := KeyID(1)
	if all := v.known.Load().all; len(all) > 0 {
		id = all[len(all)-1].ID + 1
	}
	k, err := newKey(ctx, v.ring, id, p, a)
	if err != nil {
		return err
	}
	err = v.st.Update(ctx, func(tx *store.Tx) error {
		if err := insertKey(tx, &k, delay); err != nil {
			return err
		}
		return v.noted(tx, "vault.make", id)
	})
	if err != nil {
		return err
	}
	return v.Refresh(ctx)
}
