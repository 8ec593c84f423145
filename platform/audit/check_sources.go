package audit

import (
	"slices"

	"tonghui/platform/store"
)

// sources compares the rooms' rows with their digests.
func (c *checker) sources() error {
	for i := range c.l.sources {
		s := &c.l.sources[i]
		var err error
		switch {
		case s.Rows != nil:
			err = c.rows(s)
		case c.report.Full:
			if err = c.objects(s); err == nil {
				err = c.unnoted(s)
			}
		default:
			err = c.touchedObjects(s)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// latest is the record that says how an object must be now: of the highest version, and of those the last one.
type latest struct {
	object  string
	version int64
	r       *Record
}

func (x *latest) later(y *Record) bool {
	if x.r == nil || y.Version != x.version {
		return x.r == nil || y.Version > x.version
	}
	if (x.r.Leaf < 0) != (y.Leaf < 0) {
		return y.Leaf < 0 // what has no number yet came after all that has one
	}
	if y.Leaf < 0 || y.Leaf == x.r.Leaf {
		return y.ID > x.r.ID
	}
	return y.Leaf > x.r.Leaf
}

func (x *latest) see(r *Record) {
	if x.later(r) {
		*x = latest{object: r.Object, version: r.Version, r: r}
	}
}

// objects goes through the records of a kind by object, and compares the latest of each with its row.
func (c *checker) objects(s *Source) error {
	var cur latest
	var batch []latest
	object, id := "", store.ID(0)
	for more := true; more; {
		var records []*Record
		if err := c.view(func(v *store.View) (err error) {
			records, object, id, err = recordsByObject(v, s.Kind, object, id, page)
			return err
		}); err != nil {
			return err
		}
		for _, r := range records {
			if cur.r != nil && cur.object != r.Object {
				batch = append(batch, cur)
				cur = latest{}
			}
			cur.see(r)
		}
		if more = id != 0; !more && cur.r != nil {
			batch = append(batch, cur)
		}
		if err := c.compare(s, batch); err != nil {
			return err
		}
		batch = batch[:0]
	}
	return nil
}

// touchedObjects compares the objects that records since the last check speak of.
func (c *checker) touchedObjects(s *Source) error {
	var all []string
	for o := range c.touched[s.Kind] {
		all = append(all, o)
	}
	slices.Sort(all)
	for part := range slices.Chunk(all, 256) {
		var batch []latest
		if err := c.view(func(v *store.View) error {
			for _, o := range part {
				x, err := latestOf(v, s.Kind, o, nil)
				if err != nil {
					return err
				}
				batch = append(batch, x)
			}
			return nil
		}); err != nil {
			return err
		}
		if err := c.compare(s, batch); err != nil {
			return err
		}
	}
	return nil
}

// compare compares objects with their latest records. What disagrees is read again in the same snapshot as its row.
func (c *checker) compare(s *Source, batch []latest) error {
	if len(batch) == 0 {
		return nil
	}
	objects := make([]string, len(batch))
	for i := range batch {
		objects[i] = batch[i].object
	}
	return c.view(func(v *store.View) error {
		now, err := s.Digests(v, objects)
		if err != nil {
			return err
		}
		c.report.Objects += int64(len(batch))
		var waiting map[string][]*Record
		for i := range batch {
			x := &batch[i]
			digest, there := now[x.object]
			if x.r != nil && agrees(x.r, digest, there) == "" {
				continue
			}
			if waiting == nil {
				if waiting, err = pendingOf(v, s.Kind, among(objects)); err != nil {
					return err
				}
			}
			again, err := latestOf(v, s.Kind, x.object, waiting[x.object])
			if err != nil {
				return err
			}
			if again.r == nil {
				continue // its records are gone, which the tree shows
			}
			if code := agrees(again.r, digest, there); code != "" {
				c.findObject(code, s, x.object, again.r.Leaf, again.r.After, digest)
			}
		}
		return nil
	})
}

// among keeps the notes of some objects.
func among(objects []string) func(string, store.ID) bool {
	set := make(map[string]bool, len(objects))
	for _, o := range objects {
		set[o] = true
	}
	return func(o string, _ store.ID) bool { return set[o] }
}

// agrees says what is wrong between a record and the row of its object, or "".
func agrees(r *Record, now Digest, there bool) string {
	switch {
	case r.After.IsZero() && !there:
		return ""
	case r.After.IsZero():
		return "row_revived"
	case !there:
		return "row_deleted"
	case !r.Salted && now == r.After:
		return ""
	case r.Salted && r.salt == nil:
		return "row_erased"
	case r.Salted && salted(r.salt, now) == r.After:
		return ""
	}
	return "row_changed"
}

// unnoted finds objects that no record speaks of.
func (c *checker) unnoted(s *Source) error {
	for after := ""; ; {
		var objects []string
		if err := c.view(func(v *store.View) (err error) {
			if objects, err = s.Objects(v, after, 512); err != nil || len(objects) == 0 {
				return err
			}
			noted, err := notedObjects(v, s.Kind, objects)
			if err != nil {
				return err
			}
			var waiting map[string][]*Record
			for _, o := range objects {
				if noted[o] {
					continue
				}
				if waiting == nil {
					if waiting, err = pendingOf(v, s.Kind, among(objects)); err != nil {
						return err
					}
				}
				if len(waiting[o]) == 0 {
					c.findObject("row_unnoted", s, o, -1, "", "")
				}
			}
			return nil
		}); err != nil || len(objects) == 0 {
			return err
		}
		after = objects[len(objects)-1]
	}
}
