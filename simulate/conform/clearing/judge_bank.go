package clearing

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"strings"
	"time"

	"tonghui/platform/auth/signature"
	"tonghui/simulate/clearing/message"
	"tonghui/simulate/conform"
)

// BankConfig is a trial of a bank's end of the protocol. The bank must know the kit's house (its key, and its address as the
// clearing house's) and the other bank as participants.
type BankConfig struct {
	URL     string              // of the bank
	Code    string              // of the bank
	Key     signature.PublicKey // with which the bank signs
	House   *Bank               // the house that the kit plays: code, key and address
	Other   string              // code of another bank that the bank knows
	Account string              // number of an account to which a cent may be paid; "" leaves that out
	Name    string              // and its owner
	Date    string              // settlement date; default today in Shanghai
	Wait    time.Duration       // for a message that must come; default 10 s
}

// JudgeBank tries a bank. Nothing is booked but a cent to Account, if one is given.
func JudgeBank(ctx context.Context, c BankConfig) (*conform.Report, error) {
	if c.Wait == 0 {
		c.Wait = 10 * time.Second
	}
	if c.Date == "" {
		c.Date = time.Now().UTC().Add(8 * time.Hour).Format(time.DateOnly)
	}
	h := c.House
	h.peer, h.url, h.in, h.out, h.keys = c.Code, strings.TrimSuffix(c.URL, "/"), houseDoor, bankDoor, []signature.PublicKey{c.Key}
	h.client = &http.Client{Timeout: 15 * time.Second}
	j := &judge{Config: Config{URL: h.url, Payer: h, Payee: h, Wait: c.Wait}, ctx: ctx, report: conform.Report{Subject: "bank", URL: h.url},
		prefix: fmt.Sprintf("K%x", time.Now().UnixMicro())}
	// The golden messages name the receiver $HOUSE: here it is the bank.
	j.base = values{"HOUSE": c.Code, "FROM": h.Code, "PAYER": c.Other, "PAYEE": c.Code, "DATE": c.Date, "AMOUNT": "1.23", "CXL": "none",
		"RTR": "none", "STRANGER": c.Other}
	stop, err := h.serve(ctx)
	if err != nil {
		return nil, err
	}
	defer stop()
	j.doors()
	j.badMessages()
	j.incoming()
	j.unknown()
	if c.Account != "" {
		j.add("credited once", golden008, "protocol 2: idempotent by (UETR, direction)", j.credited(c.Account, c.Name))
	}
	j.pushed()
	return &j.report, nil
}

// incoming are payments to an account that the bank doesn't have.
func (j *judge) incoming() {
	v := j.fresh()
	err := j.expect(j.Payer, golden008, v, taken, "")
	if err == nil {
		err = j.status(j.Payer, v, "pacs.008", "RJCT", "AC01")
	}
	j.add("no such account", golden008, "protocol 3: RJCT AC01", err)
	j.add("duplicate: the same bytes again", golden008, "protocol 2: duplicate true", j.expect(j.Payer, golden008, v, taken, duplicat))
	j.add("duplicate: the BizMsgIdr with another content", golden008, "protocol 2: 409 DUPID",
		j.expect(j.Payer, golden008, v.with("AMOUNT", "1.24"), http.StatusConflict, "DUPID"))
	j.Payer.forget()
	err = j.expect(j.Payer, "pacs.028.xml", j.again(v, j.Payer), taken, "")
	if err == nil {
		err = j.status(j.Payer, v, "pacs.008", "RJCT", "AC01")
	}
	j.add("status request: what was refused stays so", "pacs.028.xml", "protocol 3", err)
	v = j.again(v, j.Payer, "CXL", v["BIZ"]+"C")
	err = j.expect(j.Payer, "camt.056.xml", v, taken, "")
	if err == nil {
		e := j.Payer.await(j.ctx, j.Wait, func(e *message.Envelope) bool {
			return e.Version == message.Camt029 && e.Doc.Get("CxlDtls/TxInfAndSts/OrgnlUETR") == v["UETR"]
		})
		if e == nil || e.Doc.Get("Sts/Conf") != "RJCR" || e.Doc.Get("CxlDtls/TxInfAndSts/CxlStsRsnInf/Rsn/Cd") != "NOOR" {
			err = fmt.Errorf("no camt.029 RJCR NOOR about %s came within %s", v["UETR"], j.Wait)
		}
	}
	j.add("recall: of a payment that was refused", "camt.056.xml", "protocol 5: RJCR NOOR", err)
}

