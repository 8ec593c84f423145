package clearing

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"time"

	"tonghui/platform/auth/signature"
)

func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

const golden008 = "pacs.008-rtp.xml"

// doors tries what must not come in: signatures, senders, media types, lengths.
func (j *judge) doors() {
	stranger, err := signature.Generate(signature.Ed25519)
	if err != nil {
		j.add("signature: a stranger's key", "", "", err)
		return
	}
	post := func(v values, spoil func(*http.Request)) (answer, error) {
		return j.Payer.request(j.ctx, http.MethodPost, j.Payer.out, fill(golden008, v), spoil)
	}
	sign := func(key *signature.PrivateKey, at time.Time) func(*http.Request) {
		return func(r *http.Request) {
			r.Header.Del("Signature")
			r.Header.Del("Signature-Input")
			r.Header.Del("Content-Digest")
			body := bodyOf(r)
			_ = signature.Sign(r, body, j.Payer.Code, key, at) // refused by the house, if it went wrong
		}
	}
	for _, c := range []struct {
		name  string
		want  int
		spoil func(*http.Request)
	}{
		{"signature: none", 401, func(r *http.Request) { r.Header.Del("Signature"); r.Header.Del("Signature-Input") }},
		{"signature: by a key that is not registered", 401, sign(stranger, time.Now())},
		{"signature: two minutes old", 401, sign(j.Payer.Key, time.Now().Add(-2*time.Minute))},
		{"signature: two minutes ahead", 401, sign(j.Payer.Key, time.Now().Add(2*time.Minute))},
		{"signature: of another body", 401, func(r *http.Request) {
			setBody(r, bytes.Replace(bodyOf(r), []byte(">1.23<"), []byte(">9.23<"), 1))
		}},
		{"signature: digest and body changed together", 401, func(r *http.Request) {
			body := bytes.Replace(bodyOf(r), []byte(">1.23<"), []byte(">9.23<"), 1)
			setBody(r, body)
			r.Header.Set("Content-Digest", signature.Digest(signature.Ed25519, body))
		}},
		{"media type: application/json", 415, func(r *http.Request) {
			r.Header.Set("Content-Type", "application/json")
			sign(j.Payer.Key, time.Now())(r) // the media type may be covered
		}},
	} {
		got, err := post(j.fresh(), c.spoil)
		if err == nil && got.status != c.want {
			err = fmt.Errorf("answered %d, should be %d: %.200s", got.status, c.want, got.body)
		}
		j.add(c.name, golden008, "protocol 2: every request is signed; its answers", err)
	}
	j.add("signature: its nonce a second time", golden008, "protocol 2: a nonce counts once", j.replay())
	j.add("sender: Fr is not who signed", golden008, "protocol 2: 403 SENDER",
		j.expect(j.Payer, golden008, j.fresh("FROM", j.base["STRANGER"]), http.StatusForbidden, "SENDER"))
	j.add("sender: To is not the house", golden008, "protocol 2: 403 SENDER",
		j.expect(j.Payer, golden008, j.fresh("HOUSE", j.base["STRANGER"]), http.StatusForbidden, "SENDER"))
	got, err := j.Payer.send(j.ctx, append(fill(golden008, j.fresh()), bytes.Repeat([]byte(" "), 1<<20)...))
	if err == nil && got.status != http.StatusRequestEntityTooLarge && got.status != http.StatusBadRequest {
		err = fmt.Errorf("answered %d", got.status)
	}
	j.add("length: more than 1 MiB", golden008, "protocol 1: at most 1 MiB", err)
}

// foreignPosition asks for what is another's.
func (j *judge) foreignPosition() {
	got, err := j.Payer.request(j.ctx, http.MethodGet, "/participants/"+j.Payee.Code+"/position", nil, nil)
	if err == nil && got.status != http.StatusForbidden && got.status != http.StatusNotFound {
		err = fmt.Errorf("answered %d: another participant's position can be read", got.status)
	}
	j.add("position: another participant's", "", "protocol 2: own position only", err)
}

// replay sends one signed request twice, as who has overheard it could.
func (j *judge) replay() error {
	var kept http.Header
	v := j.fresh("AMOUNT", "1000000000000.00") // refused for the money that it wants, whoever takes it
	body := fill(golden008, v)
	got, err := j.Payer.request(j.ctx, http.MethodPost, j.Payer.out, body, func(r *http.Request) { kept = r.Header.Clone() })
	if err != nil {
		return err
	}
	if got.status != http.StatusAccepted {
		return fmt.Errorf("the first one was answered %d: %.200s", got.status, got.body)
	}
	got, err = j.Payer.request(j.ctx, http.MethodPost, j.Payer.out, body, func(r *http.Request) { r.Header = kept })
	if err == nil && got.status != http.StatusUnauthorized {
		return fmt.Errorf("the second one was answered %d, should be 401", got.status)
	}
	return err
}

func bodyOf(r *http.Request) []byte {
	again, err := r.GetBody()
	if err != nil {
		return nil
	}
	body, _ := io.ReadAll(again) // from memory
	return body
}

func setBody(r *http.Request, body []byte) {
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
}

// badMessages sends each message that breaks a rule.
func (j *judge) badMessages() {
	for _, c := range badCases() {
		j.add("refused: "+c.rule, c.file, c.rule, j.expect(j.Payer, c.file, j.fresh(), c.status, c.reason))
	}
}

// pushed gathers what the house sent and should not have.
func (j *judge) pushed() {
	for _, b := range []*Bank{j.Payer, j.Payee} {
		b.mutex.Lock()
		wrong := b.wrong
		b.mutex.Unlock()
		var err error
		if len(wrong) > 0 {
			err = fmt.Errorf("%s (%d such messages)", wrong[0], len(wrong))
		}
		j.add("what the house pushed to "+b.Code+" was signed, valid and summed up", "", "protocol 1 and 2", err)
	}
}
