package checkpoint

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"

	"tonghui/base/problem"
)

// Problems of keys.
var (
	ErrKeyFile = problem.New(problem.Unavailable, "checkpoint.key_file",
		"The key file %s can't be used. It must hold one Ed25519 signing key in the form PRIVATE+KEY+name+…, "+
			"and be readable by its owner alone (chmod 600).",
		"密钥文件 %s 无法使用。文件应含一个形如 PRIVATE+KEY+名称+… 的 Ed25519 签名密钥，且仅所有者可读（chmod 600）。")
	ErrKeyName = problem.New(problem.Refused, "checkpoint.key_name",
		"The key in %s is named %s, but %s was asked for. Use the right file, or the name of its key.",
		"文件 %s 中的密钥名为 %s，而要求的是 %s。请使用正确的文件，或改用其密钥名称。")
	ErrBadName = problem.New(problem.Invalid, "checkpoint.name",
		"%q is no name for a log or a witness: it must not be empty and holds no spaces and no plus sign, like bank.example/audit.",
		"%q 不能用作日志或见证方名称：名称不得为空，不得含空格与加号，例如 bank.example/audit。")
	ErrVerifierKey = problem.New(problem.Invalid, "checkpoint.verifier_key",
		"This is no public key of a log or a witness; it looks like name+hash+key. Copy the line that its owner has published.",
		"这不是日志或见证方的公钥，其形式为 名称+哈希+密钥。请复制其所有者公布的整行内容。")
)

// The signature types of C2SP signed notes that are used here.
const (
	typeEd25519     = 1
	typeCosignature = 4
)

// cosignatureSize is a timestamp and an Ed25519 signature.
const cosignatureSize = 8 + ed25519.SignatureSize

// Signer signs checkpoints as a log. A Key does; a hardware module or a key service may.
type Signer interface {
	note.Signer
	VerifierKey() string // its public half: name+hash+key
}

// Key is an Ed25519 key with a name. It signs as a log (note.Signer); Cosigner makes it sign as a witness.
type Key struct {
	name    string
	private ed25519.PrivateKey
}

// GenerateKey makes a new key.
func GenerateKey(name string) (*Key, error) {
	if !validName(name) {
		return nil, ErrBadName.With(name)
	}
	_, private, err := ed25519.GenerateKey(rand.Reader)
	return &Key{name, private}, err
}

// validName as C2SP signed-note has it; a control character could not stand in a note either.
func validName(name string) bool {
	return name != "" && len(name) <= 200 && !strings.ContainsFunc(name, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || r == '+' || r == utf8.RuneError
	})
}

// LoadOrMakeKey reads the key in a file, or makes one under this name and keeps it there. A file that others can read,
// that holds no key, or the key of another name is refused; name "" takes the key of any name.
func LoadOrMakeKey(path, name string) (*Key, error) {
	k, err := LoadKey(path)
	if errors.Is(err, fs.ErrNotExist) && name != "" {
		return makeKey(path, name)
	}
	if err != nil {
		return nil, err
	}
	if name != "" && k.name != name {
		return nil, ErrKeyName.With(path, k.name, name)
	}
	return k, nil
}

// LoadKey reads the key in a file.
func LoadKey(path string) (*Key, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, ErrKeyFile.With(path).Because(err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, ErrKeyFile.With(path).Because(fmt.Errorf("its mode is %o", info.Mode().Perm()))
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, ErrKeyFile.With(path).Because(err)
	}
	k, err := parseKey(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, ErrKeyFile.With(path).Because(err)
	}
	return k, nil
}

// parseKey reads the text of a private key; note.NewSigner proves that its parts agree.
func parseKey(text string) (*Key, error) {
	s, err := note.NewSigner(text)
	if err != nil {
		return nil, err
	}
	rest := strings.TrimPrefix(text, "PRIVATE+KEY+"+s.Name()+"+")
	_, key, _ := strings.Cut(rest, "+") // the key itself may hold plus signs
	raw, err := base64.StdEncoding.DecodeString(key)
	if err != nil || len(raw) != 1+ed25519.SeedSize {
		return nil, ErrVerifierKey.Because(err)
	}
	return &Key{s.Name(), ed25519.NewKeyFromSeed(raw[1:])}, nil
}

// makeKey writes a new key to disk, whole or not at all, and never over another.
func makeKey(path, name string) (*Key, error) {
	k, err := GenerateKey(name)
	if err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*") // made with mode 0600
	if err != nil {
		return nil, ErrKeyFile.With(path).Because(err)
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.WriteString(k.text() + "\n")
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Link(f.Name(), path) // refuses if another process was first
	}
	if errors.Is(err, fs.ErrExist) {
		return LoadOrMakeKey(path, name)
	}
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		return nil, ErrKeyFile.With(path).Because(err)
	}
	return k, nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// text is the private key in the form of note.NewSigner.
