package city

import (
	"testing"

	"tonghui/base/calendar"
	"tonghui/base/ident"
	"tonghui/base/money"
	"tonghui/core/party"
	"tonghui/platform/auth/password"
)

// The script never lets anybody pay what she hasn't, on whatever day it ends, and has enough to read in it.
func TestScript(t *testing.T) {
	own := map[string]bool{}
	for _, p := range plan() {
		own[p.key] = p.owner == ""
	}
	for end := calendar.MustOf(2026, 4, 1); end < calendar.MustOf(2027, 2, 1); end = end.Add(17) {
		holds, moves := map[string]money.Amount{}, 0
		for i, day := range script(bankDays(end)) {
			for _, m := range day {
				holds[m.from] -= m.fen
				holds[m.to] += m.fen
				moves++
				_, known := own[m.to]
				if m.fen <= 0 || m.from == m.to || m.summary == "" || !known || !own[m.from] && holds[m.from] < 0 {
					t.Fatalf("to %s, day %d: %+v, which leaves %d", end, i, m, holds[m.from])
				}
			}
		}
		if moves < 500 {
			t.Errorf("to %s: only %d entries", end, moves)
		}
	}
}

func TestBankDays(t *testing.T) {
	sunday := calendar.MustOf(2026, 10, 11)
	days := bankDays(sunday)
	if len(days) != history || days[history-1] != sunday {
		t.Fatalf("%v", days)
	}
	for i, d := range days[:history-1] {
		if d >= days[i+1] || !open(d) {
			t.Errorf("%s before %s", d, days[i+1])
		}
	}
}

// All numbers of the cast pass their checks, and no two are one.
func TestNumbers(t *testing.T) {
	today, seen := calendar.MustOf(2026, 6, 15), map[string]bool{}
	take := func(number string, err error) string {
		t.Helper()
		if err != nil || seen[number] {
			t.Fatalf("%q, %v", number, err)
		}
		seen[number] = true
		return number
	}
	for i := range humans {
		h := &humans[i]
		id := take(citizenID(h.born, h.gender, i, today))
		c, err := ident.ParseCitizenID(id, today)
		if err != nil || c.Birth().YYYYMMDD() != h.born || (c.Sex() == ident.Male) != (h.gender == party.Male) {
			t.Errorf("%s: %v", h.key, err)
		}
		take(phone(i), nil)
	}
	for i := range bodies {
		take(creditCode(bodies[i].sort, i))
		take(phone(400+i), nil)
	}
}

// The published password passes the bank's policy for everybody who has it.
func TestPassword(t *testing.T) {
	for _, u := range users() {
		if err := (password.Policy{List: password.Common()}).Check(Password, u.Login, nameOf(u.key)); err != nil {
			t.Errorf("%s: %v", u.key, err)
		}
	}
}
