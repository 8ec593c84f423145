// Package message reads, checks and writes the messages of the clearing protocol: ISO 20022 documents with their business
// application header, in one envelope, as docs/clearing-protocol.md says. It is the outside parties' own reading of the
// standard, made from the published message definitions; the bank has another, and they meet on the wire only.
//
// Words: an Envelope (信封) is header and document; a Node is an element of XML; a schema (报文规范) is a message's elements in
// their order, each with its occurrence and its type, as schema/*.txt publish them; a Fault (报文错误) is the reason, place and
// description that an admi.002 carries.
//
// Invariants:
//   - What Read accepts has the elements of its schema, in order, and nothing besides; there is no DTD, no foreign namespace,
//     no attribute without a meaning.
//   - Write makes only what Read accepts.
//   - Reading is bounded: 1 MiB, 64 levels, 50 000 elements.
package message
