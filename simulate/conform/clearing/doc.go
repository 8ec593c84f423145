// Package clearing judges any implementation of a clearing house by docs/clearing-protocol.md (清算所符合性检验). It plays two
// participants, pays from one to the other, and tries what the protocol allows and forbids.
//
// Words: a golden message (标准样例报文) stands in golden/ as a file of its own, written by hand from the published message
// definitions, with marks such as $UETR for what is new in each trial; a Bank is a participant that the kit plays, which
// checks everything that the house pushes to it.
//
// Invariants:
//   - Golden messages never come from an encoder of this project.
//   - Each bad message breaks one rule, which is named beside it in golden/cases.txt.
//   - The trial moves a few yuan between its own two participants and touches no others.
package clearing
