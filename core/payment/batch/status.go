package batch

import (
	"context"
	"encoding/xml"
	"io"
	"strconv"

	"tonghui/base/money"
	"tonghui/platform/store"
)

// statusVersion is the pain.002 (CustomerPaymentStatusReport) that answers a format: ISO 20022 pairs pain.001.001.09 with
// pain.002.001.10, and pain.001.001.11 with pain.002.001.12. Other formats get the former.
func statusVersion(f Format) string {
	if f == Pain11 {
		return "pain.002.001.12"
	}
	return "pain.002.001.10"
}

// groupStatus is a batch's state in ISO 20022's external code set of group statuses.
func groupStatus(b *Batch) string {
	switch b.State {
	case Reading:
		return "RCVD"
	case Uploaded, Checked:
		return "PDNG"
	case Approved, Running:
		return "ACSP"
	case Refused, Cancelled:
		return "RJCT"
	case Partly:
		if b.Paid == 0 {
			return "RJCT"
		}
		return "PART"
	}
	if b.Paid < b.Lines {
		return "PART"
	}
	return "ACSC"
}

// lineStatus is a line's state in ISO 20022's external code set of transaction statuses, and the reason's code.
func lineStatus(l *Line) (status, reason string) {
	switch l.State {
	case Paid:
		return "ACSC", ""
	case Sent, Waiting:
		return "ACSP", ""
	case Ready:
		return "PDNG", ""
	case Doubt, Faulty, LeftOut, Failed:
	}
	if f, ok := faults[l.Fault]; ok {
		return "RJCT", f.iso
	}
	switch l.Fault {
	case "ledger.insufficient_funds":
		return "RJCT", "AM04"
	case "ledger.account_closed":
		return "RJCT", "AC04"
	case "ledger.credit_frozen", "ledger.debit_frozen":
		return "RJCT", "AC06"
	}
	return "RJCT", "NARR"
}

// The report's elements, in the order of its schema.
type (
	statusReason struct {
		Code string   `xml:"Rsn>Cd"`
		More []string `xml:"AddtlInf,omitempty"`
	}
	statusTransaction struct {
		XMLName  xml.Name      `xml:"TxInfAndSts"`
		EndToEnd string        `xml:"OrgnlEndToEndId,omitempty"`
		Status   string        `xml:"TxSts"`
		Reason   *statusReason `xml:"StsRsnInf,omitempty"`
		Servicer string        `xml:"AcctSvcrRef,omitempty"`
		Amount   struct {
			Currency string `xml:"Ccy,attr"`
			Value    string `xml:",chardata"`
		} `xml:"OrgnlTxRef>Amt>InstdAmt"`
	}
	statusGroup struct {
		XMLName xml.Name `xml:"OrgnlGrpInfAndSts"`
		Message string   `xml:"OrgnlMsgId"`
		Name    string   `xml:"OrgnlMsgNmId"`
		Count   string   `xml:"OrgnlNbOfTxs"`
		Sum     string   `xml:"OrgnlCtrlSum"`
		Status  string   `xml:"GrpSts"`
	}
	statusHeader struct {
		XMLName xml.Name `xml:"GrpHdr"`
		Message string   `xml:"MsgId"`
		Made    string   `xml:"CreDtTm"`
	}
)

// WriteStatus writes the batch as a pain.002, with every line. now is when it is asked for.
func (s *Batches) WriteStatus(ctx context.Context, b *Batch, w io.Writer) error {
	original, name := b.Message, string(b.Format)
	if original == "" {
		original, name = b.ID.String(), "pain.001.001.09"
	}
	info := b.PaymentInfo
	if info == "" {
		info = "NOTPROVIDED"
	}
	write := func(text string) error {
		_, err := io.WriteString(w, text)
		return err
	}
	e := xml.NewEncoder(w)
	now := s.st.Now().UTC()
	err := write(xml.Header + `<Document xmlns="` + namespacePain + statusVersion(b.Format) + `"><CstmrPmtStsRpt>`)
	for _, v := range []any{
		statusHeader{Message: b.ID.String() + "-" + strconv.FormatInt(now.Unix(), 36), Made: now.Format("2006-01-02T15:04:05Z")},
		statusGroup{Message: original, Name: name, Count: strconv.FormatInt(b.Lines, 10), Sum: money.Of(b.Total, b.Currency).Decimal(), Status: groupStatus(b)},
	} {
		if err == nil {
			err = e.Encode(v)
		}
	}
	if err == nil {
		err = write("<OrgnlPmtInfAndSts>")
	}
	if err == nil {
		err = e.EncodeElement(info, xml.StartElement{Name: xml.Name{Local: "OrgnlPmtInfId"}})
	}
	if err != nil {
		return err
	}
	err = s.eachLine(ctx, b, func(l *Line) error { return e.Encode(transactionStatus(b, l)) })
	if err != nil {
		return err
	}
	return write("</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>\n")
}

func transactionStatus(b *Batch, l *Line) *statusTransaction {
	t := &statusTransaction{EndToEnd: l.Reference}
	if t.EndToEnd == "" {
		t.EndToEnd = "NOTPROVIDED"
	}
	var reason string
	if t.Status, reason = lineStatus(l); reason != "" {
		t.Reason = &statusReason{Code: reason}
		if l.DetailEN != "" {
			t.Reason.More = []string{clipTo("Line "+strconv.FormatInt(l.Number, 10)+": "+l.DetailEN, 105)}
		}
	}
	if l.Payment != store.ID(0) {
		t.Servicer = l.Payment.String()
	}
	t.Amount.Currency, t.Amount.Value = string(b.Currency), money.Of(l.Amount, b.Currency).Decimal()
	return t
}
