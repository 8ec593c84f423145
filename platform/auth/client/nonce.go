package client

import (
	"context"
	"crypto/sha256"
	"errors"
	"sync"
	"time"

	"tonghui/platform/store"
)

// apart is how far the clocks of the bank's own processes may be from each other: nonces are kept so much longer.
const apart = time.Minute

// nonceHash names a nonce in the table: whose, of what use, and itself. No part holds a line break.
func nonceHash(use, whose, nonce string) [32]byte {
	return sha256.Sum256([]byte(use + "\n" + whose + "\n" + nonce))
}

// once uses a nonce up, in all processes; it is kept as long as what bears it could be accepted.
func (c *Clients) once(ctx context.Context, hash [32]byte, until time.Time) error {
	err := c.st.Update(ctx, func(tx *store.Tx) error {
		err := insertNonce(tx, hash, until.Add(apart))
		if errors.Is(err, store.ErrDuplicate) {
			return ErrReplayed
		}
		return err
	})
	if err == nil {
		c.recent.add(hash)
	}
	return err
}

// recent remembers nonces that this process has seen used, so that a flood of repeated requests costs no update each. It may
// forget: the table decides.
type recent struct {
	mu       sync.Mutex
	now, old map[[32]byte]struct{}
}

const maxRecent = 1 << 16

func (r *recent) has(hash [32]byte) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, now := r.now[hash]
	_, old := r.old[hash]
	return now || old
}

func (r *recent) add(hash [32]byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.now == nil || len(r.now) >= maxRecent {
		r.now, r.old = map[[32]byte]struct{}{}, r.now
	}
	r.now[hash] = struct{}{}
}
