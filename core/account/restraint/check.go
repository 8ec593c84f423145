package restraint

import (
	"context"
	"fmt"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// checkPage is how many restraints one snapshot reads.
const checkPage = 200

// Check is the module's: each line has its freeze in the ledger, on its account; what is deducted is the sum of the lines and of the
// measures; a restraint that has ended freezes nothing any more.
func (r *Restraints) Check(ctx context.Context, _ *store.Store, _ store.Seq) error {
	n, first := 0, ""
	find := func(format string, args ...any) {
		if n++; n == 1 {
			first = fmt.Sprintf(format, args...)
		}
	}
	for after := store.ID(0); ; {
		page := 0
		err := r.view(ctx, func(v *store.View) error {
			all, err := ordersAfter(v, after, checkPage)
			if err != nil {
				return err
			}
			page = len(all)
			for _, one := range all {
				after = one.ID
				if err := r.checkOne(v, one, find); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if page < checkPage {
			break
		}
	}
	if n > 0 {
		return errFound.With(n, first)
	}
	return nil
}

func (r *Restraints) checkOne(v *store.View, one *Restraint, find func(string, ...any)) (err error) {
	if one.Lines, err = linesOf(v, one.ID); err != nil {
		return err
	}
	byID, err := r.freezes(v, one)
	if err != nil {
		return err
	}
	var deducted, ordered money.Amount
	for _, l := range one.Lines {
		deducted += l.Deducted
		ordered += l.Amount
		f := byID[l.Freeze]
		switch {
		case f == nil:
			find("line %s of restraint %s has no freeze in the ledger", l.ID, one.ID)
		case f.Account != ledger.AccountID(l.Account) || f.Reference != l.ID.String() || f.Whole != one.Whole || f.Ordered != l.Amount:
			find("line %s of restraint %s isn't what its freeze %s is", l.ID, one.ID, f.ID)
		case one.State == Ended && f.State != ledger.Ended:
			find("restraint %s has ended, its freeze %s has not", one.ID, f.ID)
		}
	}
	byMeasures, err := measured(v, one.ID)
	if deducted != one.Deducted || byMeasures != one.Deducted || ordered != one.Ordered {
		find("the sums of restraint %s are %d ordered and %d deducted, its lines' %d and %d, its measures' %d", one.ID, one.Ordered,
			one.Deducted, ordered, deducted, byMeasures)
	}
	return err
}

func idOf(id store.ID) ledger.AccountID { return ledger.AccountID(id) }
