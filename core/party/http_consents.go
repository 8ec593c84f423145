package party

import (
	"context"
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/store"
)

type consentIn struct {
	ID   app.PathID `path:"id" doc:"The party's id."`
	Body NewConsent
}

type consentPath struct {
	ID      app.PathID `path:"id" doc:"The party's id."`
	Consent app.PathID `path:"consent" doc:"The consent's id."`
}

type consentList struct {
	Items []Consent `json:"items" nullable:"false"`
}

func (p *Parties) consentRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listConsents", Method: "GET", Path: "/v1/parties/{id}/consents", EN: "List a party's consents",
		ZH: "查询授权同意", About: "All that were given, newest first; `active` says which count now.", Permission: mayRead, Object: Kind,
		Problems: []*problem.Error{ErrUnknown, ErrConsent}},
		func(ctx context.Context, in *partyPath) (*consentList, error) {
			return view(ctx, p, func(v *store.View) (*consentList, error) {
				party, err := p.read(ctx, v, in.ID.Value, ProfileData)
				if err != nil {
					return nil, err
				}
				all, err := p.Consents(v, party.ID)
				return &consentList{orEmpty(all)}, err
			})
		})
	app.Write(api, app.Operation{ID: "giveConsent", Method: "POST", Path: "/v1/parties/{id}/consents", EN: "Give a consent", ZH: "授权同意",
		About:  "Names what data may be used, for what, by whom and until when, and which version of the text was read.",
		Status: 201, Permission: mayConsent, Object: Kind, Problems: []*problem.Error{ErrUnknown, ErrMerged, ErrConsentTerms, ErrNotLiving},
		Example: json.RawMessage(`{"purpose":"marketing","data":["profile","accounts"],"wording":"marketing-2026-01"}`)},
		func(ctx context.Context, tx *store.Tx, in *consentIn) (*Consent, error) {
			c, err := p.GiveConsent(ctx, tx, in.ID.Value, in.Body)
			return &c, err
		})
	app.Write(api, app.Operation{ID: "withdrawConsent", Method: "DELETE", Path: "/v1/parties/{id}/consents/{consent}", EN: "Withdraw a consent",
		ZH: "撤回授权同意", About: "It counts no more from this moment.", Permission: mayConsent, Object: Kind,
		Problems: []*problem.Error{ErrUnknown, ErrMerged, ErrUnknownConsent, ErrWithdrawn}},
		func(ctx context.Context, tx *store.Tx, in *consentPath) (*Consent, error) {
			c, err := p.WithdrawConsent(ctx, tx, in.ID.Value, in.Consent.Value)
			return &c, err
		})
}
