package audit

import (
	"bytes"
	"fmt"

	"tonghui/platform/store"
)

// passage compares append-only rows with the lists that were noted of them. Both come in the order of ids; of each
// lane at most one list is open at a time.
type passage struct {
	c      *checker
	s      *Source
	upTo   store.ID
	after  store.ID // rows up to this one belong to an earlier check, unless an open list holds them
	open   map[int]*list
	queue  []*list
	object string // how far lists are read
	ended  bool
}

// rows goes once through the rows of a source, and the lists beside them.
func (c *checker) rows(s *Source) error {
	p := &passage{c: c, s: s, upTo: c.upTo, open: map[int]*list{}}
	begin := store.ID(0)
	err := c.view(func(v *store.View) error {
		waiting, err := firstPending(v, s.Kind)
		if err != nil {
			return err
		}
		if waiting != 0 { // its rows are judged when it has its number
			p.upTo = min(p.upTo, waiting-1)
		}
		if c.report.Full {
			return nil
		}
		at, err := checked(v, "rows "+s.Kind)
		p.after, begin = store.ID(at), store.ID(at)
		if err != nil || at == 0 {
			return err
		}
		lists, err := listsAcross(v, s.Kind, p.after)
		for _, x := range lists {
			p.open[x.first.Lane()] = x
			begin = min(begin, x.first-1)
		}
		p.object = rowObject(p.after)
		return err
	})
	if err != nil {
		return err
	}
	c.upTo = min(c.upTo, p.upTo)
	for {
		var rows []Row
		if err := c.view(func(v *store.View) (err error) {
			rows, err = s.Rows(v, begin, p.upTo, 4*page)
			return err
		}); err != nil {
			return err
		}
		for _, r := range rows {
			if err := p.pass(r); err != nil {
				return err
			}
		}
		if len(rows) < 4*page {
			break
		}
		begin = rows[len(rows)-1].ID
	}
	return p.end()
}

// pass takes the next row.
func (p *passage) pass(r Row) error {
	if err := p.openUpTo(r.ID); err != nil {
		return err
	}
	lane := r.ID.Lane()
	x := p.open[lane]
	if x != nil && r.ID > x.last {
		p.judge(x)
		delete(p.open, lane)
		x = nil
	}
	p.c.report.Rows++
	switch {
	case x != nil:
		x.add(r)
	case r.ID > p.after:
		return p.uncovered(r.ID)
	}
	return nil
}

// openUpTo opens the lists that begin at or before a row.
func (p *passage) openUpTo(id store.ID) error {
	for {
		if len(p.queue) == 0 && !p.ended {
			if err := p.c.view(func(v *store.View) (err error) {
				p.queue, err = listsBehind(v, p.s.Kind, p.object, page)
				return err
			}); err != nil {
				return err
			}
			if p.ended = len(p.queue) < page; len(p.queue) > 0 {
				p.object = p.queue[len(p.queue)-1].r.Object
			}
		}
		if len(p.queue) == 0 || p.queue[0].first > id {
			return nil
		}
		x := p.queue[0]
		p.queue = p.queue[1:]
		if before := p.open[x.first.Lane()]; before != nil {
			p.judge(before)
		}
		p.open[x.first.Lane()] = x
	}
}

func (p *passage) end() error {
	if err := p.openUpTo(p.upTo); err != nil {
		return err
	}
	for _, x := range p.open {
		p.judge(x)
	}
	return nil
}

// uncovered looks again, in one snapshot, for the list of a row that none of those read holds: it may have got its
// number while they were read.
func (p *passage) uncovered(id store.ID) error {
	if p.c.report.Errors > 100*maxFindings { // it is beyond doubt that something is wrong: count on without a second look
		p.c.report.Errors++
		return nil
	}
	return p.c.view(func(v *store.View) error {
		r, err := covering(v, p.s.Kind, id)
		if err != nil || r != nil {
			return err
		}
		waiting, err := pendingOf(v, p.s.Kind, func(object string, last store.ID) bool { return holds(number19(object), last, id) })
		if err != nil || len(waiting) > 0 {
			return err
		}
		p.c.findObject("row_unnoted", p.s, id.String(), -1, "", "")
		return nil
	})
}

// judge compares a list whose rows have all passed, and names the rows at fault by their marks.
func (p *passage) judge(x *list) {
	if x.last > p.upTo || x.proves() {
		return
	}
	found := false
	i, j := 0, 0 // places in what was noted, and in what is there
	missing := int(x.r.Count) - len(x.ids)
	for i < int(x.r.Count) && x.r.Count > 1 {
		switch {
		case j < len(x.ids) && bytes.Equal(x.mark(i), x.marks[j*markSize:(j+1)*markSize]):
			i, j = i+1, j+1
			continue
		case missing > 0:
			p.gone(x, i, j)
			missing, i = missing-1, i+1
		case missing < 0 && j < len(x.ids):
			p.c.findObject("row_unnoted", p.s, x.ids[j].String(), x.r.Leaf, "", "")
			missing, j = missing+1, j+1
		case j < len(x.ids):
			p.c.findObject("row_changed", p.s, x.ids[j].String(), x.r.Leaf, fmt.Sprintf("%x…", x.mark(i)),
				fmt.Sprintf("%x…", x.marks[j*markSize:(j+1)*markSize]))
			i, j = i+1, j+1
		default:
			i++
		}
		found = true
	}
	switch {
	case found:
	case x.r.Count == 1 && len(x.ids) == 1:
		p.c.findObject("row_changed", p.s, x.ids[0].String(), x.r.Leaf, "", "")
	case x.r.Count == 1 && len(x.ids) == 0:
		p.c.findObject("row_deleted", p.s, x.first.String(), x.r.Leaf, "", "")
	case int(x.r.Count) != len(x.ids):
		p.c.findObject("rows_deleted", p.s, x.place(), x.r.Leaf, x.r.Count, len(x.ids))
	default:
		p.c.findObject("rows_changed", p.s, x.place(), x.r.Leaf, "", "")
	}
}

// gone names a row that is not there any more: by its id where the record holds it, else by its neighbours.
func (p *passage) gone(x *list, i, j int) {
	name := x.first.String()
	switch {
	case i == 0:
	case i == int(x.r.Count)-1:
		name = x.last.String()
	default:
		before, behind := x.first, x.last
		if j > 0 {
			before = x.ids[j-1]
		}
		if j < len(x.ids) {
			behind = x.ids[j]
		}
		name = fmt.Sprintf("%d…%d", before, behind)
	}
	p.c.findObject("row_deleted", p.s, name, x.r.Leaf, "", "")
}

func (x *list) place() string { return fmt.Sprintf("%d…%d", x.first, x.last) }
