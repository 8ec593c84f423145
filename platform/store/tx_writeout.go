package store

// WriteOutRows is WriteOut for a statement whose number of changed rows matters. It never means a duplicate.
func (tx *Tx) WriteOutRows(query string, args ...any) (int64, error) {
	r, err := tx.w.c.exec(query, args...)
	if err != nil {
		tx.sqlErr = true
		return 0, err
	}
	return r.RowsAffected()
}
