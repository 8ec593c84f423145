// Command tonghui is the bank: server, command line and tools in one binary.
//
// Invariants: a command that writes goes through the running server, or takes the database's lock; reading
// commands work beside a server. Exit codes: 0 done, 1 refused or findings, 2 wrong usage, 3 the bank is not
// available (locked, disk, schema), 4 the bank's own fault.
package main
