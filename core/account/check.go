package account

import (
	"context"
	"fmt"
	"strings"

	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// Prove compares each account with its ledger account (`tonghui verify`): number, currency and branch, open or closed; that nothing
// can leave a dormant account; that a deposit holds its principal, and an empty account was closed. It reads piece by piece.
func (d *Deposits) Prove(ctx context.Context, _ *store.Store, upTo store.Seq) error {
	var wrong []string
	after := ledger.AccountID(0)
	for {
		var page []Account
		err := d.st.View(ctx, func(v *store.View) (err error) {
			if page, err = accountsAfter(v, after, 500); err != nil || len(page) == 0 {
				return err
			}
			rows, err := ledgerRows(v, page[0].ID, page[len(page)-1].ID)
			if err != nil {
				return err
			}
			for i := range page {
				if w := differs(&page[i], rows); w != "" && int64(page[i].ID) <= int64(upTo) && len(wrong) < 20 {
					wrong = append(wrong, w)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		after = page[len(page)-1].ID
	}
	if len(wrong) > 0 {
		return fmt.Errorf("account: %s", strings.Join(wrong, "; "))
	}
	return nil
}

// differs says what is wrong with an account, or "".
func differs(a *Account, rows map[ledger.AccountID]ledgerRow) string {
	l, ok := rows[a.ID]
	switch {
	case !ok:
		return fmt.Sprintf("account %s has no ledger account", a.ID)
	case l.number != a.Number || l.currency != string(a.Currency) || l.branch != string(a.Branch):
		return fmt.Sprintf("account %s is another one in the ledger", a.ID)
	case l.closed != (a.State == Closed):
		return fmt.Sprintf("account %s is %s, its ledger account is not so", a.ID, a.State)
	case a.State == Dormant && !l.frozen:
		return fmt.Sprintf("account %s is dormant, and money can leave it", a.ID)
	case a.Kind.fixed() && l.booked != int64(a.Terms.Principal):
		return fmt.Sprintf("deposit %s has a principal of %d and holds %d", a.ID, a.Terms.Principal, l.booked)
	}
	return ""
}
