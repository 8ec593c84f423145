package blob

import (
	"context"
	"errors"
	"io"

	"tonghui/base/problem"
	"tonghui/platform/store"
)

// CheckOptions say how thorough a check is.
type CheckOptions struct {
	Full     bool                    // read every byte; otherwise look only whether the files are there, in their size
	Progress func(done, total int64) // files; total is 0 while it isn't known
}

// Report is what a check found.
type Report struct {
	Files    int64     `json:"files"`
	Bytes    int64     `json:"bytes"`
	Findings []Finding `json:"findings,omitempty"`
	Orphans  []string  `json:"orphans,omitempty"` // the first maxOrphans; not an error: uploads of a minute ago may be among them
	Orphaned int64     `json:"orphaned"`
	Full     bool      `json:"full"`
}

// Finding is one attached file that isn't as it should be.
type Finding struct {
	Digest  Digest         `json:"digest"`
	Problem *problem.Error `json:"problem"`
}

const maxOrphans = 20

// Check proves that every file with something attached is there and has its digest, and counts the orphans. It writes
// nothing and holds no snapshot for long. An error is returned only if the check itself could not be finished.
func (f *Files) Check(ctx context.Context, opt CheckOptions) (Report, error) {
	r := Report{Full: opt.Full}
	err := f.eachRow(ctx, func(row File) error {
		if row.State != Attached {
			return nil
		}
		r.Files, r.Bytes = r.Files+1, r.Bytes+row.Size
		if opt.Progress != nil {
			opt.Progress(r.Files, 0)
		}
		err := f.prove(ctx, row, opt.Full)
		p := problem.Of(err)
		if p == nil {
			return nil
		}
		if !errors.Is(err, ErrLost) && !errors.Is(err, ErrCorrupt) {
			return err // the place or the key: says nothing of this file
		}
		r.Findings = append(r.Findings, Finding{row.Digest, p})
		return nil
	})
	if err != nil {
		return r, err
	}
	return r, f.orphans(ctx, &r)
}

// Verify is Check as `tonghui verify` wants it: an error if anything is missing or changed.
func (f *Files) Verify(ctx context.Context, full bool) error {
	r, err := f.Check(ctx, CheckOptions{Full: full})
	if err != nil || len(r.Findings) == 0 {
		return err
	}
	e := ErrFindings.With(len(r.Findings))
	for _, found := range r.Findings[:min(len(r.Findings), maxOrphans)] {
		e = e.At("/files/"+string(found.Digest), found.Problem.EN, found.Problem.ZH)
	}
	return e
}

// prove looks at one file.
func (f *Files) prove(ctx context.Context, row File, full bool) error {
	if full {
		r, err := f.read(ctx, row.Digest, row.KeyID != "")
		if err != nil {
			return err
		}
		defer r.Close()
		_, err = io.Copy(io.Discard, r)
		return err
	}
	o, err := f.place.Stat(ctx, row.Digest.name(row.KeyID != ""))
	switch {
	case errors.Is(err, ErrMissing):
		return ErrLost.With(row.Digest).Because(err)
	case err != nil:
		return err
	case row.KeyID == "" && o.Size != row.Size, row.KeyID != "" && o.Size <= row.Size:
		return ErrCorrupt.With(row.Digest)
	}
	return nil
}

// eachRow reads all rows page by page.
func (f *Files) eachRow(ctx context.Context, each func(File) error) error {
	var after Digest
	for {
		var rows []File
		err := f.st.View(ctx, func(v *store.View) (err error) {
			rows, err = page(v, after, sweepPage)
			return err
		})
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			if err := each(row); err != nil {
				return err
			}
		}
		after = rows[len(rows)-1].Digest
	}
}

// orphans counts what lies in the place and has no row, or lies there in another form than its row says.
func (f *Files) orphans(ctx context.Context, r *Report) error {
	type lying struct {
		d      Digest
		sealed bool
	}
	var batch []lying
	judge := func() error {
		digests := make([]Digest, len(batch))
		for i, l := range batch {
			digests[i] = l.d
		}
		return f.st.View(ctx, func(v *store.View) error {
			rows, err := known(v, digests)
			for _, l := range batch {
				if key, ok := rows[l.d]; err == nil && (!ok || l.sealed != (key != "")) {
					if r.Orphaned++; len(r.Orphans) < maxOrphans {
						r.Orphans = append(r.Orphans, l.d.name(l.sealed))
					}
				}
			}
			batch = batch[:0]
			return err
		})
	}
	err := f.place.List(ctx, "sha256/", func(o Object) error {
		if d, sealed, ok := digestOfName(o.Name); ok {
			batch = append(batch, lying{d, sealed})
		}
		if len(batch) < sweepPage {
			return nil
		}
		return judge()
	})
	if err == nil && len(batch) > 0 {
		err = judge()
	}
	return err
}
