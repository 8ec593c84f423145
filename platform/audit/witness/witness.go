package witness

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"tonghui/base/problem"
	"tonghui/platform/audit/checkpoint"
)

// Refusals of a witness, with the status that the protocol asks for.
var (
	errUnknownLog = problem.New(problem.NotFound, "witness.unknown_log",
		"This witness does not watch the log %s. Ask its operator to add the log's key.", "本见证方未登记日志 %s。请联系其运维方登记该日志的公钥。")
	errSignature = problem.New(problem.Forbidden, "witness.signature",
		"The checkpoint is not signed with the key that this witness knows for the log %s. Check the log's key.",
		"检查点的签名与本见证方登记的日志 %s 公钥不符。请核对日志密钥。")
	errOldSize = problem.New(problem.Malformed, "witness.old_size",
		"The old size %d is larger than the checkpoint's, %d. A log does not shrink; send the newest checkpoint.",
		"原规模 %d 大于检查点规模 %d。日志不会缩小，请发送最新检查点。")
	errOtherSize = problem.New(problem.Conflict, "witness.size",
		"This witness has cosigned size %d, not %d. Send a proof from that size; if the log is smaller now, it was put back to an older state.",
		"本见证方最近签署的规模为 %d，而非 %d。请提供自该规模起的证明；若日志现已变小，则其已被回退。")
	errFork = problem.New(problem.Conflict, "witness.fork",
		"This witness has cosigned another root for size %d: the log has two histories. Keep both checkpoints as evidence.",
		"本见证方对规模 %d 签署过另一根哈希：该日志存在两份历史。请保留两份检查点作为证据。")
	errProof = problem.New(problem.Invalid, "witness.proof",
		"The proof does not show that the log of size %[2]d continues the one of size %[1]d. Make the proof anew; "+
			"if it fails again, the log was changed in its past.",
		"证明未能表明规模 %[2]d 的日志延续自规模 %[1]d。请重新生成证明；若仍失败，则日志的历史已被改动。")
	errState = problem.New(problem.Unavailable, "witness.state",
		"The witness can't keep what it would sign, so it does not sign. Its state file must be writable; then try again.",
		"见证方无法保存待签内容，故不签署。请恢复其状态文件的写权限后重试。")
)

// Witness cosigns the checkpoints of the logs that it knows. It is an http.Handler.
type Witness struct {
	key   *checkpoint.Key
	logs  map[string]note.Verifier // by origin
	state *State
	now   func() time.Time
	log   *slog.Logger

	mu sync.Mutex // the comparison with the state and its writing are one step
}

// Config is what a witness is made of.
type Config struct {
	Key   *checkpoint.Key
	Logs  []note.Verifier // the logs it watches, by their keys
	State *State
	Now   func() time.Time
	Log   *slog.Logger // nil: slog.Default
}

// New makes a witness.
func New(c Config) *Witness {
	w := &Witness{key: c.Key, logs: map[string]note.Verifier{}, state: c.State, now: c.Now, log: c.Log}
	if w.log == nil {
		w.log = slog.Default()
	}
	for _, v := range c.Logs {
		w.logs[v.Name()] = v
	}
	return w
}

// Key is the public key with which the witness cosigns.
func (w *Witness) Key() string { return w.key.CosignerKey() }

// ServeHTTP answers POST …/add-checkpoint.
func (w *Witness) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	switch {
	case !strings.HasSuffix(r.URL.Path, "/add-checkpoint"):
		http.NotFound(rw, r)
	case r.Method != http.MethodPost:
		rw.Header().Set("Allow", http.MethodPost)
		http.Error(rw, "POST only", http.StatusMethodNotAllowed)
	default:
		w.answer(rw, r)
	}
}

func (w *Witness) answer(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, maxRequest))
	if err != nil {
		http.Error(rw, errRequest.EN, http.StatusBadRequest)
		return
	}
	line, size, err := w.add(body)
	p := problem.Of(err)
	switch {
	case err == nil:
		rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(rw, line)
	case errors.Is(err, errOtherSize):
		rw.Header().Set("Content-Type", sizeType)
		rw.WriteHeader(http.StatusConflict)
		_, _ = io.WriteString(rw, strconv.FormatInt(size, 10)+"\n")
	default:
		http.Error(rw, p.EN+"\n"+p.ZH, p.Kind.Status())
	}
	if err != nil {
		w.log.Warn("a checkpoint was not cosigned", "code", p.Code, "reason", p.EN, "error", p.Cause)
	}
}

// add judges a request in the order of the specification; size is what the witness has cosigned.
func (w *Witness) add(body []byte) (line string, size int64, err error) {
	r, err := parseRequest(body)
	if err != nil {
		return "", 0, err
	}
	origin, _, _ := strings.Cut(string(r.note), "\n")
	log, known := w.logs[origin]
	if !known {
		if _, e := checkpoint.Parse(strings.SplitN(string(r.note), "\n\n", 2)[0] + "\n"); e != nil {
			return "", 0, errRequest.Because(e)
		}
		return "", 0, errUnknownLog.With(origin)
	}
	next, err := checkpoint.Open(r.note, log)
	switch {
	case errors.Is(err, checkpoint.ErrKey):
		return "", 0, errSignature.With(origin).Because(err)
	case err != nil:
		return "", 0, errRequest.Because(err)
	case r.old > next.Size:
		return "", 0, errOldSize.With(r.old, next.Size)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	last := w.state.Last(origin)
	switch {
	case last.Size != r.old:
		return "", last.Size, errOtherSize.With(last.Size, r.old)
	case last.Size == next.Size && last.Size > 0 && last.Root != next.Root:
		return "", last.Size, errFork.With(last.Size)
	case !continues(last.Checkpoint, next.Checkpoint, r.proof):
		return "", last.Size, errProof.With(last.Size, next.Size)
	}
	line = w.key.Cosign(next.Text(), w.now())
	if err := w.state.put(origin, append(r.note[:len(r.note):len(r.note)], line...)); err != nil {
		return "", last.Size, errState.Because(err)
	}
	return line, next.Size, nil
}
