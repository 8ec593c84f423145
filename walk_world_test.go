package tonghui

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"testing"

	"tonghui/base/calendar"
	"tonghui/core/account"
	"tonghui/core/party"
	"tonghui/core/party/mandate"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/auth/client"
	"tonghui/platform/parameter"
	"tonghui/platform/store"
)

// things are one object of each kind, all of one party at one branch.
type things struct {
	ids     map[auth.Kind]string
	number  string // of the account
	address string // of the party: a contact that finds it
}

// The three places at which a caller's objects lie, as far as it goes.
const (
	ownPlace     = "own"    // of the party for whom she acts
	branchPlace  = "branch" // of another party, kept at her branch
	foreignPlace = "bank"   // of another party at another branch
)

// walker is a bank with somebody in each role, and objects around each.
type walker struct {
	*world
	callers []*caller           // in the order of the table of roles
	objects map[string]*things  // those of the branches: by place
	own     map[*caller]*things // of the party for whom she acts
	helper  auth.Party          // who is given rights, so that there are rights; she pays and is paid, too
	till    account.Account     // hers
}

func newWalker(t testing.TB) *walker {
	t.Helper()
	w := &walker{world: newWorld(t), own: map[*caller]*things{}}
	w.ground()
	w.furnish()
	w.helper = w.person("何助", "0102")
	w.openTill()
	w.objects = map[string]*things{
		branchPlace:  w.around(w.person("白邻", "0101"), "0101"),
		foreignPlace: w.around(w.person("钱远", "0102"), "0102"),
	}
	w.endDay()
	for _, r := range auth.Roles() {
		var enters func(auth.RoleRule) *caller
		switch {
		case r.Role == auth.System:
			enters = func(auth.RoleRule) *caller { return bearer("system", w.Clients.ForTest(t)) }
		case r.Kinds[0] == auth.SelfHat:
			enters = w.customer
		case r.Kinds[0] == auth.AgentHat:
			enters = w.agent
		case r.Kinds[0] == auth.FirmHat, r.Kinds[0] == auth.AgencyHat:
			enters = w.member
		case r.Kinds[0] == auth.StaffHat:
			enters = w.staff
		case r.Kinds[0] == auth.ClientHat:
			enters = w.program
		case r.Kinds[0] == auth.KioskHat:
			enters = func(auth.RoleRule) *caller { return w.terminal("K01", "0101") }
		}
		c := enters(r)
		c.name = string(r.Role)
		w.callers = append(w.callers, c)
	}
	return w
}

// around makes one object of each kind that can belong to a party or be kept at its branch.
func (w *walker) around(p auth.Party, at auth.Branch) *things {
	w.Helper()
	w.people++
	out := &things{address: fmt.Sprintf("1990000%04d", w.people)}
	w.update(func(tx *store.Tx) error {
		_, err := w.Parties.AddValue(w.clerk, tx, p, party.NewValue{Kind: party.Phone, Value: out.address}, false)
		return err
	})
	a := w.deposit(p, at)
	out.number = a.Number
	m := w.rightFor(p)
	s := w.hire(w.person("任职", at), at, auth.Teller)
	out.ids = map[auth.Kind]string{"party.party": p.String(), "party.branch": at, "ledger.account": a.ID.String(), "mandate.mandate": m.String(), "mandate.seen": m.String(),
		"mandate.staff": s.ID.String(), "approval.approval": w.proposal(p, at).String()}
	maps.Copy(out.ids, w.moneyAround(p, a))
	return out
}

// rightFor is a mandate over a party: what there is, or one of an agent.
func (w *walker) rightFor(p auth.Party) store.ID {
	w.Helper()
	var given []*mandate.Mandate
	w.must(w.Store.View(w.clerk, func(v *store.View) (err error) {
		given, err = w.Mandates.For(v, p, false, 0, 1)
		return err
	}))
	if len(given) > 0 {
		return given[0].ID
	}
	return w.give(mandate.Grant{Basis: mandate.Agent, For: p, Person: w.helper, Until: w.now().AddDate(1, 0, 0),
		Items: []auth.Item{{Permission: "party.read"}}}).ID
}

