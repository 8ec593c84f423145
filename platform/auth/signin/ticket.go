package signin

import (
	"context"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// ticketFor is how long a ceremony may take.
const ticketFor = 5 * time.Minute

// Kinds of tickets: a ticket of one ceremony opens no other.
const (
	forSecond   = "second"   // the password was right, a second factor is missing
	forPasskey  = "passkey"  // an answer to sign in with
	forStepUp   = "stepup"   // an answer to step up with
	forKey      = "newkey"   // an answer that registers a passkey
	forTOTP     = "newtotp"  // a first code of a new secret
	forProvider = "provider" // the way to a provider and back
	forDesk     = "desk"     // a code given at the counter
)

// maxTries of a code under one ticket.
const maxTries = 5

// issue makes a ticket; its word goes to the caller.
func (s *SignIn) issue(ctx context.Context, t *ticket) (word string, err error) {
	word, t.id = secret()
	err = s.st.Update(ctx, func(tx *store.Tx) error {
		t.until = tx.Now().Add(ticketFor)
		return insertTicket(tx, t)
	})
	return word, err
}

// take uses a ticket up, whatever comes of it: an answer is judged once. session is the one that asks, 0 none.
func (s *SignIn) take(ctx context.Context, word, kind string, session store.ID) (ticket, error) {
	return s.takeIf(ctx, word, kind, func(t *ticket) bool { return t.session == session })
}

// takeIf is take of a ticket that fits.
func (s *SignIn) takeIf(ctx context.Context, word, kind string, fits func(*ticket) bool) (t ticket, err error) {
	err = s.st.Update(ctx, func(tx *store.Tx) error {
		var ok bool
		t, ok, err = lockTicket(tx, digestOf(word))
		switch {
		case err != nil:
			return err
		case !ok || t.kind != kind || !fits(&t):
			return ErrTicket
		}
		return deleteTicket(tx, t.id)
	})
	if err == nil && !s.st.Now().Before(t.until) {
		err = ErrTicket
	}
	return t, err
}

// tryTicket counts a code that is tried under a ticket; the last try takes the ticket with it. It gives the ticket's person.
func tryTicket(tx *store.Tx, id digest, kind string) (t ticket, err error) {
	t, ok, err := lockTicket(tx, id)
	switch {
	case err != nil:
		return t, err
	case !ok || t.kind != kind || !tx.Now().Before(t.until):
		return t, ErrTicket
	case t.tries+1 >= maxTries:
		return t, deleteTicket(tx, id)
	}
	return t, countTicket(tx, id, t.tries+1)
}

// Sweep deletes counters, tickets and sessions on which nothing rests any more: counters after a day, ended sessions after 90.
func (s *SignIn) Sweep(ctx context.Context) error {
	for more := true; more; {
		err := s.st.UpdateSlow(ctx, func(tx *store.Tx) (err error) {
			more, err = sweepOnce(tx, tx.Now().Add(-forgetAfter), tx.Now(), tx.Now().Add(-keepSessions))
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

const keepSessions = 90 * 24 * time.Hour

// personOrNobody is for answers that must not tell the two apart.
func personOrNobody(u user, found bool) auth.Party {
	if !found {
		return 0
	}
	return u.person
}
