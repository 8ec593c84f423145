// Package signature signs and verifies HTTP requests (报文签名), after RFC 9421 (HTTP Message Signatures) and RFC 9530 (Digest
// Fields), with Ed25519 or SM2.
//
// Words: a covered component (签名组件) is a part of the request that the signature vouches for, such as @method or
// content-digest; the signature base (待签名串) is the text of all of them, which is what is signed; a nonce (随机数) is a word
// that a signer never uses twice; a key id names whose key it is: client/thumbprint.
//
// What a request must bring, in Signature-Input and Signature, once each:
//
//	components  "@method"; "@target-uri", or "@authority" with "@path" and "@query"; "content-digest" if it has a body;
//	            "idempotency-key" and "tonghui-hat" if it sends them; no component has parameters
//	created     seconds since 1970, at most 60 s from the bank's clock, either way
//	keyid       client id and thumbprint: "463856467968/" and the SHA-256 of the key's SubjectPublicKeyInfo, base64url
//	nonce       16 to 64 letters, digits, '-' and '_', new for each request
//	alg         "ed25519" (RFC 8032), or "sm2-sm3", which is Tonghui's own name: SM2 over SM3 (GB/T 32918.2), user id
//	            1234567812345678, the signature in the DER form of GM/T 0009
//
// Content-Digest is sha-256 or sha-512 of the body, or "sm3", also an own name: SM3 (GB/T 32905). Of several given each that
// is known must be right, and one must be known.
//
// Invariants:
//   - What a key says it is decides how it verifies; a request that names another algorithm is refused, so that none can be
//     talked into another one.
//   - The base is made of the request as the server received it; a component that is absent is refused, never taken as empty.
//   - Sign makes only what Read and Signed.Verify accept.
//   - Whether a nonce is new isn't known here: who keeps them asks after Verify, see package client.
package signature
