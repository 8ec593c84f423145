// Package password hashes and judges passwords (口令).
//
// Words: a hash (口令散列) is what is kept, an argon2id PHC string with its own salt and parameters; a slot is the right to hash
// now, of which there are few, because each takes memory; a list (泄露口令库) holds passwords that others have tried
// already; nobody is a name that has no password, for which the same work is done.
//
// Parameters are those of the OWASP Password Storage Cheat Sheet (19 MiB, two passes, one thread); rules for new passwords those of
// NIST SP 800-63B: a length, a list, no composition rules, no forced change. Text is compared after Unicode NFKC, so that
// full-width letters and every keyboard's way to type a character are one password.
//
// The list keeps 48 bits of each SHA-1: a password that isn't on it is taken for one that is with a probability of n/2^48 for n
// entries: 4·10^-6 for a thousand million. It takes 4 bytes an entry.
//
// Invariants:
//   - No password and no part of one is in an error, a log or anything kept.
//   - Never more than Options.Slots hashes are computed at once; whoever comes when the queue is full is refused at once.
//   - A name that exists and one that doesn't cost the same time, whether the password is right or wrong.
//   - Rules hold for new passwords only: Verify doesn't ask them.
package password
