package card

import (
	"errors"
	"regexp"
	"time"
	"unicode/utf8"

	"tonghui/core/ledger"
	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// Acquirer brings in transactions of cards (收单机构): a shop's bank, the bank's own machines, a network.
type Acquirer struct {
	ID      store.ID         `json:"id"`
	Code    string           `json:"code" example:"ACQ01"`
	Client  string           `json:"client" doc:"The API client that speaks for it." example:"acquirer-1"`
	Name    string           `json:"name"`
	Branch  ledger.Branch    `json:"branch"`
	Account ledger.AccountID `json:"account" doc:"In which the bank owes it what was captured (应付收单款项)."`
	MadeAt  time.Time        `json:"madeAt"`
}

// PayableCode is the code of the acquirers' accounts: other payables (其他应付款).
const PayableCode ledger.Code = "2241"

var acquirerCode = regexp.MustCompile(`^[A-Z0-9]{2,12}$`)

// AddAcquirer registers who may ask for authorisations, and opens the account in which the bank owes it. Only captures and refunds
// book there, on which nothing is decided, so the account is buffered and no card waits for another.
func (c *Cards) AddAcquirer(tx *store.Tx, code, client, name string, branch ledger.Branch) (*Acquirer, error) {
	if !acquirerCode.MatchString(code) || client == "" || len(client) > 64 || name == "" || utf8.RuneCountInString(name) > 60 || branch == "" {
		return nil, ErrAcquirerFields
	}
	acc, err := c.led.OpenAccount(tx, ledger.NewAccount{Number: string(PayableCode) + "-" + string(branch) + "-ACQ" + code, Code: PayableCode,
		Currency: "CNY", Branch: branch, Name: name, Limits: ledger.NoFloor, Buffered: true})
	if errors.Is(err, ledger.ErrDuplicateNumber) {
		return nil, ErrAcquirerTaken
	}
	if err != nil {
		return nil, err
	}
	a := &Acquirer{ID: tx.NewID(), Code: code, Client: client, Name: name, Branch: branch, Account: acc.ID, MadeAt: tx.Now()}
	if err := insertAcquirer(tx, a); errors.Is(err, store.ErrDuplicate) {
		return nil, ErrAcquirerTaken
	} else if err != nil {
		return nil, err
	}
	return a, c.note(tx, audit.Note{Verb: "card.add_acquirer", Kind: objectAcquirer, Object: a.ID.String()})
}
