package clearing

import (
	"strings"

	"tonghui/base/money"
	"tonghui/platform/store"
	"tonghui/simulate/clearing/message"
)

// What a played bank (模拟行) does with a payment follows from the last two digits of the payee's account, so that a test can
// choose its answer:
//
//	99 AC04 closed · 98 AC06 blocked · 97 AC01 no such account · 96 BE01 the name differs · 95 AG01 · 94 AM02
//	93 no answer until the house asks by pacs.028 (a time-out)
//	92 credited, then sent back by pacs.004 (AC04)
//	91 a recall is refused (CUST) · 90 a recall is answered PDCR and stays with a person
//	otherwise credited; a recall is answered CNCL, with a pacs.004 of FOCR
var refusals = map[string]string{"99": "AC04", "98": "AC06", "97": "AC01", "96": "BE01", "95": "AG01", "94": "AM02"}

func ending(account string) string { return account[max(0, len(account)-2):] }

// play lets a played bank take a message of the house, in the same update in which its delivery is noted.
func (h *House) play(tx *store.Tx, code string, e *message.Envelope) error {
	switch e.Version {
	case message.Pacs008, message.Pacs004:
		return h.playCredit(tx, code, e)
	case message.Pacs002:
		return h.playFate(tx, code, e)
	case message.Pacs028:
		return h.playQuestion(tx, code, e)
	case message.Camt056:
		return h.playRecall(tx, code, e)
	}
	return nil
}

// reply gives the house a message of a played bank.
func (h *House) reply(tx *store.Tx, code, version, service string, doc *message.Node) error {
	e := &message.Envelope{From: code, To: h.o.Code, ID: "P" + tx.NewID().String(), Version: version, Service: service, At: tx.Now(), Doc: doc}
	raw := e.Write()
	back, err := message.Read(raw) // a played bank meets the house on the wire, like any other
	if err != nil {
		return err
	}
	_, unknown, err := h.takeIn(tx, back, raw, []byte(e.ID))
	if err == nil && unknown != nil {
		h.o.Log.Warn("a played bank's message was refused", "bank", code, "version", version, "what", unknown.What)
	}
	return err
}

func (h *House) playCredit(tx *store.Tx, code string, e *message.Envelope) error {
	k, where, number := pay, e.Doc.At("CdtTrfTxInf"), ""
	uetr := where.Get("PmtId/UETR")
	if e.Version == message.Pacs004 {
		k, where = back, e.Doc.At("TxInf")
		uetr = where.Get("OrgnlUETR")
	}
	p, err := payment(tx, uetr, k)
	if err != nil || p == nil {
		return err
	}
	b, done, err := playedBooking(tx, code, uetr, k)
	if err != nil {
		return err
	}
	if done {
		return h.answer(tx, code, p, b)
	}
	b = played{Code: code, UETR: uetr, Kind: k, Amount: p.Amount, State: "done"}
	if k == back {
		paid, ok, err := playedBooking(tx, code, uetr, pay)
		if err != nil {
			return err
		}
		if b.Account = paid.Account; !ok || paid.State == "void" {
			b.State = "NARR"
		}
	} else {
		number = where.Get("CdtrAcct/Id/Othr/Id")
		b.Account = number
		if reason := refusals[ending(number)]; reason != "" {
			b.State = reason
		}
	}
	if ending(number) == "93" {
		b.State = "silent"
	}
	if err := putPlayed(tx, b); err != nil || b.State == "silent" {
		return err
	}
	return h.answer(tx, code, p, b)
}

// answer is a played bank's pacs.002: its state is "done", or the reason why not.
func (h *House) answer(tx *store.Tx, code string, p *Payment, b played) error {
	status, reason := settled, ""
	switch {
	case len(b.State) == 4 && b.State != "done" && b.State != "open" && b.State != "void":
		status, reason = refused, b.State
	case p.Scheme == DNS:
		status = accepted
	}
	if err := h.reply(tx, code, message.Pacs002, "", report(header(tx), p, status, reason, "", tx.Now())); err != nil {
		return err
	}
	if status == refused || p.kind == back || ending(b.Account) != "92" {
		return nil
	}
	return h.playReturn(tx, code, p, "AC04")
}

// playReturn sends a payment back.
func (h *House) playReturn(tx *store.Tx, code string, p *Payment, reason string) error {
	if _, done, err := playedBooking(tx, code, p.UETR, back); err != nil || done {
		return err
	}
	if err := putPlayed(tx, played{Code: code, UETR: p.UETR, Kind: back, Amount: -p.Amount, State: "open"}); err != nil {
		return err
	}
	today, _, err := lastDay(tx)
	if err != nil {
		return err
	}
	head := header(tx)
	head.Kids = append(head.Kids, message.Val("NbOfTxs", "1"), method(p.Scheme))
	doc := message.El("PmtRtr", head, message.El("TxInf", message.Val("RtrId", "R"+tx.NewID().String()), original(p),
		message.Val("OrgnlEndToEndId", p.EndToEnd), message.Val("OrgnlTxId", p.TxID), message.Val("OrgnlUETR", p.UETR),
		amount("RtrdIntrBkSttlmAmt", p.Amount), message.Val("IntrBkSttlmDt", today.Date.String()), message.El("InstgAgt", message.Agent(code)),
		message.El("InstdAgt", message.Agent(p.Payer)), message.El("RtrRsnInf", message.El("Rsn", message.Val("Cd", reason)))))
	return h.reply(tx, code, message.Pacs004, p.Scheme, doc)
}

