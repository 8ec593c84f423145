// Package ident is the numbers by which people, organisations, banks, cards and accounts are known.
//
// Words: a CreditCode (统一社会信用代码) names an organisation; a CitizenID (公民身份号码) a person; a BankCode
// (支付系统行号, CNAPS) a bank branch; a Card (银行卡号), an AccountNumber (账号) and an IBAN name accounts.
//
// Invariants:
//   - A value that Parse gave is canonical: no spaces, capitals, right length, right check. Text input (JSON,
//     query) goes through the same rules. A conversion from string skips them: only Parse is to be trusted.
//   - A refusal says which part is wrong by its code (ident.card_check, ident.citizen_birth, …) and sentence, and
//     never repeats the number.
//   - Mask is what screens show; logs get it by themselves (slog). String is the full number.
//   - Generate makes numbers for test data only: they pass every check and may by chance be someone's.
package ident
