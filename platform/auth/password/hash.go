package password

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"runtime"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Options tune a Hasher; the zero value is right for a bank.
type Options struct {
	MemoryKiB uint32 // of one hash; default 19456 (19 MiB)
	Passes    uint32 // default 2
	Threads   uint8  // default 1
	Slots     int    // hashes at once; default one per processor. Slots × MemoryKiB is the memory that sign-in takes
	Queue     int    // how many wait for a slot before ErrBusy; default 32 per slot
}

func (o Options) withDefaults() Options {
	if o.MemoryKiB == 0 {
		o.MemoryKiB = 19 << 10
	}
	if o.Passes == 0 {
		o.Passes = 2
	}
	if o.Threads == 0 {
		o.Threads = 1
	}
	if o.Slots <= 0 {
		o.Slots = runtime.GOMAXPROCS(0)
	}
	if o.Queue <= 0 {
		o.Queue = 32 * o.Slots
	}
	return o
}

// Hasher hashes and verifies. One serves a whole process.
type Hasher struct {
	params  params
	slots   chan struct{}
	queue   int64
	waiting atomic.Int64
	nobody  *encoded // what no password fits
}

// New makes a Hasher.
func New(opt Options) *Hasher {
	opt = opt.withDefaults()
	h := &Hasher{params: params{opt.MemoryKiB, opt.Passes, opt.Threads}, slots: make(chan struct{}, opt.Slots), queue: int64(opt.Queue)}
	h.nobody = &encoded{params: h.params, salt: random(saltBytes), sum: random(sumBytes)}
	return h
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the process instead
	return b
}

// take waits for a slot; give it back with the function that it answers.
func (h *Hasher) take(ctx context.Context) (give func(), err error) {
	give = func() { <-h.slots }
	select {
	case h.slots <- struct{}{}:
		return give, nil
	default:
	}
	defer h.waiting.Add(-1)
	if h.waiting.Add(1) > h.queue {
		return nil, ErrBusy
	}
	select {
	case h.slots <- struct{}{}:
		return give, nil
	case <-ctx.Done():
		return nil, ErrBusy.Because(context.Cause(ctx))
	}
}

// Hash makes what is kept of a password: a PHC string of about 100 letters. Judge the password by a Policy first; ErrText and
// ErrLong are refused here too, ErrBusy says that the queue is full or ctx has ended. It takes some 20 ms: never inside
// an update.
func (h *Hasher) Hash(ctx context.Context, plain string) (string, error) {
	text, err := normal(plain)
	if err != nil {
		return "", err
	}
	give, err := h.take(ctx)
	if err != nil {
		return "", err
	}
	defer give()
	e := &encoded{params: h.params, salt: random(saltBytes)}
	e.sum = e.derive(text, sumBytes)
	return e.String(), nil
}

// Verify tells whether a password is the one that was hashed. stale says that it was hashed with other parameters than today's: the
// caller hashes the right password anew and keeps that. ErrHash means that what was kept is damaged, ErrBusy as for Hash; a
// password that can't be one is wrong, at the same cost.
func (h *Hasher) Verify(ctx context.Context, plain, kept string) (ok, stale bool, err error) {
	e, err := parse(kept)
	if err != nil {
		return false, false, err
	}
	ok, err = h.verify(ctx, plain, e)
	return ok, ok && (e.params != h.params || len(e.salt) != saltBytes || len(e.sum) != sumBytes), err
}

// VerifyNobody does the work of Verify for a name that has no password, so that time doesn't tell which names exist. Its error is
// ErrBusy or nil; the answer to the caller is the same as for a wrong password.
func (h *Hasher) VerifyNobody(ctx context.Context, plain string) error {
	_, err := h.verify(ctx, plain, h.nobody)
	return err
}

func (h *Hasher) verify(ctx context.Context, plain string, e *encoded) (bool, error) {
	text, bad := normal(plain)
	give, err := h.take(ctx)
	if err != nil {
		return false, err
	}
	defer give()
	sum := e.derive(text, len(e.sum))
	return subtle.ConstantTimeCompare(sum, e.sum) == 1 && bad == nil, nil
}

func (e *encoded) derive(text []byte, n int) []byte {
	return argon2.IDKey(text, e.salt, e.passes, e.memory, e.threads, uint32(n))
}

// MaxLength is the most code points of a password; it bounds work, not people.
const MaxLength = 128

// normal is the text that is hashed: NFKC (NIST SP 800-63B, 5.1.1.2). It refuses what isn't text and what is too long.
func normal(plain string) ([]byte, error) {
	if len(plain) > MaxLength*utf8.UTFMax {
		return nil, ErrLong.With(MaxLength)
	}
	if !utf8.ValidString(plain) {
		return nil, ErrText
	}
	text := norm.NFKC.Bytes([]byte(plain))
	n := 0
	for _, r := range string(text) {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return nil, ErrText
		}
		n++
	}
	if n > MaxLength {
		return nil, ErrLong.With(MaxLength)
	}
	return text, nil
}
