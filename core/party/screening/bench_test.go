package screening

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// TestIndexIsSound: for Chinese names, companies and pinyin the index finds whatever comparing with every name finds.
func TestIndexIsSound(t *testing.T) {
	// A few characters that sound alike or don't, so that near names are common.
	letters := []rune("王汪李黎张章伟玮卫明铭名小晓国郭建健市江浆姜")
	name := func(least, most int) *rapid.Generator[string] {
		return rapid.Custom(func(t *rapid.T) string {
			return string(rapid.SliceOfN(rapid.SampledFrom(letters), least, most).Draw(t, "name"))
		})
	}
	birth := rapid.SampledFrom([]Birth{0, 19800101, 19800506, 19810000, 19900101})
	rapid.Check(t, func(t *rapid.T) {
		sort := rapid.SampledFrom([]Sort{PersonSort, OrganisationSort, UnknownSort}).Draw(t, "sort")
		most := 5
		if sort != PersonSort {
			most = 12
		}
		entries := make([]Entry, rapid.IntRange(1, 60).Draw(t, "entries"))
		for i := range entries {
			entries[i] = Entry{Ref: "e", Sort: sort, Names: []string{name(2, most).Draw(t, "listed")}, Births: []Birth{birth.Draw(t, "birth")}}
		}
		ix := NewIndex(rapid.SampledFrom([]int{700, 800, 850, 950}).Draw(t, "threshold"), Listed{Entries: entries})
		for range 10 {
			s := Subject{Sort: sort, Names: []string{name(2, most).Draw(t, "party")}, Birth: birth.Draw(t, "born")}
			if n := missing(ix.screenPlainly(nil, &s), ix.Screen(nil, &s)); n > 0 {
				t.Fatalf("%v: the index misses %d", s.Names, n)
			}
		}
	})
}

// TestPinyinIsSound: a Latin name that reads as a Chinese one is found, whichever of the two is listed.
func TestPinyinIsSound(t *testing.T) {
	g := &inventor{rand.New(rand.NewPCG(3, 3))}
	for range 300 {
		c := g.chinese()
		r := g.romanised(c)
		for _, pair := range [][2]string{{c, r}, {r, c}} {
			ix := NewIndex(DefaultThreshold, Listed{Entries: []Entry{{Ref: "1", Sort: PersonSort, Names: pair[:1]}}})
			s := Subject{Sort: PersonSort, Names: pair[1:]}
			if len(ix.Screen(nil, &s)) != 1 {
				t.Errorf("%s isn't found by %s", pair[0], pair[1])
			}
		}
	}
}

// TestBench: planted variants are found, few others are hit, and the index misses at most a few Latin names with two slips.
func TestBench(t *testing.T) {
	r := Bench(30_000, 3_000, 7)
	t.Log("\n" + r.String())
	if r.Planted != 300 || r.RecallPermille < 980 {
		t.Errorf("of %d planted variants %d are found", r.Planted, r.PlantedFound)
	}
	if r.FalsePermille > 20 {
		t.Errorf("%d of a thousand parties have a hit", r.FalsePermille)
	}
	if r.SampleMissed > 1+r.SampleMatches/10 {
		t.Errorf("the index misses %d of %d matches", r.SampleMissed, r.SampleMatches)
	}
}

// TestLatinRecall measures what the index misses of Latin names, against comparing with every one.
func TestLatinRecall(t *testing.T) {
	g := &inventor{rand.New(rand.NewPCG(5, 5))}
	entries := make([]Entry, 2_000)
	for i := range entries {
		entries[i] = Entry{Ref: "e", Sort: PersonSort, Names: []string{g.latin()}}
	}
	ix := NewIndex(DefaultThreshold, Listed{Entries: entries})
	all, lost := 0, 0
	for i := range 1_000 {
		s := Subject{Sort: PersonSort, Names: []string{g.slip(entries[i].Names[0])}}
		want := ix.screenPlainly(nil, &s)
		all += len(want)
		lost += missing(want, ix.Screen(nil, &s))
	}
	t.Logf("of %d matches the index misses %d", all, lost)
	if all < 1_000 || 1000*lost > 60*all {
		t.Errorf("of %d matches the index misses %d", all, lost)
	}
}

// TestNoMemoryPerParty: screening a party that isn't hit takes no memory.
func TestNoMemoryPerParty(t *testing.T) {
	g := &inventor{rand.New(rand.NewPCG(9, 9))}
	ix := NewIndex(DefaultThreshold, Listed{Entries: g.list(500)})
	people := []Subject{{Sort: PersonSort, Names: []string{"赵钱孙"}, Birth: 19900101}, {Sort: PersonSort, Names: []string{"Zbigniew Wojciechowski"}},
		{Sort: OrganisationSort, Names: []string{"拉萨雪域高原特产加工有限公司"}}}
	room := make([]Match, 0, 8)
	for i := range people {
		if n := testing.AllocsPerRun(100, func() { room = ix.Screen(room[:0], &people[i]) }); n > 0 && !raceEnabled() {
			t.Errorf("%s: %v allocations", people[i].Names[0], n)
		}
	}
}

// raceEnabled tells by sync.Pool, which drops at random under the race detector.
func raceEnabled() bool { return testing.AllocsPerRun(100, dropsPooled) > 0 }

func dropsPooled() {
	ix := emptyIndex()
	for range 100 {
		ix.scratch.Put(ix.scratch.Get())
	}
}

var onceIndex *Index

// emptyIndex is one empty index for all calls.
func emptyIndex() *Index {
	if onceIndex == nil {
		onceIndex = NewIndex(DefaultThreshold)
	}
	return onceIndex
}

func BenchmarkScreen(b *testing.B) {
	g := &inventor{rand.New(rand.NewPCG(1, 1))}
	ix := NewIndex(DefaultThreshold, Listed{Entries: g.list(20_000)})
	people, _ := g.parties(10_000, nil)
	var room []Match
	b.ReportAllocs()
	for i := range b.N {
		room = ix.Screen(room[:0], &people[i%len(people)])
	}
}
