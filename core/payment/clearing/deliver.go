package clearing

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"tonghui/core/payment/iso20022"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// The kinds of the room's jobs.
const (
	sendKind      = "clearing.send"
	askKind       = "clearing.ask"
	settleKind    = "clearing.settle"
	reconcileKind = "clearing.reconcile"
	tidyKind      = "clearing.tidy"
)

// xmlType is the media type of messages.
const xmlType = "application/xml"

// requestMost is how long the house may take for one answer.
const requestMost = 15 * time.Second

// deliver sends one message, as often as it takes. What the house says decides: 202 ends it, a refusal ends it as an item for
// people, all else is tried again.
func (c *Clearing) deliver(ctx context.Context, run *jobs.Run) error {
	var id store.ID
	if err := run.Decode(&id); err != nil {
		return jobs.Permanent(err)
	}
	round, ok := c.circuit.enter(ctx, c.st.Now)
	if !ok {
		return jobs.Snooze(0)
	}
	var m *Message
	var body []byte
	err := c.st.View(ctx, func(v *store.View) (err error) {
		if m, err = messageByID(v, id); err == nil {
			body, err = bodyOf(v, id)
		}
		return err
	})
	if err != nil || m.State != queued || c.o.URL == "" {
		c.circuit.leave(round, c.st.Now())
		if err == nil && (m.State == held || m.State == queued) {
			err = jobs.Snooze(5 * time.Second)
		}
		return err
	}
	status, answer, err := c.post(ctx, body)
	switch {
	case err != nil:
		c.circuit.failed(round, c.st.Now())
		return err
	case status == http.StatusAccepted:
		c.circuit.good(c.st.Now())
		return run.Complete(ctx, func(tx *store.Tx) error { return c.delivered(tx, id, run.Attempt) })
	case final4xx(status):
		c.circuit.good(c.st.Now())
		return run.Complete(ctx, func(tx *store.Tx) error { return c.refusedByHouse(tx, id, run.Attempt, status, answer) })
	}
	c.circuit.failed(round, c.st.Now())
	return fmt.Errorf("the clearing house answered %d", status)
}

// final4xx are the answers after which repeating the same bytes helps nothing.
func final4xx(status int) bool {
	return status == http.StatusBadRequest || status == http.StatusForbidden || status == http.StatusConflict ||
		status == http.StatusUnprocessableEntity || status == http.StatusRequestEntityTooLarge
}

func (c *Clearing) post(ctx context.Context, body []byte) (int, []byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(c.o.URL, "/")+"/iso20022/messages", bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Content-Type", xmlType)
	return c.do(r)
}

func (c *Clearing) do(r *http.Request) (int, []byte, error) {
	a, err := c.client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer a.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(a.Body, iso20022.MaxSize))
	return a.StatusCode, answer, err
}

// delivered says that the house has a message, and has its fate asked for if it doesn't tell in time.
func (c *Clearing) delivered(tx *store.Tx, id store.ID, attempts int) error {
	m, err := lockMessage(tx, id)
	if err != nil || m.State != queued {
		return err
	}
	now := tx.Now()
	m.State, m.Attempts, m.DoneAt, m.Fault = sent, int64(attempts), &now, ""
	if err := updateMessage(tx, m); err != nil {
		return err
	}
	if m.Definition != iso20022.CreditTransferID && m.Definition != iso20022.PaymentReturnID {
		return nil
	}
	return c.askLater(tx, m.Transfer, 0)
}

// askLater has the status of a transfer asked for after the n-th asking brought nothing: in 10 s, 20 s, 40 s, then each minute.
func (c *Clearing) askLater(tx *store.Tx, transfer store.ID, n int64) error {
	_, err := c.o.Queue.Enqueue(tx, jobs.Job{Kind: askKind, Payload: transfer, RunAt: tx.Now().Add(min(c.o.Answer<<min(n, 8), time.Minute))})
	return err
}

// refusedByHouse keeps a message that the house won't take as an item. What it thinks of the payment is asked: a house that
// never took it says so, and the payer has her money back by the ordinary way.
func (c *Clearing) refusedByHouse(tx *store.Tx, id store.ID, attempts, status int, answer []byte) error {
	m, err := lockMessage(tx, id)
	if err != nil || m.State != queued {
		return err
	}
	now := tx.Now()
	m.State, m.Attempts, m.DoneAt, m.Fault = refused, int64(attempts), &now, faultOf(status, answer)
	if err := updateMessage(tx, m); err != nil {
		return err
	}
	if err := c.item(tx, "refused_message", m.ID, m.UETR, m.Fault); err != nil {
		return err
	}
	if m.Definition != iso20022.CreditTransferID && m.Definition != iso20022.PaymentReturnID {
		return nil
	}
	return c.askLater(tx, m.Transfer, 0)
}

// faultOf is what a refusal says.
func faultOf(status int, answer []byte) string {
	text := ""
	if e, err := iso20022.Decode(answer); err == nil {
		if r, ok := e.Message.(*iso20022.Reject); ok {
			text = ": " + r.Reason.Code + " " + r.Reason.Location + " " + r.Reason.Description
		}
	}
	return iso20022.Text(fmt.Sprintf("%d%s", status, text), 300)
}

// ask asks the house what became of a transfer, and again later.
func (c *Clearing) ask(tx *store.Tx, run *jobs.Run) error {
	var id store.ID
	if err := run.Decode(&id); err != nil {
		return jobs.Permanent(err)
	}
	found, err := transferByID(tx, id)
	if err != nil {
		return err
	}
	all, err := lockTransfers(tx, found.UETR)
	if err != nil {
		return err
	}
	t := pick(all, found.Side, found.Kind)
	if t.State != pending {
		return nil // a netted payment waits for its window
	}
	return c.askNow(tx, t)
}

// askNow sends a status request.
func (c *Clearing) askNow(tx *store.Tx, t *Transfer) error {
	reference := c.newReference(tx)
	q := iso20022.StatusQuery{Origin: origin(t), EndToEnd: t.EndToEnd, Transaction: t.Reference, UETR: t.UETR}
	m := &iso20022.StatusRequest{Group: iso20022.MessageGroup{MessageID: reference, Created: iso20022.At(tx.Now())},
		Transactions: []iso20022.StatusQuery{q}}
	if err := c.put(tx, reference, "", m, t.UETR, t.ID); err != nil {
		return err
	}
	t.Asks++
	if err := updateTransfer(tx, t); err != nil {
		return err
	}
	return c.askLater(tx, t.ID, t.Asks)
}

// tidy forgets nonces that no signature may bring any more, and wakes transfers whose asking has been lost to an operator.
func (c *Clearing) tidy(tx *store.Tx, _ *jobs.Run) error {
	return dropNonces(tx, tx.Now().Add(-10*time.Minute))
}
