package party

import (
	"context"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

type listIn struct {
	app.Paging
	Name string `query:"name" maxLength:"100" doc:"How it begins: characters, pinyin, or the initials of pinyin." example:"王"`
}

type searchIn struct {
	app.Paging
	Body struct {
		Document string `json:"document,omitempty" maxLength:"100" doc:"An identifier, whole."`
		Phone    string `json:"phone,omitempty" maxLength:"40" doc:"A phone number, whole."`
		Name     string `json:"name,omitempty" maxLength:"100"`
	}
}

type pagedPath struct {
	ID app.PathID `path:"id" doc:"The party's id."`
	app.Paging
}

type overviewIn struct {
	ID      app.PathID `path:"id" doc:"The party's id."`
	Purpose Purpose    `query:"purpose" default:"service" enum:"service,marketing,credit_assessment,data_sharing"`
}

type accountList struct {
	Items []HeldAccount `json:"items" nullable:"false"`
}

type levelRule struct {
	Level   Level    `json:"level"`
	Class   Class    `json:"accountClass"`
	Actions []Action `json:"actions" nullable:"false"`
}

type levelList struct {
	Items []levelRule `json:"items" nullable:"false"`
}

// page makes a page of lines and its cursor.
func (p *Parties) page(ctx context.Context, s Query, paging app.Paging) (*app.Page[Line], error) {
	kind := cursorParties
	if s.Name != "" {
		kind = cursorNames
	}
	var after int64
	if _, err := app.ParseCursor(paging.After, kind, &after); err != nil {
		return nil, err
	}
	lines, err := p.Search(ctx, auth.FilterOf(ctx), s, ID(after), paging.Limit+1)
	if err != nil {
		return nil, err
	}
	for i := range lines {
		if !inside(ctx) {
			lines[i].Risk = ""
		}
	}
	return app.NewPage(lines, paging.Limit, func(l Line) string { return app.Cursor(kind, int64(l.place)) }), nil
}

func (p *Parties) readingRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listParties", Method: "GET", Path: "/v1/parties", EN: "List or find parties by name", ZH: "按名称查询当事人",
		About:      "Those in the caller's reach. To find one by a document or phone use findParties: such numbers don't belong in addresses.",
		Permission: mayRead, Listed: true, Problems: []*problem.Error{ErrSearch}},
		func(ctx context.Context, in *listIn) (*app.Page[Line], error) {
			return p.page(ctx, Query{Name: in.Name}, in.Paging)
		})
	app.Call(api, app.Operation{ID: "findParties", Method: "POST", Path: "/v1/party-searches", EN: "Find parties by document or phone",
		ZH: "按证件或电话查找当事人", About: "Those in the caller's reach that have just this number now.", Permission: mayRead, Listed: true,
		Problems: []*problem.Error{ErrSearch, ErrPhone}},
		func(ctx context.Context, in *searchIn) (*app.Page[Line], error) {
			q := Query{Name: in.Body.Name, Document: in.Body.Document, Phone: in.Body.Phone}
			if q == (Query{}) {
				return nil, ErrSearch
			}
			return p.page(ctx, q, in.Paging)
		})
	app.Read(api, app.Operation{ID: "getParty", Method: "GET", Path: "/v1/parties/{id}", EN: "Read a party", ZH: "查询当事人",
		About:      "Masked. The id of a party that was merged answers with the one that it is one with, and its address in Location.",
		Permission: mayRead, Object: Kind, Problems: []*problem.Error{ErrUnknown, ErrConsent}},
		func(ctx context.Context, in *partyPath) (*Party, error) {
			party, err := view(ctx, p, func(v *store.View) (Party, error) { return p.read(ctx, v, in.ID.Value, ProfileData) })
			return one(ctx, party, err)
		})
	app.Read(api, app.Operation{ID: "getPartyView", Method: "GET", Path: "/v1/parties/{id}/view", EN: "See all of a customer", ZH: "查询客户全景",
		About: "Profile, level, accounts, mandates, consents, documents, screening, who looked, and what happened. For a purpose other " +
			"than service the party must have consented.", Permission: mayRead, Object: Kind, Problems: []*problem.Error{ErrUnknown, ErrConsent}},
		func(ctx context.Context, in *overviewIn) (*Overview, error) {
			return p.Overview(ctx, in.ID.Value, in.Purpose)
		})
	app.Read(api, app.Operation{ID: "listPartyAccounts", Method: "GET", Path: "/v1/parties/{id}/accounts", EN: "List a party's accounts",
		ZH: "查询名下账户", Permission: mayRead, Object: Kind, Problems: []*problem.Error{ErrUnknown, ErrConsent, ledger.ErrUnknownAccount}},
		func(ctx context.Context, in *partyPath) (*accountList, error) {
			held, err := view(ctx, p, func(v *store.View) ([]Holding, error) {
				party, err := p.read(ctx, v, in.ID.Value, AccountData)
				if err != nil {
					return nil, err
				}
				return heldBy(v, party.ID)
			})
			if err != nil {
				return nil, err
			}
			lines, err := p.accountsWithBalances(ctx, held)
			return &accountList{lines}, err
		})
	p.recordRoutes(api)
}

