package jobs

import (
	"encoding/json"
	"time"

	"tonghui/platform/store"
)

// ID names a job.
type ID = store.ID

// Lane is the order in which waiting jobs of one kind are taken.
type Lane uint8

// The lanes. Jobs of different kinds don't wait for each other; each kind has its own Concurrency.
const (
	Normal Lane = iota
	Urgent      // before Normal ones
	Bulk        // when no other waits
)

// laneOrder is the order of taking.
var laneOrder = [...]Lane{Urgent, Normal, Bulk}

// Limits of a job, in bytes.
const (
	MaxPayload = 16384
	MaxKey     = 128
	maxError   = 500
	maxReason  = 500
)

// Job is work to enqueue.
type Job struct {
	Kind    string    // of a registered Worker
	Key     string    // at most one known job of the kind has it; "" for none
	Payload any       // []byte or json.RawMessage as they are, anything else as JSON; nil for none
	RunAt   time.Time // not before; zero for at once
	Lane    Lane
}

// encodePayload makes the bytes of a payload.
func encodePayload(v any) ([]byte, error) {
	var b []byte
	switch v := v.(type) {
	case nil:
	case []byte:
		b = v
	case json.RawMessage:
		b = v
	default:
		var err error
		if b, err = json.Marshal(v); err != nil {
			return nil, err
		}
	}
	if len(b) > MaxPayload {
		return nil, ErrPayload
	}
	if b == nil {
		b = []byte{} // the column knows no NULL
	}
	return b, nil
}

// shardCount divides the jobs between the processes. It is a number of the database: all processes agree on it.
const shardCount = 16

// shardOf spreads ids, which rise in steps, over the shards.
func shardOf(id ID) int { return int(uint64(id) * 0x9E3779B97F4A7C15 >> 60) }

// shardOfKind gives all jobs of a serial kind to one process.
func shardOfKind(kind string) int {
	h := uint64(14695981039346656037) // FNV-1a
	for i := range len(kind) {
		h = (h ^ uint64(kind[i])) * 1099511628211
	}
	return int(h * 0x9E3779B97F4A7C15 >> 60)
}

// cut shortens a text to n bytes without breaking a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}
