package branch

import (
	"database/sql"
	"encoding/json"
	"time"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

const selectBranch = "SELECT code, name_zh, name_en, parent, kind, address, opened_at, closed_at, version FROM branch_branches "

func scanBranch(r store.Scanner) (*Branch, error) {
	b := &Branch{}
	var opened int64
	var closed sql.NullInt64
	err := r.Scan(&b.Code, &b.NameZH, &b.NameEN, &b.Parent, &b.Kind, &b.Address, &opened, &closed, &b.Version)
	b.OpenedAt = time.UnixMicro(opened).UTC()
	if closed.Valid {
		t := time.UnixMicro(closed.Int64).UTC()
		b.ClosedAt = &t
	}
	return b, err
}

func branchByCode(q store.Querier, code auth.Branch) (*Branch, bool, error) {
	return store.One(q, scanBranch, selectBranch+"WHERE code = ?", code)
}

func allBranches(q store.Querier) ([]*Branch, error) {
	return store.All(q, scanBranch, selectBranch+"ORDER BY code")
}

func lockBranch(tx *store.Tx, code auth.Branch) (*Branch, error) {
	rows, err := tx.Lock(selectBranch+"WHERE code = ? ORDER BY code", code)
	found, err := store.Collect(rows, err, scanBranch)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, ErrUnknown
	}
	return found[0], nil
}

func lockTree(tx *store.Tx) ([]*Branch, error) {
	rows, err := tx.Lock(selectBranch + "ORDER BY code")
	return store.Collect(rows, err, scanBranch)
}

// link is a branch's place in the tree.
type link struct {
	code, parent auth.Branch
	open         bool
}

func allLinks(q store.Querier) ([]link, error) {
	return store.All(q, func(r store.Scanner) (l link, err error) {
		var closed sql.NullInt64
		err = r.Scan(&l.code, &l.parent, &closed)
		l.open = !closed.Valid
		return l, err
	}, "SELECT code, parent, closed_at FROM branch_branches ORDER BY code")
}

func insertBranch(tx *store.Tx, b *Branch) error {
	var head any
	if b.Kind == HeadOffice {
		head = int64(1)
	}
	_, err := tx.Exec(`INSERT INTO branch_branches (code, name_zh, name_en, parent, kind, address, opened_at, version, head)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, b.Code, b.NameZH, b.NameEN, b.Parent, int64(b.Kind), b.Address,
		b.OpenedAt.UnixMicro(), b.Version, head)
	return err
}

func updateBranch(tx *store.Tx, b *Branch) error {
	var closed any
	if b.ClosedAt != nil {
		closed = b.ClosedAt.UnixMicro()
	}
	_, err := tx.Exec(`UPDATE branch_branches SET name_zh = ?, name_en = ?, parent = ?, address = ?, closed_at = ?, version = ?
		WHERE code = ?`, b.NameZH, b.NameEN, b.Parent, b.Address, closed, b.Version, b.Code)
	return err
}

func insertChange(tx *store.Tx, c *Change) error {
	data, err := json.Marshal(&c.Branch)
	if err != nil {
		return err
	}
	_, err = tx.Exec("INSERT INTO branch_changes (id, code, version, verb, changed_at, person, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
		int64(c.ID), c.Branch.Code, c.Branch.Version, c.Verb, c.At.UnixMicro(), c.By, data)
	return err
}

func changesOf(q store.Querier, code auth.Branch) ([]*Change, error) {
	return store.All(q, func(r store.Scanner) (*Change, error) {
		c := &Change{}
		var at int64
		var data []byte
		if err := r.Scan(&c.ID, &c.Verb, &at, &c.By, &data); err != nil {
			return c, err
		}
		c.At = time.UnixMicro(at).UTC()
		return c, json.Unmarshal(data, &c.Branch)
	}, "SELECT id, verb, changed_at, person, data FROM branch_changes WHERE code = ? ORDER BY version", code)
}

// AuditSources let `tonghui verify` compare the branches with the audit log.
func (b *Branches) AuditSources() []audit.Source {
	return []audit.Source{{Kind: kindBranch, Table: "branch_branches",
		Digests: func(q store.Querier, objects []string) (map[string]audit.Digest, error) {
			args := make([]any, len(objects))
			for i := range objects {
				args[i] = objects[i]
			}
			rows, err := store.All(q, scanBranch, selectBranch+"WHERE code IN ("+store.Marks(len(args))+")", args...)
			found := make(map[string]audit.Digest, len(rows))
			for _, r := range rows {
				found[r.Code] = r.Digest()
			}
			return found, err
		},
		Objects: func(q store.Querier, after string, limit int) ([]string, error) {
			return store.All(q, store.Value[string], "SELECT code FROM branch_branches WHERE code > ? ORDER BY code LIMIT ?", after, limit)
		},
	}}
}
