// Package keys encrypts what lies outside the database: backups and stored files.
//
// Words: a data key (数据密钥) encrypts one file and no other; a master key (主密钥) encrypts data keys only and may
// stay inside a key service (KMS); to wrap (封装) is to encrypt a data key under a master key; a ring is the master key
// for new files with the older ones that still open what they sealed; a purpose says what a sealed file is, and
// ties it to its place: sealed as one thing, it opens as nothing else.
//
// The format of a sealed file, all numbers big-endian:
//
//	8        "TONGHUIS"
//	1        version of the format: 1
//	1        algorithm: 1 is AES-256-GCM; 2 is kept for SM4-GCM
//	2, n     length of the master key's id, and the id
//	2, n     length of the wrapped data key, and the wrapped key
//	8        the first bytes of the SHA-256 of all that
//	…        the text in segments, as of Tink's streaming AEAD (AES-GCM-HKDF-STREAMING, segments of 256 KiB,
//	         HKDF-SHA256, 32-byte keys), associated data: version, algorithm and purpose
//	8        "TONGHUIE"
//	8        the length of everything before these last 16 bytes
//
// Each segment's nonce holds its number and whether it is the last, so that no segment can be changed, moved, left
// out or cut off. The check sum and the end mark add nothing to that; they tell a file that was cut short from one
// that was altered, and a wrong key from both.
//
// Invariants:
//   - Nothing of a segment is handed out before it is proven; the end is reported only when the last is proven.
//   - A data key is never stored but wrapped, and never used for two files.
//   - Rotation wraps data keys anew (Rewrap); the text isn't decrypted for it.
//   - Opening takes the master key that the file names, never one that happens to fit.
package keys
