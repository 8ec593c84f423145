package mandate_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"tonghui/base/calendar"
	"tonghui/core/party/branch"
	"tonghui/core/party/mandate"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// register is a register of two people.
type register struct{}

func (register) Sort(store.Querier, auth.Party) (string, bool, error) { return "person", true, nil }

func (register) Name(_ context.Context, _ store.Querier, id auth.Party) (string, error) {
	return map[auth.Party]string{1: "王芳", 2: "李强"}[id], nil
}

func (register) Birth(store.Querier, auth.Party) (calendar.Date, bool, error) {
	return calendar.MustOf(1985, 6, 1), true, nil
}

// Wang Fang lets Li Qiang see her accounts for a day; he then has a second hat.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "bank")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	st, err := store.Open(ctx, filepath.Join(dir, "bank.db"), store.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer st.Close()
	if _, err := st.Migrate(ctx, "example", store.Schema{Module: "branch", Files: branch.Schema()},
		store.Schema{Module: "mandate", Files: mandate.Schema()}); err != nil {
		log.Fatal(err)
	}
	mandates := mandate.New(st, mandate.Options{Parties: register{}, Branches: branch.New(st, branch.Options{})})
	wang := &auth.Subject{Person: 1, Hat: auth.Hat{ID: "self", Kind: auth.SelfHat, For: 1, Roles: []auth.Role{auth.Customer}}}
	err = st.Update(auth.WithSubject(ctx, wang), func(tx *store.Tx) error {
		_, err := mandates.AuthoriseAgent(tx, mandate.Grant{For: 1, Person: 2, Items: []auth.Item{{Permission: "ledger.read"}},
			Until: tx.Now().Add(24 * time.Hour)})
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	err = st.View(ctx, func(v *store.View) error {
		hats, err := mandates.Hats(ctx, v, 2)
		for _, h := range hats {
			fmt.Println(h.Kind, h.ForName, h.Roles)
		}
		return err
	})
	fmt.Println(err)
	// Output:
	// self 李强 [customer]
	// agent 王芳 [agent]
	// <nil>
}
