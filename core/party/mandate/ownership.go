package mandate

import (
	"context"
	"math/big"
	"slices"
	"strings"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Bounds of what is looked at above one business.
const (
	maxLayers = 32
	maxAbove  = 5_000 // parties
	maxPaths  = 20    // shown of one owner
)

// Ownership is who stands behind a business in the end.
type Ownership struct {
	Firm       auth.Party `json:"firm"`
	FirmName   string     `json:"firmName,omitempty"`
	Owners     []*Owner   `json:"owners" nullable:"false" doc:"The largest share first."`
	Undeclared string     `json:"undeclared" doc:"Of the shares, as percent: what nobody has declared." example:"0%"`
	AsOf       time.Time  `json:"asOf"`
}

// Owner is one party at the end of the layers: a person, an agency, or a business whose own owners are not declared.
type Owner struct {
	Party      auth.Party `json:"party"`
	Name       string     `json:"name,omitempty"`
	Sort       string     `json:"sort" enum:"person,business,agency,institution"`
	Shares     string     `json:"shares" doc:"In the end, exactly, as percent." example:"31.25%"`
	Votes      string     `json:"votes" doc:"Of the votes, likewise." example:"0%"`
	Beneficial bool       `json:"beneficial" doc:"A person with 25 % or more of shares or votes, or in control; or who manages where there is none."`
	Why        []string   `json:"why" nullable:"false" doc:"shares, votes, control, management."`
	Paths      []Path     `json:"paths" nullable:"false" doc:"How her shares come about, at most 20 ways."`

	shares, votes *big.Rat
}

// Path is one way from the business up to an owner; the shares along it multiply.
type Path struct {
	Steps []Step `json:"steps" nullable:"false"`
	Share string `json:"share" example:"31.25%"`
}

// Step is one layer: who holds how much of the party before.
type Step struct {
	Party   auth.Party `json:"party"`
	Name    string     `json:"name,omitempty"`
	ShareBP int64      `json:"shareBp"`
}

// web is what is declared above one business.
type web struct {
	firm  auth.Party
	above map[auth.Party][]*Holder // by firm
	order []auth.Party             // the business first, each before its owners
}

// BeneficialOwners finds who stands behind a business (受益所有人识别): people who through whatever layers have 25 % or more of its
// shares or votes, or control it; where there is none, who manages it. 受益所有人信息管理办法 (2024) articles 6 and 7. Shares along
// a chain multiply, and chains add up, exactly.
func (m *Mandates) BeneficialOwners(q store.Querier, firm auth.Party) (*Ownership, error) {
	sort, _, err := m.o.Parties.Sort(q, firm)
	if err != nil {
		return nil, err
	}
	if sort != businessSort && sort != institutionSort {
		return nil, ErrFirm
	}
	w, err := webAbove(q, firm)
	if err != nil {
		return nil, err
	}
	shares, votes := w.weigh(ByShares), w.weigh(ByVotes)
	out := &Ownership{Firm: firm, Owners: []*Owner{}, AsOf: m.st.Now()}
	paths := w.paths()
	controllers := w.controllers(shares, votes)
	rest := big.NewRat(1, 1)
	for _, p := range w.order[1:] {
		if len(w.above[p]) > 0 {
			continue // a layer, not an end
		}
		sort, _, err := m.o.Parties.Sort(q, p)
		if err != nil {
			return nil, err
		}
		o := &Owner{Party: p, Sort: sort, shares: shares[p], votes: votes[p], Why: []string{}, Paths: paths[p]}
		rest.Sub(rest, o.shares)
		o.judge(slices.Contains(controllers, p))
		out.Owners = append(out.Owners, o)
	}
	slices.SortStableFunc(out.Owners, func(a, b *Owner) int { return b.shares.Cmp(a.shares) })
	out.Undeclared = percent(rest)
	return out, m.managers(q, out)
}

// judge says whether and why an owner is a beneficial one.
func (o *Owner) judge(controls bool) {
	o.Shares, o.Votes = percent(o.shares), percent(o.votes)
	if o.Paths == nil {
		o.Paths = []Path{}
	}
	quarter := big.NewRat(oneInFour, fullBP)
	for why, holds := range map[string]bool{"shares": o.shares.Cmp(quarter) >= 0, "votes": o.votes.Cmp(quarter) >= 0, "control": controls} {
		if holds {
			o.Why = append(o.Why, why)
		}
	}
	slices.Sort(o.Why)
	o.Beneficial = o.Sort == personSort && len(o.Why) > 0
}

// managers names the legal representative where nobody owns or controls enough.
func (m *Mandates) managers(q store.Querier, out *Ownership) error {
	if slices.ContainsFunc(out.Owners, func(o *Owner) bool { return o.Beneficial }) {
		return nil
	}
	acting, err := liveFor(q, out.Firm, 0, out.AsOf)
	if err != nil {
		return err
	}
	for _, a := range acting {
		if a.Basis != LegalRepresentative || a.StateAt(out.AsOf) != InForce {
			continue
		}
		i := slices.IndexFunc(out.Owners, func(o *Owner) bool { return o.Party == a.Person })
		if i < 0 {
			i = len(out.Owners)
			out.Owners = append(out.Owners, &Owner{Party: a.Person, Sort: personSort, Shares: "0%", Votes: "0%", Paths: []Path{}})
		}
		out.Owners[i].Beneficial, out.Owners[i].Why = true, append(out.Owners[i].Why, "management")
	}
	return nil
}

// webAbove reads all layers, one query each.
func webAbove(q store.Querier, firm auth.Party) (*web, error) {
	w := &web{firm: firm, above: map[auth.Party][]*Holder{}}
	depth := map[auth.Party]int{firm: 0} // the longest way up to it
	for layer, front := 1, []auth.Party{firm}; len(front) > 0; layer++ {
		var next []auth.Party
		for part := range slices.Chunk(front, 200) {
			holders, err := holdersOf(q, part)
			if err != nil {
				return nil, err
			}
			for _, h := range holders {
				if depth[h.Owner] < layer {
					depth[h.Owner] = layer
					next = append(next, h.Owner)
				}
			}
			for _, p := range part {
				w.above[p] = nil
			}
			for _, h := range holders {
				w.above[h.Firm] = append(w.above[h.Firm], h)
			}
		}
		if len(next) > 0 && layer > maxLayers || len(depth) > maxAbove { // a circle, were there one, ends here too
			return nil, ErrDeep.With(maxLayers, maxAbove)
		}
		slices.Sort(next)
		front = slices.Compact(next)
	}
	for p := range depth {
		w.order = append(w.order, p)
	}
	slices.SortFunc(w.order, func(a, b auth.Party) int {
		if d := depth[a] - depth[b]; d != 0 {
			return d
		}
		return int(min(max(a-b, -1), 1))
	})
	return w, nil
}

// weigh is what each party above has of the business by one kind of right: along a chain multiplied, chains added up.
func (w *web) weigh(by Control) map[auth.Party]*big.Rat {
	out := make(map[auth.Party]*big.Rat, len(w.order))
	for _, p := range w.order {
		out[p] = new(big.Rat)
	}
	out[w.firm].SetInt64(1)
	for _, p := range w.order { // what p has is complete: all below it come before
		for _, h := range w.above[p] {
			if h.Control == by {
				out[h.Owner].Add(out[h.Owner], new(big.Rat).Mul(out[p], big.NewRat(h.ShareBP, fullBP)))
			}
		}
	}
	return out
}

// controllers are who control in fact the business, or a party that controls it or holds 25 % or more of it.
func (w *web) controllers(shares, votes map[auth.Party]*big.Rat) (out []auth.Party) {
	quarter := big.NewRat(oneInFour, fullBP)
	strong := map[auth.Party]bool{w.firm: true}
	for _, p := range w.order {
		if !strong[p] && shares[p].Cmp(quarter) < 0 && votes[p].Cmp(quarter) < 0 {
			continue
		}
		for _, h := range w.above[p] {
			if h.Control == ByFact {
				strong[h.Owner] = true
				out = append(out, h.Owner)
			}
		}
	}
	return out
}

// paths lists ways by which shares come about, a few an owner.
func (w *web) paths() map[auth.Party][]Path {
	out := map[auth.Party][]Path{}
	budget := maxAbove // of steps in all: a web may have more ways than anybody could read
	var climb func(at auth.Party, steps []Step, share *big.Rat)
	climb = func(at auth.Party, steps []Step, share *big.Rat) {
		for _, h := range w.above[at] {
			if h.Control != ByShares || budget <= 0 {
				continue
			}
			budget--
			way := append(slices.Clone(steps), Step{Party: h.Owner, ShareBP: h.ShareBP})
			part := new(big.Rat).Mul(share, big.NewRat(h.ShareBP, fullBP))
			if len(w.above[h.Owner]) > 0 {
				climb(h.Owner, way, part)
			} else if len(out[h.Owner]) < maxPaths {
				out[h.Owner] = append(out[h.Owner], Path{Steps: way, Share: percent(part)})
			}
		}
	}
	climb(w.firm, nil, big.NewRat(1, 1))
	return out
}

// percent writes a share exactly: products of basis points are finite decimals.
func percent(r *big.Rat) string {
	text := new(big.Rat).Mul(r, big.NewRat(100, 1)).FloatString(4 * maxLayers)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".") + "%"
}

// call writes the names of all parties into an ownership.
func (m *Mandates) call(ctx context.Context, q store.Querier, o *Ownership) error {
	names := map[auth.Party]string{}
	name := func(p auth.Party) (string, error) {
		if n, ok := names[p]; ok {
			return n, nil
		}
		n, err := m.o.Parties.Name(ctx, q, p)
		names[p] = n
		return n, err
	}
	var err error
	if o.FirmName, err = name(o.Firm); err != nil {
		return err
	}
	for _, x := range o.Owners {
		if x.Name, err = name(x.Party); err != nil {
			return err
		}
		for _, path := range x.Paths {
			for i := range path.Steps {
				if path.Steps[i].Name, err = name(path.Steps[i].Party); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
