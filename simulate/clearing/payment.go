package clearing

import (
	"bytes"
	"crypto/sha256"
	"time"

	"tonghui/base/calendar"
	"tonghui/platform/store"
	"tonghui/simulate/clearing/message"
)

// takePayment takes a customer credit transfer: refuses it at once, or reserves the payer's bank's money and forwards it.
func (h *House) takePayment(tx *store.Tx, e *message.Envelope) error {
	n := e.Doc.At("CdtTrfTxInf")
	amount, _ := message.Fen(n.Get("IntrBkSttlmAmt"))        // of the right form, as its schema says
	on, _ := calendar.Parse(n.Get("IntrBkSttlmDt"))          // likewise
	digest := sha256.Sum256([]byte(n.Content() + e.Service)) // what makes it this payment and no other
	p := &Payment{UETR: n.Get("PmtId/UETR"), kind: pay, msgID: e.Doc.Get("GrpHdr/MsgId"), EndToEnd: n.Get("PmtId/EndToEndId"),
		TxID: n.Get("PmtId/TxId"), Scheme: e.Service, Payer: message.AgentAt(n, "InstgAgt"), Payee: message.AgentAt(n, "InstdAgt"),
		Amount: amount, day: on, digest: digest[:], made: tx.Now()}
	if p.Payer != e.From {
		return h.tell(tx, e.From, p, refused, "AG01", "InstgAgt is not the sender")
	}
	known, err := payment(tx, p.UETR, pay)
	switch {
	case err != nil:
		return err
	case known != nil && known.Payer == p.Payer && (bytes.Equal(known.digest, p.digest) || known.Amount == 0):
		return h.tell(tx, e.From, known.as(p), known.Status, known.Reason, known.info) // sent as a new message: its fate stands
	case known != nil:
		return h.tell(tx, e.From, p, refused, "AM05", "the UETR was used before with another content")
	}
	if taken, err := txTaken(tx, p.Payer, p.TxID, p.UETR); err != nil || taken {
		if err != nil {
			return err
		}
		return h.refuse(tx, p, "AM05", "the TxId was used before")
	}
	return h.begin(tx, e, p)
}

// as lets an answer name the message that asked, and not the one before it.
func (p *Payment) as(asked *Payment) *Payment {
	q := *p
	q.msgID, q.EndToEnd, q.TxID = asked.msgID, asked.EndToEnd, asked.TxID
	return &q
}

// takeReturn takes a return: a payment the other way, for the full amount of one that was made.
func (h *House) takeReturn(tx *store.Tx, e *message.Envelope) error {
	n := e.Doc.At("TxInf")
	amount, _ := message.Fen(n.Get("RtrdIntrBkSttlmAmt")) // of the right form, as its schema says
	on, _ := calendar.Parse(n.Get("IntrBkSttlmDt"))       // likewise
	digest := sha256.Sum256([]byte(n.Content() + e.Service))
	p := &Payment{UETR: n.Get("OrgnlUETR"), kind: back, Return: true, msgID: e.Doc.Get("GrpHdr/MsgId"), EndToEnd: n.Get("OrgnlEndToEndId"),
		TxID: n.Get("RtrId"), Scheme: e.Service, Payer: message.AgentAt(n, "InstgAgt"), Payee: message.AgentAt(n, "InstdAgt"),
		Amount: amount, day: on, digest: digest[:], made: tx.Now()}
	if p.Payer != e.From {
		return h.tell(tx, e.From, p, refused, "AG01", "InstgAgt is not the sender")
	}
	known, err := payment(tx, p.UETR, back)
	if err != nil {
		return err
	}
	if known != nil && (known.Status != refused || known.TxID == p.TxID) { // one that was refused may be tried again under a new RtrId
		if bytes.Equal(known.digest, p.digest) {
			return h.tell(tx, e.From, known.as(p), known.Status, known.Reason, known.info)
		}
		return h.tell(tx, e.From, p, refused, "AM05", "it was returned before, or the RtrId was used with another content")
	}
	of, err := payment(tx, p.UETR, pay)
	switch {
	case err != nil:
		return err
	case of == nil || of.Status != settled && of.Status != accepted || of.Payee != p.Payer || of.Payer != p.Payee:
		return h.refuse(tx, p, "NARR", "no such payment was settled between the two")
	case of.Amount != p.Amount:
		return h.refuse(tx, p, "AM09", "a return has the full amount of the payment")
	}
	return h.begin(tx, e, p)
}

