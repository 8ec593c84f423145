package mandate

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tonghui/core/party/branch"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

func amendParent(p *string) branch.Amendment { return branch.Amendment{Parent: p} }

// holds declares owners, by name.
func (b *bank) holds(firm string, shares ...Share) error {
	return b.st.Update(ctx, func(tx *store.Tx) error {
		_, err := b.SetHolders(tx, b.names[firm], shares, "章程")
		return err
	})
}

func (b *bank) share(owner string, bp int64) Share { return Share{b.names[owner], ByShares, bp} }

func (b *bank) behind(firm string) (o *Ownership) {
	b.Helper()
	b.must(b.st.View(ctx, func(v *store.View) (err error) {
		if o, err = b.BeneficialOwners(v, b.names[firm]); err != nil {
			return err
		}
		return b.call(ctx, v, o)
	}))
	return o
}

// lines are an ownership for comparison: a star marks the beneficial.
func (o *Ownership) lines() (out []string) {
	for _, x := range o.Owners {
		star := ""
		if x.Beneficial {
			star = "*"
		}
		out = append(out, fmt.Sprintf("%s%s %s %s", star, x.Name, x.Shares, strings.Join(x.Why, "+")))
	}
	return out
}

func (b *bank) stands(firm string, want ...string) {
	b.Helper()
	if got := strings.Join(b.behind(firm).lines(), "; "); got != strings.Join(want, "; ") {
		b.Errorf("behind %s: %s, want %s", firm, got, strings.Join(want, "; "))
	}
}

// TestLayers: shares multiply along chains and add up over them; exactly 25 % counts, a hair less does not.
func TestLayers(t *testing.T) {
	b := newBank(t)
	b.party(businessSort, "控股公司", 0)
	b.must(b.holds("惠民公司", b.share("控股公司", 5_000), b.share("通达公司", 2_499), b.share("王芳", 1_250)))
	b.must(b.holds("控股公司", b.share("李强", 5_000), b.share("王芳", 2_500), b.share("赵敏", 2_500)))
	b.must(b.holds("通达公司", b.share("钱进", 10_000)))
	b.stands("惠民公司", "*王芳 25% shares", "*李强 25% shares", "钱进 24.99% ", "赵敏 12.5% ")
	o := b.behind("惠民公司")
	if o.Undeclared != "12.51%" {
		t.Errorf("undeclared %s", o.Undeclared)
	}
	for _, x := range o.Owners {
		if x.Name != "王芳" {
			continue
		}
		var ways []string
		for _, p := range x.Paths {
			way := p.Share + ":"
			for _, s := range p.Steps {
				way += fmt.Sprintf(" %s %d", s.Name, s.ShareBP)
			}
			ways = append(ways, way)
		}
		if got := strings.Join(ways, "; "); got != "12.5%: 控股公司 5000 王芳 2500; 12.5%: 王芳 1250" {
			t.Errorf("her ways: %s", got)
		}
	}
}

