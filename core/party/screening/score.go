package screening

// Match is a subject's likeness to an entry.
type Match struct {
	Entry int32 // its place in the list's version, from 0
	Score int   // 0 to 1000

	name   int32 // place of the listed name in the index
	subj   int16 // place of the subject's name
	by     basis
	alone  bool // nothing but the name could be compared, and the score was held down for it
	weak   bool
	birth  int16 // what each added
	nation int16
	number int16
}

// circumstance is what a subject or entry has beside names, ready to compare.
type circumstance struct {
	births  []Birth
	nations []string
	ids     []string // plain form, some masked
}

// beside scores what stands beside the name.
func (m *Match) beside(s, e *circumstance) {
	m.birth = int16(scoreBirth(s.births, e.births))
	m.nation = int16(scoreNation(s.nations, e.nations))
	m.number = int16(scoreNumber(s.ids, e.ids))
}

// scoreBirth takes the likeliest pair of dates.
func scoreBirth(s, e []Birth) int {
	best, known := bornFarApart, false
	for _, a := range s {
		for _, b := range e {
			if a == 0 || b == 0 {
				continue
			}
			known = true
			d := a.Year() - b.Year()
			if d < 0 {
				d = -d
			}
			switch {
			case a == b && a.full():
				best = max(best, bornSameDay)
			case d == 0:
				best = max(best, bornSameYear)
			case d == 1:
				best = max(best, 0)
			case d == 2:
				best = max(best, bornTwoApart)
			}
		}
	}
	if !known {
		return 0
	}
	return best
}

// scoreNation compares codes; what a list writes out otherwise isn't compared.
func scoreNation(s, e []string) int {
	differs := false
	for _, a := range s {
		for _, b := range e {
			if len(a) != 3 || len(b) != 3 {
				continue
			}
			if a == b {
				return sameNation
			}
			differs = true
		}
	}
	if differs {
		return otherNation
	}
	return 0
}

// scoreNumber finds a number that agrees (1000), agrees as far as it shows, or contradicts.
func scoreNumber(s, e []string) int {
	best := 0
	for _, a := range s {
		for _, b := range e {
			switch {
			case !isMasked(b):
				if a == b {
					return fullScore
				}
			case agreement(b, a) > 0:
				best = maskedAgrees
			case agreement(b, a) < 0 && best == 0:
				best = maskedDiffers
			}
		}
	}
	return best
}

// total makes the score of the name's and of what stands beside it.
func (m *Match) total(name likeness, sort Sort) {
	m.by = name.by
	if m.number == fullScore {
		m.Score, m.by = fullScore, byIdentifier
		return
	}
	score := name.score
	if score < nameFloor {
		m.Score = 0
		return
	}
	if m.weak {
		score += weakAlias
	}
	if m.birth <= 0 && m.number <= 0 {
		most := personAlone
		if sort == OrganisationSort {
			most = firmAlone
		}
		m.alone = score > most
		score = min(score, most)
	}
	m.Score = max(0, min(fullScore, score+int(m.birth)+int(m.nation)+int(m.number)))
}
