package screening

import (
	"context"
	"encoding/json"
	"strconv"

	"tonghui/platform/auth"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// runKind is the job that screens all parties.
const runKind = "screening.run"

// runPage is how many parties are screened between two looks at the clock.
const runPage = 250

// run screens the next parties by rising id. What it has found stands with how far it came, so after a crash it goes on behind
// the last piece; screened again, a party's hits stay as they are.
func (d *Desk) run(tx *store.Tx, c *jobs.Chunk) error {
	ix, err := d.index(tx)
	if err != nil {
		return err
	}
	r, ok, err := runByID(tx, c.ID)
	if err != nil {
		return err
	}
	if !ok {
		r = &RunInfo{ID: c.ID, StartedAt: tx.Now()}
	}
	after := auth.Party(0)
	if len(c.Place) > 0 {
		n, err := strconv.ParseInt(string(c.Place), 10, 64)
		if err != nil {
			return jobs.Permanent(err)
		}
		after = auth.Party(n)
	}
	for {
		people, err := d.opt.Parties.Names(context.Background(), after, runPage)
		if err != nil {
			return err
		}
		if len(people) == 0 {
			r.EndedAt = tx.Now()
			c.Finish()
			break
		}
		found, lapsed, err := d.settle(tx, ix, people)
		if err != nil {
			return err
		}
		r.Parties, r.Found, r.Lapsed = r.Parties+int64(len(people)), r.Found+found, r.Lapsed+lapsed
		if after = people[len(people)-1].ID; c.Over() {
			break
		}
	}
	r.UpdatedAt = tx.Now()
	c.Place, c.Done = strconv.AppendInt(nil, int64(after), 10), r.Parties
	note, err := json.Marshal(map[string]int64{"found": r.Found, "lapsed": r.Lapsed})
	c.Note = string(note)
	if err != nil {
		return err
	}
	return putRun(tx, r)
}
