package store

import (
	"context"
	"database/sql"
	"strings"
)

// Engine is the kind of database behind a store.
type Engine string

// The engines. Everything but SQLite speaks the MySQL protocol and is shared: other processes write beside this one.
const (
	SQLite  Engine = "sqlite"
	MariaDB Engine = "mariadb"
	MySQL   Engine = "mysql"
	TiDB    Engine = "tidb"
)

// Shared tells whether other processes, and other lanes of this one, write at the same time.
func (e Engine) Shared() bool { return e != SQLite }

// family is the word in the names of schema files that belong to one kind of engine only: 002_x.mysql.sql.
func (e Engine) family() string {
	if e == SQLite {
		return "sqlite"
	}
	return "mysql"
}

// IsDSN tells whether a database is named by an address (mysql://user:password@host:port/name) and not by a path.
func IsDSN(name string) bool { return strings.HasPrefix(name, dsnScheme) }

const dsnScheme = "mysql://"

// engine is what each kind of database does in its own way. The commit pipeline (writer.go) is one for all.
type engine interface {
	// kind is known once open has succeeded.
	kind() Engine
	// open connects for reading, looks at what is there, and connects for writing unless the store is read only.
	open(ctx context.Context) error
	// openWriter gives a lane its connection and what it must know of the bank.
	openWriter(ctx context.Context, w *writer) error
	// begin opens the lane's transaction; if the lane is to be alone, it waits until no other update runs, in this process
	// or another, and keeps them out until the commit.
	begin(w *writer) error
	// finish writes what every group must leave behind, before its commit.
	finish(w *writer, tx *Tx) error
	// commit ends the transaction; an error says what became of it by its kind.
	commit(w *writer) error
	// lostBy tells whether the transaction is gone, or can't be trusted, after a statement's error.
	lostBy(w *writer, err error) bool
	// after runs between two groups.
	after(w *writer)
	// lock gives a SELECT the words that lock what it reads.
	lock(query string) string
	// beginView opens a reading transaction over one snapshot.
	beginView(c *conn) error
	// schema turns a schema statement, which is written in MySQL's words, into the engine's.
	schema(text string) string
	// define runs one schema statement and records it.
	define(ctx context.Context, m *migration, step int, version string) error
	// alone runs f while no other process migrates.
	alone(ctx context.Context, f func() error) error
	// settled is the point up to which everything is committed.
	settled(ctx context.Context) (Seq, error)
	// readers is where reading connections come from.
	readers() *sql.DB
	// close is the last; the lanes have ended.
	close() error
}