// read is a party over the API: the one that the id leads to, with consent where a program reads.
func (p *Parties) read(ctx context.Context, v *store.View, id ID, data string) (Party, error) {
	id, err := p.Canonical(v, id)
	if err != nil {
		return Party{}, err
	}
	if err := p.readable(ctx, v, id, Service, data); err != nil {
		return Party{}, err
	}
	return p.Get(v, id)
}

// recordRoutes are those of what happened to a party.
func (p *Parties) recordRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listPartyVersions", Method: "GET", Path: "/v1/parties/{id}/versions", EN: "Read a party's history",
		ZH: "查询当事人变更历史", About: "Newest first, every version.", Permission: mayRead, Object: Kind, Problems: []*problem.Error{ErrUnknown, ErrConsent}},
		func(ctx context.Context, in *pagedPath) (*app.Page[Version], error) {
			var below int64
			if _, err := app.ParseCursor(in.After, cursorVersions, &below); err != nil {
				return nil, err
			}
			return view(ctx, p, func(v *store.View) (*app.Page[Version], error) {
				if err := p.mayReadHistory(ctx, v, in.ID.Value); err != nil {
					return nil, err
				}
				all, err := versionsOf(v, in.ID.Value, below, in.Limit+1)
				return app.NewPage(all, in.Limit, func(v Version) string { return app.Cursor(cursorVersions, v.Version) }), err
			})
		})
	app.Read(api, app.Operation{ID: "listDisclosures", Method: "GET", Path: "/v1/parties/{id}/disclosures", EN: "See who looked at a party's data",
		ZH: "谁查看过我的信息", About: "Every view of a protected value in the clear, newest first: who, when, which and why.", Permission: mayRead,
		Object: Kind, Problems: []*problem.Error{ErrUnknown, ErrConsent}},
		func(ctx context.Context, in *pagedPath) (*app.Page[Disclosure], error) {
			var before int64
			if _, err := app.ParseCursor(in.After, cursorDisclosures, &before); err != nil {
				return nil, err
			}
			return view(ctx, p, func(v *store.View) (*app.Page[Disclosure], error) {
				id, err := p.Canonical(v, in.ID.Value)
				if err != nil {
					return nil, err
				}
				if err := p.mayReadHistory(ctx, v, id); err != nil {
					return nil, err
				}
				all, err := p.Disclosures(v, id, ID(before), in.Limit+1)
				return app.NewPage(all, in.Limit, func(d Disclosure) string { return app.Cursor(cursorDisclosures, int64(d.ID)) }), err
			})
		})
	app.Read(api, app.Operation{ID: "listLevels", Method: "GET", Path: "/v1/party-levels", EN: "Read what each level allows", ZH: "查询各识别等级的权限",
		SignedIn: true}, func(context.Context, *struct{}) (*levelList, error) { return levels(), nil })
}

// mayReadHistory is the check of consent for programs.
func (p *Parties) mayReadHistory(ctx context.Context, v *store.View, id ID) error {
	if _, err := recordByID(v, id); err != nil {
		return err
	}
	return p.readable(ctx, v, id, Service, HistoryData)
}

// levels is the table of levels.
func levels() *levelList {
	out := &levelList{}
	for l := Unidentified; l <= FaceToFace; l++ {
		rule := levelRule{Level: l, Class: ClassOf(l), Actions: []Action{}}
		for _, a := range actions {
			if Allows(l, a) {
				rule.Actions = append(rule.Actions, a)
			}
		}
		out.Items = append(out.Items, rule)
	}
	return out
}

var actions = []Action{Receive, ClassIII, Pay, ClassII, ActFor, SignOnline, OpenRemote, ClassI, Cash, Borrow, HighValue}

// String is the level in logs and messages.
func (l Level) String() string { return "level " + strconv.Itoa(int(l)) }
