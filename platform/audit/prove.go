package audit

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tonghui/platform/audit/checkpoint"
	"tonghui/platform/store"
)

// Proof shows that a record is in the log: whoever has the log's public key can verify it, without the bank.
type Proof struct {
	Leaf       int64       `json:"leaf"`
	Record     string      `json:"record"`            // the leaf, byte for byte
	Private    string      `json:"private,omitempty"` // its private part, byte for byte, unless erased
	Hashes     []tlog.Hash `json:"hashes"`            // from the leaf to the root (RFC 6962, 2.1.1)
	Checkpoint string      `json:"checkpoint"`        // the signed note
}

// Consistency shows that the log of To leaves begins with that of From leaves.
type Consistency struct {
	From     int64       `json:"from"`
	To       int64       `json:"to"`
	FromRoot tlog.Hash   `json:"fromRoot"`
	ToRoot   tlog.Hash   `json:"toRoot"`
	Hashes   []tlog.Hash `json:"hashes"` // RFC 6962, 2.1.2
}

// Checkpoint is the newest signed one, with its cosignatures.
func (l *Log) Checkpoint(ctx context.Context) ([]byte, error) {
	var c checkpointRow
	var ok bool
	err := l.st.View(ctx, func(v *store.View) (err error) {
		c, ok, err = newestCheckpoint(v)
		return err
	})
	if err == nil && !ok {
		err = ErrNoCheckpoint
	}
	return c.note, err
}

// Prove makes the proof of a record under the newest checkpoint.
func (l *Log) Prove(ctx context.Context, id store.ID) (*Proof, error) {
	var p *Proof
	err := l.st.View(ctx, func(v *store.View) error {
		r, err := recordByID(v, id)
		if err != nil {
			return err
		}
		c, ok, err := newestCheckpoint(v)
		if err != nil {
			return err
		}
		if !ok || r.Leaf < 0 || r.Leaf >= c.size {
			return ErrNotSequenced
		}
		t := newTiles(v)
		hashes, err := tlog.ProveRecord(c.size, r.Leaf, t)
		if err != nil {
			return errDamaged.Because(err)
		}
		root, err := t.root(c.size)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(hashes, c.size, root, r.Leaf, r.hash); err != nil {
			return errDamaged.Because(fmt.Errorf("record %d: %w", r.Leaf, err))
		}
		p = &Proof{r.Leaf, string(r.Body), string(r.private), hashes, string(c.note)}
		return nil
	})
	return p, err
}

// Verify checks a proof with nothing but the log's public key, and answers the record and the checkpoint that covers
// it. Witnesses are those whose cosignatures the answer should show.
func (p *Proof) Verify(log note.Verifier, witnesses ...note.Verifier) (*Record, *checkpoint.Signed, error) {
	c, err := checkpoint.Open([]byte(p.Checkpoint), log, witnesses...)
	if err != nil {
		return nil, nil, err
	}
	if err := tlog.CheckRecord(p.Hashes, c.Size, c.Root, p.Leaf, tlog.RecordHash([]byte(p.Record))); err != nil {
		return nil, nil, ErrProof.Because(err)
	}
	var private []byte
	if p.Private != "" {
		private = []byte(p.Private)
	}
	r, err := readRecord(p.Leaf, []byte(p.Record), private, nil)
	if err != nil {
		return nil, nil, err
	}
	if private != nil && commitment(private) != r.Private {
		return nil, nil, ErrProof
	}
	return r, c, nil
}

// ProveConsistency makes the proof between two sizes; to 0 is the newest checkpoint's.
func (l *Log) ProveConsistency(ctx context.Context, from, to int64) (*Consistency, error) {
	c := &Consistency{From: from, To: to}
	err := l.st.View(ctx, func(v *store.View) error {
		newest, ok, err := newestCheckpoint(v)
		if err != nil {
			return err
		}
		if !ok {
			return ErrNoCheckpoint
		}
		if c.To == 0 {
			c.To = newest.size
		}
		if from < 1 || from > c.To || c.To > newest.size {
			return ErrSize.With(newest.size)
		}
		t := newTiles(v)
		if c.FromRoot, err = t.root(c.From); err != nil {
			return err
		}
		if c.ToRoot, err = t.root(c.To); err != nil {
			return err
		}
		c.Hashes, err = tlog.ProveTree(c.To, c.From, t)
		if err == nil {
			err = tlog.CheckTree(c.Hashes, c.To, c.ToRoot, c.From, c.FromRoot)
		}
		if err != nil {
			return errDamaged.Because(err)
		}
		return nil
	})
	return c, err
}

// VerifyConsistency checks that one checkpoint continues another, without the bank.
func VerifyConsistency(hashes []tlog.Hash, from, to *checkpoint.Checkpoint) error {
	if from.Origin != to.Origin {
		return checkpoint.ErrOrigin.With(to.Origin, from.Origin)
	}
	if err := tlog.CheckTree(hashes, to.Size, to.Root, from.Size, from.Root); err != nil {
		return ErrProof.Because(err)
	}
	return nil
}

// proveSizes is ProveConsistency in the form that a witness's client takes.
func (l *Log) proveSizes(ctx context.Context) func(old, size int64) (tlog.TreeProof, error) {
	return func(old, size int64) (tlog.TreeProof, error) {
		c, err := l.ProveConsistency(ctx, old, size)
		if err != nil {
			return nil, err
		}
		return c.Hashes, nil
	}
}
