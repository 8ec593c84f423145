package jobs

import (
	"context"
	"errors"
	"time"

	"tonghui/platform/store"
)

// maxChunk is how long one chunk may keep the writer.
const maxChunk = 20 * time.Millisecond

// Chunk is one piece of a long job: an update in the slow lane that does a little work and writes down how far it
// came, both or neither. After a crash the job goes on behind the last chunk that committed. Between chunks an
// operator may pause or cancel it.
type Chunk struct {
	*Run
	Place []byte // the handler's cursor; empty at first, at most 4096 bytes
	Done  int64  // units done so far
	Total int64  // units in all, 0 when not known
	Note  string // for operators, at most 200 bytes

	st    *store.Store
	until time.Time
	final bool
}

// Finish says that this was the last chunk: the job ends with it.
func (c *Chunk) Finish() { c.final = true }

// Over says that the chunk has used its 20 milliseconds and should return.
func (c *Chunk) Over() bool { return !c.st.Now().Before(c.until) }

// runChunks works until the last chunk.
func (q *Queue) runChunks(ctx context.Context, r *Run) error {
	for {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		q.mu.Lock()
		stopping := q.stopping
		q.mu.Unlock()
		if stopping {
			return errStopped
		}
		var c *Chunk
		err := q.st.UpdateSlow(ctx, func(tx *store.Tx) error {
			var err error
			if c, err = q.beginChunk(tx, r); err != nil {
				return err
			}
			if err := r.k.Chunk(tx, c); err != nil {
				return err
			}
			if c.final {
				if err := dropProgress(tx, r.ID); err != nil {
					return err
				}
				return q.complete(tx, r)
			}
			return saveProgress(tx, c)
		})
		switch {
		case err == nil && c.final:
			return nil
		case ctx.Err() != nil && errors.Is(err, store.ErrGaveUp):
			return context.Cause(ctx)
		case err != nil:
			return err
		}
	}
}

// beginChunk proves that the run still holds the job, and reads how far it is.
func (q *Queue) beginChunk(tx *store.Tx, r *Run) (*Chunk, error) {
	h, ok, err := holdJob(tx, r.ID)
	switch {
	case err != nil:
		return nil, err
	case !ok || h.claim != r.claim:
		return nil, ErrClaimLost
	case h.wish != noWish:
		return nil, wishError(h.wish)
	}
	c := &Chunk{Run: r, st: q.st, until: q.st.Now().Add(maxChunk)}
	return c, loadProgress(tx, c)
}
