package app

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/calendar"
	"tonghui/base/problem"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	params "tonghui/platform/parameter"
	"tonghui/platform/store"
)

// The permissions of the parameters' operations.
const (
	mayReadParameters = "parameter.read"  // see values, those that come, and who set them
	maySetParameters  = "parameter.write" // propose a change, and approve one that somebody else proposed
)

// cursorParameters marks the cursors of parameters' histories.
const cursorParameters uint8 = 137

// setParameter is the act under which a change of a parameter is approved.
const setParameter = "parameter.set"

// ParameterModule brings the business parameters into the app. A change is proposed by one and approved by another: it adds
// the act to the register.
func ParameterModule(p *params.Set, reg *approval.Register) Module {
	d := parameterDesk{p, reg}
	reg.Add(approval.Act{Kind: setParameter, EN: "Change a business parameter", ZH: "变更业务参数", Permission: maySetParameters, StepUp: true,
		Run: d.run, Describe: d.describe})
	return Module{
		Name: "parameter", Schema: params.Schema(), Routes: d.routes,
		Menu: []Entry{{Face: Ops, EN: "Parameters", ZH: "业务参数", Path: "/parameters", Permission: mayReadParameters}},
	}
}

type parameterDesk struct {
	set *params.Set
	reg *approval.Register
}

func (d parameterDesk) run(_ context.Context, tx *store.Tx, payload json.RawMessage) (json.RawMessage, error) {
	var c params.Change
	if err := json.Unmarshal(payload, &c); err != nil {
		return nil, approval.ErrPayload.Because(err)
	}
	return nil, d.set.Set(tx, c)
}

func (d parameterDesk) describe(ctx context.Context, payload json.RawMessage) []approval.Line {
	var c params.Change
	if err := json.Unmarshal(payload, &c); err != nil {
		return nil
	}
	title := params.Definition{EN: c.Name, ZH: c.Name}
	for _, def := range d.set.Definitions() {
		if def.Name == c.Name {
			title = def
		}
	}
	old := ""
	if v, err := d.set.At(ctx, c.Name, c.From); err == nil {
		old = v.String()
	}
	return []approval.Line{
		{EN: "Parameter", ZH: "参数", Value: c.Name},
		{EN: title.EN, ZH: title.ZH, Old: old, Value: c.Value},
		{EN: "From", ZH: "生效日", Value: c.From.String()},
	}
}

type parameterList struct {
	Items []params.Standing `json:"items" nullable:"false"`
}

type parameterChangesIn struct {
	Name string `path:"name" maxLength:"48" example:"signin.idle_minutes"`
	Paging
}

type proposeParameterIn struct {
	Name string `path:"name" maxLength:"48" example:"signin.idle_minutes"`
	Body struct {
		From   calendar.Date `json:"from" doc:"生效日: today at the earliest, or tomorrow for one that holds whole days."`
		Value  string        `json:"value" maxLength:"800" doc:"Written as the parameter's type says." example:"10"`
		Reason string        `json:"reason" minLength:"1" maxLength:"500" doc:"Why; the approver reads it."`
	}
}

func (d parameterDesk) routes(api huma.API) {
	Describe(api, "parameter", "Values that staff set and the bank goes by, each from a day on: proposed by one person, approved by another.",
		"由员工设定、按生效日执行的业务参数：一人提出，另一人审批。")
	Read(api, Operation{ID: "listParameters", Method: http.MethodGet, Path: "/v1/parameters", EN: "List business parameters",
		ZH: "查询业务参数", About: "With what holds today and what is to come.", Permission: mayReadParameters},
		func(ctx context.Context, _ *struct{}) (*parameterList, error) {
			list, err := d.set.List(ctx)
			return &parameterList{append([]params.Standing{}, list...)}, err
		})
	Read(api, Operation{ID: "listParameterChanges", Method: http.MethodGet, Path: "/v1/parameters/{name}/changes",
		EN: "Read a parameter's history", ZH: "查询参数变更记录", About: "The newest change first, with who proposed and who approved it.",
		Permission: mayReadParameters, Problems: []*problem.Error{params.ErrUnknown}},
		func(ctx context.Context, in *parameterChangesIn) (*Page[*params.Row], error) {
			var before int64
			if _, err := ParseCursor(in.After, cursorParameters, &before); err != nil {
				return nil, err
			}
			rows, err := d.set.History(ctx, in.Name, store.ID(before), in.Limit+1)
			return NewPage(rows, in.Limit, func(r *params.Row) string { return Cursor(cursorParameters, int64(r.ID)) }), err
		})
	Write(api, Operation{ID: "proposeParameter", Method: http.MethodPost, Path: "/v1/parameters/{name}/changes",
		EN: "Propose a parameter's new value", ZH: "提请变更参数", About: "It holds from its day on, once somebody else has approved it.",
		Status: http.StatusAccepted, Permission: maySetParameters,
		Problems: []*problem.Error{params.ErrUnknown, params.ErrPast, params.ErrFar, params.ErrType, params.ErrRange, params.ErrSame},
		Example:  json.RawMessage(`{"from":"2026-10-01","value":"10","reason":"Finding 12 of the audit"}`)}, d.propose)
}

func (d parameterDesk) propose(_ context.Context, tx *store.Tx, in *proposeParameterIn) (*approval.Approval, error) {
	by := auth.By(tx)
	if by == nil {
		return nil, auth.ErrNobody
	}
	c := params.Change{Name: in.Name, From: in.Body.From, Value: in.Body.Value, Reason: in.Body.Reason, ProposedBy: by.Actor().Person}
	v, err := d.set.Check(tx, c)
	if err != nil {
		return nil, err
	}
	c.Value = v.String()
	payload, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	a, err := d.reg.Propose(tx, approval.Proposal{Kind: setParameter, Object: "parameter.value/" + c.Name, Payload: payload, Reason: c.Reason})
	return &a, err
}
