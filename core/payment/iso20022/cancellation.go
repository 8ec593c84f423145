package iso20022

// CancellationRequest is camt.056.001.08, FIToFIPaymentCancellationRequest (撤回申请).
type CancellationRequest struct {
	Assignment Assignment   `xml:"Assgnmt"`
	Case       *Case        `xml:"Case,omitempty"`
	Underlying []Underlying `xml:"Undrlyg"`
}

// Assignment is CaseAssignment5: who asks whom.
type Assignment struct {
	ID       string        `xml:"Id" iso:"35"`
	Assigner AssignedParty `xml:"Assgnr"`
	Assignee AssignedParty `xml:"Assgne"`
	Created  DateTime      `xml:"CreDtTm"`
}

// AssignedParty is Party40Choice; in the clearing always an agent.
type AssignedParty struct {
	Agent Agent `xml:"Agt"`
}

// Case is Case5.
type Case struct {
	ID      string        `xml:"Id" iso:"35"`
	Creator AssignedParty `xml:"Cretr"`
}

// Underlying is UnderlyingTransaction23.
type Underlying struct {
	Group        *OriginalGroup `xml:"OrgnlGrpInfAndCxl,omitempty"`
	Transactions []Cancellation `xml:"TxInf,omitempty"`
}

// Cancellation is PaymentTransaction106: the payment that is to be sent back.
type Cancellation struct {
	ID          string               `xml:"CxlId,omitempty" iso:"35"`
	Origin      *OriginalGroup       `xml:"OrgnlGrpInf,omitempty"`
	Instruction string               `xml:"OrgnlInstrId,omitempty" iso:"35"`
	EndToEnd    string               `xml:"OrgnlEndToEndId,omitempty" iso:"35"`
	Transaction string               `xml:"OrgnlTxId,omitempty" iso:"35"`
	UETR        string               `xml:"OrgnlUETR,omitempty" iso:"uetr"`
	Clearing    string               `xml:"OrgnlClrSysRef,omitempty" iso:"35"`
	Amount      *Amount              `xml:"OrgnlIntrBkSttlmAmt,omitempty"`
	Settled     *Date                `xml:"OrgnlIntrBkSttlmDt,omitempty"`
	Reasons     []CancellationReason `xml:"CxlRsnInf,omitempty"`
}

// CancellationReason is PaymentCancellationReason5.
type CancellationReason struct {
	Originator *Party   `xml:"Orgtr,omitempty"`
	Reason     *Reason  `xml:"Rsn,omitempty" iso:"ExternalCancellationReason1Code"`
	Additional []string `xml:"AddtlInf,omitempty" iso:"105"`
}

// Resolution is camt.029.001.09, ResolutionOfInvestigation (查复).
type Resolution struct {
	Assignment Assignment            `xml:"Assgnmt"`
	Case       *Case                 `xml:"RslvdCase,omitempty"`
	Status     ResolutionStatus      `xml:"Sts"`
	Details    []CancellationDetails `xml:"CxlDtls,omitempty"`
}

// ResolutionStatus is InvestigationStatus5Choice.
type ResolutionStatus struct {
	Confirmation string `xml:"Conf" iso:"ExternalInvestigationExecutionConfirmation1Code"`
}

// CancellationDetails is UnderlyingTransaction22.
type CancellationDetails struct {
	Transactions []CancellationStatus `xml:"TxInfAndSts,omitempty"`
}

// CancellationStatus is PaymentTransaction102.
type CancellationStatus struct {
	ID          string                     `xml:"CxlStsId,omitempty" iso:"35"`
	Case        *Case                      `xml:"RslvdCase,omitempty"`
	Origin      *OriginalGroup             `xml:"OrgnlGrpInf,omitempty"`
	Instruction string                     `xml:"OrgnlInstrId,omitempty" iso:"35"`
	EndToEnd    string                     `xml:"OrgnlEndToEndId,omitempty" iso:"35"`
	Transaction string                     `xml:"OrgnlTxId,omitempty" iso:"35"`
	Clearing    string                     `xml:"OrgnlClrSysRef,omitempty" iso:"35"`
	UETR        string                     `xml:"OrgnlUETR,omitempty" iso:"uetr"`
	Status      string                     `xml:"TxCxlSts,omitempty" iso:"CancellationIndividualStatus1Code"`
	Reasons     []CancellationStatusReason `xml:"CxlStsRsnInf,omitempty"`
	Amount      *Amount                    `xml:"OrgnlIntrBkSttlmAmt,omitempty"`
	Settled     *Date                      `xml:"OrgnlIntrBkSttlmDt,omitempty"`
}

// CancellationStatusReason is CancellationStatusReason4.
type CancellationStatusReason struct {
	Originator *Party   `xml:"Orgtr,omitempty"`
	Reason     *Reason  `xml:"Rsn,omitempty" iso:"ExternalPaymentCancellationRejection1Code"`
	Additional []string `xml:"AddtlInf,omitempty" iso:"105"`
}
