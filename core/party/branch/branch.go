package branch

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// Kind is a branch's level. A branch reports to one of its own kind or of a higher (smaller) one.
type Kind uint8

// The kinds, the highest first.
const (
	HeadOffice Kind = iota + 1 // 总行; there is one
	Regional                   // 分行
	SubBranch                  // 支行
	Outlet                     // 网点
)

var kinds = [...]string{HeadOffice: "head_office", Regional: "branch", SubBranch: "sub_branch", Outlet: "outlet"}

// MarshalText is the kind's word.
func (k Kind) MarshalText() ([]byte, error) {
	if k < HeadOffice || k > Outlet {
		return nil, ErrKind
	}
	return []byte(kinds[k]), nil
}

// UnmarshalText reads the kind's word.
func (k *Kind) UnmarshalText(b []byte) error {
	for i := HeadOffice; i <= Outlet; i++ {
		if kinds[i] == string(b) {
			*k = i
			return nil
		}
	}
	return ErrKind
}

// Branch is one branch as it stands.
type Branch struct {
	Code     auth.Branch `json:"code"`             // 机构号: 1 to 12 digits and capitals; never given again
	NameZH   string      `json:"nameZh"`           // 1 to 120 characters
	NameEN   string      `json:"nameEn"`           // 1 to 120 bytes
	Parent   auth.Branch `json:"parent,omitempty"` // to which it reports; "" for the head office
	Kind     Kind        `json:"kind"`
	Address  string      `json:"address"` // up to 240 characters
	OpenedAt time.Time   `json:"openedAt"`
	ClosedAt *time.Time  `json:"closedAt,omitempty"` // nil while it is open
	Version  int64       `json:"version"`            // rises with each change
}

// Location is where the branch can be read.
func (b *Branch) Location() string { return "/v1/branches/" + b.Code }

// Open reports whether it has not closed.
func (b *Branch) Open() bool { return b.ClosedAt == nil }

// Digest is of all its columns, in the table's order.
func (b *Branch) Digest() [32]byte {
	var h audit.Hasher
	h.Start("branch.branch").Text(b.Code).Text(b.NameZH).Text(b.NameEN).Text(b.Parent).Int(int64(b.Kind)).Text(b.Address).
		Int(b.OpenedAt.UnixMicro())
	if b.ClosedAt == nil {
		h.Null()
	} else {
		h.Int(b.ClosedAt.UnixMicro())
	}
	return h.Int(b.Version).Sum()
}

// Opening is what opens a branch.
type Opening struct {
	Code    auth.Branch
	NameZH  string
	NameEN  string
	Parent  auth.Branch // "" for the head office
	Kind    Kind
	Address string
}

// Amendment is what changes of a branch; nil leaves a field as it is. The kind and the code never change.
type Amendment struct {
	NameZH  *string
	NameEN  *string
	Parent  *auth.Branch
	Address *string
}

// Change is one line of a branch's history.
type Change struct {
	ID     store.ID  `json:"id"`
	Verb   string    `json:"verb"` // "open", "amend", "close"
	At     time.Time `json:"at"`
	By     string    `json:"by"`     // party id of who did it, or the program's name
	Branch Branch    `json:"branch"` // as it stood afterwards
}

func (b *Branch) check() error {
	switch {
	case !codeOK(b.Code):
		return ErrCode
	case !nameOK(b.NameZH, 120) || !nameOK(b.NameEN, 120) || len(b.NameEN) > 120:
		return ErrNames
	case b.Address != "" && !nameOK(b.Address, 240):
		return ErrAddress
	case b.Kind < HeadOffice || b.Kind > Outlet:
		return ErrKind
	case (b.Kind == HeadOffice) != (b.Parent == ""):
		return ErrParentless
	}
	return nil
}

// codeOK is the ledger's form of a branch.
func codeOK(code string) bool {
	for i := range len(code) {
		if c := code[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return len(code) >= 1 && len(code) <= 12
}

// nameOK takes printable words of 1 to most characters without blanks around them.
func nameOK(s string, most int) bool {
	return s != "" && utf8.ValidString(s) && utf8.RuneCountInString(s) <= most && strings.TrimSpace(s) == s &&
		!strings.ContainsFunc(s, unicode.IsControl)
}