func method(scheme string) *message.Node {
	return message.El("SttlmInf", message.Val("SttlmMtd", "CLRG"), message.El("ClrSys", message.Val("Prtry", scheme)))
}

// playFate notes what became of a played bank's own payment or return.
func (h *House) playFate(tx *store.Tx, code string, e *message.Envelope) error {
	n := e.Doc.At("TxInfAndSts")
	b, ok, err := playedBooking(tx, code, n.Get("OrgnlUETR"), kindOf(n))
	if err != nil || !ok || b.State != "open" || b.Amount > 0 {
		return err
	}
	switch n.Get("TxSts") {
	case settled, accepted:
		b.State = "done"
	case refused:
		b.State = "void"
	}
	return putPlayed(tx, b)
}

// playQuestion answers the house's pacs.028; a silent account is credited now.
func (h *House) playQuestion(tx *store.Tx, code string, e *message.Envelope) error {
	n := e.Doc.At("TxInf")
	p, err := payment(tx, n.Get("OrgnlUETR"), kindOf(n))
	if err != nil || p == nil {
		return err
	}
	b, ok, err := playedBooking(tx, code, p.UETR, p.kind)
	if err != nil || !ok {
		return err
	}
	if b.State == "silent" {
		b.State = "done"
		if err := putPlayed(tx, b); err != nil {
			return err
		}
	}
	return h.answer(tx, code, p, b)
}

func (h *House) playRecall(tx *store.Tx, code string, e *message.Envelope) error {
	asked := e.Doc.At("Undrlyg/TxInf")
	b, ok, err := playedBooking(tx, code, asked.Get("OrgnlUETR"), pay)
	if err != nil {
		return err
	}
	_, returned, err := playedBooking(tx, code, asked.Get("OrgnlUETR"), back)
	if err != nil {
		return err
	}
	status, reason := "CNCL", ""
	switch {
	case !ok || b.State != "done":
		status, reason = "RJCR", "NOOR"
	case returned:
		status, reason = "RJCR", "ARDT"
	case strings.HasSuffix(b.Account, "91"):
		status, reason = "RJCR", "CUST"
	case strings.HasSuffix(b.Account, "90"):
		status = "PDCR"
	}
	if err := h.reply(tx, code, message.Camt029, "", resolution(h.assignment(tx, code, h.o.Code), asked, status, reason)); err != nil {
		return err
	}
	if status != "CNCL" {
		return nil
	}
	p, err := payment(tx, b.UETR, pay)
	if err != nil || p == nil {
		return err
	}
	return h.playReturn(tx, code, p, "FOCR")
}

// Inbound is a payment that a played bank's customer makes (来账).
type Inbound struct {
	From          string       `json:"from"` // code of the played bank
	DebtorAccount string       `json:"debtorAccount"`
	DebtorName    string       `json:"debtorName"`
	To            string       `json:"to"` // code of the payee's bank
	Account       string       `json:"account"`
	Name          string       `json:"name"`
	Amount        money.Amount `json:"amount"` // in fen
	Scheme        string       `json:"scheme"` // RTP or DNS
	Remark        string       `json:"remark,omitempty"`
}

// inject lets a played bank send a payment.
func (h *House) inject(tx *store.Tx, in Inbound, uetr string) error {
	from, ok, err := participant(tx, in.From)
	switch {
	case err != nil:
		return err
	case !ok:
		return errNoBank.With(in.From)
	case !from.Played:
		return errNotPlayed.With(in.From)
	}
	today, _, err := lastDay(tx)
	if err != nil {
		return err
	}
	id := tx.NewID().String()
	head := header(tx)
	head.Kids = append(head.Kids, message.Val("NbOfTxs", "1"), method(in.Scheme))
	number := func(n string) *message.Node {
		return message.El("Id", message.El("Othr", message.Val("Id", n)))
	}
	var remark *message.Node
	if in.Remark != "" {
		remark = message.El("RmtInf", message.Val("Ustrd", in.Remark))
	}
	doc := message.El("FIToFICstmrCdtTrf", head, message.El("CdtTrfTxInf",
		message.El("PmtId", message.Val("EndToEndId", "E"+id), message.Val("TxId", "T"+id), message.Val("UETR", uetr)),
		amount("IntrBkSttlmAmt", in.Amount), message.Val("IntrBkSttlmDt", today.Date.String()), message.Val("ChrgBr", "SLEV"),
		message.El("InstgAgt", message.Agent(in.From)), message.El("InstdAgt", message.Agent(in.To)),
		message.El("Dbtr", message.Val("Nm", in.DebtorName)), message.El("DbtrAcct", number(in.DebtorAccount)),
		message.El("DbtrAgt", message.Agent(in.From)), message.El("CdtrAgt", message.Agent(in.To)),
		message.El("Cdtr", message.Val("Nm", in.Name)), message.El("CdtrAcct", number(in.Account)), remark))
	b := played{Code: in.From, UETR: uetr, Kind: pay, Account: in.DebtorAccount, Amount: -in.Amount, State: "open"}
	if err := putPlayed(tx, b); err != nil {
		return err
	}
	return h.reply(tx, in.From, message.Pacs008, in.Scheme, doc)
}
