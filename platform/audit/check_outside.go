package audit

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"tonghui/base/problem"
	"tonghui/platform/audit/checkpoint"
	"tonghui/platform/audit/witness"
	"tonghui/platform/store"
)

// outside compares the tree with checkpoints that were kept elsewhere: all of them in a full check, else the newest.
func (c *checker) outside() error {
	if len(c.opt.Outside) == 0 {
		return nil
	}
	if c.l.verifier == nil {
		return ErrNoKey
	}
	var own [][]byte
	var newest []byte
	size, foreign := int64(-1), ""
	for _, msg := range c.opt.Outside {
		body, _, _ := strings.Cut(string(msg), "\n\n")
		head, err := checkpoint.Parse(body + "\n")
		switch {
		case err != nil:
			c.find("not_a_checkpoint", Finding{Leaf: -1}, "", "", "", "")
		case head.Origin != c.l.verifier.Name():
			foreign = head.Origin // of the log before this one, unless there is nothing else
		default:
			own = append(own, msg)
			if head.Size > size {
				size, newest = head.Size, msg
			}
		}
	}
	if len(own) == 0 && foreign != "" {
		c.find("other_bank", Finding{Leaf: -1}, "", "", c.l.verifier.Name(), foreign)
	}
	if !c.opt.Full && newest != nil {
		own = [][]byte{newest}
	}
	for len(own) > 0 {
		part := own[:min(64, len(own))]
		own = own[len(part):]
		if err := c.view(func(v *store.View) error {
			t := newTiles(v)
			for _, msg := range part {
				if err := c.compareOutside(t, msg); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// compareOutside compares one checkpoint.
func (c *checker) compareOutside(t *tiles, msg []byte) error {
	head, err := checkpoint.Open(msg, c.l.verifier, c.opt.Witnesses...)
	if err != nil {
		first, _, _ := strings.Cut(string(msg), "\n\n")
		place := strings.Join(strings.Fields(first), " ")
		code := "wrong_key"
		if errors.Is(err, checkpoint.ErrMalformed) {
			code = "not_a_checkpoint"
		}
		c.find(code, Finding{Leaf: -1}, place, place, c.l.verifier.Name(), "")
		return nil
	}
	c.report.Outside++
	en, zh := fmt.Sprintf("of %s", head.Time().Format(time.RFC3339)), head.Time().Format(time.RFC3339)
	for _, w := range head.Cosignatures {
		en, zh = en+fmt.Sprintf(", cosigned by %s at %s", w.Witness, w.Time.Format(time.RFC3339)),
			zh+fmt.Sprintf("，%s 于 %s 见证", w.Witness, w.Time.Format(time.RFC3339))
	}
	if head.Size == 0 {
		return nil
	}
	if size, err := treeSize(t.q); err != nil || head.Size > size {
		if err == nil {
			c.find("rolled_back", Finding{Table: "audit_records", Leaf: -1}, en, zh, head.Size, size)
		}
		return err
	}
	root, err := t.root(head.Size)
	switch {
	case errors.Is(err, errDamaged):
		c.find("rewritten", Finding{Table: "audit_tiles", Leaf: -1}, en, zh, head.Root, "?")
	case err != nil:
		return err
	case root != head.Root:
		c.find("rewritten", Finding{Table: "audit_records", Leaf: -1}, en, zh, head.Root, root)
	}
	return nil
}

// ask compares the newest checkpoint with what the witnesses remember. The running bank may sign and have cosigned a newer one
// meanwhile: who is ahead is asked again with that.
func (c *checker) ask() error {
	if len(c.opt.Ask) == 0 {
		return nil
	}
	if c.l.verifier == nil {
		return ErrNoKey
	}
	for _, w := range c.opt.Ask {
		if err := c.askOne(w); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) askOne(w *witness.Client) error {
	asked := int64(-1)
	for {
		var row checkpointRow
		var there bool
		if err := c.view(func(v *store.View) (err error) {
			row, there, err = newestCheckpoint(v)
			return err
		}); err != nil {
			return err
		}
		signed, err := checkpoint.Open(row.note, c.l.verifier)
		if !there || err != nil {
			return nil // nothing of this log is signed, or it was judged with the records
		}
		_, err = w.Cosign(c.ctx, c.l.verifier, row.note, c.l.proveSizes(c.ctx))
		if errors.Is(err, witness.ErrAhead) && signed.Size > asked {
			asked = signed.Size
			continue
		}
		switch {
		case c.ctx.Err() != nil:
			return c.ctx.Err()
		case err == nil:
			c.report.Asked++
		case errors.Is(err, witness.ErrAhead):
			c.report.Asked++
			c.find("witness_ahead", Finding{Table: "audit_records", Leaf: -1}, w.Name(), w.Name(), "", signed.Size)
		case errors.Is(err, witness.ErrForked):
			c.report.Asked++
			c.find("witness_forked", Finding{Table: "audit_records", Leaf: -1}, w.Name(), w.Name(), signed.Size, "")
		case errors.Is(err, witness.ErrNoAnswer):
			c.find("witness_silent", Finding{Leaf: -1}, w.Name(), w.Name(), "", problem.Of(err).Cause)
		default:
			return err // the tree can't be read
		}
		return nil
	}
}
