package account

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/app"
	"tonghui/platform/store"
)

type unprintedIn struct {
	ID    app.PathID `path:"id" doc:"The account's id."`
	Limit int        `query:"limit" default:"96" minimum:"1" maximum:"384" doc:"How many lines at most."`
}

// unprinted is what the printer needs.
type unprinted struct {
	Book  Book       `json:"book" doc:"As it is printed now."`
	Lines []BookLine `json:"lines" nullable:"false" doc:"The oldest first, each with its place."`
}

type printIn struct {
	ID   app.PathID `path:"id" doc:"The account's id."`
	Body struct {
		Printed int64 `json:"printed" minimum:"0" doc:"The last posting in the book, as it was read."`
		UpTo    int64 `json:"upTo" minimum:"1" doc:"The last posting that was printed now."`
	}
}

func (d *Deposits) bookRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "readPassbook", Method: "GET", Path: "/v1/account/accounts/{id}/passbook",
		EN: "Read the lines that the passbook lacks", ZH: "查询存折未登折明细", Permission: mayRead, Object: KindAccount,
		Problems: []*problem.Error{ErrUnknown, ErrPassbook}},
		func(ctx context.Context, in *unprintedIn) (*unprinted, error) {
			b, found, err := d.Unprinted(ctx, ledger.AccountID(in.ID.Value), in.Limit)
			return &unprinted{b, found}, err
		})
	app.Write(api, app.Operation{ID: "printPassbook", Method: "POST", Path: "/v1/account/accounts/{id}/passbook",
		EN: "Record what was printed into the passbook", ZH: "登记存折打印", Permission: mayOpen, Object: KindAccount,
		Problems: []*problem.Error{ErrUnknown, ErrPassbook, ErrPrinted}},
		func(_ context.Context, tx *store.Tx, in *printIn) (*Book, error) {
			b, err := d.Print(tx, ledger.AccountID(in.ID.Value), in.Body.Printed, in.Body.UpTo)
			return &b, err
		})
}
