package parameter

import (
	"crypto/sha256"
	"embed"
	"encoding/binary"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"tonghui/base/calendar"
	"tonghui/platform/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the parameters' migrations.
func Schema() fs.FS {
	f, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return f
}

// zone is the bank's: days of parameters begin at its midnight.
var zone = time.FixedZone("Asia/Shanghai", 8*3600)

// Set is all parameters of the bank.
type Set struct {
	st   *store.Store
	defs map[string]*Definition
	note Noted

	now     atomic.Pointer[memory]
	loading sync.Mutex
	changes atomic.Int64 // of this process
}

// Noted records a change in the audit log: object is its name and day, after the digest of its row.
type Noted func(tx *store.Tx, object string, after [sha256.Size]byte, reason string) error

// New makes the set of these parameters. It panics at a definition that is wrong or given twice: the program's own mistake.
func New(st *store.Store, defs ...Definition) *Set {
	s := &Set{st: st, defs: make(map[string]*Definition, len(defs)), note: func(*store.Tx, string, [sha256.Size]byte, string) error { return nil }}
	for _, d := range defs {
		if err := d.check(); err != nil {
			panic(err)
		}
		if s.defs[d.Name] != nil {
			panic(fmt.Sprintf("parameter: %s is defined twice", d.Name))
		}
		s.defs[d.Name] = &d
	}
	return s
}

// Noted makes the set record its changes. Call it before the first one.
func (s *Set) Noted(f Noted) *Set {
	s.note = f
	return s
}

// Definitions are those of the set, by name.
func (s *Set) Definitions() []Definition {
	out := make([]Definition, 0, len(s.defs))
	for _, d := range s.defs {
		out = append(out, *d)
	}
	slices.SortFunc(out, func(a, b Definition) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Change is a new value. It is also the payload of a proposal.
type Change struct {
	Name       string        `json:"name"`
	From       calendar.Date `json:"from" doc:"生效日: the day from which it holds."`
	Value      string        `json:"value"`
	ProposedBy string        `json:"proposedBy"`
	Reason     string        `json:"reason"`
}

// Check refuses what Set would refuse now, so that nothing is proposed in vain.
func (s *Set) Check(tx *store.Tx, c Change) (Value, error) {
	v, _, err := s.check(tx, c)
	return v, err
}

// check also tells the id of the last change that was made.
func (s *Set) check(tx *store.Tx, c Change) (v Value, last store.ID, err error) {
	d := s.defs[c.Name]
	if d == nil {
		return v, 0, ErrUnknown.With(clip(c.Name))
	}
	today := today(tx)
	first := today
	if d.WholeDay {
		first++
	}
	switch {
	case c.From < first:
		return v, 0, ErrPast.With(c.From, first)
	case c.From > today+5*366:
		return v, 0, ErrFar.With(c.From)
	}
	if v, err = d.Parse(c.Value); err != nil {
		return v, 0, err
	}
	rows, err := changesOf(tx, c.Name)
	if err == nil && d.holding(rows, c.From).text == v.text {
		err = ErrSame.With(c.Name, c.From)
	}
	for _, r := range rows {
		last = max(last, r.ID)
	}
	return v, last, err
}

// Set adds a change: the second half of four eyes, run when somebody else has approved it. Who makes this update has.
func (s *Set) Set(tx *store.Tx, c Change) error {
	v, last, err := s.check(tx, c)
	if err != nil {
		return err
	}
	r := Row{ID: tx.NewIDAfter(last), Name: c.Name, From: c.From, Value: v.text, ProposedBy: c.ProposedBy, ApprovedBy: tx.Actor().Person,
		Reason: c.Reason, SetAt: tx.Now()}
	if err := insert(tx, &r); err != nil {
		return err
	}
	tx.AfterCommit(func() { s.changes.Add(1) })
	return s.note(tx, c.Name+"@"+c.From.String(), r.Digest(), c.Reason)
}

// today is the later one of the wall's date and the bank date: a change begins in the past of neither.
func today(tx *store.Tx) calendar.Date {
	d := calendar.FromTime(tx.Now().In(zone))
	if bank, ok := tx.BankDate(); ok {
		d = max(d, bank)
	}
	return d
}

// Row is a change as it stands.
type Row struct {
	ID         store.ID      `json:"id"`
	Name       string        `json:"name"`
	From       calendar.Date `json:"from"`
	Value      string        `json:"value"`
	ProposedBy string        `json:"proposedBy"`
	ApprovedBy string        `json:"approvedBy"`
	Reason     string        `json:"reason"`
	SetAt      time.Time     `json:"setAt"`
}

// Digest is the row's for the audit log.
func (r *Row) Digest() [sha256.Size]byte {
	var b []byte
	for _, s := range []string{"parameter.value", r.ID.String(), r.Name, r.From.String(), r.Value, r.ProposedBy, r.ApprovedBy, r.Reason,
		r.SetAt.UTC().Format(time.RFC3339Nano)} {
		b = append(binary.AppendUvarint(b, uint64(len(s))), s...)
	}
	return sha256.Sum256(b)
}

func clip(s string) string {
	if r := []rune(s); len(r) > 48 {
		return string(r[:48]) + "…"
	}
	return s
}
