// Package party is who the bank deals with: people, businesses, agencies and institutions (当事人).
//
// Words: an identifier (证件号码) is a number under which the state knows a party; a protected value (敏感信息) is an identifier,
// a phone number, an e-mail or other address; it is sealed at rest, masked (脱敏) on every screen, found by its mark, and
// revealed (查看明文) only for a reason that its owner can read; a level (客户身份识别等级) says how well the bank knows a
// party and what it may therefore do; a consent (授权同意) lets data be used for a purpose; a holder (户主) owns an account,
// alone or jointly; a duplicate (疑似重复) is a pair that may be one party; a merge (合并) makes it one, under four eyes.
//
// Retention and erasure: what a party was stands in party_versions, and values that were removed keep their row, sealed, with
// their end: the law wants identification kept for years after the last business (客户身份资料保存). Nothing here is deleted
// while it runs. When it has run out, the sealed bytes are overwritten and the mark is emptied: the row stays, with its end, so
// that the history of who saw it stays whole. A consent that was withdrawn stops at once; that it was given stays on record.
//
// Invariants:
//   - No identity number, phone, e-mail or other address and no picture of a document stands unsealed in a table, an
//     audit note, a version, a refusal or an answer other than that of reveal.
//   - A plain value leaves only after the row of party_disclosures and the audit note of it are committed.
//   - An identifier belongs to one party; a merged party has none, holds nothing, and leads to a party that isn't merged.
//   - Each change locks the party's row, raises its version by one and leaves that version in party_versions.
//   - Status, level, rating and mergedInto change by their own verbs only, never with the profile.
//   - Two parties with different citizen ids, or different credit codes, are never merged.
package party
