package password

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// words are passwords and parts of passwords that people choose everywhere, and in China above all: love in numbers
// (5201314), love in pinyin (woaini), lucky and keyboard rows, surnames with 123. A line each, small letters.
//
//go:embed common.txt
var words string

// Common is the list that every bank has: the words with the variants that people make of them. It is made at the first call,
// in some 0.1 s (2 MiB), and serves all.
var Common = sync.OnceValue(func() *List {
	var b listBuilder
	add := func(s string) {
		b.addPlain(s)
		b.addPlain(s + s)
	}
	tails := tails()
	for w := range strings.Lines(words) {
		if w = strings.TrimSpace(w); w == "" || w[0] == '#' {
			continue
		}
		for _, form := range forms(w) {
			add(form)
			for _, t := range tails {
				add(form + t)
			}
			for _, t := range []string{"1", "12", "123", "520", "1314"} {
				b.addPlain(t + form)
			}
		}
	}
	return b.build()
})

// forms are the ways to write a word: as it is, and with a capital. Capitals throughout and signs for letters need no form: a Policy
// sees through them.
func forms(w string) []string {
	if c := strings.ToUpper(w[:1]) + w[1:]; c != w {
		return []string{w, c}
	}
	return []string{w}
}

// tails are what is put behind a word so that it has a digit or a sign: counting, luck, a year, and a sign behind these.
func tails() []string {
	bare := []string{"0", "1", "2", "3", "7", "8", "9", "11", "12", "00", "01", "66", "88", "99", "111", "123", "321", "520", "521", "666", "777", "888",
		"999", "1234", "1314", "4321", "5201314", "12345", "123456", "1234567", "12345678", "123456789", "1234567890", "abc", "qwe", "asd", "qaz"}
	for year := 1960; year <= 2035; year++ {
		bare = append(bare, strconv.Itoa(year))
	}
	out := append([]string{"!", "@", "#", ".", "!!", "_", "*"}, bare...)
	for _, t := range bare {
		out = append(out, t+"!", "@"+t)
	}
	return out
}
