package city

import (
	"context"

	"tonghui/base/calendar"
	"tonghui/core/party"
	"tonghui/core/party/mandate"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// branches opens the bank's places.
func (w *works) branches() error {
	return w.once(w.ctx, "branches", func(tx *store.Tx) (store.ID, error) {
		for _, p := range places {
			if _, err := w.Branches.Open(tx, p); err != nil {
				return 0, err
			}
		}
		return 0, nil
	})
}

// headOffice is where those work who work for the whole bank.
var headOffice = places[0].Code

// today is the date in the city.
func (w *works) today() calendar.Date { return calendar.FromTime(w.Store.Now().In(beijing)) }

// staff registers and hires the bank's people: the bank's own work, as in every new bank, since there is nobody yet who could.
func (w *works) staff() error {
	for i := range members {
		p := &members[i]
		n, err := w.newPerson(p.zh, p.latin, p.born, p.gender, p.branch, 200+i)
		if err != nil {
			return err
		}
		if err := w.once(w.ctx, "party/"+p.key, func(tx *store.Tx) (store.ID, error) { return w.Parties.Register(w.ctx, tx, n) }); err != nil {
			return err
		}
		hiring := mandate.Hiring{Person: w.party(p.key), Number: p.number, Branch: p.branch, Roles: []auth.Role{p.role}, Title: p.title}
		err = w.once(w.ctx, "staff/"+p.key, func(tx *store.Tx) (store.ID, error) {
			s, err := w.Mandates.Hire(tx, hiring)
			if err != nil {
				return 0, err
			}
			return s.ID, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// newPerson is what registering a person of the cast needs; count tells her numbers from others'.
func (w *works) newPerson(zh, latin string, born int, g party.Gender, at auth.Branch, count int) (party.NewParty, error) {
	id, err := citizenID(born, g, count, w.today())
	if err != nil {
		return party.NewParty{}, err
	}
	return party.NewParty{Sort: party.Person, Name: zh, LatinName: latin, Branch: at,
		Identifiers: []party.NewValue{{Kind: party.CitizenID, Value: id}},
		Contacts:    []party.NewValue{{Kind: party.Phone, Value: phone(count)}, {Kind: party.Address, Value: address(count)}}}, nil
}

// counter is the teller who serves a branch.
func counter(at auth.Branch) string {
	if at == "0101" || at == "0111" || at == "0112" {
		return "sunli"
	}
	return "zhoujie"
}

// people registers the customers at the counters of their branches.
func (w *works) people() error {
	for i := range humans {
		p := &humans[i]
		n, err := w.newPerson(p.zh, p.latin, p.born, p.gender, p.branch, i)
		if err != nil {
			return err
		}
		if p.login {
			n.Contacts = append(n.Contacts, party.NewValue{Kind: party.Email, Value: p.key + "@example.com"})
		}
		err = w.onceAs(counter(p.branch), auth.StaffHat, "party/"+p.key, func(ctx context.Context, tx *store.Tx) (store.ID, error) {
			return w.Parties.Register(ctx, tx, n)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// organisations registers firms and agencies; the branch manager does it.
func (w *works) organisations() error {
	for i := range bodies {
		b := &bodies[i]
		code, err := creditCode(b.sort, i)
		if err != nil {
			return err
		}
		n := party.NewParty{Sort: b.sort, Name: b.zh, Branch: b.branch,
			Identifiers: []party.NewValue{{Kind: party.CreditCode, Value: code}},
			Contacts: []party.NewValue{{Kind: party.Phone, Value: phone(400 + i)}, {Kind: party.Email, Value: b.key + "@example.com"},
				{Kind: party.Address, Value: address(100 + i)}}}
		err = w.onceAs("zhengguangming", auth.StaffHat, "party/"+b.key, func(ctx context.Context, tx *store.Tx) (store.ID, error) {
			return w.Parties.Register(ctx, tx, n)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// levels verifies everybody as far as the city says, by the checker of the counter; who is to stay unknown is left out.
func (w *works) levels() error {
	for i := range humans {
		if err := w.verify(humans[i].key, "id_front", humans[i].level, humans[i].born); err != nil {
			return err
		}
	}
	for i := range bodies {
		if err := w.verify(bodies[i].key, "licence", bodies[i].level, i); err != nil {
			return err
		}
	}
	return nil
}

// verify attaches a picture where the level asks for one, and sets the level.
func (w *works) verify(key, kind string, level party.Level, seed int) error {
	if !w.Pictures {
		level = min(level, party.Declared)
	}
	if level == party.Unidentified {
		return nil
	}
	v := party.Verification{Level: level, Risk: party.Low, RiskReason: "身份与交易背景清楚", Evidence: party.Evidence{Registry: true}}
	switch key {
	case "huiyuan", "heyuan":
		v.Risk, v.RiskReason = party.Medium, "股权层级较多"
	case "mahaibo":
		v.Risk, v.RiskReason = party.High, "公职人员，名单筛查待核"
	}
	if level >= party.Documented {
		name := "picture/" + key
		err := w.afterAs("wulei", auth.StaffHat, name, func(ctx context.Context) (store.ID, error) {
			d, err := w.Parties.Upload(ctx, w.party(key), kind, "image/png", picture(seed))
			return d.ID, err
		})
		if err != nil {
			return err
		}
		v.Evidence.Documents = []party.ID{w.made[name]}
		v.Evidence.FaceToFace = level == party.FaceToFace
		if level == party.Documented {
			v.Evidence.SecondPath = "运营商实名核验"
		}
	}
	return w.onceAs("wulei", auth.StaffHat, "level/"+key, func(ctx context.Context, tx *store.Tx) (store.ID, error) {
		_, err := w.Parties.Verify(ctx, tx, w.party(key), v)
		return 0, err
	})
}
