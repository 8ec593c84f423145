package ledger

import (
	"maps"
	"slices"

	"github.com/danielgtaylor/huma/v2"
)

// What the API reference says of the ledger's own types, which carry no tags of the document.

// words is the schema of a type that is one of a few words.
func words(all []string) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, w := range all {
		if w != "" {
			s.Enum = append(s.Enum, w)
		}
	}
	return s
}

// Schema lists the classes.
func (Class) Schema(huma.Registry) *huma.Schema { return words(classNames[:]) }

// Schema lists the states of a hold.
func (HoldState) Schema(huma.Registry) *huma.Schema { return words(holdStates[:]) }

// Schema lists the states of a freeze.
func (FreezeState) Schema(huma.Registry) *huma.Schema { return words(freezeStates[:]) }

// Schema lists the kinds of freeze.
func (FreezeKind) Schema(huma.Registry) *huma.Schema { return words(freezeKinds[:]) }

// Schema lists the states of a bank date.
func (DayState) Schema(huma.Registry) *huma.Schema { return words(dayStates[:]) }

// UnmarshalText reads the state's word.
func (s *HoldState) UnmarshalText(b []byte) error { return wordOf(s, holdStates[:], b) }

// UnmarshalText reads the state's word.
func (s *FreezeState) UnmarshalText(b []byte) error { return wordOf(s, freezeStates[:], b) }

// UnmarshalText reads the state's word.
func (s *DayState) UnmarshalText(b []byte) error { return wordOf(s, dayStates[:], b) }

func wordOf[T ~uint8](to *T, all []string, b []byte) error {
	i := slices.Index(all, string(b))
	if i < 1 {
		return ErrPropertyType.With("one of the words that the API reference lists", "接口文档所列的取值之一")
	}
	*to = T(i)
	return nil
}

// property is what the document says of one property.
type property struct {
	doc     string
	example any
}

// describe writes descriptions into an object's schema. A name that the type has not is the program's own mistake.
func describe(s *huma.Schema, properties map[string]property) *huma.Schema {
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		p, ok := s.Properties[name]
		if !ok {
			panic("ledger: the document describes a property that is not there: " + name)
		}
		p.Description = properties[name].doc
		if e := properties[name].example; e != nil {
			p.Examples = []any{e}
		}
	}
	return s
}

const exampleID = "463856467968"

// TransformSchema describes the properties.
func (ChartCode) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return describe(s, map[string]property{"code": {"科目号.", "2011"}, "class": {"类别.", "liability"},
		"nameZh": {"In Chinese.", "吸收存款"}, "nameEn": {"In English.", "Customer deposits"}})
}

// TransformSchema describes the properties.
func (Account) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return describe(s, map[string]property{"id": {"", exampleID}, "number": {"账号: what people call it.", "62000010000017"},
		"code": {"科目号.", "2011"}, "class": {"By its code; it decides the normal side.", "liability"}, "currency": {"", "CNY"},
		"branch": {"机构号.", "0001"}, "name": {"户名.", "通惠商贸有限公司"}, "limits": {"What it may.", nil},
		"openedOn": {"Bank date.", "2026-03-02"}, "closedOn": {"Bank date; absent while it is open.", "2026-12-31"},
		"buffered": {"热点账户缓冲记账: booked to without waiting for its balance.", false},
		"balance":  {"What it holds.", nil}, "metadata": {"The JSON object given at opening.", nil}})
}

// TransformSchema describes the properties.
func (Limits) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return describe(s, map[string]property{"floor": {"0: never below zero; -n: agreed overdraft (透支) of n; absent: unlimited.", "0"},
		"ceiling":     {"The balance may not rise above it; absent: unlimited.", "100000000"},
		"debitFrozen": {"借方冻结.", false}, "creditFrozen": {"贷方冻结.", false}})
}

// TransformSchema describes the properties.
func (Balance) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return describe(s, map[string]property{"booked": {"On the account's normal side, in minor units.", "1234500"},
		"held": {"Reserved by holds (预授权).", "50000"}, "frozen": {"Out of reach by freezes (冻结).", "0"},
		"frozenAll": {"A freeze takes everything, also what comes in.", false},
		"available": {"Booked less held, frozen and floor; absent when the floor is unlimited.", "1184500"},
		"sequence":  {"Postings so far.", 12},
		"pending":   {"Postings of a buffered account that have no sequence yet; `booked` has them already.", 0}})
}

// TransformSchema describes the properties.
func (Hold) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return describe(s, map[string]property{"id": {"", exampleID}, "account": {"", exampleID}, "kind": {"", "card"},
		"reference": {"", "AUTH-88"},
		"amount":    {"What it reserved at first, in minor units.", "50000"}, "captured": {"Taken by entries.", "0"},
		"released": {"Given back.", "0"}, "state": {"", "active"}, "summary": {"摘要.", "酒店押金"},
		"replayed": {"It had been placed before under its kind and reference.", false}})
}

// TransformSchema describes the properties.
func (Freeze) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return describe(s, map[string]property{"id": {"", exampleID}, "account": {"", exampleID}, "kind": {"", "judicial"},
		"reference": {"", "2026-0317"}, "amount": {"What it still freezes; 0 when whole.", "100000"}, "whole": {"Everything.", false},
		"state": {"waiting (轮候): behind another judicial freeze.", "in_force"}, "authority": {"机关.", "朝阳区人民法院"},
		"document": {"文书号.", "(2026)京0105执123号"}, "effectiveAt": {"Since when it is in force.", nil}})
}

// TransformSchema describes the properties.
func (Day) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return describe(s, map[string]property{"date": {"会计日期.", "2026-03-02"}, "state": {"", "open"},
		"closingAt": {"When the next day was opened.", nil}, "closedAt": {"When it was closed.", nil}})
}

// TransformSchema describes the properties.
func (EntryAnswer) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return describe(s, map[string]property{"id": {"", exampleID}, "kind": {"", "transfer"}, "reference": {"", "01JDB7Z8Q2"},
		"bankDate": {"会计日期.", "2026-03-02"}, "valueDate": {"起息日.", "2026-03-02"}, "summary": {"摘要.", "货款"},
		"hold": {"The hold from which it captured.", nil}, "reverses": {"The entry that it undoes.", nil},
		"reversedBy": {"The entry that undid it.", nil}, "postings": {"They sum to zero per currency.", nil},
		"replayed": {"It had been booked before under its kind and reference.", false}})
}

// TransformSchema describes the properties.
func (PostingAnswer) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return describe(s, map[string]property{"account": {"", exampleID}, "amount": {"A debit is positive, a credit negative.", "-12350"},
		"sequence": {"The account's first posting is 1.", 12}, "balance": {"Of the account after this posting, debit positive.", "-1234500"}})
}

// TransformSchema describes the properties.
func (LineAnswer) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return describe(s, map[string]property{"entry": {"", exampleID}, "sequence": {"The account's first posting is 1.", 12},
		"side":         {"借 or 贷, whatever the account's class.", "credit"},
		"amount":       {"On the account's normal side: what a deposit gains is positive.", "12350"},
		"balance":      {"After it, on the normal side.", "1234500"},
		"contra":       {"The other account (对方); absent when the entry has more than two postings.", exampleID},
		"contraNumber": {"对方账号.", "62000010000025"}, "contraName": {"对方户名.", "通惠商贸有限公司"}})
}
