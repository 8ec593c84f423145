package witness

import (
	"bytes"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"tonghui/base/problem"
	"tonghui/platform/audit/checkpoint"
)

// maxProof is how many hashes a proof may hold; maxRequest how many bytes a request may.
const (
	maxProof   = 63
	maxRequest = 64 << 10
)

// sizeType is the media type of the size that a conflict answers.
const sizeType = "text/x.tlog.size"

var errRequest = problem.New(problem.Malformed, "witness.request",
	"This is no add-checkpoint request: it must hold a line \"old <size>\", the consistency proof, an empty line and the signed checkpoint.",
	"请求格式不符：应依次为 old 与原规模、一致性证明、空行、带签名的检查点。")

// request is one add-checkpoint.
type request struct {
	old   int64
	proof tlog.TreeProof
	note  []byte
}

// bytes is the body.
func (r *request) bytes() []byte {
	var b bytes.Buffer
	b.WriteString("old " + strconv.FormatInt(r.old, 10) + "\n")
	for _, h := range r.proof {
		b.WriteString(h.String() + "\n")
	}
	b.WriteString("\n")
	b.Write(r.note)
	return b.Bytes()
}

// parseRequest reads a body.
func parseRequest(body []byte) (r request, err error) {
	head, msg, ok := strings.Cut(string(body), "\n\n")
	if !ok {
		return r, errRequest
	}
	lines := strings.Split(head, "\n")
	size, ok := strings.CutPrefix(lines[0], "old ")
	if !ok || len(lines)-1 > maxProof {
		return r, errRequest
	}
	if r.old, ok = checkpoint.ParseSize(size); !ok {
		return r, errRequest
	}
	for _, text := range lines[1:] {
		h, ok := checkpoint.ParseHash(text)
		if !ok {
			return r, errRequest
		}
		r.proof = append(r.proof, h)
	}
	r.note = []byte(msg)
	return r, nil
}

// continues reports whether a proof shows that the tree of a checkpoint begins with an older one.
func continues(old checkpoint.Checkpoint, next checkpoint.Checkpoint, proof tlog.TreeProof) bool {
	switch old.Size {
	case 0:
		return len(proof) == 0
	case next.Size:
		return len(proof) == 0 && old.Root == next.Root
	}
	return tlog.CheckTree(proof, next.Size, next.Root, old.Size, old.Root) == nil
}
