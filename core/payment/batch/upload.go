package batch

import (
	"bytes"
	"context"
	"errors"

	"tonghui/core/account"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/blob"
	"tonghui/platform/store"
)

// Submission is a file that somebody uploads.
type Submission struct {
	Kind     Kind
	Account  ledger.AccountID // that pays
	Purpose  string           // of lines without their own
	FileName string
}

// piece is how many lines are looked up, and written, at a time.
const piece = 500

// Upload reads a file, judges its lines and writes them down: a batch that waits for its checker. The caller has made sure that
// who uploads may pay from the account. A file that can't be read leaves nothing; one that is a batch already is ErrSameFile. If
// the program is killed while lines are written, the same file again goes on where it stopped.
func (s *Batches) Upload(ctx context.Context, n Submission, body []byte) (*Batch, error) {
	sub := auth.SubjectOf(ctx)
	switch {
	case sub == nil:
		return nil, auth.ErrNobody
	case sub.Hat.Kind != auth.FirmHat && sub.Hat.Kind != auth.AgencyHat && sub.Hat.Kind != auth.ClientHat:
		return nil, ErrWho
	case n.Kind != Payroll && n.Kind != Contribution && n.Kind != Subsidy:
		return nil, ErrKind
	case !says(n.Purpose, 60) || !says(n.FileName, 200):
		return nil, ErrText
	}
	b := &Batch{Kind: n.Kind, State: Reading, Account: n.Account, Purpose: n.Purpose, FileName: n.FileName, MadeBy: sub.Actor().Person, live: true}
	if err := s.payer(ctx, b, sub); err != nil {
		return nil, err
	}
	f, err := read(body, b.Currency)
	if err != nil {
		return nil, err
	}
	if f.debtor != "" && f.debtor != b.AccountNumber {
		return nil, ErrDebtor
	}
	b.Format, b.Message, b.PaymentInfo = f.format, f.message, f.paymentInfo
	judgeForms(b, f.lines, s.o.Bank)
	ref, err := s.o.Files.Put(ctx, bytes.NewReader(body), blob.Options{MaxBytes: MaxFile})
	if err != nil {
		return nil, err
	}
	b.FileDigest = ref.Digest
	after, err := s.begin(ctx, b, ref)
	if err != nil {
		return nil, err
	}
	if err := s.writeLines(ctx, b, f.lines, after); err != nil {
		return nil, err
	}
	return b, s.finishReading(ctx, b)
}

// payer fills in what the paying account gives a batch.
func (s *Batches) payer(ctx context.Context, b *Batch, sub *auth.Subject) error {
	return s.st.View(ctx, func(v *store.View) error {
		a, err := s.o.Accounts.Get(v, b.Account)
		switch {
		case err != nil:
			return err
		case a.State != account.Active, sub.Hat.For != 0 && a.Owner != sub.Hat.For:
			return ErrAccount
		}
		b.Owner, b.Branch, b.AccountNumber, b.Currency = a.Owner, auth.Branch(a.Branch), a.Number, a.Currency
		return nil
	})
}

// begin writes the batch's row, or finds the one whose file was not read to its end: after is the last line that it has.
func (s *Batches) begin(ctx context.Context, b *Batch, ref blob.Ref) (after int64, err error) {
	err = s.st.Update(ctx, func(tx *store.Tx) error {
		after = 0
		was, err := sameFile(tx, b)
		if err != nil {
			return err
		}
		switch {
		case was != nil && was.State == Reading && was.MadeBy == b.MadeBy && was.Account == b.Account && was.Kind == b.Kind:
			b.ID, b.MadeAt, b.Version = was.ID, was.MadeAt, was.Version
			after, err = lastLine(tx, b.ID)
			return err
		case was != nil && (was.State == Reading || tx.Now().Sub(was.MadeAt) < twinsWithin):
			return ErrSameFile.With(was.ID)
		case was != nil:
			was.live = false
			if err := updateBatch(tx, was); err != nil {
				return err
			}
		}
		b.ID, b.MadeAt, b.Version = tx.NewID(), tx.Now(), 1
		if err := s.o.Files.Attach(tx, ref); err != nil {
			return err
		}
		err = insertBatch(tx, b)
		if errors.Is(err, store.ErrDuplicate) { // by another process, at this moment
			return ErrSameFile.With("…")
		}
		if err != nil {
			return err
		}
		return s.note(tx, "batch.receive", b, audit.Digest{})
	})
	return after, err
}

// writeLines looks lines up and writes them, a piece at a time, so that nobody waits for a file. Each piece is judged in a
// view of its own, while the one before is being written.
func (s *Batches) writeLines(ctx context.Context, b *Batch, lines []*Line, after int64) error {
	lately, err := s.paidLately(ctx, b)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	judged := make(chan []*Line, 2)
	failed := make(chan error, 1)
	go func() {
		defer close(judged)
		for from := 0; from < len(lines); from += piece {
			part := lines[from:min(from+piece, len(lines))]
			if err := s.judgePiece(ctx, b, part, lately); err != nil {
				failed <- err
				return
			}
			select {
			case judged <- part:
			case <-ctx.Done():
				return
			}
		}
	}()
	for part := range judged {
		for len(part) > 0 && part[0].Number <= after {
			part = part[1:]
		}
		if err == nil && len(part) > 0 {
			if err = s.st.UpdateSlow(ctx, func(tx *store.Tx) error { return insertLines(tx, b.ID, part) }); err != nil {
				cancel() // and hear the other out
			}
		}
	}
	cancel()
	if errors.Is(err, store.ErrDuplicate) { // the same file is being uploaded twice at this moment
		return ErrSameFile.With(b.ID)
	}
	if err == nil {
		select {
		case err = <-failed:
		default:
		}
	}
	return err
}

// paidLately says whether the payer has another batch of the last thirty days, in which twins could lie.
func (s *Batches) paidLately(ctx context.Context, b *Batch) (yes bool, err error) {
	err = s.st.View(ctx, func(v *store.View) error {
		yes, err = otherBatch(v, b, v.Now().Add(-twinsWithin))
		return err
	})
	return yes, err
}

// finishReading hands the batch to its checker, with figures of the lines as they lie there: after a restart some were judged
// by the run before.
func (s *Batches) finishReading(ctx context.Context, b *Batch) error {
	var out *Batch
	err := s.st.Update(ctx, func(tx *store.Tx) error {
		one, err := heldBatch(tx, b.ID)
		if err != nil {
			return err
		}
		if one.State != Reading {
			return ErrState.With(one.State, stateZH[one.State])
		}
		before := one.Digest()
		if err := sumLines(tx, one); err != nil {
			return err
		}
		one.State = Uploaded
		out = one
		return s.change(tx, "batch.upload", one, before)
	})
	if err == nil {
		*b = *out
	}
	return err
}
