package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"tonghui/base/money"
)

// columns encodes a row's columns in a fixed binary form, for its digest: numbers as varints, texts with their length, what may
// be absent behind a 0 or 1.
type columns []byte

func (b *columns) text(ss ...string) {
	for _, s := range ss {
		*b = binary.AppendUvarint(*b, uint64(len(s)))
		*b = append(*b, s...)
	}
}

func (b *columns) number(ns ...int64) {
	for _, n := range ns {
		*b = binary.AppendVarint(*b, n)
	}
}

func (b *columns) amount(a *money.Amount) {
	if a == nil {
		b.number(0)
		return
	}
	b.number(1, int64(*a))
}

func (b *columns) time(t *time.Time) {
	if t == nil {
		b.number(0)
		return
	}
	b.number(1, t.UnixMicro())
}

func (b *columns) bool(v bool) {
	if v {
		b.number(1)
	} else {
		b.number(0)
	}
}

// Digest is a SHA-256 over everything that the account's row says; what it holds is not part of it, since entries prove
// that. The name and the metadata are personal data: it is kept under a salt.
func (a *Account) Digest() [32]byte {
	var b columns
	b.text("tonghui.account.1", a.Number, string(a.Code), string(a.Currency), string(a.Branch), a.Name, string(a.Metadata))
	b.number(int64(a.ID), int64(a.Class), a.OpenedAt.UnixMicro(), int64(a.OpenedOn))
	b.amount(a.Limits.Floor)
	b.amount(a.Limits.Ceiling)
	b.bool(a.Limits.DebitFrozen)
	b.bool(a.Limits.CreditFrozen)
	if a.ClosedOn != nil {
		b.number(1, int64(*a.ClosedOn))
	} else {
		b.number(0)
	}
	return sha256.Sum256(b)
}

// Digest is a SHA-256 over everything that the hold's row says.
func (h *Hold) Digest() [32]byte {
	var b columns
	b.text("tonghui.hold.1", h.Kind, h.Reference, h.Summary)
	b.number(int64(h.ID), int64(h.Account), int64(h.Amount), int64(h.Captured), int64(h.Released), int64(h.State),
		h.MadeAt.UnixMicro(), h.ExpiresAt.UnixMicro())
	return sha256.Sum256(b)
}

// Digest is a SHA-256 over everything that the freeze's row says.
func (f *Freeze) Digest() [32]byte {
	var b columns
	b.text("tonghui.freeze.1", f.Reference, f.Authority, f.Document)
	b.number(int64(f.ID), int64(f.Account), int64(f.Kind), int64(f.Ordered), int64(f.Amount), int64(f.State), f.MadeAt.UnixMicro(),
		f.ExpiresAt.UnixMicro())
	b.bool(f.Whole)
	b.time(f.EffectiveAt)
	b.time(f.EndedAt)
	return sha256.Sum256(b)
}

// Digest is a SHA-256 over everything that the day's row says.
func (d *Day) Digest() [32]byte {
	var b columns
	b.text("tonghui.day.1")
	b.number(int64(d.Date), int64(d.State), d.OpenedAt.UnixMicro())
	b.time(d.ClosingAt)
	b.time(d.ClosedAt)
	return sha256.Sum256(b)
}

// Digest is a SHA-256 over everything that the code's row says.
func (c *ChartCode) Digest() [32]byte {
	var b columns
	b.text("tonghui.code.1", string(c.Code), c.NameZH, c.NameEN)
	b.number(int64(c.Class))
	return sha256.Sum256(b)
}
