package party

import (
	"context"
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

type partyPath struct {
	ID app.PathID `path:"id" doc:"The party's id."`
}

type registerIn struct {
	Branch auth.Branch `query:"branch" required:"true" pattern:"^[0-9A-Z]{1,12}$" doc:"归属机构: the branch that serves the party." example:"0001"`
	Body   NewParty
}

// Prepare refuses what needs no database to be seen.
func (in *registerIn) Prepare(context.Context) error {
	if !in.Body.Sort.known() {
		return at(ErrSort, "/sort")
	}
	return nil
}

type amendIn struct {
	ID   app.PathID `path:"id" doc:"The party's id."`
	Body Amendment
}

// AuthObjects names the branch to which the party is to move.
func (in *amendIn) AuthObjects() []string {
	if in.Body.Branch == nil {
		return nil
	}
	return []string{string(branchKind) + "/" + *in.Body.Branch}
}

type statusIn struct {
	ID   app.PathID `path:"id" doc:"The party's id."`
	Body struct {
		Status Status `json:"status" enum:"active,dormant,deceased,dissolved,closed"`
		Reason string `json:"reason" minLength:"4" maxLength:"200"`
	}
}

type verifyIn struct {
	ID   app.PathID `path:"id" doc:"The party's id."`
	Body Verification
}

// one is the answer of a verb, without what its caller may not read.
func one(ctx context.Context, party Party, err error) (*Party, error) {
	if err != nil {
		return nil, err
	}
	return party.discreet(ctx), nil
}

func (p *Parties) profileRoutes(api huma.API) {
	app.Write(api, app.Operation{ID: "registerParty", Method: "POST", Path: "/v1/parties", EN: "Register a party", ZH: "登记当事人",
		About: "Birth and gender are taken from an identity number, or must agree with it. A number that belongs to somebody already is " +
			"refused. What looks like a party that is known is put on the list of duplicates.",
		Status: 201, Permission: mayWrite, Object: branchKind, At: "query.branch",
		Problems: []*problem.Error{ErrBranch, ErrTaken, ErrBirthDiffers, ErrGenderDiffers, ErrValueKind, ErrName},
		Example:  json.RawMessage(`{"sort":"person","name":"王芳","identifiers":[{"kind":"citizen_id","value":"11010519491231002X"}]}`)},
		func(ctx context.Context, tx *store.Tx, in *registerIn) (*Party, error) {
			n := in.Body
			n.Branch = in.Branch
			id, err := p.Register(ctx, tx, n)
			if err != nil {
				return nil, err
			}
			party, err := p.Get(tx, id)
			return one(ctx, party, err)
		})
	app.Write(api, app.Operation{ID: "amendParty", Method: "PATCH", Path: "/v1/parties/{id}", EN: "Amend a party's profile", ZH: "变更当事人资料",
		About:      "The version that was read must be the present one. The name before becomes a former name.",
		Permission: mayWrite, Object: Kind, Problems: []*problem.Error{ErrUnknown, ErrStale, ErrMerged, ErrBirthDiffers, ErrGenderDiffers},
		Example: json.RawMessage(`{"version":1,"latinName":"WANG FANG"}`)},
		func(ctx context.Context, tx *store.Tx, in *amendIn) (*Party, error) {
			party, err := p.Amend(ctx, tx, in.ID.Value, in.Body)
			return one(ctx, party, err)
		})
	app.Write(api, app.Operation{ID: "setPartyStatus", Method: "POST", Path: "/v1/parties/{id}/status", EN: "Change a party's status",
		ZH: "变更当事人状态", About: "What is allowed: active and dormant to each other, deceased (people), dissolved (others), closed, and back " +
			"to active where it was a mistake or the customer returns.", Permission: mayWrite, Object: Kind,
		Problems: []*problem.Error{ErrUnknown, ErrMerged, ErrStatus, ErrHolds, ErrReason}},
		func(ctx context.Context, tx *store.Tx, in *statusIn) (*Party, error) {
			party, err := p.SetStatus(ctx, tx, in.ID.Value, in.Body.Status, in.Body.Reason)
			return one(ctx, party, err)
		})
	app.Write(api, app.Operation{ID: "verifyParty", Method: "POST", Path: "/v1/parties/{id}/verification", EN: "Set a party's level by evidence",
		ZH: "核实身份并评定等级", About: "Level 1 needs an identifier compared with the register, 2 also a picture of the document and a second " +
			"channel, 3 a picture and meeting face to face. The rating decides how long it counts.", Permission: mayWrite, Object: Kind,
		StepUp: true, Problems: []*problem.Error{ErrUnknown, ErrMerged, ErrEvidence, ErrOwnLevel, ErrReview, ErrRisk, ErrNotLiving}},
		func(ctx context.Context, tx *store.Tx, in *verifyIn) (*Party, error) {
			party, err := p.Verify(ctx, tx, in.ID.Value, in.Body)
			return one(ctx, party, err)
		})
}

type addValueIn struct {
	ID   app.PathID `path:"id" doc:"The party's id."`
	Body NewValue
}

type valuePath struct {
	ID    app.PathID `path:"id" doc:"The party's id."`
	Value app.PathID `path:"value" doc:"The value's id."`
}

func (p *Parties) valueRoutes(api huma.API) {
	for _, what := range []struct {
		id, path, en, zh string
		identifier       bool
	}{{"Identifier", "identifiers", "an identifier", "证件号码", true}, {"Contact", "contacts", "a contact", "联系方式", false}} {
		identifier := what.identifier
		app.Write(api, app.Operation{ID: "add" + what.id, Method: "POST", Path: "/v1/parties/{id}/" + what.path, EN: "Add " + what.en,
			ZH: "增加" + what.zh, Status: 201, Permission: mayWrite, Object: Kind,
			Problems: []*problem.Error{ErrUnknown, ErrMerged, ErrTaken, ErrSecond, ErrTooMany, ErrValueKind}},
			func(ctx context.Context, tx *store.Tx, in *addValueIn) (*Party, error) {
				party, err := p.AddValue(ctx, tx, in.ID.Value, in.Body, identifier)
				return one(ctx, party, err)
			})
		app.Write(api, app.Operation{ID: "remove" + what.id, Method: "DELETE", Path: "/v1/parties/{id}/" + what.path + "/{value}",
			EN: "Remove " + what.en, ZH: "删除" + what.zh, About: "It is no longer used and found; that it was there stays on record.",
			Permission: mayWrite, Object: Kind, Problems: []*problem.Error{ErrUnknown, ErrMerged, ErrUnknownValue}},
			func(ctx context.Context, tx *store.Tx, in *valuePath) (*Party, error) {
				party, err := p.RemoveValue(ctx, tx, in.ID.Value, in.Value.Value, identifier)
				return one(ctx, party, err)
			})
	}
	app.Call(api, app.Operation{ID: "revealParty", Method: "POST", Path: "/v1/parties/{id}/reveal", EN: "See protected values in the clear",
		ZH: "查看明文", About: "`birth`, or ids of identifiers, contacts and documents. Who looked, and why, is recorded first; the person " +
			"concerned can read it. The answer is never kept.", Permission: mayReveal, Object: Kind, StepUp: true,
		Problems: []*problem.Error{ErrUnknown, ErrReason, ErrFields, ErrUnknownValue},
		Example:  json.RawMessage(`{"fields":["463856467968"],"reason":"核对证件号码"}`)},
		func(ctx context.Context, in *revealIn) (*revealedList, error) {
			out, err := p.Reveal(ctx, in.ID.Value, in.Body.Fields, in.Body.Reason)
			return &revealedList{out}, err
		})
}

type revealIn struct {
	ID   app.PathID `path:"id" doc:"The party's id."`
	Body struct {
		Fields []string `json:"fields" minItems:"1" maxItems:"20" nullable:"false"`
		Reason string   `json:"reason" minLength:"4" maxLength:"200"`
	}
}

type revealedList struct {
	Items []Revealed `json:"items" nullable:"false"`
}
