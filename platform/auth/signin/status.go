package signin

import (
	"net/http"

	"tonghui/platform/auth"
)

// CSRFOf is the token against forgery that belongs to the request's cookie; the bank's pages send it back in CSRFHeader.
func (s *SignIn) CSRFOf(r *http.Request) string {
	token := s.valueOf(r, sessionCookie)
	if token == "" {
		token = s.valueOf(r, terminalCookie)
	}
	return antiForgery(token)
}

// CSRF is the token against forgery of the session that a grant opened.
func (g *Grant) CSRF() string { return antiForgery(g.Token) }

// Cookies are those that a grant puts into the browser.
func (s *SignIn) Cookies(g *Grant) (out []*http.Cookie) {
	if g.Session == nil {
		return nil
	}
	name := sessionCookie
	if g.Session.Person == 0 {
		name = terminalCookie
	}
	out = append(out, s.cookie(name, g.Token, s.cfg.Absolute, http.SameSiteStrictMode))
	if name == terminalCookie {
		out[0] = s.cookie(name, g.Token, s.cfg.Terminal, http.SameSiteStrictMode)
	}
	if g.Device != "" {
		out = append(out, s.cookie(deviceCookie, g.Device, deviceAge, http.SameSiteStrictMode))
	}
	return out
}

// NoCookie takes the session's cookie away at sign-out; the device's stays.
func (s *SignIn) NoCookie() *http.Cookie {
	return s.cookie(sessionCookie, "", 0, http.SameSiteStrictMode)
}

// NoProviderCookie takes away the cookie of the way to a provider.
func (s *SignIn) NoProviderCookie() *http.Cookie {
	return s.cookie(providerCookie, "", 0, http.SameSiteLaxMode)
}

// Usable reports whether a session of this level may wear a hat's roles: all of them, some, or none.
func (s *SignIn) Usable(h *auth.Hat, level auth.Level) (roles []auth.Role, whole bool) {
	roles = s.usable(h.Roles, level)
	return roles, len(roles) == len(h.Roles)
}

// TakesPasskeys says whether the site is set up for passkeys.
func (s *SignIn) TakesPasskeys() bool { return s.cfg.Passkeys != nil }
