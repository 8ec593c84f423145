package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

// Clocks may be this far apart: ids carry the time of their making, and leases end by it.
const maxSkew = time.Second

// oldest versions that the bank's tests run on.
var oldest = map[Engine][2]int{MariaDB: {10, 6}, MySQL: {8, 0}, TiDB: {7, 5}}

var (
	tidbVersion = regexp.MustCompile(`TiDB-v?(\d+)\.(\d+)`)
	anyVersion  = regexp.MustCompile(`(\d+)\.(\d+)`)
)

// engineOf reads a server's version text.
func engineOf(version string) (e Engine, major, minor int) {
	found := anyVersion.FindStringSubmatch(version)
	e = MySQL
	switch {
	case strings.Contains(version, "TiDB"):
		e, found = TiDB, tidbVersion.FindStringSubmatch(version)
	case strings.Contains(version, "MariaDB"):
		e = MariaDB
	}
	if found == nil { // a build without a release's number
		return e, 0, 0
	}
	major, _ = strconv.Atoi(found[1])
	minor, _ = strconv.Atoi(found[2])
	return e, major, minor
}

// checkServer looks, before anything is written, whether a server can hold a bank.
func (e *mysqlEngine) checkServer(ctx context.Context) error {
	return e.with(ctx, func(c *sql.Conn) error {
		var version string
		if err := c.QueryRowContext(ctx, "SELECT VERSION()").Scan(&version); err != nil {
			return err
		}
		var major, minor int
		e.engine, major, minor = engineOf(version)
		least := oldest[e.engine]
		if (major != 0 || minor != 0) && (major < least[0] || major == least[0] && minor < least[1]) {
			return ErrUnfit.With(fmt.Sprintf("version %s is older than %d.%d", version, least[0], least[1]))
		}
		isolation := "transaction_isolation"
		if e.engine == MariaDB {
			isolation = "tx_isolation"
		}
		if err := wants(ctx, c, isolation, "the isolation level", "READ-COMMITTED"); err != nil {
			return err
		}
		for _, mode := range []string{"STRICT_TRANS_TABLES", "NO_ZERO_DATE"} {
			if err := wants(ctx, c, "sql_mode", "sql_mode", mode); err != nil {
				return err
			}
		}
		if err := e.checkKind(ctx, c); err != nil {
			return err
		}
		if e.s.opt.realTime {
			return e.checkClock(ctx, c)
		}
		return nil
	})
}

// wants refuses a server one of whose settings, after the session has asked for it, doesn't say what it must.
func wants(ctx context.Context, c *sql.Conn, variable, name, value string) error {
	var found string
	if err := c.QueryRowContext(ctx, "SELECT @@"+variable).Scan(&found); err != nil {
		return err
	}
	if !strings.Contains(strings.ToUpper(found), value) {
		return ErrUnfit.With(fmt.Sprintf("%s is %q, not %s (set %s)", name, found, value, strings.TrimPrefix(variable, "global.")))
	}
	return nil
}

// checkKind looks at what only one kind of server can get wrong.
func (e *mysqlEngine) checkKind(ctx context.Context, c *sql.Conn) error {
	switch e.engine {
	case TiDB:
		for _, need := range [][2]string{{"global.tidb_enable_check_constraint", "1"}, {"tidb_txn_mode", "PESSIMISTIC"}} {
			if err := wants(ctx, c, need[0], strings.TrimPrefix(need[0], "global."), need[1]); err != nil {
				return err
			}
		}
	default:
		if err := wants(ctx, c, "default_storage_engine", "default_storage_engine", "INNODB"); err != nil {
			return err
		}
		var flush int
		if err := c.QueryRowContext(ctx, "SELECT @@innodb_flush_log_at_trx_commit").Scan(&flush); err != nil {
			return err
		}
		if flush != 1 {
			warn("the database server does not sync at every commit: a power cut can take back what was acknowledged",
				fmt.Errorf("innodb_flush_log_at_trx_commit = %d", flush))
		}
	}
	return nil
}

