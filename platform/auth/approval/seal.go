package approval

import (
	"crypto/rand"
	"encoding/json"
	"errors"

	"tonghui/platform/audit"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
)

// What a payload and a result may hold; sealing adds a little.
const (
	maxPayload = 24 << 10
	maxResult  = 15 << 10
)

const table = "approval_approvals"

// Seal makes the register keep payloads and results encrypted. Call it once, before the first update: what was kept plain
// before doesn't open any more.
func (r *Register) Seal(v *vault.Vault) *Register {
	r.vault = v
	v.AddColumn(vault.Column{Table: table, Column: "payload", Key: "id"})
	v.AddColumn(vault.Column{Table: table, Column: "result", Key: "id"})
	return r
}

func (r *Register) close(column string, id store.ID, value []byte) ([]byte, error) {
	if r.vault == nil {
		return value, nil
	}
	return r.vault.Seal(vault.Place{Table: table, Column: column, Row: id}, value)
}

func (r *Register) reveal(column string, id store.ID, kept []byte) ([]byte, error) {
	if r.vault == nil {
		return kept, nil
	}
	return r.vault.Open(vault.Place{Table: table, Column: column, Row: id}, kept)
}

// digestOf binds a payload to its proposal. The salt keeps a payload of few possible values from being guessed.
func digestOf(a *Approval, payload []byte) audit.Digest {
	var h audit.Hasher
	return h.Start("approval.payload").Bytes(a.salt).Int(int64(a.ID)).Text(a.Kind).Text(a.Object).Int(int64(a.About)).Bytes(payload).Sum()
}

// seal puts the payload into a new proposal.
func (r *Register) seal(a *Approval, payload json.RawMessage) (err error) {
	a.salt = make([]byte, 16)
	if _, err = rand.Read(a.salt); err != nil {
		return err
	}
	a.digest = digestOf(a, payload)
	a.sealed, err = r.close("payload", a.ID, payload)
	return err
}

// open gets the payload out, if it is still the one that was proposed.
func (r *Register) open(a *Approval) (json.RawMessage, error) {
	payload, err := r.reveal("payload", a.ID, a.sealed)
	if errors.Is(err, vault.ErrAltered) {
		return nil, ErrChanged.Because(err)
	}
	if err != nil {
		return nil, err
	}
	if digestOf(a, payload) != a.digest {
		return nil, ErrChanged
	}
	return payload, nil
}
