package iso20022

// CreditTransfer is pacs.008.001.08, FIToFICustomerCreditTransfer (客户汇兑).
type CreditTransfer struct {
	Group     TransferGroup `xml:"GrpHdr"`
	Transfers []Transfer    `xml:"CdtTrfTxInf"`
}

// TransferGroup is GroupHeader93.
type TransferGroup struct {
	MessageID    string     `xml:"MsgId" iso:"35"`
	Created      DateTime   `xml:"CreDtTm"`
	Transactions string     `xml:"NbOfTxs" iso:"15,num"`
	Settled      *Date      `xml:"IntrBkSttlmDt,omitempty"`
	Settlement   Settlement `xml:"SttlmInf"`
	Instructing  *Agent     `xml:"InstgAgt,omitempty"`
	Instructed   *Agent     `xml:"InstdAgt,omitempty"`
}

// Settlement is SettlementInstruction7: by which way the banks settle.
type Settlement struct {
	Method string `xml:"SttlmMtd" iso:"SettlementMethod1Code"`
	System *Word  `xml:"ClrSys,omitempty"`
}

// Scheme is the clearing's own word in SttlmInf, such as "RTP" or "DNS"; "" for none.
func (s *Settlement) Scheme() string {
	if s.System == nil {
		return ""
	}
	return s.System.Proprietary
}

// ByClearing settles through the clearing by one of its schemes.
func ByClearing(scheme string) Settlement {
	return Settlement{Method: "CLRG", System: &Word{Proprietary: scheme}}
}

// Transfer is CreditTransferTransaction39.
type Transfer struct {
	ID            PaymentID    `xml:"PmtId"`
	Type          *PaymentType `xml:"PmtTpInf,omitempty"`
	Amount        Amount       `xml:"IntrBkSttlmAmt"`
	Settled       *Date        `xml:"IntrBkSttlmDt,omitempty"`
	Accepted      *DateTime    `xml:"AccptncDtTm,omitempty"`
	Charges       string       `xml:"ChrgBr" iso:"ChargeBearerType1Code"`
	Instructing   *Agent       `xml:"InstgAgt,omitempty"`
	Instructed    *Agent       `xml:"InstdAgt,omitempty"`
	Debtor        Party        `xml:"Dbtr"`
	DebtorAccount *Account     `xml:"DbtrAcct,omitempty"`
	DebtorAgent   Agent        `xml:"DbtrAgt"`
	CreditorAgent Agent        `xml:"CdtrAgt"`
	Creditor      Party        `xml:"Cdtr"`
	CreditAccount *Account     `xml:"CdtrAcct,omitempty"`
	Purpose       *Word        `xml:"Purp,omitempty"`
	Remittance    *Remittance  `xml:"RmtInf,omitempty"`
}

// PaymentID is PaymentIdentification7.
type PaymentID struct {
	Instruction string `xml:"InstrId,omitempty" iso:"35"`
	EndToEnd    string `xml:"EndToEndId" iso:"35"`
	Transaction string `xml:"TxId,omitempty" iso:"35"`
	UETR        string `xml:"UETR,omitempty" iso:"uetr"`
	Clearing    string `xml:"ClrSysRef,omitempty" iso:"35"`
}

// PaymentType is PaymentTypeInformation28.
type PaymentType struct {
	Priority   string `xml:"InstrPrty,omitempty" iso:"Priority2Code"`
	Instrument *Word  `xml:"LclInstrm,omitempty"`
	Category   *Word  `xml:"CtgyPurp,omitempty"`
}

// Remittance is RemittanceInformation16: what the payment is for.
type Remittance struct {
	Free       []string     `xml:"Ustrd,omitempty" iso:"140"`
	Structured []Structured `xml:"Strd,omitempty"`
}

// Text is the free text in one line.
func (r *Remittance) Text() string {
	if r == nil || len(r.Free) == 0 {
		return ""
	}
	return r.Free[0]
}

// Structured is StructuredRemittanceInformation16, as far as it names a document.
type Structured struct {
	Documents []ReferredDocument `xml:"RfrdDocInf,omitempty"`
}

// ReferredDocument is ReferredDocumentInformation7.
type ReferredDocument struct {
	Type   *DocumentType `xml:"Tp,omitempty"`
	Number string        `xml:"Nb,omitempty" iso:"35"`
	Dated  *Date         `xml:"RltdDt,omitempty"`
}

// DocumentType is ReferredDocumentType4.
type DocumentType struct {
	Kind Word `xml:"CdOrPrtry"`
}

// PaymentReturn is pacs.004.001.09 (退汇).
type PaymentReturn struct {
	Group   TransferGroup  `xml:"GrpHdr"`
	Origin  *OriginalGroup `xml:"OrgnlGrpInf,omitempty"`
	Returns []Return       `xml:"TxInf,omitempty"`
}

// Return is PaymentTransaction112.
type Return struct {
	ID             string         `xml:"RtrId,omitempty" iso:"35"`
	Origin         *OriginalGroup `xml:"OrgnlGrpInf,omitempty"`
	Instruction    string         `xml:"OrgnlInstrId,omitempty" iso:"35"`
	EndToEnd       string         `xml:"OrgnlEndToEndId,omitempty" iso:"35"`
	Transaction    string         `xml:"OrgnlTxId,omitempty" iso:"35"`
	UETR           string         `xml:"OrgnlUETR,omitempty" iso:"uetr"`
	OriginalAmount *Amount        `xml:"OrgnlIntrBkSttlmAmt,omitempty"`
	OriginalDate   *Date          `xml:"OrgnlIntrBkSttlmDt,omitempty"`
	Amount         Amount         `xml:"RtrdIntrBkSttlmAmt"`
	Settled        *Date          `xml:"IntrBkSttlmDt,omitempty"`
	Charges        string         `xml:"ChrgBr,omitempty" iso:"ChargeBearerType1Code"`
	Instructing    *Agent         `xml:"InstgAgt,omitempty"`
	Instructed     *Agent         `xml:"InstdAgt,omitempty"`
	Reasons        []ReturnReason `xml:"RtrRsnInf,omitempty"`
}

// ReturnReason is PaymentReturnReason6.
type ReturnReason struct {
	Originator *Party   `xml:"Orgtr,omitempty"`
	Reason     *Reason  `xml:"Rsn,omitempty" iso:"ExternalReturnReason1Code"`
	Additional []string `xml:"AddtlInf,omitempty" iso:"105"`
}
