// Package clearing connects the bank with the clearing house (清算所), and through it with other banks, by the messages of
// docs/clearing-protocol.md.
//
// Words: a message (报文) is one envelope that was sent or received, kept as its bytes; a transfer (往来账) is what one or more
// messages are about: a payment (汇兑) or a return (退汇), out (往账) or in (来账), named by its UETR; a window (场次) is what is netted
// at once; a recall (撤回) asks for a payment back; an item (查询查复事项) is what a person must look into; a break (未达账项) is a difference
// between the bank's books and the house's statement; the circuit (熔断) is open while the house doesn't answer.
//
// Invariants:
//   - A message is kept in the update of the fact that causes it, and is sent, the same bytes under the same identification, until
//     the house has said that it has it. A missing answer is asked for (pacs.028), never replaced by another payment.
//   - A message that comes in takes effect once, by sender and identification; its effect and its keeping are one update, which
//     stands before the house is told so.
//   - A transfer has one end, settled or rejected, whatever comes in whatever order. The settlement account moves once for each
//     transfer that is settled, by its amount.
//   - What is said of a transfer that the bank doesn't have is kept as an item and refused; nothing is booked.
//   - Returns, recalls, answers to them, cleared breaks and participants' keys are one person's proposal and another's decision.
package clearing