// checkClock compares the machine's clock with the server's, by which all processes of the bank are compared.
func (e *mysqlEngine) checkClock(ctx context.Context, c *sql.Conn) error {
	best := time.Duration(1<<63 - 1)
	for range 3 { // the least round trip tells best
		before := time.Now()
		var micros int64
		if err := c.QueryRowContext(ctx, serverMicros).Scan(&micros); err != nil {
			return err
		}
		trip := time.Since(before)
		skew := time.UnixMicro(micros).Sub(before.Add(trip/2)).Abs() - trip/2
		best = min(best, max(skew, 0))
	}
	if best > maxSkew {
		return ErrClockSkew.With(best.Round(time.Millisecond))
	}
	return nil
}

// serverMicros is the server's clock.
const serverMicros = "SELECT CAST(UNIX_TIMESTAMP(CURRENT_TIMESTAMP(6)) * 1000000 AS SIGNED)"

// Errors after which the transaction may be run again: deadlock, lock timeout, a record that changed, Galera's failed
// certification (1213) and TiDB's write conflicts, schema changes and regions that are on their way.
var conflictCodes = map[uint16]bool{
	1205: true, 1213: true, 1020: true, 3572: true,
	1412: true, // a view met a table that another process has made or changed since the view began
	8002: true, 8005: true, 8018: true, 8022: true, 8027: true, 8028: true, 8147: true,
	9001: true, 9002: true, 9003: true, 9004: true, 9005: true, 9006: true, 9007: true, 9008: true, 9011: true, 9012: true, 9013: true,
}

// TiDB's error without a number of its own, where it means a conflict.
var conflictText = regexp.MustCompile(`(?i)lock retry limit|lock wait timeout|schema is changed|try again|write conflict|region|tikv server|pd server timeout`)

// Errors of a server that is going, or not yet there, or no longer the one to write to.
var goneCodes = map[uint16]bool{
	1047: true, 1053: true, 1077: true, 1079: true, 1080: true, 1094: true, 1129: true, 1152: true, 1153: true, 1158: true, 1159: true,
	1160: true, 1161: true, 1180: true, 1184: true, 1203: true, 1040: true, 1290: true, 1836: true, 1927: true, 3169: true, 4031: true,
}

// classifyMySQL knows the errors of the MySQL driver; nil is none of them.
func classifyMySQL(err error) error {
	var me *mysql.MySQLError
	if !errors.As(err, &me) {
		if goneAway(err) {
			return ErrUnreachable.Because(err)
		}
		return nil
	}
	switch n := me.Number; {
	case n == 1105 && strings.Contains(me.Message, "lock wait timeout"):
		return ErrConflict.Because(err)
	case n == 8501, n == 1105 && clusterTrouble.MatchString(me.Message):
		return ErrUnreachable.Because(err)
	case n == 1062 || n == 1586:
		return errors.Join(ErrDuplicate, err)
	case conflictCodes[n] || n == 1105 && conflictText.MatchString(me.Message):
		return ErrConflict.Because(err)
	case goneCodes[n]:
		return ErrUnreachable.Because(err)
	case n == 1044 || n == 1045 || n == 1142 || n == 1143 || n == 1227 || n == 1370 || n == 1698 || n == 1820 || n == 1862 || n == 8121:
		return ErrNoRights.With(me.Message).Because(err)
	case n == 1049:
		return ErrNoSchema.With(me.Message).Because(err)
	case n == 1021 || n == 1114:
		return ErrDiskFull.Because(err)
	case n == 1036 || n == 1792 || n == 3100:
		return ErrReadOnly.Because(err)
	case n == 3024 || n == 1969 || n == 1317 && strings.Contains(me.Message, "max"):
		return ErrSlowRead.Because(err)
	case n == 1317 || n == 1028:
		return ErrGaveUp.Because(err)
	}
	return err
}

// TiDB reports trouble between its own parts as an unknown error (1105), and a commit it can't tell the outcome of as 8501.
var clusterTrouble = regexp.MustCompile(`(?i)rpc error|\bTSO\b|\bPD\b|region|tikv|deadline exceeded|connection (refused|reset)|transport`)
