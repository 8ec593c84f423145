package layout

// Leg is one side of a transfer. A credit (贷) is positive, a debit (借) negative, in minor units.
type Leg struct {
	Account int64
	Amount  int64
}

// Transfer is an entry as its maker asks for it. Dates are days since 1970-01-01, BookedAt is microseconds UTC.
type Transfer struct {
	ID        int64 // time-ordered, 63 bits
	Kind      string
	Reference string // time-ordered, 20 bytes; unique with Kind
	BankDate  int32
	ValueDate int32
	BookedAt  int64
	Metadata  []byte // nil when absent
	Legs      []Leg
}

// Account is the state that decides a posting. Slot numbers the accounts in memory from zero.
type Account struct {
	ID      int64
	Balance int64
	Held    int64
	Frozen  int64
	Floor   int64 // what may remain available at least
	Seq     int64 // of the newest posting; 0 before the first
	Head    int64 // transfer of the newest posting; 0 before the first
	Slot    int
	stamp   int64
}

// Posting is what one leg did to its account.
type Posting struct {
	Slot    int
	Seq     int64
	Balance int64 // after the leg
	Prev    int64 // transfer of the account's posting before; 0 if none
}

// Accounts is the writer's cache.
type Accounts struct {
	byID  map[int64]*Account
	All   []*Account // by Slot
	batch int64
}

// NewAccounts makes a cache of the accounts given, in their order.
func NewAccounts(accounts []*Account) *Accounts {
	c := &Accounts{byID: make(map[int64]*Account, len(accounts)), All: accounts}
	for i, a := range accounts {
		a.Slot = i
		c.byID[a.ID] = a
	}
	return c
}

// Outcome is the result of a batch. Its slices are reused by the next call.
type Outcome struct {
	Postings []Posting  // one a leg, in the order of the batch; those of a refused transfer are missing
	First    []int      // by transfer: where its postings begin, or -1 when it was refused
	Touched  []*Account // each once
}

// Apply decides a batch in memory: it gives each leg its account's next sequence and the balance after, and moves
// the accounts. It depends on nothing but its arguments. A transfer that names an unknown account or would leave less
// than the floor available is refused whole.
func Apply(batch []Transfer, accounts *Accounts, out *Outcome) {
	out.Postings, out.First, out.Touched = out.Postings[:0], out.First[:0], out.Touched[:0]
	accounts.batch++
	for i := range batch {
		begin := len(out.Postings)
		if !applyOne(&batch[i], accounts, out) {
			undo(&batch[i], accounts, out.Postings[begin:])
			out.Postings = out.Postings[:begin]
			begin = -1
		}
		out.First = append(out.First, begin)
	}
}

func applyOne(t *Transfer, accounts *Accounts, out *Outcome) bool {
	for _, leg := range t.Legs {
		a := accounts.byID[leg.Account]
		if a == nil {
			return false
		}
		balance := a.Balance + leg.Amount
		if leg.Amount < 0 && balance-a.Held-a.Frozen < a.Floor {
			return false
		}
		out.Postings = append(out.Postings, Posting{Slot: a.Slot, Seq: a.Seq + 1, Balance: balance, Prev: a.Head})
		a.Balance, a.Seq, a.Head = balance, a.Seq+1, t.ID
		if a.stamp != accounts.batch {
			a.stamp = accounts.batch
			out.Touched = append(out.Touched, a)
		}
	}
	return true
}

// undo takes back the legs done so far, newest first, because an account may appear in several of them.
func undo(t *Transfer, accounts *Accounts, done []Posting) {
	for i := len(done) - 1; i >= 0; i-- {
		a := accounts.All[done[i].Slot]
		a.Balance, a.Seq, a.Head = a.Balance-t.Legs[i].Amount, done[i].Seq-1, done[i].Prev
	}
}

// contra is the account on the other side of leg i: the first with the opposite sign.
func contra(legs []Leg, i int) int64 {
	for _, leg := range legs {
		if (leg.Amount < 0) != (legs[i].Amount < 0) {
			return leg.Account
		}
	}
	return 0
}
