package screening

import (
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"
)

// Entry (名单条目) is one listed person or organisation. What a list tells of it is public, or bought as such: nothing here
// is sealed.
type Entry struct {
	Ref           string   `json:"ref"` // the list's own number, or made of what the entry says
	Sort          Sort     `json:"sort"`
	Names         []string `json:"names"`                   // the chief one first
	Weak          []string `json:"weak,omitempty"`          // aliases that the list itself calls weak
	Births        []Birth  `json:"births,omitempty"`        // lists often give several
	Nationalities []string `json:"nationalities,omitempty"` // ISO 3166-1 alpha-3 where known, else as the list writes them
	Identifiers   []string `json:"identifiers,omitempty"`   // some partly masked with *
	Programme     string   `json:"programme,omitempty"`     // of sanctions; the office of an exposed person
	Court         string   `json:"court,omitempty"`         // 执行法院
	Case          string   `json:"case,omitempty"`          // 案号
	Published     string   `json:"published,omitempty"`     // as the list writes it
	Remarks       string   `json:"remarks,omitempty"`
	Line          int      `json:"line,omitempty"` // of the file, for whoever looks it up there
}

// Digest is of all that the entry says; where in its file it stands doesn't count.
func (e *Entry) Digest() [sha256.Size]byte {
	c := *e
	c.Line = 0
	b, err := json.Marshal(&c)
	if err != nil {
		panic(err) // strings and numbers only
	}
	return sha256.Sum256(b)
}

// Limits of an entry.
const (
	maxNames     = 64
	maxNameBytes = 300
	maxField     = 2000
	maxRef       = 64
)

// tidy cuts blanks, drops repeated names and shortens what only people read.
func (e *Entry) tidy() {
	clean := func(in []string) (out []string) {
		for _, s := range in {
			if s = strings.Join(strings.Fields(s), " "); s != "" && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
		return out
	}
	e.Names, e.Weak, e.Nationalities, e.Identifiers = clean(e.Names), clean(e.Weak), clean(e.Nationalities), clean(e.Identifiers)
	for i, n := range e.Nationalities {
		e.Nationalities[i] = nationCode(n)
	}
	e.Weak = slices.DeleteFunc(e.Weak, func(s string) bool { return slices.Contains(e.Names, s) })
	slices.Sort(e.Births)
	e.Births = slices.Compact(slices.DeleteFunc(e.Births, func(b Birth) bool { return b == 0 }))
	for _, s := range []*string{&e.Programme, &e.Court, &e.Case, &e.Published, &e.Remarks} {
		*s = cutText(strings.TrimSpace(*s), maxField)
	}
}

// cutText shortens a text to n bytes at a character's border.
func cutText(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// guessSort tells a person from an organisation by a number or the name, where the list doesn't.
func guessSort(name, identifier string) Sort {
	id := plainIdentifier(identifier)
	switch {
	case len(id) == 18 && id[0] == '9', len(id) == 9 || len(id) == 10:
		return OrganisationSort // 统一社会信用代码, 组织机构代码
	case len(id) == 18 || len(id) == 15:
		return PersonSort
	}
	var f form
	f.set(name, UnknownSort)
	if f.chinese {
		if n := len([]rune(name)); n > len(f.units) || n > 6 {
			return OrganisationSort
		}
		return PersonSort
	}
	for i := range f.words {
		if companyWords[string(f.word(i))] {
			return OrganisationSort
		}
	}
	return UnknownSort
}

// plainIdentifier brings a number to the form in which numbers are compared: capitals, no blanks or dashes, * for masked.
func plainIdentifier(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 0xFF01 <= r && r <= 0xFF5E:
			r -= 0xFEE0
		case r == '●' || r == '×' || r == '＊' || r == '✱':
			return '*'
		}
		switch {
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		case r <= ' ' || r == '-' || r == '_' || r == '/' || r == '.' || r == '　' || r == '—':
			return -1
		}
		return r
	}, s)
}

// isMasked says that part of a number is hidden.
func isMasked(id string) bool { return strings.Contains(id, "*") }

