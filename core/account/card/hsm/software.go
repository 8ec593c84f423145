package hsm

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"regexp"
	"sync"

	"tonghui/platform/store"
	"tonghui/platform/store/vault"
)

// lmkColumn is where the LMK stands, sealed by the vault.
var lmkColumn = vault.Column{Table: "card_keys", Column: "sealed", Key: "id"}

// Software is a security module in the bank's own process, for demonstrations and tests: what a machine keeps in its shell stands
// here in the memory of the process, and in the database under the vault.
type Software struct {
	st *store.Store
	v  *vault.Vault

	mu   sync.RWMutex
	keys map[store.ID]*Key
	own  map[Purpose]*Key // the bank's one key of each purpose but ZPK
}

var _ HSM = (*Software)(nil)

// NewSoftware makes a module over the table card_keys, which is part of the cards' schema.
func NewSoftware(st *store.Store, v *vault.Vault) *Software {
	v.AddColumn(lmkColumn)
	return &Software{st: st, v: v, keys: map[store.ID]*Key{}, own: map[Purpose]*Key{}}
}

// Start makes the bank's own keys where they are missing, and loads all. It may be called again, and by several processes at
// once. The module starts itself when it is first asked.
func (s *Software) Start(ctx context.Context) error {
	for range 10 {
		if err := s.load(ctx); err != nil {
			return err
		}
		missing := Purpose(0)
		for _, p := range []Purpose{LMK, PVK, PVV, CVK, PAD} {
			if s.bank(p) == nil {
				missing = p
				break
			}
		}
		if missing == 0 {
			return nil
		}
		raw, err := fresh(missing)
		if err != nil {
			return err
		}
		if _, err = s.make(ctx, missing, purposes[missing], raw); err != nil && !errors.Is(err, ErrKeyTaken) {
			return err
		}
	}
	return store.ErrConflict
}

func fresh(p Purpose) ([]byte, error) {
	if p == PAD {
		k, err := ecdh.P256().GenerateKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		return k.Bytes(), nil
	}
	raw := randomBytes(p.size())
	if p == PVV || p == CVK {
		odd(raw)
	}
	return raw, nil
}

func (s *Software) bank(p Purpose) *Key {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.own[p]
}

// make keeps a key. ErrKeyTaken when there is one of the name.
func (s *Software) make(ctx context.Context, p Purpose, name string, raw []byte) (*Key, error) {
	k := &Key{Name: name, Purpose: p, CheckValue: checkValue(p, raw), raw: raw}
	err := s.st.Update(ctx, func(tx *store.Tx) (err error) {
		k.ID, k.MadeAt = tx.NewID(), tx.Now()
		if p == LMK {
			k.kept, err = s.v.Seal(vault.Place{Table: lmkColumn.Table, Column: lmkColumn.Column, Row: k.ID}, raw)
		} else {
			k.kept, err = wrap(s.bank(LMK).raw, k)
		}
		if err != nil {
			return err
		}
		return insertKey(tx, k)
	})
	if errors.Is(err, store.ErrDuplicate) {
		err = ErrKeyTaken
	}
	return k, err
}

// load reads keys that this process doesn't have yet.
func (s *Software) load(ctx context.Context) error {
	var all []*Key
	if err := s.st.View(ctx, func(v *store.View) (err error) {
		all, err = allKeys(v)
		return err
	}); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range all { // the LMK is the first that was made
		if s.keys[k.ID] != nil {
			continue
		}
		var err error
		switch {
		case k.Purpose == LMK:
			k.raw, err = s.v.Open(vault.Place{Table: lmkColumn.Table, Column: lmkColumn.Column, Row: k.ID}, k.kept)
		case s.own[LMK] == nil:
			err = ErrAltered
		default:
			k.raw, err = unwrap(s.own[LMK].raw, k)
		}
		if err != nil {
			return err
		}
		s.keys[k.ID] = k
		if k.Purpose != ZPK {
			s.own[k.Purpose] = k
		}
	}
	return nil
}

// need is the bank's own key of a purpose.
func (s *Software) need(ctx context.Context, p Purpose) (*Key, error) {
	if k := s.bank(p); k != nil {
		return k, nil
	}
	if err := s.Start(ctx); err != nil {
		return nil, err
	}
	if k := s.bank(p); k != nil {
		return k, nil
	}
	return nil, ErrNotStarted
}

var keyName = regexp.MustCompile(`^[A-Z0-9][A-Z0-9-]{0,23}$`)

// MakeZPK makes a key to share with an acquirer and gives it in the clear, this once: AES-256, or TDES of two parts for one whose
// machines know formats 0 and 3 only. In a bank with a machine the key leaves it in components.
func (s *Software) MakeZPK(ctx context.Context, name string, aes bool) (k Key, plain []byte, err error) {
	if !keyName.MatchString(name) {
		return k, nil, ErrKeyName
	}
	if _, err := s.need(ctx, LMK); err != nil {
		return k, nil, err
	}
	raw := randomBytes(32)
	if !aes {
		raw = raw[:16]
		odd(raw)
	}
	made, err := s.make(ctx, ZPK, name, raw)
	if err != nil {
		return k, nil, err
	}
	return Key{ID: made.ID, Name: made.Name, Purpose: ZPK, CheckValue: made.CheckValue, MadeAt: made.MadeAt}, raw, s.load(ctx)
}

