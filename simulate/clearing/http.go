package clearing

import (
	"crypto/sha256"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"strings"
	"time"

	"tonghui/platform/auth/signature"
	"tonghui/platform/store"
	"tonghui/simulate"
	"tonghui/simulate/clearing/message"
)

//go:embed contract
var contractFiles embed.FS

// Contract is what the house publishes: the protocol, its OpenAPI and the schema of each message.
func Contract() fs.FS {
	sub, err := fs.Sub(contractFiles, "contract")
	if err != nil {
		panic(err) // the folder is in the program
	}
	return sub
}

// Handler answers the participants, /health, /contract and, on the loopback, /admin.
func (h *House) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /iso20022/messages", h.messages)
	mux.HandleFunc("GET /participants", h.directory)
	mux.HandleFunc("POST /participants/{code}/keys", h.own(h.rotate))
	mux.HandleFunc("GET /participants/{code}/position", h.own(h.position))
	mux.HandleFunc("GET /participants/{code}/payments/{uetr}", h.own(h.payment))
	mux.Handle("GET /health", simulate.Health("clearing", h.begun))
	mux.Handle("GET /contract", simulate.Contract(Contract()))
	mux.Handle("GET /contract/", simulate.Contract(Contract()))
	mux.Handle("GET /contract/messages/", http.StripPrefix("/contract/messages/", http.FileServerFS(message.Schemas())))
	mux.HandleFunc("GET /contract/versions", func(w http.ResponseWriter, _ *http.Request) {
		simulate.JSON(w, http.StatusOK, map[string]any{"header": message.HeaderVersion, "documents": message.Versions()})
	})
	mux.Handle("/admin", simulate.Local(h.admin()))
	mux.Handle("/admin/", simulate.Local(h.admin()))
	return mux
}

// signer proves who signed a request.
func (h *House) signer(r *http.Request, body []byte) (*signature.Signed, error) {
	s, err := signature.Read(r, body, time.Now(), "")
	if err != nil {
		return nil, err
	}
	var keys []signingKey
	err = h.st.View(r.Context(), func(v *store.View) error {
		keys, err = signingKeys(v, s.Client)
		return err
	})
	if err != nil {
		return nil, err
	}
	now := time.Now()
	for _, k := range keys {
		key, err := signature.ParsePublic([]byte(k.PEM))
		if err != nil {
			return nil, err
		}
		if sum := sha256.Sum256(key.DER()); sum == s.Thumb && !now.Before(k.From) && (k.Until.IsZero() || now.Before(k.Until)) {
			return s, s.Verify(key)
		}
	}
	return nil, errStranger
}

// messages takes a participant's message.
func (h *House) messages(w http.ResponseWriter, r *http.Request) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/xml" {
		simulate.Refuse(w, errMediaType)
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, message.MaxBytes+1))
	if err != nil {
		simulate.Refuse(w, errBody)
		return
	}
	if len(body) > message.MaxBytes {
		refuse413(w)
		return
	}
	s, err := h.signer(r, body)
	if err != nil {
		simulate.Refuse(w, err)
		return
	}
	e, err := message.Read(body)
	if err == nil {
		err = h.addressed(e, s.Client)
	}
	duplicate := false
	if err == nil {
		duplicate, err = h.take(r.Context(), e, body, s.Nonce)
	}
	if id := "take " + s.Nonce; h.o.Faults.Strikes(simulate.Crash, id, 0) {
		h.o.Kill()
	} else if h.o.Faults.Strikes(simulate.Slow, id, 0) {
		time.Sleep(h.o.Faults.Pause(simulate.Slow, id, 0, h.o.Late))
	} else if h.o.Faults.Strikes(simulate.Drop, id, 0) {
		panic(http.ErrAbortHandler) // hangs up without an answer
	}
	if err != nil {
		h.reject(w, s.Client, err)
		return
	}
	simulate.JSON(w, http.StatusAccepted, map[string]any{"bizMsgIdr": e.ID, "receivedAt": message.Time(time.Now()), "duplicate": duplicate})
}

func refuse413(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(http.StatusRequestEntityTooLarge)
	f := &message.Fault{Reason: "TOOBIG", What: "the message is longer than 1 MiB"}
	_, _ = w.Write(f.Reject("", "", "", time.Now())) // the client may be gone
}

