// Package client lets programs in: with access tokens, signed requests or certificates of their own (接口客户端).
//
// Words: a client (客户端) is a program, the party for whom it acts and what it may; its credentials are a secret (密钥串), public
// keys (公钥) and certificates (证书); an access token (访问令牌) is what it gets for them for ten minutes; its epoch (代次) rises when
// every token given out before is to lose its force.
//
// Ways in:
//
//	bearer   POST /v1/auth/token gives an access token for the secret (client_secret_basic, client_secret_post), for an
//	         assertion signed by an Ed25519 key (private_key_jwt, RFC 7523), or for a certificate alone (RFC 8705)
//	signed   each request is signed by a key of the client (RFC 9421): see package signature
//	mTLS     the connection shows a certificate that is registered for the client
//
// Invariants:
//   - The bank keeps no secret and no token, only their SHA-256; both are 32 random bytes, so that a slow hash would add nothing.
//   - A client that is suspended, over its time, outside its networks or in want of the key it names gets in by no way, from the
//     moment at which that is committed: on engines that several processes share each request reads the row.
//   - A signature or an assertion counts once: its nonce is a row with a unique key.
//   - A token that was got with a certificate is good on connections with that certificate only.
//   - A key belongs to one client for ever; an ended one is not taken again.
//   - No verb gives the role of the bank's own programs; ForTest alone does.
package client
