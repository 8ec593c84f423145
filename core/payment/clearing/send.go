package clearing

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"regexp"

	"tonghui/base/calendar"
	"tonghui/base/ident"
	"tonghui/core/payment"
	"tonghui/core/payment/iso20022"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// Send keeps the message of an order and has it sent: pacs.008 for a payment, pacs.004 for an order of kind Return, whose
// Reference is the UETR of the payment that goes back (or whose UETR is) and whose Note, or Reason, says why. It gives the order
// its UETR if it has none.
func (c *Clearing) Send(tx *store.Tx, o *payment.Order) error {
	if o.Currency != "CNY" {
		return ErrCurrency
	}
	if o.Kind == payment.Return {
		return c.sendReturn(tx, o)
	}
	bank, err := ident.ParseBankCode(o.To.Bank)
	if err != nil {
		return ErrBank.With(o.To.Bank)
	}
	if known, err := c.reaches(tx, bank); err != nil || !known {
		if err == nil {
			err = ErrBank.With(string(bank))
		}
		return err
	}
	if o.UETR == "" {
		o.UETR = newUETR()
	}
	day, _ := tx.BankDate()
	t := &Transfer{ID: tx.NewID(), UETR: o.UETR, Kind: aPayment, Side: out, Reference: o.ID.String(), EndToEnd: o.EndToEndID, Order: o.ID,
		Scheme: iso20022.RealTime, Bank: string(bank), Branch: o.Branch, Amount: o.Amount, Currency: o.Currency, State: pending,
		SentOn: day, MadeAt: tx.Now(), Version: 1}
	if !plain.MatchString(t.EndToEnd) {
		t.EndToEnd = t.Reference // the network takes less than the payer may write
	}
	if c.o.Net(o) {
		t.Scheme = iso20022.Net
	}
	m := c.creditTransfer(tx, t, o, day)
	t.Group = m.Group.MessageID
	if err := insertTransfer(tx, t); err != nil {
		return err
	}
	return c.put(tx, m.Group.MessageID, t.Scheme, m, t.UETR, t.ID)
}

func (c *Clearing) creditTransfer(tx *store.Tx, t *Transfer, o *payment.Order, day calendar.Date) *iso20022.CreditTransfer {
	self, other := iso20022.Bank(c.o.Self), iso20022.Bank(ident.BankCode(t.Bank))
	tr := iso20022.Transfer{
		ID:     iso20022.PaymentID{EndToEnd: t.EndToEnd, Transaction: t.Reference, UETR: t.UETR},
		Amount: iso20022.Of(t.Amount, t.Currency), Settled: iso20022.On(day), Charges: "SLEV", Instructing: &self, Instructed: &other,
		Debtor: party(o.FromName), DebtorAccount: iso20022.AccountNumber(o.FromNumber), DebtorAgent: self,
		CreditorAgent: other, Creditor: party(o.To.Name), CreditAccount: iso20022.AccountNumber(o.To.Account),
	}
	if text := iso20022.Text(o.Purpose+" "+o.Note, 140); text != "" {
		tr.Remittance = &iso20022.Remittance{Free: []string{text}}
	}
	return &iso20022.CreditTransfer{Group: c.group(tx, t.Scheme), Transfers: []iso20022.Transfer{tr}}
}

// plain is what the network takes as an identification, uuidForm a UETR.
var (
	plain    = regexp.MustCompile(`^[A-Za-z0-9\-_./]{1,35}$`)
	uuidForm = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
)

// party is a payer or payee; the network wants a name of each.
func party(name string) iso20022.Party {
	if name = iso20022.Text(name, 140); name == "" {
		name = "NOTPROVIDED"
	}
	return iso20022.Party{Name: name}
}

// group is the group header of a message of one transaction.
func (c *Clearing) group(tx *store.Tx, scheme string) iso20022.TransferGroup {
	return iso20022.TransferGroup{MessageID: c.newReference(tx), Created: iso20022.At(tx.Now()), Transactions: "1",
		Settlement: iso20022.ByClearing(scheme)}
}

