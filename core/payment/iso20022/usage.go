package iso20022

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"tonghui/base/ident"
	"tonghui/base/money"
)

// The clearing's two schemes, in SttlmInf/ClrSys/Prtry and the header's BizSvc.
const (
	RealTime = "RTP" // 实时
	Net      = "DNS" // 批量轧差
)

// Statuses of a payment, in TxSts.
const (
	Accepted  = "ACCP" // taken by the payee's bank, to be netted
	InProcess = "ACSP"
	Settled   = "ACSC"
	Rejected  = "RJCT"
)

var identification = regexp.MustCompile(`^[A-Za-z0-9\-_./]{1,35}$`)

// Usage checks the rules that docs/clearing-protocol.md adds to the standard: banks by their codes, one transaction a
// message, yuan, UETRs everywhere. Statements and system events have none of these.
func Usage(e *Envelope) error {
	u := &usage{}
	u.id("AppHdr/BizMsgIdr", e.Header.ID)
	u.bank("AppHdr/Fr", &e.Header.From.Institution)
	u.bank("AppHdr/To", &e.Header.To.Institution)
	scheme := ""
	switch m := e.Message.(type) {
	case *CreditTransfer:
		scheme = u.transfer(m)
	case *PaymentReturn:
		scheme = u.returned(m)
	case *StatusReport:
		u.status(m)
	case *StatusRequest:
		if u.one(len(m.Transactions)) {
			t := &m.Transactions[0]
			u.original("TxInf", t.Origin, t.EndToEnd, t.Transaction, t.UETR)
		}
	case *CancellationRequest:
		u.cancellation(m)
	case *Resolution:
		u.resolution(m)
	}
	if e.Header.Service != scheme {
		u.wrong("AppHdr/BizSvc", "must be the scheme that the document names, or be absent", "应与报文的清算方式一致，或不填")
	}
	if u.found != nil {
		return at(ErrUsage, u.found)
	}
	return nil
}

// usage keeps the first fault.
type usage struct{ found *fault }

func (u *usage) wrong(path, en, zh string) {
	if u.found == nil {
		u.found = &fault{path, en, zh}
	}
}

func (u *usage) one(n int) bool {
	if n != 1 {
		u.wrong("Document", "must carry exactly one transaction", "每个报文须且只能有一笔交易")
	}
	return n == 1
}

func (u *usage) id(path, s string) {
	if !identification.MatchString(s) {
		u.wrong(path, "must be 1 to 35 of A-Z a-z 0-9 - _ . /", "须为 1 至 35 位字母、数字或 - _ . /")
	}
}

func (u *usage) bank(path string, a *Agent) ident.BankCode {
	code := a.BankCode()
	if code == "" {
		u.wrong(path, "must be a bank code of CNAPS", "须为支付系统行号（CNAPS）")
	}
	return code
}

func (u *usage) amount(path string, a *Amount) {
	if a == nil || a.Currency != "CNY" || a.Amount.Sign() <= 0 {
		u.wrong(path, "must be a positive amount of CNY", "须为正的人民币金额")
	}
}

func (u *usage) original(path string, o *OriginalGroup, endToEnd, transaction, uetr string) {
	if o == nil {
		u.wrong(path+"/OrgnlGrpInf", "is missing", "缺失")
		return
	}
	if o.Definition != CreditTransferID && o.Definition != PaymentReturnID {
		u.wrong(path+"/OrgnlGrpInf/OrgnlMsgNmId", "must be pacs.008.001.08 or pacs.004.001.09", "应为 pacs.008.001.08 或 pacs.004.001.09")
	}
	u.id(path+"/OrgnlGrpInf/OrgnlMsgId", o.MessageID)
	u.id(path+"/OrgnlEndToEndId", endToEnd)
	u.id(path+"/OrgnlTxId", transaction)
	if uetr == "" {
		u.wrong(path+"/OrgnlUETR", "is missing", "缺失")
	}
}

func (u *usage) group(g *TransferGroup) string {
	u.id("GrpHdr/MsgId", g.MessageID)
	if g.Transactions != "1" {
		u.wrong("GrpHdr/NbOfTxs", "must be 1", "应为 1")
	}
	if s := g.Settlement.Scheme(); g.Settlement.Method != "CLRG" || s != RealTime && s != Net {
		u.wrong("GrpHdr/SttlmInf", "must be CLRG by RTP or DNS", "应为 CLRG，清算方式为 RTP 或 DNS")
	}
	return g.Settlement.Scheme()
}

