package screening

import (
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"tonghui/platform/observe"
)

// Report is what Bench measured. Rates are per second, shares in thousandths.
type Report struct {
	Parties, Names int
	ListedNames    int // with aliases
	Built          time.Duration
	Elapsed        time.Duration // of all parties
	PerSecond      int64
	Planted        int // parties made by changing a listed name
	PlantedFound   int // of them
	RecallPermille int // found of all planted
	Hits           int64
	FalseHits      int64 // hits on entries that the party wasn't made from
	FalsePermille  int64 // parties not planted that have a hit
	Sampled        int   // parties also compared with every name
	SampleElapsed  time.Duration
	PlainPerSecond int64
	Ratio          int64 // PerSecond by PlainPerSecond
	SampleMissed   int   // matches that comparing with every name found and the index didn't
	SampleMatches  int
}

// String is a table of the report.
func (r Report) String() string {
	return fmt.Sprintf(`parties %d, list %d entries (%d names), index built in %v
screened in %v: %d a second
planted variants found %d of %d (%d‰)
hits %d, of them on others %d; unplanted parties with a hit %d‰
compared one by one on a sample of %d: %d a second, so the index is %d times as fast
matches in the sample %d, missed by the index %d
`, r.Parties, r.Names, r.ListedNames, r.Built.Round(time.Millisecond), r.Elapsed.Round(time.Millisecond), r.PerSecond, r.PlantedFound,
		r.Planted, r.RecallPermille, r.Hits, r.FalseHits, r.FalsePermille, r.Sampled, r.PlainPerSecond, r.Ratio, r.SampleMatches, r.SampleMissed)
}

// Bench invents a list and parties, plants variants of listed names among the parties (one in a hundred), screens all of them on
// all processors, and compares a sample with every listed name for the ratio.
func Bench(parties, names int, seed uint64) Report {
	g := &inventor{rand.New(rand.NewPCG(seed, 1))}
	entries := g.list(names)
	w := observe.Start()
	ix := NewIndex(DefaultThreshold, Listed{List: "bench", Kind: Sanctions, Entries: entries})
	r := Report{Parties: parties, Names: len(entries), ListedNames: len(ix.names), Built: w.Elapsed()}
	people, origin := g.parties(parties, entries)

	found := make([]bool, parties)
	var hits, others, struck atomic.Int64
	w = observe.Start()
	ix.Each(parties, func(i int) *Subject { return &people[i] }, func(i int, ms []Match) {
		hits.Add(int64(len(ms)))
		for _, m := range ms {
			if m.Entry == origin[i] {
				found[i] = true
			} else {
				others.Add(1)
			}
		}
		if len(ms) > 0 && origin[i] < 0 {
			struck.Add(1)
		}
	})
	r.Elapsed = w.Elapsed()
	r.PerSecond = int64(parties) * int64(time.Second) / max(1, int64(r.Elapsed))
	for i, o := range origin {
		if o >= 0 {
			r.Planted++
			if found[i] {
				r.PlantedFound++
			}
		}
	}
	r.RecallPermille = 1000 * r.PlantedFound / max(1, r.Planted)
	r.Hits, r.FalseHits = hits.Load(), others.Load()
	r.FalsePermille = 1000 * struck.Load() / max(1, int64(parties-r.Planted))
	r.samplePlainly(ix, people)
	return r
}

// samplePlainly compares some of the parties with every listed name, on one processor as the reference is plain, and
// counts what the index misses. The rate is brought to all processors by comparing it with the index on one as well.
func (r *Report) samplePlainly(ix *Index, people []Subject) {
	r.Sampled = min(400, len(people))
	step := max(1, len(people)/max(1, r.Sampled))
	at := func(i int) int { // every second one is planted, where so many are
		if planted := 100*i + 7; i%2 == 0 && planted < len(people) {
			return planted
		}
		return i * step
	}
	plain := make([][]Match, r.Sampled)
	w := observe.Start()
	for i := range plain {
		plain[i] = ix.screenPlainly(nil, &people[at(i)])
	}
	r.SampleElapsed = w.Elapsed()
	r.PlainPerSecond = int64(r.Sampled) * int64(time.Second) / max(1, int64(r.SampleElapsed))
	var room []Match
	for i := range plain {
		room = ix.Screen(room[:0], &people[at(i)])
		r.SampleMatches += len(plain[i])
		r.SampleMissed += missing(plain[i], room)
	}
	w = observe.Start()
	alone := min(20_000, len(people))
	for i := range alone {
		room = ix.Screen(room[:0], &people[i])
	}
	oneByOne := int64(alone) * int64(time.Second) / max(1, int64(w.Elapsed()))
	r.Ratio = oneByOne / max(1, r.PlainPerSecond)
}

// missing counts the entries of want that got lacks.
func missing(want, got []Match) (n int) {
	for _, m := range want {
		has := false
		for _, o := range got {
			has = has || o.Entry == m.Entry
		}
		if !has {
			n++
		}
	}
	return n
}
