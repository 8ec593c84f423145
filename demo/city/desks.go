package city

import (
	"context"
	"encoding/json"
	"time"

	"tonghui/core/party"
	"tonghui/core/party/mandate"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/auth/client"
	"tonghui/platform/parameter"
	"tonghui/platform/store"
)

// consents are given by the people themselves.
func (w *works) consents() error {
	year := w.Store.Now().AddDate(1, 0, 0).Truncate(time.Second)
	given := []struct {
		who string
		party.NewConsent
	}{
		{"lijing", party.NewConsent{Purpose: party.Marketing, Data: []string{party.ProfileData}, Wording: "marketing-2026-01"}},
		{"lijing", party.NewConsent{Purpose: party.AccountInformation, Data: []string{party.AccountData, party.HistoryData}, Until: &year,
			Recipient: "client:" + w.made["client"].String(), Wording: "open-data-2026-01"}},
		{"lijing", party.NewConsent{Purpose: party.PublicService, Data: []string{party.ProfileData}, Until: &year,
			Recipient: "party:" + w.party("renshe").String(), Wording: "no-paper-2026-02"}},
		{"wangjianjun", party.NewConsent{Purpose: party.CreditAssessment, Data: []string{party.ProfileData, party.HistoryData}, Until: &year,
			Wording: "credit-2026-01"}},
		{"linzhiyuan", party.NewConsent{Purpose: party.CreditAssessment, Data: []string{party.ProfileData}, Wording: "credit-2026-01"}},
		{"liguizhen", party.NewConsent{Purpose: party.PublicService, Data: []string{party.ProfileData},
			Recipient: "party:" + w.party("renshe").String(), Wording: "no-paper-2026-02"}},
		{"zhangwei", party.NewConsent{Purpose: party.Marketing, Data: []string{party.ProfileData}, Wording: "marketing-2026-01"}},
	}
	for _, g := range given {
		err := w.onceAs(g.who, auth.SelfHat, "consent/"+g.who+"/"+string(g.Purpose), func(ctx context.Context, tx *store.Tx) (store.ID, error) {
			c, err := w.Parties.GiveConsent(ctx, tx, w.party(g.who), g.NewConsent)
			return c.ID, err
		})
		if err != nil {
			return err
		}
	}
	return w.onceAs("zhangwei", auth.SelfHat, "withdrawn/zhangwei", func(ctx context.Context, tx *store.Tx) (store.ID, error) {
		c, err := w.Parties.WithdrawConsent(ctx, tx, w.party("zhangwei"), w.made["consent/zhangwei/marketing"])
		return c.ID, err
	})
}

