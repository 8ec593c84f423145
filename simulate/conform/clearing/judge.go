package clearing

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/platform/auth/signature"
	"tonghui/simulate/clearing/message"
	"tonghui/simulate/conform"
)

// Config is a trial. Both banks must take part in the house, with a balance of 1,000 yuan or more each, a net debit cap of 100
// yuan or more, and the addresses at which they listen.
type Config struct {
	URL          string // of the clearing house
	Payer, Payee *Bank
	Wait         time.Duration               // for a message that must come; default 10 s
	CutOff       func(context.Context) error // brings about the end of the window; nil: what follows it is not judged
	Only         []string                    // parts to try, of Parts; empty: all
}

// Parts are what a trial consists of, in order; what the house pushes is always judged.
var Parts = []string{"doors", "messages", "real-time", "refusals", "questions", "returns", "recalls", "deferred"}

// The doors of the protocol.
const (
	bankDoor  = "/v1/clearing/messages"
	houseDoor = "/iso20022/messages"
)

var (
	errListen = problem.New(problem.Unavailable, "conform.listen",
		"The kit can't listen at %s. Choose another address.", "无法监听 %s。请更换地址。")
	errDirectory = problem.New(problem.Unavailable, "conform.directory",
		"The clearing house's directory (GET /participants) can't be read: %s.", "无法读取清算所目录（GET /participants）：%s。")
	errNotMember = problem.New(problem.Refused, "conform.not_member",
		"The trial bank %s does not take part in this clearing house yet. Let its operator add it with the key and address of the trial file.",
		"试验行 %s 尚未加入该清算所。请其运维方按试验文件登记公钥与地址。")
)

// judge is a trial under way.
type judge struct {
	Config
	ctx    context.Context
	report conform.Report
	base   values
	serial int
	prefix string
	broken bool // the case under way has failed already: nothing more is tried in it
}

// Judge tries a clearing house. The error is for a trial that could not begin; what failed stands in the report.
func Judge(ctx context.Context, c Config) (*conform.Report, error) {
	if c.Wait == 0 {
		c.Wait = 10 * time.Second
	}
	c.URL = strings.TrimSuffix(c.URL, "/")
	j := &judge{Config: c, ctx: ctx, report: conform.Report{Subject: "clearing", URL: c.URL}, prefix: fmt.Sprintf("C%x", time.Now().UnixMicro())}
	house, err := j.directory()
	if err != nil {
		return nil, err
	}
	for _, b := range []*Bank{c.Payer, c.Payee} {
		stop, err := b.serve(ctx)
		if err != nil {
			return nil, err
		}
		defer stop()
	}
	at, err := j.position(c.Payer)
	if err != nil {
		return nil, errDirectory.With(err)
	}
	j.base = values{"HOUSE": house, "PAYER": c.Payer.Code, "PAYEE": c.Payee.Code, "FROM": c.Payer.Code, "DATE": at.Date, "AMOUNT": "1.23",
		"CXL": "none", "RTR": "none", "STRANGER": c.Payee.Code}
	for i, part := range []func(){func() { j.doors(); j.foreignPosition() }, j.badMessages, j.realTime, j.refusals, j.questions, j.returns, j.recalls,
		j.deferred} {
		if len(c.Only) == 0 || slices.Contains(c.Only, Parts[i]) {
			part()
		}
	}
	j.pushed()
	return &j.report, nil
}

// directory finds the house's code and keys, and whether both banks take part.
func (j *judge) directory() (house string, err error) {
	client := &http.Client{Timeout: 15 * time.Second}
	r, err := http.NewRequestWithContext(j.ctx, http.MethodGet, j.URL+"/participants", nil)
	if err != nil {
		return "", errDirectory.With(err)
	}
	got, err := (&Bank{client: client}).do(r)
	var in struct {
		Participants []struct {
			Code string
			Keys []struct{ PublicKey string }
		}
	}
	if err == nil {
		err = json.Unmarshal(got.body, &in)
	}
	if err != nil || len(in.Participants) == 0 {
		return "", errDirectory.With(fmt.Sprint(err))
	}
	known := map[string]bool{}
	house = in.Participants[0].Code // the house itself stands first
	var keys []signature.PublicKey
	for _, p := range in.Participants {
		known[p.Code] = true
		for _, k := range p.Keys {
			if p.Code != house {
				continue
			}
			key, err := signature.ParsePublic([]byte(k.PublicKey))
			if err != nil {
				return "", err
			}
			keys = append(keys, key)
		}
	}
	for _, b := range []*Bank{j.Payer, j.Payee} {
		if !known[b.Code] {
			return "", errNotMember.With(b.Code)
		}
		b.peer, b.url, b.client, b.keys = house, j.URL, client, keys
		b.in, b.out = bankDoor, houseDoor
	}
	return house, nil
}

// place is a position, as the protocol says.
type place struct {
	Participant, Currency, Date, Balance, Reserved, NetDebit, Cap string
}

func (p place) fen(text string) (a money.Amount) {
	_ = a.UnmarshalText([]byte(text)) // a text that is no number shows as a difference
	return a
}

func (j *judge) position(b *Bank) (p place, err error) {
	got, err := b.request(j.ctx, http.MethodGet, "/participants/"+b.Code+"/position", nil, nil)
	if err != nil {
		return p, err
	}
	if got.status != http.StatusOK {
		return p, fmt.Errorf("GET position answered %d: %s", got.status, got.body)
	}
	return p, json.Unmarshal(got.body, &p)
}

