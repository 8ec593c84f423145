package client

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tonghui/platform/audit"
	"tonghui/platform/auth/signature"
	"tonghui/platform/store"
)

// maxKeys is how many keys in force a client may have: two of each kind while one follows the other, and room to spare.
const maxKeys = 10

// NewKey is a credential that is to be registered: one of Public, Certificate and Fingerprint.
type NewKey struct {
	Name        string     `json:"name,omitempty" maxLength:"64" doc:"To tell it from others."`
	Public      string     `json:"publicKey,omitempty" maxLength:"4096" doc:"Ed25519 or SM2: PEM, or a JWK as text."`
	Certificate string     `json:"certificate,omitempty" maxLength:"16384" doc:"PEM, for mTLS."`
	Fingerprint string     `json:"fingerprint,omitempty" maxLength:"95" doc:"SHA-256 of a certificate, in hex."`
	From        *time.Time `json:"from,omitempty" doc:"When it comes into force; absent: at once."`
	Until       *time.Time `json:"until,omitempty" doc:"When it ends."`
}

// read makes a key of it.
func (n *NewKey) read(now time.Time) (*Key, error) {
	k := &Key{Name: n.Name, From: now, Until: n.Until, MadeAt: now}
	if n.From != nil && n.From.After(now) {
		k.From = *n.From
	}
	if k.Until != nil && !k.Until.After(k.From) {
		return nil, ErrUntil
	}
	given := 0
	for _, s := range []string{n.Public, n.Certificate, n.Fingerprint} {
		if s != "" {
			given++
		}
	}
	if given != 1 || utf8.RuneCountInString(n.Name) > 64 || !utf8.ValidString(n.Name) || strings.ContainsFunc(n.Name, unicode.IsControl) {
		return nil, ErrKeyInput
	}
	if n.Public != "" {
		public, err := signature.ParsePublic([]byte(n.Public))
		if err != nil {
			return nil, err
		}
		k.Form, k.public, k.thumb = Form(public.Algorithm()), public.DER(), sha256.Sum256(public.DER())
	} else {
		thumb, err := n.certificate()
		if err != nil {
			return nil, err
		}
		k.Form, k.thumb = Certificate, thumb
	}
	k.Thumbprint = shownThumb(k.Form, k.thumb)
	return k, nil
}

// certificate is the SHA-256 of the certificate that is given, or that itself.
func (n *NewKey) certificate() (thumb [32]byte, err error) {
	if n.Fingerprint != "" {
		b, err := hex.DecodeString(strings.ReplaceAll(n.Fingerprint, ":", ""))
		if err != nil || len(b) != len(thumb) {
			return thumb, ErrKeyInput
		}
		return [32]byte(b), nil
	}
	block, _ := pem.Decode([]byte(n.Certificate))
	if block == nil || block.Type != "CERTIFICATE" {
		return thumb, ErrKeyInput
	}
	if _, err := x509.ParseCertificate(block.Bytes); err != nil {
		return thumb, ErrKeyInput.Because(err)
	}
	return sha256.Sum256(block.Bytes), nil
}

// AddKey registers a further key or certificate of a client. While an old one is in force too, a program can change over
// without a gap.
func (c *Clients) AddKey(tx *store.Tx, id store.ID, n NewKey) (*Key, error) {
	key, _, err := c.addKey(tx, id, n)
	return key, err
}

func (c *Clients) addKey(tx *store.Tx, id store.ID, n NewKey) (*Key, *Client, error) {
	key, err := n.read(tx.Now())
	if err != nil {
		return nil, nil, err
	}
	k, err := c.change(tx, id, "client.add_key", "", func(k *Client) error {
		all, err := keysOf(tx, id)
		if err != nil {
			return err
		}
		inForce := 0
		for i := range all {
			if all[i].EndedAt == nil && (all[i].Until == nil || tx.Now().Before(*all[i].Until)) {
				inForce++
			}
		}
		if inForce >= maxKeys {
			return ErrTooManyKeys
		}
		key.ID, key.client = tx.NewID(), k.ID
		if err = insertKey(tx, key); errors.Is(err, store.ErrDuplicate) {
			err = ErrKeyTaken
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return key, k, c.noteKey(tx, "client.add_key", key, audit.Digest{})
}

// RemoveKey ends a key or certificate; all tokens of the client lose their force, as some may have been got by it.
func (c *Clients) RemoveKey(tx *store.Tx, id, keyID store.ID) (*Key, error) {
	if _, err := c.change(tx, id, "client.end_tokens", "", func(k *Client) error {
		k.epoch++
		return nil
	}); err != nil {
		return nil, err
	}
	all, err := keysOf(tx, id)
	if err != nil {
		return nil, err
	}
	for i := range all {
		key := &all[i]
		if key.ID != keyID || key.EndedAt != nil {
			continue
		}
		before, now := key.Digest(), tx.Now()
		key.EndedAt = &now
		if err := endKey(tx, key); err != nil {
			return nil, err
		}
		return key, c.noteKey(tx, "client.remove_key", key, before)
	}
	return nil, ErrKeyUnknown.With(keyID)
}

func (c *Clients) noteKey(tx *store.Tx, verb string, k *Key, before audit.Digest) error {
	if c.cfg.Audit == nil {
		return nil
	}
	return c.cfg.Audit.Note(tx, audit.Note{Verb: verb, Kind: "client.key", Object: k.ID.String(), Before: before, After: k.Digest(), Salted: true,
		Reason: "client " + k.client.String()})
}

// Check refuses what could not be registered, as far as that can be told without the tables.
func (n *NewKey) Check(now time.Time) error {
	_, err := n.read(now)
	return err
}

// String is what the key is, for who approves it: its name, form and thumbprint.
func (n *NewKey) String() string {
	k, err := n.read(time.Time{})
	if err != nil {
		return n.Name
	}
	return strings.TrimSpace(n.Name + " " + string(k.Form) + " " + k.Thumbprint)
}
