package checkpoint

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var at = time.Unix(1_790_000_000, 0).UTC()

func mustKey(t *testing.T, name string) *Key {
	t.Helper()
	k, err := GenerateKey(name)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func mustVerifier(t *testing.T, parse func(string) (note.Verifier, error), text string) note.Verifier {
	t.Helper()
	v, err := parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A checkpoint is signed and cosigned, read back with both, and a note library that knows nothing of us reads it too.
func TestSignedAndCosigned(t *testing.T) {
	log, wit := mustKey(t, "bank.example/audit"), mustKey(t, "witness.example/w1")
	c := Checkpoint{Origin: log.Name(), Size: 12, Root: tlog.RecordHash([]byte("x"))}.At(at)
	msg, err := Sign(c, log)
	if err != nil {
		t.Fatal(err)
	}
	msg = append(msg, wit.Cosign(c.Text(), at.Add(time.Second))...)
	s, err := Open(msg, mustVerifier(t, ParseVerifier, log.VerifierKey()), mustVerifier(t, ParseCosigner, wit.CosignerKey()))
	if err != nil {
		t.Fatal(err)
	}
	if s.Size != 12 || s.Root != c.Root || !s.Time().Equal(at) {
		t.Errorf("read back %+v", s.Checkpoint)
	}
	if len(s.Cosignatures) != 1 || s.Cosignatures[0].Witness != wit.Name() || !s.Cosignatures[0].Time.Equal(at.Add(time.Second)) {
		t.Errorf("cosignatures %+v", s.Cosignatures)
	}
	foreign, err := note.NewVerifier(log.VerifierKey())
	if err != nil {
		t.Fatal(err)
	}
	if n, err := note.Open(msg, note.VerifierList(foreign)); err != nil || n.Text != c.Text() {
		t.Errorf("another reader: %v", err)
	}
	if _, err := note.NewSigner(log.text()); err != nil {
		t.Errorf("the key file is not in the form of signed notes: %v", err)
	}
}

// The example of the specification (c2sp.org/tlog-cosignature) parses and keeps its text.
func TestSpecificationExample(t *testing.T) {
	text := "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
	c, err := Parse(text)
	if err != nil || c.Text() != text || c.Size != 20852163 {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestRefusals(t *testing.T) {
	log, other := mustKey(t, "bank.example/audit"), mustKey(t, "other.example/audit")
	thief := mustKey(t, "bank.example/audit")
	v := mustVerifier(t, ParseVerifier, log.VerifierKey())
	c := Checkpoint{Origin: log.Name(), Size: 1}
	sign := func(c Checkpoint, k *Key) []byte {
		msg, err := Sign(c, k)
		if err != nil {
			t.Fatal(err)
		}
		return msg
	}
	good := string(sign(c, log))
	foreign := c
	foreign.Origin = other.Name()
	for name, test := range map[string]struct {
		msg  string
		want error
	}{
		"another bank":   {string(sign(foreign, other)), ErrOrigin},
		"another key":    {string(sign(c, thief)), ErrKey},
		"changed size":   {strings.Replace(good, "\n1\n", "\n2\n", 1), ErrKey},
		"no signature":   {c.Text() + "\n", ErrMalformed},
		"cut short":      {good[:len(good)-9], ErrMalformed},
		"leading zero":   {strings.Replace(good, "\n1\n", "\n01\n", 1), ErrMalformed},
		"negative":       {strings.Replace(good, "\n1\n", "\n-1\n", 1), ErrMalformed},
		"short root":     {strings.Replace(good, "AAAA", "", 1), ErrMalformed},
		"something else": {"hello", ErrMalformed},
	} {
		if _, err := Open([]byte(test.msg), v); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
}

// A cosignature counts only for its text, its time and its witness.
func TestCosignatureBinds(t *testing.T) {
	wit := mustKey(t, "witness.example/w1")
	v := mustVerifier(t, ParseCosigner, wit.CosignerKey())
	log := mustKey(t, "bank.example/audit")
	lv := mustVerifier(t, ParseVerifier, log.VerifierKey())
	a, b := Checkpoint{Origin: log.Name(), Size: 1}, Checkpoint{Origin: log.Name(), Size: 2}
	signed, err := Sign(b, log)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(append(signed, wit.Cosign(a.Text(), at)...), lv, v)
	if err != nil || len(s.Cosignatures) != 0 {
		t.Errorf("a cosignature of another text counts: %v, %v", s, err)
	}
	if _, err := ParseCosigner(wit.VerifierKey()); !errors.Is(err, ErrVerifierKey) {
		t.Errorf("a log's key passes as a witness's: %v", err)
	}
}

func TestKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.key")
	k, err := LoadOrMakeKey(path, "bank.example/audit")
	if err != nil {
		t.Fatal(err)
	}
	again, err := LoadOrMakeKey(path, "bank.example/audit")
	if err != nil || again.VerifierKey() != k.VerifierKey() {
		t.Errorf("the key changed: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if _, err := LoadOrMakeKey(path, "other.example/audit"); !errors.Is(err, ErrKeyName) {
		t.Errorf("another name: %v", err)
	}
	if _, err := LoadOrMakeKey(path+"2", "two words"); !errors.Is(err, ErrBadName) {
		t.Errorf("a name with a space: %v", err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadKey(path); !errors.Is(err, ErrKeyFile) {
		t.Errorf("a key that everybody can read: %v", err)
	}
	if err := os.WriteFile(path+"3", []byte("PRIVATE+KEY+x+00000000+AAAA\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadKey(path + "3"); !errors.Is(err, ErrKeyFile) {
		t.Errorf("a damaged key: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := Parse(text); err == nil && c.Text() != text {
			t.Errorf("%q reads as %q", text, c.Text())
		}
	})
}