// fresh are the marks of a new payment of the payer's bank.
func (j *judge) fresh(pairs ...string) values {
	j.serial++
	id := fmt.Sprintf("%s-%d", j.prefix, j.serial)
	return j.base.with("BIZ", id, "MSG", id+"M", "ORIGMSG", id+"M", "TX", id+"T", "E2E", id+"E", "UETR", newUUID(), "NOW", message.Time(time.Now())).
		with(pairs...)
}

// again are the marks of another message about the same payment, from a bank.
func (j *judge) again(v values, from *Bank, pairs ...string) values {
	j.serial++
	id := fmt.Sprintf("%s-%d", j.prefix, j.serial)
	return v.with("FROM", from.Code, "BIZ", id, "MSG", id+"M", "NOW", message.Time(time.Now())).with(pairs...)
}

// expect sends a golden message and wants a status and, for a refusal, the reason in its admi.002.
func (j *judge) expect(b *Bank, file string, v values, status int, reason string) error {
	return j.step(func() error { return j.exchange(b, file, v, status, reason) })
}

// step tries a part of a case, unless one before it has failed.
func (j *judge) step(try func() error) error {
	if j.broken {
		return nil // what has failed is reported
	}
	err := try()
	j.broken = err != nil
	return err
}

// add reports a case and begins the next one.
func (j *judge) add(name, message, rule string, err error) {
	j.broken = false
	j.report.Add(name, message, rule, err)
}

func (j *judge) exchange(b *Bank, file string, v values, status int, reason string) error {
	got, err := b.send(j.ctx, fill(file, v))
	if err != nil {
		return err
	}
	return judgeAnswer(got, v, status, reason)
}

func judgeAnswer(got answer, v values, status int, reason string) error {
	if got.status != status {
		return fmt.Errorf("answered %d, should be %d: %.300s", got.status, status, got.body)
	}
	if status == http.StatusAccepted {
		var ack struct {
			BizMsgIdr, ReceivedAt string
			Duplicate             *bool
		}
		if err := json.Unmarshal(got.body, &ack); err != nil || ack.BizMsgIdr != v["BIZ"] || ack.Duplicate == nil || ack.ReceivedAt == "" {
			return fmt.Errorf("the 202 must hold bizMsgIdr, receivedAt and duplicate of this message: %.300s", got.body)
		}
		if *ack.Duplicate != (reason == "duplicate") {
			return fmt.Errorf("duplicate is %v", *ack.Duplicate)
		}
		return nil
	}
	if reason == "" {
		return nil
	}
	f, err := message.ReadReject(got.body)
	if err != nil {
		return fmt.Errorf("the body is no valid admi.002: %w", err)
	}
	if f.Reason != reason {
		return fmt.Errorf("the admi.002 says %s (%s), should be %s", f.Reason, f.What, reason)
	}
	return nil
}

// status waits for the fate of a payment and holds it to what it should be.
func (j *judge) status(b *Bank, v values, about, want, reason string) error {
	return j.step(func() error {
		e := b.await(j.ctx, j.Wait, func(e *message.Envelope) bool {
			s := e.Doc.Get("TxInfAndSts/TxSts")
			return e.Version == message.Pacs002 && e.Doc.Get("TxInfAndSts/OrgnlUETR") == v["UETR"] && s != "ACSP" &&
				strings.HasPrefix(e.Doc.Get("TxInfAndSts/OrgnlGrpInf/OrgnlMsgNmId"), about)
		})
		if e == nil {
			return fmt.Errorf("no final pacs.002 about %s came to %s within %s", v["UETR"], b.Code, j.Wait)
		}
		n := e.Doc.At("TxInfAndSts")
		if got := n.Get("TxSts"); got != want {
			return fmt.Errorf("pacs.002 %s says %s %s, should be %s %s", e.ID, got, n.Get("StsRsnInf/Rsn/Cd"), want, reason)
		}
		if got := n.Get("StsRsnInf/Rsn/Cd"); got != reason {
			return fmt.Errorf("pacs.002 %s has the reason %q, should be %q", e.ID, got, reason)
		}
		return nil
	})
}

// silence wants no final status of a payment within a second.
func (j *judge) silence(b *Bank, v values) error {
	return j.step(func() error {
		e := b.await(j.ctx, min(j.Wait, time.Second), func(e *message.Envelope) bool {
			s := e.Doc.Get("TxInfAndSts/TxSts")
			return e.Version == message.Pacs002 && e.Doc.Get("TxInfAndSts/OrgnlUETR") == v["UETR"] && s != "ACSP"
		})
		if e != nil {
			return fmt.Errorf("pacs.002 %s says %s, although the payee's bank has not decided", e.ID, e.Doc.Get("TxInfAndSts/TxSts"))
		}
		return nil
	})
}

// forwarded waits for a message about a payment, as the house hands it on, and for its content to be the sender's.
func (j *judge) forwarded(b *Bank, v values, version, path string, sentBody []byte, same string) error {
	return j.step(func() error {
		e := b.await(j.ctx, j.Wait, func(e *message.Envelope) bool { return e.Version == version && e.Doc.Get(path) == v["UETR"] })
		if e == nil {
			return fmt.Errorf("no %s about %s came to %s within %s", version, v["UETR"], b.Code, j.Wait)
		}
		mine, err := message.Read(sentBody)
		if err != nil {
			return fmt.Errorf("the kit's own message: %w", err)
		}
		if e.Doc.At(same).Content() != mine.Doc.At(same).Content() {
			return fmt.Errorf("%s %s was changed on its way: %s became %s", version, e.ID, mine.Doc.At(same).Content(), e.Doc.At(same).Content())
		}
		return nil
	})
}
