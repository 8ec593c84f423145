package iso20022

// StatusReport is pacs.002.001.10, FIToFIPaymentStatusReport (状态报告).
type StatusReport struct {
	Group        MessageGroup        `xml:"GrpHdr"`
	Groups       []GroupStatus       `xml:"OrgnlGrpInfAndSts,omitempty"`
	Transactions []TransactionStatus `xml:"TxInfAndSts,omitempty"`
}

// MessageGroup is GroupHeader91.
type MessageGroup struct {
	MessageID   string   `xml:"MsgId" iso:"35"`
	Created     DateTime `xml:"CreDtTm"`
	Instructing *Agent   `xml:"InstgAgt,omitempty"`
	Instructed  *Agent   `xml:"InstdAgt,omitempty"`
}

// GroupStatus is OriginalGroupHeader17.
type GroupStatus struct {
	MessageID    string         `xml:"OrgnlMsgId" iso:"35"`
	Definition   string         `xml:"OrgnlMsgNmId" iso:"35"`
	Created      *DateTime      `xml:"OrgnlCreDtTm,omitempty"`
	Transactions string         `xml:"OrgnlNbOfTxs,omitempty" iso:"15,num"`
	Status       string         `xml:"GrpSts,omitempty" iso:"ExternalPaymentGroupStatus1Code"`
	Reasons      []StatusReason `xml:"StsRsnInf,omitempty"`
}

// TransactionStatus is PaymentTransaction110.
type TransactionStatus struct {
	ID          string         `xml:"StsId,omitempty" iso:"35"`
	Origin      *OriginalGroup `xml:"OrgnlGrpInf,omitempty"`
	Instruction string         `xml:"OrgnlInstrId,omitempty" iso:"35"`
	EndToEnd    string         `xml:"OrgnlEndToEndId,omitempty" iso:"35"`
	Transaction string         `xml:"OrgnlTxId,omitempty" iso:"35"`
	UETR        string         `xml:"OrgnlUETR,omitempty" iso:"uetr"`
	Status      string         `xml:"TxSts,omitempty" iso:"ExternalPaymentTransactionStatus1Code"`
	Reasons     []StatusReason `xml:"StsRsnInf,omitempty"`
	Accepted    *DateTime      `xml:"AccptncDtTm,omitempty"`
	Settled     *DateChoice    `xml:"FctvIntrBkSttlmDt,omitempty"`
	Servicer    string         `xml:"AcctSvcrRef,omitempty" iso:"35"`
	Clearing    string         `xml:"ClrSysRef,omitempty" iso:"35"`
	Instructing *Agent         `xml:"InstgAgt,omitempty"`
	Instructed  *Agent         `xml:"InstdAgt,omitempty"`
}

// StatusReason is StatusReasonInformation12.
type StatusReason struct {
	Originator *Party   `xml:"Orgtr,omitempty"`
	Reason     *Reason  `xml:"Rsn,omitempty" iso:"ExternalStatusReason1Code"`
	Additional []string `xml:"AddtlInf,omitempty" iso:"105"`
}

// Because is the first reason's code and text, "" where there is none.
func (t *TransactionStatus) Because() (code, text string) {
	if len(t.Reasons) == 0 {
		return "", ""
	}
	r := &t.Reasons[0]
	if r.Reason != nil {
		code = r.Reason.Code + r.Reason.Proprietary
	}
	if len(r.Additional) > 0 {
		text = r.Additional[0]
	}
	return code, text
}

// StatusRequest is pacs.028.001.03, FIToFIPaymentStatusRequest (状态查询).
type StatusRequest struct {
	Group        MessageGroup    `xml:"GrpHdr"`
	Origin       []OriginalGroup `xml:"OrgnlGrpInf,omitempty"`
	Transactions []StatusQuery   `xml:"TxInf,omitempty"`
}

// StatusQuery is PaymentTransaction113: the payment that is asked about.
type StatusQuery struct {
	ID          string         `xml:"StsReqId,omitempty" iso:"35"`
	Origin      *OriginalGroup `xml:"OrgnlGrpInf,omitempty"`
	Instruction string         `xml:"OrgnlInstrId,omitempty" iso:"35"`
	EndToEnd    string         `xml:"OrgnlEndToEndId,omitempty" iso:"35"`
	Transaction string         `xml:"OrgnlTxId,omitempty" iso:"35"`
	UETR        string         `xml:"OrgnlUETR,omitempty" iso:"uetr"`
	Instructing *Agent         `xml:"InstgAgt,omitempty"`
	Instructed  *Agent         `xml:"InstdAgt,omitempty"`
}