// looks are views of protected values, which their owners find under "who looked at my data".
func (w *works) looks() error {
	for _, l := range []struct{ who, at, reason string }{
		{"sunli", "lijing", "柜面核对身份证件"},
		{"xujingyi", "lijing", "可疑交易例行排查"},
		{"xujingyi", "mahaibo", "名单命中核查"},
		{"sunli", "liguizhen", "协助办理养老金账户"},
		{"zhengguangming", "wangjianjun", "法定代表人变更回访"},
	} {
		err := w.afterAs(l.who, auth.StaffHat, "look/"+l.who+"/"+l.at, func(ctx context.Context) (id store.ID, err error) {
			var p party.Party
			err = w.Store.View(ctx, func(v *store.View) (err error) {
				p, err = w.Parties.Get(v, w.party(l.at))
				return err
			})
			if err != nil {
				return 0, err
			}
			_, err = w.Parties.Reveal(ctx, p.ID, []string{p.Identifiers[0].ID.String()}, l.reason)
			return 0, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// duplicates registers three parties a second time, as happens at counters: two pairs wait for the data stewards, the third
// stands in a proposal.
func (w *works) duplicates() error {
	of := func(key string) (h human, count int) {
		for i := range humans {
			if humans[i].key == key {
				return humans[i], i
			}
		}
		return h, 0
	}
	for _, key := range []string{"chenxiaoyu", "denghui"} {
		h, count := of(key)
		born, err := birth(h.born)
		if err != nil {
			return err
		}
		n := party.NewParty{Sort: party.Person, Name: h.zh, LatinName: h.latin, Birth: &born, Gender: h.gender, Branch: "0102",
			Contacts: []party.NewValue{{Kind: party.Phone, Value: phone(count)}}}
		err = w.onceAs("zhoujie", auth.StaffHat, "again/"+key, func(ctx context.Context, tx *store.Tx) (store.ID, error) {
			return w.Parties.Register(ctx, tx, n)
		})
		if err != nil {
			return err
		}
	}
	n := party.NewParty{Sort: party.Business, Name: nameOf("luhe"), Branch: "0102",
		Contacts: []party.NewValue{{Kind: party.Phone, Value: phone(404)}}} // the firm's own phone, see organisations
	return w.onceAs("zhoujie", auth.StaffHat, "again/luhe", func(ctx context.Context, tx *store.Tx) (store.ID, error) {
		return w.Parties.Register(ctx, tx, n)
	})
}

// proposals are what waits for a second person.
func (w *works) proposals() error {
	err := w.onceAs("songwei", auth.StaffHat, "proposal/merge", func(_ context.Context, tx *store.Tx) (store.ID, error) {
		a, err := w.Parties.ProposeMerge(tx, party.MergeRequest{Keep: w.party("denghui"), Gone: w.made["again/denghui"],
			Reason: "同一客户在两个网点重复建档，手机号与出生日期一致"})
		return a.ID, err
	})
	if err != nil {
		return err
	}
	if err := w.proposeTransfer(); err != nil {
		return err
	}
	if err := w.proposeParameter(); err != nil {
		return err
	}
	return w.propose("zhaomin", "client", approval.Proposal{Kind: "client.register", Object: client.Kind + "/new",
		Reason: "企业 ERP 对接账户查询"}, client.Registration{Name: "通惠运河商贸 ERP", Party: w.party("yunhe"), Roles: []auth.Role{auth.ClientReader},
		Networks: []string{"203.0.113.0/24"}})
}

// propose puts a payload before an approver.
func (w *works) propose(who, name string, p approval.Proposal, payload any) (err error) {
	if p.Payload, err = json.Marshal(payload); err != nil {
		return err
	}
	return w.onceAs(who, auth.StaffHat, "proposal/"+name, func(_ context.Context, tx *store.Tx) (store.ID, error) {
		a, err := w.Approvals.Propose(tx, p)
		return a.ID, err
	})
}

// proposeTransfer asks that a teller go to another branch.
func (w *works) proposeTransfer() error {
	to, id := auth.Branch("0121"), w.made["staff/zhoujie"]
	return w.propose("chenjianguo", "staff", approval.Proposal{Kind: mandate.ActChange, Object: mandate.KindStaff + "/" + id.String(),
		Reason: "九棵树网点柜员轮岗", About: w.party("zhoujie")}, mandate.Reassignment{Staff: id, Version: 1, Branch: &to})
}

// proposeParameter asks for another value of the first number that the bank's parameters have, if they have one.
func (w *works) proposeParameter() error {
	for _, d := range w.Parameters.Definitions() {
		v, err := w.Parameters.Today(w.ctx, d.Name)
		if err != nil {
			return err
		}
		if d.Type != parameter.Int {
			continue
		}
		ctx, err := w.as("chenjianguo", auth.StaffHat)
		if err != nil {
			return err
		}
		c := parameter.Change{Name: d.Name, From: w.today().Add(1), Value: text(v.Int() + 20), Reason: "季度评估后调整",
			ProposedBy: auth.SubjectOf(ctx).Actor().Person}
		if _, err := d.Parse(c.Value); err != nil {
			c.Value = text(v.Int() - 1)
		}
		return w.propose("chenjianguo", "parameter", approval.Proposal{Kind: "parameter.set", Object: "parameter.value/" + d.Name, Reason: c.Reason}, c)
	}
	return nil
}