// agreement compares a number with a masked one: +1 where all that shows agrees, −1 where it contradicts, 0 where they
// are of different kinds.
func agreement(masked, plain string) int {
	if len(masked) != len(plain) {
		return 0
	}
	shown := 0
	for i := range len(masked) {
		if masked[i] == '*' {
			continue
		}
		if masked[i] != plain[i] {
			return -1
		}
		shown++
	}
	if shown < 6 {
		return 0
	}
	return 1
}

// birthIn reads the date of birth out of a citizen id (公民身份号码), as far as it shows.
func birthIn(identifier string) Birth {
	id := plainIdentifier(identifier)
	if len(id) != 18 || id[0] == '9' {
		return 0
	}
	if b, err := ParseBirth(id[6:14]); err == nil && b != 0 {
		return b
	}
	b, err := ParseBirth(id[6:10])
	if err != nil {
		return 0
	}
	return b
}

// nations are countries as lists write them, for the commonest; others stay as they are and are not compared.
var nations = func() map[string]string {
	out := map[string]string{}
	for pair := range strings.SplitSeq("china=CHN|people's republic of china=CHN|中国=CHN|中华人民共和国=CHN|hong kong=HKG|香港=HKG|macau=MAC|澳门=MAC|taiwan=TWN|台湾=TWN|"+
		"russia=RUS|russian federation=RUS|俄罗斯=RUS|iran=IRN|iran (islamic republic of)=IRN|islamic republic of iran=IRN|伊朗=IRN|iraq=IRQ|伊拉克=IRQ|"+
		"syria=SYR|syrian arab republic=SYR|叙利亚=SYR|democratic people's republic of korea=PRK|korea, north=PRK|north korea=PRK|朝鲜=PRK|"+
		"republic of korea=KOR|korea, south=KOR|韩国=KOR|afghanistan=AFG|阿富汗=AFG|pakistan=PAK|巴基斯坦=PAK|somalia=SOM|索马里=SOM|yemen=YEM|也门=YEM|"+
		"libya=LBY|利比亚=LBY|lebanon=LBN|黎巴嫩=LBN|sudan=SDN|苏丹=SDN|south sudan=SSD|南苏丹=SSD|saudi arabia=SAU|沙特阿拉伯=SAU|egypt=EGY|埃及=EGY|"+
		"united states=USA|united states of america=USA|美国=USA|united kingdom=GBR|英国=GBR|france=FRA|法国=FRA|germany=DEU|德国=DEU|japan=JPN|日本=JPN|"+
		"india=IND|印度=IND|indonesia=IDN|印度尼西亚=IDN|philippines=PHL|菲律宾=PHL|burma=MMR|myanmar=MMR|缅甸=MMR|vietnam=VNM|越南=VNM|tunisia=TUN|突尼斯=TUN|"+
		"algeria=DZA|阿尔及利亚=DZA|morocco=MAR|摩洛哥=MAR|turkey=TUR|türkiye=TUR|土耳其=TUR|ukraine=UKR|乌克兰=UKR|belarus=BLR|白俄罗斯=BLR|cuba=CUB|古巴=CUB|"+
		"venezuela=VEN|委内瑞拉=VEN|mali=MLI|马里=MLI|central african republic=CAF|中非=CAF|democratic republic of the congo=COD|刚果（金）=COD|"+
		"cn=CHN|hk=HKG|mo=MAC|tw=TWN|ru=RUS|ir=IRN|iq=IRQ|sy=SYR|kp=PRK|kr=KOR|af=AFG|pk=PAK|so=SOM|ye=YEM|ly=LBY|lb=LBN|sd=SDN|ss=SSD|sa=SAU|eg=EGY|"+
		"us=USA|gb=GBR|fr=FRA|de=DEU|jp=JPN|in=IND|id=IDN|ph=PHL|mm=MMR|vn=VNM|tn=TUN|dz=DZA|ma=MAR|tr=TUR|ua=UKR|by=BLR|cu=CUB|ve=VEN|ml=MLI|cf=CAF|cd=COD", "|") {
		name, code, _ := strings.Cut(pair, "=")
		out[name] = code
	}
	return out
}()

func nationCode(s string) string {
	if c, ok := nations[strings.ToLower(s)]; ok {
		return c
	}
	if len(s) == 3 {
		return strings.ToUpper(s)
	}
	return s
}
