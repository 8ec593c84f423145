package clearing

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"net/http"

	"tonghui/base/ident"
	"tonghui/base/problem"
	"tonghui/core/payment/iso20022"
	"tonghui/platform/auth/signature"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// Answer is what the house is told about a message.
type Answer struct {
	Status int
	Type   string
	Body   []byte
}

// errUnmatched says that a message is about something that the bank doesn't have: it is kept, and the house is told.
var errUnmatched = errors.New("clearing: about nothing that the bank has")

// Receive takes one request of the house: it proves the signature, reads the message, keeps it and lets it take effect, in one
// update. An error is a problem whose status tells the house whether to repeat; refusals of the message itself are Answers.
func (c *Clearing) Receive(ctx context.Context, r *http.Request, body []byte) (*Answer, error) {
	signed, err := c.authenticate(ctx, r, body)
	if err != nil {
		return nil, err
	}
	c.circuit.heard()
	e, err := iso20022.Decode(body)
	if err == nil {
		err = iso20022.Usage(e)
	}
	if err != nil {
		code, location, text := iso20022.ReasonOf(err)
		if code == "" {
			return nil, err
		}
		reference := ""
		if e != nil {
			reference = e.Header.ID
		}
		return c.reject(http.StatusBadRequest, reference, code, location, text)
	}
	h := &e.Header
	if from := h.From.Institution.BankCode(); string(from) != signed.Client || from != c.o.House || h.To.Institution.BankCode() != c.o.Self {
		return c.reject(http.StatusForbidden, h.ID, "SENDER", "AppHdr/Fr", "The header's sender isn't who signed, or the message isn't for this bank.")
	}
	m := &Message{Side: in, Peer: signed.Client, Reference: h.ID, Definition: e.Message.Definition(), State: taken, digest: sha256.Sum256(body)}
	var result takeResult
	err = c.st.Update(ctx, func(tx *store.Tx) (err error) {
		fresh, err := useNonce(tx, signed.KeyID, signed.Nonce)
		if err != nil {
			return err
		}
		if !fresh {
			return ErrNonce
		}
		one := *m
		result, err = c.takeOnce(ctx, tx, &one, e.Message, body)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case result.conflict:
		return c.reject(http.StatusConflict, h.ID, "DUPID", "AppHdr/BizMsgIdr", "This BizMsgIdr was used with another content.")
	case result.state == unmatched:
		return c.reject(http.StatusUnprocessableEntity, h.ID, "UNKNOWN", "Document", "The message is about something that this bank never had. It is kept and looked into.")
	}
	answer, err := json.Marshal(map[string]any{"bizMsgIdr": h.ID, "receivedAt": result.at, "duplicate": result.duplicate})
	return &Answer{Status: http.StatusAccepted, Type: "application/json", Body: answer}, err
}

// authenticate proves that a participant of the clearing has signed the request.
func (c *Clearing) authenticate(ctx context.Context, r *http.Request, body []byte) (*signature.Signed, error) {
	now := c.st.Now()
	signed, err := signature.Read(r, body, now, c.o.Scheme)
	if err != nil {
		return nil, err
	}
	code, err := ident.ParseBankCode(signed.Client)
	if err != nil || string(code) != signed.Client {
		return nil, ErrSigner
	}
	var keys []participantKey
	err = c.st.View(ctx, func(v *store.View) (err error) {
		keys, err = keysOf(v, signed.Client, now)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		public, err := signature.ParseDER(k.der)
		if err != nil || signature.KeyID(signed.Client, public) != signed.KeyID {
			continue
		}
		return signed, signed.Verify(public)
	}
	return nil, ErrSigner
}

// reject makes the answer of a message that isn't taken: an admi.002.
func (c *Clearing) reject(status int, reference, code, location, text string) (*Answer, error) {
	if reference == "" {
		reference = "NOTPROVIDED"
	}
	now := c.st.Now()
	at := iso20022.At(now)
	h := iso20022.Header{From: iso20022.Side{Institution: iso20022.Bank(c.o.Self)}, To: iso20022.Side{Institution: iso20022.Bank(c.o.House)},
		ID: "REJ-" + now.UTC().Format("20060102150405.000000"), Created: at}
	body, err := iso20022.Encode(h, &iso20022.Reject{Related: iso20022.RelatedReference{Reference: reference},
		Reason: iso20022.RejectReason{Code: code, At: &at, Location: iso20022.Text(location, 350), Description: iso20022.Text(text, 350)}})
	return &Answer{Status: status, Type: xmlType, Body: body}, err
}

// takeResult is what became of a message.
type takeResult struct {
	state     string
	at        any
	duplicate bool
	conflict  bool
}

// takeOnce keeps a message and lets it take effect, unless it was there. Two that come at once meet in the unique key: the later
// one waits there for the earlier one's commit, and then finds it.
func (c *Clearing) takeOnce(ctx context.Context, tx *store.Tx, m *Message, doc iso20022.Message, body []byte) (takeResult, error) {
	known, ok, err := messageByReference(tx, in, m.Peer, m.Reference)
	if err != nil {
		return takeResult{}, err
	}
	if ok {
		return c.again(tx, known, m)
	}
	now := tx.Now()
	m.ID, m.MadeAt, m.DoneAt, m.trace = tx.NewID(), now, &now, tx.Trace()
	if err := insertMessage(tx, m, body); err != nil {
		if !errors.Is(err, store.ErrDuplicate) {
			return takeResult{}, err
		}
		known, ok, err := messageByReference(tx, in, m.Peer, m.Reference)
		if err != nil || !ok {
			return takeResult{}, errors.Join(err, store.ErrConflict)
		}
		return c.again(tx, known, m)
	}
	err = c.take(ctx, tx, m, doc)
	if errors.Is(err, errUnmatched) {
		m.State, err = unmatched, nil
	}
	if err != nil {
		return takeResult{}, err
	}
	return takeResult{state: m.State, at: now}, updateMessage(tx, m)
}

// again answers a message that was there.
func (c *Clearing) again(tx *store.Tx, known, m *Message) (takeResult, error) {
	if bytes.Equal(known.digest[:], m.digest[:]) {
		return takeResult{state: known.State, at: known.MadeAt, duplicate: true}, nil
	}
	return takeResult{conflict: true}, c.item(tx, "duplicate_id", known.ID, known.UETR, "The house used "+known.Reference+" with two contents.")
}

// take lets a message take effect. errUnmatched keeps it, without effect but its item.
func (c *Clearing) take(ctx context.Context, tx *store.Tx, m *Message, doc iso20022.Message) error {
	switch d := doc.(type) {
	case *iso20022.CreditTransfer:
		return c.takeTransfer(ctx, tx, m, d)
	case *iso20022.StatusReport:
		return c.takeStatus(ctx, tx, m, d)
	case *iso20022.PaymentReturn:
		return c.takeReturn(tx, m, d)
	case *iso20022.StatusRequest:
		return c.takeRequest(tx, m, d)
	case *iso20022.CancellationRequest:
		return c.takeRecall(tx, m, d)
	case *iso20022.Resolution:
		return c.takeResolution(tx, m, d)
	case *iso20022.Notifications:
		return c.takeNotice(tx, m, d)
	case *iso20022.Statements:
		return c.takeStatement(tx, m, d)
	case *iso20022.SystemEvent:
		return c.o.Queue.Events().Publish(tx, "clearing/system", map[string]any{"event": d.Event.Code, "parameters": d.Event.Parameters})
	}
	return c.item(tx, "refused_message", m.ID, "", "The house rejects a message: "+m.Definition)
}

// later has something done with a message by a job.
func (c *Clearing) later(tx *store.Tx, kind string, message store.ID) error {
	_, err := c.o.Queue.Enqueue(tx, jobs.Job{Kind: kind, Payload: message})
	return err
}

// refusal is the code and kind of a problem that is a refusal of the business, not a failure of the bank.
func refusal(err error) (*problem.Error, bool) {
	switch p := problem.Of(err); p.Kind {
	case problem.Refused, problem.Invalid, problem.NotFound, problem.Forbidden:
		return p, true
	default:
		return nil, false
	}
}
