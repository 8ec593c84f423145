package party

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strconv"

	"tonghui/base/calendar"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// NewParty is what registering needs.
type NewParty struct {
	Sort        Sort           `json:"sort" enum:"person,business,agency,institution"`
	Name        string         `json:"name" minLength:"1" maxLength:"100" example:"王芳"`
	LatinName   string         `json:"latinName,omitempty" maxLength:"100" example:"WANG FANG"`
	FormerNames []string       `json:"formerNames,omitempty" maxItems:"10" doc:"曾用名."`
	Birth       *calendar.Date `json:"birth,omitempty" doc:"Taken from the identity number if absent."`
	Gender      Gender         `json:"gender,omitempty" enum:"male,female" doc:"Taken from the identity number if absent."`
	Nationality string         `json:"nationality,omitempty" pattern:"^[A-Z]{3}$" doc:"Default CHN." example:"CHN"`
	Branch      auth.Branch    `json:"-"`
	Identifiers []NewValue     `json:"identifiers,omitempty" maxItems:"10"`
	Contacts    []NewValue     `json:"contacts,omitempty" maxItems:"20"`
}

// The most values of a sort that a party has.
const (
	maxIdentifiers = 10
	maxContacts    = 20
	maxFormer      = 20
)

var nationality = regexp.MustCompile(`^[A-Z]{3}$`)

// check proves what a record says of itself, and puts its names right.
func (r *record) check(today calendar.Date) error {
	r.Name, r.Latin = tidy(r.Name), tidy(r.Latin)
	switch {
	case !r.Sort.known():
		return at(ErrSort, "/sort")
	case !spoken(r.Name, 1, maxName):
		return at(ErrName, "/name")
	case !latinName(r.Latin):
		return at(ErrLatin, "/latinName")
	case r.Sort != Person && (r.Birth != nil || r.Gender != ""):
		return at(ErrPersonal, "/birth")
	case r.Birth != nil && (*r.Birth > today || r.Birth.Year() < 1870):
		return at(ErrBirth, "/birth")
	case r.Gender != "" && r.Gender != Male && r.Gender != Female:
		return at(ErrGender, "/gender")
	case !nationality.MatchString(r.Nationality):
		return at(ErrNationality, "/nationality")
	case !branchForm.MatchString(r.Branch):
		return ErrBranch
	}
	r.Pinyin, _ = reading(r.Name)
	return nil
}

var branchForm = regexp.MustCompile(`^[0-9A-Z]{1,12}$`)

// parsed is a registration that was checked.
type parsed struct {
	record
	former []string
	values []value
}

// parse checks a registration without the database.
func (n *NewParty) parse(today calendar.Date) (*parsed, error) {
	out := &parsed{record: record{Sort: n.Sort, Status: Active, Name: n.Name, Latin: n.LatinName, Birth: n.Birth, Gender: n.Gender,
		Nationality: n.Nationality, Branch: n.Branch, Risk: Low, Version: 1}}
	if out.Nationality == "" {
		out.Nationality = "CHN"
	}
	if len(n.Identifiers) > maxIdentifiers || len(n.Contacts) > maxContacts || len(n.FormerNames) > maxFormer {
		return nil, ErrTooMany.With(maxContacts)
	}
	single := map[ValueKind]bool{}
	read := func(all []NewValue, identifier bool, place string) error {
		for i := range all {
			v, err := all[i].parse(n.Sort, today, identifier)
			if err == nil && kinds[v.kind].single && single[v.kind] {
				err = ErrSecond
			}
			if err == nil {
				err = out.agrees(v)
			}
			if err != nil {
				return within(err, place+strconv.Itoa(i))
			}
			single[v.kind] = true
			if !slices.ContainsFunc(out.values, func(o value) bool { return o.kind == v.kind && o.text == v.text }) {
				out.values = append(out.values, v)
			}
		}
		return nil
	}
	if !n.Sort.known() {
		return nil, at(ErrSort, "/sort")
	}
	if err := read(n.Identifiers, true, "/identifiers/"); err != nil {
		return nil, err
	}
	if err := read(n.Contacts, false, "/contacts/"); err != nil {
		return nil, err
	}
	for i, f := range n.FormerNames {
		if f = tidy(f); !spoken(f, 1, maxName) {
			return nil, at(ErrName, "/formerNames/"+strconv.Itoa(i))
		}
		out.former = append(out.former, f)
	}
	return out, out.check(today)
}

