package city

import (
	"context"

	"tonghui/core/party/mandate"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// recorder is who records rights to act: the manager of the branch.
const recorder = "zhengguangming"

// rights records heads and guardians, and the employees of firms and agencies.
func (w *works) rights() error {
	for i := range bodies {
		b := &bodies[i]
		role := auth.AgencyHead
		if b.firm() {
			role = auth.FirmHead
		}
		err := w.give("head/"+b.key, mandate.Grant{Basis: mandate.LegalRepresentative, For: w.party(b.key), Person: w.party(b.head.person),
			Roles: []auth.Role{role}, Title: b.head.title, Evidence: "营业执照或任职文件，已核验原件"})
		if err != nil {
			return err
		}
		for _, p := range b.people {
			err := w.give("employee/"+b.key+"/"+p.person, mandate.Grant{Basis: mandate.Employee, For: w.party(b.key), Person: w.party(p.person),
				Roles: []auth.Role{p.role}, Title: p.title})
			if err != nil {
				return err
			}
		}
	}
	for _, g := range guardians {
		err := w.give("guardian/"+g[1], mandate.Grant{Basis: mandate.Guardian, Person: w.party(g[0]), For: w.party(g[1]), Evidence: "户口簿，已核验原件"})
		if err != nil {
			return err
		}
	}
	return nil
}

// give records one right.
func (w *works) give(name string, g mandate.Grant) error {
	return w.onceAs(recorder, auth.StaffHat, "mandate/"+name, func(_ context.Context, tx *store.Tx) (store.ID, error) {
		r, err := w.Mandates.Give(tx, g)
		if err != nil {
			return 0, err
		}
		return r.ID, nil
	})
}

// owners declares who owns the firms.
func (w *works) owners() error {
	for i := range bodies {
		b := &bodies[i]
		if len(b.owners) == 0 {
			continue
		}
		shares := w.shares(b.owners)
		err := w.onceAs(recorder, auth.StaffHat, "owners/"+b.key, func(_ context.Context, tx *store.Tx) (store.ID, error) {
			_, err := w.Mandates.SetHolders(tx, w.party(b.key), shares, "公司章程与股东名册，已核验原件")
			return 0, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// agents lets two old people be helped: each agent sees one account and the profile, for a year.
func (w *works) agents() error {
	for _, h := range helpers {
		until := w.Store.Now().AddDate(1, 0, 0)
		err := w.give("agent/"+h[1], mandate.Grant{Basis: mandate.Agent, Person: w.party(h[0]), For: w.party(h[1]), Until: until,
			Evidence: "授权委托书，本人到场签署", Items: []auth.Item{
				{Permission: "ledger.read", Object: "ledger.account/" + w.made["account/"+h[1]].String()},
				{Permission: "party.read"}}})
		if err != nil {
			return err
		}
	}
	return nil
}
