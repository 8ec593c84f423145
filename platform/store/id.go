package store

import (
	"strconv"
	"time"

	"tonghui/base/problem"
)

// ID identifies a row: 63 bits, ordered by time of creation within one database.
//
//	42 bits milliseconds since 2020-01-01 UTC | 13 bits sequence | 5 bits node | 3 bits lane
//
// The sequence overflows into the millisecond, so ids of one lane always rise, even when its clock
// stands still or goes back. Several lanes (on engines that have them) interleave. In JSON an ID is a decimal string: JavaScript's numbers end at 53 bits.
type ID int64

// Seq is a fixed point in the order of commits: the highest id that a committed group has used. A reader
// that stays at or below it sees a set that no longer grows.
type Seq = ID

const (
	idNodeBits = 5
	idLaneBits = 3
	idLow      = idNodeBits + idLaneBits
	idSeqBits  = 13
	idShift    = idLow + idSeqBits
)

// idEpoch is 2020-01-01 UTC in milliseconds since 1970.
const idEpoch = 1577836800000

var errBadID = problem.New(problem.Invalid, "store.bad_id",
	"This id is not a positive decimal number of at most 19 digits; copy it from an earlier answer.",
	"编号应为不超过 19 位的正整数,请从先前的应答中原样复制。")

// ParseID reads the decimal form.
func ParseID(s string) (ID, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 || s[0] == '+' || s[0] == '0' {
		return 0, errBadID
	}
	return ID(n), nil
}

// String is the decimal form.
func (i ID) String() string { return strconv.FormatInt(int64(i), 10) }

// Time is when the id was made, to the millisecond.
func (i ID) Time() time.Time { return time.UnixMilli(int64(i>>idShift) + idEpoch).UTC() }

// MarshalText makes JSON strings of ids.
func (i ID) MarshalText() ([]byte, error) { return strconv.AppendInt(nil, int64(i), 10), nil }

// UnmarshalText reads the decimal form.
func (i *ID) UnmarshalText(b []byte) error {
	v, err := ParseID(string(b))
	*i = v
	return err
}

// Lane is which lane of all processes made the id: see Tx.Lane.
func (i ID) Lane() int { return int(i & (1<<idLow - 1)) }

// idMaker makes ids; only one writer uses it, so that ids rise in the order of its commits.
type idMaker struct {
	lane int64 // node and lane
	last int64 // milliseconds and sequence of the last id, without the lane
}

func (m *idMaker) next(now time.Time) ID {
	t := (now.UnixMilli() - idEpoch) << idSeqBits
	if t <= m.last {
		t = m.last + 1
	}
	m.last = t
	return ID(t<<idLow | m.lane)
}