// addressed holds the header to who signed, and to what a bank may send.
func (h *House) addressed(e *message.Envelope, client string) error {
	switch {
	case e.From != client:
		return &message.Fault{Reason: "SENDER", Where: "AppHdr/Fr", What: "the sender is not who signed", Ref: e.ID}
	case e.To != h.o.Code:
		return &message.Fault{Reason: "SENDER", Where: "AppHdr/To", What: "the message is for somebody else", Ref: e.ID}
	case e.Version == message.Camt053 || e.Version == message.Camt054 || e.Version == message.Admi004 || e.Version == message.Admi002:
		return &message.Fault{Reason: "VERSION", Where: "AppHdr/MsgDefIdr", What: "a bank doesn't send " + e.Version, Ref: e.ID}
	}
	return nil
}

// statuses are the HTTP statuses of an admi.002.
var statuses = map[string]int{"SENDER": http.StatusForbidden, "DUPID": http.StatusConflict, "UNKNOWN": http.StatusUnprocessableEntity}

func (h *House) reject(w http.ResponseWriter, to string, err error) {
	var f *message.Fault
	if !errors.As(err, &f) {
		simulate.Refuse(w, err)
		return
	}
	status := statuses[f.Reason]
	if status == 0 {
		status = http.StatusBadRequest
	}
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	now := time.Now()
	_, _ = w.Write(f.Reject(h.o.Code, to, fmt.Sprintf("REJ-%d", now.UnixNano()), now)) // the client may be gone
}

// directory is public: the signatures of messages need no secret directory.
func (h *House) directory(w http.ResponseWriter, r *http.Request) {
	type row struct {
		Code    string       `json:"code"`
		Name    string       `json:"name"`
		Schemes []string     `json:"schemes"`
		Keys    []signingKey `json:"keys"`
	}
	rows := []row{{Code: h.o.Code, Name: "清算所", Schemes: []string{},
		Keys: []signingKey{{Thumb: h.o.Key.Public().Thumbprint(), PEM: string(h.o.Key.Public().PEM())}}}}
	err := h.st.View(r.Context(), func(v *store.View) error {
		all, err := participants(v)
		if err != nil {
			return err
		}
		for _, p := range all {
			keys, err := signingKeys(v, p.Code)
			if err != nil {
				return err
			}
			rows = append(rows, row{Code: p.Code, Name: p.Name, Schemes: []string{RTP, DNS}, Keys: append([]signingKey{}, keys...)})
		}
		return nil
	})
	answer(w, map[string]any{"participants": rows}, err)
}

func answer(w http.ResponseWriter, v any, err error) {
	if err != nil {
		simulate.Refuse(w, err)
		return
	}
	simulate.JSON(w, http.StatusOK, v)
}

// own lets a participant at what is its own. Its nonces count here as well.
func (h *House) own(next func(w http.ResponseWriter, r *http.Request, code string, body []byte)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, 64<<10))
		if err != nil {
			simulate.Refuse(w, errBody)
			return
		}
		if len(body) == 0 {
			body = nil
		}
		s, err := h.signer(r, body)
		if err == nil {
			err = h.st.Update(r.Context(), func(tx *store.Tx) error { return useNonce(tx, s.Client, s.Nonce) })
		}
		if err == nil && s.Client != r.PathValue("code") {
			err = errNotOwn
		}
		if err != nil {
			simulate.Refuse(w, err)
			return
		}
		next(w, r, s.Client, body)
	}
}

func (h *House) position(w http.ResponseWriter, r *http.Request, code string, _ []byte) {
	p, err := h.Position(r.Context(), code)
	answer(w, p, err)
}

func (h *House) payment(w http.ResponseWriter, r *http.Request, code string, _ []byte) {
	var found []Payment
	err := h.st.View(r.Context(), func(v *store.View) error {
		for _, k := range []kind{pay, back} {
			p, err := payment(v, r.PathValue("uetr"), k)
			if err != nil {
				return err
			}
			if p != nil && (p.Payer == code || p.Payee == code) {
				found = append(found, *p)
			}
		}
		if len(found) == 0 {
			return errNoPayment
		}
		return nil
	})
	answer(w, map[string]any{"payments": found}, err)
}

// rotate takes a new key, which counts from a time on.
func (h *House) rotate(w http.ResponseWriter, r *http.Request, code string, body []byte) {
	var in struct{ PublicKey, From string }
	err := json.Unmarshal(body, &in)
	if err != nil {
		err = errBody
	}
	var key signature.PublicKey
	if err == nil {
		key, err = signature.ParsePublic([]byte(strings.TrimSpace(in.PublicKey)))
	}
	from := time.Now()
	if err == nil && in.From != "" {
		if from, err = time.Parse(time.RFC3339Nano, in.From); err != nil {
			err = errKeyFrom
		}
	}
	if err == nil {
		err = h.st.Update(r.Context(), func(tx *store.Tx) error { return addKey(tx, code, key, from) })
	}
	answer(w, map[string]string{"thumbprint": key.Thumbprint()}, err)
}
