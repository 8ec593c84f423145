package hsm

import (
	"context"
	"log/slog"

	"tonghui/platform/store"
)

// Format is a form of a PIN block by ISO 9564-1.
type Format uint8

// The formats that the bank takes. 0 and 3 have 8 bytes under TDES, 4 has 16 under AES.
const (
	Format0 Format = 0 // fill F; the same PIN and number give the same block
	Format3 Format = 3 // as 0 with random fill
	Format4 Format = 4 // AES, random
)

// The words of Block.By.
const (
	ByNumber = "number"
	ByCard   = "card"
)

// Block is a PIN block on its way to the module. Either Key names a ZPK, or Public is the ephemeral P-256 key of a pad, from
// which the module agrees the AES key (see Pad).
type Block struct {
	Format Format   `json:"format" enum:"0,3,4" doc:"Of ISO 9564-1; 4 is AES."`
	Key    store.ID `json:"key,omitzero" doc:"The acquirer's ZPK; absent where a pad agreed a key."`
	Public []byte   `json:"public,omitempty" doc:"The pad's ephemeral public key: 65 bytes, uncompressed point of P-256, base64."`
	By     string   `json:"by,omitempty" enum:"number,card" doc:"What the block is bound to: the card number, the default, or the card's id, for pages that don't know the number."`
	Bytes  []byte   `json:"block" maxLength:"64" doc:"The enciphered block, base64."`
}

// LogValue keeps even the enciphered block out of logs.
func (b Block) LogValue() slog.Value { return slog.StringValue("PIN block") }

// Holder is whose PIN or CVV it is.
type Holder struct {
	Number string // PAN; references and CVVs are bound to it
	Token  string // the card's id in decimal, to which a page without the number binds its block
}

// bound are the digits to which a block is bound.
func (b *Block) bound(h Holder) string {
	if b.By == ByCard {
		return h.Token
	}
	return h.Number
}

// Reference is what the bank keeps of a PIN. It is worthless outside the module.
type Reference []byte

// LogValue keeps it out of logs.
func (r Reference) LogValue() slog.Value { return slog.StringValue("PIN reference") }

// HSM is the security module. The bank runs Software in demonstrations, and a machine's adapter with the same meaning elsewhere.
// Every method may take milliseconds and is called outside of updates.
type HSM interface {
	// PublicKey is what a pad agrees its keys with: an uncompressed point of P-256.
	PublicKey(ctx context.Context) ([]byte, error)
	// Reference makes what is kept of the PIN in a block. ErrWeak for one that nobody should have, ErrBlock if it can't be read.
	Reference(ctx context.Context, b Block, h Holder) (Reference, error)
	// Verify says whether a block holds the PIN of a reference. ErrBlock if it can't be read.
	Verify(ctx context.Context, b Block, h Holder, r Reference) (bool, error)
	// Translate gives the PIN of a block on under another ZPK, bound to the number (PIN 转加密).
	Translate(ctx context.Context, b Block, h Holder, to store.ID, f Format) (Block, error)
	// PVV is the PIN verification value by Visa's method, for a network that stands in. It tells of four digits only, so that the
	// bank itself keeps references.
	PVV(ctx context.Context, r Reference, h Holder) (string, error)
	// CVV is the card verification value for an expiry (YYMM) and a service code; 000 makes the one printed on the card (CVV2).
	CVV(ctx context.Context, h Holder, expiry, service string) (string, error)
	// VerifyCVV compares one in constant time.
	VerifyCVV(ctx context.Context, h Holder, expiry, service, cvv string) (bool, error)
}
