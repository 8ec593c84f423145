package auth_test

import (
	"context"
	"fmt"

	"tonghui/platform/auth"
)

// Li Hua works at a firm, and authorised Wang to read one account of her own.
func Example() {
	firm, li := auth.Party(900), auth.Party(17)
	atWork := &auth.Subject{Person: li, Hat: auth.Hat{ID: "firm-1", Kind: auth.FirmHat, For: firm, Roles: []auth.Role{auth.FirmMaker}}}
	account := auth.Scope{Parties: []auth.Party{firm}}
	fmt.Println(atWork.Filter("ledger.read").Admits(account, "ledger.account/5"))

	wang := &auth.Subject{Person: 18, Hat: auth.Hat{ID: "agent-2", Kind: auth.AgentHat, For: li, Roles: []auth.Role{auth.Agent},
		Items: []auth.Item{{Permission: "ledger.read", Object: "ledger.account/7"}}}}
	hers := auth.Scope{Parties: []auth.Party{li}}
	f := wang.Filter("ledger.read")
	fmt.Println(f.Admits(hers, "ledger.account/7"), f.Admits(hers, "ledger.account/8"), wang.Reach("party.read") == 0)

	fmt.Println(auth.CheckRoles(auth.FirmHat, []auth.Role{auth.FirmMaker, auth.FirmChecker}))

	ctx := auth.WithSubject(context.Background(), atWork)
	fmt.Println(auth.SubjectOf(ctx).Actor())
	// Output:
	// true
	// true false true
	// auth.roles_exclude: Firm maker (企业经办人) and Firm checker (企业复核人) are duties that exclude each other. Give one of them to somebody else.
	// 17/firm-1/
}
