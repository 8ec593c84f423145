package party

import (
	"context"
	"slices"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Revealed is a protected value in the clear.
type Revealed struct {
	Field string `json:"field" doc:"As it was asked for: birth, or an id."`
	Kind  string `json:"kind" example:"citizen_id"`
	Value string `json:"value,omitempty"`
	Media string `json:"media,omitempty" doc:"Of a document."`
	Data  []byte `json:"data,omitempty" doc:"A document's bytes, in base64."`
}

// asked is one field that was asked for and is there.
type asked struct {
	field    string
	kind     string
	value    *valueRow
	document *Document
	text     string
}

// Reveal (查看明文) shows protected values in the clear: "birth", or the ids of values and documents of this party. That it
// was done, by whom, under which hat and why is committed to the party's disclosures and the audit log before anything
// leaves. Errors: ErrReason, ErrFields, ErrUnknownValue for what the party hasn't.
func (p *Parties) Reveal(ctx context.Context, id ID, fields []string, reason string) ([]Revealed, error) {
	reason = tidy(reason)
	if !spoken(reason, 4, 200) {
		return nil, at(ErrReason, "/reason")
	}
	if len(fields) == 0 || len(fields) > 20 {
		return nil, at(ErrFields, "/fields")
	}
	var found []asked
	err := p.st.Update(ctx, func(tx *store.Tx) (err error) {
		s := auth.By(tx)
		if s == nil {
			return auth.ErrNobody
		}
		if id, err = p.Canonical(tx, id); err != nil {
			return err
		}
		r, err := lockRecord(tx, id)
		if err != nil {
			return err
		}
		if found, err = p.find(tx, &r, fields); err != nil {
			return err
		}
		var kinds []string
		for _, f := range found {
			if !slices.Contains(kinds, f.kind) {
				kinds = append(kinds, f.kind)
			}
		}
		if err := insertDisclosure(tx, id, s, kinds, reason); err != nil || p.opt.Audit == nil {
			return err
		}
		now := r.digest() // looking changes nothing
		return p.opt.Audit.Note(tx, audit.Note{Verb: "party.reveal", Kind: string(Kind), Object: id.String(), Version: r.Version,
			Before: now, After: now, Salted: true, Reason: reason})
	})
	if err != nil {
		return nil, err
	}
	return p.open(ctx, found)
}

// find looks for what was asked for, without opening it.
func (p *Parties) find(q store.Querier, r *record, fields []string) ([]asked, error) {
	values, err := valuesOf(q, r.ID)
	if err != nil {
		return nil, err
	}
	documents, err := documentsOf(q, r.ID)
	if err != nil {
		return nil, err
	}
	out := make([]asked, 0, len(fields))
	for _, f := range fields {
		if f == "birth" && r.Birth != nil {
			out = append(out, asked{field: f, kind: f, text: r.Birth.String()})
			continue
		}
		id, err := store.ParseID(f)
		if err != nil {
			return nil, at(ErrFields, "/fields")
		}
		v := slices.IndexFunc(values, func(v valueRow) bool { return v.ID == id })
		d := slices.IndexFunc(documents, func(d Document) bool { return d.ID == id })
		switch {
		case v >= 0:
			out = append(out, asked{field: f, kind: string(values[v].Kind), value: &values[v]})
		case d >= 0:
			out = append(out, asked{field: f, kind: documents[d].Kind, document: &documents[d]})
		default:
			return nil, at(ErrUnknownValue, "/fields")
		}
	}
	return out, nil
}

// open gives the plain values, after the disclosure is committed.
func (p *Parties) open(ctx context.Context, found []asked) ([]Revealed, error) {
	out := make([]Revealed, 0, len(found))
	for _, f := range found {
		r := Revealed{Field: f.field, Kind: f.kind, Value: f.text}
		switch {
		case f.value != nil:
			text, err := p.vault.Open(f.value.place(), f.value.Sealed)
			if err != nil {
				return nil, err
			}
			r.Value = string(text)
		case f.document != nil:
			b, err := p.bytesOf(ctx, f.document)
			if err != nil {
				return nil, err
			}
			r.Media, r.Data = f.document.Media, b
		}
		out = append(out, r)
	}
	return out, nil
}

// Disclosures are who looked at a party's data (谁查看过我的信息), newest first, before one (0: from the newest).
func (p *Parties) Disclosures(q store.Querier, id, before ID, limit int) ([]Disclosure, error) {
	all, err := disclosuresOf(q, id, before, limit)
	for i := range all {
		all[i].Own = all[i].HatKind == string(auth.SelfHat) && all[i].Person == id
	}
	return all, err
}
