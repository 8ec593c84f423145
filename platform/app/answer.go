package app

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// zipFrom is the size from which answers are compressed: below it a packet is a packet.
const zipFrom = 1 << 10

var zippers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is valid
	return z
}}

var zipBuffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// reply sends an answer.
func (x *exchange) reply(ans answer, replayed bool) {
	h := x.Header()
	h["Content-Type"] = []string{ans.contentType}
	if ans.location != "" {
		h["Location"] = []string{ans.location}
	}
	if replayed {
		h["Idempotency-Replayed"] = []string{"true"}
	}
	body := ans.body
	if len(body) > zipFrom && x.takesGzip() {
		buf := zipBuffers.Get().(*bytes.Buffer)
		defer func() {
			if buf.Cap() <= maxPooled {
				buf.Reset()
				zipBuffers.Put(buf)
			}
		}()
		z := zippers.Get().(*gzip.Writer)
		z.Reset(buf)
		_, _ = z.Write(body) // a bytes.Buffer takes everything
		_ = z.Close()
		zippers.Put(z)
		body = buf.Bytes()
		h["Content-Encoding"] = []string{"gzip"}
	}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	x.WriteHeader(ans.status)
	if x.r.Method != http.MethodHead {
		_, _ = x.Write(body) // a client that went away is not the bank's error
	}
}

// takesGzip reads Accept-Encoding; a weight of zero is a refusal.
func (x *exchange) takesGzip() bool {
	for part := range strings.SplitSeq(x.r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			return strings.Trim(strings.TrimPrefix(strings.ReplaceAll(weight, " ", ""), "q="), "0.") != "" || weight == ""
		}
	}
	return false
}

// encode writes JSON as the API does: no HTML escapes, no newline at the end.
func encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}