// TestControl: votes and control count beside shares, also through layers; where nobody counts, who manages does.
func TestControl(t *testing.T) {
	b := newBank(t)
	b.stands("惠民公司")
	b.given(b.grant("惠民公司", "孙丽", LegalRepresentative))
	b.must(b.holds("惠民公司", b.share("王芳", 2_499), b.share("财政局", 6_000)))
	b.stands("惠民公司", "财政局 60% shares", "王芳 24.99% ", "*孙丽 0% management")
	b.must(b.holds("惠民公司", b.share("通达公司", 3_000), Share{b.names["王芳"], ByVotes, 2_500}, Share{b.names["李强"], ByFact, 0}))
	b.must(b.holds("通达公司", Share{b.names["赵敏"], ByFact, 0}, b.share("钱进", 100)))
	got := strings.Join(b.behind("惠民公司").lines(), "; ")
	for _, want := range []string{"*王芳 0% votes", "*李强 0% control", "*赵敏 0% control", "钱进 0.3% "} {
		if !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
}

func TestHolderRefusals(t *testing.T) {
	b := newBank(t)
	b.party(businessSort, "控股公司", 0)
	b.must(b.holds("惠民公司", b.share("通达公司", 5_000)))
	b.must(b.holds("通达公司", b.share("控股公司", 1)))
	b.close("孙丽")
	for name, c := range map[string]struct {
		firm   string
		shares []Share
		want   error
	}{
		"more than the whole": {"惠民公司", []Share{b.share("王芳", 5_001), b.share("李强", 5_000)}, ErrShares},
		"twice":               {"惠民公司", []Share{b.share("王芳", 1), b.share("王芳", 1)}, ErrHolders},
		"nothing":             {"惠民公司", []Share{b.share("王芳", 0)}, ErrHolders},
		"less than nothing":   {"惠民公司", []Share{b.share("王芳", -1)}, ErrHolders},
		"control with a size": {"惠民公司", []Share{{b.names["王芳"], ByFact, 1}}, ErrHolders},
		"an odd right":        {"惠民公司", []Share{{b.names["王芳"], 9, 1}}, ErrHolders},
		"itself":              {"惠民公司", []Share{b.share("惠民公司", 1)}, ErrOwnsItself},
		"a circle":            {"控股公司", []Share{b.share("惠民公司", 1)}, ErrOwnsItself},
		"of a person":         {"王芳", []Share{b.share("李强", 1)}, ErrFirm},
		"of an agency":        {"财政局", []Share{b.share("李强", 1)}, ErrFirm},
		"the dead":            {"惠民公司", []Share{b.share("孙丽", 1)}, ErrInactive},
	} {
		if err := b.holds(c.firm, c.shares...); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
	err := b.holds("控股公司", b.share("惠民公司", 1))
	if err == nil || !strings.Contains(err.Error(), "惠民公司 ← 通达公司 ← 控股公司 ← 惠民公司") {
		t.Errorf("the circle isn't named: %v", err)
	}
	err = b.st.Update(auth.WithSubject(ctx, b.under("钱进", auth.FirmHat, "惠民公司", auth.FirmHead)), func(tx *store.Tx) error {
		_, err := b.SetHolders(tx, b.names["惠民公司"], nil, "")
		return err
	})
	if !errors.Is(err, ErrHolderRights) {
		t.Errorf("the firm declares by itself: %v", err)
	}
	b.stands("惠民公司", "控股公司 0.005% ") // nothing of all that was kept
}

// TestSharesProperty: over any declarations, what all ends hold and what nobody has declared is the whole, exactly; and it
// is what a walk over all chains adds up to.
func TestSharesProperty(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		round, end := store.TestRound(t)
		defer end()
		b := newBank(round)
		firms := []string{"惠民公司", "通达公司"}
		for i := range 3 {
			name := fmt.Sprint("公司", i)
			b.party(businessSort, name, 0)
			firms = append(firms, name)
		}
		owners := append([]string{"王芳", "李强"}, firms...)
		declared := map[auth.Party][]Share{}
		for range rapid.IntRange(1, 8).Draw(rt, "declarations") {
			firm := rapid.SampledFrom(firms).Draw(rt, "firm")
			var shares []Share
			for range rapid.IntRange(0, 3).Draw(rt, "owners") {
				shares = append(shares, b.share(rapid.SampledFrom(owners).Draw(rt, "owner"), rapid.Int64Range(1, 6_000).Draw(rt, "bp")))
			}
			if b.holds(firm, shares...) == nil {
				declared[b.names[firm]] = shares
			}
		}
		for _, firm := range firms {
			naive := map[auth.Party]*big.Rat{}
			climb(declared, b.names[firm], big.NewRat(1, 1), naive)
			o, sum := b.behind(firm), new(big.Rat)
			for _, x := range o.Owners {
				sum.Add(sum, x.shares)
				if want := naive[x.Party]; want == nil || want.Cmp(x.shares) != 0 {
					rt.Fatalf("%s has %v of %s, not %v", x.Name, x.shares, firm, want)
				}
			}
			if len(o.Owners) != len(naive) || sum.Cmp(big.NewRat(1, 1)) > 0 {
				rt.Fatalf("%d owners of %s hold %v", len(o.Owners), firm, sum)
			}
			if rest := new(big.Rat).Sub(big.NewRat(1, 1), sum); o.Undeclared != percent(rest) {
				rt.Fatalf("undeclared %s, not %v", o.Undeclared, rest)
			}
		}
	})
}

// climb adds up all chains, one by one.
func climb(declared map[auth.Party][]Share, firm auth.Party, part *big.Rat, out map[auth.Party]*big.Rat) {
	for _, s := range declared[firm] {
		share := new(big.Rat).Mul(part, big.NewRat(s.ShareBP, 10_000))
		if len(declared[s.Owner]) > 0 {
			climb(declared, s.Owner, share, out)
			continue
		}
		if out[s.Owner] == nil {
			out[s.Owner] = new(big.Rat)
		}
		out[s.Owner].Add(out[s.Owner], share)
	}
}
