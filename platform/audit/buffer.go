package audit

import (
	"crypto/rand"
	"crypto/sha256"
	"time"

	"tonghui/base/calendar"
	"tonghui/platform/store"
)

// buffer gathers the notes of a group. Single notes are written down at once; covered rows stay as they came until the
// flush, which makes one record of each run of rows.
type buffer struct {
	ops     []op
	flushed int
	args    []any
	texts   [2]string

	arena []byte // the bytes of this group's notes
	salts []byte
	head  *head // of the last covered row
	tx    *store.Tx
}

// op is a single note (body is set) or a covered row (head is).
type op struct {
	id            store.ID
	body, private []byte
	salt          []byte
	head          *head
	digest        Digest
}

// head is what the rows of a run have in common.
type head struct {
	verb, kind string
	at         time.Time
	day        calendar.Date
	actor      store.Actor
	circumstances
}

func (h *head) same(o *head) bool {
	return h.verb == o.verb && h.kind == o.kind && h.day == o.day && h.actor == o.actor && h.circumstances == o.circumstances
}

func newBuffer() *buffer {
	return &buffer{texts: [2]string{store.MultiRow(insertPending, pendingColumns, rowsPerInsert),
		store.MultiRow(insertPending, pendingColumns, 1)}}
}

// rowsPerInsert is how many notes one statement writes.
const rowsPerInsert = 64

// Mark is the number of notes and covered rows.
func (b *buffer) Mark() int { return len(b.ops) }

// Cut forgets what came after the mark.
func (b *buffer) Cut(mark int) {
	clear(b.ops[mark:])
	b.ops = b.ops[:mark]
	b.flushed = min(b.flushed, mark)
	b.head, b.tx = nil, nil
}

// Committed forgets all of it.
func (b *buffer) Committed() {
	clear(b.ops)
	b.ops, b.flushed = b.ops[:0], 0
	b.arena, b.head, b.tx = b.arena[:0:min(cap(b.arena), arenaSize)], nil, nil
}

const arenaSize = 64 << 10

// space is room for a note. What was handed out before stays where it is.
func (b *buffer) space(n int) []byte {
	if cap(b.arena)-len(b.arena) < n {
		b.arena = make([]byte, 0, max(arenaSize, n))
	}
	return b.arena[len(b.arena):len(b.arena):cap(b.arena)]
}

// keep marks what was written into space as used.
func (b *buffer) keep(text []byte) []byte {
	if n := len(b.arena) + len(text); n <= cap(b.arena) && len(text) > 0 && &b.arena[:n][len(b.arena)] == &text[0] {
		b.arena = b.arena[:n]
	}
	return text[:len(text):len(text)]
}

// salt is 16 random bytes.
func (b *buffer) salt() []byte {
	if len(b.salts) < saltSize {
		b.salts = make([]byte, 64*saltSize)
		_, _ = rand.Read(b.salts) // never fails: see crypto/rand
	}
	s := b.salts[:saltSize]
	b.salts = b.salts[saltSize:]
	return s
}

// room for a leaf and for a private part without their longest texts.
const leafRoom, privateRoom = 1024, 768

// add writes one note down.
func (b *buffer) add(f *leafFacts, person string, c *circumstances) {
	var private, salt []byte
	if person != "" || *c != (circumstances{}) {
		private = b.keep(appendPrivate(b.space(privateRoom), b.salt(), person, c))
		f.private = commitment(private)
	}
	if f.salted {
		salt = b.salt()
		f.before, f.after = salted(salt, f.before), salted(salt, f.after)
	}
	body := b.keep(appendLeaf(b.space(leafRoom), f))
	b.ops = append(b.ops, op{id: f.id, body: body, private: private, salt: salt})
}

// Flush writes the notes up to a mark. Marks of savepoints are flushed before the savepoint opens, so a run never
// holds rows from both sides of one.
func (b *buffer) Flush(tx *store.Tx, upTo int) error {
	if b.flushed >= upTo {
		return nil
	}
	var runs []run
	for i := b.flushed; i < upTo; i++ {
		o := &b.ops[i]
		if o.head == nil {
			b.args = append(b.args, int64(o.id), o.body, nullable(o.private), nullable(o.salt))
			continue
		}
		runs = b.extend(tx, runs, o)
	}
	for i := range runs {
		b.close(tx, &runs[i])
	}
	b.head, b.tx = nil, nil
	defer func() { clear(b.args); b.args = b.args[:0] }()
	for left := b.args; len(left) > 0; {
		n, text := 1, b.texts[1]
		if len(left) >= pendingColumns*rowsPerInsert {
			n, text = rowsPerInsert, b.texts[0]
		}
		if err := tx.WriteOut(text, left[:pendingColumns*n]...); err != nil {
			return err
		}
		left = left[pendingColumns*n:]
	}
	b.flushed = upTo
	return nil
}

// run is a list of rows that will be one record.
type run struct {
	head        *head
	first, last store.ID
	count       int64
	digests     []byte // of the rows
	marks       []byte // their beginnings
}

// A record holds at most maxRows rows and keeps markSize bytes of each one's digest: a changed row is then named with
// near certainty, whatever the size of the batch that it came in.
const maxRows, markSize = 512, 2

// extend adds a row to the run of its kind, and ends that run when somebody else goes on, or when ids don't
// rise or come from another lane.
func (b *buffer) extend(tx *store.Tx, runs []run, o *op) []run {
	for i := range runs {
		r := &runs[i]
		if r.head.kind != o.head.kind {
			continue
		}
		if (r.head != o.head && !r.head.same(o.head)) || o.id <= r.last || o.id.Lane() != r.last.Lane() || r.count == maxRows {
			b.close(tx, r)
			*r = run{head: o.head, first: o.id, digests: r.digests[:0], marks: r.marks[:0]}
		}
		r.add(o)
		return runs
	}
	runs = append(runs, run{head: o.head, first: o.id})
	runs[len(runs)-1].add(o)
	return runs
}

func (r *run) add(o *op) {
	r.last, r.count = o.id, r.count+1
	r.digests, r.marks = append(r.digests, o.digest[:]...), append(r.marks, o.digest[:markSize]...)
}

// close makes the record of a run.
func (b *buffer) close(tx *store.Tx, r *run) {
	f := leafFacts{id: tx.NewID(), at: r.head.at, day: r.head.day, verb: r.head.verb, kind: r.head.kind,
		object: rowObject(r.first), last: r.last, count: r.count, hat: r.head.actor.Hat, client: r.head.actor.Client,
		after: sha256.Sum256(r.digests)}
	if r.count > 1 {
		f.marks = r.marks
	}
	var private []byte
	if person := r.head.actor.Person; person != "" || r.head.circumstances != (circumstances{}) {
		private = b.keep(appendPrivate(b.space(privateRoom), b.salt(), person, &r.head.circumstances))
		f.private = commitment(private)
	}
	body := b.keep(appendLeaf(b.space(leafRoom), &f))
	b.args = append(b.args, int64(f.id), body, nullable(private), nil)
}

// nullable is NULL for no private part.
func nullable(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}
