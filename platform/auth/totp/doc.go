// Package totp is the second factor that needs no network: one-time codes from an app, and recovery codes on paper.
//
// Words: a secret (种子密钥) is shared with the customer's app once; a step (时间步) is the number of half minutes since 1970; a
// code (动态口令) is six digits of a step's HMAC (RFC 6238 over RFC 4226, SHA-1, which every app speaks); a recovery code (恢复码) is
// for whoever has lost the app, and counts once.
//
// Invariants:
//   - A step is accepted at most once and never after a later one: the caller keeps the step that Verify answers, in the
//     update that lets somebody in, and refuses if the row has moved on.
//   - A code counts half a minute early or late, no more.
//   - Secrets are kept sealed (package vault). Recovery codes have 80 random bits, so that their SHA-256 is kept and nothing else.
//   - What limits guessing is the caller's: a code has a million values.
package totp
