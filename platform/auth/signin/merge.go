package signin

import (
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// OnMerge follows a merge of two parties that were one person: whoever signed in as the party that is gone does so no longer, and
// uses what the kept one has; if that has no user yet, an administrator invites it. Nothing is carried over, since a
// merge proves that two records are one person, not that whoever had a password of the one may act as the other.
func (s *SignIn) OnMerge(tx *store.Tx, keep, gone auth.Party) error {
	s.Changed(tx, keep, gone)
	if _, ok, err := lockUser(tx, gone); err != nil || !ok {
		return err
	}
	return s.Suspend(tx, gone, "merged into "+keep.String())
}
