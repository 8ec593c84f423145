package hsm

import (
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
)

// Agreement separates the pads' keys from whatever else might be derived: it begins the info of HKDF.
const Agreement = "tonghui PIN pad 1"

// Pad is where a PIN is typed: a terminal's keyboard, or a page. It makes a fresh P-256 key for each block, agrees with the
// module's public key, and derives an AES-256 key by HKDF-SHA-256 (RFC 5869; no salt, info "tonghui PIN pad 1", the pad's point,
// the module's point). So nothing between the pad and the module can read the PIN, and no key has to be brought to the pad.
type Pad struct{ module *ecdh.PublicKey }

// NewPad makes a pad of the module's public key.
func NewPad(public []byte) (*Pad, error) {
	k, err := ecdh.P256().NewPublicKey(public)
	if err != nil {
		return nil, ErrKey
	}
	return &Pad{k}, nil
}

// Block makes a format 4 block of a typed PIN. by says to what digits it is bound, ByNumber or ByCard.
func (p *Pad) Block(pin, by, digits string) (Block, error) {
	own, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return Block{}, err
	}
	public := own.PublicKey().Bytes()
	key, err := agreed(own, p.module, public, p.module.Bytes())
	if err != nil {
		return Block{}, err
	}
	typed := []byte(pin)
	defer wipe(typed)
	b, err := encipher(Format4, key, typed, digits, randomBytes(8))
	return Block{Format: Format4, Public: public, By: by, Bytes: b}, err
}

func agreed(own *ecdh.PrivateKey, other *ecdh.PublicKey, pad, module []byte) ([]byte, error) {
	secret, err := own.ECDH(other)
	if err != nil {
		return nil, ErrKey
	}
	return hkdf.Key(sha256.New, secret, nil, Agreement+string(pad)+string(module), 32)
}
