package money

import "testing"

// TestCurrencyTable: every row is complete and no sign or name leads to two currencies, or Parse would guess.
func TestCurrencyTable(t *testing.T) {
	signs, names := map[string]Currency{}, map[string]Currency{}
	for c, i := range currencies {
		if len(c) != 3 || i.en == "" || i.zh == "" || i.exponent > 4 {
			t.Errorf("%s: incomplete row %+v", c, i)
		}
		if o, dup := signs[i.symbol]; i.symbol != "" && dup {
			t.Errorf("%s and %s share the sign %s", c, o, i.symbol)
		}
		if o, dup := names[i.zh]; dup {
			t.Errorf("%s and %s share the name %s", c, o, i.zh)
		}
		if Currency(i.symbol).Valid() {
			t.Errorf("%s: its sign %s is another currency's code", c, i.symbol)
		}
		signs[i.symbol], names[i.zh] = c, c
	}
	if n := len(currencies); n < 150 {
		t.Errorf("only %d currencies", n)
	}
}
