package clearing

import (
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
)

// Participant is a bank that takes part, with its settlement account.
type Participant struct {
	Code      string       `json:"code"` // CNAPS code (行号)
	Name      string       `json:"name"`
	URL       string       `json:"url,omitempty"` // base URL that messages are pushed to; "" for a played bank
	PublicKey string       `json:"publicKey,omitempty"`
	Balance   money.Amount `json:"balance"` // in fen; on joining what is paid in
	Cap       money.Amount `json:"cap"`     // net debit cap (净借记限额) of the open window
	Played    bool         `json:"played"`  // by the house
	Suspended bool         `json:"suspended"`

	reserved, net, pending money.Amount
	version                int64
}

// Position is what a participant may know of its settlement account; the form is the protocol's.
type Position struct {
	Participant string        `json:"participant"`
	Currency    string        `json:"currency"`
	Date        calendar.Date `json:"date"`
	Balance     money.Amount  `json:"balance"`
	Reserved    money.Amount  `json:"reserved"` // for payments in process
	Window      string        `json:"window"`
	NetDebit    money.Amount  `json:"netDebit"` // owed in the open window; negative: is owed
	Cap         money.Amount  `json:"cap"`
	Version     string        `json:"version"`
}

// kind tells a payment from its return; both have the same UETR.
type kind int64

const (
	pay  kind = 1
	back kind = 2 // 退汇
)

// The schemes.
const (
	RTP = "RTP"
	DNS = "DNS"
)

// The statuses of pacs.002.
const (
	inProcess = "ACSP"
	accepted  = "ACCP"
	settled   = "ACSC"
	refused   = "RJCT"
)

// Payment is what the house knows of a payment or a return.
type Payment struct {
	UETR     string       `json:"uetr"`
	Return   bool         `json:"return"`
	EndToEnd string       `json:"endToEndId"`
	TxID     string       `json:"txId"` // of a return its RtrId
	Scheme   string       `json:"scheme"`
	Payer    string       `json:"payer"` // the bank that pays; of a return the bank that sends back
	Payee    string       `json:"payee"`
	Amount   money.Amount `json:"amount"`
	Status   string       `json:"status"`
	Reason   string       `json:"reason,omitempty"`
	Window   string       `json:"window,omitempty"`

	kind   kind
	msgID  string
	info   string
	digest []byte
	day    calendar.Date
	made   time.Time
	ended  time.Time
	askAt  time.Time
	asked  int64
}

func (p *Payment) final() bool { return p.Status == settled || p.Status == refused }

// version is the message that made it, as OrgnlMsgNmId names it.
func (p *Payment) version() string {
	if p.kind == back {
		return "pacs.004.001.09"
	}
	return "pacs.008.001.08"
}

// effect is what the payment changes in the account of a participant.
func (p *Payment) effect(code string) money.Amount {
	switch code {
	case p.Payer:
		return -p.Amount
	case p.Payee:
		return p.Amount
	}
	return 0
}

// window is a settlement window (场次).
type window struct {
	Name    string        `json:"name"`
	Day     calendar.Date `json:"date"`
	Number  int64         `json:"number"`
	State   int64         `json:"state"`
	Settled time.Time     `json:"settledAt,omitzero"`
}

const (
	windowOpen int64 = iota
	windowSettled
	windowTold
)

// day is a business day of the house.
type day struct {
	Date  calendar.Date
	State int64
	Cuts  int64 // scheduled cut-offs that have passed
}

const (
	dayOpen int64 = iota
	dayClosed
	dayTold
)
