package party

import (
	"encoding/json"
	"strings"
	"time"

	"tonghui/platform/store"
)

func timeArg(t *time.Time) int64 {
	if t == nil {
		return 0
	}
	return t.UnixMicro()
}

func timeOf(micros int64) *time.Time {
	if micros == 0 {
		return nil
	}
	t := time.UnixMicro(micros).UTC()
	return &t
}

func insertConsent(tx *store.Tx, party ID, c *Consent) error {
	_, err := tx.Exec(`INSERT INTO party_consents (id, party, origin, purpose, data, recipient, wording, given_at, given_by, valid_until,
		withdrawn_at, withdrawn_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '')`, int64(c.ID), int64(party), int64(party),
		string(c.Purpose), strings.Join(c.Data, " "), c.Recipient, c.Wording, c.GivenAt.UnixMicro(), c.GivenBy, timeArg(c.Until))
	return err
}

func withdrawConsent(tx *store.Tx, id ID, by string) error {
	_, err := tx.Exec("UPDATE party_consents SET withdrawn_at = ?, withdrawn_by = ? WHERE id = ?", tx.Now().UnixMicro(), by, int64(id))
	return err
}

// consentsOf are a party's for a purpose ("": for all), the oldest first.
func consentsOf(q store.Querier, party ID, purpose Purpose) ([]Consent, error) {
	text := `SELECT id, purpose, data, recipient, wording, given_at, given_by, valid_until, withdrawn_at, withdrawn_by
		FROM party_consents WHERE party = ?`
	args := []any{int64(party)}
	if purpose != "" {
		text, args = text+" AND purpose = ?", append(args, string(purpose))
	}
	return store.All(q, func(s store.Scanner) (c Consent, err error) {
		var data string
		var given, until, withdrawn int64
		err = s.Scan(&c.ID, &c.Purpose, &data, &c.Recipient, &c.Wording, &given, &c.GivenBy, &until, &withdrawn, &c.WithdrawnBy)
		c.Data, c.GivenAt = strings.Fields(data), time.UnixMicro(given).UTC()
		c.Until, c.WithdrawnAt = timeOf(until), timeOf(withdrawn)
		return c, err
	}, text+" ORDER BY id", args...)
}

// insertVerification keeps how a level came about.
func insertVerification(tx *store.Tx, party ID, v *Verification, by string) error {
	evidence, err := json.Marshal(v.Evidence)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO party_kyc (id, party, level, valid_until, risk, reason, evidence, made_at, made_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(tx.NewID()), int64(party), int64(v.Level), dateArg(v.Until), string(v.Risk), v.RiskReason,
		evidence, tx.Now().UnixMicro(), by)
	return err
}
