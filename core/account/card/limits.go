package card

import (
	"context"
	"maps"
	"slices"

	"tonghui/platform/store"
)

// DefaultLimits are a new card's, in fen: cash 20,000 yuan a day (the common daily limit of ATMs in China [M]), contactless without a
// PIN up to 1,000 yuan (小额免密 [M]).
func DefaultLimits() Limits {
	return Limits{
		POS:         {Each: 50_000_00, Day: 100_000_00},
		ATM:         {Each: 5_000_00, Day: 20_000_00},
		Online:      {Each: 5_000_00, Day: 10_000_00},
		Contactless: {Each: 1_000_00, Day: 3_000_00},
	}
}

// MostLimits are what a holder may raise them to.
func MostLimits() Limits {
	return Limits{
		POS:         {Each: 500_000_00, Day: 1_000_000_00},
		ATM:         {Each: 5_000_00, Day: 20_000_00},
		Online:      {Each: 50_000_00, Day: 200_000_00},
		Contactless: {Each: 5_000_00, Day: 10_000_00},
	}
}

// freeOfPIN is up to what a contactless payment goes without a PIN, in fen (小额免密).
const freeOfPIN = 1_000_00

// timesADay is how many authorisations a channel takes of one card a day.
const timesADay = 100

// SetLimits changes some channels' limits, as the holder of the version that she has seen.
func (c *Cards) SetLimits(_ context.Context, tx *store.Tx, id store.ID, version int64, change Limits) (*Card, error) {
	most := MostLimits()
	for ch, l := range change {
		m, ok := most[ch]
		if !ok {
			return nil, ErrChannel.With(string(ch))
		}
		if l.Each < 0 || l.Each > l.Day || l.Each > m.Each || l.Day > m.Day {
			return nil, ErrLimit.With(string(ch))
		}
	}
	return c.do(tx, id, "set_limits", "", func(one *Card) error {
		if one.State.over() {
			return one.wrong()
		}
		if one.Version != version {
			return ErrVersion
		}
		one.Limits = maps.Clone(one.Limits)
		maps.Copy(one.Limits, change)
		return nil
	})
}

func known(ch Channel) bool { return slices.Contains(Channels, ch) }
