package auth

import "tonghui/platform/store"

// Party is the id of a party (当事人) of the bank: a person, a business, an agency or an institution. Who that is only
// core/party knows; zero is nobody. It is a decimal string in JSON, as every id.
type Party = store.ID

// Branch is the code of a branch (机构号), as the ledger and the register of branches write it.
type Branch = string

// Permission is one thing that a caller may be allowed, "room.verb": "ledger.read", "party.reveal".
type Permission string

// Kind is a kind of object that belongs to somebody, "room.noun": "ledger.account", "party.party".
type Kind string
