package party

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

type pairsIn struct {
	app.Paging
	State string `query:"state" default:"open" enum:"open,dismissed,merged"`
}

type pairPath struct {
	ID app.PathID `path:"id" doc:"The pair's id."`
}

// sides is a pair with both parties, masked, to be compared.
type sides struct {
	Pair      Pair   `json:"pair"`
	One       Party  `json:"one"`
	Other     Party  `json:"other"`
	Mergeable bool   `json:"mergeable" doc:"false: they have different numbers of a kind of which everybody has one, or one is merged."`
	WhyNotEN  string `json:"whyNotEn,omitempty"`
	WhyNotZH  string `json:"whyNotZh,omitempty"`
}

type dismissIn struct {
	ID   app.PathID `path:"id" doc:"The pair's id."`
	Body struct {
		Reason string `json:"reason" minLength:"4" maxLength:"200"`
	}
}

type mergeIn struct{ Body MergeRequest }

func (p *Parties) duplicateRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listDuplicates", Method: "GET", Path: "/v1/party-duplicates", EN: "List pairs that may be one party",
		ZH: "查询疑似重复当事人", About: "With a score and its reasons.", Permission: mayMerge},
		func(ctx context.Context, in *pairsIn) (*app.Page[Pair], error) {
			var after int64
			if _, err := app.ParseCursor(in.After, cursorPairs, &after); err != nil {
				return nil, err
			}
			return view(ctx, p, func(v *store.View) (*app.Page[Pair], error) {
				all, err := pairPage(v, in.State, ID(after), in.Limit+1)
				return app.NewPage(all, in.Limit, func(pair Pair) string { return app.Cursor(cursorPairs, int64(pair.ID)) }), err
			})
		})
	app.Read(api, app.Operation{ID: "getDuplicate", Method: "GET", Path: "/v1/party-duplicates/{id}", EN: "Compare a pair", ZH: "对比疑似重复当事人",
		About: "Both parties, masked, and whether they may be merged.", Permission: mayMerge, Problems: []*problem.Error{ErrUnknownPair}},
		func(ctx context.Context, in *pairPath) (*sides, error) {
			return view(ctx, p, func(v *store.View) (*sides, error) { return p.compareSides(v, in.ID.Value) })
		})
	app.Write(api, app.Operation{ID: "dismissDuplicate", Method: "POST", Path: "/v1/party-duplicates/{id}/dismiss", EN: "Say that a pair is two parties",
		ZH: "认定并非重复", About: "It isn't listed again.", Permission: mayMerge, Problems: []*problem.Error{ErrUnknownPair, ErrDecided, ErrReason}},
		func(_ context.Context, tx *store.Tx, in *dismissIn) (*Pair, error) {
			pair, err := p.Dismiss(tx, in.ID.Value, in.Body.Reason)
			return &pair, err
		})
	if p.opt.Approvals == nil {
		return
	}
	app.Write(api, app.Operation{ID: "proposeMerge", Method: "POST", Path: "/v1/party-merges", EN: "Propose a merge", ZH: "提请合并当事人",
		About:  "Another person decides on it. What the two have moves to the one that stays.",
		Status: 201, Permission: mayMerge, Problems: []*problem.Error{ErrUnknown, ErrMergeSelf, ErrMergeSorts, ErrMergeDifferent, ErrMerged}},
		func(_ context.Context, tx *store.Tx, in *mergeIn) (*approval.Approval, error) {
			a, err := p.ProposeMerge(tx, in.Body)
			return &a, err
		})
}

func (p *Parties) compareSides(v *store.View, id ID) (*sides, error) {
	pair, err := pairByID(v, id)
	if err != nil {
		return nil, err
	}
	out := &sides{Pair: pair}
	if out.One, err = p.Get(v, pair.One); err != nil {
		return nil, err
	}
	if out.Other, err = p.Get(v, pair.Other); err != nil {
		return nil, err
	}
	one, err := recordByID(v, pair.One)
	if err != nil {
		return nil, err
	}
	other, err := recordByID(v, pair.Other)
	if err != nil {
		return nil, err
	}
	kept, lost, err := valuesOfBoth(v, pair.One, pair.Other)
	if err != nil {
		return nil, err
	}
	if not := asProblem(mergeable(&one, &other, kept, lost)); not != nil {
		out.WhyNotEN, out.WhyNotZH = not.EN, not.ZH
	}
	out.Mergeable = out.WhyNotEN == ""
	return out, nil
}
