package interest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tonghui/base/calendar"
	"tonghui/base/money"
)

// TestFixtures holds the worked figures of testdata against both ways of counting.
func TestFixtures(t *testing.T) {
	f, err := os.Open(filepath.Join("testdata", "deposits.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for in := bufio.NewScanner(f); in.Scan(); {
		if strings.HasPrefix(in.Text(), "#") {
			continue
		}
		var what, percent, from, to string
		var principal, want money.Amount
		if _, err := fmt.Sscan(in.Text(), &what, &principal, &percent, &from, &to, &want); err != nil {
			t.Fatalf("%q: %v", in.Text(), err)
		}
		got, err := map[string]func(money.Amount, PPM, calendar.Date, calendar.Date) (money.Amount, error){"term": TimeDeposit, "days": Days}[what](
			principal, ppm(t, percent), date(from), date(to))
		if err != nil || got != want {
			t.Errorf("%s: %d, %v", in.Text(), got, err)
		}
		n++
	}
	if n < 9 {
		t.Errorf("only %d figures", n)
	}
}

func ppm(t *testing.T, s string) (p PPM) {
	t.Helper()
	if err := p.UnmarshalText([]byte(s)); err != nil {
		t.Fatal(err)
	}
	return p
}

// yuan reads "1812.50" as minor units.
func yuan(t *testing.T, s string) money.Amount {
	t.Helper()
	whole, rest, _ := strings.Cut(s, ".")
	var n int64
	if _, err := fmt.Sscan(whole+(rest + "00")[:2], &n); err != nil {
		t.Fatal(err)
	}
	return money.Amount(n)
}

// TestAgainstOracle holds day count and rounding against cases that others worked out: interest at maturity by actual days over 360,
// and by quarters up to the 20th.
func TestAgainstOracle(t *testing.T) {
	shared := os.Getenv("TONGHUI_SHARED")
	if shared == "" {
		t.Skip("SKIPPED: the oracle's cases are outside of the repository; name their folder in TONGHUI_SHARED")
	}
	b, err := os.ReadFile(filepath.Join(shared, "data", "oracle", "cn_loans.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		ID     string
		Inputs struct {
			Principal, Drawdown, Maturity string
			Rate                          string `json:"annual_rate_percent"`
		}
		Expected struct {
			AtMaturity string `json:"interest_act360"`
			Total      string `json:"total_interest"`
		}
	}
	if err := json.Unmarshal(b, &cases); err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, c := range cases {
		in := c.Inputs
		switch {
		case c.Expected.AtMaturity != "":
			got, err := Days(yuan(t, in.Principal), ppm(t, in.Rate), date(in.Drawdown), date(in.Maturity))
			if err != nil || got != yuan(t, c.Expected.AtMaturity) {
				t.Errorf("%s: %d, %v; want %s", c.ID, got, err, c.Expected.AtMaturity)
			}
			checked++
		case c.ID == "cn-xxhb-quarterly":
			got := byQuarters(t, yuan(t, in.Principal), ppm(t, in.Rate), date(in.Drawdown), date(in.Maturity))
			if got != yuan(t, c.Expected.Total) {
				t.Errorf("%s: %d, want %s", c.ID, got, c.Expected.Total)
			}
			checked++
		}
	}
	if checked < 3 {
		t.Errorf("only %d of the oracle's cases were found", checked)
	}
}

// byQuarters sums what each settlement pays, rounded each for itself.
func byQuarters(t *testing.T, principal money.Amount, rate PPM, from, to calendar.Date) (sum money.Amount) {
	t.Helper()
	c := Curve{{From: from, Mode: Whole, Tiers: []Tier{{Percent: rate}}}}
	for from < to {
		next := to
		for d := from; d < to; d++ {
			if on, ok := settlementIn(d-1, d); ok {
				next = on + 1
				break
			}
		}
		due, err := c.Over(principal, from, next).Round()
		if err != nil {
			t.Fatal(err)
		}
		sum, from = sum+due, next
	}
	return sum
}
