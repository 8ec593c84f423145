package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// Lease is the right to do a named piece of work, until it runs out (分布式租约). Time decides only who may try: what
// counts is Tx.Hold, which makes each write fall if another has taken the lease meanwhile. So a holder that was
// asleep harms nothing.
type Lease struct {
	s      *Store
	name   string
	holder string
	token  int64
	ttl    time.Duration
}

type leaseRow struct {
	holder string
	token  int64
	until  int64
}

const selectLease = "SELECT holder, token, until_at FROM store_leases WHERE name = ? ORDER BY name"

func scanLease(s Scanner) (r leaseRow, err error) {
	err = s.Scan(&r.holder, &r.token, &r.until)
	return r, err
}

// TakeLease takes a lease for ttl, from whoever let it run out. ErrLeaseHeld if somebody holds it, this process too: who
// holds one renews it.
func (s *Store) TakeLease(ctx context.Context, name string, ttl time.Duration) (*Lease, error) {
	if name == "" || len(name) > 64 || ttl <= 0 {
		return nil, fmt.Errorf("store: lease %q for %s: a name of 1 to 64 bytes and a positive time are needed", name, ttl)
	}
	var id [8]byte
	if _, err := rand.Read(id[:]); err != nil {
		return nil, err
	}
	l := &Lease{s: s, name: name, holder: hex.EncodeToString(id[:]), ttl: ttl}
	err := s.Update(ctx, func(tx *Tx) error {
		rows, err := tx.Lock(selectLease, name)
		found, err := Collect(rows, err, scanLease)
		if err != nil {
			return err
		}
		until := tx.Now().Add(ttl).UnixMicro()
		if len(found) == 0 {
			l.token = 1
			_, err := tx.Exec("INSERT INTO store_leases (name, holder, token, until_at) VALUES (?, ?, ?, ?)", name, l.holder, l.token, until)
			return err
		}
		if found[0].holder != "" && found[0].until > tx.Now().UnixMicro() {
			return ErrLeaseHeld.With(name)
		}
		l.token = found[0].token + 1
		_, err = tx.Exec("UPDATE store_leases SET holder = ?, token = ?, until_at = ? WHERE name = ?", l.holder, l.token, until, name)
		return err
	})
	if err != nil {
		return nil, leaseRace(name, err)
	}
	return l, nil
}

// leaseRace: two that made the first row at once can't both have it.
func leaseRace(name string, err error) error {
	if errors.Is(err, ErrDuplicate) {
		return ErrLeaseHeld.With(name).Because(err)
	}
	return err
}

// Token rises each time the lease is taken; an outside party that is told it can refuse an earlier holder.
func (l *Lease) Token() int64 { return l.token }

// Name is what the lease is for.
func (l *Lease) Name() string { return l.name }

// Renew lengthens the lease by its ttl from now. ErrLeaseLost if another has taken it.
func (l *Lease) Renew(ctx context.Context) error {
	return l.s.Update(ctx, func(tx *Tx) error {
		if err := tx.Hold(l); err != nil {
			return err
		}
		_, err := tx.Exec("UPDATE store_leases SET until_at = ? WHERE name = ?", tx.Now().Add(l.ttl).UnixMicro(), l.name)
		return err
	})
}

// Release gives the lease free at once; it is no error if it was lost before.
func (l *Lease) Release(ctx context.Context) error {
	return l.s.Update(ctx, func(tx *Tx) error {
		_, err := tx.Exec("UPDATE store_leases SET holder = '', until_at = 0 WHERE name = ? AND holder = ? AND token = ?",
			l.name, l.holder, l.token)
		return err
	})
}

// Hold makes this update rest on a lease: until it has ended nobody else can take the lease, and it fails with
// ErrLeaseLost if somebody has. A lease that has run out but that nobody took still holds.
func (tx *Tx) Hold(l *Lease) error {
	rows, err := tx.Lock(selectLease, l.name)
	found, err := Collect(rows, err, scanLease)
	if err != nil {
		return err
	}
	if len(found) == 0 || found[0].holder != l.holder || found[0].token != l.token {
		return ErrLeaseLost.With(l.name)
	}
	return nil
}