// proposal is one that was made for a party at a branch.
func (w *walker) proposal(p auth.Party, at auth.Branch) (id store.ID) {
	w.Helper()
	w.people++
	maker := &caller{name: "maker", person: w.helper, hat: auth.Hat{ID: "staff-1", Kind: auth.StaffHat, For: p, Branch: at}}
	change := parameter.Change{Name: paramThreshold, From: calendar.FromTime(w.now()).Add(1 + w.people), Value: "800", Reason: "名单更新"}
	payload, err := json.Marshal(change)
	w.must(err)
	w.must(w.Store.Update(w.subject(maker), func(tx *store.Tx) error {
		a, err := w.Approvals.Propose(tx, approval.Proposal{Kind: "parameter.set", Object: "parameter.value/" + change.Name, Payload: payload, Reason: "名单更新"})
		id = a.ID
		return err
	}))
	return id
}

func (w *walker) customer(auth.RoleRule) *caller {
	p := w.person("顾客", "0101")
	c := w.wears(p, auth.SelfHat)
	w.own[c] = w.around(p, "0101")
	return c
}

// agent acts for another person: a guardian for a child, an agent with an item for each permission of the role.
func (w *walker) agent(r auth.RoleRule) *caller {
	p, g := w.person("代办", "0101"), mandate.Grant{Basis: mandate.Guardian, Evidence: "户口簿"}
	if r.Role == auth.Guardian {
		g.For = w.register(party.NewParty{Sort: party.Person, Name: "幼童", Branch: "0101",
			Identifiers: []party.NewValue{{Kind: party.CitizenID, Value: w.citizenID("20180412")}}})
	} else {
		g.Basis, g.For, g.Until = mandate.Agent, w.person("长者", "0101"), w.now().AddDate(1, 0, 0)
		for _, one := range r.Grants {
			g.Items = append(g.Items, auth.Item{Permission: one.Permission})
		}
	}
	g.Person = p
	w.give(g)
	c := w.wears(p, auth.AgentHat)
	w.own[c] = w.around(g.For, "0101")
	return c
}

// member acts for a firm or an agency of its own.
func (w *walker) member(r auth.RoleRule) *caller {
	sort := party.Business
	if r.Kinds[0] == auth.AgencyHat {
		sort = party.Agency
	}
	body, p := w.organisation(sort, "某单位", "0101"), w.person("经手", "0101")
	g := mandate.Grant{Basis: mandate.Employee, For: body, Person: p, Roles: []auth.Role{r.Role}}
	if r.Role == auth.FirmHead || r.Role == auth.AgencyHead {
		g.Basis = mandate.LegalRepresentative
	}
	w.give(g)
	c := w.wears(p, r.Kinds[0])
	w.own[c] = w.around(body, "0101")
	return c
}

func (w *walker) staff(r auth.RoleRule) *caller {
	p := w.person("员工", "0101")
	w.hire(p, "0101", r.Role)
	return w.wears(p, auth.StaffHat)
}

// program is an API client; one of an agency acts for that.
func (w *walker) program(r auth.RoleRule) *caller {
	n := client.Registration{Name: "程序 " + string(r.Role), Roles: []auth.Role{r.Role}, Rate: &client.Rate{}}
	if r.Role == auth.ClientAgency {
		n.Party = w.organisation(party.Agency, "某机关", "0101")
		w.give(mandate.Grant{Basis: mandate.Employee, For: n.Party, Person: w.helper, Roles: []auth.Role{auth.AgencyViewer}})
	}
	secret, hash := client.NewSecret()
	var id store.ID
	w.update(func(tx *store.Tx) error {
		k, err := w.Clients.Register(tx, n)
		if err != nil {
			return err
		}
		id = k.ID
		_, err = w.Clients.RotateSecret(tx, k.ID, hash)
		return err
	})
	got := w.want(http.StatusOK, "", nobody, "POST", client.TokenPath, "grant_type=client_credentials&client_id="+id.String()+"&client_secret="+secret,
		"Content-Type", "application/x-www-form-urlencoded")
	c := bearer(string(r.Role), read[struct {
		Token string `json:"access_token"`
	}](w.world, got).Token)
	if n.Party != 0 {
		w.own[c] = w.around(n.Party, "0101")
	}
	return c
}
