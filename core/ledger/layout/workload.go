package layout

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
)

// FirstDay of the trial is 2025-01-01.
const FirstDay = 20089

// dayMicros is a day in microseconds.
const dayMicros = 24 * 3600 * 1_000_000

// Workload makes a deterministic stream of transfers over one year.
type Workload struct {
	Accounts int
	Total    int64   // transfers of the whole year
	HotShare float64 // how often account 0 is one of the legs
	Seed     uint64
	Dense    bool // number the accounts 1, 2, 3 … instead of by 63 bits of time

	random  *rand.Rand
	done    int64
	ids     []int64
	legs    []Leg
	batch   []Transfer
	lastMS  int64
	counter int64
}

var kinds = [...]string{"TRF", "POS", "SAL", "FEE", "CARD"}

// Start draws the accounts, with no floor, as imported accounts have none.
func (w *Workload) Start() *Accounts {
	w.random = rand.New(rand.NewPCG(w.Seed, 7))
	accounts := make([]*Account, w.Accounts)
	w.ids = make([]int64, w.Accounts)
	opened := int64(1_600_000_000_000)
	for i := range accounts {
		opened += int64(w.random.IntN(800_000))
		w.ids[i] = opened << 20
		if w.Dense {
			w.ids[i] = int64(i + 1)
		}
		accounts[i] = &Account{ID: w.ids[i], Floor: math.MinInt64 / 2}
	}
	return NewAccounts(accounts)
}

// Hot is the identifier of account 0.
func (w *Workload) Hot() int64 { return w.ids[0] }

// Any is the identifier of account i.
func (w *Workload) Any(i int) int64 { return w.ids[i] }

// Next makes the next n transfers. The slice is reused.
func (w *Workload) Next(n int) []Transfer {
	w.batch, w.legs = w.batch[:0], w.legs[:0]
	if cap(w.legs) < n*5 {
		w.legs = make([]Leg, 0, n*5) // never grows inside a batch: transfers hold slices of it
	}
	for range n {
		w.batch = append(w.batch, w.one())
		w.done++
	}
	return w.batch
}

func (w *Workload) one() Transfer {
	at := FirstDay*int64(dayMicros) + int64(float64(w.done)/float64(w.Total)*365*dayMicros)
	if ms := at / 1000; ms != w.lastMS {
		w.lastMS, w.counter = ms, 0
	}
	w.counter++
	t := Transfer{ID: w.lastMS<<20 | w.counter, BookedAt: at, BankDate: int32(at / dayMicros)}
	t.ValueDate = t.BankDate
	if w.random.IntN(50) == 0 {
		t.ValueDate += int32(1+w.random.IntN(5)) * int32(1-2*w.random.IntN(2))
	}
	t.Kind = kinds[w.random.IntN(len(kinds))]
	t.Reference = reference(t.ID, w.random.Uint64())
	if w.random.IntN(10) == 0 {
		t.Metadata = binary.LittleEndian.AppendUint64([]byte(`{"note":"rent 2025"`), w.random.Uint64())
	}
	t.Legs = w.drawLegs()
	return t
}

// drawLegs makes two legs, or three to five in one transfer of twenty; they sum to zero.
func (w *Workload) drawLegs() []Leg {
	n := 2
	if w.random.IntN(20) == 0 {
		n = 3 + w.random.IntN(3)
	}
	begin := len(w.legs)
	sum := int64(0)
	first := w.random.IntN(w.Accounts)
	if w.HotShare > 0 && w.random.Float64() < w.HotShare {
		first = 0
	}
	w.legs = append(w.legs, Leg{Account: w.ids[first]})
	for i := 1; i < n; i++ {
		other := w.random.IntN(w.Accounts - 1)
		if other >= first {
			other++
		}
		amount := 1 + w.random.Int64N(500_000)
		sum += amount
		w.legs = append(w.legs, Leg{Account: w.ids[other], Amount: amount})
	}
	w.legs[begin].Amount = -sum
	if w.random.IntN(2) == 0 {
		for i := begin; i < len(w.legs); i++ {
			w.legs[i].Amount = -w.legs[i].Amount
		}
	}
	return w.legs[begin:len(w.legs):len(w.legs)]
}

// reference writes 13 characters of time and 7 of chance in Crockford's base 32, whose order is that of the numbers.
func reference(id int64, chance uint64) string {
	const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	var text [20]byte
	for i := 12; i >= 0; i-- {
		text[i] = digits[id&31]
		id >>= 5
	}
	for i := 13; i < 20; i++ {
		text[i] = digits[chance&31]
		chance >>= 5
	}
	return string(text[:])
}
