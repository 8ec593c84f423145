package signin

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"time"

	"tonghui/platform/auth/limit"
	"tonghui/platform/store"
)

// slowing is how one counter slows tries: so many are free, then each wait is twice the one before, up to a longest.
type slowing struct {
	free    int64
	longest time.Duration
}

// The three counters; see the package's comment.
var (
	ownDevice = slowing{5, 15 * time.Minute}
	ownNet    = slowing{5, 15 * time.Minute}
	anywhere  = slowing{20, 30 * time.Second}
)

// forgetAfter is when a counter begins anew.
const forgetAfter = 24 * time.Hour

// after is how long the next try waits after so many failures.
func (w slowing) after(failures int64) time.Duration {
	if failures < w.free {
		return 0
	}
	if over := failures - w.free; over < 20 {
		return min(w.longest, time.Second<<over)
	}
	return w.longest
}

// counter is one that a try moves.
type counter struct {
	id digest
	slowing
}

// counterOf names a counter by what it counts.
func counterOf(w slowing, parts ...[]byte) counter {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte{byte(len(p))})
		h.Write(p)
	}
	c := counter{slowing: w}
	h.Sum(c.id[:0])
	return c
}

// countersOf are those that a try moves: the device's own if it is known, else those of account and network, and of the account.
// who is the mark of what was given as a name, whether that exists or not.
func countersOf(who []byte, known store.ID, c Caller, guessable bool) []counter {
	if known != 0 {
		return []counter{counterOf(ownDevice, []byte("device"), who, []byte(known.String()))}
	}
	out := []counter{counterOf(ownNet, []byte("net"), who, []byte(network(c.Address)))}
	if guessable {
		out = append(out, counterOf(anywhere, []byte("account"), who))
	}
	return out
}

// count counts a try before it is judged, or tells it to wait.
func count(tx *store.Tx, counters []counter) error {
	counters = slices.Clone(counters)
	slices.SortFunc(counters, func(a, b counter) int { return bytes.Compare(a.id[:], b.id[:]) })
	found := make([]int64, len(counters))
	for i, c := range counters {
		n, last, err := lockFailures(tx, c.id)
		if err != nil {
			return err
		}
		since := tx.Now().Sub(last)
		if since > forgetAfter {
			n = 0
		}
		if wait := c.after(n) - since; n > 0 && wait > 0 {
			return limit.Refuse(wait)
		}
		found[i] = n + 1
	}
	for i, c := range counters {
		if err := writeFailures(tx, c.id, found[i]); err != nil {
			return err
		}
	}
	return nil
}

// discount takes a try off again that has succeeded: its own counters begin anew, the account's loses this one try.
func discount(tx *store.Tx, counters []counter) error {
	for _, c := range counters {
		n := int64(0)
		if c.slowing == anywhere {
			now, _, err := lockFailures(tx, c.id)
			if err != nil {
				return err
			}
			n = max(0, now-1) // the moment of the last one moves with it, by the time that judging took
		}
		if err := writeFailures(tx, c.id, n); err != nil {
			return err
		}
	}
	return nil
}
