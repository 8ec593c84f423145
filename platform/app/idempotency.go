package app

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"runtime/debug"
	"time"

	"github.com/klauspost/compress/s2"

	"tonghui/base/problem"
	"tonghui/platform/store"
)

var (
	errKeyMissing = problem.New(problem.Malformed, "app.idempotency_key_missing",
		"This operation moves money, so it needs the header `Idempotency-Key`: a fresh random word for each new request, "+
			"the same word when you repeat one.",
		"该操作涉及资金，必须携带请求头 Idempotency-Key：新请求用新的随机值，重发同一请求时沿用原值。")
	errKeyInvalid = problem.New(problem.Malformed, "app.idempotency_key_invalid",
		"The header `Idempotency-Key` must be 1 to 128 visible ASCII characters; a UUID is a good choice.",
		"请求头 Idempotency-Key 须为 1 至 128 个可见 ASCII 字符，建议使用 UUID。")
	errKeyMismatch = problem.New(problem.Conflict, "app.idempotency_mismatch",
		"This idempotency key was used for another request within the last seven days. Use a fresh key for a new request.",
		"该幂等键在七天内已用于另一笔请求。新请求请使用新的幂等键。")
	errAnswerSealed = errors.New("app: a remembered answer is sealed and can't be opened with this key")
)

// answer is what a client gets.
type answer struct {
	status      int
	contentType string
	location    string // header Location of what was made, or ""
	body        []byte
}

type digest [sha256.Size]byte

// answerKey is where an answer is remembered: scope is 64 bits of SHA-256 over actor and operation. Should two
// scopes ever meet, the digests, which cover them too, differ, and the later request is refused.
type answerKey struct {
	scope int64
	key   string
}

// identify makes a request's key and digest. The digest covers everything that decides what the request means.
func identify(actor store.Actor, operation, uri string, key string, body []byte) (answerKey, digest) {
	head := make([]byte, 0, 192)
	for _, part := range [...]string{actor.Person, actor.Hat, actor.Client, operation} {
		head = binary.AppendUvarint(head, uint64(len(part)))
		head = append(head, part...)
	}
	scope := sha256.Sum256(head)
	head = append(head[:0], scope[:]...)
	head = binary.AppendUvarint(head, uint64(len(uri)))
	head = append(head, uri...)
	h := sha256.New()
	_, _ = h.Write(head)
	_, _ = h.Write(body)
	var d digest
	h.Sum(d[:0])
	return answerKey{int64(binary.BigEndian.Uint64(scope[:8])), key}, d
}

// keeper remembers answers. It is a store.Buffer, so that a write costs no SQL statement of its own:
//
// Optimistic run: a key is looked up only in the memory of the running group and, if it was used lately, in the
// table; else it is taken to be new and its row is queued. Was it not new after all, the primary key refuses
// the row at the flush, and the store runs the group again in careful mode, where every key is looked up.
// So each key takes effect once whatever this memory says; the memory only makes it fast.
type keeper struct {
	rows    *store.Appender
	pending map[answerKey]*kept // of the running group
	order   []answerKey         // pending in the order of adding; a mark is an index into it
	recent  recency
	sealer  Sealer
}

type kept struct {
	digest digest
	answer answer
}

func newKeeper(sealer Sealer) *keeper {
	return &keeper{
		rows:    store.NewAppender(answersTable, answerColumns...),
		pending: map[answerKey]*kept{},
		recent:  recency{seed: maphash.MakeSeed()},
		sealer:  sealer,
	}
}

// Mark is the number of answers of the group.
func (k *keeper) Mark() int { return len(k.order) }

// Cut forgets the answers after the mark.
func (k *keeper) Cut(mark int) {
	for _, key := range k.order[mark:] {
		delete(k.pending, key)
	}
	k.order = k.order[:mark]
	k.rows.Cut(mark)
}

// Flush writes rows out.
func (k *keeper) Flush(tx *store.Tx, upTo int) error { return k.rows.Flush(tx, upTo) }

// Committed forgets the group.
func (k *keeper) Committed() {
	clear(k.pending)
	clear(k.order)
	k.order = k.order[:0]
	k.rows.Committed()
}

// find gives the remembered answer to a key.
func (k *keeper) find(tx *store.Tx, key answerKey) (*kept, error) {
	if p := k.pending[key]; p != nil {
		return p, nil
	}
	if !tx.Careful() && !k.recent.has(key) {
		return nil, nil
	}
	row, ok, err := readAnswer(tx, key)
	if err != nil || !ok {
		return nil, err
	}
	body, err := k.unpack(key, row)
	if err != nil {
		return nil, err
	}
	return &kept{row.digest, answer{row.status, row.contentType, row.location, body}}, nil
}

