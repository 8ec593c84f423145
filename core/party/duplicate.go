package party

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

	"tonghui/base/calendar"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// Clue is one reason to hold two parties for one, and what it weighs.
type Clue struct {
	EN     string `json:"en"`
	ZH     string `json:"zh"`
	Points int    `json:"points"`
}

// likely is the score from which a pair is put on the list; certain bounds it.
const (
	likely  = 60
	certain = 100
)

// traits are what a party is compared by.
type traits struct {
	sort   Sort
	names  []string // all by which it goes
	pinyin []string
	birth  *calendar.Date
	gender Gender
	values []valueRow
}

// compare scores two parties of one sort. Two that have different numbers of a kind of which everybody has one score 0.
func compare(a, b *traits) (score int, why []Clue) {
	if a.sort != b.sort || differentSingles(a.values, b.values) != "" {
		return 0, nil
	}
	add := func(points int, en, zh string) {
		score += points
		why = append(why, Clue{en, zh, points})
	}
	for i := range a.values {
		for j := range b.values {
			if !sameMark(&a.values[i], &b.values[j]) {
				continue
			}
			rule := kinds[a.values[i].Kind]
			points := 35
			if rule.identifier {
				points = certain
			}
			add(points, "same "+rule.en, "相同的"+rule.zh)
		}
	}
	switch {
	case common(a.names, b.names):
		points := 40
		if a.sort != Person { // a name of a firm is given once in its region (名称登记)
			points = likely
		}
		add(points, "same name", "姓名（名称）相同")
	case common(a.pinyin, b.pinyin):
		add(30, "names that sound alike", "姓名（名称）同音")
	}
	if a.birth != nil && b.birth != nil {
		switch {
		case *a.birth == *b.birth:
			add(40, "same date of birth", "出生日期相同")
		case slip(*a.birth, *b.birth):
			add(25, "dates of birth that differ by a slip", "出生日期仅差一处笔误")
		default:
			add(-40, "different dates of birth", "出生日期不同")
		}
	}
	if a.gender != "" && b.gender != "" && a.gender != b.gender {
		add(-30, "different gender", "性别不同")
	}
	return min(max(score, 0), certain), why
}

// differentSingles is a kind of which everybody has one and these two have different ones, or "".
func differentSingles(a, b []valueRow) ValueKind {
	for i := range a {
		for j := range b {
			if a[i].Kind == b[j].Kind && kinds[a[i].Kind].single && !bytes.Equal(a[i].Mark, b[j].Mark) {
				return a[i].Kind
			}
		}
	}
	return ""
}

// common reports whether two lists share a word of at least two bytes.
func common(a, b []string) bool {
	for _, x := range a {
		for _, y := range b {
			if len(x) > 1 && strings.EqualFold(x, y) {
				return true
			}
		}
	}
	return false
}

// slip reports whether two dates differ as by a slip of the pen: one digit, or month and day exchanged.
func slip(a, b calendar.Date) bool {
	ay, am, ad := a.Civil()
	by, bm, bd := b.Civil()
	if ay == by && int(am) == bd && ad == int(bm) {
		return true
	}
	x, y, different := a.String(), b.String(), 0
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			different++
		}
	}
	return different == 1
}

// traitsOf reads what a party is compared by.
func traitsOf(q store.Querier, r *record) (*traits, error) {
	t := &traits{sort: r.Sort, birth: r.Birth, gender: r.Gender}
	names, err := namesOf(q, r.ID)
	if err != nil {
		return nil, err
	}
	for _, n := range names {
		full, _ := reading(n.name)
		t.names, t.pinyin = append(t.names, n.name), append(t.pinyin, full)
	}
	t.values, err = valuesOf(q, r.ID)
	return t, err
}

// maxCandidates bounds how many a party is compared with: a firm's switchboard number, shared by thousands, says nothing.
const maxCandidates = 20

// look compares a party with those that share a number, or a name with a date of birth, and lists what is likely one.
func (p *Parties) look(tx *store.Tx, r *record) error {
	mine, err := traitsOf(tx, r)
	if err != nil {
		return err
	}
	others, err := candidates(tx, r, mine)
	if err != nil {
		return err
	}
	for _, id := range others {
		other, err := recordByID(tx, id)
		if err != nil {
			return err
		}
		if other.Status == Merged {
			continue
		}
		theirs, err := traitsOf(tx, &other)
		if err != nil {
			return err
		}
		if score, why := compare(mine, theirs); score >= likely {
			if err := putPair(tx, r.ID, id, score, why); err != nil {
				return err
			}
		}
	}
	return nil
}

// Pair is two parties that may be one.
type Pair struct {
	ID        ID         `json:"id"`
	One       ID         `json:"one"`
	Other     ID         `json:"other"`
	Score     int        `json:"score" minimum:"0" maximum:"100"`
	Why       []Clue     `json:"why" nullable:"false"`
	State     string     `json:"state" enum:"open,dismissed,merged"`
	FoundAt   time.Time  `json:"foundAt"`
	DecidedAt *time.Time `json:"decidedAt,omitempty"`
	DecidedBy string     `json:"decidedBy,omitempty"`
	Reason    string     `json:"reason,omitempty"`
}

// Dismiss says that a pair is two parties. It isn't listed again.
func (p *Parties) Dismiss(tx *store.Tx, id ID, reason string) (Pair, error) {
	if !spoken(reason, 4, 200) {
		return Pair{}, at(ErrReason, "/reason")
	}
	pair, err := lockPair(tx, id)
	if err != nil {
		return Pair{}, err
	}
	if pair.State != "open" {
		return Pair{}, ErrDecided
	}
	r, err := lockRecord(tx, pair.One)
	if err != nil {
		return Pair{}, err
	}
	now := tx.Now()
	pair.State, pair.DecidedAt, pair.DecidedBy, pair.Reason = "dismissed", &now, actor(tx), reason
	if err := decidePair(tx, &pair); err != nil {
		return Pair{}, err
	}
	err = p.write(tx, &r, "not_duplicate", func(*record) (string, error) { return "", nil })
	return pair, err
}

// duplicatesKind is the job that compares all parties anew.
const duplicatesKind = "party.duplicates"

// lookAtAll compares parties in chunks, in the order of their ids.
func (p *Parties) lookAtAll(tx *store.Tx, c *jobs.Chunk) error { return p.lookAtSome(tx, c, c.Over) }

// lookAtSome goes on behind the chunk's place until its time is over; it looks at one page at least.
func (p *Parties) lookAtSome(tx *store.Tx, c *jobs.Chunk, over func() bool) error {
	var after ID
	if len(c.Place) > 0 {
		if err := json.Unmarshal(c.Place, &after); err != nil {
			return err
		}
	}
	for {
		rs, err := recordPage(tx, after, 20)
		if err != nil {
			return err
		}
		if len(rs) == 0 {
			c.Finish()
			return nil
		}
		for i := range rs {
			after = rs[i].ID
			if rs[i].Status != Merged {
				if err := p.look(tx, &rs[i]); err != nil {
					return err
				}
			}
			c.Done++
		}
		if c.Place, err = json.Marshal(after); err != nil || over() {
			return err
		}
	}
}
