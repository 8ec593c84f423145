package party

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Purpose is what data may be used for by consent (使用目的). Serving the party itself needs none: that is the contract.
type Purpose string

// The purposes.
const (
	Service            Purpose = "service"             // the party's own business; needs no consent
	Marketing          Purpose = "marketing"           // offers
	AccountInformation Purpose = "account_information" // a program reads on the party's behalf
	CreditAssessment   Purpose = "credit_assessment"   // 征信查询
	DataSharing        Purpose = "data_sharing"        // handing on to a partner
	PublicService      Purpose = "public_service"      // an agency asks to spare her papers (免证办)
)

var purposes = []Purpose{Marketing, AccountInformation, CreditAssessment, DataSharing, PublicService}

// The words of data that a consent covers.
const (
	ProfileData  = "profile"
	AccountData  = "accounts"
	DocumentData = "documents"
	HistoryData  = "history"
)

var dataWords = []string{ProfileData, AccountData, DocumentData, HistoryData}

// TheBank is the recipient of a consent to a use by the bank itself.
const TheBank = "bank"

// Consent is one that was given.
type Consent struct {
	ID          ID         `json:"id"`
	Purpose     Purpose    `json:"purpose" enum:"marketing,account_information,credit_assessment,data_sharing,public_service"`
	Data        []string   `json:"data" nullable:"false" doc:"profile, accounts, documents, history."`
	Recipient   string     `json:"recipient" doc:"To whom: bank, client:ID or party:ID." example:"bank"`
	Wording     string     `json:"wording" doc:"The version of the text that was read." example:"marketing-2026-01"`
	GivenAt     time.Time  `json:"givenAt"`
	GivenBy     string     `json:"givenBy"`
	Until       *time.Time `json:"until,omitempty"`
	WithdrawnAt *time.Time `json:"withdrawnAt,omitempty"`
	WithdrawnBy string     `json:"withdrawnBy,omitempty"`
	Active      bool       `json:"active"`
}

// NewConsent is what giving one needs.
type NewConsent struct {
	Purpose   Purpose    `json:"purpose" enum:"marketing,account_information,credit_assessment,data_sharing,public_service"`
	Data      []string   `json:"data" minItems:"1" maxItems:"4" doc:"profile, accounts, documents, history."`
	Recipient string     `json:"recipient,omitempty" maxLength:"64" doc:"bank (default), client:ID or party:ID."`
	Wording   string     `json:"wording" minLength:"1" maxLength:"32"`
	Until     *time.Time `json:"until,omitempty" doc:"Absent: until it is withdrawn."`
}

var (
	recipient = regexp.MustCompile(`^(?:bank|client:[A-Za-z0-9._-]{1,50}|party:[1-9]\d{0,18})$`)
	wording   = regexp.MustCompile(`^[A-Za-z0-9._-]{1,32}$`)
)

func (n *NewConsent) check(now time.Time) error {
	if n.Recipient == "" {
		n.Recipient = TheBank
	}
	for _, d := range n.Data {
		if !slices.Contains(dataWords, d) {
			return at(ErrConsentTerms, "/data")
		}
	}
	switch {
	case !slices.Contains(purposes, n.Purpose):
		return at(ErrConsentTerms, "/purpose")
	case len(n.Data) == 0:
		return at(ErrConsentTerms, "/data")
	case !recipient.MatchString(n.Recipient):
		return at(ErrConsentTerms, "/recipient")
	case !wording.MatchString(n.Wording):
		return at(ErrConsentTerms, "/wording")
	case n.Until != nil && !n.Until.After(now):
		return at(ErrConsentTerms, "/until")
	}
	return nil
}

// at makes a consent know whether it counts at a moment.
func (c *Consent) at(now time.Time) *Consent {
	c.Active = c.WithdrawnAt == nil && (c.Until == nil || now.Before(*c.Until))
	return c
}

