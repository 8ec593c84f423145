package clearing

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/ident"
	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/auth/approval"
	"tonghui/platform/auth/signature"
	"tonghui/platform/store"
)

// directory is everybody who takes part.
type directory struct {
	Items []*Participant `json:"items" nullable:"false"`
}

type participantIn struct {
	Code string `path:"code" minLength:"12" maxLength:"12" doc:"The bank code (行号)."`
	Body struct {
		Name   string `json:"name" minLength:"1" maxLength:"60"`
		Active bool   `json:"active"`
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

type keyIn struct {
	Code string `path:"code" minLength:"12" maxLength:"12" doc:"The bank code (行号) of the house."`
	Body struct {
		PublicKey string    `json:"publicKey" maxLength:"4096" doc:"In PEM, or as a JWK."`
		From      time.Time `json:"from" doc:"From when on it holds; earlier keys hold a day longer."`
		Reason    string    `json:"reason" minLength:"1" maxLength:"500"`
	}
}

func (c *Clearing) directoryRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listParticipants", Method: "GET", Path: "/v1/clearing/participants", EN: "List who takes part in the clearing",
		ZH: "查询清算参与行", Permission: mayRead},
		func(ctx context.Context, _ *nothing) (*directory, error) {
			out := &directory{Items: []*Participant{}}
			return out, c.st.View(ctx, func(v *store.View) error {
				all, err := c.Participants(v)
				out.Items = append(out.Items, all...)
				return err
			})
		})
	app.Write(api, app.Operation{ID: "proposeParticipant", Method: "PUT", Path: "/v1/clearing/participants/{code}", EN: "Propose a change of the directory",
		ZH: "提请变更清算参与行", Status: 202, Permission: mayOperate, Problems: []*problem.Error{ErrParticipant, ErrFourEyes}},
		func(_ context.Context, tx *store.Tx, in *participantIn) (*approval.Approval, error) {
			code, err := ident.ParseBankCode(in.Code)
			if err != nil {
				return nil, err
			}
			return c.propose(tx, actParticipant, "clearing.participant/"+string(code), in.Body.Reason,
				wish{Bank: code, Name: in.Body.Name, Active: in.Body.Active})
		})
	app.Write(api, app.Operation{ID: "proposeParticipantKey", Method: "POST", Path: "/v1/clearing/participants/{code}/keys",
		EN: "Propose another key of the house", ZH: "提请更换清算所公钥", Status: 202, Permission: mayOperate, StepUp: true,
		Problems: []*problem.Error{ErrParticipant, ErrFourEyes, signature.ErrKeyForm}},
		func(_ context.Context, tx *store.Tx, in *keyIn) (*approval.Approval, error) {
			code, err := ident.ParseBankCode(in.Code)
			if err != nil {
				return nil, err
			}
			if _, err := signature.ParsePublic([]byte(in.Body.PublicKey)); err != nil {
				return nil, err
			}
			return c.propose(tx, actKey, "clearing.participant/"+string(code), in.Body.Reason,
				wish{Bank: code, Key: in.Body.PublicKey, From: in.Body.From})
		})
}