func (u *usage) transfer(m *CreditTransfer) string {
	scheme := u.group(&m.Group)
	if !u.one(len(m.Transfers)) {
		return scheme
	}
	t := &m.Transfers[0]
	u.id("CdtTrfTxInf/PmtId/EndToEndId", t.ID.EndToEnd)
	u.id("CdtTrfTxInf/PmtId/TxId", t.ID.Transaction)
	if t.ID.UETR == "" {
		u.wrong("CdtTrfTxInf/PmtId/UETR", "is missing", "缺失")
	}
	u.amount("CdtTrfTxInf/IntrBkSttlmAmt", &t.Amount)
	if t.Settled == nil {
		u.wrong("CdtTrfTxInf/IntrBkSttlmDt", "is missing", "缺失")
	}
	if t.Charges != "SLEV" {
		u.wrong("CdtTrfTxInf/ChrgBr", "must be SLEV", "应为 SLEV")
	}
	from, to := u.bank("CdtTrfTxInf/InstgAgt", t.Instructing), u.bank("CdtTrfTxInf/InstdAgt", t.Instructed)
	if u.bank("CdtTrfTxInf/DbtrAgt", &t.DebtorAgent) != from || u.bank("CdtTrfTxInf/CdtrAgt", &t.CreditorAgent) != to {
		u.wrong("CdtTrfTxInf/InstgAgt", "instructing and instructed agent must be the payer's and the payee's bank", "发起行与接收行须为付款行与收款行")
	}
	if t.Debtor.Name == "" || t.DebtorAccount.Number() == "" {
		u.wrong("CdtTrfTxInf/Dbtr", "needs a name and an account", "须有户名与账号")
	}
	if t.Creditor.Name == "" || t.CreditAccount.Number() == "" {
		u.wrong("CdtTrfTxInf/Cdtr", "needs a name and an account", "须有户名与账号")
	}
	return scheme
}

func (u *usage) returned(m *PaymentReturn) string {
	scheme := u.group(&m.Group)
	if !u.one(len(m.Returns)) {
		return scheme
	}
	r := &m.Returns[0]
	u.id("TxInf/RtrId", r.ID)
	u.original("TxInf", r.Origin, r.EndToEnd, r.Transaction, r.UETR)
	u.amount("TxInf/RtrdIntrBkSttlmAmt", &r.Amount)
	u.bank("TxInf/InstgAgt", r.Instructing)
	u.bank("TxInf/InstdAgt", r.Instructed)
	if r.Settled == nil {
		u.wrong("TxInf/IntrBkSttlmDt", "is missing", "缺失")
	}
	if len(r.Reasons) == 0 || r.Reasons[0].Reason == nil {
		u.wrong("TxInf/RtrRsnInf", "is missing", "缺失")
	}
	return scheme
}

func (u *usage) status(m *StatusReport) {
	if !u.one(len(m.Transactions)) {
		return
	}
	t := &m.Transactions[0]
	u.original("TxInfAndSts", t.Origin, t.EndToEnd, t.Transaction, t.UETR)
	switch t.Status {
	case Accepted, InProcess, Settled:
	case Rejected:
		if code, _ := t.Because(); code == "" {
			u.wrong("TxInfAndSts/StsRsnInf", "a refusal needs a reason", "拒绝须有原因")
		}
	default:
		u.wrong("TxInfAndSts/TxSts", "must be ACCP, ACSP, ACSC or RJCT", "应为 ACCP、ACSP、ACSC 或 RJCT")
	}
}

func (u *usage) cancellation(m *CancellationRequest) {
	u.bank("Assgnmt/Assgnr", &m.Assignment.Assigner.Agent)
	u.bank("Assgnmt/Assgne", &m.Assignment.Assignee.Agent)
	if len(m.Underlying) != 1 || !u.one(len(m.Underlying[0].Transactions)) {
		u.one(0)
		return
	}
	t := &m.Underlying[0].Transactions[0]
	u.id("Undrlyg/TxInf/CxlId", t.ID)
	u.original("Undrlyg/TxInf", t.Origin, t.EndToEnd, t.Transaction, t.UETR)
	u.amount("Undrlyg/TxInf/OrgnlIntrBkSttlmAmt", t.Amount)
}

func (u *usage) resolution(m *Resolution) {
	u.bank("Assgnmt/Assgnr", &m.Assignment.Assigner.Agent)
	u.bank("Assgnmt/Assgne", &m.Assignment.Assignee.Agent)
	if c := m.Status.Confirmation; c != "CNCL" && c != "RJCR" && c != "PDCR" {
		u.wrong("Sts/Conf", "must be CNCL, RJCR or PDCR", "应为 CNCL、RJCR 或 PDCR")
	}
	if len(m.Details) != 1 || !u.one(len(m.Details[0].Transactions)) {
		u.one(0)
		return
	}
	t := &m.Details[0].Transactions[0]
	u.id("CxlDtls/TxInfAndSts/CxlStsId", t.ID)
	u.original("CxlDtls/TxInfAndSts", t.Origin, t.EndToEnd, t.Transaction, t.UETR)
}

// Signed is an amount with its side on the account: debits are negative.
func Signed(a Amount, side string) money.Amount {
	if side == "DBIT" {
		return -a.Amount
	}
	return a.Amount
}

// Text makes a text fit an element: control characters become blanks, and what is longer than most characters is cut.
func Text(s string, most int) string {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == utf8.RuneError {
			return ' '
		}
		return r
	}, s))
	return strings.TrimSpace(cut(s, most))
}