// zpk is an acquirer's key.
func (s *Software) zpk(ctx context.Context, id store.ID) ([]byte, error) {
	for range 2 {
		s.mu.RLock()
		k := s.keys[id]
		s.mu.RUnlock()
		if k != nil {
			if k.Purpose != ZPK {
				return nil, ErrKey
			}
			return k.raw, nil
		}
		if err := s.load(ctx); err != nil { // another process may have made it
			return nil, err
		}
	}
	return nil, ErrKey
}

// PublicKey is what pads agree their keys with.
func (s *Software) PublicKey(ctx context.Context) ([]byte, error) {
	own, err := s.padKey(ctx)
	if err != nil {
		return nil, err
	}
	return own.PublicKey().Bytes(), nil
}

func (s *Software) padKey(ctx context.Context) (*ecdh.PrivateKey, error) {
	k, err := s.need(ctx, PAD)
	if err != nil {
		return nil, err
	}
	return ecdh.P256().NewPrivateKey(k.raw)
}

// open gives the PIN of a block. The caller wipes it.
func (s *Software) open(ctx context.Context, b *Block, h Holder) (pin []byte, err error) {
	if b.Format != Format0 && b.Format != Format3 && b.Format != Format4 {
		return nil, ErrFormat
	}
	var key []byte
	if len(b.Public) == 0 {
		if key, err = s.zpk(ctx, b.Key); err != nil {
			return nil, err
		}
		if (b.Format == Format4) != (len(key) == 32) {
			return nil, ErrFormat
		}
	} else {
		own, err := s.padKey(ctx)
		if err != nil {
			return nil, err
		}
		pad, err := ecdh.P256().NewPublicKey(b.Public)
		if err != nil || b.Format != Format4 {
			return nil, ErrFormat
		}
		if key, err = agreed(own, pad, b.Public, own.PublicKey().Bytes()); err != nil {
			return nil, err
		}
	}
	return decipher(b.Format, key, b.Bytes, b.bound(h))
}

// Reference makes what is kept of a PIN.
func (s *Software) Reference(ctx context.Context, b Block, h Holder) (Reference, error) {
	k, err := s.need(ctx, PVK)
	if err != nil {
		return nil, err
	}
	pin, err := s.open(ctx, &b, h)
	if err != nil {
		return nil, err
	}
	defer wipe(pin)
	if weak(pin, h.Number) {
		return nil, ErrWeak
	}
	return encipher(Format4, k.raw, pin, h.Number, randomBytes(8))
}

// kept is the PIN of a reference. The caller wipes it.
func (s *Software) kept(ctx context.Context, r Reference, h Holder) ([]byte, error) {
	k, err := s.need(ctx, PVK)
	if err != nil {
		return nil, err
	}
	return decipher(Format4, k.raw, r, h.Number)
}

// Verify compares a block's PIN with a reference's in constant time.
func (s *Software) Verify(ctx context.Context, b Block, h Holder, r Reference) (bool, error) {
	want, err := s.kept(ctx, r, h)
	if err != nil {
		return false, ErrAltered.Because(err)
	}
	defer wipe(want)
	pin, err := s.open(ctx, &b, h)
	if err != nil {
		return false, err
	}
	defer wipe(pin)
	return subtle.ConstantTimeCompare(pin, want) == 1, nil
}

// Translate gives a PIN on under another key.
func (s *Software) Translate(ctx context.Context, b Block, h Holder, to store.ID, f Format) (Block, error) {
	key, err := s.zpk(ctx, to)
	if err != nil {
		return Block{}, err
	}
	if (f == Format4) != (len(key) == 32) {
		return Block{}, ErrFormat
	}
	pin, err := s.open(ctx, &b, h)
	if err != nil {
		return Block{}, err
	}
	defer wipe(pin)
	out, err := encipher(f, key, pin, h.Number, randomBytes(8))
	return Block{Format: f, Key: to, By: ByNumber, Bytes: out}, err
}

// PVV is a reference's PIN verification value, key index 1.
func (s *Software) PVV(ctx context.Context, r Reference, h Holder) (string, error) {
	k, err := s.need(ctx, PVV)
	if err != nil {
		return "", err
	}
	pin, err := s.kept(ctx, r, h)
	if err != nil {
		return "", err
	}
	defer wipe(pin)
	return pvv(k.raw, '1', pin, h.Number)
}

// CVV is a card verification value.
func (s *Software) CVV(ctx context.Context, h Holder, expiry, service string) (string, error) {
	k, err := s.need(ctx, CVK)
	if err != nil {
		return "", err
	}
	return cvv(k.raw, h.Number, expiry, service)
}

// VerifyCVV compares one.
func (s *Software) VerifyCVV(ctx context.Context, h Holder, expiry, service, given string) (bool, error) {
	want, err := s.CVV(ctx, h, expiry, service)
	return err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(given)) == 1, err
}
