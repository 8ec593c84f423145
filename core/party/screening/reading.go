package screening

// read finds up to maxReads ways in which all words of a Latin name read as pinyin. A name of which one word doesn't has
// none: it is no Chinese name.
func (f *form) read() {
	if len(f.words) == 0 || len(f.letters) > 40 {
		return
	}
	f.trail = f.trail[:0]
	f.readFrom(0, int(f.words[0].from))
}

// longestSyllable is that of zhuang, chuang and shuang.
const longestSyllable = 6

// readFrom goes on at a letter of a word; f.trail holds the syllables before it. Longer syllables are tried first, so that
// the likeliest division comes first.
func (f *form) readFrom(w, at int) {
	if len(f.reads) == maxReads {
		return
	}
	end := int(f.words[w].to)
	if at == end {
		if w++; w == len(f.words) {
			f.keepReading()
			return
		}
		at, end = int(f.words[w].from), int(f.words[w].to)
	}
	s := sounds()
	for n := min(longestSyllable, end-at); n > 0; n-- {
		if id, ok := s.number[string(f.letters[at:at+n])]; ok && isSyllable(f.letters[at:at+n], at == int(f.words[w].from)) {
			f.trail = append(f.trail, id)
			f.readFrom(w, at+n)
			f.trail = f.trail[:len(f.trail)-1]
		}
	}
	if at != int(f.words[w].from) {
		return
	}
	f.bend++
	for _, id := range s.other[string(f.letters[at:end])] {
		f.trail = append(f.trail, id...)
		f.readFrom(w, end)
		f.trail = f.trail[:len(f.trail)-len(id)]
	}
	f.bend--
}

// isSyllable leaves out the dictionary's interjections, and single letters inside a word, which would divide anything.
func isSyllable(letters []byte, first bool) bool {
	if len(letters) > 1 {
		for _, c := range letters {
			if c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'v' {
				return true
			}
		}
		return false
	}
	return first && (letters[0] == 'a' || letters[0] == 'e' || letters[0] == 'o')
}

func (f *form) keepReading() {
	n := len(f.reads)
	f.reading[n] = append(f.reading[n][:0], f.trail...)
	f.bent[n] = f.bend > 0
	f.reads = append(f.reads, f.reading[n])
}
