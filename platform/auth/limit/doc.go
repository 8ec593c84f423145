// Package limit bounds how often somebody may do something (限流).
//
// Words: a Rule is a bucket's size and how long one token takes to come back (令牌桶); a key is whose bucket it is, such as a
// client's id, an address, an account; a Limiter holds the buckets of one rule, or of one kind of key.
//
// Invariants:
//   - A key is never let through more often than Burst + elapsed/Every in any span of time.
//   - Memory is bounded, however many keys come: a full Limiter forgets a key that is nearly rested, never one that is spent
//     while a rested one is at hand. Keys are kept as seeded hashes, so their length costs nothing and they can't be guessed
//     into one bucket.
//   - The limits are this process's own. They shield it from a flood; a count that money or a password rests on is a row.
package limit
