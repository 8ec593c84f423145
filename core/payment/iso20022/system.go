package iso20022

// Reject is admi.002.001.01, MessageReject (报文拒绝).
type Reject struct {
	Related RelatedReference `xml:"RltdRef"`
	Reason  RejectReason     `xml:"Rsn"`
}

// RelatedReference is MessageReference.
type RelatedReference struct {
	Reference string `xml:"Ref" iso:"35"`
}

// RejectReason is RejectionReason2.
type RejectReason struct {
	Code        string    `xml:"RjctgPtyRsn" iso:"35"`
	At          *DateTime `xml:"RjctnDtTm,omitempty"`
	Location    string    `xml:"ErrLctn,omitempty" iso:"350"`
	Description string    `xml:"RsnDesc,omitempty" iso:"350"`
	Data        string    `xml:"AddtlData,omitempty" iso:"20000"`
}

// SystemEvent is admi.004.001.02, SystemEventNotification (系统事件).
type SystemEvent struct {
	Event Event `xml:"EvtInf"`
}

// Event is Event2.
type Event struct {
	Code        string    `xml:"EvtCd" iso:"4"`
	Parameters  []string  `xml:"EvtParam,omitempty" iso:"35"`
	Description string    `xml:"EvtDesc,omitempty" iso:"1000"`
	At          *DateTime `xml:"EvtTm,omitempty"`
}
