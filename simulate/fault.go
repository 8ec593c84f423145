//tidy:float a rate of faults is a chance, not money
package simulate

import (
	"encoding/binary"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"tonghui/base/problem"
)

// Fault is a way in which an outside party fails (故障).
type Fault string

// The faults.
const (
	Slow      Fault = "slow"      // answers after a pause
	Duplicate Fault = "duplicate" // sends a message twice
	Late      Fault = "late"      // sends a message long after it was due
	Wrong     Fault = "wrong"     // sends something that breaks the contract, beside what is right
	Drop      Fault = "drop"      // takes a request and hangs up without an answer
	Reorder   Fault = "reorder"   // sends a message after later ones
	Crash     Fault = "crash"     // dies at once, as by kill -9, after it has kept a message and before it answers
)

var allFaults = []Fault{Slow, Duplicate, Late, Wrong, Drop, Reorder, Crash}

var (
	errFault = problem.New(problem.Invalid, "simulate.fault",
		"There is no fault %q. Choose from slow, duplicate, late, wrong, drop, reorder and crash.",
		"没有故障类型 %q。可选：slow、duplicate、late、wrong、drop、reorder、crash。")
	errRate = problem.New(problem.Invalid, "simulate.fault_rate",
		"The rate of faults is a number from 0 to 1, such as 0.1.", "故障率须为 0 到 1 之间的数，例如 0.1。")
)

// Faults are a simulator's faults: its profile (故障配置). The zero value never fails.
type Faults struct {
	Kinds []Fault
	Rate  float64 // chance per message, 0 to 1
	Seed  uint64
}

// ParseFaults reads a profile such as "slow,duplicate".
func ParseFaults(list string, rate float64, seed uint64) (Faults, error) {
	f := Faults{Rate: rate, Seed: seed}
	if !(rate >= 0 && rate <= 1) {
		return f, errRate
	}
	for name := range strings.SplitSeq(list, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		if !slices.Contains(allFaults, Fault(name)) {
			return f, errFault.With(name)
		}
		f.Kinds = append(f.Kinds, Fault(name))
	}
	return f, nil
}

// Strikes tells whether a fault hits a message, which is named by its id and the number of the attempt.
func (f Faults) Strikes(kind Fault, id string, attempt int) bool {
	return slices.Contains(f.Kinds, kind) && float64(f.draw(kind, id, attempt)%1_000_000) < f.Rate*1_000_000
}

// Pause is how long a slow or late message waits: from a tenth of most up to most.
func (f Faults) Pause(kind Fault, id string, attempt int, most time.Duration) time.Duration {
	tenth := max(1, uint64(most)/10)
	return time.Duration(tenth + f.draw("pause "+kind, id, attempt)%max(1, 9*tenth))
}

func (f Faults) draw(kind Fault, id string, attempt int) uint64 {
	h := fnv.New64a()
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:8], f.Seed)
	binary.LittleEndian.PutUint64(b[8:], uint64(attempt))
	_, _ = h.Write(b[:]) // a hash takes everything
	_, _ = h.Write([]byte(string(kind) + "\x00" + id))
	x := h.Sum64() // FNV's low bits follow the last letters closely; this spreads them
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}
