package vault

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
)

// MarkBytes is the length of a mark.
const MarkBytes = sha256.Size

// Mark is the blind index of a value: equal for equal normalised values of one kind, and telling nothing else to whoever lacks
// the index key. kind is a constant of the room ("citizen_id", "phone"), so that the same digits as another kind of number
// have another mark; normal must be normalised by the room. It panics before Start, which is a mistake of the program.
//
// Write a mark only beside the sealed value it is made of: otherwise it can't be made anew when the index key changes.
func (v *Vault) Mark(kind, normal string) []byte {
	k := v.mustKnow()
	return current(k.index, v.st.Now()).mark(kind, normal)
}

// Marks are all the marks under which a value may stand now: the current one first and, while the index key is being changed, that
// of the other key. Look-ups ask for all of them (column IN (?, ?)). A unique index keeps two rows with one value apart
// only while there is one; a room that must never have two looks for all Marks under tx.Lock first.
func (v *Vault) Marks(kind, normal string) [][]byte {
	k := v.mustKnow()
	now := current(k.index, v.st.Now())
	out := [][]byte{now.mark(kind, normal)}
	for _, l := range k.index {
		if l != now {
			out = append(out, l.mark(kind, normal))
		}
	}
	return out
}

func (v *Vault) mustKnow() *known {
	k := v.known.Load()
	if k == nil || len(k.index) == 0 {
		panic("vault: a mark before Start")
	}
	return k
}

func (l *loaded) mark(kind, normal string) []byte {
	m := hmac.New(sha256.New, l.raw)
	m.Write(binary.BigEndian.AppendUint16(nil, uint16(len(kind))))
	m.Write([]byte(kind))
	m.Write([]byte(normal))
	return m.Sum(nil)
}
