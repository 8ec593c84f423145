// Package passkey asks for passkeys (通行密钥) and judges what comes back: WebAuthn Level 3, with the bank as relying party.
//
// Words: a site (站点) is the bank as a browser names it: a relying party id and the origins under which its pages live; an
// owner (持有人) has an opaque handle and her keys; a ceremony (仪式) is one question, good for one answer; a key (密钥) is what the
// bank keeps of a passkey: its id, its public half and its counter.
//
// Invariants:
//   - An answer counts only for the ceremony that asked for it, at this site and under one of its origins. That a ceremony is
//     used once and for five minutes at most is up to whoever keeps it (platform/auth/signin).
//   - The authenticator has verified its user (PIN, finger, face): a passkey alone is proof enough.
//   - A counter that doesn't rise although it has been counting is refused: there may be two copies of the key.
//   - Attestation isn't asked for: which make a passkey is tells the bank nothing that it needs, and the owner's privacy stays.
package passkey
