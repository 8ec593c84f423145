package card

import (
	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// OnAccount are the cards of an account that aren't over. An account shouldn't be closed while it has any.
func (c *Cards) OnAccount(q store.Querier, id ledger.AccountID) ([]*Card, error) {
	return cardsOfAccount(q, id)
}

// OnMerge follows a merge of two parties that were one person: what belonged to the one that is gone belongs to the other. PINs stay,
// as the hands that know them do.
func (c *Cards) OnMerge(tx *store.Tx, keep, gone auth.Party) error {
	ids, err := cardsOfParty(tx, gone)
	if err != nil {
		return err
	}
	for _, id := range ids {
		one, err := c.locked(tx, id)
		if err != nil {
			return err
		}
		before := one.Digest()
		if one.Owner == gone {
			one.Owner = keep
		}
		if one.Holder == gone {
			one.Holder = keep
		}
		if err := moveCard(tx, one); err != nil {
			return err
		}
		if err := c.change(tx, "merge", before, one, ""); err != nil {
			return err
		}
	}
	return nil
}
