// Package hsm is what the bank asks of its hardware security module (加密机): everything that needs a clear PIN or a card key.
//
// Words: a PIN block (PIN 密文块) is a PIN in a form of ISO 9564-1 under a key; a reference (PIN 参考值) is what the bank keeps of a PIN:
// a format 4 block under a key that never leaves; a pad (密码键盘) is where a PIN is typed and made a block; LMK (主密钥) wraps all other
// keys, ZPK (区域 PIN 密钥) is shared with an acquirer, PVK (PIN 验证密钥) keeps references, CVK (卡验证密钥) makes CVVs.
//
// Invariants:
//   - A clear PIN is in no argument and no answer of the HSM interface, in no error and no log; here it lives for one call.
//   - A key does one thing: each method names the purpose, and another purpose's key is refused.
//   - A reference verifies for the card number it was made for, and no other.
//   - In the database the LMK is sealed by the vault and every other key wrapped by the LMK, bound to its purpose.
//   - A CVV is computed when it is asked for, and kept nowhere.
package hsm
