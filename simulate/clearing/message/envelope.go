package message

import (
	"bytes"
	"errors"
	"strings"
	"time"
	"unicode/utf8"
)

// HeaderVersion is the business application header's.
const HeaderVersion = "head.001.001.02"

const (
	envelopeSpace = "urn:tonghui:clearing:envelope:1"
	isoSpace      = "urn:iso:std:iso:20022:tech:xsd:"
)

// The documents by their versions.
const (
	Pacs008 = "pacs.008.001.08" // customer credit transfer
	Pacs002 = "pacs.002.001.10" // status report
	Pacs004 = "pacs.004.001.09" // return
	Pacs028 = "pacs.028.001.03" // status request
	Camt056 = "camt.056.001.08" // cancellation request
	Camt029 = "camt.029.001.09" // resolution of investigation
	Camt054 = "camt.054.001.08" // notification
	Camt053 = "camt.053.001.08" // statement
	Admi004 = "admi.004.001.02" // system event
	Admi002 = "admi.002.001.01" // reject; the body of an answer
)

// Envelope is a header and its document.
type Envelope struct {
	From, To string // participant codes
	ID       string // BizMsgIdr
	Version  string // of the document
	Service  string // RTP or DNS for payments and returns
	At       time.Time
	Doc      *Node // below Document: the message's own root
}

// Fault is what is wrong with a message, as an admi.002 says it.
type Fault struct {
	Reason string // XML, ENVELOPE, HEADER, VERSION, SCHEMA, TOOBIG, SENDER, DUPID or UNKNOWN
	Where  string
	What   string
	Ref    string // the BizMsgIdr, if it could be read
}

func (f *Fault) Error() string { return f.Reason + " " + f.Where + ": " + f.What }

func fault(reason, where, what string) *Fault {
	return &Fault{Reason: reason, Where: strings.TrimPrefix(where, "/"), What: what}
}

// Read takes an envelope apart and holds all of it to the protocol. The error is a *Fault.
func Read(raw []byte) (*Envelope, error) {
	root, err := parse(raw)
	if err != nil {
		return nil, err
	}
	if root.Name != "Envelope" || root.space != envelopeSpace || len(root.Kids) != 2 ||
		root.Kids[0].Name != "AppHdr" || root.Kids[1].Name != "Document" || root.Text != "" {
		return nil, fault("ENVELOPE", root.Name, "an Envelope holds AppHdr and Document, in this order")
	}
	head, doc := root.Kids[0], root.Kids[1]
	ref := head.Get("BizMsgIdr")
	if !patterns["bizid"].MatchString(ref) {
		ref = ""
	}
	e, err := readParts(head, doc)
	var f *Fault
	if errors.As(err, &f) {
		f.Ref = ref
		return nil, f
	}
	return e, err
}

func readParts(head, doc *Node) (*Envelope, error) {
	if head.space != isoSpace+HeaderVersion && strings.HasPrefix(head.space, isoSpace+"head.") {
		return nil, fault("VERSION", "AppHdr", "the header is "+HeaderVersion)
	}
	if err := check(head, schemas().roots[HeaderVersion], isoSpace+HeaderVersion, ""); err != nil {
		var f *Fault
		if errors.As(err, &f) {
			f.Reason = "HEADER"
		}
		return nil, err
	}
	e := &Envelope{From: agentOf(head, "Fr/FIId"), To: agentOf(head, "To/FIId"), ID: head.Get("BizMsgIdr"),
		Version: head.Get("MsgDefIdr"), Service: head.Get("BizSvc")}
	e.At, _ = time.Parse(time.RFC3339Nano, head.Get("CreDt")) // of the right form, as the schema says
	want, known := schemas().roots[e.Version]
	switch {
	case !known || e.Version == HeaderVersion:
		return nil, fault("VERSION", "AppHdr/MsgDefIdr", e.Version+" is not taken")
	case doc.space != isoSpace+e.Version:
		return nil, fault("VERSION", "Document", "its namespace is not that of "+e.Version)
	case len(doc.Kids) != 1 || doc.Kids[0].Name != want.name || doc.Text != "":
		return nil, fault("SCHEMA", "Document", "it holds one "+want.name)
	case (e.Service != "") != (e.Version == Pacs008 || e.Version == Pacs004):
		return nil, fault("HEADER", "AppHdr/BizSvc", "payments and returns have one, others have none")
	}
	e.Doc = doc.Kids[0]
	if err := check(e.Doc, want, isoSpace+e.Version, "Document"); err != nil {
		return nil, err
	}
	return e, e.consistent()
}

