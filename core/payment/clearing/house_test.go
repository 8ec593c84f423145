package clearing_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tonghui/base/money"
	"tonghui/core/payment/iso20022"
	"tonghui/platform/auth/signature"
)

// network spoils the bytes between the two sides: it loses requests and answers, sends requests twice and holds them up, so that
// later ones overtake them.
type network struct {
	mu   sync.Mutex
	rng  *rand.Rand
	lose int // percent, of requests and again of answers
	dup  int
	late int
	off  atomic.Bool
}

func (n *network) transport() http.RoundTripper {
	if n == nil {
		return http.DefaultTransport
	}
	return n
}

func (n *network) chance(percent int) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.rng.IntN(100) < percent
}

var errLost = errors.New("lost on the way")

// RoundTrip sends a request through the bad network.
func (n *network) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	send := func() (*http.Response, error) {
		again := r.Clone(r.Context())
		again.Body = io.NopCloser(bytes.NewReader(body))
		return http.DefaultTransport.RoundTrip(again)
	}
	if n.off.Load() {
		return send()
	}
	if n.chance(n.lose) {
		return nil, errLost
	}
	if n.chance(n.late) {
		select {
		case <-time.After(20 * time.Millisecond):
		case <-r.Context().Done():
		}
	}
	if n.chance(n.dup) {
		if a, err := send(); err == nil {
			_ = a.Body.Close()
		}
	}
	a, err := send()
	if err == nil && n.chance(n.lose) {
		_ = a.Body.Close()
		return nil, errLost
	}
	return a, err
}

// fakeHouse is a clearing house with one other bank behind it, in memory: enough of the protocol to judge the connector by.
type fakeHouse struct {
	testing.TB
	server *httptest.Server
	key    *signature.PrivateKey
	member signature.PublicKey
	client *http.Client
	bank   string

	mu       sync.Mutex
	seq      int
	seen     map[string]string // BizMsgIdr → bytes
	payments map[string]*seenPayment
	window   []string // UETRs netted out
	got      map[string][]iso20022.Message
	silent   map[string]bool // accounts about whose payments the house says nothing by itself
	refuse   int             // the next messages are answered by this status

	sending sync.WaitGroup
	done    chan struct{}
}

// seenPayment is a payment that the house has from the bank.
type seenPayment struct {
	doc    *iso20022.CreditTransfer
	status string
	reason string
	times  int
}

func newHouse(t testing.TB, key *signature.PrivateKey, member signature.PublicKey, n *network) *fakeHouse {
	h := &fakeHouse{TB: t, key: key, member: member, seen: map[string]string{}, payments: map[string]*seenPayment{},
		got: map[string][]iso20022.Message{}, silent: map[string]bool{}, done: make(chan struct{})}
	h.client = &http.Client{Timeout: 5 * time.Second, Transport: &signature.Signer{Client: string(house), Key: key, Now: clock, Next: n.transport()}}
	h.server = httptest.NewServer(http.HandlerFunc(h.serve))
	return h
}

func clock() time.Time { return time.Now() }

func (h *fakeHouse) stop() {
	close(h.done)
	h.sending.Wait()
	h.server.Close()
}

