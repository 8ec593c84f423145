package witness

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tonghui/base/problem"
	"tonghui/platform/audit/checkpoint"
)

// Problems of asking a witness.
var (
	ErrAhead = problem.New(problem.Refused, "witness.ahead",
		"The witness %s has cosigned this log at size %d, but the log has only %d: the database was put back to an older state.",
		"见证方 %s 已对本日志签署至规模 %d，而日志现仅有 %d：数据库已被回退至较早状态。")
	ErrForked = problem.New(problem.Refused, "witness.forked",
		"The witness %s refuses this log at size %d: its past differs from what the witness has cosigned (%s).",
		"见证方 %s 拒签本日志规模 %d 的检查点：其历史与已签署的内容不符（%s）。")
	ErrNoAnswer = problem.New(problem.Unavailable, "witness.no_answer",
		"The witness %s did not cosign. Check its address, its key and whether it knows this log.",
		"见证方 %s 未予签署。请检查其地址、公钥以及是否已登记本日志。")
)

// Client asks one witness. It remembers the size that the witness has cosigned, and learns it from a conflict.
type Client struct {
	url  string
	key  note.Verifier
	http *http.Client

	mu  sync.Mutex
	old int64
}

// NewClient makes a client of the witness at a submission prefix (the address before /add-checkpoint).
func NewClient(url string, key note.Verifier) *Client {
	return &Client{url: strings.TrimSuffix(url, "/"), key: key, http: &http.Client{Timeout: 10 * time.Second}}
}

// Name is the witness's.
func (c *Client) Name() string { return c.key.Name() }

// Key verifies its cosignatures.
func (c *Client) Key() note.Verifier { return c.key }

// Cosign asks for a cosignature on a signed checkpoint of size leaves; prove makes the proof from an older size to it. It
// answers the verified signature line.
func (c *Client) Cosign(ctx context.Context, log note.Verifier, msg []byte, prove func(old, size int64) (tlog.TreeProof, error)) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	cp, err := checkpoint.Open(msg, log)
	if err != nil {
		return "", err
	}
	for range 3 { // the size may have moved under another process of the bank
		r := request{old: min(c.old, cp.Size), note: msg}
		if r.old > 0 && r.old < cp.Size {
			if r.proof, err = prove(r.old, cp.Size); err != nil {
				return "", err
			}
		}
		status, kind, body, err := c.post(ctx, r.bytes())
		switch {
		case err != nil:
			return "", ErrNoAnswer.With(c.Name()).Because(err)
		case status == http.StatusOK:
			line, err := c.verified(log, msg, body)
			if err == nil {
				c.old = cp.Size
			}
			return line, err
		case status == http.StatusConflict && strings.HasPrefix(kind, sizeType):
			size, ok := checkpoint.ParseSize(strings.TrimSuffix(string(body), "\n"))
			if !ok || size == r.old {
				return "", ErrNoAnswer.With(c.Name()).Because(fmt.Errorf("a conflict without a size: %q", body))
			}
			if size > cp.Size {
				return "", ErrAhead.With(c.Name(), size, cp.Size)
			}
			c.old = size
		case status == http.StatusConflict || status == http.StatusUnprocessableEntity:
			return "", ErrForked.With(c.Name(), cp.Size, http.StatusText(status))
		default:
			return "", ErrNoAnswer.With(c.Name()).Because(fmt.Errorf("status %d: %s", status, bytes.TrimSpace(body)))
		}
	}
	return "", ErrNoAnswer.With(c.Name()).Because(fmt.Errorf("its size changes at every request"))
}

// verified is the line of this witness in an answer; other lines are left aside.
func (c *Client) verified(log note.Verifier, msg, answer []byte) (string, error) {
	s, err := checkpoint.Open(append(msg[:len(msg):len(msg)], answer...), log, c.key)
	if err != nil {
		return "", ErrNoAnswer.With(c.Name()).Because(err)
	}
	if len(s.Cosignatures) == 0 {
		return "", ErrNoAnswer.With(c.Name()).Because(fmt.Errorf("no cosignature by its key in %q", answer))
	}
	return s.Cosignatures[len(s.Cosignatures)-1].Line, nil
}

func (c *Client) post(ctx context.Context, body []byte) (status int, kind string, answer []byte, err error) {
	return post(ctx, c.http, c.url, body)
}

func post(ctx context.Context, client *http.Client, url string, body []byte) (status int, kind string, answer []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/add-checkpoint", bytes.NewReader(body))
	if err != nil {
		return 0, "", nil, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0, "", nil, err
	}
	defer resp.Body.Close()
	answer, err = io.ReadAll(io.LimitReader(resp.Body, maxRequest))
	return resp.StatusCode, resp.Header.Get("Content-Type"), answer, err
}
