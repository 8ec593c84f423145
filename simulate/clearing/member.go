package clearing

import (
	"context"
	"errors"
	"regexp"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/auth/signature"
	"tonghui/platform/store"
)

func today(local time.Time) calendar.Date { return calendar.FromTime(local) }

var codeForm = regexp.MustCompile(`^\d{12}$`)

// Join makes a bank a participant and pays its balance in, or changes the name, address, cap and key of one that takes part
// already; its balance then stays as it is.
func (h *House) Join(ctx context.Context, p Participant) error {
	if !codeForm.MatchString(p.Code) || p.Name == "" || p.Balance < 0 || p.Cap < 0 || !p.Played && (p.URL == "" || p.PublicKey == "") {
		return errJoin
	}
	var key signature.PublicKey
	var err error
	if !p.Played {
		if key, err = signature.ParsePublic([]byte(p.PublicKey)); err != nil {
			return err
		}
	}
	return h.st.Update(ctx, func(tx *store.Tx) error {
		_, known, err := participant(tx, p.Code)
		switch {
		case err != nil:
			return err
		case known:
			err = updateTerms(tx, p)
		default:
			err = h.payIn(tx, p)
		}
		if err != nil || p.Played {
			return err
		}
		return addKey(tx, p.Code, key, tx.Now())
	})
}

func (h *House) payIn(tx *store.Tx, p Participant) error {
	if err := insertParticipant(tx, p); err != nil {
		return err
	}
	on := today(tx.Now().In(h.zone))
	if d, ok, err := lastDay(tx); err != nil {
		return err
	} else if ok {
		on = d.Date
	}
	if err := putOpening(tx, on, p.Code, p.Balance); err != nil {
		return err
	}
	return insertEntry(tx, entry{account: p.Code, day: on, amount: p.Balance, what: "OPEN"})
}

// addKey adds a key that counts from a time on; those before it hold a day longer.
func addKey(tx *store.Tx, code string, key signature.PublicKey, from time.Time) error {
	keys, err := signingKeys(tx, code)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if k.Thumb == key.Thumbprint() {
			return nil
		}
	}
	if err := endKeys(tx, code, from.Add(24*time.Hour)); err != nil {
		return err
	}
	return insertKey(tx, code, signingKey{Thumb: key.Thumbprint(), PEM: string(key.PEM()), From: from})
}

// useNonce keeps a nonce, so that a signature counts once.
func useNonce(tx *store.Tx, code, nonce string) error {
	err := insertNonce(tx, code, nonce)
	if errors.Is(err, store.ErrDuplicate) {
		return errNonce
	}
	return err
}

// Check proves the books: balances equal their entries, settlements sum to zero, and what is reserved and owed is that of the
// payments in process. total is the sum of all balances, which never changes after the last Join.
func (h *House) Check(ctx context.Context) (total int64, err error) {
	err = h.st.Update(ctx, func(tx *store.Tx) error { // an update, so that nothing moves meanwhile
		all, err := participants(tx)
		if err != nil {
			return err
		}
		booked, err := sums(tx)
		if err != nil {
			return err
		}
		w, _, err := windowIn(tx, windowOpen)
		if err != nil {
			return err
		}
		flying, err := inFlight(tx, w.Name)
		if err != nil {
			return err
		}
		total = 0
		for _, p := range all {
			total += int64(p.Balance)
			if what := wrong(p, booked[p.Code], flying); what != "" {
				return errBooks.With(p.Code + " " + what)
			}
		}
		what, err := lopsided(tx)
		if err == nil && what != "" {
			return errBooks.With(what)
		}
		return err
	})
	return total, err
}

// wrong compares an account with what it should be.
func wrong(p Participant, booked money.Amount, flying []Payment) string {
	var want Participant
	for i := range flying {
		f := &flying[i]
		switch {
		case f.Status == inProcess && f.Payer == p.Code && f.Scheme == RTP:
			want.reserved += f.Amount
		case f.Status == inProcess && f.Payer == p.Code:
			want.pending += f.Amount
		case f.Status == accepted:
			want.net -= f.effect(p.Code)
		}
	}
	switch {
	case p.Balance != booked:
		return "balance and entries differ"
	case p.Balance < 0:
		return "balance below zero"
	case p.reserved != want.reserved || p.pending != want.pending:
		return "reserved sums differ from the payments in process"
	case p.net != want.net:
		return "the net differs from the window's payments"
	}
	return ""
}

// Payments lists what the house knows, by UETR, after one.
func (h *House) Payments(ctx context.Context, after string, limit int) (list []Payment, err error) {
	err = h.st.View(ctx, func(v *store.View) error {
		list, err = allPayments(v, after, limit)
		return err
	})
	return list, err
}

// Position is what a participant is told of its account.
func (h *House) Position(ctx context.Context, code string) (p Position, err error) {
	err = h.st.View(ctx, func(v *store.View) error {
		var ok bool
		if p, ok, err = position(v, code); err == nil && !ok {
			return errNoBank.With(code)
		}
		return err
	})
	return p, err
}

// Waiting counts the messages that no participant has taken yet.
func (h *House) Waiting(ctx context.Context) (n int64, err error) {
	err = h.st.View(ctx, func(v *store.View) error {
		n, err = waitingCount(v)
		return err
	})
	return n, err
}
