package clearing

import (
	"context"
	"net/http"
	"sync"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/ident"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/core/payment"
	"tonghui/platform/audit"
	"tonghui/platform/auth/approval"
	"tonghui/platform/auth/signature"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// Payments is what the clearing tells of its payments, and asks.
type Payments interface {
	Settle(tx *store.Tx, id store.ID) error
	Reject(tx *store.Tx, id store.ID, code string) error
	Return(tx *store.Tx, id store.ID, code string) error
	Receive(ctx context.Context, tx *store.Tx, in payment.Inward) (*payment.Order, error)
	Pay(ctx context.Context, tx *store.Tx, in payment.Instruction) (*payment.Order, error)
	Get(q store.Querier, id store.ID) (*payment.Order, error)
}

// Options are what the clearing needs of the bank.
type Options struct {
	Self  ident.BankCode        // the bank's own code (行号)
	House ident.BankCode        // the clearing house's
	URL   string                // where the house takes messages: "https://clearing.example"; "" sends nothing
	Key   *signature.PrivateKey // with which the bank signs
	// Scheme is "https" behind a proxy that ends TLS, or "" to go by the connection; see signature.Read.
	Scheme    string
	Transport http.RoundTripper // default http.DefaultTransport
	Payments  Payments
	Queue     *jobs.Queue
	Audit     *audit.Log
	Approvals *approval.Register
	Branch    ledger.Branch // that keeps the settlement account
	// Transit is the account between payments and the clearing of a branch (在途清算); default: the ledger account with the number
	// "3001-<branch>-transit".
	Transit func(branch string) (ledger.AccountID, error)
	// Net chooses the scheme of a payment out: true is deferred net settlement. nil: amounts up to 50,000 yuan go in real time.
	Net func(o *payment.Order) bool
	// Answer is how long the bank waits after the house has a payment before it asks what became of it; default 10 s.
	Answer time.Duration
	// Backoff is the wait after the n-th failed sending; default 1 s, doubled, at most 30 s.
	Backoff func(attempt int) time.Duration
}

// Clearing is the connector. Methods that take a Tx are verbs, to be called inside an Update.
type Clearing struct {
	st      *store.Store
	led     *ledger.Ledger
	o       Options
	client  *http.Client
	circuit *circuit

	mu       sync.Mutex
	accounts map[string]ledger.AccountID
}

// realTimeMost is the most that goes in real time: 50,000 yuan, as in China's inter-bank real-time payments of the early years.
const realTimeMost = 5_000_000

// New makes the connector of a store.
func New(st *store.Store, led *ledger.Ledger, o Options) *Clearing {
	c := &Clearing{st: st, led: led, o: o, circuit: &circuit{}, accounts: map[string]ledger.AccountID{}}
	if c.o.Answer == 0 {
		c.o.Answer = 10 * time.Second
	}
	if c.o.Backoff == nil {
		c.o.Backoff = jobs.Exponential(time.Second, 30*time.Second)
	}
	if c.o.Net == nil {
		c.o.Net = func(o *payment.Order) bool { return o.Amount > realTimeMost }
	}
	if c.o.Transit == nil {
		c.o.Transit = func(branch string) (ledger.AccountID, error) { return c.account("3001-" + branch + "-transit") }
	}
	c.client = &http.Client{Timeout: requestMost, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &signature.Signer{Client: string(o.Self), Key: o.Key, Now: st.Now, Next: o.Transport}}
	return c
}

// For sets the payments, which are made before or after the clearing.
func (c *Clearing) For(p Payments) { c.o.Payments = p }

// account finds an account by its fixed number, once.
func (c *Clearing) account(number string) (ledger.AccountID, error) {
	c.mu.Lock()
	id := c.accounts[number]
	c.mu.Unlock()
	if id != 0 {
		return id, nil
	}
	a, err := c.led.AccountByNumber(context.Background(), number)
	if err != nil {
		return 0, err
	}
	c.mu.Lock()
	c.accounts[number] = a.ID
	c.mu.Unlock()
	return a.ID, nil
}

// SettlementNumber is the number of the ledger account of the bank's balance at the house (存放中央银行款项).
func (c *Clearing) SettlementNumber() string { return "1003-" + string(c.o.Branch) + "-settlement" }

// Found opens the settlement account; the bank's founding calls it once. The account is buffered, so that payments don't queue on it.
func (c *Clearing) Found(tx *store.Tx) error {
	_, err := c.led.OpenAccount(tx, ledger.NewAccount{Number: c.SettlementNumber(), Code: "1003", Currency: "CNY", Branch: c.o.Branch,
		Name: "清算账户", Buffered: true})
	return err
}

// Transfer is a payment or a return through the clearing.
type Transfer struct {
	ID        store.ID       `json:"id"`
	UETR      string         `json:"uetr"`
	Kind      string         `json:"kind" enum:"payment,return"`
	Side      string         `json:"side" enum:"out,in"`
	Reference string         `json:"reference" doc:"TxId of a payment, RtrId of a return."`
	EndToEnd  string         `json:"endToEndId"`
	Group     string         `json:"messageId" doc:"MsgId of the message that it came in."`
	Order     store.ID       `json:"order,omitzero"`
	Scheme    string         `json:"scheme" enum:"RTP,DNS"`
	Bank      string         `json:"bank" doc:"The other bank."`
	Branch    string         `json:"branch"`
	Amount    money.Amount   `json:"amount"`
	Currency  money.Currency `json:"currency"`
	State     string         `json:"state" enum:"pending,accepted,settled,rejected,waiting"`
	Reason    string         `json:"reason,omitempty"`
	Asks      int64          `json:"asks" doc:"How often its status was asked for."`
	SentOn    calendar.Date  `json:"sentOn,omitzero"`
	SettledOn calendar.Date  `json:"settledOn,omitzero"`
	Window    string         `json:"window,omitempty"`
	MadeAt    time.Time      `json:"madeAt"`
	EndedAt   *time.Time     `json:"endedAt,omitempty"`
	Version   int64          `json:"version"`

	waits store.ID // a message that is worked when this has settled
}

// Kinds, sides and states of transfers, messages, items, recalls and breaks.
const (
	aPayment = "payment"
	aReturn  = "return"

	out = "out"
	in  = "in"

	pending   = "pending"  // out: no final status yet
	accepted  = "accepted" // in: credited, not settled; out: taken by the payee's bank, to be netted
	settled   = "settled"
	rejected  = "rejected"
	waiting   = "waiting" // in: a return of a payment that has not settled yet
	queued    = "queued"  // a message to be sent
	held      = "held"    // a message that an operator holds back
	sent      = "sent"    // a message that the house has
	refused   = "refused"
	taken     = "taken" // a message that has taken effect
	unmatched = "unmatched"

	open      = "open"
	closed    = "closed"
	granted   = "granted"
	explained = "explained"
	cleared   = "cleared"
)

// final reports whether nothing may change any more.
func (t *Transfer) final() bool { return t.State == settled || t.State == rejected }

// sign is the transfer on the settlement account: what goes out is negative.
func (t *Transfer) sign() money.Amount {
	if t.Side == out {
		return -t.Amount
	}
	return t.Amount
}

// Message is one envelope, sent or received.
type Message struct {
	ID         store.ID   `json:"id"`
	Side       string     `json:"side" enum:"out,in"`
	Peer       string     `json:"peer"`
	Reference  string     `json:"bizMsgIdr"`
	Definition string     `json:"definition"`
	UETR       string     `json:"uetr,omitempty"`
	Transfer   store.ID   `json:"transfer,omitzero"`
	State      string     `json:"state" enum:"queued,held,sent,refused,taken,unmatched"`
	Attempts   int64      `json:"attempts"`
	Fault      string     `json:"fault,omitempty"`
	MadeAt     time.Time  `json:"madeAt"`
	DoneAt     *time.Time `json:"doneAt,omitempty"`

	digest [32]byte
	trace  string
}

// Item is what a person must look into.
type Item struct {
	ID       store.ID   `json:"id"`
	Kind     string     `json:"kind" enum:"unknown_status,contradiction,refused_message,amount_differs,duplicate_id,unknown_line,unknown_answer"`
	Message  store.ID   `json:"message,omitzero"`
	UETR     string     `json:"uetr,omitempty"`
	State    string     `json:"state" enum:"open,closed"`
	Detail   string     `json:"detail"`
	Note     string     `json:"note,omitempty"`
	OpenedAt time.Time  `json:"openedAt"`
	ClosedAt *time.Time `json:"closedAt,omitempty"`
	ClosedBy string     `json:"closedBy,omitempty"`
	Version  int64      `json:"version"`
}

// Recall asks for a payment back.
type Recall struct {
	ID        store.ID     `json:"id"`
	Side      string       `json:"side" enum:"out,in"`
	Reference string       `json:"reference" doc:"CxlId."`
	UETR      string       `json:"uetr"`
	Transfer  store.ID     `json:"transfer,omitzero" doc:"Absent while the payment hasn't come in."`
	Bank      string       `json:"bank"`
	Amount    money.Amount `json:"amount"`
	Reason    string       `json:"reason"`
	State     string       `json:"state" enum:"open,pending,granted,refused"`
	Answer    string       `json:"answer,omitempty"`
	MadeAt    time.Time    `json:"madeAt"`
	EndedAt   *time.Time   `json:"endedAt,omitempty"`
	Version   int64        `json:"version"`

	group, endToEnd, tx string
}
