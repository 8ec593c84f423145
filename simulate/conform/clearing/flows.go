package clearing

import (
	"errors"
	"fmt"
	"net/http"

	"tonghui/base/money"
	"tonghui/simulate/clearing/message"
)

const (
	acsc     = "pacs.002-acsc.xml"
	rjct     = "pacs.002-rjct.xml"
	accp     = "pacs.002-accp.xml"
	uetr008  = "CdtTrfTxInf/PmtId/UETR"
	taken    = http.StatusAccepted
	duplicat = "duplicate"
)

// moved runs a flow and holds the two balances and the deferred net to what it should change, in fen.
func (j *judge) moved(payer, payee money.Amount, flow func() error) error {
	before, err := j.both()
	if err != nil {
		return err
	}
	if err := flow(); err != nil {
		return err
	}
	after, err := j.both()
	if err != nil {
		return err
	}
	for i, want := range []money.Amount{payer, payee} {
		if got := after[i].fen(after[i].Balance) - before[i].fen(before[i].Balance); got != want {
			return fmt.Errorf("the balance of %s changed by %s fen, should be %s", after[i].Participant, got, want)
		}
		if after[i].Reserved != before[i].Reserved {
			return fmt.Errorf("%s has %s reserved, had %s", after[i].Participant, after[i].Reserved, before[i].Reserved)
		}
	}
	return nil
}

func (j *judge) both() (p [2]place, err error) {
	p[0], err = j.position(j.Payer)
	if err == nil {
		p[1], err = j.position(j.Payee)
	}
	return p, err
}

// paid makes a payment up to its answer by the payee's bank.
func (j *judge) paid(v values, file, reply string) error {
	body := fill(file, v)
	err := j.expect(j.Payer, file, v, taken, "")
	if err == nil {
		err = j.forwarded(j.Payee, v, message.Pacs008, uetr008, body, "CdtTrfTxInf")
	}
	if err == nil && reply != "" {
		err = j.expect(j.Payee, reply, j.again(v, j.Payee), taken, "")
	}
	return err
}

func (j *judge) realTime() {
	j.add("real time: paid, and both sides told", golden008, "protocol 3", j.moved(-123, 123, func() error {
		v := j.fresh()
		if err := j.paid(v, golden008, ""); err != nil {
			return err
		}
		if err := j.silence(j.Payer, v); err != nil {
			return err
		}
		if err := j.expect(j.Payee, acsc, j.again(v, j.Payee), taken, ""); err != nil {
			return err
		}
		return errors.Join(j.status(j.Payer, v, "pacs.008", "ACSC", ""), j.status(j.Payee, v, "pacs.008", "ACSC", ""))
	}))
	j.add("real time: refused by the payee's bank", rjct, "protocol 3", j.moved(0, 0, func() error {
		v := j.fresh()
		return errors.Join(j.paid(v, golden008, rjct), j.status(j.Payer, v, "pacs.008", "RJCT", "AC04"))
	}))
	j.add("real time: a fate is final", rjct, "protocol 3: never followed by another", j.moved(-123, 123, func() error {
		v := j.fresh()
		if err := errors.Join(j.paid(v, golden008, acsc), j.status(j.Payer, v, "pacs.008", "ACSC", "")); err != nil {
			return err
		}
		j.Payer.forget()
		if err := j.expect(j.Payee, rjct, j.again(v, j.Payee), taken, ""); err != nil {
			return err
		}
		return j.silence(j.Payer, v)
	}))
	j.add("duplicate: the same bytes again do nothing", golden008, "protocol 2: duplicate true", j.moved(-123, 123, func() error {
		v := j.fresh()
		reply := j.again(v, j.Payee)
		return errors.Join(j.paid(v, golden008, ""), j.expect(j.Payer, golden008, v, taken, duplicat),
			j.expect(j.Payee, acsc, reply, taken, ""), j.expect(j.Payee, acsc, reply, taken, duplicat), j.status(j.Payer, v, "pacs.008", "ACSC", ""))
	}))
	v := j.fresh("AMOUNT", "1000000000000.00")
	err := j.expect(j.Payer, golden008, v, taken, "")
	if err == nil {
		err = j.expect(j.Payer, golden008, v.with("AMOUNT", "1.24"), http.StatusConflict, "DUPID")
	}
	j.add("duplicate: the BizMsgIdr with another content", golden008, "protocol 2: 409 DUPID", err)
	j.add("push: the house comes again after 503", golden008, "protocol 2: repeats until 202", j.moved(-123, 123, func() error {
		v := j.fresh()
		j.Payee.mutex.Lock()
		j.Payee.hold[v["UETR"]] = true
		j.Payee.mutex.Unlock()
		return errors.Join(j.paid(v, golden008, acsc), j.status(j.Payer, v, "pacs.008", "ACSC", ""))
	}))
}

