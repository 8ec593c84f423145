package iso20022

// Statements is camt.053.001.08, BankToCustomerStatement (对账单).
type Statements struct {
	Group      ReportGroup `xml:"GrpHdr"`
	Statements []Statement `xml:"Stmt"`
}

// ReportGroup is GroupHeader81.
type ReportGroup struct {
	MessageID  string      `xml:"MsgId" iso:"35"`
	Created    DateTime    `xml:"CreDtTm"`
	Pagination *Pagination `xml:"MsgPgntn,omitempty"`
}

// Statement is AccountStatement9.
type Statement struct {
	ID         string        `xml:"Id" iso:"35"`
	Pagination *Pagination   `xml:"StmtPgntn,omitempty"`
	Created    *DateTime     `xml:"CreDtTm,omitempty"`
	Period     *Period       `xml:"FrToDt,omitempty"`
	Account    Account       `xml:"Acct"`
	Balances   []Balance     `xml:"Bal"`
	Entries    []ReportEntry `xml:"Ntry,omitempty"`
}

// Period is DateTimePeriod1.
type Period struct {
	From DateTime `xml:"FrDtTm"`
	To   DateTime `xml:"ToDtTm"`
}

// Balance is CashBalance8.
type Balance struct {
	Type   BalanceType `xml:"Tp"`
	Amount Amount      `xml:"Amt"`
	Sign   string      `xml:"CdtDbtInd" iso:"CreditDebitCode"`
	Date   DateChoice  `xml:"Dt"`
}

// BalanceType is BalanceType13.
type BalanceType struct {
	Kind BalanceKind `xml:"CdOrPrtry"`
}

// BalanceKind is a code such as OPBD or CLBD.
type BalanceKind struct {
	Code        string `xml:"Cd,omitempty" iso:"4,choice"`
	Proprietary string `xml:"Prtry,omitempty" iso:"35"`
}

// Notifications is camt.054.001.08, BankToCustomerDebitCreditNotification (借贷记通知).
type Notifications struct {
	Group         ReportGroup    `xml:"GrpHdr"`
	Notifications []Notification `xml:"Ntfctn"`
}

// Notification is AccountNotification17.
type Notification struct {
	ID         string        `xml:"Id" iso:"35"`
	Pagination *Pagination   `xml:"NtfctnPgntn,omitempty"`
	Created    *DateTime     `xml:"CreDtTm,omitempty"`
	Account    Account       `xml:"Acct"`
	Entries    []ReportEntry `xml:"Ntry,omitempty"`
}

// ReportEntry is ReportEntry10: one entry of the account.
type ReportEntry struct {
	Reference  string          `xml:"NtryRef,omitempty" iso:"35"`
	Amount     Amount          `xml:"Amt"`
	Sign       string          `xml:"CdtDbtInd" iso:"CreditDebitCode"`
	Status     EntryStatus     `xml:"Sts"`
	Booked     *DateChoice     `xml:"BookgDt,omitempty"`
	Value      *DateChoice     `xml:"ValDt,omitempty"`
	Servicer   string          `xml:"AcctSvcrRef,omitempty" iso:"35"`
	Code       TransactionCode `xml:"BkTxCd"`
	MessageRef *MessageName    `xml:"AddtlInfInd,omitempty"`
	Details    []EntryDetails  `xml:"NtryDtls,omitempty"`
}

// EntryStatus is EntryStatus1Choice.
type EntryStatus struct {
	Code        string `xml:"Cd,omitempty" iso:"ExternalEntryStatus1Code,choice"`
	Proprietary string `xml:"Prtry,omitempty" iso:"35"`
}

// MessageName is MessageIdentification2.
type MessageName struct {
	Definition string `xml:"MsgNmId,omitempty" iso:"35"`
	ID         string `xml:"MsgId,omitempty" iso:"35"`
}

// TransactionCode is BankTransactionCodeStructure4.
type TransactionCode struct {
	Domain      *Domain      `xml:"Domn,omitempty"`
	Proprietary *Proprietary `xml:"Prtry,omitempty"`
}

// Domain is BankTransactionCodeStructure5.
type Domain struct {
	Code   string `xml:"Cd" iso:"4"`
	Family Family `xml:"Fmly"`
}

// Family is BankTransactionCodeStructure6.
type Family struct {
	Code      string `xml:"Cd" iso:"4"`
	SubFamily string `xml:"SubFmlyCd" iso:"4"`
}

// Proprietary is ProprietaryBankTransactionCodeStructure1.
type Proprietary struct {
	Code   string `xml:"Cd" iso:"35"`
	Issuer string `xml:"Issr,omitempty" iso:"35"`
}

// EntryDetails is EntryDetails9.
type EntryDetails struct {
	Batch        *BatchInfo    `xml:"Btch,omitempty"`
	Transactions []Transaction `xml:"TxDtls,omitempty"`
}

// BatchInfo is BatchInformation2.
type BatchInfo struct {
	MessageID    string `xml:"MsgId,omitempty" iso:"35"`
	Transactions string `xml:"NbOfTxs,omitempty" iso:"15,num"`
}

// Transaction is EntryTransaction10.
type Transaction struct {
	References *References `xml:"Refs,omitempty"`
	Amount     *Amount     `xml:"Amt,omitempty"`
	Sign       string      `xml:"CdtDbtInd,omitempty" iso:"CreditDebitCode"`
	Agents     *Agents     `xml:"RltdAgts,omitempty"`
	Instrument *Word       `xml:"LclInstrm,omitempty"`
	Dates      *Dates      `xml:"RltdDts,omitempty"`
}

// References is TransactionReferences6.
type References struct {
	MessageID   string `xml:"MsgId,omitempty" iso:"35"`
	Servicer    string `xml:"AcctSvcrRef,omitempty" iso:"35"`
	Instruction string `xml:"InstrId,omitempty" iso:"35"`
	EndToEnd    string `xml:"EndToEndId,omitempty" iso:"35"`
	UETR        string `xml:"UETR,omitempty" iso:"uetr"`
	Transaction string `xml:"TxId,omitempty" iso:"35"`
}

// Agents is TransactionAgents5.
type Agents struct {
	Instructing *Agent       `xml:"InstgAgt,omitempty"`
	Instructed  *Agent       `xml:"InstdAgt,omitempty"`
	Others      []OtherAgent `xml:"Prtry,omitempty"`
}

// OtherAgent is ProprietaryAgent4.
type OtherAgent struct {
	Type  string `xml:"Tp" iso:"35"`
	Agent Agent  `xml:"Agt"`
}

// Dates is TransactionDates3.
type Dates struct {
	Accepted *DateTime `xml:"AccptncDtTm,omitempty"`
	Settled  *Date     `xml:"IntrBkSttlmDt,omitempty"`
}
