package mandate

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// right is a right in the naive model: what was given, and when it was taken away.
type right struct {
	id          store.ID
	forWhom     string
	person      string
	kind        auth.HatKind
	roles       string
	from, until time.Time
	gone        bool
}

// TestHatsProperty: after any history of giving, amending, removing, hiring, leaving and time going by, everybody wears just
// the hats that a list of all rights ever given, looked through from end to end, says; and nobody has excluding duties for
// one party, no circle stands and no party has two heads.
func TestHatsProperty(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		round, end := store.TestRound(t)
		defer end()
		b := newBank(round)
		names := []string{"王芳", "李强", "赵敏", "钱进"}
		var all []*right
		staffed := 0
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			person := rapid.SampledFrom(names).Draw(rt, "person")
			switch rapid.IntRange(0, 6).Draw(rt, "verb") {
			case 0:
				b.advance(time.Duration(rapid.IntRange(0, 7_200).Draw(rt, "seconds")) * time.Second)
			case 1:
				all = b.tryGive(all, b.grant(rapid.SampledFrom(names).Draw(rt, "for"), person, Agent, times(rt, b.now())))
			case 2:
				all = b.tryGive(all, b.grant("惠民公司", person, LegalRepresentative))
			case 3:
				all = b.tryGive(all, b.grant(rapid.SampledFrom([]string{"惠民公司", "通达公司"}).Draw(rt, "firm"), person, Employee,
					roles(rapid.SampledFrom([]auth.Role{auth.FirmMaker, auth.FirmChecker, auth.FirmViewer}).Draw(rt, "role"))))
			case 4:
				staffed++
				if s, err := b.hired(person, fmt.Sprint(staffed), "0101", auth.Teller); err == nil {
					all = append(all, &right{s.ID, "滨河支行", person, auth.StaffHat, "teller", s.From, s.Until, false})
				}
			default:
				b.tryEnd(rt, all)
			}
		}
		b.compare(rt, all, names)
	})
}

func times(rt *rapid.T, now time.Time) func(*Grant) {
	begin := now.Add(time.Duration(rapid.IntRange(-1, 2).Draw(rt, "begin")) * time.Hour)
	stop := begin.Add(time.Duration(rapid.IntRange(1, 4).Draw(rt, "length")) * time.Hour)
	return func(g *Grant) { g.From, g.Until = begin, stop }
}

func (b *bank) nameOf(p auth.Party) string {
	for name, id := range b.names {
		if id == p {
			return name
		}
	}
	return ""
}

func (b *bank) tryGive(all []*right, g Grant) []*right {
	one, err := b.as(nil, g)
	if err != nil {
		return all
	}
	kind := auth.FirmHat
	if g.Basis == Agent {
		kind = auth.AgentHat
	}
	return append(all, &right{one.ID, b.nameOf(g.For), b.nameOf(g.Person), kind, joinRoles(one.Roles), one.From, one.Until, false})
}

func (b *bank) tryEnd(rt *rapid.T, all []*right) {
	if len(all) == 0 {
		return
	}
	r := rapid.SampledFrom(all).Draw(rt, "ended")
	err := b.st.Update(ctx, func(tx *store.Tx) (err error) {
		if r.kind == auth.StaffHat {
			_, err = b.Leave(tx, Leaving{Staff: r.id})
		} else {
			_, err = b.Remove(tx, r.id, "")
		}
		return err
	})
	if err == nil {
		r.gone = true
	}
}

func (b *bank) compare(rt *rapid.T, all []*right, names []string) {
	heads, now := 0, b.now()
	stands := func(r *right) bool {
		return !r.gone && !now.Before(r.from) && (r.until.IsZero() || now.Before(r.until))
	}
	for _, name := range names {
		want := []string{"self " + name + " customer"}
		duties := map[string][]auth.Role{}
		for _, kind := range []auth.HatKind{auth.AgentHat, auth.FirmHat, auth.StaffHat} {
			for _, r := range all {
				if r.person != name || r.kind != kind || !stands(r) {
					continue
				}
				want = append(want, fmt.Sprintf("%s %s %s", r.kind, r.forWhom, r.roles))
				if r.kind == auth.FirmHat {
					duties[r.forWhom] = append(duties[r.forWhom], splitRoles(r.roles)...)
				}
				if r.roles == string(auth.FirmHead) {
					heads++
				}
			}
		}
		if got := b.hats(name); !same(got, want) {
			rt.Fatalf("%s wears %q, the model says %q", name, got, want)
		}
		for firm, roles := range duties {
			if slices.Contains(roles, auth.FirmMaker) && slices.Contains(roles, auth.FirmChecker) {
				rt.Fatalf("%s makes and checks for %s", name, firm)
			}
		}
	}
	if heads > 1 {
		rt.Fatalf("%d heads stand", heads)
	}
	acts := map[string][]string{}
	for _, r := range all {
		if r.kind == auth.AgentHat && stands(r) {
			acts[r.person] = append(acts[r.person], r.forWhom)
		}
	}
	for _, name := range names { // as far as there are people
		reach := acts[name]
		for range names {
			for _, whom := range reach {
				reach = append(reach, acts[whom]...)
			}
			slices.Sort(reach)
			reach = slices.Compact(reach)
		}
		if slices.Contains(reach, name) {
			rt.Fatalf("%s acts for herself by a detour", name)
		}
	}
}

// TestAudited: the audit log knows every row as it is; a right changed past the register is found.
func TestAudited(t *testing.T) {
	b := newBank(t)
	key, err := audit.LoadOrMakeKey(filepath.Join(t.TempDir(), "audit.key"), "bank.example/audit")
	b.must(err)
	log := audit.New(b.st, audit.Config{Key: key})
	b.o.Audit = log
	for _, s := range b.AuditSources() {
		log.AddSource(s)
	}
	first := b.given(b.grant("惠民公司", "王芳", LegalRepresentative))
	b.given(b.grant("惠民公司", "李强", LegalRepresentative, replaces(first.ID)))
	b.must(b.holds("惠民公司", b.share("王芳", 5_000)))
	b.must(b.holds("惠民公司", b.share("王芳", 4_000), b.share("李强", 1)))
	_, err = b.hired("王芳", "001", "0101", auth.Teller)
	b.must(err)
	findings := func() int {
		_, err := log.Sequence(ctx)
		b.must(err)
		r, err := log.Check(ctx, audit.CheckOptions{Full: true})
		b.must(err)
		for _, f := range r.Findings {
			t.Log(f)
		}
		return len(r.Findings)
	}
	if n := findings(); n != 0 {
		t.Fatalf("%d differences", n)
	}
	for _, text := range []string{"UPDATE mandate_mandates SET roles = 'firm_maker' WHERE person = ?", "UPDATE mandate_holders SET share_bp = 1 WHERE owner = ?",
		"UPDATE mandate_staff SET roles = 'admin' WHERE person = ?"} {
		before := findings()
		b.ok(func(tx *store.Tx) error {
			_, err := tx.Exec(text, int64(b.names["王芳"]))
			return err
		})
		if findings() <= before {
			t.Errorf("not found: %s", text)
		}
	}
}
