// Package upgrade proves that a bank is upgraded without closing: processes of the previous and of the new version write
// into one database side by side, from the migration that adds (expand) to the one that takes away (contract).
//
// The two versions are one small program (release), built twice with another number, each with its own schema, over the
// bank's real store: release 1 writes notes; release 2 gives each note a kind, which release 1 leaves to its default until
// the contract takes the default away.
//
// What holds:
//   - Nothing acknowledged by either version is lost or there twice.
//   - Between expand and contract the previous version may also be started anew.
//   - After the contract the previous version is refused, with a sentence that says so, at its start and while it runs.
package upgrade
