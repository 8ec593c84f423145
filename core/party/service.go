package party

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"tonghui/base/calendar"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/blob"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the register's migrations.
func Schema() fs.FS {
	f, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return f
}

// Accounts is what the register asks of the ledger.
type Accounts interface {
	Account(ctx context.Context, id ledger.AccountID) (*ledger.Account, error)
}

// Options hand over what the register works with. Only the vault is needed by every verb.
type Options struct {
	Vault     *vault.Vault       // seals protected values
	Audit     *audit.Log         // takes a note of every change; nil: none
	Files     *blob.Files        // keeps pictures of documents; nil: none are taken
	Ledger    Accounts           // tells what accounts hold; nil: lists have their numbers only
	Approvals *approval.Register // where merges are proposed; nil: only RunMerge merges

	// Branch refuses a branch that isn't there, or has closed; nil: any code of the right form is taken.
	Branch func(q store.Querier, code auth.Branch) error
	// Screen looks at a party that is new or has another name or birth, in the update that makes it so.
	Screen func(tx *store.Tx, p Party) error
	// Screening tells for the one view how the party stands with the lists: "clear", "hit", "confirmed" …
	Screening func(ctx context.Context, q store.Querier, id ID) (ScreeningState, error)
	// Mandates tells for the one view who acts for the party, and for whom it acts.
	Mandates func(ctx context.Context, q store.Querier, id ID) ([]MandateLine, error)
	// Changed hears, in the same update, of persons whose rights may have changed: sessions' memories of them are void.
	Changed func(tx *store.Tx, persons ...ID)
}

// Parties is the register. Its methods that take a Tx are verbs, to be called inside an Update.
type Parties struct {
	st      *store.Store
	opt     Options
	vault   *vault.Vault
	onMerge []func(tx *store.Tx, keep, gone ID) error
}

// New makes the register of a store and tells the vault where its values stand.
func New(st *store.Store, opt Options) *Parties {
	opt.Vault.AddColumn(sealedColumn())
	return &Parties{st: st, opt: opt, vault: opt.Vault}
}

// OnMerge adds what moves another room's rows from a party that goes to the one that stays; it runs inside the merge. Rooms
// add theirs in the wiring.
func (p *Parties) OnMerge(f func(tx *store.Tx, keep, gone ID) error) {
	p.onMerge = append(p.onMerge, f)
}

// shanghai is the bank's zone, in which a day without an open bank date is counted.
var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

func dayOf(t time.Time) calendar.Date { return calendar.FromTime(t.In(shanghai)) }

// today is the bank date, or the day by the clock before the bank has opened its first.
func (p *Parties) today(tx *store.Tx) calendar.Date {
	if d, open := tx.BankDate(); open {
		return d
	}
	return dayOf(tx.Now())
}

// nowOf is the time of a Tx or a View.
func (p *Parties) nowOf(q store.Querier) time.Time {
	if t, ok := q.(interface{ Now() time.Time }); ok {
		return t.Now()
	}
	return p.st.Now()
}

// actor is who writes, as rows name her.
func actor(tx *store.Tx) string {
	if who := tx.Actor().Person; who != "" {
		return clip(who, 64)
	}
	return "bank"
}

// view reads one snapshot.
func view[T any](ctx context.Context, p *Parties, read func(*store.View) (T, error)) (out T, err error) {
	err = p.st.View(ctx, func(v *store.View) error {
		out, err = read(v)
		return err
	})
	return out, err
}

// digest is the record's for the audit log. It says nothing of sealed bytes, which change when keys do.
func (r *record) digest() audit.Digest {
	body, err := json.Marshal(r)
	if err != nil {
		panic(err) // plain values always encode
	}
	var h audit.Hasher
	return h.Start(string(Kind)).Bytes(body).Sum()
}

// note records a change of a party in the audit log.
func (p *Parties) note(tx *store.Tx, verb string, before audit.Digest, r *record, reason string) error {
	if p.opt.Audit == nil {
		return nil
	}
	return p.opt.Audit.Note(tx, audit.Note{Verb: "party." + verb, Kind: string(Kind), Object: r.ID.String(), Version: r.Version,
		Before: before, After: r.digest(), Salted: true, Reason: reason})
}

// change makes one change of a party that isn't merged: under its lock, with a version, an audit note and word to whoever
// remembers its rights. f changes the record and says in a few words, without private values, what it did.
func (p *Parties) change(ctx context.Context, tx *store.Tx, id ID, verb string, f func(*record) (string, error)) (Party, error) {
	r, err := lockRecord(tx, id)
	if err != nil {
		return Party{}, err
	}
	if r.Status == Merged {
		return Party{}, ErrMerged
	}
	if err := p.write(tx, &r, verb, f); err != nil {
		return Party{}, err
	}
	return p.shown(tx, &r)
}

// write changes a locked record.
func (p *Parties) write(tx *store.Tx, r *record, verb string, f func(*record) (string, error)) error {
	before := r.digest()
	about, err := f(r)
	if err != nil {
		return err
	}
	r.Version++
	r.Changed = tx.Now().UnixMicro()
	if err := putRecord(tx, r); err != nil {
		return err
	}
	if err := putVersion(tx, r, verb, about); err != nil {
		return err
	}
	return p.note(tx, verb, before, r, "")
}

// told hears of persons whose rights may have changed.
func (p *Parties) told(tx *store.Tx, ids ...ID) {
	if p.opt.Changed != nil {
		p.opt.Changed(tx, ids...)
	}
}

// AuditSources let `tonghui verify` compare the register's rows with the audit log.
func (p *Parties) AuditSources() []audit.Source {
	return []audit.Source{{Kind: string(Kind), Table: "party_parties", Salted: true,
		Digests: func(q store.Querier, objects []string) (map[string]audit.Digest, error) {
			out := make(map[string]audit.Digest, len(objects))
			for _, o := range objects {
				id, err := store.ParseID(o)
				if err != nil {
					continue
				}
				r, err := recordByID(q, id)
				switch {
				case err == nil:
					out[o] = r.digest()
				case !errors.Is(err, ErrUnknown):
					return nil, err
				}
			}
			return out, nil
		},
		Objects: func(q store.Querier, after string, limit int) ([]string, error) {
			var from ID
			if after != "" {
				id, err := store.ParseID(after)
				if err != nil {
					return nil, fmt.Errorf("party: audit place %q: %w", after, err)
				}
				from = id
			}
			ids, err := idsAfter(q, from, limit)
			out := make([]string, len(ids))
			for i, id := range ids {
				out[i] = id.String()
			}
			return out, err
		},
	}}
}
