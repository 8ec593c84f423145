// Package iso20022 reads and writes the interbank messages of the clearing (清算报文) in ISO 20022's XML, in exactly the versions
// that docs/clearing-protocol.md names: head.001.001.02, pacs.008.001.08, pacs.002.001.10, pacs.004.001.09, pacs.028.001.03,
// camt.056.001.08, camt.029.001.09, camt.053.001.08, camt.054.001.08, admi.002.001.01 and admi.004.001.02.
//
// Words: a document (报文体) is one message of the standard; the header (报文头, business application header) says who sends it to
// whom; an envelope (信封) is both in one element; a definition is a message's name with its version, such as pacs.008.001.08; a
// UETR is the UUID that names a payment through all messages about it.
//
// The types hold the elements that the clearing uses, and the few more that other schemes' published examples have. An element
// of the standard that isn't among them is refused, as one that doesn't exist is: no bank acts on half of what it was told.
//
// Invariants:
//   - What Decode gives has every required element, in the standard's order, each within its length, pattern and code set, and
//     each amount with no more decimals than its currency has.
//   - Encode makes only what Decode reads, and Decode of it gives the same value.
//   - Decode's work is bounded by MaxSize, MaxDepth and MaxElements; there are no DTDs, entities or processing instructions.
package iso20022
