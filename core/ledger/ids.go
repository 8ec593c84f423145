package ledger

import "tonghui/platform/store"

// All ids are store ids: ordered by time of making, decimal strings in JSON.
type (
	// AccountID names an account.
	AccountID int64
	// EntryID names an entry.
	EntryID int64
	// HoldID names a hold.
	HoldID int64
	// FreezeID names a freeze.
	FreezeID int64
)

// String is the decimal form.
func (i AccountID) String() string { return store.ID(i).String() }

// String is the decimal form.
func (i EntryID) String() string { return store.ID(i).String() }

// String is the decimal form.
func (i HoldID) String() string { return store.ID(i).String() }

// String is the decimal form.
func (i FreezeID) String() string { return store.ID(i).String() }

// MarshalText makes JSON strings of ids.
func (i AccountID) MarshalText() ([]byte, error) { return store.ID(i).MarshalText() }

// MarshalText makes JSON strings of ids.
func (i EntryID) MarshalText() ([]byte, error) { return store.ID(i).MarshalText() }

// MarshalText makes JSON strings of ids.
func (i HoldID) MarshalText() ([]byte, error) { return store.ID(i).MarshalText() }

// MarshalText makes JSON strings of ids.
func (i FreezeID) MarshalText() ([]byte, error) { return store.ID(i).MarshalText() }

// UnmarshalText reads the decimal form.
func (i *AccountID) UnmarshalText(b []byte) error { return (*store.ID)(i).UnmarshalText(b) }

// UnmarshalText reads the decimal form.
func (i *EntryID) UnmarshalText(b []byte) error { return (*store.ID)(i).UnmarshalText(b) }

// UnmarshalText reads the decimal form.
func (i *HoldID) UnmarshalText(b []byte) error { return (*store.ID)(i).UnmarshalText(b) }

// UnmarshalText reads the decimal form.
func (i *FreezeID) UnmarshalText(b []byte) error { return (*store.ID)(i).UnmarshalText(b) }
