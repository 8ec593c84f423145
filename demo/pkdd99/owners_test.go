package pkdd99

import (
	"context"
	"testing"

	"tonghui/core/ledger"
	"tonghui/core/party"
	"tonghui/core/party/branch"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/blob"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
)

// TestOwners: with a register of parties the clients live there, own their accounts, and their birth numbers are gone from the
// import's tables; a second import changes nothing.
func TestOwners(t *testing.T) {
	ctx := context.Background()
	st := store.Test(t, append([]store.Schema{{Module: "vault", Files: vault.Schema()}, {Module: "blob", Files: blob.Schema()},
		{Module: "approval", Files: approval.Schema()}, {Module: "branch", Files: branch.Schema()}, {Module: "party", Files: party.Schema()}}, schemas...)...)
	led := ledger.New(st)
	d := Deps{Store: st, Ledger: led, Branches: branch.New(st, branch.Options{}),
		Parties: party.New(st, party.Options{Vault: vault.ForTest(t, st), Ledger: led})}
	dir, _ := generated(t, GenerateOptions{Accounts: 12, Months: 2, Seed: 3})
	imported(t, d, dir)
	count := func(query string) (n int64) {
		must(t, st.View(ctx, func(v *store.View) (err error) {
			n, _, err = store.One(v, store.Value[int64], query)
			return err
		}))
		return n
	}
	clients := count("SELECT COUNT(*) FROM pkdd99_clients")
	if n := count("SELECT COUNT(*) FROM pkdd99_clients WHERE party IS NOT NULL"); n != clients || n == 0 {
		t.Errorf("%d of %d clients are parties", n, clients)
	}
	if n := count("SELECT COUNT(*) FROM pkdd99_birth_numbers"); n != 0 {
		t.Errorf("%d birth numbers are left", n)
	}
	as, err := led.Accounts(ctx, ledger.AccountFilter{Prefix: "PKDD99-0"}, 0, 100)
	must(t, err)
	if len(as) == 0 {
		t.Fatal("no accounts")
	}
	for _, a := range as {
		must(t, st.View(ctx, func(v *store.View) error {
			owners, err := d.Parties.Owners(v, a.ID)
			if err != nil || len(owners) != 1 {
				t.Errorf("account %s: owners %v, %v", a.Number, owners, err)
				return err
			}
			p, err := d.Parties.Get(v, owners[0])
			if p.Branch != auth.Branch(a.Branch) || p.Nationality != "CZE" || p.Birth == "" {
				t.Errorf("the owner of %s: %+v", a.Number, p)
			}
			return err
		}))
	}
	before := count("SELECT COUNT(*) FROM party_versions")
	imported(t, d, dir)
	if after := count("SELECT COUNT(*) FROM party_versions"); after != before {
		t.Errorf("a second import made %d versions of parties", after-before)
	}
	proved(t, d)
}
