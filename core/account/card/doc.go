// Package card is the bank's cards (银行卡): issued on an account, used at shops, machines and pages, paid through the ledger.
//
// Words: a card (卡) has a number (卡号) that only its holder (持卡人) knows whole, and belongs to who owns its account; an acquirer
// (收单机构) brings in transactions; an authorisation (授权) holds money, a capture (请款) takes it to the account in which the bank
// owes the acquirer, a reversal (冲正) gives up what is held, a refund (退货) gives back what was taken; a channel (渠道) is where a card
// is used; a response (应答码) is the two characters by which ISO 8583 answers.
//
// Invariants:
//   - A number stands sealed in one column and is found by its mark; answers, logs, notes and errors have it masked.
//   - No CVV is kept, and no clear PIN leaves package hsm; after three wrong PINs in a row none is taken until a reset by two people.
//   - What a card has spent in a channel on a day never exceeds its limit, however many ask at once: the card's row is locked.
//   - An acquirer's reference names one transaction for ever: repeated it has the same answer and moves nothing.
//   - Held, captured and refunded of an authorisation are what the ledger booked under it; refunds never exceed captures.
//   - A card that is frozen, lost, ended, expired or not activated approves nothing.
package card
