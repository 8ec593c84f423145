package clearing

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"tonghui/platform/auth/signature"
	"tonghui/platform/store"
	"tonghui/simulate"
	"tonghui/simulate/clearing/message"
)

const (
	senders = 8 // requests to one participant at the same time
	batch   = 64
	maxWait = 30 * time.Second // between two attempts
)

// Run keeps the house at work until the context ends: it opens the first day, delivers, asks for late answers, keeps the times
// of the windows.
func (h *House) Run(ctx context.Context) error {
	if err := h.begun(ctx); err != nil {
		return err
	}
	var work sync.WaitGroup
	running := map[string]bool{}
	for ctx.Err() == nil {
		all, err := h.all(ctx)
		if err != nil {
			h.o.Log.Error("can't read the participants", "error", err)
		}
		for _, p := range all {
			if !running[p.Code] {
				running[p.Code] = true
				work.Go(func() { h.deliver(ctx, p.Code) })
			}
		}
		if err := h.tick(ctx); err != nil && ctx.Err() == nil {
			h.o.Log.Error("the clearing house's regular work failed; it is tried again", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(250 * time.Millisecond):
		}
	}
	work.Wait()
	return nil
}

func (h *House) all(ctx context.Context) (all []Participant, err error) {
	err = h.st.View(ctx, func(v *store.View) error {
		all, err = participants(v)
		return err
	})
	return all, err
}

// begun opens the first business day of a new house, which is today.
func (h *House) begun(ctx context.Context) error {
	return h.st.Update(ctx, func(tx *store.Tx) error {
		_, ok, err := lastDay(tx)
		if err != nil || ok {
			return err
		}
		today := today(tx.Now().In(h.zone))
		return h.openDay(tx, today, h.passed(tx.Now(), today))
	})
}

// tick is the regular work.
func (h *House) tick(ctx context.Context) error {
	if err := h.keepTime(ctx); err != nil {
		return err
	}
	if err := h.announce(ctx); err != nil {
		return err
	}
	return h.st.Update(ctx, func(tx *store.Tx) error {
		if err := deleteNonces(tx, tx.Now().Add(-4*signature.Skew)); err != nil {
			return err
		}
		late, err := toAsk(tx, tx.Now())
		if err != nil {
			return err
		}
		for i := range late {
			if err := h.ask(tx, &late[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// ask sends the payee's bank a pacs.028. The house never decides for it, so it asks again and again.
func (h *House) ask(tx *store.Tx, p *Payment) error {
	p.asked++
	p.askAt = tx.Now().Add(h.o.Timeout * time.Duration(min(p.asked+1, 3)))
	if err := putPayment(tx, p); err != nil {
		return err
	}
	doc := message.El("FIToFIPmtStsReq", header(tx), message.El("TxInf", original(p), message.Opt("OrgnlEndToEndId", p.EndToEnd),
		message.Opt("OrgnlTxId", p.TxID), message.Val("OrgnlUETR", p.UETR)))
	return h.send(tx, p.Payee, message.Pacs028, "", "", doc)
}

// deliver sends what waits for one participant.
func (h *House) deliver(ctx context.Context, code string) {
	for ctx.Err() == nil {
		n, err := h.deliverDue(ctx, code)
		if err != nil && ctx.Err() == nil {
			h.o.Log.Error("delivering failed; it is tried again", "participant", code, "error", err)
		}
		if n == batch && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-h.waker(code):
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func (h *House) deliverDue(ctx context.Context, code string) (n int, err error) {
	var messages []outgoing
	var to Participant
	err = h.st.View(ctx, func(v *store.View) error {
		if to, _, err = participant(v, code); err != nil {
			return err
		}
		messages, err = due(v, code, h.st.Now(), batch)
		return err
	})
	if err != nil || len(messages) == 0 {
		return 0, err
	}
	if to.Played {
		return len(messages), h.deliverPlayed(ctx, code, messages)
	}
	slots := make(chan struct{}, senders)
	answers := make([]outgoing, len(messages))
	var work sync.WaitGroup
	for i, m := range messages {
		slots <- struct{}{}
		work.Go(func() {
			answers[i] = h.push(ctx, to.URL, m)
			<-slots
		})
	}
	work.Wait()
	return len(messages), h.st.Update(ctx, func(tx *store.Tx) error {
		for _, m := range answers {
			if err := h.delivered(tx, m); err != nil {
				return err
			}
		}
		return nil
	})
}

// delivered notes the outcome of an attempt. From the moment in which the payee's bank has a payment its answer is waited for.
func (h *House) delivered(tx *store.Tx, m outgoing) error {
	if err := updateOutgoing(tx, m); err != nil {
		return err
	}
	if m.State != acknowledged || m.Version != message.Pacs008 && m.Version != message.Pacs004 {
		return nil
	}
	k := pay
	if m.Version == message.Pacs004 {
		k = back
	}
	p, err := payment(tx, m.UETR, k)
	if err != nil || p == nil || p.Status != inProcess || p.asked > 0 {
		return err
	}
	p.askAt = tx.Now().Add(h.o.Timeout)
	return putPayment(tx, p)
}

func (h *House) deliverPlayed(ctx context.Context, code string, messages []outgoing) error {
	read := make([]*message.Envelope, len(messages))
	for i, m := range messages {
		e, err := message.Read(m.body)
		if err != nil {
			return err // the house's own
		}
		read[i] = e
	}
	return h.st.Update(ctx, func(tx *store.Tx) error {
		for i, m := range messages {
			m.State, m.Answer = acknowledged, "played"
			if err := h.delivered(tx, m); err != nil {
				return err
			}
			if err := h.play(tx, code, read[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// push makes one attempt and returns the message as it stands after it.
func (h *House) push(ctx context.Context, url string, m outgoing) outgoing {
	attempt := int(m.Tries)
	if h.o.Faults.Strikes(simulate.Wrong, m.Biz, attempt) {
		h.pushWrong(ctx, url, m)
	}
	status, text, err := h.post(ctx, url, m.body)
	if err == nil && h.o.Faults.Strikes(simulate.Duplicate, m.Biz, attempt) {
		_, _, _ = h.post(ctx, url, m.body) // the second copy's answer is not waited for
	}
	if h.o.Faults.Strikes(simulate.Crash, "push "+m.Biz, attempt) {
		h.o.Kill()
	}
	m.Tries++
	m.Answer = text
	switch {
	case err != nil:
		m.Answer = shorten(err.Error())
	case status == http.StatusAccepted:
		m.State = acknowledged
		return m
	case status == http.StatusBadRequest, status == http.StatusForbidden, status == http.StatusConflict, status == http.StatusUnprocessableEntity:
		m.State = rejected
		h.o.Log.Warn("a participant refused a message for good", "to", m.Receiver, "bizMsgIdr", m.Biz, "version", m.Version, "answer", text)
		return m
	}
	wait := min(maxWait, 100*time.Millisecond<<min(m.Tries-1, 10))
	m.Due = h.st.Now().Add(wait)
	return m
}

// pushWrong sends a copy that breaks the contract; whoever takes it is at fault.
func (h *House) pushWrong(ctx context.Context, url string, m outgoing) {
	wrong := bytes.ReplaceAll(m.body, []byte(m.Version), []byte(m.Version[:len(m.Version)-1]+"0"))
	wrong = bytes.ReplaceAll(wrong, []byte(m.Biz), []byte("X-"+m.Biz))
	status, _, err := h.post(ctx, url, wrong)
	if err == nil && status == http.StatusAccepted {
		h.o.Log.Warn("a participant took a message of an unknown version", "to", m.Receiver, "bizMsgIdr", "X-"+m.Biz)
	}
}

// post sends one signed message.
func (h *House) post(ctx context.Context, url string, body []byte) (status int, text string, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(url, "/")+"/v1/clearing/messages", bytes.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Content-Type", "application/xml")
	if err := signature.Sign(r, body, h.o.Code, h.o.Key, time.Now()); err != nil {
		return 0, "", err
	}
	answer, err := h.o.Client.Do(r)
	if err != nil {
		return 0, "", err
	}
	raw, err := io.ReadAll(io.LimitReader(answer.Body, 4096))
	err = errors.Join(err, answer.Body.Close())
	return answer.StatusCode, shorten(answer.Status + " " + string(raw)), err
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 300 {
		return string(r[:300])
	}
	return s
}
