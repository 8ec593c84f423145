package main

import (
	"slices"

	"tonghui/platform/store"
	"tonghui/platform/store/backup"
)

// newestCheckpoint reads the audit log's last signed note from a snapshot, if the bank has such a log.
func newestCheckpoint(m backup.Manifest, q store.Querier) ([]byte, error) {
	if !slices.ContainsFunc(m.Schemas, func(s backup.Schema) bool { return s.Module == "audit" }) {
		return nil, nil
	}
	note, _, err := store.One(q, store.Value[[]byte], "SELECT note FROM audit_checkpoints ORDER BY size DESC LIMIT 1")
	return note, err
}
