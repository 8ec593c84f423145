package screening

// The keys under which names are filed. For Chinese names they are sound: whatever reaches nameFloor shares a key.
//
//   - A name of up to shortest characters: its syllables (as confused) without their order. Same-sounding characters and
//     changed places leave that key as it is, and one quite other character of three is below the floor already.
//   - Up to longest characters also the same with each one left out, which meets a name with one more, less or other.
//   - From bigramsFrom on its pairs of neighbours: an edit spoils at most three of them, so one of the rarest few that a
//     subject has must be among the listed name's (Index.rarest).
//   - A Latin name that reads as pinyin: the syllables of each reading, the same key as that of the Chinese name.
//   - Latin words: each two of them by their consonants, with one consonant of either left out. This isn't sound: a name with
//     slips in two of its words is missed. The tests measure it.
const (
	shortest    = 3
	longest     = 7
	bigramsFrom = 6
	wordsKeyed  = 6 // words of a Latin name that are paired
	droppable   = 4 // consonants that a word must have for one of them to be left out
)

// mix spreads a number over 64 bits (splitmix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// key is what a unit adds to a key.
func (u unit) key() uint64 {
	if u.loose == 0 {
		return mix(1<<40 | uint64(uint32(u.char)))
	}
	return mix(uint64(u.loose))
}

// keys appends all keys of a name but those of pairs of neighbours.
func (f *form) keys(dst []uint64) []uint64 {
	if f.chinese {
		return f.unitKeys(dst)
	}
	s := sounds()
	for _, r := range f.reads {
		sum := uint64(0)
		for _, y := range r {
			sum += mix(uint64(s.loose(y)))
		}
		if len(r) > 1 {
			dst = append(dst, sum)
		}
	}
	return f.wordKeys(dst)
}

func (f *form) unitKeys(dst []uint64) []uint64 {
	n := len(f.units)
	if n == 0 || n > longest {
		return dst
	}
	sum := uint64(0)
	for _, u := range f.units {
		sum += u.key()
	}
	dst = append(dst, sum)
	if n > shortest {
		for _, u := range f.units {
			dst = append(dst, sum-u.key())
		}
	}
	return dst
}

// pairKeys appends the keys of pairs of neighbours.
func (f *form) pairKeys(dst []uint64) []uint64 {
	if !f.chinese || len(f.units) < bigramsFrom {
		return dst
	}
	for i := 1; i < len(f.units); i++ {
		dst = append(dst, mix(f.units[i-1].key()+3*f.units[i].key()+7))
	}
	return dst
}

// wordKeys appends the keys of Latin words, two by two.
func (f *form) wordKeys(dst []uint64) []uint64 {
	n := min(len(f.words), wordsKeyed)
	if n == 1 {
		var b [maxLetters]byte
		s := skeleton(b[:0], f.word(0))
		return appendDrops(append(dst, mix(5+hash(s, -1))), 5, s)
	}
	var bufA, bufB [maxLetters]byte
	for i := range n {
		a := skeleton(bufA[:0], f.word(i))
		ha := hash(a, -1)
		for j := i + 1; j < n; j++ {
			b := skeleton(bufB[:0], f.word(j))
			hb := hash(b, -1)
			dst = append(dst, mix(ha+hb))
			dst = appendDrops(dst, ha, b)
			dst = appendDrops(dst, hb, a)
		}
	}
	return dst
}

// appendDrops appends keys of a word with each letter of its skeleton left out.
func appendDrops(dst []uint64, with uint64, s []byte) []uint64 {
	if len(s) < droppable {
		return dst
	}
	for k := range s {
		dst = append(dst, mix(with+hash(s, k)))
	}
	return dst
}

// skeleton is a word's first letter and the consonants behind it, of twins one.
func skeleton(dst, w []byte) []byte {
	for i, c := range w {
		switch c {
		case 'a', 'e', 'i', 'o', 'u', 'y', 'h', 'w':
			if i > 0 {
				continue
			}
		case 'k', 'q':
			c = 'c'
		case 'z':
			c = 's'
		case 'v':
			c = 'f'
		case 'j':
			c = 'g'
		}
		if n := len(dst); n == 0 || dst[n-1] != c {
			dst = append(dst, c)
		}
	}
	return dst
}

// hash is FNV-1a of a skeleton without its letter at skip.
func hash(s []byte, skip int) uint64 {
	h := uint64(14695981039346656037)
	for i, c := range s {
		if i != skip {
			h = (h ^ uint64(c)) * 1099511628211
		}
	}
	return mix(h)
}
