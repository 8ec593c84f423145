package restraint

import "tonghui/platform/audit"

// Digest is of what a restraint's row says, for the audit log. Whose accounts it holds is not part of it: parties merge.
func (r *Restraint) Digest() audit.Digest {
	var h audit.Hasher
	whole, waiting := int64(0), int64(0)
	if r.Whole {
		whole = 1
	}
	if r.Waiting {
		waiting = 1
	}
	h.Start(Kind).Int(int64(r.ID)).Text(string(r.Kind)).Text(r.Authority).Text(r.Document).Text(r.Case).Text(string(r.Currency)).
		Int(int64(r.Ordered)).Int(whole).Int(microsOf(r.Until)).Text(string(r.State)).Int(waiting).Int(microsOf(r.warned)).
		Int(int64(r.Deducted)).Int(int64(r.Released)).Text(r.Branch).Int(microsOf(r.MadeAt)).Int(microsOrZero(r.EndedAt)).Int(r.Version)
	return h.Sum()
}

// Digest is of what a measure's row says, but for the officers, who are sealed anew from time to time.
func (d *Done) Digest() audit.Digest {
	var h audit.Hasher
	h.Start(kindMeasure).Int(int64(d.ID)).Int(int64(d.restraint)).Text(string(d.Measure)).Text(d.Authority).Text(d.Document).
		Int(int64(d.Amount)).Int(microsOrZero(d.Until)).Int(int64(d.party)).Int(int64(d.Account)).Int(int64(d.To)).Text(d.File).
		Int(microsOf(d.MadeAt)).Text(d.Person).Text(d.Reason)
	return h.Sum()
}

// Digest is of what a mark's row says.
func (m *Mark) Digest() audit.Digest {
	var h audit.Hasher
	h.Start(kindMark).Int(int64(m.Account)).Text(string(m.Kind)).Int(int64(m.Monthly)).Text(m.Evidence).Int(microsOf(m.SetAt)).Int(m.Version)
	return h.Sum()
}
