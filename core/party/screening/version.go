package screening

import (
	"time"

	"tonghui/platform/audit"
	"tonghui/platform/store"
)

// List (名单) is one source of names.
type List struct {
	ID     string    `json:"id"`
	Kind   Kind      `json:"kind" enum:"sanctions,exposed,dishonest,own"`
	NameZH string    `json:"nameZh"`
	NameEN string    `json:"nameEn"`
	Source string    `json:"source,omitempty"`
	Live   store.ID  `json:"live,omitempty"` // version in force; 0 none
	MadeAt time.Time `json:"madeAt"`
}

// VersionState is where a version stands.
type VersionState uint8

// The states of a version.
const (
	Proposed  VersionState = iota + 1 // loaded, waits for a second person
	InForce                           // parties are compared with it
	Replaced                          // was in force
	Withdrawn                         // refused by the second person
)

var versionStates = [...]string{Proposed: "proposed", InForce: "in_force", Replaced: "replaced", Withdrawn: "withdrawn"}

// MarshalText is the state's word.
func (s VersionState) MarshalText() ([]byte, error) { return []byte(versionStates[s]), nil }

// UnmarshalText reads the state's word.
func (s *VersionState) UnmarshalText(b []byte) error {
	for i := Proposed; i <= Withdrawn; i++ {
		if versionStates[i] == string(b) {
			*s = i
			return nil
		}
	}
	return ErrInput.With("state", "状态")
}

// Version is a list as one file gave it.
type Version struct {
	ID        store.ID     `json:"id"`
	List      string       `json:"list"`
	State     VersionState `json:"state" enum:"proposed,in_force,replaced,withdrawn"`
	Format    Format       `json:"format"`
	Encoding  Encoding     `json:"encoding"`
	Digest    audit.Digest `json:"digest"` // SHA-256 of the file
	FileName  string       `json:"fileName,omitempty"`
	Entries   int          `json:"entries"`
	Added     int          `json:"added"` // compared with Base
	Removed   int          `json:"removed"`
	Changed   int          `json:"changed"`
	Base      store.ID     `json:"base,omitempty"` // version that was in force when it was loaded
	LoadedBy  string       `json:"loadedBy"`
	LoadedAt  time.Time    `json:"loadedAt"`
	DecidedBy string       `json:"decidedBy,omitempty"`
	DecidedAt time.Time    `json:"decidedAt,omitzero"`
	Reason    string       `json:"reason,omitempty"`
}

// Location is where the version can be read.
func (v *Version) Location() string { return "/v1/screening/versions/" + v.ID.String() }

func (v *Version) digest() audit.Digest {
	var h audit.Hasher
	return h.Start("version").Int(int64(v.ID)).Text(v.List).Int(int64(v.State)).Bytes(v.Digest[:]).Int(int64(v.Entries)).
		Text(v.LoadedBy).Text(v.DecidedBy).Sum()
}

// Change is one difference between two versions. Before is nil for what is new, After for what is gone.
type Change struct {
	Ref    string `json:"ref"`
	Before *Entry `json:"before,omitempty"`
	After  *Entry `json:"after,omitempty"`
}

// differences lists what of before is gone or changed, in its order, then what is new.
func differences(before, after []Entry) (out []Change, added, removed, changed int) {
	now := make(map[string]*Entry, len(after))
	for i := range after {
		now[after[i].Ref] = &after[i]
	}
	had := make(map[string]bool, len(before))
	for i := range before {
		b := &before[i]
		had[b.Ref] = true
		switch a := now[b.Ref]; {
		case a == nil:
			removed++
			out = append(out, Change{b.Ref, b, nil})
		case a.Digest() != b.Digest():
			changed++
			out = append(out, Change{b.Ref, b, a})
		}
	}
	for i := range after {
		if a := &after[i]; !had[a.Ref] {
			added++
			out = append(out, Change{a.Ref, nil, a})
		}
	}
	return out, added, removed, changed
}
