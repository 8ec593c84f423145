package audit

import (
	"embed"
	"io/fs"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/note"

	"tonghui/platform/audit/checkpoint"
	"tonghui/platform/audit/witness"
	"tonghui/platform/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the log's migrations.
func Schema() fs.FS {
	f, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return f
}

// Config says how a log is kept. The zero value takes notes, but doesn't sequence them.
type Config struct {
	Key         checkpoint.Signer // of the log, kept outside the database; its name is the log's origin
	Verifier    note.Verifier     // the public half, for who may check but not sign; default Key's
	Every       time.Duration     // between two rounds of the sequencer; default 1 s
	Exporter    Exporter          // where checkpoints go outside the database; nil: nowhere
	ExportEvery time.Duration     // between two exports, and between two requests to witnesses; default 10 s
	Witnesses   []*witness.Client // who cosigns
	Lease       time.Duration     // how long a dead sequencer keeps the others waiting; default 10 s
	Logger      *slog.Logger      // default slog.Default
}

// Log is the bank's audit log.
type Log struct {
	st       *store.Store
	cfg      Config
	verifier note.Verifier // nil if there is no key at all
	slot     store.Slot
	sources  []Source
	stats    Stats

	round   sync.Mutex // one round at a time in this process
	lease   *store.Lease
	renewed time.Time

	publishing sync.Mutex
	published  int64 // size of the last exported checkpoint
	whole      bool  // all witnesses have cosigned it
}

// Stats count what the log does. All fields may be read at any time.
type Stats struct {
	Notes         atomic.Int64 // notes and covered rows taken, including those of updates that failed later
	Sequenced     atomic.Int64 // records that this process has numbered
	Pending       atomic.Int64 // notes without a number, at the last round; counted up to 100,000
	LagMicros     atomic.Int64 // age of the oldest of them, at the last round
	Size          atomic.Int64 // leaves under the newest checkpoint
	SignedAt      atomic.Int64 // when it was signed, microseconds since 1970
	Exported      atomic.Int64 // leaves under the newest exported checkpoint
	ExportErrors  atomic.Int64
	WitnessErrors atomic.Int64
	Cosigned      atomic.Int64 // cosignatures obtained
	Contradicted  atomic.Int64 // 1 when a checkpoint outside contradicts the database: nothing is signed any more
	Leading       atomic.Int64 // 1 when this process holds the sequencer's lease
}

// New makes a log over a store. Call it once for a store, before its first update.
func New(st *store.Store, c Config) *Log {
	if c.Every <= 0 {
		c.Every = time.Second
	}
	if c.ExportEvery <= 0 {
		c.ExportEvery = 10 * time.Second
	}
	if c.Lease <= 0 {
		c.Lease = 10 * time.Second
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	l := &Log{st: st, cfg: c, verifier: c.Verifier}
	if l.verifier == nil && c.Key != nil {
		v, err := checkpoint.ParseVerifier(c.Key.VerifierKey())
		if err != nil {
			panic(err) // a signer knows its own key
		}
		l.verifier = v
	}
	l.slot = st.AddBuffer(func() store.Buffer { return newBuffer() })
	l.AddSource(erasureSource)
	return l
}

// LoadOrMakeKey reads the log's key from a file, or makes one for a log of this origin. The file is readable by its
// owner alone and belongs outside the database and its backups.
func LoadOrMakeKey(path, origin string) (*checkpoint.Key, error) {
	return checkpoint.LoadOrMakeKey(path, origin)
}

// Stats are the log's counters.
func (l *Log) Stats() *Stats { return &l.stats }

// Verifier is the log's public key, or nil.
func (l *Log) Verifier() note.Verifier { return l.verifier }

// PublicKey is the log's public key as others take it (name+hash+key), or its name alone where only a Verifier is known.
func (l *Log) PublicKey() string {
	switch {
	case l.cfg.Key != nil:
		return l.cfg.Key.VerifierKey()
	case l.verifier != nil:
		return l.verifier.Name()
	}
	return ""
}

// Note records what an update does. It is written with the update or not at all.
func (l *Log) Note(tx *store.Tx, n Note) error {
	if err := n.check(); err != nil {
		return err
	}
	c := circumstancesOf(tx)
	if n.Behalf != "" {
		c.behalf = n.Behalf
	}
	if n.Reason != "" {
		c.reason = n.Reason
	}
	if n.Place != (Place{}) {
		c.Place = n.Place
	}
	actor := tx.Actor()
	f := leafFacts{id: tx.NewID(), at: tx.Now(), verb: n.Verb, kind: n.Kind, object: n.Object, version: n.Version,
		hat: clip(actor.Hat, maxText), client: clip(actor.Client, maxText), before: n.Before, after: n.After, salted: n.Salted}
	if day, open := tx.BankDate(); open {
		f.day = day
	}
	c.clipped()
	tx.Buffer(l.slot).(*buffer).add(&f, clip(actor.Person, maxObject), &c)
	l.stats.Notes.Add(1)
	return nil
}

// Cover records an append-only row of the running update. Rows of one kind must come in the order of their ids.
func (l *Log) Cover(tx *store.Tx, c Cover) error {
	b := tx.Buffer(l.slot).(*buffer)
	if b.tx != tx || b.head == nil || b.head.kind != c.Kind || b.head.verb != c.Verb {
		if !plain(c.Verb, maxName) || !plain(c.Kind, maxName) {
			return errWord.With("verb or kind")
		}
		b.begin(tx, &c)
	}
	b.ops = append(b.ops, op{id: c.ID, head: b.head, digest: c.Digest})
	l.stats.Notes.Add(1)
	return nil
}

// begin makes the head of the covered rows that follow, or goes on with the one before.
func (b *buffer) begin(tx *store.Tx, c *Cover) {
	a := tx.Actor()
	a.Person, a.Hat, a.Client = clip(a.Person, maxObject), clip(a.Hat, maxText), clip(a.Client, maxText)
	h := head{verb: c.Verb, kind: c.Kind, at: tx.Now(), actor: a, circumstances: circumstancesOf(tx)}
	h.clipped()
	if day, open := tx.BankDate(); open {
		h.day = day
	}
	b.tx = tx
	if b.head == nil || !b.head.same(&h) {
		b.head = &h
	}
}
