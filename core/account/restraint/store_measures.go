package restraint

import (
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

const selectMeasure = `SELECT id, restraint, measure, authority, document, amount, until_at, party, account, to_account, file, officers,
	made_at, person, reason FROM restraint_measures `

func scanMeasure(s store.Scanner) (*Done, error) {
	d := &Done{}
	var until, made int64
	err := s.Scan(&d.ID, &d.restraint, &d.Measure, &d.Authority, &d.Document, &d.Amount, &until, &d.party, &d.Account, &d.To, &d.File,
		&d.officers, &made, &d.Person, &d.Reason)
	d.Until, d.MadeAt = timeOrNil(until), timeOf(made)
	return d, err
}

func measureByDocument(q store.Querier, authority, document string) (*Done, bool, error) {
	return store.One(q, scanMeasure, selectMeasure+"WHERE authority = ? AND document = ?", authority, document)
}

func measuresOf(q store.Querier, id store.ID) ([]*Done, error) {
	return store.All(q, scanMeasure, selectMeasure+"WHERE restraint = ? ORDER BY id", int64(id))
}

func insertMeasure(tx *store.Tx, d *Done) error {
	_, err := tx.Exec(`INSERT INTO restraint_measures (id, restraint, measure, authority, document, amount, until_at, party, account,
		to_account, file, officers, made_at, person, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(d.ID),
		int64(d.restraint), string(d.Measure), d.Authority, d.Document, int64(d.Amount), microsOrZero(d.Until), int64(d.party),
		int64(d.Account), int64(d.To), d.File, d.officers, microsOf(d.MadeAt), d.Person, d.Reason)
	return err
}

const selectMark = "SELECT account, kind, monthly, evidence, set_at, version FROM restraint_marks "

func scanMark(s store.Scanner) (*Mark, error) {
	m := &Mark{}
	var set int64
	err := s.Scan(&m.Account, &m.Kind, &m.Monthly, &m.Evidence, &set, &m.Version)
	m.SetAt = timeOf(set)
	return m, err
}

// markRow is an account's mark, also one that was taken away.
func markRow(q store.Querier, id ledger.AccountID) (*Mark, bool, error) {
	return store.One(q, scanMark, selectMark+"WHERE account = ?", int64(id))
}

// markOf is an account's mark, if it is protected.
func markOf(q store.Querier, id ledger.AccountID) (*Mark, bool, error) {
	m, found, err := markRow(q, id)
	return m, found && m.Kind != "", err
}

func putMark(tx *store.Tx, m *Mark) error {
	_, err := tx.Exec("REPLACE INTO restraint_marks (account, kind, monthly, evidence, set_at, version) VALUES (?, ?, ?, ?, ?, ?)",
		int64(m.Account), string(m.Kind), int64(m.Monthly), m.Evidence, microsOf(m.SetAt), m.Version)
	return err
}

func livingUsed(q store.Querier, id ledger.AccountID, month int64) (money.Amount, error) {
	used, _, err := store.One(q, store.Value[money.Amount], "SELECT used FROM restraint_living WHERE account = ? AND period = ?", int64(id), month)
	return used, err
}

func putLiving(tx *store.Tx, id ledger.AccountID, month int64, used money.Amount) error {
	_, err := tx.Exec("REPLACE INTO restraint_living (account, period, used) VALUES (?, ?, ?)", int64(id), month, int64(used))
	return err
}

func fileKnown(q store.Querier, digest string) (bool, error) {
	_, known, err := store.One(q, store.Value[string], "SELECT digest FROM restraint_files WHERE digest = ?", digest)
	return known, err
}

// fileOf is the file of one measure of a restraint.
func fileOf(q store.Querier, id store.ID, measure store.ID) (string, bool, error) {
	return store.One(q, store.Value[string], "SELECT file FROM restraint_measures WHERE restraint = ? AND id = ?", int64(id), int64(measure))
}

func insertFile(tx *store.Tx, digest, media string, size int64) error {
	_, err := tx.Exec("INSERT INTO restraint_files (digest, media, size, put_at) VALUES (?, ?, ?, ?)", digest, media, size, tx.Now().UnixMicro())
	return err
}

// AuditSources let `tonghui verify` compare the room's rows with the audit log.
func (r *Restraints) AuditSources() []audit.Source {
	return []audit.Source{
		audit.ByID(Kind, "restraint_orders", "id", selectOrder, scanOrder, func(o *Restraint) (store.ID, audit.Digest) { return o.ID, o.Digest() }),
		audit.ByID(kindMeasure, "restraint_measures", "id", selectMeasure, scanMeasure, func(d *Done) (store.ID, audit.Digest) { return d.ID, d.Digest() }),
		audit.ByID(kindMark, "restraint_marks", "account", selectMark, scanMark, func(m *Mark) (store.ID, audit.Digest) { return m.Account, m.Digest() }),
	}
}
