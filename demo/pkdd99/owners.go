package pkdd99

import (
	"context"
	"fmt"
	"time"

	"tonghui/base/calendar"
	"tonghui/core/ledger"
	"tonghui/core/party"
	"tonghui/core/party/branch"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// The clients' names are not in the data. Each gets one of these, made of its number, so that people who look at the bank see
// people; two clients are seldom called the same.
var (
	givenNames = []string{"Jan", "Petr", "Jiri", "Pavel", "Josef", "Martin", "Tomas", "Jaroslav", "Miroslav", "Zdenek",
		"Vaclav", "Michal", "Frantisek", "Karel", "Milan", "Lukas", "David", "Ladislav", "Jakub", "Stanislav", "Roman", "Ondrej", "Antonin"}
	womensNames = []string{"Marie", "Jana", "Eva", "Hana", "Anna", "Vera", "Alena", "Lenka", "Lucie", "Katerina", "Jaroslava",
		"Helena", "Petra", "Ludmila", "Zdenka", "Jarmila", "Martina", "Jitka", "Ivana", "Michaela", "Zuzana", "Marcela", "Dagmar"}
	stems = []string{"Novak", "Svoboda", "Novotny", "Dvorak", "Cerny", "Prochazka", "Kucera", "Vesely", "Horak", "Nemec", "Marek",
		"Pospisil", "Pokorny", "Hajek", "Jelinek", "Kral", "Ruzicka", "Benes", "Fiala", "Sedlacek", "Dolezal", "Zeman", "Kolar",
		"Krejci", "Navratil", "Cermak", "Urban", "Vanek", "Blazek", "Kriz", "Kovar", "Kratochvil", "Bartos", "Vlcek", "Polak",
		"Musil", "Kopecky", "Simek", "Konecny", "Maly", "Holub"}
)

// nameOf is a client's invented name.
func nameOf(id int64, gender party.Gender) string {
	given := givenNames
	if gender == party.Female {
		given = womensNames
	}
	n := uint64(id) * 0x9E3779B97F4A7C15 >> 20
	return fmt.Sprintf("%s %s", given[n%uint64(len(given))], stems[n/64%uint64(len(stems))])
}

// bornAs reads a birth number: YYMMDD, the month of women with 50 added.
func bornAs(number []byte) (calendar.Date, party.Gender, error) {
	n, _ := digits(number) // checked when it was taken
	month, gender := n/100%100, party.Male
	if month > 50 {
		month, gender = month-50, party.Female
	}
	d, err := calendar.Of(century+int(n/10000), time.Month(month), int(n%100))
	return d, gender, err
}

// clientRow is a client that has no party yet.
type clientRow struct {
	id, district int64
	birthNumber  []byte
}

// owners moves clients to the register of parties, where birth and gender stand under the bank's protection, and gives the
// accounts their holders. It may be repeated: who is there stays. Without a register of parties it does nothing.
func (im *importer) owners(ctx context.Context) error {
	if im.Parties == nil {
		return nil
	}
	if err := im.openBranches(ctx); err != nil {
		return err
	}
	for {
		done := 0
		err := im.Store.UpdateSlow(ctx, func(tx *store.Tx) error {
			rows, err := clientsWithoutParty(tx, ownersPerUpdate)
			done = len(rows)
			for i := 0; i < len(rows) && err == nil; i++ {
				err = im.adopt(ctx, tx, &rows[i])
			}
			return err
		})
		if err != nil {
			return err
		}
		if done == 0 {
			return im.holders(ctx)
		}
	}
}

// ownersPerUpdate are the clients of one chunk.
const ownersPerUpdate = 20

func branchOf(district int64) auth.Branch { return fmt.Sprintf("D%03d", district) }

// openBranches registers a branch for each district, below the head office.
func (im *importer) openBranches(ctx context.Context) error {
	return im.Store.Update(ctx, func(tx *store.Tx) error {
		all, err := im.Branches.All(tx)
		if err != nil {
			return err
		}
		head, there := auth.Branch(headOffice), map[auth.Branch]bool{}
		for _, b := range all {
			if there[b.Code] = true; b.Parent == "" {
				head = b.Code
			}
		}
		if len(all) == 0 {
			if _, err := im.Branches.Open(tx, branch.Opening{Code: head, NameZH: "总行", NameEN: "Head Office", Kind: branch.HeadOffice}); err != nil {
				return err
			}
		}
		districts, err := districtNames(tx)
		for i := 0; i < len(districts) && err == nil; i++ {
			if d := districts[i]; !there[branchOf(d.id)] {
				_, err = im.Branches.Open(tx, branch.Opening{Code: branchOf(d.id), NameZH: d.name + " 分行", NameEN: d.name + " Branch",
					Parent: head, Kind: branch.Regional})
			}
		}
		return err
	})
}

// adopt makes a client a party and drops his birth number, of which the party has birth and gender.
func (im *importer) adopt(ctx context.Context, tx *store.Tx, c *clientRow) error {
	born, gender, err := bornAs(c.birthNumber)
	if err != nil {
		return err
	}
	id, err := im.Parties.Register(ctx, tx, party.NewParty{Sort: party.Person, Name: nameOf(c.id, gender), Birth: &born, Gender: gender,
		Nationality: "CZE", Branch: branchOf(c.district)})
	if err != nil {
		return err
	}
	return setClientParty(tx, c.id, id)
}

// holders gives each account that is open in the ledger its owner.
func (im *importer) holders(ctx context.Context) error {
	after := int64(0)
	for {
		var page []ownerRow
		err := im.Store.UpdateSlow(ctx, func(tx *store.Tx) (err error) {
			if page, err = ownersAfter(tx, after, ownersPerUpdate); err != nil {
				return err
			}
			for _, o := range page {
				held, err := im.Parties.Owners(tx, o.account)
				if err != nil {
					return err
				}
				if len(held) > 0 {
					continue
				}
				if err := im.Parties.Hold(tx, o.account, o.party, party.AccountOwner); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(page) == 0 {
			return err
		}
		after = page[len(page)-1].disposition
	}
}

// ownerRow is an account in the ledger with the party that owns it.
type ownerRow struct {
	disposition int64
	account     ledger.AccountID
	party       party.ID
}
