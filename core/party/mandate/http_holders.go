package mandate

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

type setHoldersIn struct {
	ID   app.PathID `path:"id" doc:"The party's id."`
	Body struct {
		Holders []struct {
			Owner   auth.Party `json:"owner" example:"463856467968"`
			Control Control    `json:"control" enum:"shares,votes,control" doc:"股权, 表决权, 实际控制."`
			ShareBP int64      `json:"shareBp,omitempty" minimum:"0" maximum:"10000" doc:"In basis points: 2500 is 25 %; none for control." example:"2500"`
		} `json:"holders" nullable:"false" maxItems:"200" doc:"All of them; who is left out has ended."`
		Evidence string `json:"evidence" minLength:"1" maxLength:"200" doc:"A document's digest in the bank, or its number."`
	}
}

// holdings are the direct owners of a business.
type holdings struct {
	Items []*Holder `json:"items" nullable:"false"`
}

func (m *Mandates) holderRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "getBeneficialOwners", Method: "GET", Path: "/v1/parties/{id}/beneficial-owners",
		EN: "Find who stands behind a business", ZH: "识别受益所有人",
		About: "People with 25 % or more of shares or votes through whatever layers, or in control; where there is none, who manages it. " +
			"Each share is shown with the ways by which it comes about.",
		Permission: mayRead, Object: kindParty, Problems: []*problem.Error{ErrFirm, ErrDeep}},
		func(ctx context.Context, in *partyPath) (out *Ownership, err error) {
			err = m.st.View(ctx, func(v *store.View) error {
				if out, err = m.BeneficialOwners(v, in.ID.Value); err != nil {
					return err
				}
				return m.call(ctx, v, out)
			})
			return out, err
		})
	app.Read(api, app.Operation{ID: "listHolders", Method: "GET", Path: "/v1/parties/{id}/holders", EN: "List a business' direct owners",
		ZH: "查询直接所有人", Permission: mayRead, Object: kindParty},
		func(ctx context.Context, in *partyPath) (*holdings, error) {
			return m.calledHolders(ctx, in.ID.Value)
		})
	app.Write(api, app.Operation{ID: "setHolders", Method: "PUT", Path: "/v1/parties/{id}/holders", EN: "Declare a business' direct owners",
		ZH: "登记直接所有人", About: "All of them at once, by the bank's staff, who have seen the evidence.", Permission: mayWrite, Object: kindParty,
		StepUp: true, Problems: []*problem.Error{ErrFirm, ErrHolders, ErrShares, ErrOwnsItself, ErrInactive, ErrHolderRights, ErrTitle}},
		func(_ context.Context, tx *store.Tx, in *setHoldersIn) (*holdings, error) {
			shares := make([]Share, len(in.Body.Holders))
			for i, h := range in.Body.Holders {
				shares[i] = Share{Owner: h.Owner, Control: h.Control, ShareBP: h.ShareBP}
			}
			all, err := m.SetHolders(tx, in.ID.Value, shares, in.Body.Evidence)
			return &holdings{Items: append([]*Holder{}, all...)}, err
		})
}

func (m *Mandates) calledHolders(ctx context.Context, firm auth.Party) (*holdings, error) {
	out := &holdings{Items: []*Holder{}}
	return out, m.st.View(ctx, func(v *store.View) error {
		all, err := m.Holders(v, firm)
		if err != nil {
			return err
		}
		for _, h := range all {
			if h.OwnerName, err = m.o.Parties.Name(ctx, v, h.Owner); err != nil {
				return err
			}
		}
		out.Items = append(out.Items, all...)
		return nil
	})
}
