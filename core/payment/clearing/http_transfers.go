package clearing

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

type transferList struct {
	app.Paging
	State string `query:"state" enum:"pending,accepted,settled,rejected,waiting" doc:"In one state only."`
}

type uetrPath struct {
	UETR string `path:"uetr" minLength:"36" maxLength:"36" doc:"The payment's UETR."`
}

type transferPath struct {
	ID app.PathID `path:"id" doc:"The transfer's id."`
}

type codeIn struct {
	ID   app.PathID `path:"id" doc:"The object's id."`
	Body struct {
		Code   string `json:"code,omitempty" maxLength:"4" doc:"A reason of the standard's set; to an answer: absent gives the money back."`
		Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"Why, for who decides."`
	}
}

// chain is all that the clearing knows of a payment.
type chain struct {
	Transfers []*Transfer `json:"transfers" nullable:"false"`
	Messages  []*Message  `json:"messages" nullable:"false"`
	Recalls   []*Recall   `json:"recalls" nullable:"false"`
}

func (c *Clearing) transferRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listTransfers", Method: "GET", Path: "/v1/clearing/transfers", EN: "List payments and returns", ZH: "查询往来账",
		Permission: mayRead},
		func(ctx context.Context, in *transferList) (*app.Page[*Transfer], error) {
			from, err := before(in.After, cursorTransfers)
			if err != nil {
				return nil, err
			}
			var found []*Transfer
			err = c.st.View(ctx, func(v *store.View) (err error) {
				found, err = listTransfers(v, in.State, from, in.Limit+1)
				return err
			})
			return app.NewPage(found, in.Limit, func(t *Transfer) string { return app.Cursor(cursorTransfers, int64(t.ID)) }), err
		})
	app.Read(api, app.Operation{ID: "traceClearingPayment", Method: "GET", Path: "/v1/clearing/payments/{uetr}", EN: "Trace a payment",
		ZH: "追踪支付报文链路", Permission: mayRead, Problems: []*problem.Error{ErrUnknown}},
		func(ctx context.Context, in *uetrPath) (out *chain, err error) {
			err = c.st.View(ctx, func(v *store.View) (err error) {
				out, err = chainOf(v, in.UETR)
				return err
			})
			return out, err
		})
	app.Write(api, app.Operation{ID: "askTransferStatus", Method: "POST", Path: "/v1/clearing/transfers/{id}/ask", EN: "Ask the house for a status",
		ZH: "发起状态查询", Permission: mayOperate, Problems: []*problem.Error{ErrUnknown, ErrState}},
		func(_ context.Context, tx *store.Tx, in *transferPath) (*Transfer, error) {
			return c.Ask(tx, in.ID.Value)
		})
	c.proposal(api, "proposeReturn", "/v1/clearing/transfers/{id}/return", "Propose to send a payment back", "提请退回来账", actReturn)
	c.proposal(api, "proposeRecall", "/v1/clearing/transfers/{id}/recall", "Propose to recall a payment", "提请撤回往账", actRecall)
	c.proposal(api, "proposeAnswer", "/v1/clearing/recalls/{id}/answer", "Propose an answer to a recall", "提请答复撤回申请", actAnswer)
}

// proposal is an operation that proposes an act about one object.
func (c *Clearing) proposal(api huma.API, id, path, en, zh, act string) {
	app.Write(api, app.Operation{ID: id, Method: "POST", Path: path, EN: en, ZH: zh, Status: 202, Permission: mayOperate,
		About: "Another person decides it in the register of approvals.", Problems: []*problem.Error{ErrFourEyes}},
		func(_ context.Context, tx *store.Tx, in *codeIn) (*approval.Approval, error) {
			return c.propose(tx, act, act+"/"+in.ID.Value.String(), in.Body.Reason, wish{ID: in.ID.Value, Code: in.Body.Code})
		})
}

func chainOf(q store.Querier, uetr string) (*chain, error) {
	out := &chain{Transfers: []*Transfer{}, Messages: []*Message{}, Recalls: []*Recall{}}
	ts, err := transfersOf(q, uetr)
	if err != nil {
		return nil, err
	}
	ms, err := messagesOf(q, uetr)
	if err != nil {
		return nil, err
	}
	if len(ts) == 0 && len(ms) == 0 {
		return nil, ErrUnknown
	}
	rs, err := recallsOf(q, uetr)
	out.Transfers, out.Messages, out.Recalls = append(out.Transfers, ts...), append(out.Messages, ms...), append(out.Recalls, rs...)
	return out, err
}

// Ask asks the house at once what became of a transfer that went out and has no final status.
func (c *Clearing) Ask(tx *store.Tx, id store.ID) (*Transfer, error) {
	found, err := transferByID(tx, id)
	if err != nil {
		return nil, err
	}
	all, err := lockTransfers(tx, found.UETR)
	if err != nil {
		return nil, err
	}
	t := pick(all, found.Side, found.Kind)
	if t.Side != out || t.final() {
		return nil, ErrState.With(t.State)
	}
	return t, c.askNow(tx, t)
}