// Register makes a party known to the bank. An identifier that belongs to a party already is refused: whose it is learns only
// who may read that party. What looks like another party that is known is put on the list of duplicates. Errors: those of the
// numbers name the part that is wrong (base/ident); ErrBirthDiffers, ErrGenderDiffers, ErrTaken, ErrName …
func (p *Parties) Register(ctx context.Context, tx *store.Tx, n NewParty) (ID, error) {
	in, err := n.parse(p.today(tx))
	if err != nil {
		return 0, err
	}
	r := &in.record
	if err := p.serves(tx, r.Branch); err != nil {
		return 0, err
	}
	r.ID, r.Registered, r.Changed = tx.NewID(), tx.Now().UnixMicro(), tx.Now().UnixMicro()
	if err := p.insert(tx, in); err != nil {
		return 0, err
	}
	if err := putVersion(tx, r, "register", string(r.Sort)); err != nil {
		return 0, err
	}
	if err := p.note(tx, "register", audit.Digest{}, r, ""); err != nil {
		return 0, err
	}
	if err := p.look(tx, r); err != nil {
		return 0, err
	}
	return r.ID, p.screen(tx, r)
}

// serves refuses a branch that can't be a party's home.
func (p *Parties) serves(q store.Querier, code auth.Branch) error {
	if p.opt.Branch == nil {
		return nil
	}
	return p.opt.Branch(q, code)
}

// insert writes the rows of a new party.
func (p *Parties) insert(tx *store.Tx, in *parsed) error {
	r := &in.record
	if err := putRecord(tx, r); err != nil {
		return err
	}
	if err := insertName(tx, r.ID, "name", r.Name); err != nil {
		return err
	}
	if r.Latin != "" {
		if err := insertName(tx, r.ID, "latin", r.Latin); err != nil {
			return err
		}
	}
	for _, f := range in.former {
		if err := insertName(tx, r.ID, "former", f); err != nil {
			return err
		}
	}
	for i := range in.values {
		if err := p.insertValue(tx, r.ID, &in.values[i]); err != nil {
			return p.taken(tx, &in.values[i], err)
		}
	}
	return nil
}

// taken says of a duplicate identifier whose it is, to who may know.
func (p *Parties) taken(tx *store.Tx, v *value, err error) error {
	if !errors.Is(err, store.ErrDuplicate) {
		return err
	}
	id, found, err := holderOf(tx, p.vault.Marks(string(v.kind), normal(v.kind, v.text)))
	if err != nil || !found {
		return errors.Join(err, ErrTaken)
	}
	other, err := recordByID(tx, id)
	if err != nil {
		return err
	}
	if s := auth.By(tx); s == nil || s.Filter(mayRead).Admits(other.scope(), string(Kind)+"/"+id.String()) {
		return errTakenBy.With(id, other.Branch)
	}
	return ErrTaken
}

// screen lets the lists be looked at.
func (p *Parties) screen(tx *store.Tx, r *record) error {
	if p.opt.Screen == nil {
		return nil
	}
	shown, err := p.shown(tx, r)
	if err != nil {
		return err
	}
	return p.opt.Screen(tx, shown)
}

// within puts a refusal's places below another one.
func within(err error, place string) error {
	pr := asProblem(err)
	if pr == nil || len(pr.Fields) == 0 {
		return at(err, place)
	}
	c := *pr
	c.Fields = slices.Clone(pr.Fields)
	for i := range c.Fields {
		c.Fields[i].Path = place + c.Fields[i].Path
	}
	return &c
}
