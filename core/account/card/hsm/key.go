package hsm

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"tonghui/platform/store"
)

// Purpose is the one thing that a key does.
type Purpose uint8

// The purposes, as in the table.
const (
	LMK Purpose = iota + 1 // wraps the others
	ZPK                    // PIN blocks between an acquirer and the bank
	PVK                    // references of PINs, AES-256
	PVV                    // PIN verification values, TDES
	CVK                    // card verification values, TDES
	PAD                    // agreement with pads, P-256
)

var purposes = [...]string{LMK: "lmk", ZPK: "zpk", PVK: "pvk", PVV: "pvv", CVK: "cvk", PAD: "pad"}

// MarshalText is the purpose's word.
func (p Purpose) MarshalText() ([]byte, error) { return []byte(purposes[p]), nil }

// Key is what may be known of a key.
type Key struct {
	ID         store.ID  `json:"id"`
	Name       string    `json:"name"` // unique
	Purpose    Purpose   `json:"purpose"`
	CheckValue string    `json:"checkValue" doc:"Of the key, three bytes in hexadecimal: zeros enciphered under it (KCV)."`
	MadeAt     time.Time `json:"madeAt"`

	kept []byte // sealed by the vault (LMK), or wrapped by the LMK
	raw  []byte
}

// associated binds a wrapped key to what it is.
func (k *Key) associated() []byte {
	return fmt.Appendf(nil, "tonghui hsm %d %s %d", k.ID, k.Name, k.Purpose)
}

// wrap and unwrap are AES-256-GCM under the LMK.
func wrap(lmk []byte, k *Key) ([]byte, error) {
	g, err := gcm(lmk)
	if err != nil {
		return nil, err
	}
	nonce := randomBytes(g.NonceSize())
	return g.Seal(nonce, nonce, k.raw, k.associated()), nil
}

func unwrap(lmk []byte, k *Key) ([]byte, error) {
	g, err := gcm(lmk)
	if err != nil {
		return nil, err
	}
	if len(k.kept) < g.NonceSize() {
		return nil, ErrAltered
	}
	raw, err := g.Open(nil, k.kept[:g.NonceSize()], k.kept[g.NonceSize():], k.associated())
	if err != nil {
		return nil, ErrAltered.Because(err)
	}
	return raw, nil
}

func gcm(key []byte) (cipher.AEAD, error) {
	c, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(c)
}

// size is how many bytes a key of the purpose has.
func (p Purpose) size() int {
	if p == PVV || p == CVK {
		return 16
	}
	return 32
}

// checkValue is a key's by enciphering zeros, three bytes; of an agreement key there is none.
func checkValue(p Purpose, raw []byte) string {
	var c cipher.Block
	var err error
	switch p {
	case PAD:
		return ""
	case PVV, CVK:
		c, err = tdes(raw)
	default:
		if c, err = aes.NewCipher(raw); len(raw) == 16 && p == ZPK {
			c, err = tdes(raw)
		}
	}
	if err != nil {
		return ""
	}
	b := make([]byte, c.BlockSize())
	c.Encrypt(b, b)
	return strings.ToUpper(hex.EncodeToString(b[:3]))
}

// odd sets the parity bits of a DES key.
func odd(key []byte) {
	for i, b := range key {
		ones := 0
		for v := b >> 1; v != 0; v &= v - 1 {
			ones++
		}
		key[i] = b&^1 | byte(1-ones%2)
	}
}
