package witness

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tonghui/base/problem"
	"tonghui/platform/audit/checkpoint"
)

var errUsed = problem.New(problem.Refused, "witness.conform_used",
	"The witness has cosigned the log %s before, at size %s. Judge it with a new log key that its operator has added.",
	"该见证方此前已签署日志 %s 至规模 %s。请使用其运维方新登记的日志密钥进行检验。")

// Case is one judgement of Conform.
type Case struct {
	Name string // what was asked
	Err  error  // nil: the witness answered as the specification says
}

// trial is a log of its own, made up by Conform.
type trial struct {
	ctx   context.Context
	url   string
	http  *http.Client
	key   *checkpoint.Key
	log   note.Verifier
	wit   note.Verifier
	tree  tree
	cases []Case
}

// tree is a small Merkle tree in memory.
type tree struct{ hashes []tlog.Hash }

func (t *tree) grow(n int64, word string) {
	for i := t.size(); i < n; i++ {
		hs, err := tlog.StoredHashes(i, []byte(word+strconv.FormatInt(i, 10)), t.reader())
		if err != nil {
			panic(err) // a tree in memory has its hashes
		}
		t.hashes = append(t.hashes, hs...)
	}
}

func (t *tree) size() (n int64) {
	for tlog.StoredHashCount(n) < int64(len(t.hashes)) {
		n++
	}
	return n
}

func (t *tree) reader() tlog.HashReader {
	return tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(at))
		for i, x := range at {
			out[i] = t.hashes[x]
		}
		return out, nil
	})
}

func (t *tree) root(n int64) tlog.Hash {
	h, err := tlog.TreeHash(n, t.reader())
	if err != nil {
		panic(err)
	}
	return h
}

func (t *tree) prove(old, n int64) tlog.TreeProof {
	p, err := tlog.ProveTree(n, old, t.reader())
	if err != nil {
		panic(err)
	}
	return p
}

// Conform judges the witness at a submission prefix by its answers alone: it plays a log with the given key, which
// the witness must know and must not have cosigned before, and tries what the specification allows and forbids. An
// error means that it could not be asked at all.
func Conform(ctx context.Context, url string, log *checkpoint.Key, witness note.Verifier) ([]Case, error) {
	v, err := checkpoint.ParseVerifier(log.VerifierKey())
	if err != nil {
		return nil, err
	}
	t := &trial{ctx: ctx, url: strings.TrimSuffix(url, "/"), http: &http.Client{Timeout: 10 * time.Second}, key: log, log: v, wit: witness}
	t.tree.grow(20, "leaf ")
	first := t.request(0, 5)
	status, kind, body, err := t.post(first.bytes())
	switch {
	case err != nil:
		return nil, ErrNoAnswer.With(witness.Name()).Because(err)
	case status == http.StatusConflict && strings.HasPrefix(kind, sizeType) && strings.TrimSpace(string(body)) != "0":
		return nil, errUsed.With(log.Name(), strings.TrimSpace(string(body)))
	}
	t.judge("a first checkpoint is cosigned", t.accepted(status, body, first))
	t.refusals()
	t.progress()
	return t.cases, nil
}

