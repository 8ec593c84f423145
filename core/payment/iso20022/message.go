package iso20022

import (
	"slices"
)

// Message is a document of one of the definitions.
type Message interface {
	// Definition is the message's name and version, such as "pacs.008.001.08".
	Definition() string
}

// The definitions that the package reads and writes.
const (
	HeaderVersion       = "head.001.001.02"
	CreditTransferID    = "pacs.008.001.08" //nolint:gosec // a message, no credentials
	StatusReportID      = "pacs.002.001.10"
	PaymentReturnID     = "pacs.004.001.09"
	StatusRequestID     = "pacs.028.001.03"
	CancellationID      = "camt.056.001.08"
	ResolutionID        = "camt.029.001.09"
	StatementID         = "camt.053.001.08"
	NotificationID      = "camt.054.001.08"
	RejectID            = "admi.002.001.01"
	SystemEventID       = "admi.004.001.02"
	namespace           = "urn:iso:std:iso:20022:tech:xsd:"
	envelopeNamespace   = "urn:tonghui:clearing:envelope:1"
	schemaInstanceSpace = "http://www.w3.org/2001/XMLSchema-instance"
	schemaLocationAttr  = "schemaLocation"
	envelopeElement     = "Envelope"
	headerElement       = "AppHdr"
	documentElement     = "Document"
	clearingSystemChina = "CNAPS" // ExternalClearingSystemIdentification1Code
)

// body is how one definition's document looks like: its root element below Document, and a new value for it.
type body struct {
	root string
	make func() Message
}

var bodies = map[string]body{
	CreditTransferID: {"FIToFICstmrCdtTrf", func() Message { return &CreditTransfer{} }},
	StatusReportID:   {"FIToFIPmtStsRpt", func() Message { return &StatusReport{} }},
	PaymentReturnID:  {"PmtRtr", func() Message { return &PaymentReturn{} }},
	StatusRequestID:  {"FIToFIPmtStsReq", func() Message { return &StatusRequest{} }},
	CancellationID:   {"FIToFIPmtCxlReq", func() Message { return &CancellationRequest{} }},
	ResolutionID:     {"RsltnOfInvstgtn", func() Message { return &Resolution{} }},
	StatementID:      {"BkToCstmrStmt", func() Message { return &Statements{} }},
	NotificationID:   {"BkToCstmrDbtCdtNtfctn", func() Message { return &Notifications{} }},
	RejectID:         {"admi.002.001.01", func() Message { return &Reject{} }},
	SystemEventID:    {"SysEvtNtfctn", func() Message { return &SystemEvent{} }},
}

// Definitions are the documents that the package reads and writes, in alphabetical order.
func Definitions() []string {
	out := make([]string, 0, len(bodies))
	for d := range bodies {
		out = append(out, d)
	}
	slices.Sort(out)
	return out
}

// Definition is pacs.008.001.08.
func (*CreditTransfer) Definition() string { return CreditTransferID }

// Definition is pacs.002.001.10.
func (*StatusReport) Definition() string { return StatusReportID }

// Definition is pacs.004.001.09.
func (*PaymentReturn) Definition() string { return PaymentReturnID }

// Definition is pacs.028.001.03.
func (*StatusRequest) Definition() string { return StatusRequestID }

// Definition is camt.056.001.08.
func (*CancellationRequest) Definition() string { return CancellationID }

// Definition is camt.029.001.09.
func (*Resolution) Definition() string { return ResolutionID }

// Definition is camt.053.001.08.
func (*Statements) Definition() string { return StatementID }

// Definition is camt.054.001.08.
func (*Notifications) Definition() string { return NotificationID }

// Definition is admi.002.001.01.
func (*Reject) Definition() string { return RejectID }

// Definition is admi.004.001.02.
func (*SystemEvent) Definition() string { return SystemEventID }
