package mandate

import (
	"slices"
	"strings"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// circle refuses that person acts for whom, if whom already acts, perhaps through others, for person: then somebody would
// act for herself by a detour, and what four eyes should see two would. It names the whole circle. Rights that begin later
// count too; the web of people is anchored.
func (m *Mandates) circle(tx *store.Tx, whom, person auth.Party) error {
	chain, err := chainOf(person, whom, func(of []auth.Party) ([][2]auth.Party, error) { return actorsFor(tx, of, tx.Now()) })
	if err != nil || chain == nil {
		return err
	}
	// chain runs from person to whom, each acted for by the next: whom ← … ← person, and person would act for whom.
	named, err := m.named(tx, append(chain, person))
	if err != nil {
		return err
	}
	return ErrCircle.With(named)
}

// chainOf finds the shortest way from one party to another along pairs that next reads of many at once; nil if there is
// none. It looks at each party once, so it ends whatever the web is like.
func chainOf(from, to auth.Party, next func(of []auth.Party) ([][2]auth.Party, error)) ([]auth.Party, error) {
	came := map[auth.Party]auth.Party{from: 0}
	for front := []auth.Party{from}; len(front) > 0; {
		var found []auth.Party
		for part := range slices.Chunk(front, 200) {
			pairs, err := next(part)
			if err != nil {
				return nil, err
			}
			for _, p := range pairs {
				if _, seen := came[p[1]]; seen {
					continue
				}
				came[p[1]] = p[0]
				found = append(found, p[1])
			}
		}
		if _, ok := came[to]; ok {
			break
		}
		front = found
	}
	if _, ok := came[to]; !ok {
		return nil, nil
	}
	var chain []auth.Party
	for at := to; at != 0; at = came[at] {
		chain = append(chain, at)
	}
	slices.Reverse(chain)
	return chain, nil
}

// named writes a circle for a sentence. Who is neither staff nor one of its two ends learns of the others no more than the
// first character of their names.
func (m *Mandates) named(tx *store.Tx, chain []auth.Party) (string, error) {
	words := make([]string, len(chain))
	for i, p := range chain {
		name, err := m.o.Parties.Name(contextOf(tx), tx, p)
		if err != nil {
			return "", err
		}
		if inner := i > 0 && i < len(chain)-2; inner && !byBank(auth.By(tx)) {
			name = masked(name)
		}
		words[i] = name
	}
	return strings.Join(words, " ← "), nil
}

// masked keeps a name's first character.
func masked(name string) string {
	for _, r := range name {
		return string(r) + "*"
	}
	return "*"
}
