package audit

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"tonghui/platform/audit/checkpoint"
	"tonghui/platform/store"
)

// growth recomputes the tree while records pass by: once from the records, once from the hashes of the tree. At a
// signed checkpoint it shows which of the two was changed.
type growth struct {
	rows, tree *spine
	disagree   []disagreement // since the last checkpoint
	broken     bool           // neither agrees with a checkpoint any more
}

type disagreement struct {
	leaf       int64
	row, tree  tlog.Hash
	hash, tile bool // which of the two is there
}

// records reads the leaves and judges the checkpoints on the way.
func (c *checker) records() error {
	g := &growth{}
	err := c.view(func(v *store.View) (err error) {
		if g.rows, err = spineAt(c.report.From, newTiles(v)); err != nil {
			return err
		}
		g.tree = &spine{size: g.rows.size, levels: append([]tlog.Hash(nil), g.rows.levels...)}
		return nil
	})
	if err != nil {
		if !errors.Is(err, errDamaged) {
			return err
		}
		c.report.From, c.report.Full = 0, true // the tree can't be trusted: from the first record on
		g.rows, g.tree = &spine{}, &spine{}
	}
	heads := &heads{c: c, after: c.report.From - 1}
	for at := c.report.From; ; {
		head, err := heads.next()
		if err != nil {
			return err
		}
		to := c.size
		if head != nil {
			to = min(head.size, c.size)
		}
		for ; at < to; at = min(at+page, to) {
			if err := c.leaves(g, at, min(at+page, to)); err != nil {
				return err
			}
		}
		if head == nil {
			break
		}
		c.judge(g, head)
	}
	c.settle(g, false)
	return c.unsigned(heads.after)
}

// unsigned notices records that wait for a signature for too long.
func (c *checker) unsigned(signed int64) error {
	signed = max(signed, 0)
	if signed >= c.size || c.l.verifier == nil {
		return nil
	}
	return c.view(func(v *store.View) error {
		rows, err := recordRows(v, signed, signed+1)
		if err == nil && len(rows) == 1 && v.Now().Sub(rows[0].id.Time()) > standing {
			c.find("unsigned", Finding{Leaf: signed, Table: "audit_records"}, fmt.Sprintf("Audit record %d", signed),
				fmt.Sprintf("审计记录 %d", signed), 0, c.size-signed)
		}
		return err
	})
}

// heads pages through the checkpoints of the database.
type heads struct {
	c     *checker
	rows  []checkpointRow
	after int64
}

func (h *heads) next() (*checkpointRow, error) {
	if len(h.rows) == 0 {
		err := h.c.view(func(v *store.View) (err error) {
			h.rows, err = checkpointRows(v, h.after, page)
			return err
		})
		if err != nil || len(h.rows) == 0 {
			return nil, err
		}
	}
	row := &h.rows[0]
	h.rows, h.after = h.rows[1:], row.size
	return row, nil
}

// judge compares what has been read with a checkpoint of its size.
func (c *checker) judge(g *growth, row *checkpointRow) {
	if c.l.verifier == nil {
		return
	}
	en, zh := fmt.Sprintf("size %d", row.size), fmt.Sprintf("规模 %d", row.size)
	head, err := checkpoint.Open(row.note, c.l.verifier)
	switch {
	case errors.Is(err, checkpoint.ErrOrigin):
		return // of the log before this one: it had another key
	case err != nil || head.Size != row.size:
		c.find("checkpoint_signature", Finding{Table: "audit_checkpoints", Leaf: -1, Row: store.ID(row.size)}, en, zh, "", "")
		return
	case head.Size > c.size:
		at := head.Time().Format(time.RFC3339)
		// A checkpoint made while the check runs is no contradiction: sizes only grow.
		if now := c.sizeNow(); head.Size > now {
			c.find("checkpoint_beyond", Finding{Table: "audit_records", Leaf: -1}, at, at, head.Size, now)
		}
		return
	}
	rows, tree := g.rows.root() == head.Root, g.tree.root() == head.Root
	c.settle(g, rows && !tree)
	if !rows && !tree && !g.broken {
		g.broken = true
		c.find("checkpoint_root", Finding{Table: "audit_records", Leaf: -1}, en, zh, head.Root, g.rows.root())
	}
}

func (c *checker) sizeNow() (n int64) {
	_ = c.view(func(v *store.View) (err error) {
		n, err = treeSize(v)
		return err
	})
	return n
}

// settle names what disagreed since the last checkpoint: the tree's hashes if the records agree with the signature,
// else the records.
func (c *checker) settle(g *growth, treeWrong bool) {
	for _, d := range g.disagree {
		switch {
		case !d.hash:
			c.findRecord("record_missing", d.leaf, "audit_records", d.tree, "")
		case treeWrong || !d.tile:
			c.findTile(0, d.leaf, d.row, d.tree)
		default:
			c.findRecord("record_changed", d.leaf, "audit_records", d.tree, d.row)
		}
	}
	g.disagree = g.disagree[:0]
}

