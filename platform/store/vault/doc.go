// Package vault seals single values of the bank's tables (受保护数据): identity numbers, phones, addresses, secrets.
//
// Words: a sealed value (密文值) is what stands in the column; a data key (数据密钥) seals values of any column; an index
// key (索引密钥) makes marks; a mark (盲索引) is a keyed HMAC of a normalised value, by which a row is found without
// its plain text being anywhere; a place is the table, column and row where a value belongs; to reseal (重加密) is to bring values
// under the newest keys, to rewrap (重封装) to bring the keys themselves under the newest master key (主密钥).
//
// A sealed value, numbers big-endian: 1 byte version (1); 1 byte algorithm (1 AES-256-GCM, 2 SM4-GCM as of GB/T 32907 and
// GB/T 36624); 4 bytes number of the data key; 12 bytes random nonce; the text with its 16-byte tag. Associated data are the
// first six bytes and the place, each part with its length. A value is 34 bytes longer than its plain text.
//
// A nonce is random, so one data key should seal no more than 2^32 values (NIST SP 800-38D, 8.3): rotate before.
//
// Rotation: RotateDataKey and RotateIndexKey make a new key, by which all processes first only open and look for values (Run
// loads it within half a minute), and which they write after a few minutes. Reseal walks every registered column in short chunks
// and brings values and marks under the current keys; it writes a row only if that still holds what was read. Retire gives
// up a key when its successor has been written for a day and a walk finds nothing under it. So at every moment each
// process opens and finds what any other has written, if it looks for all Marks. What a process has not met it loads when a
// value names it.
//
// A retired key is not deleted: it can still be loaded while its master key is given, but is not wrapped anew any more, and so
// dies with that master key. Values that lie in backups die with it too.
//
// Invariants:
//   - A value opens only at its place: moved to another row, column or table it is ErrAltered.
//   - No key stands in the database but wrapped, and a wrapped key is bound to its number, purpose and algorithm.
//   - Seal, Mark and Marks do no I/O. Open does only for a key that this process has not met.
//   - Reseal never overwrites what somebody else has written since it read.
//   - A mark is made only of what is sealed beside it, so that it can be made anew. Tokens that nobody keeps are no such values.
package vault
