// Package engines starts the database servers that the bank is tested on: MariaDB, a MariaDB Galera cluster, TiDB in one
// process, and a TiDB cluster; kills them, starts them again, and stands between them and the bank with faults.
//
// A Server is one process with a folder, a port on loopback and a user. MariaDB is the machine's own; TiDB, PD and
// the store node are built from the pinned modules in tools, once, into the user's cache (see Tool). A Proxy drops,
// delays and stalls, so that a test decides at which byte a connection breaks.
//
// What holds:
//   - No server outlives the process that started it, however that one ends.
//   - Servers listen on 127.0.0.1 only and have a password of their own.
//   - A server that does not come up says why: its error carries the end of its log.
//   - MariaDB syncs at every commit unless a test says otherwise; folders lie in memory where there is room, so that this
//     costs little. What must meet a disk passes Options.Dir.
//
// As a command: go run ./internal/engines/run mariadb -- go test ./...
package engines
