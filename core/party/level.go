package party

import (
	"context"
	"strconv"
	"strings"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Level is how well the bank knows a party (客户身份识别等级).
type Level uint8

// The levels.
const (
	Unidentified Level = iota // registered only
	Declared                  // an identifier is on record
	Documented                // and its document was seen, by picture and over a second channel
	FaceToFace                // and the person was met, with the document in hand
)

// Action is what a level may allow.
type Action string

// The actions.
const (
	Receive    Action = "receive"         // money comes in
	ClassIII   Action = "account_iii"     // hold an account of class III (III 类户)
	ClassII    Action = "account_ii"      // hold one of class II
	ClassI     Action = "account_i"       // hold one of class I, which has no limits of its own
	Pay        Action = "pay"             // money goes out, within the class's limits
	Cash       Action = "cash"            // cash comes in or goes out
	ActFor     Action = "act_for_others"  // be legal representative, employee or agent
	SignOnline Action = "sign_online"     // conclude contracts from afar
	Borrow     Action = "borrow"          // have a credit decided on
	HighValue  Action = "high_value"      // payments that the bank must report
	OpenRemote Action = "open_additional" // open further accounts without coming to a branch
)

// allowed says from which level on an action is possible.
var allowed = map[Action]Level{
	Receive: Declared, ClassIII: Declared, Pay: Declared, ClassII: Documented, ActFor: Documented, SignOnline: Documented,
	OpenRemote: Documented, ClassI: FaceToFace, Cash: FaceToFace, Borrow: FaceToFace, HighValue: FaceToFace,
}

// Allows reports whether a level is enough for an action; an action that isn't in the table is not.
func Allows(level Level, a Action) bool {
	least, known := allowed[a]
	return known && level >= least
}

// Class is the limits of an account class (账户分类) that a level gives, in fen; nil is no limit. Source: the People's Bank's
// rules on classes of personal accounts, 银发〔2016〕302号 and 银发〔2018〕16号. They are defaults that a dated parameter may narrow.
type Class struct {
	Class      string        `json:"class"` // "", "III", "II", "I"
	BalanceMax *money.Amount `json:"balanceMax,omitempty"`
	DayMax     *money.Amount `json:"dayMax,omitempty"`
	YearMax    *money.Amount `json:"yearMax,omitempty"`
}

func fen(yuan int64) *money.Amount {
	a := money.Amount(yuan * 100)
	return &a
}

var classes = [...]Class{
	Unidentified: {BalanceMax: fen(0), DayMax: fen(0), YearMax: fen(0)},
	Declared:     {Class: "III", BalanceMax: fen(2_000), DayMax: fen(2_000), YearMax: fen(50_000)},
	Documented:   {Class: "II", DayMax: fen(10_000), YearMax: fen(200_000)},
	FaceToFace:   {Class: "I"},
}

// ClassOf is the highest account class that a level gives.
func ClassOf(l Level) Class { return classes[min(l, FaceToFace)] }

// Risk is the rating for money laundering (洗钱风险等级).
type Risk string

// The ratings.
const (
	Low    Risk = "low"
	Medium Risk = "medium"
	High   Risk = "high"
)

// reviewYears is how long a verification counts at most, by rating.
var reviewYears = map[Risk]int{Low: 5, Medium: 2, High: 1}

// Evidence is what a verification rests on.
type Evidence struct {
	Documents  []ID   `json:"documents,omitempty" maxItems:"20" doc:"Attached pictures of documents."`
	Registry   bool   `json:"registry,omitempty" doc:"The number, name and picture were compared with the state's register (联网核查)."`
	SecondPath string `json:"secondPath,omitempty" maxLength:"100" doc:"A second channel: a bound account, a mobile operator, a video call."`
	FaceToFace bool   `json:"faceToFace,omitempty" doc:"The person stood before who verifies, with the document."`
}

// Verification asks for a level and a rating.
type Verification struct {
	Level      Level          `json:"level" minimum:"0" maximum:"3"`
	Until      *calendar.Date `json:"until,omitempty" doc:"By when to verify anew; absent: the latest that the rating allows."`
	Risk       Risk           `json:"risk" enum:"low,medium,high"`
	RiskReason string         `json:"riskReason" minLength:"4" maxLength:"200"`
	Evidence   Evidence       `json:"evidence"`
}

// missing is what a level still lacks, in both languages; the counts are of identifiers and of attached documents.
func (v *Verification) missing(identifiers, documents int) (en, zh []string) {
	lacks := func(cond bool, enWord, zhWord string) {
		if cond {
			en, zh = append(en, enWord), append(zh, zhWord)
		}
	}
	e := &v.Evidence
	lacks(v.Level >= Declared && identifiers == 0, "an identifier on record", "已登记的证件号码")
	lacks(v.Level >= Declared && !e.Registry, "comparison with the register", "联网核查")
	lacks(v.Level >= Documented && documents == 0, "a picture of the document", "证件影像")
	lacks(v.Level == Documented && strings.TrimSpace(e.SecondPath) == "", "a second channel", "第二渠道验证")
	lacks(v.Level == FaceToFace && !e.FaceToFace, "meeting the person face to face", "面对面核实")
	return en, zh
}

// Verify sets a party's level and rating by evidence. Nobody verifies herself. Errors: ErrEvidence names what is missing;
// ErrReview, ErrRisk, ErrLevel, ErrReason, ErrOwnLevel, and those of a party that can't be changed.
func (p *Parties) Verify(ctx context.Context, tx *store.Tx, id ID, v Verification) (Party, error) {
	if v.Level > FaceToFace {
		return Party{}, at(ErrLevel, "/level")
	}
	years, known := reviewYears[v.Risk]
	if !known {
		return Party{}, at(ErrRisk, "/risk")
	}
	if !spoken(v.RiskReason, 4, 200) {
		return Party{}, at(ErrReason, "/riskReason")
	}
	if s := auth.By(tx); s != nil && (s.Person == id || s.Hat.For == id) {
		return Party{}, ErrOwnLevel
	}
	today := p.today(tx)
	last := today.AddYears(years)
	if v.Until == nil {
		v.Until = &last
	}
	if *v.Until < today || *v.Until > last {
		return Party{}, at(ErrReview.With(last), "/until")
	}
	return p.change(ctx, tx, id, "verify", func(r *record) (string, error) {
		if err := p.proves(tx, r, &v); err != nil {
			return "", err
		}
		r.Level, r.LevelUntil, r.LevelAt, r.LevelBy = v.Level, v.Until, tx.Now().UnixMicro(), actor(tx)
		r.Risk, r.RiskReason = v.Risk, v.RiskReason
		return "level " + strconv.Itoa(int(v.Level)), insertVerification(tx, id, &v, actor(tx))
	})
}

// proves checks the evidence against what is on record.
func (p *Parties) proves(tx *store.Tx, r *record, v *Verification) error {
	if !r.Status.Living() {
		return ErrNotLiving
	}
	values, err := valuesOf(tx, r.ID)
	if err != nil {
		return err
	}
	identifiers, today := 0, p.today(tx)
	for i := range values {
		if kinds[values[i].Kind].identifier && (values[i].Expires == nil || *values[i].Expires >= today) {
			identifiers++
		}
	}
	have, err := documentsOf(tx, r.ID)
	if err != nil {
		return err
	}
	attached := map[ID]bool{}
	for _, d := range have {
		attached[d.ID] = true
	}
	for _, d := range v.Evidence.Documents {
		if !attached[d] {
			return at(ErrUnknownValue, "/evidence/documents")
		}
	}
	en, zh := v.missing(identifiers, len(v.Evidence.Documents))
	if len(en) > 0 {
		p := *ErrEvidence
		p.EN, p.ZH = ErrEvidence.With(v.Level, strings.Join(en, ", ")).EN, ErrEvidence.With(v.Level, strings.Join(zh, "、")).ZH
		return &p
	}
	return nil
}
