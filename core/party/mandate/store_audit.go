package mandate

import (
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// AuditSources let `tonghui verify` compare the register's rows with the audit log.
func (m *Mandates) AuditSources() []audit.Source {
	return []audit.Source{
		audit.ByID(Kind, "mandate_mandates", "id", selectMandate, scanMandate, func(r *Mandate) (store.ID, audit.Digest) { return r.ID, r.Digest() }),
		audit.ByID(KindStaff, "mandate_staff", "id", selectStaff, scanStaff, func(r *Staff) (store.ID, audit.Digest) { return r.ID, r.Digest() }),
		audit.ByID(KindHolder, "mandate_holders", "id", selectHolder, scanHolder, func(r *Holder) (store.ID, audit.Digest) { return r.ID, r.Digest() }),
	}
}
