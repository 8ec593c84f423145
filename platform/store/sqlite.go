package store

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// dsn names the file and sets each connection up.
//
//	synchronous FULL     in WAL mode: the log is synced at every commit
//	wal_autocheckpoint 0 the checkpointer folds the log, not the commit that happens to reach a size
//	journal_size_limit   a log that had to grow beyond its measure gives the space back when it starts anew
//	busy_timeout         other writers don't exist (lockFile); an operator's tool may hold the lock for a moment
//	query_only           readers can't write, whatever a caller passes
func (e *sqliteEngine) dsn(reader bool) string {
	s := e.s
	q := url.Values{}
	q.Set("_txlock", "deferred")
	pragmas := []string{"busy_timeout(" + strconv.Itoa(busyWaitMS) + ")"}
	if reader {
		pragmas = append(pragmas, "query_only(ON)", "cache_size(-32768)", "wal_autocheckpoint(0)", "synchronous(FULL)")
	} else {
		pragmas = append(pragmas, "page_size("+strconv.Itoa(pageSize)+")", "journal_mode(WAL)", "synchronous(FULL)",
			"wal_autocheckpoint(0)", "foreign_keys(ON)", "temp_store(MEMORY)", "journal_size_limit("+strconv.Itoa(walMax)+")",
			"cache_size(-"+strconv.Itoa(s.opt.CacheMB<<10)+")")
	}
	if s.opt.ReadOnly {
		q.Set("mode", "ro")
	}
	if e.immutable {
		q.Set("immutable", "1")
	}
	q["_pragma"] = pragmas
	if s.opt.VFS != "" {
		q.Set("vfs", s.opt.VFS)
	}
	return "file:" + (&url.URL{Path: e.path}).EscapedPath() + "?" + q.Encode()
}

// busyWaitMS is how long a statement waits for another connection's lock.
const busyWaitMS = 10_000

func busyText(ms int) string { return "PRAGMA busy_timeout(" + strconv.Itoa(ms) + ")" }

// pageSize is that of a new database. 8 KiB is a little faster for batches of thousands, but commits of a few dozen
// transfers, a bank's daily fare, then write nearly twice as much.
const pageSize = 4096

var (
	sizedColumn = regexp.MustCompile(`(?i)\b(\w+)\s+(VARCHAR|CHAR|VARBINARY|BINARY)\s*\((\d+)\)`)
	wideBlob    = regexp.MustCompile(`(?i)\b(TINYBLOB|MEDIUMBLOB|LONGBLOB)\b`)
	wideText    = regexp.MustCompile(`(?i)\b(TINYTEXT|MEDIUMTEXT|LONGTEXT)\b`)
	intColumn   = regexp.MustCompile(`(?i)\b(BIGINT|SMALLINT|TINYINT|INT)\b`)
	manyKeys    = regexp.MustCompile(`(?i)PRIMARY KEY\s*\([^),]*,`)
	createTable = regexp.MustCompile(`(?is)^\s*CREATE TABLE\b`)
	alterTable  = regexp.MustCompile(`(?is)^\s*ALTER TABLE\b`)
)

// toSQLite turns a schema statement, written in MySQL's words, into SQLite's: the four storage types,
// STRICT tables, lengths as checks (SQLite ignores them otherwise), and tables with a key of several columns
// stored in that key's order, as MySQL's are. What it doesn't know passes through, and STRICT refuses it.
func toSQLite(text string) string {
	create := createTable.MatchString(text)
	if !create && !alterTable.MatchString(text) {
		return text
	}
	text = outsideQuotes(text, func(text string) string {
		text = sizedColumn.ReplaceAllStringFunc(text, func(m string) string {
			p := sizedColumn.FindStringSubmatch(m)
			kind := "TEXT"
			if strings.HasSuffix(strings.ToUpper(p[2]), "BINARY") {
				kind = "BLOB"
			}
			return p[1] + " " + kind + " CHECK (length(" + p[1] + ") <= " + p[3] + ")"
		})
		text = wideBlob.ReplaceAllString(text, "BLOB")
		text = wideText.ReplaceAllString(text, "TEXT")
		return intColumn.ReplaceAllString(text, "INTEGER")
	})
	if !create {
		return text
	}
	text = strings.TrimRight(text, " \t\n;") + " STRICT"
	if manyKeys.MatchString(text) {
		text += ", WITHOUT ROWID"
	}
	return text
}

// outsideQuotes applies f to the parts of a statement that are not string literals.
func outsideQuotes(text string, f func(string) string) string {
	parts := strings.Split(text, "'")
	for i := 0; i < len(parts); i += 2 {
		parts[i] = f(parts[i])
	}
	return strings.Join(parts, "'")
}

// BareDSN are the settings of the writing connection, for a benchmark's bare writer to share.
const BareDSN = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
	"&_pragma=wal_autocheckpoint(4000)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-65536)"
