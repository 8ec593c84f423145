package clearing

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"

	"tonghui/base/calendar"
	"tonghui/platform/store"
	"tonghui/simulate"
)

// admin is the simulator's desk: what it holds, and the events that an operator or a test brings about.
func (h *House) admin() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /admin", h.overview)
	mux.HandleFunc("GET /admin/messages", h.listMessages)
	mux.HandleFunc("GET /admin/payments", func(w http.ResponseWriter, r *http.Request) {
		list, err := h.Payments(r.Context(), r.URL.Query().Get("after"), 500)
		answer(w, map[string]any{"payments": list}, err)
	})
	mux.HandleFunc("GET /admin/check", func(w http.ResponseWriter, r *http.Request) {
		total, err := h.Check(r.Context())
		answer(w, map[string]any{"balanced": err == nil, "total": itoa(total)}, err)
	})
	mux.HandleFunc("POST /admin/participants", verb(func(r *http.Request, p Participant) (any, error) {
		return map[string]string{"joined": p.Code}, h.Join(r.Context(), p)
	}))
	mux.HandleFunc("POST /admin/inject", verb(h.injectMany))
	mux.HandleFunc("POST /admin/cutoff", verb(func(r *http.Request, _ struct{}) (any, error) {
		name, err := h.CutOff(r.Context())
		return map[string]string{"window": name}, err
	}))
	mux.HandleFunc("POST /admin/close", verb(func(r *http.Request, in struct{ Next calendar.Date }) (any, error) {
		return map[string]string{"next": in.Next.String()}, h.CloseDay(r.Context(), in.Next)
	}))
	mux.HandleFunc("POST /admin/statement", verb(func(r *http.Request, in statementOrder) (any, error) {
		return in, h.statement(r.Context(), in)
	}))
	mux.HandleFunc("POST /admin/plant", verb(func(r *http.Request, in plantOrder) (any, error) {
		if in.What != "missing" && in.What != "extra" && in.What != "amount" {
			return nil, errPlant
		}
		return in, h.st.Update(r.Context(), func(tx *store.Tx) error { return insertPlant(tx, in.Participant, in.Date, in.What) })
	}))
	return mux
}

type statementOrder struct {
	Participant string        `json:"participant"`
	Date        calendar.Date `json:"date"`
}

type plantOrder struct {
	Participant string        `json:"participant"`
	Date        calendar.Date `json:"date"`
	What        string        `json:"what"` // missing, extra or amount
}

// verb reads the JSON of an order and answers its outcome.
func verb[T any](do func(*http.Request, T) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in T
		if r.ContentLength != 0 {
			if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&in); err != nil {
				simulate.Refuse(w, errBody)
				return
			}
		}
		out, err := do(r, in)
		answer(w, out, err)
	}
}

func (h *House) overview(w http.ResponseWriter, r *http.Request) {
	type row struct {
		Participant
		Position Position `json:"position"`
	}
	var out struct {
		House        string        `json:"house"`
		Date         calendar.Date `json:"date"`
		Participants []row         `json:"participants"`
		Waiting      int64         `json:"waitingMessages"`
	}
	out.House = h.o.Code
	err := h.st.View(r.Context(), func(v *store.View) error {
		all, err := participants(v)
		if err != nil {
			return err
		}
		for _, p := range all {
			at, _, err := position(v, p.Code)
			if err != nil {
				return err
			}
			out.Date = at.Date
			out.Participants = append(out.Participants, row{p, at})
		}
		out.Waiting, err = waitingCount(v)
		return err
	})
	answer(w, out, err)
}

func (h *House) listMessages(w http.ResponseWriter, r *http.Request) {
	var out struct {
		Received []received `json:"received"`
		Sent     []outgoing `json:"sent"`
	}
	err := h.st.View(r.Context(), func(v *store.View) (err error) {
		if out.Received, err = receivedBy(v, r.URL.Query().Get("uetr")); err != nil {
			return err
		}
		out.Sent, err = sent(v, r.URL.Query().Get("uetr"))
		return err
	})
	answer(w, out, err)
}

// injectMany lets a played bank's customer pay, once or count times.
func (h *House) injectMany(r *http.Request, in struct {
	Inbound
	Count int `json:"count"`
}) (any, error) {
	var uetrs []string
	for range max(1, min(in.Count, 1000)) {
		uetrs = append(uetrs, NewUETR())
	}
	if in.Scheme == "" {
		in.Scheme = RTP
	}
	err := h.st.Update(r.Context(), func(tx *store.Tx) error {
		for _, u := range uetrs {
			if err := h.inject(tx, in.Inbound, u); err != nil {
				return err
			}
		}
		return nil
	})
	return map[string]any{"uetrs": uetrs}, err
}

// NewUETR makes a UUID version 4, in small letters.
func NewUETR() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// statement sends a participant the statement of a day, also of one that is not over.
func (h *House) statement(ctx context.Context, in statementOrder) error {
	return h.st.Update(ctx, func(tx *store.Tx) error {
		p, ok, err := participant(tx, in.Participant)
		if err != nil {
			return err
		}
		if !ok {
			return errNoBank.With(in.Participant)
		}
		return h.sendStatement(tx, p, in.Date, "D"+tx.NewID().String())
	})
}
