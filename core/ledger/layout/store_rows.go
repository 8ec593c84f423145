package layout

import (
	"context"
	"strings"
)

// rows gathers rows and writes many of them with one statement. What remains at the end goes out in statements of
// halving size, so that only a handful of texts is ever prepared.
type rows struct {
	c       *conn
	head    string // INSERT INTO t(…) VALUES
	tail    string // ON CONFLICT …, or nothing
	columns int
	sizes   []*statement // by power: sizes[i] writes full>>i rows
	full    int
	args    []any // of the rows gathered
}

func newRows(c *conn, full, columns int, head, tail string) (*rows, error) {
	head = strings.Replace(head, "INSERT INTO", strings.TrimSpace("INSERT "+c.conflict)+" INTO", 1)
	r := &rows{c: c, head: head, tail: tail, columns: columns, full: full}
	for n := full; n > 0; n /= 2 {
		st, err := c.prepare(multiRow(head, columns, n) + tail)
		if err != nil {
			return nil, err
		}
		r.sizes = append(r.sizes, st)
	}
	return r, nil
}

func multiRow(head string, columns, n int) string {
	tuple := "(" + strings.TrimSuffix(strings.Repeat("?,", columns), ",") + ")"
	return head + strings.TrimSuffix(strings.Repeat(tuple+",", n), ",")
}

// add takes one row. Values are int64, string, []byte or nil.
func (r *rows) add(values ...any) error {
	r.args = append(r.args, values...)
	if len(r.args) == r.full*r.columns {
		err := r.write(r.sizes[0], r.args)
		r.args = r.args[:0]
		return err
	}
	return nil
}

func (r *rows) write(st *statement, values []any) error {
	for i, v := range values {
		st.args[i].Value = v
	}
	_, err := st.exec.ExecContext(context.Background(), st.args)
	return err
}

// flush writes what remains.
func (r *rows) flush() error {
	left, n := r.args, r.full
	for _, st := range r.sizes {
		for len(left) >= n*r.columns {
			if err := r.write(st, left[:n*r.columns]); err != nil {
				return err
			}
			left = left[n*r.columns:]
		}
		n /= 2
	}
	r.args = r.args[:0]
	return nil
}

// blob turns an empty slice into NULL.
func blob(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

// fill takes one row that values appends.
func (r *rows) fill(values func(into []any) []any) error {
	r.args = values(r.args)
	if len(r.args) == r.full*r.columns {
		err := r.write(r.sizes[0], r.args)
		r.args = r.args[:0]
		return err
	}
	return nil
}
