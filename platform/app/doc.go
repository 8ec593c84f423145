// Package app is the bank's front door: the Module contract of its rooms, the HTTP server, the OpenAPI
// document, and the mapping of problems to answers.
//
// Words: a Module is one room as the app sees it; an Operation is one typed call of the API, registered with
// Read, Write, RawWrite or Stream; an answer is status, content type and body, remembered under the client's
// idempotency key (幂等键); a Problem is a refusal in the form of RFC 9457, in English and Chinese.
//
// Invariants:
//   - A write with a key takes effect once, however often and over however many connections it is sent, and all
//     of its requests get the same answer: effect and answer commit together.
//   - A refusal by a rule of the bank is an answer and is remembered too; what may succeed later (overload,
//     missing rights, faults of the bank) is not.
//   - Every refusal is a Problem with a sentence in both languages, and never echoes a rejected value.
//   - Everything is bounded: bodies, headers, time, requests in flight, pages.
//   - What the OpenAPI document says is what the code checks, since both come from the same Go types.
package app
