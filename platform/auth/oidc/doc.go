// Package oidc lets staff sign in with their employer's account: OpenID Connect (OIDC), authorization code flow.
//
// Words: a provider (身份提供方) is who knows the person and signs what it says of her; a ceremony (登录过程) is one sign-in, from
// the page that sends the browser to the provider until the provider sends it back; an identity (身份) is what the provider then
// said: issuer and subject name her for ever, the rest is how she is called and how she has proved herself.
//
// Invariants:
//   - A ceremony ends in the browser in which it began (state), with the answer that was made for it (nonce), by whoever began
//     it (PKCE, S256), once (the provider takes a code once), and within ten minutes.
//   - A token counts if the provider's present keys sign it, with an asymmetric algorithm, for this bank and nobody else, and
//     it is neither over nor from the future, a minute of clock skew aside.
//   - A fresh sign-in (再次验证) counts only if the provider asked the person after it had begun.
//   - Nothing of the provider is needed before the first sign-in: a bank starts while its provider is down.
//
// Sources: OpenID Connect Core 1.0, 3.1; RFC 7636 (PKCE); RFC 9207 (iss in the answer); RFC 9700 (OAuth 2.0 security).
package oidc
