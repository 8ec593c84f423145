package password

import (
	"bufio"
	"crypto/sha1" //nolint:gosec // the form of the public lists; nothing rests on its strength
	"encoding/binary"
	"encoding/hex"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// List is a set of passwords that aren't to be used. It never changes, so any number may ask it at once. It keeps 48 bits of
// each SHA-1: the first 16 choose a bucket, the next 32 are kept there in order.
type List struct {
	starts [1<<16 + 1]uint32 // where each bucket begins
	rest   []uint32
}

// LoadList reads a list of the form that Have I Been Pwned gives out: a SHA-1 in 40 hex digits a line, perhaps a colon and how
// often it was seen, in any order. Memory is 4 bytes an entry when done and up to twice that meanwhile. ErrList names a
// line of another form. At most 4·10^9 entries.
func LoadList(r io.Reader) (*List, error) {
	var b listBuilder
	lines := bufio.NewScanner(r)
	n := 0
	for lines.Scan() {
		n++
		text := strings.TrimSpace(lines.Text())
		if text == "" {
			continue
		}
		digest, count, counted := strings.Cut(text, ":")
		sum, err := hex.DecodeString(strings.TrimSpace(digest))
		if err != nil || len(sum) != sha1.Size || counted && !number(strings.TrimSpace(count)) {
			return nil, ErrList.With(n)
		}
		b.add(sum)
	}
	if err := lines.Err(); err != nil {
		return nil, ErrList.With(n + 1).Because(err)
	}
	return b.build(), nil
}

func number(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// Len is the number of entries.
func (l *List) Len() int { return len(l.rest) }

// Has tells whether a password is on the list, in its normalised form.
func (l *List) Has(plain string) bool {
	sum := sha1.Sum([]byte(norm.NFKC.String(plain))) //nolint:gosec // see above
	bucket, rest := split(sum[:])
	_, found := slices.BinarySearch(l.rest[l.starts[bucket]:l.starts[bucket+1]], rest)
	return found
}

func split(sum []byte) (bucket uint16, rest uint32) {
	return binary.BigEndian.Uint16(sum), binary.BigEndian.Uint32(sum[2:])
}

type listBuilder struct{ buckets [1 << 16][]uint32 }

func (b *listBuilder) add(sum []byte) {
	bucket, rest := split(sum)
	b.buckets[bucket] = append(b.buckets[bucket], rest)
}

func (b *listBuilder) addPlain(plain string) {
	sum := sha1.Sum([]byte(plain)) //nolint:gosec // see above
	b.add(sum[:])
}

// build lays the buckets one behind the other, and lets go of each.
func (b *listBuilder) build() *List {
	n := 0
	for i := range b.buckets {
		slices.Sort(b.buckets[i])
		b.buckets[i] = slices.Compact(b.buckets[i])
		n += len(b.buckets[i])
	}
	l := &List{rest: make([]uint32, 0, n)}
	for i := range b.buckets {
		l.starts[i] = uint32(len(l.rest))
		l.rest = append(l.rest, b.buckets[i]...)
		b.buckets[i] = nil
	}
	l.starts[len(b.buckets)] = uint32(len(l.rest))
	return l
}
