package restraint

import (
	"encoding/json"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
)

// Do carries a measure out. A document that has had its effect answers the same again if the request is the same (Replayed), and
// is refused otherwise. It is one half of a measure under four eyes: whoever calls it has decided what somebody else proposed.
func (r *Restraints) Do(tx *store.Tx, in Request) (*Restraint, error) {
	in.Until = in.Until.UTC().Truncate(time.Microsecond)
	if in.Currency == "" && in.Measure == Freeze && !in.Whole {
		in.Currency = "CNY"
	}
	if err := r.check(tx, &in); err != nil {
		return nil, err
	}
	done, found, err := measureByDocument(tx, in.Authority, in.Document)
	switch {
	case err != nil:
		return nil, err
	case found && !done.same(&in):
		return nil, ErrDocumentUsed.With(in.Document)
	case found:
		one, err := r.inside(tx, done.restraint)
		if err == nil {
			one.Replayed = true
		}
		return one, err
	}
	if in.Measure == Freeze {
		return r.freeze(tx, &in)
	}
	one, err := lockOrder(tx, in.Restraint)
	if err != nil {
		return nil, err
	}
	switch {
	case in.Version != 0 && in.Version != one.Version:
		return nil, ErrVersion
	case one.State == Ended:
		return nil, ErrEnded
	}
	before := one.Digest()
	if one.Lines, err = linesOf(tx, one.ID); err != nil {
		return nil, err
	}
	switch in.Measure {
	case Extend:
		err = r.extend(tx, one, &in)
	case Deduct:
		err = r.deduct(tx, one, &in)
	default:
		err = r.release(tx, one, &in)
	}
	if err != nil {
		return nil, err
	}
	return r.finish(tx, one, string(in.Measure), before, in.Reason)
}

// finish brings a restraint up to date after a measure, writes it and tells of it.
func (r *Restraints) finish(tx *store.Tx, one *Restraint, what string, before audit.Digest, reason string) (*Restraint, error) {
	if err := r.fill(tx, one, r.within(tx)); err != nil {
		return nil, err
	}
	one.settle(tx.Now())
	one.Version++
	if err := updateOrder(tx, one); err != nil {
		return nil, err
	}
	if err := r.note(tx, "restraint."+what, Kind, one.ID.String(), one.Version, before, one.Digest(), reason); err != nil {
		return nil, err
	}
	return one, r.tell(tx, one, what)
}

// settle makes the restraint what its lines are.
func (one *Restraint) settle(now time.Time) {
	live, waiting := 0, 0
	for _, l := range one.Lines {
		if l.State != "ended" {
			live++
		}
		if l.State == "waiting" {
			waiting++
		}
	}
	one.Waiting = live > 0 && waiting == live
	if live == 0 && one.State != Ended {
		one.State, one.EndedAt = Ended, &now
	}
}

// record writes the measure down, before it has its effect: of two that carry one document out at the same time, one stops here.
func (r *Restraints) record(tx *store.Tx, one *Restraint, in *Request) error {
	d := &Done{ID: tx.NewID(), Measure: in.Measure, Authority: in.Authority, Document: in.Document, Amount: in.Amount, Account: in.Account,
		To: in.To, File: in.File, MadeAt: tx.Now(), Person: actor(tx), Reason: in.Reason, party: in.Party, restraint: one.ID,
		officers: []byte{}}
	if !in.Until.IsZero() {
		d.Until = &in.Until
	}
	if len(in.Officers) > 0 {
		plain, err := json.Marshal(in.Officers)
		if err != nil {
			return err
		}
		if d.officers, err = r.o.Vault.Seal(officersPlace(d.ID), plain); err != nil {
			return err
		}
	}
	if err := insertMeasure(tx, d); err != nil {
		if errors.Is(err, store.ErrDuplicate) {
			err = ErrDocumentUsed.With(in.Document)
		}
		return err
	}
	one.Measures = append(one.Measures, d)
	return r.note(tx, "restraint.measure", kindMeasure, d.ID.String(), 1, audit.Digest{}, d.Digest(), in.Reason)
}

func officersPlace(measure store.ID) vault.Place {
	return vault.Place{Table: "restraint_measures", Column: "officers", Row: measure}
}

// last is the measure that is being carried out.
func (one *Restraint) last() *Done { return one.Measures[len(one.Measures)-1] }

// check refuses a request that can't be, whatever stands.
func (r *Restraints) check(q store.Querier, in *Request) error {
	if in.Measure != Freeze && in.Measure != Extend && in.Measure != Deduct && in.Measure != Release {
		return ErrMeasure
	}
	if !texts(120, in.Authority, in.Document) || in.Case != "" && !texts(120, in.Case) {
		return ErrPaper
	}
	if utf8.RuneCountInString(in.Reason) > 500 || !utf8.ValidString(in.Reason) {
		return ErrReason
	}
	kind := in.Kind
	if in.Measure != Freeze {
		one, err := orderByID(q, in.Restraint)
		if err != nil {
			return err
		}
		kind = one.Kind
	}
	p, ok := powers[kind]
	if !ok {
		return ErrAuthority.With(clip(string(kind)))
	}
	if p.official {
		if in.Measure == Freeze && in.Case == "" {
			return ErrPaper
		}
		if err := r.official(q, in); err != nil {
			return err
		}
	}
	return in.amounts()
}

