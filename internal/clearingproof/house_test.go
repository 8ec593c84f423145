package clearingproof

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"log/slog"

	"tonghui/base/money"
	"tonghui/simulate"
	house "tonghui/simulate/clearing"
)

const funds money.Amount = 100_000_000_00

// runHouse is the clearing house's process, with the faults of the environment.
func runHouse(ctx context.Context, dir, listen, bankURL string) error {
	seed, err := strconv.ParseUint(os.Getenv("PROOF_SEED"), 10, 64)
	if err != nil {
		return err
	}
	faults, err := simulate.ParseFaults("slow,duplicate,late,wrong,drop,reorder", 0.1, seed)
	if err != nil {
		return err
	}
	st, err := simulate.Open(ctx, filepath.Join(dir, "house.db"), house.Schema())
	if err != nil {
		return err
	}
	key, err := readKey(filepath.Join(dir, "house.key"))
	if err != nil {
		return err
	}
	h := house.New(st, house.Options{Key: key, Faults: faults, Timeout: time.Second, Late: 400 * time.Millisecond,
		Log: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	bankKey, err := readKey(filepath.Join(dir, "bank.key"))
	if err != nil {
		return err
	}
	all := []house.Participant{{Code: selfCode, Name: "通惠", URL: bankURL, PublicKey: string(bankKey.Public().PEM()), Balance: funds, Cap: funds / 2}}
	for _, code := range peerCodes {
		all = append(all, house.Participant{Code: code, Name: "他行", Played: true, Balance: funds, Cap: funds / 2})
	}
	for _, p := range all {
		if err := h.Join(ctx, p); err != nil {
			return err
		}
	}
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/", h.Handler())
	mux.HandleFunc("GET /books", func(w http.ResponseWriter, r *http.Request) { books(w, r, h) })
	go func() {
		if err := h.Run(ctx); err != nil {
			panic(err)
		}
	}()
	return (&http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}).Serve(l)
}

// houseBooks are what the house says in the end.
type houseBooks struct {
	Payments []house.Payment
	Waiting  int64
	Balance  money.Amount // of the bank
	Total    money.Amount // of all
	Check    string
}

func books(w http.ResponseWriter, r *http.Request, h *house.House) {
	var out houseBooks
	for after := ""; ; {
		page, err := h.Payments(r.Context(), after, 1000)
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		if len(page) > 1 && len(page) == 1000 && page[998].UETR != page[999].UETR {
			page = page[:999] // the last one's return may be on the next page
		}
		out.Payments = append(out.Payments, page...)
		if len(page) < 999 {
			break
		}
		after = page[len(page)-1].UETR
	}
	at, err := h.Position(r.Context(), selfCode)
	if err == nil {
		out.Balance = at.Balance
		out.Waiting, err = h.Waiting(r.Context())
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	total, err := h.Check(r.Context())
	if out.Total = money.Amount(total); err != nil {
		out.Check = err.Error()
	}
	_ = json.NewEncoder(w).Encode(out)
}
