package reconcile

import (
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// AuditSources let `tonghui verify` compare the room's rows with the audit log.
func (r *Reconcile) AuditSources() []audit.Source {
	return []audit.Source{audit.ByID(Kind, "reconcile_statements", "id", selectStatement, scanStatement, func(s *Statement) (store.ID, audit.Digest) { return s.ID, s.Digest() })}
}
