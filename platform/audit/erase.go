package audit

import (
	"context"
	"crypto/sha256"
	"encoding/binary"

	"tonghui/base/problem"
	"tonghui/platform/store"
)

// erasureKind is the object of an erasure's own record.
const erasureKind = "audit.erasure"

// What an erasure takes from a record.
const (
	privatePart = 1 // who, for whom, from where, why
	saltPart    = 2 // the salt of the object's digests
)

// erasedPart is what a record has lost.
type erasedPart struct {
	record store.ID
	what   int
}

var errNobody = problem.New(problem.Invalid, "audit.nobody",
	"Say whose private data is to be erased, and why.", "请指明删除何人的个人信息，并说明理由。")

// Erase removes a person's name, addresses and reasons from all records with a number that she made before a moment,
// in small updates; the records themselves and every proof stay. The erasure is recorded with its reason. Whether the
// law asks for it or forbids it yet is the caller's to know. It tells how many records it touched.
func (l *Log) Erase(ctx context.Context, person string, before store.ID, reason string) (n int64, err error) {
	if person == "" || reason == "" {
		return 0, errNobody
	}
	return l.erase(ctx, privatePart, reason, func(tx *store.Tx) ([]store.ID, error) { return erasable(tx, person, before, 200) })
}

// EraseObject removes the salts of an object with personal data (a party that the bank must forget): from then on the
// digests in its records tell nothing, not even to somebody who guesses. Verify can't compare the object any more.
func (l *Log) EraseObject(ctx context.Context, kind, object, reason string) (n int64, err error) {
	if kind == "" || object == "" || reason == "" {
		return 0, errNobody
	}
	return l.erase(ctx, saltPart, reason, func(tx *store.Tx) ([]store.ID, error) { return erasableSalts(tx, kind, object, 200) })
}

func (l *Log) erase(ctx context.Context, what int, reason string, next func(tx *store.Tx) ([]store.ID, error)) (n int64, err error) {
	for {
		var done int
		err := l.st.UpdateSlow(ctx, func(tx *store.Tx) error {
			ids, err := next(tx)
			if done = len(ids); err != nil || done == 0 {
				return err
			}
			erasure := tx.NewID()
			parts := make([]erasedPart, len(ids))
			for i, id := range ids {
				parts[i] = erasedPart{id, what}
			}
			if err := erase(tx, erasure, parts); err != nil {
				return err
			}
			return l.Note(tx, Note{Verb: "audit.erase", Kind: erasureKind, Object: erasure.String(), After: erased(parts), Reason: reason})
		})
		if err != nil || done == 0 {
			return n, err
		}
		n += int64(done)
	}
}

// erased is the digest of an erasure: what it took from which records, in order.
func erased(parts []erasedPart) Digest {
	h := sha256.New()
	h.Write([]byte(erasureKind))
	for _, p := range parts {
		var b [9]byte
		binary.BigEndian.PutUint64(b[:], uint64(p.record))
		b[8] = byte(p.what)
		h.Write(b[:])
	}
	return Digest(h.Sum(nil))
}

// erasureSource lets verify tell an erasure from a private part that somebody deleted.
var erasureSource = Source{
	Kind: erasureKind, Table: "audit_erasures",
	Digests: func(q store.Querier, objects []string) (map[string]Digest, error) {
		out := map[string]Digest{}
		for _, o := range objects {
			parts, err := erasedBy(q, o)
			if err != nil {
				return nil, err
			}
			if len(parts) > 0 {
				out[o] = erased(parts)
			}
		}
		return out, nil
	},
	Objects: erasures,
}