// unknown are messages about what the bank never had.
func (j *judge) unknown() {
	dead := j.fresh()
	err := j.expect(j.Payer, "pacs.028.xml", j.again(dead, j.Payer), taken, "")
	if err == nil {
		err = j.status(j.Payer, dead, "pacs.008", "RJCT", "NARR")
	}
	if err == nil {
		j.Payer.forget()
		err = j.expect(j.Payer, golden008, dead, taken, "")
	}
	if err == nil {
		err = j.refused(dead)
	}
	j.add("status request: a payment never seen is dead", "pacs.028.xml", "protocol 3: a later pacs.008 is refused", err)
	j.add("unknown: a pacs.002 about a payment that was never sent", acsc, "protocol 2: 422 UNKNOWN",
		j.expect(j.Payer, acsc, j.fresh(), http.StatusUnprocessableEntity, "UNKNOWN"))
	j.add("unknown: a camt.029 that nobody asked for", "camt.029-rjcr.xml", "protocol 2: 422 UNKNOWN",
		j.expect(j.Payer, "camt.029-rjcr.xml", j.fresh(), http.StatusUnprocessableEntity, "UNKNOWN"))
	v := j.fresh("PAYER", j.base["PAYEE"], "PAYEE", j.base["PAYER"])
	v = v.with("RTR", v["BIZ"]+"R")
	err = j.expect(j.Payer, "pacs.004.xml", v, taken, "")
	if err == nil {
		err = j.refused(v)
	}
	j.add("return: of a payment that was never made", "pacs.004.xml", "protocol 5: RJCT NARR", err)
}

// refused wants a refusal, for whatever reason.
func (j *judge) refused(v values) error {
	e := j.Payer.await(j.ctx, j.Wait, func(e *message.Envelope) bool {
		return e.Version == message.Pacs002 && e.Doc.Get("TxInfAndSts/OrgnlUETR") == v["UETR"]
	})
	if e == nil {
		return fmt.Errorf("no pacs.002 about %s came within %s", v["UETR"], j.Wait)
	}
	if got := e.Doc.Get("TxInfAndSts/TxSts"); got != "RJCT" {
		return fmt.Errorf("pacs.002 %s says %s, should be RJCT", e.ID, got)
	}
	return nil
}

// credited pays a cent and asks again in every way in which the same payment can come again.
func (j *judge) credited(account, name string) error {
	v := j.fresh("AMOUNT", "0.01")
	send := func(v values) error {
		body := strings.Replace(string(fill(golden008, v)), "6225880100000000", account, 1)
		body = strings.Replace(body, "李娜 &amp; Söhne", html.EscapeString(name), 1)
		got, err := j.Payer.send(j.ctx, []byte(body))
		if err != nil {
			return err
		}
		return judgeAnswer(got, v, taken, "")
	}
	if err := send(v); err != nil {
		return err
	}
	if err := j.status(j.Payer, v, "pacs.008", "ACSC", ""); err != nil {
		return err
	}
	j.Payer.forget()
	if err := send(j.again(v, j.Payer, "MSG", v["MSG"])); err != nil {
		return fmt.Errorf("the same payment under another BizMsgIdr: %w", err)
	}
	return j.status(j.Payer, v, "pacs.008", "ACSC", "")
}