// begin reserves and forwards, or refuses with the reasons that are the house's.
func (h *House) begin(tx *store.Tx, e *message.Envelope, p *Payment) error {
	payer, _, err := participant(tx, p.Payer)
	if err != nil {
		return err
	}
	payee, known, err := participant(tx, p.Payee)
	if err != nil {
		return err
	}
	today, open, err := lastDay(tx)
	if err != nil {
		return err
	}
	switch {
	case !known || p.Payee == p.Payer:
		return h.refuse(tx, p, "RC01", "the payee's bank does not take part")
	case payee.Suspended:
		return h.refuse(tx, p, "AB08", "the payee's bank is suspended")
	case !open || today.State != dayOpen:
		return h.refuse(tx, p, "TM01", "the business day is closed")
	case p.day < today.Date-1 || p.day > today.Date+1: // a day around midnight: both sides flip theirs on their own
		return h.refuse(tx, p, "DT01", "the settlement date is not the open business day")
	case !payer.reserve(p):
		return h.refuse(tx, p, "AM04", "not enough on the settlement account, or above the net debit cap")
	}
	p.Status, p.day = inProcess, today.Date
	if err := updatePosition(tx, payer); err != nil {
		return err
	}
	if err := putPayment(tx, p); err != nil {
		return err
	}
	return h.send(tx, p.Payee, e.Version, e.Service, "", e.Doc)
}

// refuse ends a payment that was never forwarded.
func (h *House) refuse(tx *store.Tx, p *Payment, reason, info string) error {
	p.Status, p.Reason, p.info, p.ended = refused, reason, info, tx.Now()
	if err := putPayment(tx, p); err != nil {
		return err
	}
	return h.tell(tx, p.Payer, p, refused, reason, info)
}

// tell sends a status report.
func (h *House) tell(tx *store.Tx, to string, p *Payment, status, reason, info string) error {
	return h.send(tx, to, message.Pacs002, "", "", report(header(tx), p, status, reason, info, tx.Now()))
}

// report is a pacs.002.
func report(head *message.Node, p *Payment, status, reason, info string, now time.Time) *message.Node {
	var why, effective, acceptance *message.Node
	switch status {
	case refused:
		why = message.El("StsRsnInf", message.El("Rsn", message.Val("Cd", reason)), message.Opt("AddtlInf", info))
	case settled:
		effective = message.El("FctvIntrBkSttlmDt", message.Val("Dt", p.day.String()))
		acceptance = message.Val("AccptncDtTm", message.Time(now))
	case accepted:
		acceptance = message.Val("AccptncDtTm", message.Time(now))
	}
	return message.El("FIToFIPmtStsRpt", head, message.El("TxInfAndSts", original(p), message.Opt("OrgnlEndToEndId", p.EndToEnd),
		message.Opt("OrgnlTxId", p.TxID), message.Val("OrgnlUETR", p.UETR), message.Val("TxSts", status), why, acceptance, effective))
}

// takeStatus takes the answer of a payee's bank.
func (h *House) takeStatus(tx *store.Tx, e *message.Envelope) error {
	n := e.Doc.At("TxInfAndSts")
	p, err := payment(tx, n.Get("OrgnlUETR"), kindOf(n))
	if err != nil {
		return err
	}
	if p == nil || p.Payee != e.From || p.Amount == 0 || n.Get("OrgnlTxId") != "" && n.Get("OrgnlTxId") != p.TxID {
		return &message.Fault{Reason: "UNKNOWN", Where: "Document/FIToFIPmtStsRpt/TxInfAndSts/OrgnlUETR", What: "this bank was sent no such payment"}
	}
	status := n.Get("TxSts")
	if p.Scheme == DNS && status == settled {
		status = accepted // the same decision; the window settles it
	}
	if p.final() || p.Status == accepted {
		if status != p.Status && status != inProcess && !(p.Status == settled && status == accepted) {
			return updateRemark(tx, e.From, e.ID, "contradicts the fate "+p.Status+", and changes nothing", false)
		}
		return nil
	}
	switch {
	case status == refused:
		return h.release(tx, p, n.Get("StsRsnInf/Rsn/Cd"), n.Get("StsRsnInf/AddtlInf"))
	case status == settled && p.Scheme == RTP:
		return h.settle(tx, p)
	case status == accepted && p.Scheme == DNS:
		return h.accept(tx, p)
	}
	return nil // ACSP: it goes on
}

// takeQuestion answers a pacs.028. A UETR that the house has never seen is dead from now on.
func (h *House) takeQuestion(tx *store.Tx, e *message.Envelope) error {
	n := e.Doc.At("TxInf")
	p, err := payment(tx, n.Get("OrgnlUETR"), kindOf(n))
	if err != nil {
		return err
	}
	asked := &Payment{UETR: n.Get("OrgnlUETR"), kind: kindOf(n), msgID: n.Get("OrgnlGrpInf/OrgnlMsgId"), EndToEnd: n.Get("OrgnlEndToEndId"),
		TxID: n.Get("OrgnlTxId"), Payer: e.From, digest: []byte{0}, made: tx.Now()} // no content: it is dead
	switch {
	case p == nil || p.kind == back && p.Status == refused && asked.TxID != "" && asked.TxID != p.TxID && p.Payer == e.From:
		asked.Return = asked.kind == back
		return h.refuse(tx, asked, "NARR", "NOOR")
	case p.Payer != e.From && p.Payee != e.From:
		return h.tell(tx, e.From, asked, refused, "NARR", "NOOR") // somebody else's
	}
	return h.tell(tx, e.From, p.as(asked), p.Status, p.Reason, p.info)
}
