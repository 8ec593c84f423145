package party

import (
	"time"

	"tonghui/base/calendar"
	"tonghui/base/ident"
	"tonghui/platform/auth"
)

// ID names a party for good, also after it was merged into another.
type ID = auth.Party

// Kind is a party as an object of permissions and audit records.
const Kind auth.Kind = "party.party"

// Sort is what a party is.
type Sort string

// The sorts.
const (
	Person      Sort = "person"      // 自然人
	Business    Sort = "business"    // 企业、个体工商户
	Agency      Sort = "agency"      // 机关
	Institution Sort = "institution" // 事业单位、社会组织
)

func (s Sort) known() bool { return s == Person || s == Business || s == Agency || s == Institution }

// Status is where a party stands with the bank.
type Status string

// The statuses. Deceased is for people, Dissolved for all others; Merged is for ever.
const (
	Active    Status = "active"
	Dormant   Status = "dormant"   // 不动户: no business for long
	Deceased  Status = "deceased"  // 死亡
	Dissolved Status = "dissolved" // 注销、解散
	Closed    Status = "closed"    // 终止业务关系
	Merged    Status = "merged"    // 已合并
)

// moves are the changes of status that SetStatus makes. Coming back from closed is possible, since the same party keeps its id
// and its identifiers; nobody comes back from the dead but by correcting a mistake.
var moves = map[Status][]Status{
	Active: {Dormant, Deceased, Dissolved, Closed}, Dormant: {Active, Deceased, Dissolved, Closed},
	Deceased: {Active, Closed}, Dissolved: {Active, Closed}, Closed: {Active},
}

// Living reports whether the bank does business with such a party.
func (s Status) Living() bool { return s == Active || s == Dormant }

// Gender of a person; "" is not known.
type Gender string

// The genders of identity documents.
const (
	Male   Gender = "male"
	Female Gender = "female"
)

func genderOf(s ident.Sex) Gender {
	if s == ident.Male {
		return Male
	}
	return Female
}

// Party is a party as screens show it: every protected value is masked. Those in the clear are had by Reveal only.
type Party struct {
	ID           ID          `json:"id"`
	Sort         Sort        `json:"sort" enum:"person,business,agency,institution"`
	Status       Status      `json:"status" enum:"active,dormant,deceased,dissolved,closed,merged"`
	Name         string      `json:"name"`
	LatinName    string      `json:"latinName,omitempty"`
	FormerNames  []string    `json:"formerNames,omitempty" doc:"曾用名."`
	Birth        string      `json:"birth,omitempty" doc:"Of a person, masked but for the year." example:"1949-**-**"`
	Gender       Gender      `json:"gender,omitempty" enum:"male,female"`
	Nationality  string      `json:"nationality,omitempty" doc:"ISO 3166-1 alpha-3." example:"CHN"`
	Branch       auth.Branch `json:"branch" doc:"Its home branch (归属机构)."`
	KYC          Standing    `json:"kyc"`
	Identifiers  []Masked    `json:"identifiers" nullable:"false"`
	Contacts     []Masked    `json:"contacts" nullable:"false"`
	MergedInto   ID          `json:"mergedInto,omitzero" doc:"The party that it is one with; absent unless it is merged."`
	Version      int64       `json:"version" doc:"Rises by one with each change."`
	RegisteredAt time.Time   `json:"registeredAt"`
	ChangedAt    time.Time   `json:"changedAt"`
}

// AuthScope is to whom a party belongs: to itself, kept at its home branch.
func (p *Party) AuthScope() (auth.Scope, string) {
	return auth.Scope{Parties: []ID{p.ID}, Branch: p.Branch}, string(Kind) + "/" + p.ID.String()
}

// Location is where the party can be read.
func (p *Party) Location() string { return "/v1/parties/" + p.ID.String() }

// Standing is how well the bank knows a party.
type Standing struct {
	Level      Level          `json:"level" minimum:"0" maximum:"3" doc:"客户身份识别等级, as it counts today: over its date it counts as 1."`
	Until      *calendar.Date `json:"until,omitempty" doc:"By when the party must be verified anew."`
	Overdue    bool           `json:"overdue,omitempty"`
	At         *time.Time     `json:"at,omitempty"`
	By         string         `json:"by,omitempty" doc:"Who verified, as the audit log names her."`
	Risk       Risk           `json:"risk,omitempty" enum:"low,medium,high" doc:"洗钱风险等级; shown to the bank's staff only."`
	RiskReason string         `json:"riskReason,omitempty"`
}

// Masked is a protected value as screens show it.
type Masked struct {
	ID      ID             `json:"id" doc:"Names the value for reveal."`
	Kind    ValueKind      `json:"kind"`
	Shown   string         `json:"shown" doc:"Masked." example:"110105********002X"`
	Expires *calendar.Date `json:"expires,omitempty" doc:"Of a document: its last day."`
	Since   time.Time      `json:"since"`
}

// record is a party's row, unmasked but for what is sealed elsewhere; versions keep it as JSON.
type record struct {
	ID          ID             `json:"id"`
	Sort        Sort           `json:"sort"`
	Status      Status         `json:"status"`
	Name        string         `json:"name"`
	Latin       string         `json:"latin,omitempty"`
	Birth       *calendar.Date `json:"birth,omitempty"`
	Gender      Gender         `json:"gender,omitempty"`
	Nationality string         `json:"nationality,omitempty"`
	Branch      auth.Branch    `json:"branch"`
	Level       Level          `json:"level"`
	LevelUntil  *calendar.Date `json:"levelUntil,omitempty"`
	LevelAt     int64          `json:"levelAt,omitempty"`
	LevelBy     string         `json:"levelBy,omitempty"`
	Risk        Risk           `json:"risk"`
	RiskReason  string         `json:"riskReason,omitempty"`
	MergedInto  ID             `json:"mergedInto,omitzero"`
	Version     int64          `json:"version"`
	Registered  int64          `json:"registered"`
	Changed     int64          `json:"changed"`

	Pinyin string `json:"-"` // made of the name
}

// scope is to whom the party belongs.
func (r *record) scope() auth.Scope { return auth.Scope{Parties: []ID{r.ID}, Branch: r.Branch} }

// standing is the record's level as it counts on a day.
func (r *record) standing(today calendar.Date) Standing {
	s := Standing{Level: r.Level, Until: r.LevelUntil, By: r.LevelBy, Risk: r.Risk, RiskReason: r.RiskReason}
	if r.LevelAt != 0 {
		t := time.UnixMicro(r.LevelAt).UTC()
		s.At = &t
	}
	if r.LevelUntil != nil && today > *r.LevelUntil {
		s.Overdue = true
		s.Level = min(s.Level, Level(1))
	}
	return s
}