func (j *judge) refusals() {
	first := j.fresh()
	for _, c := range []struct {
		name, reason string
		v            func() values
	}{
		{"more than the settlement account has", "AM04", func() values { return j.fresh("AMOUNT", "1000000000000.00") }},
		{"a bank that doesn't take part", "RC01", func() values { return j.fresh("PAYEE", "999999999999") }},
		{"a settlement date long past", "DT01", func() values { return j.fresh("DATE", "2020-01-02") }},
		{"the UETR with another content", "AM05", func() values { return j.fresh("UETR", first["UETR"], "AMOUNT", "4.56") }},
		{"the TxId with another content", "AM05", func() values { return j.fresh("TX", first["TX"], "AMOUNT", "4.57") }},
	} {
		if c.reason == "AM05" && c.name == "the UETR with another content" {
			if err := errors.Join(j.paid(first, golden008, acsc), j.status(j.Payer, first, "pacs.008", "ACSC", "")); err != nil {
				j.add("refused by the house: "+c.name, golden008, "protocol 3", err)
				continue
			}
			j.Payer.forget()
		}
		j.add("refused by the house: "+c.name, golden008, "protocol 3: RJCT "+c.reason, j.moved(0, 0, func() error {
			v := c.v()
			return errors.Join(j.expect(j.Payer, golden008, v, taken, ""), j.status(j.Payer, v, "pacs.008", "RJCT", c.reason))
		}))
	}
	ghost := j.fresh()
	j.add("unknown: a pacs.002 about a payment that was never sent", acsc, "protocol 2: 422 UNKNOWN", j.moved(0, 0, func() error {
		return j.expect(j.Payee, acsc, j.again(ghost, j.Payee), http.StatusUnprocessableEntity, "UNKNOWN")
	}))
	j.add("unknown: a pacs.002 by the wrong bank", acsc, "protocol 3: only the payee's bank decides", j.moved(0, 0, func() error {
		v := j.fresh()
		if err := errors.Join(j.paid(v, golden008, ""), j.expect(j.Payer, acsc, j.again(v, j.Payer), http.StatusUnprocessableEntity, "UNKNOWN")); err != nil {
			return err
		}
		return errors.Join(j.expect(j.Payee, rjct, j.again(v, j.Payee), taken, ""), j.status(j.Payer, v, "pacs.008", "RJCT", "AC04"))
	}))
	j.add("unknown: a camt.029 that nobody asked for", "camt.029-rjcr.xml", "protocol 2: 422 UNKNOWN",
		j.expect(j.Payee, "camt.029-rjcr.xml", j.again(ghost, j.Payee), http.StatusUnprocessableEntity, "UNKNOWN"))
}

func (j *judge) questions() {
	const ask = "pacs.028.xml"
	j.add("status request: in process, then settled", ask, "protocol 3", j.moved(-123, 123, func() error {
		v := j.fresh()
		if err := errors.Join(j.paid(v, golden008, ""), j.expect(j.Payer, ask, j.again(v, j.Payer), taken, "")); err != nil {
			return err
		}
		process := j.Payer.await(j.ctx, j.Wait, func(e *message.Envelope) bool {
			return e.Version == message.Pacs002 && e.Doc.Get("TxInfAndSts/OrgnlUETR") == v["UETR"] && e.Doc.Get("TxInfAndSts/TxSts") == "ACSP"
		})
		if process == nil {
			return fmt.Errorf("no ACSP about %s came", v["UETR"])
		}
		if err := errors.Join(j.expect(j.Payee, acsc, j.again(v, j.Payee), taken, ""), j.status(j.Payer, v, "pacs.008", "ACSC", "")); err != nil {
			return err
		}
		j.Payer.forget()
		return errors.Join(j.expect(j.Payer, ask, j.again(v, j.Payer), taken, ""), j.status(j.Payer, v, "pacs.008", "ACSC", ""))
	}))
	j.add("status request: a payment never seen is dead", ask, "protocol 3: RJCT NARR, and a later pacs.008 is refused",
		j.moved(0, 0, func() error {
			v := j.fresh()
			if err := errors.Join(j.expect(j.Payer, ask, j.again(v, j.Payer), taken, ""), j.status(j.Payer, v, "pacs.008", "RJCT", "NARR")); err != nil {
				return err
			}
			j.Payer.forget()
			if err := j.expect(j.Payer, golden008, v, taken, ""); err != nil {
				return err
			}
			return j.status(j.Payer, v, "pacs.008", "RJCT", "NARR")
		}))
}