// newReference is an identification of a message: the bank's code and a new id.
func (c *Clearing) newReference(tx *store.Tx) string {
	return string(c.o.Self) + "-" + tx.NewID().String()
}

// sendReturn sends a payment back. The order has debited the payee.
func (c *Clearing) sendReturn(tx *store.Tx, o *payment.Order) error {
	uetr := o.Reference
	if !uuidForm.MatchString(uetr) { // payments' own return of what had no home here
		uetr = o.UETR
	}
	all, err := lockTransfers(tx, uetr)
	if err != nil {
		return err
	}
	original := pick(all, in, aPayment)
	if original == nil || original.State == rejected || original.State == waiting || pick(all, out, aReturn) != nil || original.Amount != o.Amount {
		return ErrNotSettled
	}
	reason := "NARR"
	for _, word := range []string{o.Reason, o.Note} {
		if iso20022.Known("ExternalReturnReason1Code", word) {
			reason = word
		}
	}
	o.UETR = original.UETR
	day, _ := tx.BankDate()
	t := &Transfer{ID: tx.NewID(), UETR: original.UETR, Kind: aReturn, Side: out, Reference: o.ID.String(), EndToEnd: original.EndToEnd, Order: o.ID,
		Scheme: original.Scheme, Bank: original.Bank, Branch: o.Branch, Amount: o.Amount, Currency: o.Currency, State: pending,
		Reason: reason, SentOn: day, MadeAt: tx.Now(), Version: 1}
	self, other := iso20022.Bank(c.o.Self), iso20022.Bank(ident.BankCode(t.Bank))
	m := &iso20022.PaymentReturn{Group: c.group(tx, t.Scheme), Returns: []iso20022.Return{{ID: t.Reference, Origin: origin(original),
		EndToEnd: original.EndToEnd, Transaction: original.Reference, UETR: t.UETR, Amount: iso20022.Of(t.Amount, t.Currency),
		Settled: iso20022.On(day), Instructing: &self, Instructed: &other,
		Reasons: []iso20022.ReturnReason{{Reason: &iso20022.Reason{Code: reason}}}}}}
	t.Group = m.Group.MessageID
	if err := insertTransfer(tx, t); err != nil {
		return err
	}
	return c.put(tx, m.Group.MessageID, t.Scheme, m, t.UETR, t.ID)
}

// origin names the message in which a transfer went.
func origin(t *Transfer) *iso20022.OriginalGroup {
	o := &iso20022.OriginalGroup{MessageID: t.Group, Definition: iso20022.CreditTransferID}
	if t.Kind == aReturn {
		o.Definition = iso20022.PaymentReturnID
	}
	return o
}

// pick finds the transfer of a side and kind among those of one payment.
func pick(all []*Transfer, side, kind string) *Transfer {
	for _, t := range all {
		if t.Side == side && t.Kind == kind {
			return t
		}
	}
	return nil
}

// put keeps a message to the house and has it sent.
func (c *Clearing) put(tx *store.Tx, reference, scheme string, m iso20022.Message, uetr string, transfer store.ID) error {
	h := iso20022.Header{From: iso20022.Side{Institution: iso20022.Bank(c.o.Self)}, To: iso20022.Side{Institution: iso20022.Bank(c.o.House)},
		ID: reference, Service: scheme, Created: iso20022.At(tx.Now())}
	body, err := iso20022.Encode(h, m)
	if err != nil {
		return err
	}
	one := &Message{ID: tx.NewID(), Side: out, Peer: string(c.o.House), Reference: reference, Definition: m.Definition(), UETR: uetr,
		Transfer: transfer, State: queued, MadeAt: tx.Now(), digest: sha256.Sum256(body), trace: tx.Trace()}
	if err := insertMessage(tx, one, body); err != nil {
		return err
	}
	return c.enqueueSend(tx, one.ID)
}

func (c *Clearing) enqueueSend(tx *store.Tx, message store.ID) error {
	_, err := c.o.Queue.Enqueue(tx, jobs.Job{Kind: sendKind, Payload: message})
	return err
}

// newUETR makes a UUID of version 4 (RFC 9562).
func newUETR() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
