package client

import (
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/auth/limit"
	"tonghui/platform/auth/signature"
	"tonghui/platform/store"
)

// tokenMark begins every access token, so that they are told from other bearers' and found where they don't belong.
const tokenMark = "tt_"

// Admit finds the program that makes a request, by its signature, its access token or its certificate. It is (nil, nil) for a
// request that bears none of these, and auth.ErrBodyFirst for a signed one with a body: AdmitSigned judges that.
func (c *Clients) Admit(r *http.Request) (*auth.Subject, error) {
	if signature.Present(r) {
		if r.ContentLength != 0 { // also -1, a body of unknown length
			return nil, auth.ErrBodyFirst
		}
		return c.AdmitSigned(r, nil)
	}
	if secret, ok := bearerOf(r); ok {
		if !strings.HasPrefix(secret, tokenMark) {
			return nil, nil //nolint:nilnil // another's bearer
		}
		return c.admitBearer(r, secret)
	}
	if cert := peerCertificate(r.TLS); cert != nil && r.Header.Get("Authorization") == "" && r.Header.Get("Cookie") == "" {
		return c.admitCertificate(r, *cert)
	}
	return nil, nil //nolint:nilnil // no credentials of ours
}

// bearerOf is the bearer's secret in a request.
func bearerOf(r *http.Request) (secret string, ok bool) {
	scheme, secret, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(secret), ok && strings.EqualFold(scheme, "Bearer")
}

// peerCertificate is the SHA-256 of the certificate whose key the other side has proved to hold, or nil.
func peerCertificate(state *tls.ConnectionState) *[32]byte {
	if state == nil || len(state.PeerCertificates) == 0 {
		return nil
	}
	sum := sha256.Sum256(state.PeerCertificates[0].Raw)
	return &sum
}

func (c *Clients) admitBearer(r *http.Request, secret string) (*auth.Subject, error) {
	now := c.st.Now()
	t, k, ok, err := c.bearer(r.Context(), sha256.Sum256([]byte(secret)))
	switch {
	case err != nil:
		return nil, err
	case !ok || !now.Before(t.until) || t.epoch != k.epoch && k.State == Active:
		return nil, ErrToken
	}
	level, proved := auth.LevelOne, t.made
	if t.cert != nil {
		shown := peerCertificate(r.TLS)
		if shown == nil || subtle.ConstantTimeCompare(shown[:], t.cert) != 1 {
			return nil, ErrTokenBound
		}
		key := k.key(*shown)
		if key == nil || !key.holds(now) {
			return nil, ErrKeyEnded.With(shownThumb(Certificate, *shown))
		}
		level, proved = auth.LevelStrong, now
	}
	if isSystem(k.Roles) {
		level, proved = auth.LevelStrong, now // the bank itself has nobody to prove itself to
	}
	return c.enter(r, k.Client, level, proved)
}

func isSystem(roles []auth.Role) bool { return len(roles) == 1 && roles[0] == auth.System }

func (c *Clients) admitCertificate(r *http.Request, thumb [32]byte) (*auth.Subject, error) {
	k, err := c.certified(r, thumb)
	if err != nil {
		return nil, err
	}
	return c.enter(r, k.Client, auth.LevelStrong, c.st.Now())
}

// certified is the client that has registered the certificate of this connection.
func (c *Clients) certified(r *http.Request, thumb [32]byte) (*known, error) {
	k, ok, err := c.holder(r.Context(), thumb)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, ErrCertificate
	}
	now := c.st.Now()
	if key := k.key(thumb); key == nil || !key.holds(now) || !now.Before(r.TLS.PeerCertificates[0].NotAfter) {
		return nil, ErrKeyEnded.With(shownThumb(Certificate, thumb))
	}
	return k, nil
}

// AdmitSigned finds the client by the signature of a request whose body has been read; nil is no body.
func (c *Clients) AdmitSigned(r *http.Request, body []byte) (*auth.Subject, error) {
	now := c.st.Now()
	s, err := signature.Read(r, body, now, c.cfg.Scheme)
	if err != nil {
		return nil, err
	}
	id, err := store.ParseID(s.Client)
	if err != nil {
		return nil, ErrKey
	}
	k, ok, err := c.client(r.Context(), id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, ErrKey
	}
	key := k.key(s.Thumb)
	switch {
	case key == nil || key.Form == Certificate:
		return nil, ErrKey
	case !key.holds(now):
		return nil, ErrKeyEnded.With(key.Thumbprint)
	}
	if err := s.Verify(k.publics[s.Thumb]); err != nil {
		return nil, err
	}
	nonce := nonceHash("signature", s.KeyID, s.Nonce)
	if c.recent.has(nonce) {
		return nil, ErrReplayed // before it counts against its client, who is not the one that repeats it
	}
	if cert := peerCertificate(r.TLS); cert != nil && k.key(*cert) == nil {
		return nil, ErrCertificate
	}
	subject, err := c.enter(r, k.Client, auth.LevelStrong, now)
	if err != nil {
		return nil, err
	}
	return subject, c.once(auth.WithSubject(r.Context(), subject), nonce, s.Created.Add(signature.Skew))
}

// enter lets a client in that has shown who it is, if it may come at all, now and from here.
func (c *Clients) enter(r *http.Request, k *Client, level auth.Level, proved time.Time) (*auth.Subject, error) {
	now := c.st.Now()
	if err := c.may(r, k, now); err != nil {
		return nil, err
	}
	s := k.subject(level, proved)
	if wait, ok := c.calls.AllowBy(s.Client, k.rule(c.cfg.Limit), now); !ok {
		return nil, limit.Refuse(wait)
	}
	return s, nil
}

// may refuses a client that is suspended, over its time or out of its networks.
func (c *Clients) may(r *http.Request, k *Client, now time.Time) error {
	switch {
	case k.State != Active:
		return ErrSuspended.With(k.ID)
	case k.Until != nil && !now.Before(*k.Until):
		return ErrOver.With(k.ID, k.Until.Format(time.RFC3339))
	case len(k.prefixes) > 0 && !within(c.cfg.Address(r), k.prefixes):
		return ErrNetwork.With(k.ID)
	}
	return nil
}

func within(a netip.Addr, prefixes []netip.Prefix) bool {
	for _, p := range prefixes {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
