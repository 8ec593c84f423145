package ledger

import (
	"tonghui/base/calendar"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// The kinds of the ledger's objects in the audit log. Entries are rows that never change and are covered in the order in
// which they are booked; of everything else each change is noted with its digests before and after.
const (
	kindEntry   = "ledger.entry"
	kindAccount = "ledger.account"
	kindHold    = "ledger.hold"
	kindFreeze  = "ledger.freeze"
	kindDay     = "ledger.day"
	kindPeriod  = "ledger.period"
	kindCode    = "ledger.code"
)

// digested is an object with a digest.
type digested interface{ Digest() [32]byte }

// digest is an object's digest for a later note; it costs nothing where there is no log.
func (l *Ledger) digest(o digested) (d audit.Digest) {
	if l.audit != nil {
		d = o.Digest()
	}
	return d
}

// note records a verb's change of an object in the audit log, if there is one. before is zero for a new object.
func (l *Ledger) note(tx *store.Tx, verb, kind, object string, before audit.Digest, after digested) error {
	if l.audit == nil {
		return nil
	}
	n := audit.Note{Verb: verb, Kind: kind, Object: object, Before: before, Salted: kind == kindAccount}
	if after != nil {
		n.After = after.Digest()
	}
	return l.audit.Note(tx, n)
}

// cover records a booked entry.
func (l *Ledger) cover(tx *store.Tx, e *Entry) error {
	if l.audit == nil {
		return nil
	}
	return l.audit.Cover(tx, audit.Cover{Verb: "ledger.post", Kind: kindEntry, ID: store.ID(e.ID), Digest: e.Digest()})
}

// noteAccount records a change of an account's row that do makes in memory and in SQL.
func (l *Ledger) noteAccount(tx *store.Tx, verb string, id AccountID, do func(*Account) error) error {
	if l.audit == nil {
		return do(&Account{})
	}
	p, err := positionByID(tx, id)
	if err != nil {
		return err
	}
	before := p.Digest()
	if err := do(&p.Account); err != nil {
		return err
	}
	return l.note(tx, verb, kindAccount, id.String(), before, &p.Account)
}

// noteDay records a change of a day's row.
func (l *Ledger) noteDay(tx *store.Tx, verb string, d calendar.Date, do func() error) error {
	var before audit.Digest
	if l.audit != nil {
		if was, ok, err := dayByDate(tx, d); err != nil {
			return err
		} else if ok {
			before = was.Digest()
		}
	}
	if err := do(); err != nil || l.audit == nil {
		return err
	}
	now, _, err := dayByDate(tx, d)
	if err != nil {
		return err
	}
	return l.note(tx, verb, kindDay, d.String(), before, &now)
}

// AuditSources let `tonghui verify` compare the ledger's rows with the audit log.
func (l *Ledger) AuditSources() []audit.Source { return auditSources() }