// amounts refuses sums that make no sense for the measure.
func (in *Request) amounts() error {
	switch {
	case in.Amount < 0:
		return ErrAmount
	case in.Measure == Deduct && (in.Amount == 0 || in.Whole), in.Measure == Extend && (in.Amount != 0 || in.Whole),
		in.Measure == Freeze && in.Whole == (in.Amount != 0), in.Measure == Release && in.Whole == (in.Amount != 0):
		return ErrAmount
	case in.Measure == Freeze && (in.Account == 0) == (in.Party == 0):
		return ErrObject
	}
	return nil
}

// official looks at what an authority must bring: two officers with cards, and the document itself.
func (r *Restraints) official(q store.Querier, in *Request) error {
	numbers := map[string]bool{}
	for _, o := range in.Officers {
		if !texts(240, o.Name) || !texts(60, o.Number) {
			return ErrOfficers
		}
		numbers[o.Number] = true
	}
	if len(numbers) < 2 || len(in.Officers) > 4 || r.o.Vault == nil {
		return ErrOfficers
	}
	if r.o.Files == nil && in.File == "" {
		return nil
	}
	known, err := fileKnown(q, in.File)
	if err == nil && !known {
		err = ErrFile
	}
	return err
}

// texts says whether texts are there, readable and at most so many bytes long.
func texts(most int, ss ...string) bool {
	for _, s := range ss {
		if strings.TrimSpace(s) == "" || len(s) > most || !utf8.ValidString(s) {
			return false
		}
	}
	return true
}

func clip(s string) string {
	if r := []rune(strings.ToValidUTF8(s, "")); len(r) > 40 {
		return string(r[:40])
	}
	return strings.ToValidUTF8(s, "")
}

// term refuses an end that has passed, or that lies further off than the authority may order from a moment on.
func (in *Request) term(kind Authority, from, now time.Time) error {
	if !in.Until.After(now) {
		return ErrUntil.With(dateText(in.Until))
	}
	p := powers[kind]
	if latest := p.term.after(from); in.Until.After(latest) {
		return ErrTerm.With(string(kind), p.zh, dateText(latest))
	}
	return nil
}

// extend moves the end of every freeze that stands (续冻): before it has come, and at most by one term of the authority's.
func (r *Restraints) extend(tx *store.Tx, one *Restraint, in *Request) error {
	if !one.Until.After(tx.Now()) {
		return ErrEnded
	}
	if err := in.term(one.Kind, one.Until, tx.Now()); err != nil {
		return err
	}
	if err := r.record(tx, one, in); err != nil {
		return err
	}
	return r.eachLive(tx, one, func(l *Line, _ *ledger.Freeze) error {
		_, err := r.led.ExtendFreeze(tx, l.Freeze, in.Until)
		one.Until = in.Until
		return err
	})
}

// release gives money free, in part or all of it (解除冻结). The lines that were made last are released first.
func (r *Restraints) release(tx *store.Tx, one *Restraint, in *Request) error {
	if err := r.record(tx, one, in); err != nil {
		return err
	}
	left, frozen, found := in.Amount, money.Amount(0), false
	var fs []*ledger.Freeze
	var ls []*Line
	err := r.eachLive(tx, one, func(l *Line, f *ledger.Freeze) error {
		if in.Account == 0 || l.Account == in.Account {
			ls, fs, found = append(ls, l), append(fs, f), true
			frozen += f.Amount
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case !found:
		return ErrLine.With(in.Account)
	case !in.Whole && (one.Whole || frozen < in.Amount):
		return ErrRelease.With(money.Of(frozen, one.currency()))
	}
	for i := len(ls) - 1; i >= 0; i-- {
		part := min(left, fs[i].Amount)
		if in.Whole {
			if _, err := r.led.Unfreeze(tx, fs[i].ID, nil); err != nil {
				return err
			}
			part = fs[i].Amount
		} else if part == 0 {
			continue
		} else if _, err := r.led.Unfreeze(tx, fs[i].ID, &part); err != nil {
			return err
		}
		left -= part
		ls[i].Released += part
		one.Released += part
		if err := updateLine(tx, ls[i]); err != nil {
			return err
		}
	}
	return nil
}

func (one *Restraint) currency() money.Currency {
	if one.Currency == "" {
		return "CNY"
	}
	return one.Currency
}

// eachLive locks a restraint's accounts and calls f for each line whose freeze has not ended.
func (r *Restraints) eachLive(tx *store.Tx, one *Restraint, f func(*Line, *ledger.Freeze) error) error {
	ids := make([]ledger.AccountID, len(one.Lines))
	for i, l := range one.Lines {
		ids[i] = ledger.AccountID(l.Account)
	}
	if err := r.led.Lock(tx, ids...); err != nil {
		return err
	}
	byID, err := r.freezes(tx, one)
	if err != nil {
		return err
	}
	live := false
	for _, l := range one.Lines {
		if z := byID[l.Freeze]; z != nil && z.State != ledger.Ended && z.ExpiresAt.After(tx.Now()) {
			live = true
			if err := f(l, z); err != nil {
				return err
			}
		}
	}
	if !live {
		return ErrEnded
	}
	return nil
}

func (r *Restraints) freezes(q store.Querier, one *Restraint) (map[ledger.FreezeID]*ledger.Freeze, error) {
	ids := make([]ledger.FreezeID, len(one.Lines))
	for i, l := range one.Lines {
		ids[i] = l.Freeze
	}
	fs, err := r.led.Freezes(q, ids...)
	out := make(map[ledger.FreezeID]*ledger.Freeze, len(fs))
	for _, f := range fs {
		out[f.ID] = f
	}
	return out, err
}
