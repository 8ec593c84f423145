package store

import (
	"database/sql"
	"strings"
)

// Querier reads: a Tx or a View. Query's rows must be closed; All and One do it.
type Querier interface {
	Query(query string, args ...any) (*sql.Rows, error)
}

// Scanner is one row.
type Scanner interface{ Scan(dest ...any) error }

// All reads every row of a query through scan.
func All[T any](q Querier, scan func(Scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.Query(query, args...)
	return Collect(rows, err, scan)
}

// Collect drains rows through scan and closes them.
func Collect[T any](rows *sql.Rows, err error, scan func(Scanner) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, classify(rows.Err())
}

// One reads the first row of a query; ok is false when there is none.
func One[T any](q Querier, scan func(Scanner) (T, error), query string, args ...any) (v T, ok bool, err error) {
	rows, err := q.Query(query, args...)
	if err != nil {
		return v, false, err
	}
	defer rows.Close()
	if !rows.Next() {
		return v, false, classify(rows.Err())
	}
	if v, err = scan(rows); err == nil {
		err = classify(rows.Close()) // the rest may fail, and the transaction with it
	}
	return v, err == nil, err
}

// Value scans a single column.
func Value[T any](s Scanner) (v T, err error) {
	err = s.Scan(&v)
	return v, err
}

// Marks is "?, ?, ?" for an IN list of n.
func Marks(n int) string {
	if n <= 0 {
		return "NULL" // IN (NULL) holds nothing
	}
	return strings.Repeat("?, ", n-1) + "?"
}
