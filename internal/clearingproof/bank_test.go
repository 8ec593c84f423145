package clearingproof

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/core/payment"
	"tonghui/core/payment/clearing"
	"tonghui/platform/audit"
	"tonghui/platform/auth/approval"
	"tonghui/platform/auth/signature"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

const (
	selfCode    = "313581000072"
	houseCode   = "001100090017"
	payerNumber = "6217001000000000011"
	payeeNumber = "6217001000000000029"
)

var peerCodes = []string{"102100000097", "105290000176", "403100000012"}

// bank is the bank's process.
type bank struct {
	desk
	st *store.Store
}

// runBank is the bank's process: it serves until it is killed.
func runBank(ctx context.Context, dir, listen, houseURL string) error {
	st, err := store.Open(ctx, filepath.Join(dir, "bank.db"), store.Options{CacheMB: 16, Readers: 4})
	if err != nil {
		return err
	}
	if _, err := st.Migrate(ctx, "proof", store.Schema{Module: "ledger", Files: ledger.Schema()}, jobs.Schema(),
		store.Schema{Module: "audit", Files: audit.Schema()}, store.Schema{Module: "approval", Files: approval.Schema()},
		store.Schema{Module: "clearing", Files: clearing.Schema()}, deskSchema); err != nil {
		return err
	}
	key, err := readKey(filepath.Join(dir, "bank.key"))
	if err != nil {
		return err
	}
	houseKey, err := readKey(filepath.Join(dir, "house.key"))
	if err != nil {
		return err
	}
	log := audit.New(st, audit.Config{})
	b := &bank{st: st, desk: desk{led: ledger.New(st, ledger.Options{Audit: log})}}
	queue := jobs.New(st, jobs.Options{Poll: 20 * time.Millisecond})
	acts := approval.New(st, log)
	b.c = clearing.New(st, b.led, clearing.Options{Self: selfCode, House: houseCode, URL: houseURL, Key: key, Payments: &b.desk, Queue: queue,
		Audit: log, Approvals: acts, Branch: "0001", Answer: 500 * time.Millisecond, Backoff: jobs.Exponential(20*time.Millisecond, 500*time.Millisecond),
		Net: func(o *payment.Order) bool { return o.Amount%10 < 3 }})
	acts.Add(b.c.Acts()...)
	if err := queue.Register(b.c.Workers()...); err != nil {
		return err
	}
	if err := b.found(ctx, houseKey.Public()); err != nil {
		return err
	}
	if err := queue.Start(ctx); err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/clearing/messages", b.messages)
	mux.HandleFunc("POST /pay", b.pay)
	mux.HandleFunc("GET /books", b.books)
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	return (&http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}).Serve(l)
}

func readKey(file string) (*signature.PrivateKey, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return signature.ParsePrivate(text)
}

// found makes the bank at its first start, and finds its accounts at the next ones.
func (b *bank) found(ctx context.Context, houseKey signature.PublicKey) error {
	if _, err := b.led.AccountByNumber(ctx, payeeNumber); err != nil {
		if problem.KindOf(err) != problem.NotFound {
			return err
		}
		today := calendar.FromTime(b.st.Now().Add(8 * time.Hour))
		err := b.st.Update(ctx, func(tx *store.Tx) error {
			if _, open := tx.BankDate(); open {
				return nil
			}
			return errors.Join(b.led.SeedChart(tx), b.led.OpenDay(tx, today))
		})
		if err != nil {
			return err
		}
		if err := b.st.Update(ctx, func(tx *store.Tx) error { return b.open(tx, houseKey) }); err != nil {
			return err
		}
	}
	for number, id := range map[string]*ledger.AccountID{"3001-0001-transit": &b.transit, payerNumber: &b.payer, payeeNumber: &b.payee} {
		a, err := b.led.AccountByNumber(ctx, number)
		if err != nil {
			return err
		}
		*id = a.ID
	}
	return nil
}

