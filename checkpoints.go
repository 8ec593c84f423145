package tonghui

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"

	"tonghui/platform/audit/checkpoint"
	"tonghui/platform/blob"
)

// Checkpoints keeps the audit log's signed checkpoints in a place of files, best a bucket of another party: one object a
// size, written again when more witnesses have cosigned. It is an audit.Exporter and an audit.Keeper.
type Checkpoints struct{ place blob.Place }

// OpenCheckpoints opens a place for checkpoints: s3://bucket/prefix or a folder.
func OpenCheckpoints(address string) (*Checkpoints, error) {
	p, err := blob.Open(address)
	if err != nil {
		return nil, err
	}
	return &Checkpoints{p}, nil
}

const (
	checkpointsPrefix = "checkpoints/"
	maxCheckpoint     = 64 << 10 // bytes; one with a dozen cosignatures has about 2,000
	newestCheckpoints = 500      // those that Read gives
)

// Put keeps a checkpoint under its name.
func (c *Checkpoints) Put(ctx context.Context, name string, signed []byte) error {
	f, err := c.place.Spool()
	if err != nil {
		return err
	}
	if _, err := io.Copy(f, bytes.NewReader(signed)); err != nil {
		blob.Drop(f)
		return err
	}
	return c.place.Keep(ctx, name, f)
}

// Newest is the largest checkpoint of a log, nil if there is none.
func (c *Checkpoints) Newest(ctx context.Context, origin string) ([]byte, error) {
	names, err := c.names(ctx)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Backward(names) {
		signed, err := c.get(ctx, name)
		if err != nil {
			return nil, err
		}
		body, _, _ := strings.Cut(string(signed), "\n\n")
		if head, err := checkpoint.Parse(body + "\n"); err == nil && head.Origin == origin {
			return signed, nil
		}
	}
	return nil, nil
}

// Read gives the newest checkpoints, for a verification.
func (c *Checkpoints) Read(ctx context.Context) (all [][]byte, err error) {
	names, err := c.names(ctx)
	if err != nil {
		return nil, err
	}
	for _, name := range names[max(0, len(names)-newestCheckpoints):] {
		signed, err := c.get(ctx, name)
		if err != nil {
			return nil, err
		}
		all = append(all, signed)
	}
	return all, nil
}

// names are sorted by the size of the log, since sizes are padded.
func (c *Checkpoints) names(ctx context.Context) (names []string, err error) {
	err = c.place.List(ctx, checkpointsPrefix, func(o blob.Object) error {
		names = append(names, o.Name)
		return nil
	})
	slices.Sort(names)
	return names, err
}

func (c *Checkpoints) get(ctx context.Context, name string) ([]byte, error) {
	r, err := c.place.Get(ctx, name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	return io.ReadAll(io.LimitReader(r, maxCheckpoint))
}