func (k *Key) text() string {
	return fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", k.name, k.KeyHash(),
		base64.StdEncoding.EncodeToString(append([]byte{typeEd25519}, k.private.Seed()...)))
}

// Name is the log's origin or the witness's name.
func (k *Key) Name() string { return k.name }

// KeyHash is the short id of the key as a log's.
func (k *Key) KeyHash() uint32 { return keyHash(k.name, typeEd25519, k.public()) }

// Sign signs as a log.
func (k *Key) Sign(msg []byte) ([]byte, error) { return ed25519.Sign(k.private, msg), nil }

func (k *Key) public() ed25519.PublicKey { return k.private.Public().(ed25519.PublicKey) }

// VerifierKey is the public key of a log.
func (k *Key) VerifierKey() string { return vkey(k.name, typeEd25519, k.public()) }

// CosignerKey is the public key of a witness.
func (k *Key) CosignerKey() string { return vkey(k.name, typeCosignature, k.public()) }

// Cosign is the signature line of a witness under the text of a checkpoint.
func (k *Key) Cosign(text string, at time.Time) string {
	sig := binary.BigEndian.AppendUint32(nil, keyHash(k.name, typeCosignature, k.public()))
	sig = binary.BigEndian.AppendUint64(sig, uint64(max(at.Unix(), 0)))
	sig = append(sig, ed25519.Sign(k.private, cosignedMessage(text, max(at.Unix(), 0)))...)
	return line(k.name, base64.StdEncoding.EncodeToString(sig))
}

func cosignedMessage(text string, unix int64) []byte {
	return []byte("cosignature/v1\ntime " + strconv.FormatInt(unix, 10) + "\n" + text)
}

func cosignatureTime(sig []byte) time.Time {
	return time.Unix(int64(binary.BigEndian.Uint64(sig)&(1<<63-1)), 0).UTC()
}

func keyHash(name string, kind byte, public []byte) uint32 {
	sum := sha256.Sum256(append([]byte(name+"\n"), append([]byte{kind}, public...)...))
	return binary.BigEndian.Uint32(sum[:])
}

func vkey(name string, kind byte, public []byte) string {
	return fmt.Sprintf("%s+%08x+%s", name, keyHash(name, kind, public),
		base64.StdEncoding.EncodeToString(append([]byte{kind}, public...)))
}

// verifier verifies either kind of signature.
type verifier struct {
	name   string
	hash   uint32
	kind   byte
	public ed25519.PublicKey
}

func (v *verifier) Name() string    { return v.name }
func (v *verifier) KeyHash() uint32 { return v.hash }
func (v *verifier) Verify(msg, sig []byte) bool {
	if v.kind == typeEd25519 {
		return len(sig) == ed25519.SignatureSize && ed25519.Verify(v.public, msg, sig)
	}
	if len(sig) != cosignatureSize || sig[0] >= 0x80 {
		return false
	}
	unix := int64(binary.BigEndian.Uint64(sig)) // below 1<<63, checked above
	return ed25519.Verify(v.public, cosignedMessage(string(msg), unix), sig[8:])
}

// ParseVerifier reads the public key of a log: name+hash+key.
func ParseVerifier(text string) (note.Verifier, error) { return parseVerifier(text, typeEd25519) }

// ParseCosigner reads the public key of a witness: name+hash+key.
func ParseCosigner(text string) (note.Verifier, error) { return parseVerifier(text, typeCosignature) }

func parseVerifier(text string, kind byte) (note.Verifier, error) {
	parts := strings.SplitN(strings.TrimSpace(text), "+", 3)
	if len(parts) != 3 || !validName(parts[0]) {
		return nil, ErrVerifierKey
	}
	raw, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(raw) != 1+ed25519.PublicKeySize || raw[0] != kind {
		return nil, ErrVerifierKey.Because(err)
	}
	v := &verifier{name: parts[0], hash: keyHash(parts[0], kind, raw[1:]), kind: kind, public: raw[1:]}
	if fmt.Sprintf("%08x", v.hash) != parts[1] {
		return nil, ErrVerifierKey
	}
	return v, nil
}

// LoadVerifier reads the public key of a log from a file, or given as text.
func LoadVerifier(pathOrKey string) (note.Verifier, error) {
	if v, err := ParseVerifier(pathOrKey); err == nil {
		return v, nil
	}
	text, err := os.ReadFile(pathOrKey)
	if err != nil {
		return nil, ErrVerifierKey.Because(err)
	}
	return ParseVerifier(string(text))
}