// refusals are tried while the witness stands at size 5.
func (t *trial) refusals() {
	unknown, err := checkpoint.GenerateKey("unknown.example/" + t.key.Name())
	thief, err2 := checkpoint.GenerateKey(t.key.Name())
	if err := errors.Join(err, err2); err != nil {
		t.judge("keys for the trial", err)
		return
	}
	fork := tree{}
	fork.grow(20, "other ")
	head := func(n int64, tr *tree) checkpoint.Checkpoint {
		return checkpoint.Checkpoint{Origin: t.key.Name(), Size: n, Root: tr.root(n)}
	}
	foreign := head(8, &t.tree)
	foreign.Origin = unknown.Name()
	good := t.request(5, 8)
	damaged := good
	damaged.proof = append(tlog.TreeProof{}, good.proof...)
	damaged.proof[0][7] ^= 1
	short := good
	short.proof = good.proof[:len(good.proof)-1]
	for _, c := range []struct {
		name   string
		body   []byte
		status int
	}{
		{"an unknown log is 404", t.signed(5, good.proof, foreign, unknown), http.StatusNotFound},
		{"a signature by another key is 403", t.signed(5, good.proof, head(8, &t.tree), thief), http.StatusForbidden},
		{"an old size above the checkpoint's is 400", t.signed(9, nil, head(8, &t.tree), t.key), http.StatusBadRequest},
		{"a damaged proof is 422", damaged.bytes(), http.StatusUnprocessableEntity},
		{"a proof cut short is 422", short.bytes(), http.StatusUnprocessableEntity},
		{"another history with its own proof is 422", t.signed(5, fork.prove(5, 8), head(8, &fork), t.key), http.StatusUnprocessableEntity},
		{"another root at the same size is 409", t.signed(5, nil, head(5, &fork), t.key), http.StatusConflict},
		{"an old size with a leading zero is 400", []byte("old 05" + string(good.bytes()[5:])), http.StatusBadRequest},
		{"no old line is 400", []byte("\n" + string(good.note)), http.StatusBadRequest},
		{"64 proof lines are 400", t.signed(5, make(tlog.TreeProof, maxProof+1), head(8, &t.tree), t.key), http.StatusBadRequest},
		{"a proof line that is no hash is 400", []byte("old 5\nAAAA\n\n" + string(good.note)), http.StatusBadRequest},
	} {
		status, _, body, err := t.post(c.body)
		if err == nil && status != c.status {
			err = fmt.Errorf("status %d, want %d: %s", status, c.status, strings.TrimSpace(string(body)))
		}
		t.judge(c.name, err)
	}
	for _, old := range []int64{0, 3, 7} {
		r := t.request(old, 8)
		status, kind, body, err := t.post(r.bytes())
		if err == nil && (status != http.StatusConflict || !strings.HasPrefix(kind, sizeType) || string(body) != "5\n") {
			err = fmt.Errorf("status %d, %s, %q; want 409, %s, \"5\\n\"", status, kind, body, sizeType)
		}
		t.judge(fmt.Sprintf("an old size of %d answers 409 with the size", old), err)
	}
}

// progress is what must still work after all refusals.
func (t *trial) progress() {
	for _, step := range []struct {
		name     string
		old, new int64
	}{
		{"the same checkpoint again is cosigned", 5, 5}, {"a continuation is cosigned", 5, 8}, {"growth by one", 8, 9},
		{"growth to a full tree", 9, 16},
	} {
		r := t.request(step.old, step.new)
		status, _, body, err := t.post(r.bytes())
		if err == nil {
			err = t.accepted(status, body, r)
		}
		t.judge(step.name, err)
	}
	old := checkpoint.Checkpoint{Origin: t.key.Name(), Size: 8, Root: t.tree.root(8)}
	status, kind, body, err := t.post(t.signed(8, nil, old, t.key))
	if err == nil && (status != http.StatusConflict || !strings.HasPrefix(kind, sizeType) || string(body) != "16\n") {
		err = fmt.Errorf("status %d, %s, %q; want 409, %s, \"16\\n\"", status, kind, body, sizeType)
	}
	t.judge("a log put back to an older state is refused with the size", err)
}

func (t *trial) judge(name string, err error) { t.cases = append(t.cases, Case{name, err}) }

// accepted judges an answer that must hold a cosignature.
func (t *trial) accepted(status int, body []byte, r request) error {
	if status != http.StatusOK {
		return fmt.Errorf("status %d: %s", status, strings.TrimSpace(string(body)))
	}
	s, err := checkpoint.Open(append(r.note, body...), t.log, t.wit)
	if err != nil {
		return err
	}
	if len(s.Cosignatures) != 1 || s.Cosignatures[0].Time.Unix() == 0 {
		return fmt.Errorf("no cosignature by %s in %q", t.wit.Name(), body)
	}
	return nil
}

// request is a right one from an old size to a new one.
func (t *trial) request(old, size int64) request {
	msg, err := checkpoint.Sign(checkpoint.Checkpoint{Origin: t.key.Name(), Size: size, Root: t.tree.root(size)}, t.key)
	if err != nil {
		panic(err) // a valid name and text
	}
	r := request{old: old, note: msg}
	if old > 0 && old < size {
		r.proof = t.tree.prove(old, size)
	}
	return r
}

func (t *trial) signed(old int64, proof tlog.TreeProof, c checkpoint.Checkpoint, k *checkpoint.Key) []byte {
	msg, err := checkpoint.Sign(c, k)
	if err != nil {
		panic(err)
	}
	return (&request{old, proof, msg}).bytes()
}

func (t *trial) post(body []byte) (status int, kind string, answer []byte, err error) {
	return post(t.ctx, t.http, t.url, body)
}
