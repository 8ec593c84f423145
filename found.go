package tonghui

import (
	"context"
	"time"

	"tonghui/base/problem"
	"tonghui/core/party"
	"tonghui/core/party/branch"
	"tonghui/core/party/mandate"
	"tonghui/platform/auth"
	"tonghui/platform/auth/signin"
	"tonghui/platform/store"
)

// HeadOffice is the branch code of the head office (总行) that a new bank begins with.
const HeadOffice auth.Branch = "0000"

var errFounded = problem.New(problem.Conflict, "bank.founded",
	"This bank has staff already. Its administrators make further ones in the ops face, each approving what the other proposes.",
	"本行已有员工。请由现有管理员在运营管理端增设，一人提请，另一人审批。")

// Found gives a new bank its head office and its first two administrators (系统管理员), who hold each other's changes under
// four eyes, and answers a code for each, with which she chooses how to sign in. What also does is done in the same update. A
// bank that has staff is left as it is.
func (b *Bank) Found(ctx context.Context, names, logins [2]string, also ...func(tx *store.Tx) error) (codes [2]string, until time.Time, err error) {
	if err = b.Unseal(ctx); err != nil {
		return codes, until, err
	}
	err = b.Store.Update(ctx, func(tx *store.Tx) error {
		if err := tx.Exclusive(); err != nil { // two at once would each see nobody
			return err
		}
		staffed, err := b.Mandates.Staffed(tx)
		if err != nil {
			return err
		}
		if staffed {
			return errFounded
		}
		if err := b.openHeadOffice(tx); err != nil {
			return err
		}
		for i, name := range names {
			if codes[i], err = b.firstAdmin(ctx, tx, i, name, logins[i]); err != nil {
				return err
			}
		}
		until = tx.Now().Add(signin.CodeLife)
		for _, do := range also {
			if err := do(tx); err != nil {
				return err
			}
		}
		return nil
	})
	return codes, until, err
}

func (b *Bank) openHeadOffice(tx *store.Tx) error {
	all, err := b.Branches.All(tx)
	if err != nil || len(all) > 0 {
		return err
	}
	_, err = b.Branches.Open(tx, branch.Opening{Code: HeadOffice, NameZH: "总行", NameEN: "Head Office", Kind: branch.HeadOffice})
	return err
}

func (b *Bank) firstAdmin(ctx context.Context, tx *store.Tx, i int, name, login string) (code string, err error) {
	all, err := b.Branches.All(tx)
	if err != nil {
		return "", err
	}
	at := all[0].Code
	id, err := b.Parties.Register(ctx, tx, party.NewParty{Sort: party.Person, Name: name, Branch: at})
	if err != nil {
		return "", err
	}
	number := []string{"A0001", "A0002"}[i]
	if _, err = b.Mandates.Hire(tx, mandate.Hiring{Person: id, Number: number, Branch: at, Roles: []auth.Role{auth.Admin}, Title: "系统管理员"}); err != nil {
		return "", err
	}
	return b.SignIn.Invite(tx, id, login)
}

// Staffed tells whether the bank has, or ever had, any staff.
func (b *Bank) Staffed(ctx context.Context) (staffed bool, err error) {
	err = b.Store.View(ctx, func(v *store.View) (err error) {
		staffed, err = b.Mandates.Staffed(v)
		return err
	})
	return staffed, err
}
