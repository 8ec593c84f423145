package clearing

import (
	"time"

	"tonghui/base/ident"
	"tonghui/platform/audit"
	"tonghui/platform/auth/signature"
	"tonghui/platform/store"
)

// Enrol takes a participant into the directory, or changes its name and whether it is active.
func (c *Clearing) Enrol(tx *store.Tx, p Participant) error {
	code, err := ident.ParseBankCode(string(p.Code))
	if n := len([]rune(p.Name)); err != nil || code != p.Code || n == 0 || n > 60 || p.House != (p.Code == c.o.House) {
		return ErrParticipant
	}
	if err := saveParticipant(tx, &p); err != nil {
		return err
	}
	return c.note(tx, audit.Note{Verb: "clearing.participant", Kind: "clearing.participant", Object: string(p.Code)})
}

// Rotate gives the house another key from a moment on. The earlier ones hold for a day more.
func (c *Clearing) Rotate(tx *store.Tx, code ident.BankCode, k signature.PublicKey, from time.Time) error {
	if code != c.o.House || k.Algorithm() == "" {
		return ErrParticipant
	}
	if err := saveKey(tx, code, k, from); err != nil {
		return err
	}
	return c.note(tx, audit.Note{Verb: "clearing.key", Kind: "clearing.participant", Object: string(code), Reason: k.Thumbprint()})
}