func (j *judge) returns() {
	v := j.fresh("RTR", "none")
	settled := errors.Join(j.paid(v, golden008, acsc), j.status(j.Payer, v, "pacs.008", "ACSC", ""), j.status(j.Payee, v, "pacs.008", "ACSC", ""))
	try := func(name, rule string, amount money.Amount, flow func(back values) error) {
		j.add(name, "pacs.004.xml", rule, func() error {
			if settled != nil {
				return settled
			}
			j.Payee.forget()
			back := j.again(v, j.Payee)
			back = back.with("RTR", back["BIZ"]+"R")
			return j.moved(amount, -amount, func() error { return flow(back) })
		}())
	}
	try("return: not the full amount", "protocol 5: the full amount", 0, func(back values) error {
		return errors.Join(j.expect(j.Payee, "pacs.004.xml", back.with("AMOUNT", "0.23"), taken, ""), j.refusedReturn(back))
	})
	try("return: the money comes back", "protocol 5", 123, func(back values) error {
		if err := j.expect(j.Payee, "pacs.004.xml", back, taken, ""); err != nil {
			return err
		}
		if err := j.forwarded(j.Payer, back, message.Pacs004, "TxInf/OrgnlUETR", fill("pacs.004.xml", back), "TxInf"); err != nil {
			return err
		}
		reply := j.again(back, j.Payer, "TX", back["RTR"], "ORIGMSG", back["MSG"])
		return errors.Join(j.expect(j.Payer, "pacs.002-return-acsc.xml", reply, taken, ""), j.status(j.Payee, back, "pacs.004", "ACSC", ""))
	})
	try("return: a second one", "protocol 5: one return a payment", 0, func(back values) error {
		return errors.Join(j.expect(j.Payee, "pacs.004.xml", back, taken, ""), j.refusedReturn(back))
	})
}

// refusedReturn wants a refusal; which reason fits is the house's to say.
func (j *judge) refusedReturn(back values) error {
	e := j.Payee.await(j.ctx, j.Wait, func(e *message.Envelope) bool {
		return e.Version == message.Pacs002 && e.Doc.Get("TxInfAndSts/OrgnlUETR") == back["UETR"] && e.Doc.Get("TxInfAndSts/OrgnlTxId") == back["RTR"]
	})
	if e == nil {
		return fmt.Errorf("no pacs.002 about the return %s came", back["RTR"])
	}
	if got := e.Doc.Get("TxInfAndSts/TxSts"); got != "RJCT" {
		return fmt.Errorf("pacs.002 %s says %s, should be RJCT", e.ID, got)
	}
	return nil
}

func (j *judge) recalls() {
	j.add("recall: handed on, and its answer handed back", "camt.056.xml", "protocol 5", func() error {
		v := j.fresh("CXL", "none")
		v = v.with("CXL", v["BIZ"]+"C")
		ask := j.again(v, j.Payer)
		err := errors.Join(j.paid(v, golden008, acsc), j.status(j.Payer, v, "pacs.008", "ACSC", ""), j.expect(j.Payer, "camt.056.xml", ask, taken, ""),
			j.forwarded(j.Payee, v, message.Camt056, "Undrlyg/TxInf/OrgnlUETR", fill("camt.056.xml", ask), "Undrlyg"))
		if err != nil {
			return err
		}
		reply := j.again(v, j.Payee)
		return errors.Join(j.expect(j.Payee, "camt.029-rjcr.xml", reply, taken, ""),
			j.forwarded(j.Payer, v, message.Camt029, "CxlDtls/TxInfAndSts/OrgnlUETR", fill("camt.029-rjcr.xml", reply), "CxlDtls"))
	}())
}

func (j *judge) deferred() {
	const dns = "pacs.008-dns.xml"
	v := j.fresh()
	j.add("deferred: accepted into the window, not yet settled", dns, "protocol 4", j.moved(0, 0, func() error {
		before, err := j.position(j.Payer)
		if err == nil {
			err = errors.Join(j.paid(v, dns, accp), j.status(j.Payer, v, "pacs.008", "ACCP", ""))
		}
		if err != nil {
			return err
		}
		after, err := j.position(j.Payer)
		if got := after.fen(after.NetDebit) - before.fen(before.NetDebit); err == nil && got != 123 {
			return fmt.Errorf("netDebit changed by %s fen, should be 123", got)
		}
		return err
	}))
	j.add("deferred: above the net debit cap", dns, "protocol 4: AM04", j.moved(0, 0, func() error {
		big := j.fresh("AMOUNT", "1000000000000.00")
		return errors.Join(j.expect(j.Payer, dns, big, taken, ""), j.status(j.Payer, big, "pacs.008", "RJCT", "AM04"))
	}))
	if j.CutOff == nil {
		return
	}
	j.add("deferred: the window settles, and a camt.054 names the payment", dns, "protocol 4", j.moved(-123, 123, func() error {
		if err := j.CutOff(j.ctx); err != nil {
			return err
		}
		return errors.Join(j.named(j.Payer, v, "DBIT"), j.named(j.Payee, v, "CRDT"))
	}))
}

// named wants a camt.054 that names the payment.
func (j *judge) named(b *Bank, v values, side string) error {
	if j.broken {
		return nil
	}
	e := b.await(j.ctx, j.Wait, func(e *message.Envelope) bool {
		for _, d := range e.Doc.All("Ntfctn/Ntry/NtryDtls/TxDtls") {
			if e.Version == message.Camt054 && d.Get("Refs/UETR") == v["UETR"] {
				return d.Get("CdtDbtInd") == side && d.Get("Amt") == v["AMOUNT"]
			}
		}
		return false
	})
	if e == nil {
		return fmt.Errorf("no camt.054 to %s names %s as %s of %s within %s", b.Code, v["UETR"], side, v["AMOUNT"], j.Wait)
	}
	return nil
}