func (k *keeper) add(tx *store.Tx, key answerKey, d digest, a answer) error {
	form, body, err := k.pack(key, d, a.body)
	if err != nil {
		return err
	}
	k.rows.Add(key.scope, key.key, d[:], tx.Now().UnixMicro(), int64(a.status), a.contentType, a.location, form, body)
	k.order = append(k.order, key)
	k.pending[key] = &kept{d, a}
	k.recent.note(key)
	return nil
}

// Forms of a stored body, added together.
const (
	formCompressed = 1
	formSealed     = 2
)

// packFrom is the size from which bodies are compressed: those of bulk operations.
const packFrom = 2 << 10

func (k *keeper) pack(key answerKey, d digest, body []byte) (form int64, out []byte, err error) {
	out = body
	if out == nil {
		out = []byte{} // nil would be NULL
	}
	if len(body) >= packFrom {
		form, out = formCompressed, s2.Encode(nil, body)
	}
	if k.sealer != nil {
		form |= formSealed
		out, err = k.sealer.Seal(out, place(key, d))
	}
	return form, out, err
}

func (k *keeper) unpack(key answerKey, row answerRow) (body []byte, err error) {
	body = row.body
	if row.form&formSealed != 0 {
		if k.sealer == nil {
			return nil, errAnswerSealed
		}
		if body, err = k.sealer.Open(body, place(key, row.digest)); err != nil {
			return nil, fmt.Errorf("%w: %w", errAnswerSealed, err)
		}
	}
	if row.form&formCompressed != 0 {
		body, err = s2.Decode(nil, body)
	}
	return body, err
}

// place is the additional data of a sealed answer.
func place(key answerKey, d digest) []byte {
	out := binary.BigEndian.AppendUint64(nil, uint64(key.scope))
	out = append(out, d[:]...)
	return append(out, key.key...)
}

// recency remembers which keys were used lately, in fixed memory: a slot per hash, the newest wins. A forgotten
// key costs a group its second run, a false memory (2^-32) one lookup; neither changes an answer.
type recency struct {
	seed  maphash.Seed
	slots [1 << 16]uint32
}

func (r *recency) slot(k answerKey) (*uint32, uint32) {
	h := maphash.Comparable(r.seed, k)
	return &r.slots[h&(1<<16-1)], uint32(h>>32) | 1
}

func (r *recency) has(k answerKey) bool {
	at, mark := r.slot(k)
	return *at == mark
}

func (r *recency) note(k answerKey) {
	at, mark := r.slot(k)
	*at = mark
}

// once runs a verb under a key, or gives the answer that the key has got before.
//
// refusal turns a refusal into an answer. The verb runs inside a savepoint: when the bank's rules refuse, what it
// did is undone, and the refusal is remembered in the update that goes on.
func (a *App) once(ctx context.Context, key answerKey, d digest,
	verb func(*store.Tx) (answer, error), refusal func(error) answer) (ans answer, replayed bool, err error) {
	err = a.st.Update(ctx, func(tx *store.Tx) error {
		ans, replayed = answer{}, false
		keeper := tx.Buffer(a.keeper).(*keeper)
		before, err := keeper.find(tx, key)
		if err != nil {
			return err
		}
		if before != nil {
			if before.digest != d {
				return errKeyMismatch
			}
			ans, replayed = before.answer, true
			return nil
		}
		err = tx.Savepoint(func() (err error) {
			defer func() {
				if p := recover(); p != nil { // the savepoint must be closed like after any error
					err = fmt.Errorf("panic in write: %v\n%s", p, debug.Stack())
				}
			}()
			ans, err = verb(tx)
			return err
		})
		if err != nil {
			if !remembered(problem.KindOf(err)) {
				return err
			}
			ans = refusal(err)
		}
		return keeper.add(tx, key, d, ans)
	})
	return ans, replayed, err
}

// remembered says which refusals are answers that will not change: the rules of the bank as they stood.
func remembered(k problem.Kind) bool {
	switch k {
	case problem.Invalid, problem.NotFound, problem.Conflict, problem.Refused:
		return true
	default:
		return false
	}
}

// SweepIdempotency removes the answers whose time is over, chunk by chunk in the slow lane. It returns how many.
func (a *App) SweepIdempotency(ctx context.Context) (removed int, err error) {
	before := a.st.Now().Add(-a.cfg.KeepAnswers)
	for {
		n, err := sweepChunk(ctx, a.st, before)
		removed += n
		if err != nil || n == 0 {
			return removed, err
		}
		if err := pause(ctx, 5*time.Millisecond); err != nil {
			return removed, err
		}
	}
}

// pause leaves the writer to customers between chunks.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