func (b *bank) open(tx *store.Tx, houseKey signature.PublicKey) error {
	if err := b.c.Found(tx); err != nil {
		return err
	}
	for number, code := range map[string]ledger.Code{"3001-0001-transit": "3001", payerNumber: "2011", payeeNumber: "2011"} {
		if _, err := b.led.OpenAccount(tx, ledger.NewAccount{Number: number, Code: code, Currency: "CNY", Branch: "0001", Name: number}); err != nil {
			return err
		}
	}
	all := []clearing.Participant{{Code: houseCode, Name: "清算所", House: true, Active: true}}
	for _, code := range peerCodes {
		p := clearing.Participant{Name: "他行", Active: true}
		if err := p.Code.UnmarshalText([]byte(code)); err != nil {
			return err
		}
		all = append(all, p)
	}
	for _, p := range all {
		if err := b.c.Enrol(tx, p); err != nil {
			return err
		}
	}
	return b.c.Rotate(tx, houseCode, houseKey, tx.Now().Add(-time.Hour))
}

// messages is the bank's door for the house.
func (b *bank) messages(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 2<<20))
	if err != nil {
		return // the house hung up
	}
	if r.Header.Get("Content-Type") != "application/xml" { // as the app's door for it does
		http.Error(w, "a message is XML", http.StatusUnsupportedMediaType)
		return
	}
	a, err := b.c.Receive(r.Context(), r, body)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bank: receive:", err)
		http.Error(w, err.Error(), problem.KindOf(err).Status())
		return
	}
	if a.Status != http.StatusAccepted && a.Status != http.StatusBadRequest {
		fmt.Fprintf(os.Stderr, "bank: receive: %d %s\n", a.Status, a.Body)
	}
	w.Header().Set("Content-Type", a.Type)
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body)
}

// wanted is a payment out.
type wanted struct {
	Reference, Bank, Account string
	Amount                   money.Amount
}

func (b *bank) pay(w http.ResponseWriter, r *http.Request) {
	var in wanted
	err := json.NewDecoder(r.Body).Decode(&in)
	var made *payment.Order
	if err == nil {
		err = b.st.Update(r.Context(), func(tx *store.Tx) (err error) {
			made, err = b.Pay(r.Context(), tx, payment.Instruction{Kind: payment.Transfer, Reference: in.Reference, From: b.payer, Amount: in.Amount,
				Currency: "CNY", To: payment.Payee{Account: in.Account, Name: "李强", Bank: in.Bank}, Purpose: "货款"})
			return err
		})
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]string{"uetr": made.UETR})
}

// bankBooks are what the bank says in the end.
type bankBooks struct {
	Orders                            []order
	Payer, Payee, Transit, Settlement money.Amount
	Settled                           money.Amount
	Check                             string
	JobsWaiting                       int64
	TransfersOpen                     int64
}

func (b *bank) books(w http.ResponseWriter, r *http.Request) {
	var out bankBooks
	err := b.st.View(r.Context(), func(v *store.View) (err error) {
		if out.Orders, err = store.All(v, scanOrder, selectOrder+"ORDER BY id"); err != nil {
			return err
		}
		if out.TransfersOpen, _, err = store.One(v, store.Value[int64],
			"SELECT COUNT(*) FROM clearing_transfers WHERE state NOT IN ('settled', 'rejected')"); err != nil {
			return err
		}
		out.Settled, err = b.c.Settled(v)
		return err
	})
	for number, sum := range map[string]*money.Amount{payerNumber: &out.Payer, payeeNumber: &out.Payee, "3001-0001-transit": &out.Transit,
		b.c.SettlementNumber(): &out.Settlement} {
		a, e := b.led.AccountByNumber(r.Context(), number)
		if err = errors.Join(err, e); e == nil {
			*sum = a.Balance.Booked
		}
	}
	if seq, e := b.st.Seq(r.Context()); e != nil {
		err = errors.Join(err, e)
	} else if e := b.c.Check(r.Context(), b.st, seq); e != nil {
		out.Check = e.Error()
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	_ = json.NewEncoder(w).Encode(out)
}
