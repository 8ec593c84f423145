// Package signin is how people get into the bank: users, their methods, sessions and devices.
//
// Words: a user (用户) is a person who may sign in, under a login name (登录名) of which the bank keeps a keyed mark; a method
// (认证方式) is a password with or without a one-time code, a passkey (通行密钥), a provider of the bank's staff (OpenID
// Connect), a card or an identity document at a terminal (自助终端); a session (会话) is what a sign-in gives, known by a cookie; a
// device (设备) is a browser in which a person has signed in before; a ticket is what stands between two steps of one ceremony.
//
// Invariants:
//   - A session's token is 32 random bytes, new at each sign-in and each step-up; the database holds its SHA-256 only. What the
//     caller brought along never becomes signed in.
//   - A session ends idle, at its absolute limit, when it is revoked, when its user is suspended and when its terminal is; each
//     at once. Being idle is counted from a moment written at most each minute, so it may end a minute early, never late.
//   - A write by cookie comes from the bank's own pages: the browser says so (Sec-Fetch-Site or Origin), and it bears the
//     session's own token against forgery (CSRF), which no other site can read.
//   - Each call wears one hat (身份), named by the header Tonghui-Hat or the session's default. A role that wants a higher
//     level than the session has reached isn't worn.
//   - Whether a login name exists shows neither in words nor in time.
//   - Nobody can lock somebody else out; see below.
//
// How guessing is slowed (防暴力破解), and why that locks nobody out: tries are counted, not accounts locked. Each try is counted
// before the password is looked at, so that tries at the same time gain nothing, and taken off again when it succeeds.
//
//   - A device in which this person has signed in before has a counter of its own: five tries are free, each further one waits
//     twice as long, up to 15 minutes. Nobody else can move it, since the device's cookie is a random secret.
//   - An unknown device is counted by account and network (IPv4 /24, IPv6 /48) in the same way, and by account alone: twenty free
//     tries, then waits up to 30 seconds. This last counter is the only one that an attacker elsewhere can move, and it slows
//     unknown devices only, by 30 seconds at most.
//   - Who comes on an unknown device while an attack is on can always use a passkey, which nobody can guess and which no account's
//     counter slows, or give a recovery code with the password: then the account's counter isn't asked, since the code can't be
//     guessed either.
//
// A try that is told to wait is neither judged nor counted, and isn't recorded. Counters are forgotten after a day.
package signin
