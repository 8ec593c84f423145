package screening

// compareWords pairs the words of two Latin names, the likeliest first, in whatever order they stand.
func compareWords(x, y *form) likeness {
	nx, ny := len(x.words), len(y.words)
	if nx == 0 || ny == 0 {
		return likeness{}
	}
	var usedX, usedY [maxWords]bool
	var pairOf [maxWords]int
	score, weight, pairs, exact := 0, 0, 0, true
	for range min(nx, ny) {
		best, bi, bj := 0, 0, 0
		for i := range nx {
			for j := 0; j < ny && !usedX[i]; j++ {
				if usedY[j] {
					continue
				}
				if s := wordLikeness(x.word(i), y.word(j)); s > best {
					best, bi, bj = s, i, j
				}
			}
		}
		if best < wordFloor {
			break
		}
		usedX[bi], usedY[bj], pairOf[bi] = true, true, bj
		w := len(x.word(bi)) + len(y.word(bj))
		score, weight, pairs, exact = score+best*w, weight+w, pairs+1, exact && best == fullScore
	}
	if pairs == 0 {
		return likeness{}
	}
	onlyX, onlyY := leftOver(x, &usedX), leftOver(y, &usedY)
	left := 5 * (onlyX + onlyY)
	if min(onlyX, onlyY) == 0 {
		left = leftOverFifth * max(onlyX, onlyY)
	}
	total := 5 * score / (5*weight + left)
	if pairs == 1 && max(nx, ny) > 1 {
		total = min(total, oneWordCap)
	}
	ordered := true
	for i, last := 0, -1; i < nx; i++ {
		if usedX[i] {
			ordered = ordered && pairOf[i] > last
			last = pairOf[i]
		}
	}
	if !ordered {
		total -= orderCost
	}
	if exact && onlyX+onlyY == 0 {
		return likeness{total, byWords}
	}
	return likeness{total, bySomeWords}
}

// leftOver counts the letters of the words that have no partner.
func leftOver(f *form, used *[maxWords]bool) (n int) {
	for i := range f.words {
		if !used[i] {
			n += len(f.word(i))
		}
	}
	return n
}

// wordLikeness is that of two words. An initial is like itself alone: what it stands for can't be known.
func wordLikeness(x, y []byte) int {
	if len(x) == 1 || len(y) == 1 {
		if string(x) == string(y) {
			return fullScore
		}
		return 0
	}
	if long := max(len(x), len(y)); long-min(len(x), len(y)) > max(1, long/4) {
		return 0 // alike by its beginning only
	}
	return jaroWinkler(x, y)
}

// jaroWinkler is the Jaro–Winkler likeness in thousandths, in whole numbers throughout.
func jaroWinkler(x, y []byte) int {
	if string(x) == string(y) {
		return fullScore
	}
	if len(x) > 64 || len(y) > 64 {
		x, y = x[:min(len(x), 64)], y[:min(len(y), 64)]
	}
	reach := max(len(x), len(y))/2 - 1
	var hitX, hitY uint64
	matches := 0
	for i := range x {
		for j := max(0, i-reach); j < min(len(y), i+reach+1); j++ {
			if hitY&(1<<j) == 0 && x[i] == y[j] {
				hitX |= 1 << i
				hitY |= 1 << j
				matches++
				break
			}
		}
	}
	if matches == 0 {
		return 0
	}
	swaps, j := 0, 0
	for i := range x {
		if hitX&(1<<i) == 0 {
			continue
		}
		for hitY&(1<<j) == 0 {
			j++
		}
		if x[i] != y[j] {
			swaps++
		}
		j++
	}
	jaro := (fullScore*matches/len(x) + fullScore*matches/len(y) + fullScore*(2*matches-swaps)/(2*matches)) / 3
	common := 0
	for common < min(4, len(x), len(y)) && x[common] == y[common] {
		common++
	}
	return jaro + common*(fullScore-jaro)/10
}
