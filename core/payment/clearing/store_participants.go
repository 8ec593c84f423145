package clearing

import (
	"math"
	"time"

	"tonghui/base/ident"
	"tonghui/platform/auth/signature"
	"tonghui/platform/store"
)

// Participant is who takes part in the clearing.
type Participant struct {
	Code   ident.BankCode `json:"code" example:"102100000097"`
	Name   string         `json:"name"`
	House  bool           `json:"house" doc:"It is the clearing house itself, whose signatures the bank reads."`
	Active bool           `json:"active"`
	Keys   []Key          `json:"keys,omitempty"`
}

// Key is a participant's public key and its time.
type Key struct {
	Thumbprint string    `json:"thumbprint"`
	Algorithm  string    `json:"algorithm"`
	From       time.Time `json:"from"`
	Until      time.Time `json:"until,omitzero" doc:"Absent: no end is set."`
}

type participantKey struct {
	thumb       string
	der         []byte
	from, until int64
}

func scanKey(r store.Scanner) (k participantKey, err error) {
	err = r.Scan(&k.thumb, &k.der, &k.from, &k.until)
	return k, err
}

// keysOf are the keys of an active participant that are in force.
func keysOf(q store.Querier, code string, at time.Time) ([]participantKey, error) {
	return store.All(q, scanKey, `SELECT k.thumb, k.public_key, k.from_at, k.until_at FROM clearing_keys k JOIN clearing_participants p
		ON p.code = k.code WHERE k.code = ? AND p.active = 1 AND k.from_at <= ? AND k.until_at > ? ORDER BY k.thumb`, code, at.UnixMicro(), at.UnixMicro())
}

// reaches reports whether a bank can be paid.
func (c *Clearing) reaches(q store.Querier, bank ident.BankCode) (bool, error) {
	n, _, err := store.One(q, store.Value[int64], "SELECT COUNT(*) FROM clearing_participants WHERE code = ? AND active = 1 AND house = 0", string(bank))
	return n == 1 && bank != c.o.Self, err
}

func saveParticipant(tx *store.Tx, p *Participant) error {
	flag := map[bool]int64{true: 1}
	_, err := tx.Exec("REPLACE INTO clearing_participants (code, name, house, active) VALUES (?, ?, ?, ?)", string(p.Code), p.Name, flag[p.House],
		flag[p.Active])
	return err
}

// saveKey adds a key from a moment on; the earlier ones end a day later, so that what is under way is still read.
func saveKey(tx *store.Tx, code ident.BankCode, k signature.PublicKey, from time.Time) error {
	end := from.Add(24 * time.Hour).UnixMicro()
	if _, err := tx.Exec("UPDATE clearing_keys SET until_at = ? WHERE code = ? AND until_at > ? AND thumb <> ?", end, string(code), end,
		k.Thumbprint()); err != nil {
		return err
	}
	_, err := tx.Exec("REPLACE INTO clearing_keys (code, thumb, public_key, from_at, until_at) VALUES (?, ?, ?, ?, ?)", string(code), k.Thumbprint(),
		k.DER(), from.UnixMicro(), int64(math.MaxInt64))
	return err
}

// Participants are all of them, with their keys.
func (c *Clearing) Participants(q store.Querier) ([]*Participant, error) {
	all, err := store.All(q, func(r store.Scanner) (*Participant, error) {
		p := &Participant{}
		var house, active int64
		err := r.Scan(&p.Code, &p.Name, &house, &active)
		p.House, p.Active = house == 1, active == 1
		return p, err
	}, "SELECT code, name, house, active FROM clearing_participants ORDER BY code LIMIT 1000")
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		keys, err := store.All(q, scanKey, "SELECT thumb, public_key, from_at, until_at FROM clearing_keys WHERE code = ? ORDER BY from_at, thumb",
			string(p.Code))
		if err != nil {
			return nil, err
		}
		for _, k := range keys {
			one := Key{Thumbprint: k.thumb, From: timeOf(k.from)}
			if public, err := signature.ParseDER(k.der); err == nil {
				one.Algorithm = string(public.Algorithm())
			}
			if k.until != math.MaxInt64 {
				one.Until = timeOf(k.until)
			}
			p.Keys = append(p.Keys, one)
		}
	}
	return all, nil
}
