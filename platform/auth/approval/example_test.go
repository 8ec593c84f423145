package approval_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

// One accountant proposes, another approves.
func Example() {
	dir, err := os.MkdirTemp("", "bank")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	st, err := store.Open(ctx, filepath.Join(dir, "bank.db"), store.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer st.Close()
	if _, err := st.Migrate(ctx, "v1", store.Schema{Module: "approval", Files: approval.Schema()}); err != nil {
		fmt.Println(err)
		return
	}
	reg := approval.New(st, nil)
	reg.Add(approval.Act{Kind: "vault.unlock", EN: "Open the vault", ZH: "开启金库", Permission: "ledger.post",
		Run: func(_ context.Context, tx *store.Tx, _ json.RawMessage) (json.RawMessage, error) {
			tx.AfterCommit(func() { fmt.Println("the vault is open") })
			return nil, nil
		},
		Describe: func(context.Context, json.RawMessage) []approval.Line {
			return []approval.Line{{EN: "Door", ZH: "库门", Old: "shut", Value: "open"}}
		}})
	as := func(person auth.Party) context.Context {
		return auth.WithSubject(ctx, &auth.Subject{Person: person, ProvedAt: st.Now(),
			Hat: auth.Hat{ID: "staff-1", Kind: auth.StaffHat, Roles: []auth.Role{auth.Accountant}}})
	}
	var id store.ID
	err = st.Update(as(1), func(tx *store.Tx) error {
		a, err := reg.Propose(tx, approval.Proposal{Kind: "vault.unlock", Payload: json.RawMessage("{}"), Reason: "delivery of cash"})
		id = a.ID
		return err
	})
	fmt.Println(err)
	for _, person := range []auth.Party{1, 2} {
		err = st.Update(as(person), func(tx *store.Tx) error {
			a, err := reg.Approve(ctx, tx, id, "")
			if err == nil {
				fmt.Println(a.State)
			}
			return err
		})
		fmt.Println(err)
	}
	// Output:
	// <nil>
	// approval.own: You proposed this yourself, under this hat or another: somebody else must decide it.
	// approved
	// the vault is open
	// <nil>
}
