package witness

import (
	"io"
	"net/http"

	"tonghui/platform/audit/checkpoint"
)

// careless is a witness that cosigns whatever it is shown.
type careless struct{ key *checkpoint.Key }

func (c careless) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	req, err := parseRequest(body)
	if err != nil {
		_, _ = io.WriteString(rw, "— x AAAA\n")
		return
	}
	text := string(req.note)
	for i := 0; i+1 < len(text); i++ {
		if text[i:i+2] == "\n\n" {
			_, _ = io.WriteString(rw, c.key.Cosign(text[:i+1], clock()))
			return
		}
	}
}
