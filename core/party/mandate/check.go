package mandate

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// maxItems bounds what one agent may be told to do.
const maxItems = 64

// The ages at which somebody may act: for others as an adult (民法典第十七条), as an employee from 16 (劳动法第十五条).
const (
	adultAge   = 18
	workingAge = 16
)

// check refuses a right that can't be, new or amended. Its parties are anchored.
func (m *Mandates) check(tx *store.Tx, one *Mandate) error {
	if !textOK(one.Title, 60) || !textOK(one.Evidence, 200) {
		return ErrTitle
	}
	if one.For == one.Person {
		return ErrHerself
	}
	hat, err := m.fit(tx, one)
	if err != nil {
		return err
	}
	if err := m.ages(tx, one); err != nil {
		return err
	}
	if err := period(one, tx.Now()); err != nil {
		return err
	}
	if err := settleRoles(hat, one); err != nil {
		return err
	}
	if err := m.duties(tx, hat, one); err != nil {
		return err
	}
	if err := m.items(tx, one); err != nil {
		return err
	}
	if one.Basis.personal() {
		return m.circle(tx, one.For, one.Person)
	}
	return nil
}

// fit looks at what the two parties are and finds the kind of hat that the right gives.
func (m *Mandates) fit(q store.Querier, one *Mandate) (auth.HatKind, error) {
	sort, active, err := m.o.Parties.Sort(q, one.Person)
	switch {
	case err != nil:
		return "", err
	case sort != personSort:
		return "", ErrPerson
	case !active:
		return "", ErrInactive
	}
	sort, active, err = m.o.Parties.Sort(q, one.For)
	switch {
	case err != nil:
		return "", err
	case one.Basis.personal() != (sort == personSort):
		return "", ErrSort
	case !active && one.Basis != Executor: // an executor acts for the dead
		return "", ErrInactive
	}
	return hatKind(sort), nil
}

// hatKind is the kind of hat for acting for a party of this sort.
func hatKind(sort string) auth.HatKind {
	switch sort {
	case personSort:
		return auth.AgentHat
	case businessSort:
		return auth.FirmHat
	}
	return auth.AgencyHat
}

// ages refuses who is too young, and bounds the guardian of a child by its coming of age.
func (m *Mandates) ages(tx *store.Tx, one *Mandate) error {
	born, known, err := m.o.Parties.Birth(tx, one.Person)
	if err != nil {
		return err
	}
	least := adultAge
	if one.Basis == Employee {
		least = workingAge
	}
	switch {
	case !known && one.Basis.personal():
		return ErrAgeUnknown
	case known && tx.Now().Before(birthday(born, least)):
		return ErrAge.With(least)
	}
	switch one.Basis {
	case Executor:
		if one.Evidence == "" {
			return ErrEvidence
		}
	case Guardian:
		born, known, err := m.o.Parties.Birth(tx, one.For)
		switch {
		case err != nil:
			return err
		case known && tx.Now().Before(adultAt(born)):
			if end := adultAt(born); one.Until.IsZero() || end.Before(one.Until) {
				one.Until = end
			}
		case one.Evidence == "":
			return ErrGuarded
		}
	}
	return nil
}

// period refuses times that make no sense.
func period(one *Mandate, now time.Time) error {
	switch {
	case one.Until.IsZero() && one.Basis == Agent:
		return ErrUntil
	case one.Until.IsZero():
		return nil
	case !one.Until.After(one.From):
		return ErrPeriod
	case !one.Until.After(now):
		return ErrUntilPast
	}
	return nil
}

// settleRoles gives each basis its roles and refuses others.
func settleRoles(hat auth.HatKind, one *Mandate) error {
	var own auth.Role
	switch {
	case one.Basis == Guardian:
		own = auth.Guardian
	case one.Basis.personal():
		own = auth.Agent
	case hat == auth.FirmHat:
		own = auth.FirmHead
	default:
		own = auth.AgencyHead
	}
	if len(one.Roles) == 0 && one.Basis != Employee {
		one.Roles = []auth.Role{own}
	}
	has := slices.Contains(one.Roles, own)
	switch {
	case len(one.Roles) > 8,
		one.Basis == Employee && (has || len(one.Roles) == 0),
		one.Basis != Employee && !has,
		one.Basis.personal() && len(one.Roles) > 1:
		return ErrRoles
	}
	return auth.CheckRoles(hat, one.Roles)
}

// duties refuses a second right of the same kind, and duties that exclude each other in several rights for one party: hats
// are changed in a second.
func (m *Mandates) duties(tx *store.Tx, hat auth.HatKind, one *Mandate) error {
	others, err := liveFor(tx, one.For, one.Person, tx.Now())
	if err != nil {
		return err
	}
	all := slices.Clone(one.Roles)
	for _, o := range others {
		if o.ID == one.ID {
			continue
		}
		if o.Basis == one.Basis && o.Basis != Agent && o.Basis != LegalRepresentative {
			return ErrAlready
		}
		for _, r := range o.Roles {
			if !slices.Contains(all, r) {
				all = append(all, r)
			}
		}
	}
	return auth.CheckRoles(hat, all)
}

// objectForm is how items name objects: of kinds that have an owner in the app, who says whether the giver may give them.
var objectForm = regexp.MustCompile(`^(ledger|account)\.account/[1-9][0-9]{0,18}$`)

// items refuses items that are no permissions of an agent, or more than the giver has.
func (m *Mandates) items(tx *store.Tx, one *Mandate) error {
	if len(one.Items) == 0 {
		if one.Basis == Agent {
			return ErrItems
		}
		one.Items = nil
		return nil
	}
	if len(one.Items) > maxItems || !one.Basis.personal() {
		return ErrItems
	}
	s := auth.By(tx)
	seen := map[auth.Item]bool{}
	for _, i := range one.Items {
		switch {
		case seen[i] || i.Object != "" && !objectForm.MatchString(i.Object):
			return ErrItems
		case one.Roles[0].Reach(i.Permission) == 0:
			return ErrNotGivable.With(word(string(i.Permission)))
		case auth.Customer.Reach(i.Permission) == 0 || !byBank(s) && !s.Filter(i.Permission).Admits(auth.Scope{Parties: []auth.Party{one.For}}, i.Object):
			return ErrMoreThanGiver.With(word(string(i.Permission)))
		}
		seen[i] = true
		if i.Object == "" || m.o.Owned == nil {
			continue
		}
		own, err := m.o.Owned(tx, i.Object, one.For)
		if err != nil {
			return err
		}
		if !own {
			return ErrMoreThanGiver.With(i.Object)
		}
	}
	return nil
}

// word keeps what somebody sent short and printable in a sentence.
func word(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return clip(s)
}

func textOK(s string, most int) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= most && strings.TrimSpace(s) == s &&
		!strings.ContainsFunc(s, unicode.IsControl)
}
