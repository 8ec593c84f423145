package layout

import (
	"encoding/binary"
	"errors"
	"slices"
)

// posted is a leg with what it did.
type posted struct {
	leg      Leg
	posting  Posting
	transfer *Transfer
	contra   int64
}

func sortPosted(list []posted) {
	slices.SortFunc(list, func(a, b posted) int {
		if a.leg.Account != b.leg.Account {
			if a.leg.Account < b.leg.Account {
				return -1
			}
			return 1
		}
		return int(a.posting.Seq - b.posting.Seq)
	})
}

// segment packs consecutive postings of one account. Each is: transfer as difference to the one before, amount, bank
// date as difference, value date as difference to the bank date; the balance follows from opening. A wide segment adds
// kind (0 = as before), reference (shared prefix and rest) and the other side, so that a page or a statement needs no
// transfer row.
type segment struct {
	account   int64
	firstSeq  int64
	firstDay  int32
	opening   int64 // balance before the first posting
	count     int
	body      []byte
	before    int64 // transfer of the posting before the first, 0 if none
	id        int64 // of the posting packed last, as are day, kind and reference
	day       int32
	kind      string
	reference string
}

// start empties the segment and keeps its memory.
func (s *segment) start(account, seq, opening int64, day int32) {
	*s = segment{account: account, firstSeq: seq, opening: opening, firstDay: day, body: s.body[:0]}
}

// add packs the next posting.
func (s *segment) add(line *Line, wide bool) {
	b := s.body
	if cap(b) == 0 {
		b = make([]byte, 0, 256)
	}
	b = binary.AppendUvarint(b, uint64(line.Transfer-s.id))
	b = binary.AppendVarint(b, line.Amount)
	b = binary.AppendVarint(b, int64(line.BankDate-s.day))
	b = binary.AppendVarint(b, int64(line.ValueDate-line.BankDate))
	if wide {
		if line.Kind == s.kind {
			b = append(b, 0)
		} else {
			b = append(b, byte(len(line.Kind)))
			b = append(b, line.Kind...)
		}
		shared := 0
		for shared < len(s.reference) && shared < len(line.Reference) && s.reference[shared] == line.Reference[shared] {
			shared++
		}
		b = append(b, byte(shared), byte(len(line.Reference)-shared))
		b = append(b, line.Reference[shared:]...)
		b = binary.LittleEndian.AppendUint64(b, uint64(line.Contra))
		s.kind, s.reference = line.Kind, line.Reference
	}
	s.body, s.id, s.day = b, line.Transfer, line.BankDate
	s.count++
}

var errSegment = errors.New("a segment of the trial is cut short")

// unpack appends the segment's lines, oldest first.
func (s *segment) unpack(wide bool, lines []Line) ([]Line, error) {
	u := unpacker{rest: s.body}
	line := Line{Seq: s.firstSeq - 1, Balance: s.opening}
	for range s.count {
		line.Seq++
		line.Transfer += int64(u.unsigned())
		line.Amount = u.signed()
		line.Balance += line.Amount
		line.BankDate += int32(u.signed())
		line.ValueDate = line.BankDate + int32(u.signed())
		if wide {
			if kind := u.take(int(u.byte())); len(kind) > 0 {
				line.Kind = string(kind)
			}
			shared := int(u.byte())
			if shared > len(line.Reference) {
				return nil, errSegment
			}
			line.Reference = line.Reference[:shared] + string(u.take(int(u.byte())))
			if contra := u.take(8); len(contra) == 8 {
				line.Contra = int64(binary.LittleEndian.Uint64(contra))
			}
		}
		if u.short {
			return nil, errSegment
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// unpacker reads a packed row; short is set once it asked for more than there is.
type unpacker struct {
	rest  []byte
	short bool
}

func (u *unpacker) unsigned() uint64 {
	v, n := binary.Uvarint(u.rest)
	if n <= 0 {
		u.short = true
		return 0
	}
	u.rest = u.rest[n:]
	return v
}

func (u *unpacker) signed() int64 {
	v := u.unsigned()
	return int64(v>>1) ^ -int64(v&1)
}

func (u *unpacker) take(n int) []byte {
	if n > len(u.rest) {
		u.short = true
		return nil
	}
	b := u.rest[:n]
	u.rest = u.rest[n:]
	return b
}

func (u *unpacker) byte() byte {
	if b := u.take(1); len(b) == 1 {
		return b[0]
	}
	return 0
}
