package iso20022

import "tonghui/base/ident"

// The tag `iso` says what a text may hold: a number is the greatest length in characters (MaxNText), "id" a UETR, "bic", "ccy",
// "ctry", "num" digits, "utc" a time with Z, or the name of a code set of codes.go; several are separated by commas. An element is optional if its
// xml tag has omitempty. "choice" on a struct's first field: exactly one of its fields is given.

// Agent is a financial institution (BranchAndFinancialInstitutionIdentification6).
type Agent struct {
	Institution Institution `xml:"FinInstnId"`
}

// Institution is FinancialInstitutionIdentification18.
type Institution struct {
	BIC    string  `xml:"BICFI,omitempty" iso:"bic"`
	Member *Member `xml:"ClrSysMmbId,omitempty"`
	Name   string  `xml:"Nm,omitempty" iso:"140"`
}

// Member is ClearingSystemMemberIdentification2: a participant of a clearing system.
type Member struct {
	System *ClearingSystem `xml:"ClrSysId,omitempty"`
	ID     string          `xml:"MmbId" iso:"35"`
}

// ClearingSystem is a code or a scheme's own word.
type ClearingSystem struct {
	Code        string `xml:"Cd,omitempty" iso:"5,choice"`
	Proprietary string `xml:"Prtry,omitempty" iso:"35"`
}

// Bank is the agent with a bank code of the China National Advanced Payment System (行号).
func Bank(code ident.BankCode) Agent {
	return Agent{Institution{Member: &Member{System: &ClearingSystem{Code: clearingSystemChina}, ID: string(code)}}}
}

// BankCode is the agent's bank code, or "" if it has another kind of identification.
func (a *Agent) BankCode() ident.BankCode {
	if a == nil || a.Institution.Member == nil {
		return ""
	}
	m := a.Institution.Member
	if m.System == nil || m.System.Code != clearingSystemChina {
		return ""
	}
	code, err := ident.ParseBankCode(m.ID)
	if err != nil || string(code) != m.ID {
		return ""
	}
	return code
}

// Party is a payer or payee (PartyIdentification135).
type Party struct {
	Name    string   `xml:"Nm,omitempty" iso:"140"`
	Address *Address `xml:"PstlAdr,omitempty"`
}

// Address is PostalAddress24.
type Address struct {
	Street     string   `xml:"StrtNm,omitempty" iso:"70"`
	Building   string   `xml:"BldgNb,omitempty" iso:"16"`
	PostBox    string   `xml:"PstBx,omitempty" iso:"16"`
	Room       string   `xml:"Room,omitempty" iso:"70"`
	PostCode   string   `xml:"PstCd,omitempty" iso:"16"`
	Town       string   `xml:"TwnNm,omitempty" iso:"35"`
	Province   string   `xml:"CtrySubDvsn,omitempty" iso:"35"`
	Country    string   `xml:"Ctry,omitempty" iso:"ctry"`
	FreeFormat []string `xml:"AdrLine,omitempty" iso:"70"`
}

// Account is CashAccount38.
type Account struct {
	ID       AccountID `xml:"Id"`
	Currency string    `xml:"Ccy,omitempty" iso:"ccy"`
	Name     string    `xml:"Nm,omitempty" iso:"70"`
}

// AccountID is an IBAN or another number.
type AccountID struct {
	IBAN  string        `xml:"IBAN,omitempty" iso:"34,choice"`
	Other *OtherAccount `xml:"Othr,omitempty"`
}

// OtherAccount is GenericAccountIdentification1.
type OtherAccount struct {
	ID string `xml:"Id" iso:"34"`
}

// AccountNumber makes an account of a number (账号).
func AccountNumber(number string) *Account {
	return &Account{ID: AccountID{Other: &OtherAccount{ID: number}}}
}

// Number is the account's number, of whatever kind; "" for none.
func (a *Account) Number() string {
	switch {
	case a == nil:
		return ""
	case a.ID.Other != nil:
		return a.ID.Other.ID
	}
	return a.ID.IBAN
}

// Reason is a code of an external set or a scheme's own word.
type Reason struct {
	Code        string `xml:"Cd,omitempty" iso:"4,choice"`
	Proprietary string `xml:"Prtry,omitempty" iso:"35"`
}

// Word is a scheme's own word, or a code.
type Word struct {
	Code        string `xml:"Cd,omitempty" iso:"35,choice"`
	Proprietary string `xml:"Prtry,omitempty" iso:"35"`
}

// OriginalGroup is OriginalGroupInformation29: in which message the original was.
type OriginalGroup struct {
	MessageID  string    `xml:"OrgnlMsgId" iso:"35"`
	Definition string    `xml:"OrgnlMsgNmId" iso:"35"`
	Created    *DateTime `xml:"OrgnlCreDtTm,omitempty"`
}

// Pagination is Pagination1.
type Pagination struct {
	Page string `xml:"PgNb" iso:"5,num"`
	Last bool   `xml:"LastPgInd"`
}

// DateChoice is DateAndDateTime2Choice.
type DateChoice struct {
	Date *Date     `xml:"Dt,omitempty" iso:"choice"`
	Time *DateTime `xml:"DtTm,omitempty"`
}
