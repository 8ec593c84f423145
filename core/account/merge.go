package account

import (
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// OnMerge moves the accounts of a party that goes to the one that stays (party.Parties.OnMerge). Two basic accounts can't become one
// party's: ErrBasicStands.
func (d *Deposits) OnMerge(tx *store.Tx, keep, gone auth.Party) error {
	all, err := lockAccountsOf(tx, gone)
	if err != nil {
		return err
	}
	for _, was := range all {
		now := was
		now.Owner = keep
		if err := d.change(tx, "merge", &was, &now, "party "+gone.String()); err != nil {
			return err
		}
	}
	return nil
}