func (h *fakeHouse) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s, err := signature.Read(r, body, clock(), "")
	if err == nil {
		err = s.Verify(h.member)
	}
	if err != nil || s.Client != string(self) {
		h.Errorf("the bank's signature: %v", err)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	e, err := iso20022.Decode(body)
	if err == nil {
		err = iso20022.Usage(e)
	}
	if err != nil {
		h.Errorf("the bank's message: %v", err)
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.refuse != 0 && e.Message.Definition() == iso20022.CreditTransferID {
		w.WriteHeader(h.refuse)
		return
	}
	if before, ok := h.seen[e.Header.ID]; ok {
		if before != string(body) {
			h.Errorf("the bank used %s with two contents", e.Header.ID)
		}
	} else {
		h.seen[e.Header.ID] = string(body)
		h.take(e)
	}
	w.WriteHeader(http.StatusAccepted)
}

// take acts on a message of the bank.
func (h *fakeHouse) take(e *iso20022.Envelope) {
	switch m := e.Message.(type) {
	case *iso20022.CreditTransfer:
		h.transfer(m)
	case *iso20022.StatusRequest:
		h.asked(m)
	case *iso20022.StatusReport:
		t := &m.Transactions[0]
		h.note(t.UETR, m)
		if t.Status == iso20022.Settled {
			h.say(status(t.Origin, t.EndToEnd, t.Transaction, t.UETR, iso20022.Settled, ""), "")
		}
	case *iso20022.PaymentReturn:
		r := &m.Returns[0]
		h.note(r.UETR, m)
		o := &iso20022.OriginalGroup{MessageID: m.Group.MessageID, Definition: iso20022.PaymentReturnID}
		h.say(status(o, r.EndToEnd, r.ID, r.UETR, iso20022.Settled, ""), "")
	case *iso20022.CancellationRequest:
		h.note(m.Underlying[0].Transactions[0].UETR, m)
	case *iso20022.Resolution:
		h.note(m.Details[0].Transactions[0].UETR, m)
	}
}

func (h *fakeHouse) note(uetr string, m iso20022.Message) { h.got[uetr] = append(h.got[uetr], m) }

// transfer decides a payment by the payee's account: "bad" doesn't exist, "lost" is one about which nothing is said until asked.
func (h *fakeHouse) transfer(m *iso20022.CreditTransfer) {
	t := &m.Transfers[0]
	if p := h.payments[t.ID.UETR]; p != nil {
		p.times++
		if p.doc == nil { // it was asked about before it came, and is dead
			return
		}
		h.Errorf("payment %s came as two messages", t.ID.UETR)
		return
	}
	p := &seenPayment{doc: m, status: iso20022.Settled, times: 1}
	switch {
	case t.CreditAccount.Number() == "bad":
		p.status, p.reason = iso20022.Rejected, "AC01"
	case m.Group.Settlement.Scheme() == iso20022.Net:
		p.status = iso20022.Accepted
		h.window = append(h.window, t.ID.UETR)
	}
	h.payments[t.ID.UETR] = p
	if t.CreditAccount.Number() != "lost" {
		h.tell(t.ID.UETR, p)
	}
}

func (h *fakeHouse) tell(uetr string, p *seenPayment) {
	t := &p.doc.Transfers[0]
	o := &iso20022.OriginalGroup{MessageID: p.doc.Group.MessageID, Definition: iso20022.CreditTransferID}
	h.say(status(o, t.ID.EndToEnd, t.ID.Transaction, uetr, p.status, p.reason), "")
}

func (h *fakeHouse) asked(m *iso20022.StatusRequest) {
	q := &m.Transactions[0]
	p := h.payments[q.UETR]
	if p == nil {
		h.payments[q.UETR] = &seenPayment{status: iso20022.Rejected}
		h.say(status(q.Origin, q.EndToEnd, q.Transaction, q.UETR, iso20022.Rejected, "NARR"), "")
		return
	}
	if p.doc != nil && q.Origin.Definition == iso20022.CreditTransferID {
		h.tell(q.UETR, p)
	}
}

func status(o *iso20022.OriginalGroup, endToEnd, tx, uetr, word, reason string) *iso20022.StatusReport {
	at := iso20022.At(clock())
	s := iso20022.TransactionStatus{Origin: o, EndToEnd: endToEnd, Transaction: tx, UETR: uetr, Status: word, Accepted: &at}
	if word == iso20022.Settled {
		s.Settled = &iso20022.DateChoice{Date: iso20022.On(day)}
	}
	if reason != "" {
		s.Reasons = []iso20022.StatusReason{{Reason: &iso20022.Reason{Code: reason}}}
	}
	return &iso20022.StatusReport{Group: iso20022.MessageGroup{MessageID: "H-" + uetr[:8] + "-" + word, Created: at},
		Transactions: []iso20022.TransactionStatus{s}}
}

// envelope makes a message of the house's bytes.
func (h *fakeHouse) envelope(m iso20022.Message, scheme, reference string) []byte {
	head := iso20022.Header{From: iso20022.Side{Institution: iso20022.Bank(house)}, To: iso20022.Side{Institution: iso20022.Bank(self)},
		ID: reference, Service: scheme, Created: iso20022.At(clock())}
	b, err := iso20022.Encode(head, m)
	if err != nil {
		panic(err)
	}
	return b
}

// say sends a message to the bank until it is taken. It is called under the lock.
func (h *fakeHouse) say(m iso20022.Message, scheme string) {
	h.seq++
	b := h.envelope(m, scheme, fmt.Sprintf("H%08d", h.seq))
	h.sending.Add(1)
	go func() {
		defer h.sending.Done()
		for {
			code, _ := h.post(b)
			switch code {
			case http.StatusAccepted, http.StatusUnprocessableEntity:
				return
			case http.StatusBadRequest, http.StatusForbidden, http.StatusConflict:
				h.Errorf("the bank answered %d", code)
				return
			}
			select {
			case <-h.done:
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
	}()
}

// post sends bytes once.
func (h *fakeHouse) post(b []byte) (int, string) {
	r, err := http.NewRequest(http.MethodPost, h.bank, bytes.NewReader(b))
	if err != nil {
		panic(err)
	}
	r.Header.Set("Content-Type", "application/xml")
	a, err := h.client.Do(r)
	if err != nil {
		return 0, ""
	}
	defer a.Body.Close()
	body, _ := io.ReadAll(a.Body)
	return a.StatusCode, string(body)
}

// inward makes a payment of the other bank to an account here.
func inward(uetr string, amount money.Amount, account, scheme string) *iso20022.CreditTransfer {
	from, to := iso20022.Bank(other), iso20022.Bank(self)
	return &iso20022.CreditTransfer{Group: iso20022.TransferGroup{MessageID: "M-" + uetr[:8], Created: iso20022.At(clock()), Transactions: "1",
		Settlement: iso20022.ByClearing(scheme)},
		Transfers: []iso20022.Transfer{{ID: iso20022.PaymentID{EndToEnd: "E-" + uetr[:8], Transaction: "T-" + uetr[:8], UETR: uetr},
			Amount: iso20022.Of(amount, "CNY"), Settled: iso20022.On(day), Charges: "SLEV", Instructing: &from, Instructed: &to,
			Debtor: iso20022.Party{Name: "赵敏"}, DebtorAccount: iso20022.AccountNumber("6222020000000000"), DebtorAgent: from, CreditorAgent: to,
			Creditor: iso20022.Party{Name: "收款人"}, CreditAccount: iso20022.AccountNumber(account)}}}
}

// cutOff nets all that waits for the window and tells the bank, in one page.
func (h *fakeHouse) cutOff(name string, credits []*iso20022.CreditTransfer) {
	h.mu.Lock()
	defer h.mu.Unlock()
	net := money.Amount(0)
	var details []iso20022.Transaction
	add := func(t *iso20022.Transfer, sign string) {
		a := t.Amount
		details = append(details, iso20022.Transaction{References: &iso20022.References{EndToEnd: t.ID.EndToEnd, UETR: t.ID.UETR,
			Transaction: t.ID.Transaction}, Amount: &a, Sign: sign})
		net += iso20022.Signed(t.Amount, sign)
	}
	for _, u := range h.window {
		add(&h.payments[u].doc.Transfers[0], "DBIT")
	}
	for _, c := range credits {
		add(&c.Transfers[0], "CRDT")
	}
	h.window = nil
	if len(details) == 0 {
		return
	}
	h.say(notice(name, net, details), "")
}

func notice(name string, net money.Amount, details []iso20022.Transaction) *iso20022.Notifications {
	sign := "CRDT"
	if net < 0 {
		net, sign = -net, "DBIT"
	}
	now := iso20022.At(clock())
	date := &iso20022.DateChoice{Date: iso20022.On(day)}
	return &iso20022.Notifications{Group: iso20022.ReportGroup{MessageID: "N-" + name, Created: now}, Notifications: []iso20022.Notification{{
		ID: "N-" + name, Pagination: &iso20022.Pagination{Page: "1", Last: true}, Account: *iso20022.AccountNumber(string(self)),
		Entries: []iso20022.ReportEntry{{Amount: iso20022.Of(net, "CNY"), Sign: sign, Status: iso20022.EntryStatus{Code: "BOOK"}, Booked: date, Value: date,
			Servicer: name, Code: iso20022.TransactionCode{Proprietary: &iso20022.Proprietary{Code: "NET"}},
			Details: []iso20022.EntryDetails{{Transactions: details}}}}}}}
}

// use signs with another key from now on.
func (h *fakeHouse) use(k *signature.PrivateKey) { h.client.Transport.(*signature.Signer).Key = k }
