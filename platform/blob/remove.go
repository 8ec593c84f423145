package blob

import (
	"context"
	"errors"
	"time"

	"tonghui/platform/store"
)

// A removal marks the row, deletes the bytes and deletes the row. One that was broken off is taken up by the next
// sweep after abandoned; its deleting of bytes is bounded by a tenth of that, so that the two can't meet.
const abandoned = 10 * time.Minute

// Delete removes a file that nothing is attached to. What the law wants kept is kept by the rooms' records, which stay
// attached; a retention period (保管期限) of the file itself gets its place here.
func (f *Files) Delete(ctx context.Context, d Digest) error {
	if _, err := ParseDigest(string(d)); err != nil {
		return err
	}
	return f.remove(ctx, d, f.st.Now().Add(time.Hour))
}

func (f *Files) remove(ctx context.Context, d Digest, before time.Time) error {
	err := f.st.Update(ctx, func(tx *store.Tx) error {
		_, err := markRemoving(tx, d, before)
		return err
	})
	if err != nil {
		return err
	}
	bounded, cancel := context.WithTimeout(ctx, abandoned/10)
	defer cancel()
	for _, sealed := range []bool{false, true} {
		if err := f.place.Remove(bounded, d.name(sealed)); err != nil {
			return err // the row stays marked; the next sweep goes on
		}
	}
	return f.st.UpdateSlow(ctx, func(tx *store.Tx) error { return deleteRow(tx, d) })
}

// sweepPage bounds what one View of a sweep reads.
const sweepPage = 500

// Sweep removes what was put in and not attached for this long (SweepAge), and finishes puts and removals that were
// broken off. It returns how many files went. Orphans are left to Check and an operator: after a restore, files of the days
// since the backup are orphans that may still be wanted.
func (f *Files) Sweep(ctx context.Context, age time.Duration) (removed int, err error) {
	if p, ok := f.place.(*Folder); ok {
		if err := p.clean(f.st.Now().Add(-max(age, time.Hour))); err != nil {
			return 0, err
		}
	}
	for _, w := range []struct {
		state State
		age   time.Duration
	}{{Waiting, age}, {Removing, abandoned}} {
		before := f.st.Now().Add(-w.age)
		for {
			var files []File
			err := f.st.View(ctx, func(v *store.View) (err error) {
				files, err = idle(v, w.state, before, sweepPage)
				return err
			})
			if err != nil {
				return removed, err
			}
			n, err := f.removeAll(ctx, files, before)
			if removed += n; err != nil || n == 0 || len(files) < sweepPage {
				if err != nil {
					return removed, err
				}
				break
			}
		}
	}
	return removed, nil
}

func (f *Files) removeAll(ctx context.Context, files []File, before time.Time) (n int, err error) {
	for _, file := range files {
		err := f.remove(ctx, file.Digest, before)
		switch {
		case err == nil:
			n++
		case errors.Is(err, ErrMissing), errors.Is(err, ErrAttached), errors.Is(err, ErrBeingRemoved):
			// Attached or put in again since the View, or another sweep was first.
		default:
			return n, err
		}
	}
	return n, nil
}