func (c *checker) findTile(level int, n int64, want, got tlog.Hash) {
	c.find("tile_damaged", Finding{Table: "audit_tiles", Leaf: -1, Row: store.ID(n >> tileHeight)},
		fmt.Sprintf("level %d, hash %d", level, n), fmt.Sprintf("第 %d 层第 %d 个哈希", level, n), want, got)
}

// leaves checks the records from one number to before another.
func (c *checker) leaves(g *growth, from, to int64) error {
	var rows []recordRow
	p := parts{}
	hashes := make([][]byte, 0, 8)
	err := c.view(func(v *store.View) (err error) {
		if rows, err = recordRows(v, from, to); err != nil {
			return err
		}
		if err := p.read(v, rows); err != nil {
			return err
		}
		for n := from >> tileHeight; n <= (to-1)>>tileHeight; n++ {
			data, err := tileRow(v, tileKey{0, n})
			if err != nil {
				return err
			}
			hashes = append(hashes, data)
		}
		return nil
	})
	if err != nil {
		return err
	}
	at := 0
	for leaf := from; leaf < to; leaf++ {
		d := disagreement{leaf: leaf}
		data := hashes[leaf>>tileHeight-from>>tileHeight]
		if i := int(leaf&(tileWidth-1)) * tlog.HashSize; i+tlog.HashSize <= len(data) {
			d.tree, d.tile = tlog.Hash(data[i:]), true
		}
		if at < len(rows) && rows[at].leaf == leaf {
			d.row, d.hash = tlog.RecordHash(rows[at].body), true
			c.record(&rows[at], &p)
			at++
		}
		if !d.hash {
			d.row = d.tree
		}
		if !d.tile {
			d.tree = d.row
		}
		if !d.hash || !d.tile || d.row != d.tree {
			g.disagree = append(g.disagree, d)
		}
		g.rows.add(d.row)
		g.tree.add(d.tree)
	}
	if c.opt.Progress != nil {
		c.opt.Progress(to, c.size)
	}
	return nil
}

// parts are what stands beside a page of leaves.
type parts struct {
	private map[store.ID]privateFull
	salts   map[store.ID][]byte
	erased  map[erasedPart]bool
}

func (p *parts) read(v *store.View, rows []recordRow) (err error) {
	if p.private, err = privateFulls(v, rows); err != nil {
		return err
	}
	if p.salts, err = partsOf(v, selectSalts, rows); err != nil {
		return err
	}
	var gone []store.ID
	for i := range rows {
		_, there := p.private[rows[i].id]
		if !there && word(rows[i].body, "private") != "" || p.salts[rows[i].id] == nil && isSalted(rows[i].body) {
			gone = append(gone, rows[i].id)
		}
	}
	p.erased, err = wasErased(v, gone)
	return err
}

// record checks what stands beside a leaf.
func (c *checker) record(r *recordRow, parts *parts) {
	kind, object := word(r.body, "kind"), word(r.body, "object")
	if id := leafID(r.body); kind != r.kind || object != r.object || id != r.id || store.ID(number(r.body, "last")) != r.last {
		c.findRecord("record_columns", r.leaf, "audit_records", fmt.Sprintf("%d %s %s", id, kind, object),
			fmt.Sprintf("%d %s %s", r.id, r.kind, r.object))
	}
	if !c.report.Full {
		c.touch(kind, object)
	}
	noted := word(r.body, "private")
	p, there := parts.private[r.id]
	if isSalted(r.body) && parts.salts[r.id] == nil && !parts.erased[erasedPart{r.id, saltPart}] {
		c.findRecord("private_missing", r.leaf, "audit_salts", "", "")
	}
	switch {
	case noted == "" && !there, noted != "" && !there && parts.erased[erasedPart{r.id, privatePart}]:
	case !there:
		c.findRecord("private_missing", r.leaf, "audit_private", "", "")
	case commitment(p.body).String() != noted || personOf(p.body) != p.person:
		c.findRecord("private_changed", r.leaf, "audit_private", "", "")
	}
}

// upperTiles checks the levels above the leaves: each hash is the root of the tile below it. An incremental check
// leaves out those that were full before.
func (c *checker) upperTiles() error {
	for level := 1; c.size>>(level*tileHeight) > 0; level++ {
		count := c.size >> (level * tileHeight)
		for n := c.report.From >> (level * tileHeight); n < count; {
			to := min(n+64, count)
			err := c.view(func(v *store.View) error {
				t := newTiles(v)
				for ; n < to; n++ {
					if err := c.upperTile(t, level, n); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *checker) upperTile(t *tiles, level int, n int64) error {
	below, err := t.at(tileKey{level - 1, n})
	if err != nil {
		return err
	}
	if len(below) != tileWidth*tlog.HashSize {
		if level > 1 { // level 0 was compared with its records
			c.findTile(level-1, n<<tileHeight, tlog.Hash{}, tlog.Hash{})
		}
		return nil
	}
	data, err := t.at(tileKey{level, n >> tileHeight})
	if err != nil {
		return err
	}
	var got tlog.Hash
	if i := int(n&(tileWidth-1)) * tlog.HashSize; i+tlog.HashSize <= len(data) {
		got = tlog.Hash(data[i:])
	}
	if want := fold(below); want != got {
		c.findTile(level, n, want, got)
	}
	return nil
}
