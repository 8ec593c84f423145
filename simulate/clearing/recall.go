package clearing

import (
	"tonghui/platform/store"
	"tonghui/simulate/clearing/message"
)

// takeRecall hands a cancellation request on to the payee's bank; the house decides nothing, save that there was no payment.
func (h *House) takeRecall(tx *store.Tx, e *message.Envelope) error {
	n := e.Doc.At("Undrlyg/TxInf")
	p, err := payment(tx, n.Get("OrgnlUETR"), pay)
	if err != nil {
		return err
	}
	if p == nil || p.Payer != e.From || p.Amount == 0 {
		return h.resolve(tx, e, "RJCR", "NOOR")
	}
	c := recall{uetr: p.UETR, asker: e.From, holder: p.Payee, cxlID: n.Get("CxlId"), status: "open"}
	if err := putRecall(tx, c); err != nil {
		return err
	}
	doc := message.El("FIToFIPmtCxlReq", h.assignment(tx, h.o.Code, p.Payee), e.Doc.At("Undrlyg"))
	return h.send(tx, p.Payee, message.Camt056, "", "", doc)
}

// resolve answers a recall in the house's own name.
func (h *House) resolve(tx *store.Tx, e *message.Envelope, status, reason string) error {
	return h.send(tx, e.From, message.Camt029, "", "", resolution(h.assignment(tx, h.o.Code, e.From), e.Doc.At("Undrlyg/TxInf"), status, reason))
}

// resolution is a camt.029 about a recall.
func resolution(assignment, asked *message.Node, status, reason string) *message.Node {
	var why *message.Node
	if status == "RJCR" {
		why = message.El("CxlStsRsnInf", message.El("Rsn", message.Val("Cd", reason)))
	}
	return message.El("RsltnOfInvstgtn", assignment, message.El("Sts", message.Val("Conf", status)),
		message.El("CxlDtls", message.El("TxInfAndSts", message.Val("CxlStsId", asked.Get("CxlId")), asked.At("OrgnlGrpInf"),
			message.Opt("OrgnlEndToEndId", asked.Get("OrgnlEndToEndId")), message.Opt("OrgnlTxId", asked.Get("OrgnlTxId")),
			message.Val("OrgnlUETR", asked.Get("OrgnlUETR")), why)))
}

func (h *House) assignment(tx *store.Tx, from, to string) *message.Node {
	return message.El("Assgnmt", message.Val("Id", "A"+tx.NewID().String()), message.El("Assgnr", message.El("Agt", message.Agent(from))),
		message.El("Assgne", message.El("Agt", message.Agent(to))), message.Val("CreDtTm", message.Time(tx.Now())))
}

// takeResolution hands the answer on to who asked.
func (h *House) takeResolution(tx *store.Tx, e *message.Envelope) error {
	n := e.Doc.At("CxlDtls/TxInfAndSts")
	c, ok, err := recallOf(tx, n.Get("OrgnlUETR"))
	if err != nil {
		return err
	}
	if !ok || c.holder != e.From || c.cxlID != n.Get("CxlStsId") {
		return &message.Fault{Reason: "UNKNOWN", Where: "Document/RsltnOfInvstgtn/CxlDtls/TxInfAndSts/CxlStsId", What: "this bank was asked for no such recall"}
	}
	c.status = e.Doc.Get("Sts/Conf")
	if err := putRecall(tx, c); err != nil {
		return err
	}
	doc := message.El("RsltnOfInvstgtn", h.assignment(tx, h.o.Code, c.asker), e.Doc.At("Sts"), e.Doc.At("CxlDtls"))
	return h.send(tx, c.asker, message.Camt029, "", "", doc)
}
