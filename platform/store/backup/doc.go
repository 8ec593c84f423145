// Package backup copies a bank's database while it works, and brings it back.
//
// Words: a backup (备份) is one file with the whole database and its manifest; the manifest (清单) says which bank it is,
// as of when, and how long and of which digest the content is; a source is a database being copied, a stage
// (暂存) is a restored database that is not in its place yet; a drill (演练) is backup, restore and verification in one go.
//
// The file, from outside in: sealed under the master key (package keys, purpose "backup") unless the bank has none; one
// zstd frame with check sum; a tar archive of
//
//	begin.json        the manifest as far as it is known at the beginning
//	begin.sha256      its digest, as sha256sum prints it
//	content/000001 …  the content, cut into pieces of 4 MiB
//	manifest.json     the manifest, with the content's length and SHA-256; the last member
//
// so that without this program `zstd -d | tar x; cat content/*` gives the content of one that isn't sealed. The content is
// the SQLite file, page by page, or what the server's own tool wrote: SQL of mariadb-dump, an mbstream of
// mariadb-backup, a tar of dumpling's folder.
//
// SQLite pages are read in one read transaction, through the engine and beside the process that serves the bank,
// without its lock: commits go on, but the write-ahead log can't start anew until the copy is done. It grows by
// what is booked meanwhile.
//
// Point in time: a backup brings back the moment it was made, nothing later. Shipping the log (of SQLite's WAL, or the
// server's binary log) between two backups gets its place beside Source; it is not built.
//
// Invariants:
//   - A backup is whole or is refused: cut short, altered, of a wrong key or another product are four sentences.
//   - A restore goes to a new place only, and is complete and checked before it gets its name.
//   - The snapshot is that of one commit: what one update wrote is in it altogether or not at all.
package backup
