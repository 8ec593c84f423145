package iso20022

// Header is the business application header (head.001.001.02).
type Header struct {
	From              Side     `xml:"Fr"`
	To                Side     `xml:"To"`
	ID                string   `xml:"BizMsgIdr" iso:"35"`
	Definition        string   `xml:"MsgDefIdr" iso:"35"`
	Service           string   `xml:"BizSvc,omitempty" iso:"35"`
	Created           DateTime `xml:"CreDt" iso:"utc"`
	CopyDuplicate     string   `xml:"CpyDplct,omitempty" iso:"CopyDuplicate1Code"`
	PossibleDuplicate *bool    `xml:"PssblDplct,omitempty"`
	Priority          string   `xml:"Prty,omitempty" iso:"4"`
}

// Side is who sends or gets the message (Party44Choice); in the clearing always a financial institution.
type Side struct {
	Institution Agent `xml:"FIId"`
}

// Envelope is a header with its document.
type Envelope struct {
	Header  Header
	Message Message
}
