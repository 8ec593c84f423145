package checkpoint

import (
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tonghui/base/problem"
)

// Problems of reading checkpoints.
var (
	ErrMalformed = problem.New(problem.Invalid, "checkpoint.malformed",
		"This is no checkpoint: it must be a signed note whose first lines are origin, size and root hash. Copy it whole.",
		"这不是检查点：应为带签名的文本，前三行依次为日志标识、规模与根哈希。请完整复制。")
	ErrOrigin = problem.New(problem.Refused, "checkpoint.other_bank",
		"This checkpoint belongs to the log %s, not to %s: it is another bank's. Compare with the file that this bank has exported.",
		"该检查点属于日志 %s，而非 %s，系另一银行所有。请使用本行导出的检查点文件核对。")
	ErrKey = problem.New(problem.Refused, "checkpoint.wrong_key",
		"No signature on this checkpoint was made with the key %s. Check that the key is the one that signs this log; "+
			"if it is, the checkpoint has been forged.",
		"该检查点上没有密钥 %s 的有效签名。请核对是否为该日志的签名密钥；若密钥无误，则检查点系伪造。")
)

// Checkpoint is what a log commits to: its first Size leaves have this Root.
type Checkpoint struct {
	Origin     string    // names the log, such as "bank.example/audit"
	Size       int64     // leaves
	Root       tlog.Hash // of the Merkle tree (RFC 6962) over them
	Extensions []string  // lines after the root; "time <seconds>" is ours
}

// timeLine begins the extension line that says when a checkpoint was signed.
const timeLine = "time "

// At adds when the checkpoint is signed, to the second.
func (c Checkpoint) At(t time.Time) Checkpoint {
	c.Extensions = append(c.Extensions[:len(c.Extensions):len(c.Extensions)], timeLine+strconv.FormatInt(t.Unix(), 10))
	return c
}

// Time is when the log says that it signed the checkpoint, or the zero time.
func (c Checkpoint) Time() time.Time {
	for _, line := range c.Extensions {
		if text, ok := strings.CutPrefix(line, timeLine); ok {
			if s, err := strconv.ParseInt(text, 10, 64); err == nil {
				return time.Unix(s, 0).UTC()
			}
		}
	}
	return time.Time{}
}

// Text is what is signed.
func (c Checkpoint) Text() string {
	var b strings.Builder
	b.WriteString(c.Origin + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + c.Root.String() + "\n")
	for _, line := range c.Extensions {
		b.WriteString(line + "\n")
	}
	return b.String()
}

// Parse reads the text of a checkpoint, without signatures.
func Parse(text string) (c Checkpoint, err error) {
	body, ok := strings.CutSuffix(text, "\n")
	lines := strings.Split(body, "\n")
	if !ok || len(lines) < 3 || lines[0] == "" {
		return c, ErrMalformed
	}
	if c.Size, ok = ParseSize(lines[1]); !ok {
		return c, ErrMalformed
	}
	if c.Root, ok = ParseHash(lines[2]); !ok {
		return c, ErrMalformed
	}
	for _, line := range lines[3:] {
		if line == "" {
			return c, ErrMalformed
		}
		c.Extensions = append(c.Extensions, line)
	}
	c.Origin = lines[0]
	return c, nil
}

// ParseSize reads a decimal without sign and leading zeros.
func ParseSize(text string) (int64, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= 0 && strconv.FormatInt(n, 10) == text
}

// ParseHash reads a hash in base64.
func ParseHash(text string) (h tlog.Hash, ok bool) {
	b, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(b) != tlog.HashSize {
		return h, false
	}
	return tlog.Hash(b), true
}

// Signed is a checkpoint whose log signature was verified, with the cosignatures that were verified too.
type Signed struct {
	Checkpoint
	Cosignatures []Cosignature
	Note         []byte // whole, as it was given
}

// Cosignature is one witness's statement.
type Cosignature struct {
	Witness string
	Time    time.Time
	Line    string // of the note, with its newline
}

// Open reads a signed checkpoint of one log. Signatures by others than the log and the known witnesses are left aside.
func Open(msg []byte, log note.Verifier, witnesses ...note.Verifier) (*Signed, error) {
	text, _, ok := strings.Cut(string(msg), "\n\n")
	if !ok {
		return nil, ErrMalformed
	}
	c, err := Parse(text + "\n")
	if err != nil {
		return nil, err
	}
	if c.Origin != log.Name() {
		return nil, ErrOrigin.With(c.Origin, log.Name())
	}
	n, err := note.Open(msg, note.VerifierList(log))
	if err != nil {
		var unverified *note.UnverifiedNoteError
		var invalid *note.InvalidSignatureError
		if !errors.As(err, &unverified) && !errors.As(err, &invalid) {
			return nil, ErrMalformed.Because(err)
		}
		return nil, ErrKey.With(log.Name()).Because(err)
	}
	s := &Signed{Checkpoint: c, Note: msg}
	for _, sig := range n.UnverifiedSigs {
		if co, ok := cosigned(n.Text, sig, witnesses); ok {
			s.Cosignatures = append(s.Cosignatures, co)
		}
	}
	return s, nil
}

// cosigned verifies one signature line against the known witnesses.
func cosigned(text string, sig note.Signature, witnesses []note.Verifier) (co Cosignature, ok bool) {
	raw, err := base64.StdEncoding.DecodeString(sig.Base64)
	if err != nil || len(raw) < 4+cosignatureSize {
		return co, false
	}
	for _, w := range witnesses {
		if w.Name() == sig.Name && w.KeyHash() == sig.Hash && w.Verify([]byte(text), raw[4:]) {
			return Cosignature{Witness: sig.Name, Time: cosignatureTime(raw[4:]), Line: line(sig.Name, sig.Base64)}, true
		}
	}
	return co, false
}

func line(name, base64 string) string { return "— " + name + " " + base64 + "\n" }

// Sign signs a checkpoint as its log.
func Sign(c Checkpoint, s note.Signer) ([]byte, error) {
	return note.Sign(&note.Note{Text: c.Text()}, s)
}