// GiveConsent records one.
func (p *Parties) GiveConsent(ctx context.Context, tx *store.Tx, id ID, n NewConsent) (Consent, error) {
	if err := n.check(tx.Now()); err != nil {
		return Consent{}, err
	}
	slices.Sort(n.Data)
	n.Data = slices.Compact(n.Data)
	c := Consent{ID: tx.NewID(), Purpose: n.Purpose, Data: n.Data, Recipient: n.Recipient, Wording: n.Wording, GivenAt: tx.Now(),
		GivenBy: actor(tx), Until: n.Until}
	_, err := p.change(ctx, tx, id, "consent", func(r *record) (string, error) {
		if !r.Status.Living() {
			return "", ErrNotLiving
		}
		return string(n.Purpose) + ": " + strings.Join(n.Data, ", ") + " → " + n.Recipient, insertConsent(tx, id, &c)
	})
	return *c.at(tx.Now()), err
}

// WithdrawConsent ends one at once: what is read after this update's commit is refused.
func (p *Parties) WithdrawConsent(ctx context.Context, tx *store.Tx, id, consent ID) (Consent, error) {
	var c Consent
	_, err := p.change(ctx, tx, id, "withdraw", func(*record) (string, error) {
		all, err := consentsOf(tx, id, "")
		if err != nil {
			return "", err
		}
		i := slices.IndexFunc(all, func(c Consent) bool { return c.ID == consent })
		switch {
		case i < 0:
			return "", ErrUnknownConsent
		case all[i].WithdrawnAt != nil:
			return "", ErrWithdrawn
		}
		c = all[i]
		now := tx.Now()
		c.WithdrawnAt, c.WithdrawnBy = &now, actor(tx)
		return string(c.Purpose), withdrawConsent(tx, consent, actor(tx))
	})
	return c, err
}

// Consents are all that a party has given, the newest first.
func (p *Parties) Consents(q store.Querier, id ID) ([]Consent, error) {
	all, err := consentsOf(q, id, "")
	for i := range all {
		all[i].at(p.nowOf(q))
	}
	slices.Reverse(all)
	return all, err
}

// Consented refuses a use by the bank of a party's data to which it hasn't consented, or not any more. Call it in the snapshot
// that reads the data.
func (p *Parties) Consented(q store.Querier, id ID, purpose Purpose, data string) error {
	return p.ConsentedTo(q, id, TheBank, purpose, data)
}

// ConsentedTo is Consented for a recipient: "client:ID" or "party:ID".
func (p *Parties) ConsentedTo(q store.Querier, id ID, to string, purpose Purpose, data string) error {
	if purpose == Service && to == TheBank {
		return nil
	}
	id, err := p.Canonical(q, id)
	if err != nil {
		return err
	}
	all, err := consentsOf(q, id, purpose)
	if err != nil {
		return err
	}
	now := p.nowOf(q)
	for i := range all {
		if c := all[i].at(now); c.Active && c.Recipient == to && slices.Contains(c.Data, data) {
			return nil
		}
	}
	return ErrConsent
}

// inside says that the bank's own staff reads, or the bank itself. A party is not to learn how it is rated, nor that it is looked
// at for money laundering (反洗钱法: 保密): these parts of an answer are theirs alone.
func inside(ctx context.Context) bool {
	s := auth.SubjectOf(ctx)
	return s == nil || s.Hat.Kind == auth.StaffHat || slices.Contains(s.Hat.Roles, auth.System)
}

// discreet drops what only the bank's staff may read.
func (p *Party) discreet(ctx context.Context) *Party {
	if !inside(ctx) {
		p.KYC.Risk, p.KYC.RiskReason = "", ""
	}
	return p
}

// readable is the check of consent where data is read over the API: a program reads a party's data with its consent only,
// unless it acts for that party itself; and what is read for a purpose other than service needs consent to that.
func (p *Parties) readable(ctx context.Context, q store.Querier, id ID, purpose Purpose, data string) error {
	s := auth.SubjectOf(ctx)
	if s != nil && s.Hat.Kind == auth.ClientHat && s.Hat.For != id && !slices.Contains(s.Hat.Roles, auth.System) {
		err := p.ConsentedTo(q, id, "client:"+s.Client, AccountInformation, data)
		if errors.Is(err, ErrConsent) && s.Hat.For != 0 { // or to the agency whose program it is
			err = p.ConsentedTo(q, id, "party:"+s.Hat.For.String(), PublicService, data)
		}
		if err != nil {
			return err
		}
	}
	if purpose == "" || purpose == Service {
		return nil
	}
	return p.Consented(q, id, purpose, data)
}
