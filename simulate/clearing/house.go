package clearing

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"time"

	"tonghui/platform/auth/signature"
	"tonghui/platform/store"
	"tonghui/simulate"
	"tonghui/simulate/clearing/message"
)

// Options say how a house works; New fills what is left open.
type Options struct {
	Code    string                // of the house; default 001100090017
	Key     *signature.PrivateKey // signs what is pushed
	Faults  simulate.Faults
	Timeout time.Duration // after which a payee's bank is asked for its answer; default 20 s
	Late    time.Duration // longest pause of the faults slow, late and reorder; default 3 s
	CutOffs []string      // times of the windows' ends in Asia/Shanghai, "10:00"; empty: by hand only
	Log     *slog.Logger
	Client  *http.Client // default one with a time-out of 10 s
	Kill    func()       // how the fault crash dies; default SIGKILL to itself
}

// DefaultCode is the house of the demo world.
const DefaultCode = "001100090017"

// House is the clearing house over its own database.
type House struct {
	st     *store.Store
	o      Options
	zone   *time.Location
	mutex  sync.Mutex
	wakers map[string]chan struct{} // by receiver
}

// New makes a house over an open database; Run sets it to work.
func New(st *store.Store, o Options) *House {
	if o.Code == "" {
		o.Code = DefaultCode
	}
	if o.Timeout == 0 {
		o.Timeout = 20 * time.Second
	}
	if o.Late == 0 {
		o.Late = 3 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Client == nil {
		o.Client = &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: senders, IdleConnTimeout: time.Minute}}
	}
	if o.Kill == nil {
		o.Kill = func() { _ = syscall.Kill(syscall.Getpid(), syscall.SIGKILL) } // nothing comes after it
	}
	return &House{st: st, o: o, zone: time.FixedZone("Asia/Shanghai", 8*60*60), wakers: map[string]chan struct{}{}}
}

// take keeps a message for good and does what it asks for. duplicate says that it was kept before. The error is a
// *message.Fault for what can't be taken; UNKNOWN is kept nevertheless. nonce is "" for a bank that the house plays.
func (h *House) take(ctx context.Context, e *message.Envelope, raw []byte, nonce string) (duplicate bool, err error) {
	digest := sha256.Sum256(raw)
	var unknown *message.Fault
	err = h.st.Update(ctx, func(tx *store.Tx) error {
		duplicate, unknown = false, nil
		if nonce != "" {
			if err := useNonce(tx, e.From, nonce); err != nil {
				return err
			}
		}
		var err error
		duplicate, unknown, err = h.takeIn(tx, e, raw, digest[:])
		return err
	})
	if err == nil && unknown != nil {
		return duplicate, unknown
	}
	return duplicate, err
}

func (h *House) takeIn(tx *store.Tx, e *message.Envelope, raw, digest []byte) (duplicate bool, unknown *message.Fault, err error) {
	before, ok, err := receivedBefore(tx, e.From, e.ID)
	switch {
	case err != nil:
		return false, nil, err
	case ok && !bytes.Equal(before.digest, digest):
		return false, nil, &message.Fault{Reason: "DUPID", Where: "AppHdr/BizMsgIdr", What: "used before with another content", Ref: e.ID}
	case ok && before.Refused:
		return true, &message.Fault{Reason: "UNKNOWN", Where: "Document", What: before.Remark, Ref: e.ID}, nil
	case ok:
		return true, nil, nil
	}
	if err := insertReceived(tx, received{Sender: e.From, ID: e.ID, Version: e.Version, UETR: uetrOf(e), digest: digest, body: raw}); err != nil {
		return false, nil, err
	}
	if err = h.act(tx, e); errors.As(err, &unknown) {
		unknown.Ref = e.ID
		return false, unknown, updateRemark(tx, e.From, e.ID, unknown.What, true)
	}
	return false, nil, err
}

// act does what a kept message asks for.
func (h *House) act(tx *store.Tx, e *message.Envelope) error {
	switch e.Version {
	case message.Pacs008:
		return h.takePayment(tx, e)
	case message.Pacs004:
		return h.takeReturn(tx, e)
	case message.Pacs002:
		return h.takeStatus(tx, e)
	case message.Pacs028:
		return h.takeQuestion(tx, e)
	case message.Camt056:
		return h.takeRecall(tx, e)
	case message.Camt029:
		return h.takeResolution(tx, e)
	}
	return &message.Fault{Reason: "UNKNOWN", Where: "AppHdr/MsgDefIdr", What: "a bank doesn't send " + e.Version}
}

// uetrOf is the payment that a message is about, for those who look for it; "" for none.
func uetrOf(e *message.Envelope) string {
	for _, path := range []string{"CdtTrfTxInf/PmtId/UETR", "TxInfAndSts/OrgnlUETR", "TxInf/OrgnlUETR", "Undrlyg/TxInf/OrgnlUETR",
		"CxlDtls/TxInfAndSts/OrgnlUETR"} {
		if u := e.Doc.Get(path); u != "" {
			return u
		}
	}
	return ""
}

// send puts a message into the outbox. id is "" for a new one.
func (h *House) send(tx *store.Tx, to, version, service, id string, doc *message.Node) error {
	if id == "" {
		id = "H" + tx.NewID().String()
	}
	e := message.Envelope{From: h.o.Code, To: to, ID: id, Version: version, Service: service, At: tx.Now(), Doc: doc}
	when := tx.Now()
	for _, f := range []simulate.Fault{simulate.Late, simulate.Reorder} {
		if h.o.Faults.Strikes(f, id, 0) {
			when = when.Add(h.o.Faults.Pause(f, id, 0, h.o.Late))
		}
	}
	tx.AfterCommit(func() { h.wake(to) })
	return insertOutgoing(tx, outgoing{Receiver: to, Biz: id, Version: version, UETR: uetrOf(&e), Due: when, body: e.Write()})
}

// wake tells the senders of a participant that there is work.
func (h *House) wake(code string) {
	select {
	case h.waker(code) <- struct{}{}:
	default:
	}
}

func (h *House) waker(code string) chan struct{} {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.wakers[code] == nil {
		h.wakers[code] = make(chan struct{}, 1)
	}
	return h.wakers[code]
}

// header is the group header of a document of the house's own.
func header(tx *store.Tx) *message.Node {
	return message.El("GrpHdr", message.Val("MsgId", "M"+tx.NewID().String()), message.Val("CreDtTm", message.Time(tx.Now())))
}

// original names the message that another one is about.
func original(p *Payment) *message.Node {
	return message.El("OrgnlGrpInf", message.Val("OrgnlMsgId", p.msgID), message.Val("OrgnlMsgNmId", p.version()))
}

// kindOf reads which of the two a message is about.
func kindOf(n *message.Node) kind {
	if strings.HasPrefix(n.Get("OrgnlGrpInf/OrgnlMsgNmId"), "pacs.004.") {
		return back
	}
	return pay
}
