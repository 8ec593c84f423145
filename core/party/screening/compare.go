package screening

// likeness is how alike two names are, and by what.
type likeness struct {
	score int
	by    basis
}

// basis says what a name's score rests on.
type basis uint8

const (
	byNothing basis = iota
	byCharacters
	bySound       // some characters sound alike and differ
	byEdits       // some characters are more, less or others
	byRomanised   // Chinese against Latin
	byOther       // the same by a spelling that isn't pinyin
	byLooseRoman  // Chinese against Latin, syllables often confused
	byWords       // Latin words, all of them
	bySomeWords   // Latin words, some spelled otherwise or left out
	bySyllables   // Latin names of the same syllables
	byIdentifier  // a number agrees, whatever the name
	basisSentinel // how many there are
)

// bench is the memory of one comparison, used again and again.
type bench struct {
	rows [3][maxUnits + 1]int
}

// compare tells how alike two names are.
func (b *bench) compare(x, y *form) likeness {
	switch {
	case x.chinese && y.chinese:
		return b.compareUnits(x, y)
	case x.chinese:
		return compareRomanised(x.units, y)
	case y.chinese:
		return compareRomanised(y.units, x)
	}
	words := compareWords(x, y)
	if words.score < sameSyllables {
		if l := compareReadings(x, y); l.score > words.score {
			return l
		}
	}
	return words
}

// compareUnits is the Damerau–Levenshtein distance (restricted to neighbours that change places) with costs by sound,
// brought to the length of the longer name.
func (b *bench) compareUnits(f, g *form) likeness {
	x, y := f.units, g.units
	n := max(len(x), len(y))
	if len(x) == 0 || len(y) == 0 {
		return likeness{}
	}
	if len(x) == len(y) && sameUnits(x, y) {
		return likeness{fullScore, byCharacters}
	}
	c := personCosts
	if f.sort == OrganisationSort && g.sort == OrganisationSort {
		c = firmCosts
	}
	if c.odd*(n-min(len(x), len(y))) > n*(fullScore-nameFloor) {
		return likeness{}
	}
	cost := b.distance(x, y, c, n*(fullScore-nameFloor))
	by := bySound
	if len(x) != len(y) || differentSound(x, y) {
		by = byEdits
	}
	return likeness{max(0, fullScore-(cost+n/2)/n), by}
}

// costs are what edits cost: odd of a character that one name has more, other of one that is quite another.
type costs struct{ odd, other int }

var (
	personCosts = costs{editCost, editCost}
	firmCosts   = costs{firmOddCost, firmOtherCost}
)

func sameUnits(x, y []unit) bool {
	for i := range x {
		if x[i].char != y[i].char {
			return false
		}
	}
	return true
}

func differentSound(x, y []unit) bool {
	for i := range x {
		if x[i].char != y[i].char && (x[i].loose != y[i].loose || x[i].loose == 0) {
			return true
		}
	}
	return false
}

// distance is the cost of making one name of the other, or something above most as soon as it is sure to be.
func (b *bench) distance(x, y []unit, edit costs, most int) int {
	for j := range len(y) + 1 {
		b.rows[0][j] = j * edit.odd
	}
	before, last, row := &b.rows[2], &b.rows[0], &b.rows[1]
	lastLeast := 0
	for i := 1; i <= len(x); i++ {
		row[0] = i * edit.odd
		least := row[0]
		for j := 1; j <= len(y); j++ {
			c := min(last[j-1]+unitCost(x[i-1], y[j-1], edit.other), last[j]+edit.odd, row[j-1]+edit.odd)
			if i > 1 && j > 1 && x[i-1].char == y[j-2].char && x[i-2].char == y[j-1].char && x[i-1].char != x[i-2].char {
				c = min(c, before[j-2]+swapCost)
			}
			row[j] = c
			least = min(least, c)
		}
		if least > most && lastLeast > most { // changed places look two rows back
			return max(least, lastLeast) + fullScore*(len(x)+len(y))
		}
		lastLeast = least
		before, last, row = last, row, before
	}
	return last[len(y)]
}

func unitCost(x, y unit, other int) int {
	switch {
	case x.char == y.char:
		return 0
	case x.sound == y.sound && x.sound != 0:
		return fullScore - sameSyllable
	case x.loose == y.loose && x.loose != 0:
		return fullScore - confusedSyllable
	}
	return other
}

// compareRomanised compares a Chinese name with the readings of a Latin one.
func compareRomanised(x []unit, y *form) (best likeness) {
	for i, r := range y.reads {
		l := likeness{}
		switch exact, loose := soundsLike(x, r); {
		case exact && y.bent[i]:
			l = likeness{otherSpelling, byOther}
		case exact && len(x) > 2:
			l = likeness{romanised, byRomanised}
		case exact:
			l = likeness{romanisedShort, byRomanised}
		case loose && !y.bent[i]:
			l = likeness{romanisedLoose, byLooseRoman}
		}
		if l.score > best.score {
			best = l
		}
	}
	return best
}

// soundsLike reports whether syllables spell a Chinese name, with its surname of one or two characters first or last.
func soundsLike(x []unit, r []syllable) (exact, loose bool) {
	n := len(x)
	if n != len(r) || n < 2 {
		return false, false
	}
	s := sounds()
	for _, turn := range [...]int{0, 1, 2} { // r begins with the unit at turn
		if turn >= n {
			break
		}
		e, l := true, true
		for i := 0; i < n && l; i++ {
			u := x[(i+turn)%n]
			e = e && u.sound == r[i] && u.sound != 0
			l = u.loose == s.loose(r[i]) && u.loose != 0
		}
		if e && l {
			return true, true
		}
		loose = loose || l
	}
	return false, loose
}

// compareReadings finds Latin names that spell the same syllables, divided into words otherwise or in another order.
func compareReadings(x, y *form) (best likeness) {
	for i, r := range x.reads {
		for j, q := range y.reads {
			if !sameTurned(r, q) {
				continue
			}
			l := likeness{sameSyllables, bySyllables}
			if x.bent[i] || y.bent[j] {
				l = likeness{otherSpelling, byOther}
			}
			if l.score > best.score {
				best = l
			}
		}
	}
	return best
}

// sameTurned compares syllables, of which up to two may have gone from the front to the end or back.
func sameTurned(r, q []syllable) bool {
	n := len(r)
	if n != len(q) || n < 2 {
		return false
	}
	for _, turn := range [...]int{0, 1, 2, n - 1, n - 2} {
		same := true
		for i := 0; i < n && same; i++ {
			same = r[i] == q[(i+turn)%n]
		}
		if same {
			return true
		}
	}
	return false
}
