// Package points rewards customers (积分): spending earns points by dated rules, points end, and are taken for what a catalogue offers.
//
// Words: an event (事件) is a card's capture or a payment that may earn; a rule (积分规则) says for which kind and category of event how
// many fen make a point, with caps, and a bonus rule multiplies; a batch (批次) are points that were earned together and end
// together; an entry (流水) is a row of the points' ledger; a redemption (兑换) takes points for an item of the catalogue.
//
// Invariants:
//   - Entries are only added. An account's balance is the sum of its entries, a batch's rest the sum of the batch's.
//   - An event earns once, and a full refund takes back exactly what it earned, whatever the parts.
//   - Points are used oldest end first. Nobody redeems more than she has; after a refund of used points an account may owe some,
//     which what it earns next pays.
//   - An item is never given more often than its stock; a cancelled redemption gives back points and stock, once.
package points