// consistent checks what no single element shows.
func (e *Envelope) consistent() error {
	if e.Service != "" && e.Doc.Get("GrpHdr/SttlmInf/ClrSys/Prtry") != e.Service {
		return fault("HEADER", "AppHdr/BizSvc", "it differs from SttlmInf/ClrSys")
	}
	if e.Version == Pacs002 && (e.Doc.Get("TxInfAndSts/TxSts") == "RJCT") != (e.Doc.At("TxInfAndSts/StsRsnInf") != nil) {
		return fault("SCHEMA", "Document/FIToFIPmtStsRpt/TxInfAndSts/StsRsnInf", "a refusal has a reason, other statuses have none")
	}
	if e.Version != Pacs008 {
		return nil
	}
	tx := e.Doc.At("CdtTrfTxInf")
	for _, pair := range [][2]string{{"InstgAgt", "DbtrAgt"}, {"InstdAgt", "CdtrAgt"}} {
		if agentOf(tx, pair[0]) != agentOf(tx, pair[1]) {
			return fault("SCHEMA", "Document/FIToFICstmrCdtTrf/CdtTrfTxInf/"+pair[1], "it differs from "+pair[0])
		}
	}
	return nil
}

// Write makes the XML of an envelope.
func (e *Envelope) Write() []byte {
	head := El("AppHdr",
		El("Fr", El("FIId", Agent(e.From))), El("To", El("FIId", Agent(e.To))),
		Val("BizMsgIdr", e.ID), Val("MsgDefIdr", e.Version), Opt("BizSvc", e.Service), Val("CreDt", Time(e.At)))
	doc := El("Document", e.Doc)
	head.put(isoSpace + HeaderVersion)
	doc.put(isoSpace + e.Version)
	root := El("Envelope", head, doc)
	root.space = envelopeSpace
	b := bytes.NewBufferString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	root.write(b, "")
	return b.Bytes()
}

func (n *Node) put(space string) {
	n.space = space
	for _, k := range n.Kids {
		k.put(space)
	}
}

// Agent is a participant's one form.
func Agent(code string) *Node {
	return El("FinInstnId", El("ClrSysMmbId", El("ClrSysId", Val("Cd", "CNAPS")), Val("MmbId", code)))
}

func agentOf(n *Node, path string) string { return n.Get(path + "/FinInstnId/ClrSysMmbId/MmbId") }

// AgentAt is the participant's code at a path such as "CdtTrfTxInf/InstgAgt".
func AgentAt(n *Node, path string) string { return agentOf(n, path) }

// Time is a time in the standard's form, UTC.
func Time(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// Reject is the admi.002 for a fault, as the body of an answer: an envelope, or the bare document when the sender isn't known.
func (f *Fault) Reject(from, to, id string, at time.Time) []byte {
	ref := f.Ref
	if ref == "" {
		ref = "NOTPROVIDED"
	}
	root := El(Admi002, El("RltdRef", Val("Ref", ref)),
		El("Rsn", Val("RjctgPtyRsn", f.Reason), Val("RjctnDtTm", Time(at)), Opt("ErrLctn", cut(f.Where)), Opt("RsnDesc", cut(f.What))))
	if to != "" {
		return (&Envelope{From: from, To: to, ID: id, Version: Admi002, At: at, Doc: root}).Write()
	}
	doc := El("Document", root)
	doc.put(isoSpace + Admi002)
	b := bytes.NewBufferString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	doc.write(b, "")
	return b.Bytes()
}

func cut(s string) string {
	for utf8.RuneCountInString(s) > 350 {
		s = string([]rune(s)[:350])
	}
	return s
}

// ReadReject reads an admi.002, in an envelope or bare, and holds it to its schema.
func ReadReject(raw []byte) (*Fault, error) {
	root, err := parse(raw)
	if err != nil {
		return nil, err
	}
	var n *Node
	if root.Name == "Envelope" {
		e, err := Read(raw)
		if err != nil {
			return nil, err
		}
		n = e.Doc
	} else {
		if root.Name != "Document" || len(root.Kids) != 1 {
			return nil, fault("SCHEMA", root.Name, "not a Document with one "+Admi002)
		}
		n = root.Kids[0]
	}
	if err := check(n, schemas().roots[Admi002], isoSpace+Admi002, "Document"); err != nil {
		return nil, err
	}
	return &Fault{Ref: n.Get("RltdRef/Ref"), Reason: n.Get("Rsn/RjctgPtyRsn"), Where: n.Get("Rsn/ErrLctn"), What: n.Get("Rsn/RsnDesc")}, nil
}
